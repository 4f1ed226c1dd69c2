"""Stages of a plan: which steps can be taken now, which after those, and so on."""

from advisor.advice.advice import Advice, AdvisedStep

Stage = tuple[AdvisedStep, ...]
NOW = 3
"""At most so many steps are named as the ones to take now: an office begins with a few."""


def stages(advice: Advice) -> tuple[Stage, ...]:
    """The advised steps, by how many must be taken one after another before each; in each stage in
    the order of their ranks.
    """
    stage: dict[str, int] = {}
    for step in advice.steps:
        stage[step.step] = max((stage[earlier] + 1 for earlier in step.after), default=0)
    count = max(stage.values(), default=-1) + 1
    return tuple(
        tuple(step for step in advice.steps if stage[step.step] == number)
        for number in range(count)
    )


def outline(advice: Advice) -> tuple[tuple[str, int, Stage], ...]:
    """The plan at a glance, as (which part, number of its stage from 1, steps).

    Of the first stage the first `NOW` steps are the part `now` and the others `also`; each further
    stage is a part `later`.
    """
    first, *later = stages(advice) or ((),)
    parts = [("now", 1, first[:NOW]), ("also", 1, first[NOW:])]
    parts += [("later", number, stage) for number, stage in enumerate(later, start=2)]
    return tuple(part for part in parts if part[2])
