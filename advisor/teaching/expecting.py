"""Whether a scenario comes to what its lesson says."""

from collections.abc import Iterator

from advisor.advice.advice import Advice
from advisor.common.language import Said, said
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.rule import Outcome
from advisor.teaching.lesson import Expect

OUTCOMES = {
    "fires": Outcome.APPLIES,
    "rejected": Outcome.REJECTED,
    "undecided": Outcome.UNDECIDED,
}


def differences(
    expect: Expect, advice: Advice, evaluation: Evaluation
) -> Iterator[tuple[str, Said]]:
    """Each field of the expectation that is not met, and how."""
    steps = [step.step for step in advice.steps]
    top = steps[0] if steps else None
    if expect.status != advice.status:
        yield "status", _differs(expect.status, advice.status)
    if expect.top != top:
        yield "top", _differs(expect.top or "-", top or "-")
    if [step for step in steps if step in expect.order] != list(expect.order):
        yield "order", _differs(expect.order, steps)
    for field, outcome in OUTCOMES.items():
        for rule in getattr(expect, field):
            if evaluation.outcomes[rule] is not outcome:
                yield field, said("lesson.rule", rule=rule, found=evaluation.outcomes[rule].value)
    complete = "no" if advice.relevant else "yes"
    if expect.complete not in (None, complete):
        yield "complete", _differs(str(expect.complete), complete)


def _differs(expected: object, found: object) -> Said:
    return said("lesson.differs", expected=expected, found=found)
