"""What a consultation's record holds."""

from functools import cache
from importlib.metadata import version
from typing import Any

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.common.version import __version__
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome

_version = cache(version)


def without_name(advice: Advice) -> dict[str, Any]:
    """The advice without the PD's name."""
    return {**advice.as_json(), "pd": {}}


def consultation(knowledge: Knowledge, facts: Facts, advice: Advice) -> dict[str, Any]:
    """What a consultation's record holds, but for its place in the chain and what is stored apart.

    The outcome of every rule is the evaluator's, to which the engine's was held before the advice
    was given.
    """
    outcomes = evaluate(knowledge, facts.answers).outcomes
    return {
        "kind": "consultation",
        "status": advice.status,
        "answers": dict(facts.answers),
        "not_known": list(facts.not_known),
        "steps": [step.step for step in advice.steps],
        "fired": [rule for rule, outcome in outcomes.items() if outcome is Outcome.APPLIES],
        "rejected": [rule for rule, outcome in outcomes.items() if outcome is Outcome.REJECTED],
        "undecided": [rule for rule, outcome in outcomes.items() if outcome is Outcome.UNDECIDED],
        "program": {"advisor": __version__, "experta": _version("experta")},
        "knowledge": knowledge.edition,
    }
