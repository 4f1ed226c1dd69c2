"""A drill: the machine is lost and a backup restored while people had gone on; nobody is misled."""

import shutil
import threading

import httpx2
import pytest

from advisor.advice.facts import facts_from
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from tests.commands import run
from tests.states import random_answers
from tests.web.conftest import start, stop
from tests.web.plans import begun, post, served

pytestmark = pytest.mark.slow


def finish(server, link):
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        answer = post(client, link, "finish")
        return client.get(answer.headers["location"]).text


def audit(server, *words):
    done = run("audit", *words, "--lang", "en", env=server.environment)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_a_disk_lost_under_load_is_restored_verified_and_gone_on_with(tmp_path, knowledge):
    home = tmp_path / "home"
    home.mkdir()
    server = start(home, "--workers", "2")
    over, acknowledged = threading.Event(), []

    def record(seed):
        from random import Random

        answers = random_answers(knowledge, Random(seed), known=0.6)
        body = facts_from(answers, f"Dinas {seed}").document()
        while not over.is_set():
            told = httpx2.post(f"{server.url}/api/v1/advise?record=true", json=body, timeout=60)
            acknowledged.append(told.json()["record"])

    people = [threading.Thread(target=record, args=(seed,)) for seed in range(3)]
    drafts = served(server, knowledge)
    early, late = (begun(drafts, knowledge, "advised", name) for name in ("Dinas A", "Dinas B"))
    assert "tercatat sebagai konsultasi" in finish(server, early)
    for person in people:
        person.start()
    code, said = audit(server, "backup", tmp_path / "backup")
    assert code == 0, said
    page = finish(server, late)
    assert "tercatat sebagai konsultasi" in page
    over.set()
    for person in people:
        person.join(60)
    assert audit(server, "checkpoint", "-o", tmp_path / "newest.json")[0] == 0
    stop(server)
    with Ledger.reading(server.ledger) as ledger:
        before = {record.number: record.hash for record in ledger.consultations()}
    assert {told["number"]: told["hash"] for told in acknowledged}.items() <= before.items()
    noted = drafts.find(late).record
    drafts.engine.dispose()

    # The ledger's disk is lost; that of the questionnaires is newer than the backup.
    server.ledger.unlink()
    for end in ("-wal", "-shm"):
        server.ledger.with_name(server.ledger.name + end).unlink(missing_ok=True)
    words = ("restore", tmp_path / "backup", "--database", f"sqlite:///{tmp_path / 'aside.db'}")
    code, said = audit(server, *words, "--checkpoint", tmp_path / "newest.json")
    assert (code, "These numbers would be given again" in said) == (1, True)
    assert not server.ledger.exists()
    code, said = audit(server, *words, "--checkpoint", tmp_path / "newest.json", "--anyway")
    assert code == 0, said

    server = start(home)
    drafts = served(server, knowledge)
    try:
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            others = []
            while not others or others[-1] < max(before):
                body = {"answers": {"budget": "limited"}}
                told = client.post("/api/v1/advise?record=true", json=body).json()["record"]
                others.append(told["number"])
            assert noted in others
            kept = client.get(f"/questionnaire/{early}/plan").text
            assert "tercatat sebagai konsultasi nomor 1" in kept
            lost = client.get(f"/questionnaire/{late}/plan").text
            assert f"catatan konsultasi nomor {noted} yang pernah dibuat" in lost
        assert f"tercatat sebagai konsultasi nomor {max(others) + 1}" in finish(server, late)
    finally:
        stop(server)
        drafts.engine.dispose()
    with Ledger.reading(server.ledger) as ledger:
        assert verify(ledger).whole
    code, said = audit(server, "verify", "--checkpoint", tmp_path / "newest.json")
    assert (code, "No longer what the checkpoint saw" in said) == (1, True)


def test_the_whole_machine_is_lost_and_everyone_can_go_on(tmp_path, knowledge):
    home = tmp_path / "home"
    home.mkdir()
    server = start(home)
    drafts = served(server, knowledge)
    link = begun(drafts, knowledge, "advised", "Dinas A")
    drafts.engine.dispose()
    code, said = audit(server, "backup", tmp_path / "backup")
    assert code == 1
    assert "/ledger.db: This file is not there" in said
    assert "konsultasi nomor 1" in finish(server, link)
    assert audit(server, "backup", tmp_path / "backup")[0] == 0
    stop(server)
    shutil.rmtree(home)
    code, said = audit(server, "restore", tmp_path / "backup")
    assert code == 0, said
    server = start(home)
    try:
        page = httpx2.get(f"{server.url}/questionnaire/{link}/plan", timeout=60).text
        assert "tercatat sebagai konsultasi nomor 1" in page
        assert httpx2.get(f"{server.url}/readyz", timeout=60).status_code == 200
    finally:
        stop(server)
