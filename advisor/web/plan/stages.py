"""The picture of a plan's stages: what waits on what."""

from advisor.advice.advice import Advice, AdvisedStep
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.explanation.graph.picture import Edge, Node, Picture
from advisor.presentation.stages import stages


def stage_title(number: int, language: Language) -> str:
    """What the stage of this number, from 0, is called."""
    key = "planpage.stage-later" if number else "planpage.stage-now"
    return word(key, language, number=number + 1)


def waits(advice: Advice, step: AdvisedStep, language: Language) -> str:
    """The ranks of the steps that a step waits for, in words; empty when there are none."""
    rank = {other.step: other.rank for other in advice.steps}
    ranks = [str(number) for number in sorted(rank[earlier] for earlier in step.after)]
    return word("planpage.waits-for", language, steps=ranks) if ranks else ""


def waiting_picture(advice: Advice, language: Language) -> Picture:
    """What waits on what: a column for each stage, an arrow from each step to those that wait."""
    columns = stages(advice)
    nodes = tuple(
        Node(
            step.step,
            "step",
            f"{step.rank}. {step.text.to(language)}",
            waits(advice, step, language),
            number,
        )
        for number, column in enumerate(columns)
        for step in column
    )
    edges = tuple(Edge(earlier, step.step) for step in advice.steps for earlier in step.after)
    heads = tuple(stage_title(number, language) for number in range(len(columns)))
    return Picture(word("planpage.picture", language), nodes, edges, heads)
