"""Why not: which line of which rule failed, by which answer, or what is still not known."""

from dataclasses import dataclass
from typing import Any, Literal

from advisor.advice import Advice
from advisor.explanation.domain import Case, cases, other_values
from advisor.explanation.incremental import reevaluate
from advisor.explanation.names import Target, find_step_or_rule
from advisor.explanation.proof import Judged, Prover, leaves
from advisor.explanation.situation import Situation
from advisor.explanation.smallest import Assignment, Goal, Search
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.rule import Outcome, Rule

SCHEMA = "why-not/1"
LEADS = 3
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
    is still missing can change it, or `undecided`. `obstacles` holds the rules concerned. `leads`
    holds, while it is undecided, the smallest sets of missing answers that would bring it about, at
    most three. `done` names the answer, if any, by which the step is already done.
    """

    target: str
    is_step: bool
    verdict: Verdict
    obstacles: tuple[Obstacle, ...]
    leads: tuple[Assignment, ...]
    done: str | None
    advice: Advice

    def as_json(self) -> dict[str, Any]:
        """`{"schema", "target", "kind", "verdict", "status", "done", "rules", "leads"}`."""
        return {
            "schema": SCHEMA,
            "target": self.target,
            "kind": "step" if self.is_step else "rule",
            "verdict": self.verdict,
            "status": self.advice.status,
            "done": self.done,
            "rules": [obstacle.as_json() for obstacle in self.obstacles],
            "leads": [dict(answers) for answers in self.leads],
        }


def why_not(knowledge: Knowledge, facts: Facts, name: str) -> WhyNot:
    """Why the step or rule of this name did not come about. Raises AdvisorError for other names."""
    return why_not_in(Situation.of(knowledge, facts), name)


def why_not_in(situation: Situation, name: str) -> WhyNot:
    """`why_not`, of a situation that several questions are asked of."""
    target = find_step_or_rule(situation.knowledge, name)
    if isinstance(target, Rule):
        return _rule(situation, target)
    return _step(situation, target)


def _step(situation: Situation, step: str) -> WhyNot:
    knowledge = situation.knowledge
    rules = knowledge.advisers[step]
    verdict: Verdict = _verdict(situation, rules, "advised")
    leads = _leads(situation, Target(step, "step")) if verdict == "undecided" else ()
    done_by = knowledge.steps[step].done_by
    done = done_by if done_by and situation.evaluation.values.get(done_by) is True else None
    return WhyNot(step, True, verdict, _obstacles(situation, rules), leads, done, situation.advice)


def _rule(situation: Situation, rule: Rule) -> WhyNot:
    active = rule.id in situation.evaluation.outcomes
    rules = (rule,) if active else ()
    verdict: Verdict = _verdict(situation, rules, "applies") if active else "inactive"
    leads = _leads(situation, Target(rule.id, "rule")) if verdict == "undecided" else ()
    obstacles = _obstacles(situation, rules)
    return WhyNot(rule.id, False, verdict, obstacles, leads, None, situation.advice)


def _leads(situation: Situation, target: Target) -> tuple[Assignment, ...]:
    """The smallest sets of answers still missing that bring the target about."""
    knowledge, answers = situation.knowledge, situation.facts.answers
    missing = (term for term in knowledge.vocabulary.asked if term not in answers)
    options = {term: other_values(knowledge, term, None) for term in missing}
    search = Search(Goal(knowledge, target, gain=True), options, LEADS)
    return search.run(situation.evaluation)


def _verdict(
    situation: Situation, rules: tuple[Rule, ...], success: Literal["advised", "applies"]
) -> Verdict:
    seen = {situation.evaluation.outcomes[rule.id] for rule in rules}
    if Outcome.APPLIES in seen:
        return "held-back" if success == "advised" and situation.held_back else success
    return "undecided" if Outcome.UNDECIDED in seen else "rejected"


def _obstacles(situation: Situation, rules: tuple[Rule, ...]) -> tuple[Obstacle, ...]:
    prover = Prover(situation.knowledge, situation.evaluation)
    proofs = (prover.judged(rule) for rule in rules)
    return tuple(Obstacle(judged, _needs(situation, judged)) for judged in proofs)


def _needs(situation: Situation, judged: Judged) -> tuple[Need, ...]:
    """What an undecided rule waits for: the answers at the bottom of its proof, all unknown."""
    if judged.outcome is not Outcome.UNDECIDED:
        return ()
    waiting = {leaf.term for leaf in leaves(judged)}
    asked = (question.term for question in situation.knowledge.questions)
    return tuple(_need(situation, judged.rule, term) for term in asked if term in waiting)


def _need(situation: Situation, rule: Rule, term: str) -> Need:
    def outcome(case: Case) -> Outcome:
        changes = {term: case.first}
        evaluation = reevaluate(situation.knowledge, situation.evaluation, changes)
        return evaluation.outcomes[rule.id]

    return Need(term, tuple((case, outcome(case)) for case in cases(situation.knowledge, term)))
