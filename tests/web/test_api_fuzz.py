"""The API against its own description: a thousand requests, good and bad, and not one fault."""

import logging
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks

from advisor.web.api.operations import BASE, OPERATIONS
from advisor.web.app import create_app
from advisor.web.settings import Settings

LEAST = 1000
EACH = 80
SEEN: Counter[int] = Counter()

load_all_checks()


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The application's own description, loaded from the application."""
    folder = tmp_path_factory.mktemp("fuzz")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    app = create_app(Settings(database, ledger, b"s" * 32, per_minute=10**8))
    return schemathesis.openapi.from_asgi(f"{BASE}/openapi.json?lang=en", app)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_answer_is_as_described(described, operation, mode, caplog):
    caplog.set_level(logging.ERROR)
    found = described[operation.path][operation.method]

    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found.as_strategy(generation_mode=mode))
    def holds(case):
        answer = case.call_and_validate()
        SEEN[answer.status_code] += 1
        assert answer.status_code < 500
        assert b"Traceback" not in answer.content

    holds()
    assert not caplog.records


@pytest.mark.slow
def test_enough_was_tried_and_both_kinds_of_answers_came():
    assert sum(SEEN.values()) >= LEAST, SEEN
    assert SEEN[200] >= LEAST / 10, SEEN
    assert SEEN[422] + SEEN[400] >= LEAST / 10, SEEN
