"""Proposes a suite that kills every mutant that can be killed.

Random consultations are taken in turn while they kill something new, then answers sought for
each mutant left. Greedy set cover picks from these, and a case of which the rest can do without
is dropped. "Smallest" thus means that no case can be left out, not that no smaller suite exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from advisor.advice.facts import Facts
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome
from advisor.verification.cases.running import advised, same
from advisor.verification.mutants.operators import Mutant, mutants
from advisor.verification.mutants.trial import Trial
from advisor.verification.mutants.verdict import values, witness

Answers = dict[str, Value]


@dataclass(frozen=True)
class Proposal:
    """The answers of the proposed cases, and the mutants that are proven equivalent."""

    cases: tuple[Answers, ...]
    equivalent: tuple[Mutant, ...]


def propose(knowledge: Knowledge, draws: int = 60, seed: int = 1) -> Proposal:
    """A suite for this base; the same seed gives the same suite."""
    trials = [Trial(knowledge, mutant) for mutant in mutants(knowledge)]
    kept: list[Answers] = []
    waiting = set(range(len(trials)))
    for answers in consultations(knowledge, Random(seed), draws):
        if killed := _killed(trials, waiting, answers):
            kept.append(answers)
            waiting -= killed
    equivalent: list[Mutant] = []
    for number in sorted(waiting):
        if number in waiting:
            found = witness(knowledge, trials[number].mutant)
            if found is None:
                equivalent.append(trials[number].mutant)
            else:
                kept.append(found)
                waiting -= _killed(trials, waiting, found)
    return Proposal(_covering(trials, kept), tuple(equivalent))


def consultations(knowledge: Knowledge, random: Random, count: int) -> Iterator[Answers]:
    """Random answers without contradiction; every third leaves some unknown."""
    for number in range(count):
        known = 0.8 if number % 3 == 2 else 1.0
        answers = {
            term.name: random.choice(values(knowledge, term))
            for term in knowledge.vocabulary.terms
            if random.random() < known
        }
        yield _consistent(knowledge, answers, random)


def _consistent(knowledge: Knowledge, answers: Answers, random: Random) -> Answers:
    for _ in range(200):
        outcomes = evaluate(knowledge, answers).outcomes
        wrong = [r for r in knowledge.rules if r.kind != "inference"]
        wrong = [r for r in wrong if outcomes[r.id] is Outcome.APPLIES]
        if not wrong:
            break
        for term in (term for rule in wrong for term in rule.reads if term in answers):
            answers[term] = random.choice(values(knowledge, knowledge.term(term)))
    return answers


def _killed(trials: list[Trial], numbers: set[int], answers: Answers) -> set[int]:
    base = trials[0].base
    facts = Facts(answers)
    evaluation, right = evaluate(base, answers), advised(base, facts)
    return {
        number
        for number in numbers
        if trials[number].touched(evaluation)
        and not same(right, advised(trials[number].knowledge, facts))
    }


def _covering(trials: list[Trial], pool: list[Answers]) -> tuple[Answers, ...]:
    everything = set(range(len(trials)))
    kills = [_killed(trials, everything, answers) for answers in pool]
    left, chosen = set[int]().union(*kills), list[int]()
    while left:
        best = max(range(len(pool)), key=lambda number: (len(kills[number] & left), -number))
        chosen.append(best)
        left -= kills[best]
    for number in reversed(tuple(chosen)):
        others = set[int]().union(*(kills[other] for other in chosen if other != number))
        if kills[number] <= others:
            chosen.remove(number)
    return tuple(pool[number] for number in chosen)
