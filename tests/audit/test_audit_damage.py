"""Records that were damaged or tampered with: verify names them, and no command fails by them."""

import json
import os
import re
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor.audit.consistency import advice_text, stored_advice
from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.storage import blobs
from advisor.audit.verify import verify
from advisor.cli.group import advisor
from advisor.common.errors import AdvisorError
from tests.harms import body, harm, put
from tests.ledgers import filled, raw, states, texts_loaded_once

SIZE = 6
ALL = (
    ("list",), ("list", "--format", "json"), ("list", "--pd", "Dinas Nomor 1"),
    ("show", "{}"), ("show", "{}", "--format", "json"), ("show", "{}", "--format", "markdown"),
    ("explain", "{}", "form-work-team"), ("explain", "{}", "1"),
    ("explain", "{}", "form-work-team", "--format", "json"),
    ("by-rule", "REG-002"), ("replay", "{}"), ("replay", "--all"), ("replay", "{}", "--today"),
    ("replay", "--all", "--today"), ("export",), ("export", "--format", "csv"),
    ("export", "--format", "prov"), ("checkpoint",), ("verify",),
    ("redact", "{}", "--reason", "x"),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def once():
    """The same rule texts are loaded once only, which is what takes the time."""
    with texts_loaded_once():
        yield


def told(path, *command, number=1):
    """What a command of the audit says, and its exit code; a fault would be 3."""
    words = [word.format(number) for word in command]
    place = ["--ledger", str(path), "--lang", "en"]
    done = CliRunner().invoke(advisor, ["audit", *words, *place])
    assert done.exit_code in (0, 1), (command, done.output)
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def whole(tmp_path_factory, knowledge):
    path = filled(tmp_path_factory.mktemp("whole") / "l.db", knowledge, SIZE)
    with Ledger.writing(path) as ledger:
        redact(ledger, 4, "asked for")
    return path


@pytest.fixture(scope="module")
def whole_database(postgres, knowledge):
    name = postgres.create()
    filled(postgres.url(name), knowledge, SIZE)
    yield name
    postgres.drop(name)


@pytest.fixture(params=["file", "database"])
def copy(request, tmp_path):
    if request.param == "file":
        yield shutil.copy(request.getfixturevalue("whole"), tmp_path / "l.db")
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.create("--template", request.getfixturevalue("whole_database"))
    yield postgres.url(name)
    postgres.drop(name)


def without_texts(content):
    del content["knowledge"]["texts"]


CHANGES = {
    "no texts": without_texts,
    "texts that are a list": lambda content: content["knowledge"].update(texts=[1]),
    "answers that are a list": lambda content: content.update(answers=[1]),
    "an answer that no question takes": lambda content: content.update(answers={"budget": "x"}),
    "an answer to no question": lambda content: content.update(answers={"nonsense": True}),
    "a number that is none": lambda content: content.update(number="1"),
    "a rule that never was": lambda content: content.update(fired=["NIX-001"]),
    "another record's number": lambda content: content.update(number=2),
    "a name with a control character": lambda content: content.update(steps=["\x00"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_record_any_more_is_named_and_called_damaged(copy, change):
    with raw(copy) as connection:
        content = body(connection, 1)
        CHANGES[change](content)
        if isinstance(copy, str):
            text = blobs.canonical(content)
            update = "UPDATE record SET body = ?, hash = ? WHERE number = 1"
            connection.execute(update, (text.decode(), blobs.sha256(text)))
        else:
            put(connection, 1, content)
    code, output = told(copy, "verify")
    assert code == 1
    assert re.search(r"[Rr]ecord 1\b", output)
    assert "does not match its hash" not in output
    for command in (("show", "1"), ("explain", "1", "form-work-team"), ("replay", "1"),
                    ("replay", "--all"), ("replay", "1", "--today")):  # fmt: skip
        code, output = told(copy, *command)
        assert (code, "1: This record is damaged" in output) == (1, True), command


def test_the_others_are_still_listed_and_replayed_and_an_export_names_each_damaged_one(copy):
    with raw(copy) as connection:
        connection.execute("UPDATE record SET body = '{}' WHERE number IN (2, 3)")
    code, output = told(copy, "list")
    assert code == 1
    listed = [line.split()[0] for line in output.splitlines() if line[:1].isdigit()]
    assert listed[-6:] == ["6", "5", "4", "1", "3:", "2:"]
    for layout in ("jsonl", "csv", "prov"):
        code, output = told(copy, "export", "--format", layout)
        assert code == 1
        assert [line.partition(": This record is damaged")[0] for line in output.splitlines()] == [
            "2", "3"
        ]  # fmt: skip
    code, output = told(copy, "replay", "--all", "--today")
    assert code == 1
    assert output.count("This record is damaged") == 2
    assert "4 consultations would get the same advice" in output


@pytest.mark.parametrize("table", ["record", "personal"])
def test_bytes_that_are_no_text_are_found_and_the_rest_is_still_checked(whole, tmp_path, table):
    path = shutil.copy(whole, tmp_path / "l.db")
    column, key = ("body", "number") if table == "record" else ("text", "record")
    with raw(path) as connection:
        connection.execute(
            f"UPDATE {table} SET {column} = CAST(x'ff' || substr({column}, 2) AS TEXT)"
            f" WHERE {key} = 2"
        )
        connection.execute("DELETE FROM mention WHERE kind = 'rule' AND record = 5")
    with Ledger.reading(path) as ledger:
        found = verify(ledger)
    changed = "integrity.changed" if table == "record" else "integrity.personal"
    assert found.size == SIZE + 1
    assert {problem.key for problem in found.problems} == {changed, "integrity.index"}
    assert ("number", 2) in [pair for problem in found.problems for pair in problem.parameters]
    output = told(path, "verify")[1]
    assert "untouched" not in output
    assert len(max(output.splitlines(), key=len)) < 300


def test_content_keeps_the_order_of_what_was_hashed(whole):
    with Ledger.reading(whole) as ledger:
        for number in range(1, SIZE + 2):
            record = ledger.get(number)
            assert json.dumps(record.body) == json.dumps(json.loads(record.text))
            if record.kind == "consultation":
                text = advice_text(ledger.connection, record)
                assert json.dumps(stored_advice(ledger.connection, record)) == json.dumps(
                    json.loads(text)
                )


def content_of(path):
    with raw(path, guarded=True) as connection:
        return list(connection.iterdump())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), number=st.integers(1, SIZE), commands=st.sets(
    st.sampled_from(ALL), min_size=2, max_size=3))  # fmt: skip
def test_a_record_harmed_anywhere_is_named_and_no_command_fails_by_it(
    whole, tmp_path, seed, number, commands
):
    path = shutil.copy(whole, tmp_path / "l.db")
    before = content_of(path)
    harm(path, seed, number)
    assume(content_of(path) != before)
    code, output = told(path, "verify")
    assert code == 1
    assert re.search(rf"[Rr]ecord {number}\b", output), output
    for command in commands:
        told(path, *command, number=number)


# ---- what is told of the file, of the mark of its format, and of older editions


def keys(place, write):
    """The keys of what is said when this is done to the ledger."""
    with pytest.raises(AdvisorError) as caught, Ledger.writing(place) as ledger:
        write(ledger)
    return [problem.message.key for problem in caught.value.problems]


def test_an_empty_file_is_no_new_ledger(tmp_path, knowledge):
    path = tmp_path / "l.db"
    path.touch()
    assert keys(path, lambda ledger: None) == ["ledger.nothing"]
    assert path.stat().st_size == 0
    code, output = told(path, "verify")
    assert (code, "This file is empty (0 bytes)" in output) == (1, True)


def test_a_new_file_is_there_with_its_header_or_not_at_all(tmp_path, knowledge, monkeypatch):
    path, sizes = tmp_path / "l.db", []
    link = os.link
    monkeypatch.setattr("os.link", lambda a, b: (sizes.append(a.stat().st_size), link(a, b)))
    filled(path, knowledge, 1)
    assert sizes
    assert sizes[0] > 0
    assert [file.name for file in tmp_path.iterdir()] == ["l.db"]


def test_a_mark_of_the_format_that_is_gone_is_told_of_advice_too(copy, knowledge):
    with raw(copy, guarded=True) as connection:
        mark = (
            "PRAGMA user_version = 0" if not isinstance(copy, str) else "DELETE FROM ledger_format"
        )
        connection.execute(mark)
    for command in (("list",), ("verify",), ("export",), ("replay", "--all")):
        code, output = told(copy, *command)
        assert (code, "mark of this ledger's format is gone" in output) == (1, True), command
    assert keys(copy, lambda ledger: None) == ["ledger.unmarked"]


def test_after_the_largest_number_nothing_is_recorded_and_that_is_said(copy, knowledge):
    with raw(copy, guarded=True) as connection:
        last = body(connection, SIZE)
        text = blobs.canonical({**last, "number": 2**53 - 1}).decode()
        query = (
            "INSERT INTO record SELECT ?, time, kind, status, about, knowledge, ?, ? FROM record"
        )
        row = (2**53 - 1, text, blobs.sha256(text.encode()), SIZE)
        connection.execute(f"{query} WHERE number = ?", row)
    facts, advice = next(states(knowledge, 1))
    assert keys(copy, lambda ledger: ledger.record(knowledge, facts, advice)) == [
        "ledger.no-number"
    ]


def test_an_edition_that_this_program_cannot_load_is_no_tampering_and_the_rest_is_replayed(
    copy, knowledge, monkeypatch
):
    other = replace(knowledge, texts={**knowledge.texts, "rules/x/NEW-001-later.yaml": b"later: 1"})
    facts, advice = next(states(knowledge, 1))
    with Ledger.writing(copy) as ledger:
        made = ledger.record(other, facts, advice)
    code, output = told(copy, "verify")
    assert code == 0
    assert f"The rule texts used from record {made.number} on are as they were recorded" in output
    code, output = told(copy, "replay", "--all")
    assert code == 1
    assert f"{made.number}: These rule texts are as they were recorded" in output
    assert "damaged" not in output
    assert f"1 of {SIZE + 1} consultations did not give the same advice" in output
    code, output = told(copy, "show", str(made.number))
    assert (code, "this program cannot load them" in output) == (1, True)
