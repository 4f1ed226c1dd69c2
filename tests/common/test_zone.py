"""People read times where they are; what is recorded, exported or hashed is UTC."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find, moment
from advisor.common.errors import AdvisorError
from advisor.common.time_zone import DEFAULT, FIXED, VARIABLE, zone
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import filled

FIRST = {
    "": "2026-03-01 09:00:00 WITA",
    "Asia/Jakarta": "2026-03-01 08:00:00 WIB",
    "Asia/Jayapura": "2026-03-01 10:00:00 WIT",
    "UTC": "2026-03-01 01:00:00 UTC",
    "Asia/Kolkata": "2026-03-01 06:30:00 UTC+05:30",
}
"""How each zone has the first record's time, 2026-03-01T01:00:00Z."""

BARE = """
import sys
sys.modules["tzdata"] = None
from advisor.cli import main
main()
"""
"""The program on a machine without time zone data."""

NAMES = st.sampled_from([*FIXED, "Asia/Kolkata", "America/Sao_Paulo", "Europe/Berlin"])
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory, knowledge):
    return filled(tmp_path_factory.mktemp("zone") / "l.db", knowledge, 4)


def audit(name, *arguments, ledger):
    env = {VARIABLE: name} if name else {}
    done = run("audit", *arguments, "--ledger", ledger, "--lang", "en", env=env)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def without_data(name, *arguments):
    env = {**os.environ, "PYTHONTZPATH": "", VARIABLE: name, "IPP_ADVISOR_LANG": "en"}
    command = [sys.executable, "-c", BARE, *map(str, arguments)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr
    return done


@given(name=NAMES, time=TIMES)
def test_a_time_in_any_zone_is_the_same_moment(name, time):
    recorded = time.isoformat(timespec="seconds") + "Z"
    clock, called = zone(name).written(recorded).rsplit(" ", 1)
    ahead = FIXED.get(name, ("", 0))[1]
    if called not in {short for short, _ in FIXED.values()}:
        sign, hours, minutes = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", called).groups()
        ahead = (int(hours) + int(minutes) / 60) * (-1 if sign == "-" else 1)
    elif name not in FIXED:
        assert called == "UTC"
    assert datetime.fromisoformat(clock) - timedelta(hours=ahead) == datetime.fromisoformat(
        recorded
    ).replace(tzinfo=None, microsecond=0)


@given(name=st.sampled_from([*FIXED]), time=TIMES)
def test_without_data_the_hours_are_those_of_the_time_zone_data(name, time):
    short, hours = FIXED[name]
    there = time.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
    assert (there.tzname(), there.utcoffset()) == (short, timedelta(hours=hours))


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+09:00"])
def test_what_is_no_time_is_shown_as_it_stands(text):
    assert zone(DEFAULT).written(text) == text


@pytest.mark.parametrize("name", FIRST)
def test_the_audit_commands_show_times_in_the_zone_of_the_office(ledger, tmp_path, name):
    shown = FIRST[name]
    assert shown in audit(name, "list", ledger=ledger)[1]
    assert f"Record 1, {shown}" in audit(name, "show", "1", ledger=ledger)[1]
    kept = tmp_path / "c.json"
    kept.write_text(
        json.dumps({"schema": "checkpoint/1", "size": 0, "time": "2026-03-01T01:00:00Z",
                    "head": "sha256:" + "0" * 64})
    )  # fmt: skip
    said = audit(name, "verify", "--checkpoint", kept, ledger=ledger)[1]
    assert f"the checkpoint of {shown}" in said


def test_what_would_differ_today_is_dated_in_the_zone_of_the_office(tmp_path):
    path, other = tmp_path / "l.db", "examples/village-library"
    run("advise", f"{other}/library.yaml", "--knowledge", other, "--ledger", path)
    said = audit("Asia/Jayapura", "replay", "1", "--today", ledger=path)[1]
    with Ledger.reading(path) as ledger:
        assert zone("Asia/Jayapura").written(ledger.get(1).time) in said


def test_json_exports_and_checkpoints_stay_in_utc_wherever_the_office_is(ledger):
    for command in (("list", "--format", "json"), ("show", "1", "--format", "json"),
                    ("export",), ("export", "--format", "csv"), ("export", "--format", "prov"),
                    ("explain", "1", "form-work-team", "--format", "json")):  # fmt: skip
        there, here = (audit(name, *command, ledger=ledger) for name in ("UTC", "Asia/Jayapura"))
        assert there == here
        assert "2026-03-01T01:00:00" in here[1], command


def test_a_time_typed_as_it_was_shown_finds_its_record(ledger):
    clock = FIRST[""].removesuffix(" WITA")
    found = json.loads(
        audit("", "list", "--from", clock, "--before", f"{clock[:-1]}1", "--format", "json",
              ledger=ledger)[1]
    )  # fmt: skip
    assert [item["record"]["number"] for item in found] == [1]
    exported = audit("UTC", "export", "--before", clock[:-8] + "01:00:01", ledger=ledger)[1]
    assert [json.loads(line)["record"]["number"] for line in exported.splitlines()] == [1]


@given(time=TIMES)
def test_a_day_is_the_day_where_the_office_is(time):
    there = zone("Asia/Jayapura").at(f"{time.isoformat()}Z")
    since = moment(there.date().isoformat(), there.tzinfo)
    recorded = time.isoformat(timespec="milliseconds") + "Z"
    assert since <= recorded < moment(str(there.date() + timedelta(days=1)), there.tzinfo)


def test_a_date_with_a_zone_of_its_own_keeps_it(ledger):
    with Ledger.reading(ledger) as book:
        since = moment("2026-03-01T11:00+09:00", zone("America/Sao_Paulo").rules)
        assert [r.number for r in find(book, Filter(since=since))] == [4, 3, 2]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Asia/Makasar", "Did you mean 'Asia/Makassar'?"),
        ("wita", "Did you mean 'Asia/Makassar'?"),
        ("WIT", "Did you mean 'Asia/Jayapura'?"),
        ("Mars", "Asia/Jakarta (WIB)"),
        ("../UTC", "no time zone"),
        ("/etc/passwd", "no time zone"),
        ("zone.tab", "no time zone"),
    ],
)
def test_a_wrong_zone_is_told_in_words(ledger, name, says):
    with pytest.raises(AdvisorError):
        zone(name)
    code, out, said = audit(name, "list", ledger=ledger)
    assert (code, out) == (1, "")
    assert said.startswith(f"{VARIABLE}: ")
    assert says in said
    assert said.count("\n") == 1


def test_a_machine_without_time_zone_data_has_the_zones_of_indonesia(ledger):
    for name, shown in FIRST.items():
        done = without_data(name, "audit", "list", "--ledger", ledger)
        if name == "Asia/Kolkata":
            assert (done.returncode, done.stdout) == (1, "")
            assert "pip install tzdata" in done.stderr
        else:
            assert (done.returncode, done.stderr) == (0, "")
            assert shown in done.stdout


def test_a_command_that_shows_no_time_asks_for_no_zone():
    done = run("advise", "examples/dinas-kependudukan-kota.yaml", env={VARIABLE: "Mars"})
    assert (done.returncode, done.stderr) == (0, b"")
