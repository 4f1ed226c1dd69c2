"""Which mutants a suite of cases kills, and which case is needed for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.verification.cases.case_files import FiledCase
from advisor.verification.cases.model import Expected
from advisor.verification.cases.running import advised, differences
from advisor.verification.mutants.operators import Mutant, mutants
from advisor.verification.mutants.trial import Trial


@dataclass(frozen=True)
class Score:
    """The outcome: the mutants, those no case kills, and for each case those only it kills."""

    mutants: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    alone: tuple[tuple[Mutant, ...], ...]


def score(knowledge: Knowledge, cases: Sequence[FiledCase]) -> Score:
    """Try every mutant on the cases until two have killed it: one is needed, two are spare.

    The cases that killed last are tried first: mutants of one rule tend to fall to the same.
    """
    evaluations = [evaluate(knowledge, filed.facts.answers) for filed in cases]
    order = list(range(len(cases)))
    alone: list[list[Mutant]] = [[] for _ in cases]
    survivors = []
    every = mutants(knowledge)
    for mutant in every:
        trial = Trial(knowledge, mutant)
        killers: list[int] = []
        for number in order:
            filed = cases[number]
            if trial.touched(evaluations[number]) and kills(trial, filed.case.expect, filed):
                killers.append(number)
                if len(killers) == 2:
                    break
        order.sort(key=lambda number: number not in killers)
        if not killers:
            survivors.append(mutant)
        elif len(killers) == 1:
            alone[killers[0]].append(mutant)
    return Score(every, tuple(survivors), tuple(tuple(own) for own in alone))


def kills(trial: Trial, expected: Expected, filed: FiledCase) -> bool:
    """Whether a case fails on the mutant."""
    return any(differences(expected, advised(trial.knowledge, filed.facts)))
