"""Redacting: once only, however many ask at once, and with a reason that is one line of text."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from advisor.audit.ledger import Ledger
from advisor.audit.redact import older, redact, redact_older
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.ledgers import Clock, filled, raw, states


@pytest.fixture(params=["file", "database"])
def place(request, tmp_path, knowledge):
    """A ledger of two records, of which the second holds personal text."""
    file = request.param == "file"
    where = tmp_path / "l.db" if file else request.getfixturevalue("postgres_url")
    return filled(where, knowledge, 2)


def test_of_two_who_redact_one_record_at_once_the_second_is_told_that_it_is_done(place):
    with Ledger.writing(place) as first, Ledger.writing(place) as second:
        own = second.appending

        @contextmanager
        def late():
            """The first comes in between, at the last moment at which it can."""
            redact(first, 2, "asked for")
            with own():
                yield

        second.appending = late
        with pytest.raises(AdvisorError) as caught:
            redact(second, 2, "asked for")
    assert [problem.message.key for problem in caught.value.problems] == ["ledger.redacted"]
    with Ledger.reading(place) as ledger:
        assert ledger.head()[0] == 3
        assert verify(ledger).whole


def test_a_reason_is_kept_as_one_line_without_what_a_terminal_obeys(place):
    with Ledger.writing(place) as ledger:
        done = redact(ledger, 2, " \x1b[31mred\nHash: x\u202e\t\x9b2J ")
    assert done.body["reason"] == "[31mred Hash: x 2J"


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\x1b", "\u200b"])
def test_without_a_reason_nothing_is_redacted(place, reason):
    with Ledger.writing(place) as ledger:
        with pytest.raises(AdvisorError) as caught:
            redact(ledger, 2, reason)
        assert [problem.message.key for problem in caught.value.problems] == ["ledger.no-reason"]
        assert ledger.head()[0] == 2
        assert ledger.get(2).personal


def test_an_empty_reason_on_the_command_line_is_refused_in_words(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    done = run("audit", "redact", "2", "--reason", "", "--ledger", path, "--lang", "en")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"reason: Say why the personal text is to be removed.\n"


def test_a_reason_recorded_before_reasons_were_cleaned_is_shown_as_one_line(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    content = {"kind": "redaction", "about": 2, "reason": "\x1b[31mred\n  Hash: x", "removed": []}
    with Ledger.writing(path) as ledger, ledger.appending():
        ledger.append(content, [])
    for command in (("list",), ("show", "3")):
        shown = run("audit", *command, "--ledger", path, "--lang", "en").stdout
        assert b"\x1b" not in shown
        assert b"[31mred Hash: x" in shown


def bytes_of(path):
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_text_lingers_only_while_somebody_reads_and_redacting_again_clears_it(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with Ledger.reading(path) as reader:
        reader.head()
        with Ledger.writing(path) as ledger, pytest.raises(AdvisorError) as caught:
            redact(ledger, 2, "asked for")
        assert [p.message.key for p in caught.value.problems] == ["ledger.lingers"]
        assert b"Dinas Nomor 1" in bytes_of(path)
    done = run("audit", "redact", "2", "--reason", "x", "--ledger", path, "--lang", "en")
    assert (done.returncode, b"is cleared now" in done.stderr) == (1, True)
    assert b"Dinas Nomor 1" not in bytes_of(path)
    with Ledger.reading(path) as ledger:
        assert (ledger.head()[0], verify(ledger).whole) == (3, True)


def test_of_an_age_all_text_goes_and_each_removal_is_recorded(place, knowledge):
    clock = Clock()
    with Ledger.writing(place, clock) as ledger:
        facts, advice = list(states(knowledge, 2))[1]
        for days in (0, 20, 20, 20):
            clock.time += timedelta(days=days)
            ledger.record(knowledge, facts, advice, "Siti")
        assert older(ledger, 30) == [2, 3, 4]
        done = redact_older(ledger, 30, "masa simpan berakhir")
        assert [record.body["about"] for record in done] == [2, 3, 4]
        assert redact_older(ledger, 30, "masa simpan berakhir") == []
    with Ledger.reading(place) as ledger:
        assert [bool(ledger.get(number).personal) for number in range(2, 7)] == [
            False, False, False, True, True
        ]  # fmt: skip
        assert verify(ledger).whole


def test_of_an_age_or_of_a_number_but_not_both(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    words = ("--reason", "x", "--ledger", path, "--lang", "en")
    for given in ((), ("2", "--older-than", "3")):
        assert run("audit", "redact", *given, *words).returncode == 2
    done = run("audit", "redact", "--older-than", "1", *words)
    assert (done.returncode, done.stdout[:46]) == (
        0, b"The personal text of 1 record older than 1 day"
    )  # fmt: skip


def test_a_deletion_that_is_swallowed_is_no_redaction(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with raw(path, guarded=True) as connection:
        connection.execute(
            "CREATE TRIGGER stranger BEFORE DELETE ON personal BEGIN SELECT RAISE(IGNORE); END"
        )
    with Ledger.writing(path) as ledger:
        with pytest.raises(AdvisorError) as caught:
            redact(ledger, 2, "x")
        assert [p.message.key for p in caught.value.problems] == ["ledger.not-kept"]
        assert ledger.head()[0] == 2


@pytest.mark.parametrize("given", [("--pd", ""), ("--who", " "), ("--rule", ""), ("--from", ""),
                                   ("--from", "2026-03-02", "--before", "2026-03-02")])  # fmt: skip
def test_a_search_that_can_find_nothing_or_looks_for_nothing_is_told(tmp_path, knowledge, given):
    path = filled(tmp_path / "l.db", knowledge, 2)
    done = run("audit", "list", *given, "--ledger", path, "--lang", "en")
    assert (done.returncode, done.stdout) == (1 if len(given) > 2 else 2, b"")
