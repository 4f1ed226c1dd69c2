"""The ledger as a user meets it: recorded by default, and what happens when it can't be."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest

import advisor
from advisor.advice.facts import Facts
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.knowledge.loader import load
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import filled

AUDIT = ("audit", "--lang", "en")


@pytest.fixture
def place(tmp_path):
    return tmp_path / "new" / "folder" / "ledger.db"


def count(path):
    with Ledger.reading(path) as ledger:
        assert verify(ledger).whole
        return ledger.head()[0]


def test_advice_is_recorded_by_default_and_printed_as_without_a_ledger(place):
    env = {"IPP_ADVISOR_LEDGER": str(place)}
    for number, layout in enumerate(("json", "table", "markdown"), start=1):
        done = run("advise", CITY, "--format", layout, env=env)
        plain = run("advise", CITY, "--format", layout, "--no-ledger", env=env)
        assert (done.stdout, done.stderr) == (plain.stdout, b"")
        assert count(place) == number
    shown = json.loads(run("audit", "show", "1", "--format", "json", env=env).stdout)
    assert shown["advice"] == json.loads(run("advise", CITY, "--format", "json").stdout)


def test_the_default_ledger_is_in_the_users_data_folder(tmp_path):
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    del env["IPP_ADVISOR_LEDGER"]
    command = [shutil.which("env"), "-u", "IPP_ADVISOR_LEDGER"]

    done = subprocess.run(
        [*command, sys.executable, "-m", "advisor", "advise", CITY, "--who", "Ani"],
        env=env, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    path = tmp_path / "ipp-advisor" / "consultations.db"
    assert count(path) == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_questionnaire_is_recorded_with_its_dont_knows(place, tmp_path):
    answers = tmp_path / "a.yaml"
    answers.write_text("pd: {name: Dinas X}\nanswers: {government_level: other}\n")
    done = run("consult", "--resume", answers, "--ledger", place, "--who", "Ani", stdin=b"\n")
    assert done.returncode == 0
    with Ledger.reading(place) as ledger:
        assert ledger.get(1).personal == {"who": "Ani", "pd": "Dinas X"}


def test_commands_that_read_make_nothing_and_change_nothing(place, tmp_path, knowledge):
    for command in (("list",), ("verify",), ("show", "1"), ("export",), ("checkpoint",),
                    ("replay", "--all"), ("redact", "1", "--reason", "x")):  # fmt: skip
        done = run(*AUDIT, *command, "--ledger", place)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"There is no ledger here" in done.stderr
        assert not place.parent.exists()
    path = filled(tmp_path / "l.db", knowledge, 3)
    before = path.read_bytes()
    for command in (("list",), ("verify",), ("show", "1"), ("export",), ("replay", "1")):
        assert run(*AUDIT, *command, "--ledger", path).returncode == 0
    assert path.read_bytes() == before


def failing(path, **options):
    """Advice from a ledger that can't take it: shown all the same, with a warning, exit code 1."""
    plain = run("advise", CITY, "--no-ledger")
    done = run("advise", CITY, "--lang", "id", "--ledger", path, **options)
    assert (done.returncode, done.stdout) == (1, plain.stdout)
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("PERINGATAN")
    assert len(lines) == 2
    assert lines[1].startswith(f"{path}: ")
    return lines[1]


def test_a_corrupt_ledger_is_said_and_left_alone(tmp_path):
    path = tmp_path / "l.db"
    path.write_bytes(b"this is no database " * 500)
    assert "rusak" in failing(path)
    assert path.read_bytes() == b"this is no database " * 500


def test_a_ledger_with_a_damaged_page_is_said(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 3)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    assert "rusak" in failing(path)
    done = run(*AUDIT, "verify", "--ledger", path)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_newer_ledger_is_said_and_left_alone(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    assert "lebih baru" in failing(path)
    assert path.read_bytes() == before


def test_a_foreign_database_is_said_and_left_alone(tmp_path):
    path = tmp_path / "l.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    assert "bukan buku catatan" in failing(path)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs Unix permissions")
def test_a_folder_that_cannot_be_written_is_said(tmp_path, knowledge):
    if os.geteuid() == 0:
        # To root no folder is closed, but one on a file that is no folder is.
        (tmp_path / "file").write_text("")
        assert "tidak dapat dibuka" in failing(tmp_path / "file" / "l.db")
        return
    folder = tmp_path / "closed"
    path = filled(folder / "l.db", knowledge, 2)
    path.chmod(0o400)
    folder.chmod(0o500)
    assert failing(path)
    assert count(path) == 2


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 1 MB, full but for a few pages."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    made = (
        subprocess.run(mount, capture_output=True, check=False) if shutil.which("mount") else None
    )
    if made is None or made.returncode:
        pytest.skip("mounting is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_earlier_records_stay(small_disk, knowledge):
    path = filled(small_disk / "l.db", knowledge, 3)
    with (small_disk / "ballast").open("wb", 0) as ballast, suppress(OSError):
        while True:
            ballast.write(b"x" * 4096)
    assert failing(path)
    (small_disk / "ballast").unlink()
    assert count(path) == 3
    assert run("advise", CITY, "--ledger", path).returncode == 0
    assert count(path) == 4


def test_a_file_that_may_not_grow_is_said_and_earlier_records_stay(tmp_path, knowledge):
    """A full disk wherever one can't be mounted: the limit on file sizes, set by the shell."""
    if not shutil.which("bash"):
        pytest.skip("needs bash")

    path = filled(tmp_path / "l.db", knowledge, 3)
    command = f"ulimit -f 8; {sys.executable} -m advisor advise {CITY} --ledger {path} | cat"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "PERINGATAN" in done.stderr.decode()
    assert done.stdout == run("advise", CITY, "--no-ledger").stdout
    assert count(path) == 3


def test_each_audit_command_speaks_both_languages(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 4)
    step = "form-work-team"
    key = tmp_path / "k.pem"
    commands = (("list",), ("show", "2"), ("explain", "2", step), ("by-rule", "reg-002"),
                ("verify",), ("replay", "--all"), ("replay", "1", "--today"), ("checkpoint",),
                ("keygen", key), ("redact", "2", "--reason", "x"))  # fmt: skip
    for command in commands:
        said = []
        for language in ("id", "en"):
            key.unlink(missing_ok=True)
            if command[0] == "redact":
                path = filled(tmp_path / f"{language}.db", knowledge, 4)
            where = () if command[0] == "keygen" else ("--ledger", path)
            done = run("audit", *command, *where, "--lang", language)
            assert (done.returncode, done.stderr) == (0, b""), done.stderr
            said.append(done.stdout)
        assert command == ("checkpoint",) or said[0] != said[1], command


def test_verify_says_by_its_exit_code_and_its_words_what_a_checkpoint_saw(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 4)
    key, kept = tmp_path / "k.pem", tmp_path / "c.json"
    public = run(*AUDIT, "keygen", key).stdout.decode().split()[-1]
    assert run(*AUDIT, "checkpoint", "--ledger", path, "--sign", key, "--out", kept).returncode == 0
    run("advise", CITY, "--ledger", path)
    arguments = (*AUDIT, "verify", "--ledger", path, "--checkpoint", kept)
    done = run(*arguments, "--key", public)
    assert done.returncode == 0
    assert b"Unchanged since then: records 1 to 4." in done.stdout
    assert b"not covered by it: record 5." in done.stdout
    assert b"made with the key you named" in done.stdout
    assert run(*arguments, "--key", "00").returncode == 1
    path.unlink()
    filled(path, knowledge, 6, seed=5)
    done = run(*arguments)
    assert done.returncode == 1
    assert b"NOT WHOLE" in done.stdout


def test_export_writes_a_file_whole(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 4)
    for layout in ("jsonl", "csv", "prov"):
        out = tmp_path / layout
        done = run(*AUDIT, "export", "--format", layout, "--ledger", path, "--out", out)
        assert b"4 records written" in done.stdout
        plain = run(*AUDIT, "export", "--format", layout, "--ledger", path).stdout
        assert out.read_bytes() == plain


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("replay",), 2),
        (("replay", "1", "--all"), 2),
        (("show", "99"), 1),
        (("show", "x"), 2),
        (("explain", "1", "no-such-step"), 1),
        (("list", "--from", "yesterday"), 1),
        (("list", "--term", "budget"), 1),
        (("redact", "1", "--reason", "x"), 1),
        (("redact", "2"), 2),
        (("verify", "--checkpoint", "/nonexistent"), 1),
        (("checkpoint", "--sign", "/nonexistent"), 1),
    ],
)
def test_wrong_usage_of_the_audit_commands(tmp_path, knowledge, arguments, code):
    path = filled(tmp_path / "l.db", knowledge, 2)
    done = run(*AUDIT, *arguments, "--ledger", path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr
    assert b"Traceback" not in done.stderr


def test_rules_diff_as_a_process(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    done = run("rules", "diff", knowledge.digest[:15], ".", "--ledger", path, "--lang", "en")
    assert done.returncode == 0
    assert b"The two editions are the same" in done.stdout
    assert b"of 2 recorded consultations" in done.stdout
    done = run("rules", "diff", ".", "nowhere", "--ledger", path)
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_name_that_nothing_answers_to_is_told_and_an_old_one_is_found(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    other = "examples/village-library"
    assert run("advise", f"{other}/library.yaml", "--knowledge", other, "--ledger", path).stdout
    old = json.loads(run(*AUDIT, "show", "3", "--format", "json", "--ledger", path).stdout)
    step, rule = old["record"]["steps"][0], old["record"]["fired"][0]
    assert step not in knowledge.steps
    assert rule not in knowledge.rule
    for command in (("list", "--step", step), ("by-rule", rule.lower()), ("list", "--rule", rule)):
        done = run(*AUDIT, *command, "--ledger", path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"advised" in done.stdout
    done = run(*AUDIT, "list", "--step", "form-work-tem", "--term", "budgt=limited",
               "--rule", "REG-0044", "--ledger", path)  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.decode().splitlines() == [
        "budgt: WARNING: the rules of today have no question 'budgt', and no record answers it. "
        "Did you mean 'budget'?",
        "REG-0044: WARNING: the rules of today have no rule 'REG-0044', and in no record did such "
        "a rule fire. Did you mean 'REG-004'?",
        "form-work-tem: WARNING: the rules of today have no step 'form-work-tem', and no record "
        "advises it. Did you mean 'form-work-team'?",
    ]
    for command in (("by-rule", "NIX-001"), ("export", "--rule", "NIX-001")):
        done = run(*AUDIT, *command, "--ledger", path)
        assert (done.returncode, b"NIX-001" in done.stderr) == (0, True)
    never = next(rule.id for rule in knowledge.rules if rule.kind == "out-of-scope")
    assert run(*AUDIT, "by-rule", never, "--ledger", path).stderr == b""


def test_a_search_needs_no_sound_rules_of_today(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    done = run(*AUDIT, "list", "--step", "nix", "--ledger", path, "--knowledge", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_record_is_explained_as_json_under_the_rules_of_that_day(tmp_path, knowledge):
    path, other = tmp_path / "l.db", "examples/village-library"
    assert run("advise", f"{other}/library.yaml", "--knowledge", other, "--ledger", path).stdout
    record = json.loads(run(*AUDIT, "show", "1", "--format", "json", "--ledger", path).stdout)
    body, base = record["record"], load(ROOT / other / "rules", ROOT / other / "knowledge")
    for step in base.steps:
        explain = ("explain", "1", step, "--format", "json", "--ledger", path)
        told = json.loads(run(*AUDIT, *explain).stdout)
        facts, advised = Facts(body["answers"]), step in body["steps"]
        wanted = (
            advisor.explain(base, facts, step) if advised else advisor.why_not(base, facts, step)
        )
        assert told == {
            "schema": "audit-explanation/1", "record": 1, "time": body["time"],
            "hash": record["hash"], "step": step, "advised": advised,
            "knowledge": {"version": base.version, "digest": base.digest},
            "explanation": wanted.as_json(),
        }  # fmt: skip
    unknown = run(*AUDIT, "explain", "1", "form-work-team", "--format", "json", "--ledger", path)
    assert (unknown.returncode, unknown.stdout) == (1, b"")


@pytest.mark.parametrize("option", ["-o", "--output", "--out"])
def test_the_file_to_write_is_named_as_everywhere_else(tmp_path, knowledge, option):
    path, out = filled(tmp_path / "l.db", knowledge, 2), tmp_path / "out"
    for command in ("checkpoint", "export"):
        assert run(*AUDIT, command, option, out, "--ledger", path).returncode == 0
        assert out.read_bytes()
        out.unlink()


def test_a_copy_without_its_log_is_shorter_and_verify_says_what_it_cannot_see(place, knowledge):
    filled(place, knowledge, 4)
    copy = place.with_name("copy.db")
    with Ledger.writing(place) as ledger:
        facts = Facts({"budget": "limited"})
        ledger.record(knowledge, facts, advisor.advise(advisor.Engine(knowledge), facts), None)
        shutil.copy(place, copy)
    assert (count(place), count(copy)) == (5, 4)
    told = run(*AUDIT, "verify", "--ledger", copy).stdout.decode()
    assert "copied without the -wal file beside it" in " ".join(told.split())
    seen = place.with_name("seen.json")
    run(*AUDIT, "checkpoint", "-o", seen, "--ledger", place)
    done = run(*AUDIT, "verify", "--checkpoint", seen, "--ledger", copy)
    assert done.returncode == 1
