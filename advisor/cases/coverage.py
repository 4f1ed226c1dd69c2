"""What the cases cover: rules that applied and were rejected, lines that mattered, steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.cases.reading import FiledCase
from advisor.evaluator import evaluate
from advisor.knowledge import Knowledge
from advisor.rule import Condition, Outcome, Rule


@dataclass(frozen=True)
class Coverage:
    """Covered and all, and the names of what is not covered, for rules, lines and steps."""

    rules: tuple[int, int]
    lines: tuple[int, int]
    steps: tuple[int, int]
    missing: tuple[str, ...]


def coverage(knowledge: Knowledge, cases: Sequence[FiledCase]) -> Coverage:
    """Measure. A line matters in a case if turning that line alone changes the rule's outcome;
    it must be seen to matter both while it holds and while it fails.
    """
    evaluations = [evaluate(knowledge, filed.facts.answers) for filed in cases]
    outcomes = {r.id: {e.outcomes[r.id] for e in evaluations} for r in knowledge.rules}
    both = {Outcome.APPLIES, Outcome.REJECTED}
    rules = [rule.id for rule in knowledge.rules if not both <= outcomes[rule.id]]
    lines = [(rule, line) for rule in knowledge.rules for line in rule.conditions]
    unseen = [
        f"{rule.id}: {line.term}"
        for rule, line in lines
        if not {True, False} <= {matters(rule, line, e.values) for e in evaluations}
    ]
    advisers = knowledge.advisers
    steps = [
        step
        for step, by in advisers.items()
        if not any(Outcome.APPLIES in outcomes[r.id] for r in by)
    ]
    return Coverage(
        rules=(len(knowledge.rules) - len(rules), len(knowledge.rules)),
        lines=(len(lines) - len(unseen), len(lines)),
        steps=(len(advisers) - len(steps), len(advisers)),
        missing=(*rules, *unseen, *steps),
    )


def matters(rule: Rule, line: Condition, values: object) -> bool | None:
    """Whether the line holds (True) or fails (False) where it alone decides; None elsewhere."""
    assert isinstance(values, dict)
    holds = line.holds(values)
    required = [c.holds(values) for c in rule.required if c is not line and c != line]
    either = [c.holds(values) for c in rule.alternatives if c != line]
    if holds is None or not all(required):
        return None
    if line.part == "any":
        return holds if all(other is False for other in either) else None
    return holds if not rule.alternatives or any(either) else None
