"""Which questions can still change the advice.

Knowledge only grows: a rule that applies or is rejected stays so whatever else becomes known.
What can still change the advice is therefore found backwards: from the undecided rules that
advise a step or end the consultation, to the terms that keep them undecided, to the undecided
rules that would decide those terms, and so on to the answers that are not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.advice.certainty import Likely, deciding_later, unless_done
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome, Rule


@dataclass(frozen=True, slots=True)
class Open:
    """What can still change the advice.

    `needs` gives, for each undecided rule that would advise a step or end the consultation, the
    unknown asked terms it hangs on, in asking order; `terms` are all relevant unknown terms, in
    asking order: those and the ones that an advised step's wording follows; and after them, in
    asking order, the ones that show of a step advised unless done that it was taken.
    """

    needs: dict[str, tuple[str, ...]]
    terms: tuple[str, ...]


def still_open(knowledge: Knowledge, evaluation: Evaluation, likely: Likely | None = None) -> Open:
    """What is still open; nothing, once the consultation has been ended as out of scope.

    `likely` are the steps advised unless done, worked out unless given.
    """
    if likely is None:
        likely = unless_done(knowledge, evaluation)
    if out_of_scope(knowledge, evaluation):
        return Open({}, ())
    search = _Search(knowledge, evaluation)
    goals = [
        rule
        for rule in knowledge.rules
        if evaluation.outcomes[rule.id] is Outcome.UNDECIDED and is_goal(rule)
    ]
    needs = {rule.id: search.needs(rule) for rule in goals}
    steps = search.steps(goals)
    shown = (search.wording(step) | search.order(step, steps) for step in steps)
    taken = (deciding_later(knowledge, evaluation, step) for step in likely)
    found = set().union(*needs.values(), *shown)
    return Open(
        {rule: search.ordered(terms) for rule, terms in needs.items()},
        search.ordered(found) + search.ordered(set().union(*taken) - found),
    )


def confirming(
    knowledge: Knowledge, evaluation: Evaluation, rules: Iterable[Rule]
) -> tuple[str, ...]:
    """The unanswered done-facts on which undecided rules hang, in asking order."""
    search = _Search(knowledge, evaluation)
    found = frozenset().union(*(search.needs(rule) for rule in rules))
    return search.ordered(found & set(knowledge.done_facts))


def out_of_scope(knowledge: Knowledge, evaluation: Evaluation) -> Rule | None:
    """The first rule that ends the consultation as out of scope, if one applies."""
    return next((r for r in applying(knowledge, evaluation) if r.kind == "out-of-scope"), None)


def applying(knowledge: Knowledge, evaluation: Evaluation) -> tuple[Rule, ...]:
    """The rules that apply, in firing order."""
    return tuple(r for r in knowledge.rules if evaluation.outcomes[r.id] is Outcome.APPLIES)


def is_goal(rule: Rule) -> bool:
    """Whether the rule changes the advice by itself, not only through what it concludes."""
    return rule.then.advise is not None or rule.kind == "out-of-scope"


def undecided_terms(rule: Rule, evaluation: Evaluation) -> tuple[str, ...]:
    """The unknown terms that keep an undecided rule so."""
    open_ones = [c for c in rule.required if c.holds(evaluation.values) is None]
    alternatives = [(c, c.holds(evaluation.values)) for c in rule.alternatives]
    if not any(holds for _, holds in alternatives):
        open_ones += [condition for condition, holds in alternatives if holds is None]
    return tuple(dict.fromkeys(condition.term for condition in open_ones))


class _Search:
    """The backward search over one evaluation; remembers what each derived term hangs on."""

    def __init__(self, knowledge: Knowledge, evaluation: Evaluation) -> None:
        self.knowledge = knowledge
        self.evaluation = evaluation
        self.known: dict[str, frozenset[str]] = {}
        self.advised = {rule.then.advise for rule in applying(knowledge, evaluation)}

    def needs(self, rule: Rule) -> frozenset[str]:
        terms = undecided_terms(rule, self.evaluation)
        return frozenset().union(*(self.asked(term) for term in terms))

    def asked(self, term: str) -> frozenset[str]:
        if term in self.knowledge.vocabulary.asked:
            return frozenset((term,))
        if term not in self.known:
            undecided = [
                rule
                for rule in self.knowledge.supporters[term]
                if self.evaluation.outcomes[rule.id] is Outcome.UNDECIDED
            ]
            self.known[term] = frozenset().union(*(self.needs(rule) for rule in undecided))
        return self.known[term]

    def steps(self, goals: list[Rule]) -> set[str]:
        """The steps that are advised or may still be."""
        return {step for step in (*self.advised, *(r.then.advise for r in goals)) if step}

    def wording(self, step: str) -> set[str]:
        """The unknown terms that the step's wording follows."""
        terms = self.knowledge.worded_by[step]
        return {term for term in terms if term not in self.evaluation.values}

    def order(self, step: str, steps: set[str]) -> set[str]:
        """The unknown terms that tell whether `step` waits for a step beyond one not advised.

        Such a step, if done, holds nobody up; if not, what comes before it does.
        """
        found: set[str] = set()
        before = self.knowledge.prerequisites(step, self.evaluation.values)
        for earlier in before:
            freeing = self.freeing(step, earlier)
            if freeing and {earlier, *self._beyond(earlier)} & steps:
                found |= freeing
        for earlier in (earlier for earlier in before if earlier not in self.advised):
            done_by = self.knowledge.steps[earlier].done_by
            done = self.evaluation.values.get(done_by) if done_by else False
            if done is not True and self._beyond(earlier) & steps:
                found |= {done_by} if done_by and done is None else set()
                found |= self.order(earlier, steps)
        return found

    def freeing(self, step: str, earlier: str) -> frozenset[str]:
        """The unknown terms on which it hangs whether the step is freed from a prerequisite."""
        values = self.evaluation.values
        if self.knowledge.freed(step, earlier, values) is not None:
            return frozenset()
        lines = self.knowledge.frees[step, earlier]
        return frozenset().union(*(self.asked(c.term) for c in lines if c.holds(values) is None))

    def _beyond(self, step: str) -> set[str]:
        """Every step that comes before `step`, directly or not."""
        direct = self.knowledge.steps[step].after
        return set(direct).union(*(self._beyond(earlier) for earlier in direct))

    def ordered(self, terms: frozenset[str] | set[str]) -> tuple[str, ...]:
        return tuple(q.term for q in self.knowledge.questions if q.term in terms)
