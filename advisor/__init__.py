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
    from advisor.consultation import Consultation, advise
    from advisor.engine import Engine
    from advisor.errors import AdvisorError, Problem
    from advisor.evaluator import Evaluation, evaluate
    from advisor.explanation.change import SmallestChange, smallest_change
    from advisor.explanation.difference import Difference
    from advisor.explanation.how import Explanation, explain
    from advisor.explanation.sensitivity import Sensitivity, sensitivity
    from advisor.explanation.whatif import sweep, what_if
    from advisor.explanation.whynot import WhyNot, why_not
    from advisor.facts import Facts, read_facts
    from advisor.knowledge import Knowledge
    from advisor.loader import load

__version__ = "1.0.0"

_HOME = {
    "Advice": "advisor.advice",
    "AdvisorError": "advisor.errors",
    "Consultation": "advisor.consultation",
    "Difference": "advisor.explanation.difference",
    "Engine": "advisor.engine",
    "Evaluation": "advisor.evaluator",
    "Explanation": "advisor.explanation.how",
    "Facts": "advisor.facts",
    "Knowledge": "advisor.knowledge",
    "Problem": "advisor.errors",
    "Sensitivity": "advisor.explanation.sensitivity",
    "SmallestChange": "advisor.explanation.change",
    "WhyNot": "advisor.explanation.whynot",
    "advise": "advisor.consultation",
    "evaluate": "advisor.evaluator",
    "explain": "advisor.explanation.how",
    "load": "advisor.loader",
    "read_facts": "advisor.facts",
    "sensitivity": "advisor.explanation.sensitivity",
    "smallest_change": "advisor.explanation.change",
    "sweep": "advisor.explanation.whatif",
    "what_if": "advisor.explanation.whatif",
    "why_not": "advisor.explanation.whynot",
}

__all__ = [
    "Advice",
    "AdvisorError",
    "Consultation",
    "Difference",
    "Engine",
    "Evaluation",
    "Explanation",
    "Facts",
    "Knowledge",
    "Problem",
    "Sensitivity",
    "SmallestChange",
    "WhyNot",
    "advise",
    "evaluate",
    "explain",
    "load",
    "read_facts",
    "sensitivity",
    "smallest_change",
    "sweep",
    "what_if",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
