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
    from advisor.audit.ledger import Ledger
    from advisor.batch.run import Batch
    from advisor.columns import Columns
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
    from advisor.graph.choosing import rule_network
    from advisor.graph.mermaid import mermaid
    from advisor.graph.picture import Picture
    from advisor.graph.svg import svg
    from advisor.knowledge import Knowledge
    from advisor.lessons.lesson import Lesson
    from advisor.lessons.reading import read_lessons
    from advisor.loader import load
    from advisor.tracing.replay import Replay, replay
    from advisor.tracing.stepper import Stepper

__version__ = "1.0.0"

_HOME = {
    "Advice": "advisor.advice",
    "AdvisorError": "advisor.errors",
    "Batch": "advisor.batch.run",
    "Columns": "advisor.columns",
    "Consultation": "advisor.consultation",
    "Difference": "advisor.explanation.difference",
    "Engine": "advisor.engine",
    "Evaluation": "advisor.evaluator",
    "Explanation": "advisor.explanation.how",
    "Facts": "advisor.facts",
    "Knowledge": "advisor.knowledge",
    "Ledger": "advisor.audit.ledger",
    "Lesson": "advisor.lessons.lesson",
    "Picture": "advisor.graph.picture",
    "Problem": "advisor.errors",
    "Replay": "advisor.tracing.replay",
    "Sensitivity": "advisor.explanation.sensitivity",
    "SmallestChange": "advisor.explanation.change",
    "Stepper": "advisor.tracing.stepper",
    "WhyNot": "advisor.explanation.whynot",
    "advise": "advisor.consultation",
    "evaluate": "advisor.evaluator",
    "explain": "advisor.explanation.how",
    "load": "advisor.loader",
    "mermaid": "advisor.graph.mermaid",
    "read_facts": "advisor.facts",
    "read_lessons": "advisor.lessons.reading",
    "replay": "advisor.tracing.replay",
    "rule_network": "advisor.graph.choosing",
    "sensitivity": "advisor.explanation.sensitivity",
    "smallest_change": "advisor.explanation.change",
    "svg": "advisor.graph.svg",
    "sweep": "advisor.explanation.whatif",
    "what_if": "advisor.explanation.whatif",
    "why_not": "advisor.explanation.whynot",
}

__all__ = [
    "Advice",
    "AdvisorError",
    "Batch",
    "Columns",
    "Consultation",
    "Difference",
    "Engine",
    "Evaluation",
    "Explanation",
    "Facts",
    "Knowledge",
    "Ledger",
    "Lesson",
    "Picture",
    "Problem",
    "Replay",
    "Sensitivity",
    "SmallestChange",
    "Stepper",
    "WhyNot",
    "advise",
    "evaluate",
    "explain",
    "load",
    "mermaid",
    "read_facts",
    "read_lessons",
    "replay",
    "rule_network",
    "sensitivity",
    "smallest_change",
    "svg",
    "sweep",
    "what_if",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
