"""`advisor account` as an operator types it: piped, and at a terminal."""

import os
import sqlite3
import sys
from contextlib import closing

import pexpect
import pytest

from tests.commands import run

GOOD = "kursi melon 17 sepeda"


@pytest.fixture
def env(tmp_path):
    return {"IPP_ADVISOR_DATABASE": f"sqlite:///{tmp_path / 'new' / 'web.db'}"}


def account(env, *arguments, password=""):
    done = run("account", *arguments, "--lang", "en", stdin=f"{password}\n".encode(), env=env)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_first_administrator_is_made_listed_locked_and_removed(env):
    assert "advisor account add" in account(env, "list")[1]
    code, said = account(env, "add", "Siti.Rahma", "--role", "administrator", password=GOOD)
    assert (code, said) == (0, "Account siti.rahma (administrator) made.\n")
    assert account(env, "add", "budi", "--role", "trainer", password=GOOD)[0] == 0
    assert account(env, "lock", "BUDI")[0] == 0
    listed = account(env, "list")[1]
    assert "active" in listed
    assert "locked" in listed
    code, said = account(env, "remove", "siti.rahma")
    assert code == 1
    assert "last administrator" in said
    assert account(env, "unlock", "budi")[0] == 0
    assert account(env, "remove", "budi")[0] == 0
    assert "budi" not in account(env, "list")[1]


@pytest.mark.parametrize(
    ("arguments", "password", "code", "says"),
    [
        (("add", "a b", "--role", "auditor"), "short", 1, "too short"),
        (("add", "ani", "--role", "auditor"), "", 1, "no password on standard input"),
        (("add", "ani"), GOOD, 2, "--role"),
        (("password", "ani"), GOOD, 1, "no account of this name"),
    ],
)
def test_what_is_wrong_is_told_in_words(env, arguments, password, code, says):
    found, said = account(env, *arguments, password=password)
    assert found == code
    assert says in said
    assert "Traceback" not in said


def test_the_last_sign_in_is_shown_in_the_zone_of_the_office(env, tmp_path):
    account(env, "add", "siti", "--role", "auditor", password=GOOD)
    place = env["IPP_ADVISOR_DATABASE"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE account SET signed_in = '2026-03-01T20:00:00+00:00'")
    assert "2026-03-02 04:00:00 WITA" in account(env, "list")[1]
    zone = {"IPP_ADVISOR_TIME_ZONE": "Asia/Jakarta"}
    assert "2026-03-02 03:00:00 WIB" in account({**env, **zone}, "list")[1]


def test_a_database_that_cannot_be_used_is_told_in_words(tmp_path):
    (tmp_path / "file").touch()
    database = f"sqlite:///{tmp_path / 'file' / 'x.db'}"
    code, said = account({"IPP_ADVISOR_DATABASE": database}, "list")
    assert code == 1
    assert "cannot be used" in said


def test_at_a_terminal_the_password_is_asked_twice_and_never_shown(env):
    command = ["-m", "advisor", "account", "add", "siti", "--role", "auditor", "--lang", "en"]
    for again, code, says in (("another one", 1, "differ"), (GOOD, 0, "made")):
        child = pexpect.spawn(sys.executable, command, env={**os.environ, **env}, timeout=30)
        child.expect("Password:")
        child.sendline(GOOD)
        child.expect("Password once more:")
        child.sendline(again)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code
        assert says in child.before.decode()
        assert GOOD not in child.before.decode()
