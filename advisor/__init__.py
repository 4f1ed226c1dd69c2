"""IPP Advisor: a rule-based advisory expert system on public-service innovation.

    >>> from advisor import Engine, Facts, advise, load
    >>> engine = Engine(load())
    >>> advise(engine, Facts({"government_level": "other"})).status
    'out-of-scope'

Names are imported when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from advisor.common.version import __version__

if TYPE_CHECKING:
    from advisor.advice.advice import Advice
    from advisor.advice.consultation import Consultation, advise
    from advisor.advice.facts import Facts, read_facts
    from advisor.audit.ledger import Ledger
    from advisor.common.errors import AdvisorError, Problem
    from advisor.explanation.change import SmallestChange, smallest_change
    from advisor.explanation.difference import Difference
    from advisor.explanation.graph.mermaid import mermaid
    from advisor.explanation.graph.picture import Picture
    from advisor.explanation.graph.selection import rule_network
    from advisor.explanation.graph.svg import svg
    from advisor.explanation.how import Explanation, explain
    from advisor.explanation.sensitivity import Sensitivity, sensitivity
    from advisor.explanation.trace.replay import Replay, replay
    from advisor.explanation.trace.stepper import Stepper
    from advisor.explanation.whatif import sweep, what_if
    from advisor.explanation.whynot import WhyNot, why_not
    from advisor.inference.columns import Columns
    from advisor.inference.engine import Engine
    from advisor.inference.evaluator import Evaluation, evaluate
    from advisor.knowledge.knowledge import Knowledge
    from advisor.knowledge.loader import load
    from advisor.tables.batch.run import Batch
    from advisor.teaching.lesson import Lesson
    from advisor.teaching.lesson_files import read_lessons

_HOME = {
    "Advice": "advisor.advice.advice",
    "AdvisorError": "advisor.common.errors",
    "Batch": "advisor.tables.batch.run",
    "Columns": "advisor.inference.columns",
    "Consultation": "advisor.advice.consultation",
    "Difference": "advisor.explanation.difference",
    "Engine": "advisor.inference.engine",
    "Evaluation": "advisor.inference.evaluator",
    "Explanation": "advisor.explanation.how",
    "Facts": "advisor.advice.facts",
    "Knowledge": "advisor.knowledge.knowledge",
    "Ledger": "advisor.audit.ledger",
    "Lesson": "advisor.teaching.lesson",
    "Picture": "advisor.explanation.graph.picture",
    "Problem": "advisor.common.errors",
    "Replay": "advisor.explanation.trace.replay",
    "Sensitivity": "advisor.explanation.sensitivity",
    "SmallestChange": "advisor.explanation.change",
    "Stepper": "advisor.explanation.trace.stepper",
    "WhyNot": "advisor.explanation.whynot",
    "advise": "advisor.advice.consultation",
    "evaluate": "advisor.inference.evaluator",
    "explain": "advisor.explanation.how",
    "load": "advisor.knowledge.loader",
    "mermaid": "advisor.explanation.graph.mermaid",
    "read_facts": "advisor.advice.facts",
    "read_lessons": "advisor.teaching.lesson_files",
    "replay": "advisor.explanation.trace.replay",
    "rule_network": "advisor.explanation.graph.selection",
    "sensitivity": "advisor.explanation.sensitivity",
    "smallest_change": "advisor.explanation.change",
    "svg": "advisor.explanation.graph.svg",
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
    "__version__",
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
