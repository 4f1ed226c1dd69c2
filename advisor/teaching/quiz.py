"""The quiz: which step comes first? Choices that are plausible, and a score."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.teaching.lesson import Lesson
from advisor.teaching.lesson_files import facts_for, outcome

CHOICES = 4


@dataclass(frozen=True)
class Round:
    """One question of the quiz.

    `choices` are step ids; the last one is always None, "no step is advised". `right` is the index
    of the true one.
    """

    lesson: Lesson
    facts: Facts
    advice: Advice
    evaluation: Evaluation
    choices: tuple[str | None, ...]

    @property
    def right(self) -> int:
        """The index of the first step of the plan, or of None when there is no plan."""
        return self.choices.index(self.advice.steps[0].step if self.advice.steps else None)


def rounds(knowledge: Knowledge, lessons: Iterable[Lesson], seed: int) -> tuple[Round, ...]:
    """A round for each lesson; the same seed gives the same order of lessons and of choices."""
    random = Random(seed)
    shuffled = list(lessons)
    random.shuffle(shuffled)
    return tuple(_round(knowledge, lesson, random) for lesson in shuffled)


def scores(rounds: Iterable[tuple[Round, dict[str, int]]], teams: Iterable[str]) -> dict[str, int]:
    """One point for each right prediction; `rounds` pairs a round with each team's index."""
    points = Counter(
        team for played, given in rounds for team, index in given.items() if index == played.right
    )
    return {team: points[team] for team in teams}


def _round(knowledge: Knowledge, lesson: Lesson, random: Random) -> Round:
    facts = facts_for(knowledge, lesson)
    advice, evaluation = outcome(knowledge, facts)
    top = [step.step for step in advice.steps[:1]]
    lower = [step.step for step in advice.steps[1:]]
    near = [step for step in _near(knowledge, evaluation) if step not in (*top, *lower)]
    # Steps further down the plan are the best distractors; without some that are not advised at
    # all, "is it advised" would never be the question.
    kept = [*top, *lower[: CHOICES - len(top) - min(len(near), 1)]]
    choices = [*kept, *near[: CHOICES - len(kept)]]
    random.shuffle(choices)
    return Round(lesson, facts, advice, evaluation, (*choices, None))


def _near(knowledge: Knowledge, evaluation: Evaluation) -> list[str]:
    """Every step, those first whose rules come nearest to applying: by the share of conditions."""

    def unmet(step: str) -> float:
        shares = (
            [condition.holds(evaluation.values) is not True for condition in rule.conditions]
            for rule in knowledge.advisers[step]
        )
        return min(sum(share) / max(len(share), 1) for share in shares)

    return sorted(knowledge.steps, key=lambda step: (unmet(step), knowledge.position[step]))
