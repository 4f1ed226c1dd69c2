"""Redacting: once only, however many ask at once, and with a reason that is one line of text."""

from contextlib import contextmanager

import pytest

from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.verify import verify
from advisor.errors import AdvisorError
from tests.ledgers import filled
from tests.test_cli import run


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
