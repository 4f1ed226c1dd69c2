"""The API against its own description: requests drawn from it, good and bad, and not one fault."""

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
from tests.scale import sampled

EACH = sampled(whole=80, ordinary=12)
LEAST = EACH * 12.5

load_all_checks()


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The application's own description, loaded from the application."""
    folder = tmp_path_factory.mktemp("fuzz")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    app = create_app(Settings(database, ledger, b"s" * 32, per_minute=10**8))
    return schemathesis.openapi.from_asgi(f"{BASE}/openapi.json?lang=en", app)


@pytest.mark.slow
def test_requests_are_answered_as_described(described, caplog):
    caplog.set_level(logging.ERROR)
    seen: Counter[int] = Counter()
    for operation in OPERATIONS:
        for mode in GenerationMode:
            answered(described[operation.path][operation.method], mode, seen)
    assert sum(seen.values()) >= LEAST, seen
    assert seen[200] >= LEAST / 10, seen
    assert seen[422] + seen[400] >= LEAST / 10, seen
    assert not caplog.records


def answered(operation, mode, seen):
    """Send an operation requests of one kind; each answer is held to every check there is."""

    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        answer = case.call_and_validate()
        seen[answer.status_code] += 1
        assert answer.status_code < 500
        assert b"Traceback" not in answer.content

    holds()
