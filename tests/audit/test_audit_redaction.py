"""Redacting: once only, however many ask at once, and with a reason that is one line of text."""

from contextlib import contextmanager

import pytest

from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.ledgers import filled


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
