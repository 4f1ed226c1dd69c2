"""`advisor serve`: what keeps it from starting is told in words; what it starts can be stopped."""

import os
import signal
import socket
import subprocess
import sys
import time

import httpx2
import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from tests.conftest import ROOT
from tests.web.conftest import environment, start, stop


def refused(folder, *options, **more):
    """Runs a server that can't start; returns what it says."""
    command = [sys.executable, "-m", "advisor", "serve", "--port", "0", *options]
    env = {**environment(folder), **more}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("nonsense", "tidak dapat dibaca"),
        ("mysql://db/x", "Basis data yang dapat dipakai"),
        ("sqlite:////proc/nowhere/site.db", "tidak dapat dipakai"),
        ("postgresql+psycopg://name:geheim@127.0.0.1:1/x", "tidak dapat dipakai"),
        ("postgresql+nodriver://name:geheim@host/x", "belum terpasang"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(tmp_path, database, words):
    said = refused(tmp_path, "--database", database)
    assert words in said
    assert "geheim" not in said
    assert said.count("\n") == 1


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = refused(tmp_path, "--port", port)
        assert f"127.0.0.1:{port}: Alamat ini" in told
        assert "sudah dipakai program lain" in told


def test_a_setting_or_a_secret_that_cannot_be_used_is_told(tmp_path):
    assert "IPP_ADVISOR_MAX_BODY" in refused(tmp_path, IPP_ADVISOR_MAX_BODY="much")
    said = refused(tmp_path, IPP_ADVISOR_TIME_ZONE="Asia/Makasar")
    assert said.startswith("IPP_ADVISOR_TIME_ZONE: Tidak ada zona waktu 'Asia/Makasar'")
    assert "Mungkin maksudnya 'Asia/Makassar'?" in said
    (tmp_path / "secret").write_bytes(b"short")
    assert "sedikitnya 32" in refused(tmp_path)
    (tmp_path / "secret").unlink()
    (tmp_path / "secret").mkdir()
    assert "itu folder, bukan berkas" in refused(tmp_path)


def test_a_knowledge_base_that_is_broken_is_told_before_anything_is_served(tmp_path):
    assert "tidak ditemukan" in refused(tmp_path, "--knowledge", str(tmp_path))


def test_secret_and_database_are_their_owners_only_and_the_secret_stays_the_same(tmp_path):
    assert stop(start(tmp_path)) in (0, -signal.SIGTERM)
    secret = (tmp_path / "secret").read_bytes()
    assert len(secret) == 32
    for name in ("secret", "web.db"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    stop(start(tmp_path))
    assert (tmp_path / "secret").read_bytes() == secret


def test_several_workers_serve_one_address_and_all_end_with_the_first(tmp_path):
    server = start(tmp_path, "--workers", "2")
    assert httpx2.get(server.url + "/readyz", timeout=60).json()["status"] == "ready"
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True
    ).stdout.split()
    assert len(children) >= 2
    stop(server)
    until = time.monotonic() + 10
    while left := [child for child in children if os.path.exists(f"/proc/{child}")]:
        assert time.monotonic() < until, left
        time.sleep(0.1)


def test_another_knowledge_base_is_served_by_the_same_program(settings):
    from dataclasses import replace

    library = replace(settings, knowledge=ROOT / "examples" / "village-library")
    with TestClient(create_app(library), base_url="http://advisor.test") as client:
        home = client.get("/").text
        assert client.app.state.site.knowledge.article.title in home.replace("&#39;", "'")
        for question in client.app.state.site.knowledge.questions:
            here = f"/questionnaire/{client.app.state.site.drafts.begin()}"
            assert client.get(f"{here}/question/{question.term}").status_code == 200
