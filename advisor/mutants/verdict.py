"""Whether a mutant that no case kills could be killed at all.

It is equivalent only if that is proven: every state of what can reach the fault has been looked
at, and none makes a difference there. A mutant for which neither a witness nor a proof is found
is open, and counts against the suite like any that is alive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from advisor.cases.running import advised, same
from advisor.evaluator import evaluate
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.mutants.operators import Mutant
from advisor.mutants.proof import MOST_STATES, visible
from advisor.mutants.space import cone, size, states, values
from advisor.mutants.trial import Trial
from advisor.phrase import Value
from advisor.rule import Rule

TRIES = 40


@dataclass(frozen=True)
class Verdict:
    """`alive` with answers that show it, `equivalent` by proof, or `open`."""

    mutant: Mutant
    kind: Literal["alive", "equivalent", "open"]
    witness: dict[str, Value] | None = None


def verdict(knowledge: Knowledge, mutant: Mutant) -> Verdict:
    """Look for answers on which the advice differs; failing that, for a proof that none exist."""
    trial = Trial(knowledge, mutant)
    seen_only_in = visible(knowledge, mutant)
    if seen_only_in == []:
        return Verdict(mutant, "equivalent")
    terms = cone(knowledge, _reached(knowledge, mutant))
    touched = []
    every = tuple(knowledge.vocabulary.asked)
    # A conclusion shows only through the rules that read it: answers outside the cone count too.
    drawn = (*_drawn(knowledge, terms, 0.8), *_drawn(knowledge, every, 0.4))
    for state in (*(seen_only_in or ())[:TRIES], *drawn):
        if trial.touched(evaluate(knowledge, state)):
            if differs(trial, state):
                return Verdict(mutant, "alive", state)
            touched.append(state)
    for state in _extended(knowledge, touched):
        if differs(trial, state):
            return Verdict(mutant, "alive", state)
    small = size(knowledge, terms) <= MOST_STATES and not touched
    if small and not any(trial.touched(evaluate(knowledge, s)) for s in states(knowledge, terms)):
        return Verdict(mutant, "equivalent")
    return Verdict(mutant, "open")


def differs(trial: Trial, answers: dict[str, Value]) -> bool:
    """Whether a person would see another advice."""
    facts = Facts(answers)
    return not same(advised(trial.base, facts), advised(trial.knowledge, facts))


def _reached(knowledge: Knowledge, mutant: Mutant) -> tuple[Rule, ...]:
    """The rules on whose outcome it hangs whether the fault can be seen."""
    before, after = mutant.before, mutant.after
    if isinstance(before, Rule):
        return (before, after) if isinstance(after, Rule) else (before,)
    steps = {before.id, *before.after}
    return tuple(rule for step in sorted(steps) for rule in knowledge.advisers[step])


def _drawn(
    knowledge: Knowledge, terms: tuple[str, ...], known: float
) -> Iterator[dict[str, Value]]:
    random = Random(7)
    for _ in range(TRIES * 5):
        yield _random(knowledge, terms, random, known)


def _extended(knowledge: Knowledge, touched: list[dict[str, Value]]) -> Iterator[dict[str, Value]]:
    random = Random(11)
    every = tuple(knowledge.vocabulary.asked)
    for state in random.sample(touched, min(len(touched), TRIES)):
        for known in (0.3, 0.6, 1.0):
            yield {**_random(knowledge, every, random, known), **state}


def _random(
    knowledge: Knowledge, terms: tuple[str, ...], random: Random, known: float
) -> dict[str, Value]:
    return {
        term: random.choice(values(knowledge, knowledge.term(term)))
        for term in terms
        if random.random() < known
    }
