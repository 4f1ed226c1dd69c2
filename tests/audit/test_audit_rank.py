"""`advisor audit explain` takes a step's rank in the plan of that record, as `advisor explain` does
of a plan of today.
"""

import json

import pytest

from advisor.audit.explain import explain, explained
from advisor.audit.ledger import Ledger
from advisor.audit.replay import facts_of
from advisor.common.errors import AdvisorError
from advisor.explanation.how import explain as explain_today
from tests.audit.test_audit_cli import AUDIT
from tests.commands import run
from tests.ledgers import filled


@pytest.fixture(scope="module")
def book(tmp_path_factory, knowledge):
    return filled(tmp_path_factory.mktemp("book") / "l.db", knowledge, 40)


@pytest.fixture(scope="module")
def records(book):
    with Ledger.reading(book) as ledger:
        return list(ledger.consultations())


def one(records, *statuses):
    return next(record for record in records if record.body["status"] in statuses)


@pytest.mark.parametrize("layout", ["text", "json"])
def test_a_rank_is_the_step_that_stood_there(book, records, layout):
    record = max(records, key=lambda r: len(r.body["steps"]))
    steps = record.body["steps"]
    for rank in {1, 4, len(steps)}:
        told = [
            run(*AUDIT, "explain", str(record.number), name, "--format", layout, "--ledger", book)
            for name in (str(rank), steps[rank - 1], steps[rank - 1].upper())
        ]
        assert {(done.returncode, done.stderr) for done in told} == {(0, b"")}
        assert len({done.stdout for done in told}) == 1
        if layout == "json":
            assert json.loads(told[0].stdout)["step"] == steps[rank - 1]
        else:
            assert f"Step {rank} of the plan".encode() in told[0].stdout


@pytest.mark.parametrize("rank", ["0", "00", "99", "1" + "0" * 5000])
@pytest.mark.parametrize("statuses", [("advised",), ("contradictory", "out-of-scope")])
def test_a_rank_that_is_none_is_refused_as_by_explain(book, records, knowledge, rank, statuses):
    record = one(records, *statuses)
    with pytest.raises(AdvisorError) as caught:
        explain_today(knowledge, facts_of(record), rank)
    wanted = [problem.message for problem in caught.value.problems]
    with Ledger.reading(book) as ledger:
        for work in (lambda: list(explain(ledger, record, rank, "en")),
                     lambda: explained(ledger, record, rank)):  # fmt: skip
            with pytest.raises(AdvisorError) as caught:
                work()
            assert [problem.message for problem in caught.value.problems] == wanted


def test_a_raised_digit_is_not_taken_for_a_rank(book):
    done = run(*AUDIT, "explain", "1", "²", "--ledger", book)
    assert done.returncode == 1
    assert b"knew no such step" in done.stderr
