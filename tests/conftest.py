import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from advisor.inference.engine import Engine
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load
from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]

ROOT = Path(__file__).resolve().parent.parent


def _fresh_homes() -> None:
    os.environ["IPP_ADVISOR_LEDGER"] = str(
        Path(tempfile.mkdtemp(prefix="ipp-ledger-")) / "ledger.db"
    )
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="ipp-state-")


# No test, nor any process that a test starts, writes to the ledger or the kept answers of whoever
# runs the tests; what a module's fixtures start outside of a test has a place too.
_fresh_homes()

settings.register_profile(
    "advisor",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("advisor")


@pytest.fixture(scope="module", autouse=True)
def _homes_of_the_module() -> None:
    """No test finds in a ledger or a home what another module's tests left there, whichever ran
    first in this process.
    """
    _fresh_homes()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def engine(knowledge: Knowledge) -> Engine:
    return Engine(knowledge)
