"""What became of a plan from one consultation to another, and because of which answers and rules.

The cause of a change is found by trying: the answers given since are taken back until what changed
is as it was. So a cause never names an answer without which all the same would have happened.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, get_args

from advisor.common.json_form import JsonForm, json_object
from advisor.explanation.difference import Difference, FindingChange
from advisor.explanation.situation import Situation
from advisor.explanation.whatif import changed
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.rule import Outcome

Kind = Literal["done", "gone", "new", "moved", "reworded", "reasoned", "settled"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""`gone` are the steps that left the plan otherwise than by being done."""


@dataclass(frozen=True, slots=True)
class Cause(JsonForm):
    """Why something changed.

    `answers` are the answers given since, of which each alone, or where none does it alone all
    together, would make it as it was if taken back; in the vocabulary's order. `rules` are those
    that made the difference, by id.
    """

    answers: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepChange:
    """What became of one step of either plan."""

    kind: Kind
    step: str
    cause: Cause

    def as_json(self) -> dict[str, Any]:
        """`{"step", "because"}`."""
        return {"step": self.step, "because": self.cause.as_json()}


@dataclass(frozen=True, slots=True)
class ObstacleChange(FindingChange):
    """An obstacle that came, went, or is not known any more or at last."""

    cause: Cause = field(metadata={"alias": "because"})


@dataclass(frozen=True)
class Progress:
    """Two consultations of one PD, under one edition of the rules."""

    difference: Difference

    @classmethod
    def between(cls, before: Situation, after: Situation) -> "Progress":
        """The progress from one to the other."""
        return cls(Difference(before, after))

    @property
    def before(self) -> Situation:
        """The earlier consultation."""
        return self.difference.before

    @property
    def after(self) -> Situation:
        """The later consultation."""
        return self.difference.after

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The asked terms whose answer is another now, in the vocabulary's order."""
        old, new = self.before.facts.answers, self.after.facts.answers
        return tuple(t for t in self.after.knowledge.vocabulary.asked if old.get(t) != new.get(t))

    @cached_property
    def _causes(self) -> "_Causes":
        return _Causes(self)

    @cached_property
    def steps(self) -> tuple[StepChange, ...]:
        """Every step that differs between the plans, kind by kind."""
        return tuple(
            StepChange(kind, step, self._causes.of_step(kind, step))
            for kind in KINDS
            for step in self.of(kind)
        )

    @cached_property
    def obstacles(self) -> tuple[ObstacleChange, ...]:
        """The obstacles that are decided otherwise."""
        terms = self.after.knowledge.vocabulary.all
        found = (c for c in self.difference.findings if terms[c.term].obstacle == "yes")
        return tuple(
            ObstacleChange(c.term, c.before, c.after, self._causes.of_finding(c)) for c in found
        )

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The steps to which this happened."""
        match kind:
            case "done":
                return tuple(s for s in self.difference.movement.gone if self._done(s))
            case "gone":
                return tuple(s for s in self.difference.movement.gone if not self._done(s))
            case _:
                return _steps(self.difference, kind)

    def as_json(self) -> dict[str, Any]:
        """`{"status", "answers", "obstacles", …}`, with the steps of each kind."""
        old, new = self.before, self.after
        values = {
            term: {"before": old.facts.answers.get(term), "after": new.facts.answers.get(term)}
            for term in self.answers
        }
        return json_object(
            status={"before": old.advice.status, "after": new.advice.status},
            plan={"before": old.plan, "after": new.plan},
            answers=values,
            obstacles=self.obstacles,
            **{kind: [change for change in self.steps if change.kind == kind] for kind in KINDS},
        )

    def _done(self, step: str) -> bool:
        done_by = self.after.knowledge.steps[step].done_by
        return done_by is not None and self.after.facts.answers.get(done_by) is True


def _steps(difference: Difference, kind: Kind) -> tuple[str, ...]:
    """The steps to which this happened in any difference, done or gone being the same."""
    match kind:
        case "done" | "gone":
            return difference.movement.gone
        case "new" | "moved":
            return tuple(getattr(difference.movement, kind))
        case _:
            return tuple(getattr(difference, kind))


Restored = Callable[[Situation], bool]


class _Causes:
    """Finds causes by taking answers back; what a set of answers taken back gives is kept."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self._tried: dict[frozenset[str], Situation] = {}

    def of_step(self, kind: Kind, step: str) -> Cause:
        before = self.progress.before

        def restored(tried: Situation) -> bool:
            there = (step in tried.plan) == (step in before.plan)
            return there and step not in _steps(Difference(before, tried), kind)

        answers = self.fewest(restored)
        return Cause(answers, self._step_rules(kind, step, self.without(answers)))

    def of_finding(self, change: FindingChange) -> Cause:
        answers = self.fewest(lambda t: t.evaluation.values.get(change.term) == change.before)
        undone, after = self.without(answers).evaluation, self.progress.after
        rules = (rule.id for rule in after.knowledge.supporters[change.term])
        return Cause(answers, tuple(_otherwise(rules, undone, after.evaluation)))

    def fewest(self, restored: Restored) -> tuple[str, ...]:
        """The answers each of which alone restores; or else some that do so only together."""
        answers = self.progress.answers
        alone = tuple(term for term in answers if restored(self.without((term,))))
        if not alone:
            return self._together(restored)
        return alone if restored(self.without(alone)) else alone[:1]

    def without(self, answers: Collection[str]) -> Situation:
        """The later consultation with these answers taken back."""
        key = frozenset(answers)
        if key not in self._tried:
            old = self.progress.before.facts.answers
            tried = changed(self.progress.after, {t: old.get(t) for t in answers})
            self._tried[key] = tried if self._disputed else _undisputed(tried)
        return self._tried[key]

    @cached_property
    def _disputed(self) -> bool:
        """Whether a plan was held back because of a contradiction."""
        return any(s.advice.contradictions for s in (self.progress.before, self.progress.after))

    def _together(self, restored: Restored) -> tuple[str, ...]:
        """A set that restores, and from which no answer can be left out."""
        kept, size = self.progress.answers, max(len(self.progress.answers) // 2, 1)
        while True:
            fewer = self._fewer(kept, size, restored)
            if size == 1 and fewer == kept:
                return kept
            kept, size = fewer, max(size // 2, 1)

    def _fewer(self, kept: tuple[str, ...], size: int, restored: Restored) -> tuple[str, ...]:
        """What is left of the answers without the parts of this size that are not needed."""
        place = 0
        while place < len(kept):
            rest = (*kept[:place], *kept[place + size :])
            if rest and restored(self.without(rest)):
                kept = rest
            else:
                place += size
        return kept

    def _step_rules(self, kind: Kind, step: str, undone: Situation) -> tuple[str, ...]:
        """The rules that made the difference between the answers taken back and as given."""
        after = self.progress.after
        if kind in ("done", "gone"):
            return _holding_back(after) or _advising(undone, step)
        if kind == "new":
            return _holding_back(undone) or _advising(after, step)
        own = _advising(after, step)
        if kind == "reasoned":
            there = _advising(undone, step)
            either = dict.fromkeys((*there, *own))
            return tuple(rule for rule in either if (rule in there) is not (rule in own))
        if kind == "moved":
            rules = (r.id for r in after.knowledge.rules if r.then.advise)
            return tuple(_otherwise(rules, undone.evaluation, after.evaluation)) or own
        return own


def _undisputed(situation: Situation) -> Situation:
    """The situation as if its answers did not contradict each other.

    Answers half taken back may: where nobody gave such answers, that is the cause of nothing.
    """
    rule, evaluation = situation.knowledge.rule, situation.evaluation
    outcomes = {
        name: Outcome.REJECTED if rule[name].kind == "contradiction" else outcome
        for name, outcome in evaluation.outcomes.items()
    }
    return replace(situation, evaluation=Evaluation(evaluation.values, outcomes))


def _advising(situation: Situation, step: str) -> tuple[str, ...]:
    """The rules for which the plan has the step."""
    advised = situation.advised(step)
    return tuple(reason.rule for reason in advised.reasons) if advised else ()


def _holding_back(situation: Situation) -> tuple[str, ...]:
    """The rules for which no plan is given."""
    if not situation.held_back:
        return ()
    rule, outcomes = situation.knowledge.rule, situation.evaluation.outcomes
    kind = "contradiction" if situation.advice.contradictions else "out-of-scope"
    return tuple(
        name for name, outcome in outcomes.items()
        if outcome is Outcome.APPLIES and rule[name].kind == kind
    )  # fmt: skip


def _otherwise(rules: Iterable[str], one: Evaluation, other: Evaluation) -> Iterator[str]:
    """Those of the rules whose outcome differs."""
    return (rule for rule in rules if one.outcomes[rule] is not other.outcomes[rule])
