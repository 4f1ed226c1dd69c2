"""The smallest change: the fewest answers to change so that a step or finding goes or appears.

Iterative deepening over the number of changes. At each node the answers so far are evaluated. If
the goal is not met, a conflict set names answers of which at least one must change further, so
the search branches on those alone; it dies where none of them may change, or where more disjoint
conflict sets are left than changes. Terms already branched on stay as they are in later branches,
hence no set is met twice. The first depth with a result holds all sets of minimum size.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from advisor.advice.certainty import likely, passed, telling
from advisor.explanation.situation import Target
from advisor.inference.evaluator import Evaluation, without_done
from advisor.inference.incremental import reevaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Holds, Value
from advisor.knowledge.rule import Condition, Outcome, Rule

Terms = frozenset[str]
_NOTHING: Terms = frozenset()
_TRUTH: dict[Outcome, Holds] = {
    Outcome.APPLIES: True,
    Outcome.REJECTED: False,
    Outcome.UNDECIDED: None,
}


class Conflicts:
    """Conflict sets over one evaluation; each holds only terms of `free`, the changeable ones.

    An empty set means that no change of free terms alters what was said.
    """

    def __init__(self, knowledge: Knowledge, evaluation: Evaluation, free: Terms) -> None:
        self.knowledge = knowledge
        self.evaluation = evaluation
        self.free = free
        self._known: dict[tuple[str, bool, bool], Terms] = {}

    def applies(self, rule: Rule) -> Terms:
        """What keeps a rule that applies applying."""
        return self._rule(rule, True, False)

    def idle(self, rule: Rule) -> Terms:
        """What keeps a rule that does not apply from applying."""
        return self._rule(rule, True, True)

    def _rule(self, rule: Rule, speaks: bool, denied: bool) -> Terms:
        """What keeps the rule's outcome `speaks` (applies, rejected), or with `denied` not that."""
        holding = [c for c in rule.alternatives if self._line_is(c, speaks, denied)]
        choices = [self._line(c, speaks, denied) for c in holding]
        if speaks is not denied:
            required = _union(self._line(c, speaks, denied) for c in rule.required)
            return required | _fewest(choices)
        options = [
            self._line(c, speaks, denied) for c in rule.required if self._line_is(c, speaks, denied)
        ]
        if rule.alternatives and len(holding) == len(rule.alternatives):
            options.append(_union(choices))
        return _fewest(options)

    def _line(self, condition: Condition, speaks: bool, denied: bool) -> Terms:
        if condition.term in self.knowledge.vocabulary.asked:
            return self.free & {condition.term}
        value = condition.holds({condition.term: True}) is speaks
        return self._term(condition.term, value, denied)

    def _term(self, term: str, value: bool, denied: bool) -> Terms:
        key = (term, value, denied)
        if key not in self._known:
            rules = self.knowledge.supporters[term]
            parts = [self._rule(r, value, denied) for r in rules if self._rule_is(r, value, denied)]
            self._known[key] = _fewest(parts) if value is not denied else _union(parts)
        return self._known[key]

    def _line_is(self, condition: Condition, speaks: bool, denied: bool) -> bool:
        return (condition.holds(self.evaluation.values) is speaks) is not denied

    def _rule_is(self, rule: Rule, speaks: bool, denied: bool) -> bool:
        return (_TRUTH[self.evaluation.outcomes[rule.id]] is speaks) is not denied


def _union(parts: Iterable[Terms]) -> Terms:
    return _NOTHING.union(*parts)


def _fewest(parts: Iterable[Terms]) -> Terms:
    return min(parts, key=lambda part: (len(part), sorted(part)), default=_NOTHING)


Assignment = dict[str, Value]
Options = Mapping[str, tuple[Value, ...]]
"""The values that each answer may change to; an answer that must stay is not in it."""


@dataclass(frozen=True)
class Goal:
    """That the target appears (`gain`) or goes, in answers that give a plan at all."""

    knowledge: Knowledge
    target: Target
    gain: bool

    def met(self, evaluation: Evaluation) -> bool:
        """Whether the target is so, and the answers neither contradict nor are out of scope."""
        applies = any(_applies(rule, evaluation) for rule in self.target.rules(self.knowledge))
        return applies is self.gain and not any(self._stopped(evaluation))

    def conflicts(self, evaluation: Evaluation, free: Terms) -> list[Terms]:
        """The conflict sets in the way of the goal; none when it is met."""
        search = Conflicts(self.knowledge, evaluation, free)
        rules = self.target.rules(self.knowledge)
        applying = [rule for rule in rules if _applies(rule, evaluation)]
        found = [search.applies(rule) for rule in self._stopped(evaluation)]
        if self.gain and not applying:
            found.append(frozenset().union(*(search.idle(rule) for rule in rules)))
        if not self.gain:
            found += [search.applies(rule) for rule in applying]
        return found

    def _stopped(self, evaluation: Evaluation) -> Iterator[Rule]:
        """The rules that hold the plan back."""
        ending = (rule for rule in self.knowledge.rules if rule.kind != "inference")
        return (rule for rule in ending if _applies(rule, evaluation))


@dataclass(frozen=True)
class PlanGoal(Goal):
    """That a step appears in the plan, or goes from it, whether certain or advised unless done."""

    def met(self, evaluation: Evaluation) -> bool:
        """Whether the plan has the step, or lacks it, and there is a plan."""
        assumed = without_done(self.knowledge, evaluation)
        there = any(
            _applies(rule, evaluation) for rule in self.target.rules(self.knowledge)
        ) or bool(likely(self.knowledge, evaluation, assumed, self.target.name))
        return there is self.gain and not any(self._stopped(evaluation))

    def conflicts(self, evaluation: Evaluation, free: Terms) -> list[Terms]:
        """The conflict sets in the way of the goal; none when it is met.

        A rule that is to be a reason must apply once the unanswered done-facts are "no"; while it
        does and is none, a later step is done or none of its lines is known to hold.
        """
        knowledge, step = self.knowledge, self.target.name
        assumed = without_done(knowledge, evaluation)
        now, then = (Conflicts(knowledge, state, free) for state in (evaluation, assumed))
        found = [now.applies(rule) for rule in self._stopped(evaluation)]
        rules = self.target.rules(knowledge)
        reasons = likely(knowledge, evaluation, assumed, step)
        certain = [rule for rule in rules if _applies(rule, evaluation)]
        if not self.gain:
            later = free & set(telling(knowledge, step))
            found += [now.applies(rule) for rule in certain]
            found += [then.applies(rule) | self._read(rule, free) | later for rule in reasons]
        elif not certain and not reasons:
            shown = free & set(passed(knowledge, evaluation, step))
            idle = (then.idle(r) for r in rules if not _applies(r, assumed))
            open_ones = [r for r in rules if _applies(r, assumed)]
            near = (now.idle(r) | self._read(r, free) for r in open_ones)
            found.append(shown.union(*idle, *near))
        return found

    def _read(self, rule: Rule, free: Terms) -> Terms:
        """All changeable answers that the rule hangs on, directly or not."""
        found: set[str] = set()
        for term in rule.reads:
            for supporter in self.knowledge.supporters.get(term, ()):
                found |= self._read(supporter, free)
            found.add(term)
        return free & found


@dataclass
class Search:
    """All minimum sets of changes, up to `cap` of them, among the `options`.

    `capped` tells whether the search stopped because there were more than `cap`.
    """

    goal: Goal
    options: Options
    cap: int
    capped: bool = False
    found: list[Assignment] = field(default_factory=list)
    deeper: bool = False
    one: bool = False

    def run(self, evaluation: Evaluation) -> tuple[Assignment, ...]:
        """The sets, each in the vocabulary's order; none when no set of any size does it."""
        free = frozenset(term for term, values in self.options.items() if values)
        for size in range(len(free) + 1):
            self.deeper = False
            self._extend(evaluation, {}, free, size)
            if self.found or not self.deeper:
                break
        order = list(self.goal.knowledge.vocabulary.asked)
        sets = [{term: found[term] for term in order if term in found} for found in self.found]
        return tuple(sorted(sets, key=lambda found: [order.index(term) for term in found]))

    def any(self, evaluation: Evaluation) -> Assignment | None:
        """Some set, of whatever size; None when no set does it. Quicker than `run`."""
        free = frozenset(term for term, values in self.options.items() if values)
        self.one = True
        self._extend(evaluation, {}, free, len(free))
        return self.found[0] if self.found else None

    def _extend(self, evaluation: Evaluation, changes: Assignment, free: Terms, left: int) -> None:
        conflicts = self.goal.conflicts(evaluation, free)
        if not conflicts:
            self._keep(changes)
        elif not all(conflicts):
            return
        elif _disjoint(conflicts) > left:
            self.deeper = True
        else:
            self._branch(evaluation, changes, free, left, min(conflicts, key=_size))

    def _branch(
        self, evaluation: Evaluation, changes: Assignment, free: Terms, left: int, conflict: Terms
    ) -> None:
        knowledge = self.goal.knowledge
        for term in sorted(conflict):
            free -= {term}
            for value in self.options[term]:
                if self.capped or (self.one and self.found):
                    return
                after = reevaluate(knowledge, evaluation, {term: value})
                self._extend(after, {**changes, term: value}, free, left - 1)

    def _keep(self, changes: Assignment) -> None:
        if len(self.found) == self.cap:
            self.capped = True
        else:
            self.found.append(changes)


def _applies(rule: Rule, evaluation: Evaluation) -> bool:
    return evaluation.outcomes[rule.id] is Outcome.APPLIES


def _size(terms: Terms) -> tuple[int, list[str]]:
    return len(terms), sorted(terms)


def _disjoint(conflicts: list[Terms]) -> int:
    """A lower bound of the changes needed: conflict sets, smallest first, that share no term."""
    hit: Terms = frozenset()
    count = 0
    for conflict in sorted(conflicts, key=_size):
        if hit.isdisjoint(conflict):
            hit |= conflict
            count += 1
    return count
