"""The fewest answers on which a fault shows, or the proof that it shows on none.

All answers are looked at, exactly: base and mutant are written as two editions of one answer-set
program (`advice.lp`), which is asked for answers, each known or not, on which a person would see
another advice (`contrast.lp`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from advisor.knowledge.declarations import Step
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Rule
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode, line_name, text
from advisor.verification.exact.solver import Atom, Solver, atom
from advisor.verification.mutants.operators import Mutant


class Contrast:
    """A base and one mutant of it, before the solver.

    Raises AdvisorError when clingo (the extra `verify`) is not installed.
    """

    def __init__(self, knowledge: Knowledge, mutant: Mutant) -> None:
        editions = _Editions(knowledge, mutant)
        self.domains = Domains(editions.both)
        facts = [encode(editions.both, self.domains), *(f"{fact}." for fact in editions.facts())]
        self.solver = Solver(
            "\n".join(facts), ["advice", "contrast"], home="advisor.verification.mutants"
        )

    def fewest(self) -> dict[str, Value] | None:
        """The fewest answers on which the advice differs; None proves that there are none."""
        model = self.solver.model([atom("differs")])
        if model is None:
            return None
        classes = {item[1][0]: item[1][1] for item in model if _is_answer(item)}
        asked = self.domains.knowledge.vocabulary.asked
        return {
            term: self.domains.pick(term, int(classes[term])) for term in asked if term in classes
        }

    def shows(self, answers: Mapping[str, Value]) -> bool:
        """Whether the advice differs on these answers, all others being unknown."""
        assumed = [
            atom("known", term, self.domains.index(term, answers[term]))
            if term in answers
            else atom("unknown", term)
            for term in self.domains.knowledge.vocabulary.asked
        ]
        return self.solver.possible([atom("differs"), *assumed])


def _is_answer(item: Atom) -> bool:
    return item[0] == "known" and len(item[1]) == 2


class _Editions:
    """A base (edition 0) and its mutant (edition 1) in one."""

    def __init__(self, knowledge: Knowledge, mutant: Mutant) -> None:
        self.base, self.mutant = knowledge, mutant
        self.other = mutant.knowledge(knowledge)
        self.edited: Rule | None = None
        self.both = knowledge
        if isinstance(mutant.after, Rule):
            self.edited = mutant.after.model_copy(update={"id": f"{mutant.after.id}*"})
            self.both = replace(knowledge, layers=(*knowledge.layers, (self.edited,)))

    def facts(self) -> Iterator[str]:
        """What the two editions have not in common."""
        yield from self._order()
        if isinstance(self.mutant.before, Step):
            assert isinstance(self.mutant.after, Step)
            yield from self._of_step(self.mutant.before, self.mutant.after)
        else:
            yield from self._of_rule(self.mutant.before)

    def _order(self) -> Iterator[str]:
        """Where each rule stands in firing order, and each question in asking order."""
        renamed = {self.mutant.before.id: self.edited.id} if self.edited else {}
        for place, rule in enumerate(self.base.rules):
            yield f"at(0,{text(rule.id)},{place})"
        for place, rule in enumerate(self.other.rules):
            yield f"at(1,{text(renamed.get(rule.id, rule.id))},{place})"
        for place, question in enumerate(self.base.questions):
            yield f"asked_at({text(question.term)},{place})"

    def _of_step(self, before: Step, after: Step) -> Iterator[str]:
        name = text(before.id)
        for earlier in before.after:
            if earlier not in after.after:
                yield f"untied(1,{name},{text(earlier)})"
        for earlier in before.after_unless:
            if earlier not in after.after_unless:
                yield f"unfreed(1,{name},{text(earlier)})"
        if before.done_by and not after.done_by:
            yield f"unmarked(1,{name})"
        if before.actor != after.actor:
            yield f"other_actor({name})"

    def _of_rule(self, before: Rule) -> Iterator[str]:
        yield f"absent(1,{text(before.id)})"
        yield from self._swapped()
        if self.edited is None:
            return
        edited = text(self.edited.id)
        yield f"absent(0,{edited})"
        yield f"edits({edited},{text(before.id)})"
        if before.reads != self.edited.reads:
            yield f"rereads({text(before.id)})"
        for rule in (before, self.edited):
            for place in range(len(rule.conditions)):
                yield f"place({text(line_name(rule, place))},{place})"

    def _swapped(self) -> Iterator[str]:
        """The pairs of rules that fire in another order in the mutant."""
        place = {rule.id: number for number, rule in enumerate(self.other.rules)}
        shared = (rule for rule in self.base.rules if rule.id in place)
        for one, other in combinations(shared, 2):
            if place[one.id] > place[other.id]:
                yield f"swapped({text(one.id)},{text(other.id)})"
