"""Proofs: what carries a rule's outcome, line by line, down to the answers.

A rule that applies is carried by every required line and by every `any` line that holds; a rejected
one by each line that fails; an undecided one by each line that waits. A line on a derived term is
carried in turn by the rules that decided it: a true finding by every rule that applies for it, a
false one by all its rules, each of them rejected, an undecided one by the rules that still wait.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from advisor.common.json_form import JsonForm, json_object
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Holds, Value
from advisor.knowledge.rule import Condition, Outcome, Rule


@dataclass(frozen=True, slots=True)
class Answer(JsonForm):
    """A leaf: an asked term and its answer; None is an answer that is not known.

    An assumed one was not given: the step it tells of is taken not to be done.
    """

    term: str
    value: Value | None
    origin: Literal["answer", "assumption"] = field(metadata={"alias": "from"})

    @property
    def assumed(self) -> bool:
        """Whether it was not given."""
        return self.origin == "assumption"


@dataclass(frozen=True, slots=True)
class Decided(JsonForm):
    """A derived term, its value (None while undecided) and the rules that make it so.

    An assumed one is so only if the answers assumed below it are.
    """

    term: str
    value: bool | None
    origin: Literal["rules"] = field(default="rules", init=False, metadata={"alias": "from"})
    assumed: bool
    rules: "tuple[Judged, ...]"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a rule, whether it speaks for the rule, and the ground of that."""

    condition: Condition
    holds: Holds
    ground: Answer | Decided

    def as_json(self) -> dict[str, Any]:
        """`{"part", "term", "phrase", "holds", "ground"}`."""
        line = self.condition
        head = {"part": line.part, "term": line.term, "phrase": line.phrase.text}
        return json_object(**head, holds=self.holds, ground=self.ground)


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, its outcome, and the lines that carry the outcome."""

    rule: Rule
    outcome: Outcome
    lines: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """`{"rule", "title", "outcome", "sources", "lines"}`."""
        rule = self.rule
        head = {"rule": rule.id, "title": rule.title, "outcome": self.outcome}
        return json_object(**head, sources=rule.sources, lines=self.lines)


class Prover:
    """Proofs over one evaluation; a finding is proved once and shared by all that rest on it.

    Where the evaluation rests on assumptions, `known` is the one that does not: rules have their
    outcome by it, and what it does not know is marked as assumed.
    """

    def __init__(
        self, knowledge: Knowledge, evaluation: Evaluation, known: Evaluation | None = None
    ) -> None:
        self.knowledge = knowledge
        self.evaluation = evaluation
        self.known = known or evaluation
        self._grounds: dict[str, Answer | Decided] = {}

    def judged(self, rule: Rule) -> Judged:
        """The rule with the lines that carry its outcome; the rule must be active."""
        carrying = carriers(rule, self.evaluation.outcomes[rule.id], self.evaluation)
        lines = tuple(self._line(condition) for condition in carrying)
        return Judged(rule, self.known.outcomes[rule.id], lines)

    def ground(self, term: str) -> Answer | Decided:
        """What gives a term its value."""
        if term not in self._grounds:
            self._grounds[term] = self._ground(term)
        return self._grounds[term]

    def _line(self, condition: Condition) -> Line:
        return Line(condition, condition.holds(self.evaluation.values), self.ground(condition.term))

    def _ground(self, term: str) -> Answer | Decided:
        value = self.evaluation.values.get(term)
        assumed = value is not None and term not in self.known.values
        if term in self.knowledge.vocabulary.asked:
            return Answer(term, value, "assumption" if assumed else "answer")
        outcome = _DECIDING[value]
        rules = self.knowledge.supporters[term]
        deciding = [rule for rule in rules if self.evaluation.outcomes[rule.id] is outcome]
        return Decided(term, _truth(value), assumed, tuple(map(self.judged, deciding)))


_DECIDING: dict[Value | None, Outcome] = {
    True: Outcome.APPLIES,
    False: Outcome.REJECTED,
    None: Outcome.UNDECIDED,
}
_CARRIES: dict[Outcome, Holds] = {
    Outcome.APPLIES: True,
    Outcome.REJECTED: False,
    Outcome.UNDECIDED: None,
}


def carriers(rule: Rule, outcome: Outcome, evaluation: Evaluation) -> tuple[Condition, ...]:
    """The lines that carry the outcome, in the order written.

    The `any` lines are one condition: it holds by any line that holds, fails by all together,
    and waits only while no line of it holds.
    """
    wanted = _CARRIES[outcome]
    required = [c for c in rule.required if c.holds(evaluation.values) is wanted]
    holding = [(c, c.holds(evaluation.values)) for c in rule.alternatives]
    seen = {holds for _, holds in holding}
    settled = True if True in seen else None if None in seen else False
    chosen = [c for c, holds in holding if holds is wanted] if settled is wanted else []
    return (*required, *chosen)


def leaves(ground: "Judged | Answer | Decided") -> tuple[Answer, ...]:
    """The answers at the bottom of a proof, each once, in the order of reading."""
    found: dict[Answer, None] = {}
    _collect(ground, found, set())
    return tuple(found)


def _collect(
    ground: "Judged | Answer | Decided", found: dict[Answer, None], seen: set[str]
) -> None:
    match ground:
        case Answer():
            found[ground] = None
        case Judged():
            for line in ground.lines:
                _collect(line.ground, found, seen)
        case Decided() if ground.term not in seen:
            seen.add(ground.term)
            for judged in ground.rules:
                _collect(judged, found, seen)


def _truth(value: Value | None) -> bool | None:
    return None if value is None else bool(value)
