"""Why not: which line of which rule failed, by which answer, or what is still not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from advisor.advice import Advice
from advisor.explanation.domain import Case, cases
from advisor.explanation.incremental import reevaluate
from advisor.explanation.names import find_step_or_rule
from advisor.explanation.proof import Judged, Prover
from advisor.explanation.situation import Situation
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.relevance import undecided_terms
from advisor.rule import Outcome, Rule

SCHEMA = "why-not/1"
Verdict = Literal["advised", "applies", "held-back", "rejected", "undecided", "inactive"]


@dataclass(frozen=True, slots=True)
class Need:
    """An unknown answer that an undecided rule waits for, and what each case of it would make of
    the rule, everything else left as it is.
    """

    term: str
    outcomes: tuple[tuple[Case, Outcome], ...]

    def as_json(self) -> dict[str, Any]:
        """`{"term", "outcomes": [{"value", "to", "outcome"}]}`."""
        outcomes = [
            {"value": case.first, "to": case.last, "outcome": outcome.value}
            for case, outcome in self.outcomes
        ]
        return {"term": self.term, "outcomes": outcomes}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that could have brought the target about, what keeps it, and what would decide it."""

    judged: Judged
    needs: tuple[Need, ...]

    def as_json(self) -> dict[str, Any]:
        """The judged rule and `needs`."""
        return {**self.judged.as_json(), "needs": [need.as_json() for need in self.needs]}


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a step is not advised, or a rule does not apply.

    `verdict` tells first of all whether the question is right: `advised` (the step is in the plan),
    `applies` (the rule does), `held-back` (it would be advised, but the advice as a whole is held
    back), `inactive` (the rule is a draft or retired); otherwise `rejected`, when no answer that
    is still missing can change it, or `undecided`. `obstacles` holds the rules concerned. `done`
    names the answer, if any, by which the step is already done.
    """

    target: str
    is_step: bool
    verdict: Verdict
    obstacles: tuple[Obstacle, ...]
    done: str | None
    advice: Advice

    def as_json(self) -> dict[str, Any]:
        """`{"schema", "target", "kind", "verdict", "status", "done", "rules"}`."""
        return {
            "schema": SCHEMA,
            "target": self.target,
            "kind": "step" if self.is_step else "rule",
            "verdict": self.verdict,
            "status": self.advice.status,
            "done": self.done,
            "rules": [obstacle.as_json() for obstacle in self.obstacles],
        }


def why_not(knowledge: Knowledge, facts: Facts, name: str) -> WhyNot:
    """Why the step or rule of this name did not come about. Raises AdvisorError for other names."""
    target = find_step_or_rule(knowledge, name)
    situation = Situation.of(knowledge, facts)
    if isinstance(target, Rule):
        return _rule(situation, target)
    return _step(situation, target)


def _step(situation: Situation, step: str) -> WhyNot:
    knowledge = situation.knowledge
    rules = knowledge.advisers[step]
    verdict: Verdict = _verdict(situation, rules, "advised")
    done_by = knowledge.steps[step].done_by
    done = done_by if done_by and situation.evaluation.values.get(done_by) is True else None
    return WhyNot(step, True, verdict, _obstacles(situation, rules), done, situation.advice)


def _rule(situation: Situation, rule: Rule) -> WhyNot:
    active = rule.id in situation.evaluation.outcomes
    rules = (rule,) if active else ()
    verdict: Verdict = _verdict(situation, rules, "applies") if active else "inactive"
    return WhyNot(rule.id, False, verdict, _obstacles(situation, rules), None, situation.advice)


def _verdict(
    situation: Situation, rules: tuple[Rule, ...], success: Literal["advised", "applies"]
) -> Verdict:
    seen = {situation.evaluation.outcomes[rule.id] for rule in rules}
    if Outcome.APPLIES in seen:
        return "held-back" if success == "advised" and situation.held_back else success
    return "undecided" if Outcome.UNDECIDED in seen else "rejected"


def _obstacles(situation: Situation, rules: tuple[Rule, ...]) -> tuple[Obstacle, ...]:
    prover = Prover(situation.knowledge, situation.evaluation)
    return tuple(Obstacle(prover.judged(rule), _needs(situation, rule)) for rule in rules)


def _needs(situation: Situation, rule: Rule) -> tuple[Need, ...]:
    if situation.evaluation.outcomes[rule.id] is not Outcome.UNDECIDED:
        return ()
    waiting = _waits_for(situation, rule, {})
    asked = (question.term for question in situation.knowledge.questions)
    return tuple(_need(situation, rule, term) for term in asked if term in waiting)


def _waits_for(situation: Situation, rule: Rule, seen: dict[str, frozenset[str]]) -> frozenset[str]:
    """The unknown asked terms an undecided rule hangs on, through undecided findings."""
    terms = undecided_terms(rule, situation.evaluation)
    return frozenset().union(*(_asked(situation, term, seen) for term in terms))


def _asked(situation: Situation, term: str, seen: dict[str, frozenset[str]]) -> frozenset[str]:
    if term in situation.knowledge.vocabulary.asked:
        return frozenset((term,))
    if term not in seen:
        outcomes: Mapping[str, Outcome] = situation.evaluation.outcomes
        supporters = situation.knowledge.supporters[term]
        waiting = [rule for rule in supporters if outcomes[rule.id] is Outcome.UNDECIDED]
        seen[term] = frozenset().union(*(_waits_for(situation, rule, seen) for rule in waiting))
    return seen[term]


def _need(situation: Situation, rule: Rule, term: str) -> Need:
    def outcome(case: Case) -> Outcome:
        changes = {term: case.first}
        evaluation = reevaluate(situation.knowledge, situation.evaluation, changes)
        return evaluation.outcomes[rule.id]

    return Need(term, tuple((case, outcome(case)) for case in cases(situation.knowledge, term)))
