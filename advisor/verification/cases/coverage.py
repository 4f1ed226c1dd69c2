"""What the cases cover: rules that applied and were rejected, lines that mattered, steps.

What a rule comes to counts only where a person gets to see what follows from it: an inference in
a consultation that is neither out of scope nor contradictory, a contradiction in one that is in
scope.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.advice.relevance import applying, out_of_scope
from advisor.inference.evaluator import Answers, Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Outcome, Rule


@dataclass(frozen=True, slots=True)
class Side:
    """A line of a rule while it holds, or while it fails."""

    rule: Rule
    line: Condition
    holds: bool

    @property
    def name(self) -> str:
        """`RULE: term`."""
        return f"{self.rule.id}: {self.line.term}"


@dataclass(frozen=True)
class Coverage:
    """What no case covers, of all rules, all lines and all steps.

    A line must be seen to matter while it holds and while it fails: `sides` are the missing ones.
    """

    rules: tuple[str, ...]
    sides: tuple[Side, ...]
    steps: tuple[str, ...]


def coverage(knowledge: Knowledge, consultations: Iterable[Answers]) -> Coverage:
    """Measure what these consultations, each given by its answers, leave out."""
    evaluations = [evaluate(knowledge, answers) for answers in consultations]
    seen = {
        rule.id: [e for e in evaluations if _shows(knowledge, e, rule)] for rule in knowledge.rules
    }
    outcomes = {rule: {e.outcomes[rule] for e in found} for rule, found in seen.items()}
    decided = {rule.id: {*rule.outcomes} - {Outcome.UNDECIDED} for rule in knowledge.rules}
    return Coverage(
        rules=tuple(rule for rule, found in outcomes.items() if not decided[rule] <= found),
        sides=tuple(
            side
            for side in sides(knowledge)
            if side.holds not in {matters(side.rule, side.line, e) for e in seen[side.rule.id]}
        ),
        steps=tuple(
            step
            for step, rules in knowledge.advisers.items()
            if not any(Outcome.APPLIES in outcomes[rule.id] for rule in rules)
        ),
    )


def sides(knowledge: Knowledge) -> Iterator[Side]:
    """Both sides of every line of every rule."""
    for rule in knowledge.rules:
        for line in rule.conditions:
            yield Side(rule, line, True)
            yield Side(rule, line, False)


def matters(rule: Rule, line: Condition, evaluation: Evaluation) -> bool | None:
    """Whether the line holds (True) or fails (False) where it alone decides that the rule applies.

    None where it does not: another line fails or is not known, or another alternative is enough.
    """
    values = evaluation.values
    required = [c.holds(values) for c in rule.required if c != line]
    either = [c.holds(values) for c in rule.alternatives if c != line]
    enough = any(either) if rule.alternatives else True
    if not all(required) or enough is (line.part == "any"):
        return None
    return line.holds(values)


def _shows(knowledge: Knowledge, evaluation: Evaluation, rule: Rule) -> bool:
    if rule.kind == "out-of-scope":
        return True
    if out_of_scope(knowledge, evaluation):
        return False
    ended = any(r.kind == "contradiction" for r in applying(knowledge, evaluation))
    return rule.kind == "contradiction" or not ended
