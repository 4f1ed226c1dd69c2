"""IPP Advisor: a rule-based advisory expert system on public-service innovation.

    >>> from advisor import Engine, Facts, advise, load
    >>> engine = Engine(load())
    >>> advise(engine, Facts({"government_level": "other"})).status
    'out-of-scope'

Names are imported when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.advice import Advice
    from advisor.batch.run import Batch
    from advisor.columns import Columns
    from advisor.consultation import Consultation, advise
    from advisor.engine import Engine
    from advisor.errors import AdvisorError, Problem
    from advisor.evaluator import Evaluation, evaluate
    from advisor.facts import Facts, read_facts
    from advisor.knowledge import Knowledge
    from advisor.loader import load

__version__ = "1.0.0"

_HOME = {
    "Advice": "advisor.advice",
    "AdvisorError": "advisor.errors",
    "Batch": "advisor.batch.run",
    "Columns": "advisor.columns",
    "Consultation": "advisor.consultation",
    "Engine": "advisor.engine",
    "Evaluation": "advisor.evaluator",
    "Facts": "advisor.facts",
    "Knowledge": "advisor.knowledge",
    "Problem": "advisor.errors",
    "advise": "advisor.consultation",
    "evaluate": "advisor.evaluator",
    "load": "advisor.loader",
    "read_facts": "advisor.facts",
}

__all__ = [
    "Advice",
    "AdvisorError",
    "Batch",
    "Columns",
    "Consultation",
    "Engine",
    "Evaluation",
    "Facts",
    "Knowledge",
    "Problem",
    "advise",
    "evaluate",
    "load",
    "read_facts",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
