"""Why not: which line of which rule failed, by which answer, or what an undecided one waits for."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from advisor.advice.certainty import passed
from advisor.advice.facts import Facts
from advisor.advice.relevance import applying
from advisor.common.json_form import JsonForm, json_object
from advisor.explanation.domain import Case, cases, other_values
from advisor.explanation.proof import Judged, Prover, leaves
from advisor.explanation.reachable import World
from advisor.explanation.situation import Situation, Target, find_step_or_rule
from advisor.explanation.smallest import Assignment, Goal, Search
from advisor.inference.evaluator import Status
from advisor.inference.incremental import reevaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome, Rule


@dataclass(frozen=True, slots=True)
class Fork(Case):
    """One case of an unknown answer and what it makes of an undecided rule, all else as it is.

    `ended_by` names the rules by which this answer would contradict those given, or put them out of
    scope; `reachable` tells whether, with it, the rest can still be answered so that the rule
    applies and the answers are consistent and in scope.
    """

    outcome: Outcome
    ended_by: tuple[str, ...]
    reachable: bool


@dataclass(frozen=True, slots=True)
class Need(JsonForm):
    """An unknown answer that an undecided rule waits for, with all its cases."""

    term: str
    outcomes: tuple[Fork, ...]


def needs_of(situation: Situation, judged: Judged, world: World | None) -> tuple[Need, ...]:
    """What an undecided rule waits for: the answers at the bottom of its proof, all unknown.

    `world` is one with a target that the rule could bring about; None when there is none.
    """
    if judged.outcome is not Outcome.UNDECIDED:
        return ()
    waiting = {leaf.term for leaf in leaves(judged)}
    asked = (question.term for question in situation.knowledge.questions)
    forking = _Forking(situation, judged.rule, world)
    return tuple(forking.need(term) for term in asked if term in waiting)


@dataclass(frozen=True)
class _Forking:
    """Tries every case of the answers that one rule waits for; `world` is one with its target."""

    situation: Situation
    rule: Rule
    world: World | None

    def need(self, term: str) -> Need:
        every = cases(self.situation.knowledge, term)
        return Need(term, tuple(self.fork(term, case) for case in every))

    def fork(self, term: str, case: Case) -> Fork:
        knowledge, rule = self.situation.knowledge, self.rule
        after = reevaluate(knowledge, self.situation.evaluation, {term: case.first})
        outcome = after.outcomes[rule.id]
        if rule.kind != "inference":
            return Fork(case.first, case.last, outcome, (), outcome is not Outcome.REJECTED)
        ended_by = tuple(r.id for r in applying(knowledge, after) if r.kind != "inference")
        possible = not ended_by and outcome is not Outcome.REJECTED
        reachable = possible and self.reaches(term, case)
        return Fork(case.first, case.last, outcome, ended_by, reachable)

    def reaches(self, term: str, case: Case) -> bool:
        target = Target(self.rule.id, "rule")
        return self.world is not None and bool(self.world.having(target, {term: case.first}))


LEADS = 3
Verdict = Literal[
    "advised", "unless-done", "applies", "held-back", "rejected", "undecided", "inactive"
]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that could have brought the target about, what keeps it, and what would decide it."""

    judged: Judged
    needs: tuple[Need, ...]

    def as_json(self) -> dict[str, Any]:
        """The judged rule and `needs`."""
        return json_object(**self.judged.as_json(), needs=self.needs)


@dataclass(frozen=True, slots=True)
class WhyNot(JsonForm):
    """Why a step is not advised, or a rule does not apply.

    `verdict` tells first of all whether the question is right: `advised` (the step is in the plan),
    `unless-done` (it is, unless it is done already),
    `applies` (the rule does), `held-back` (it would be advised, but the advice as a whole is held
    back), `inactive` (the rule is a draft or retired); otherwise `rejected`, when no answer that
    is still missing can change it, or `undecided`. `obstacles` holds the rules concerned. While it
    is undecided, `reachable` tells whether the missing answers can be such, consistent and in
    scope, that it comes about, and `leads` holds the smallest sets of them that would bring it
    about, at most three. `passed` names the answers, if any, by which a later step is known to be
    done, so that an undecided one counts as taken. `reachable` is None for what is decided, and for
    a rule that itself ends the consultation. `done` names the answer, if any, by which the step is
    already done.
    """

    schema: Literal["why-not/1"] = field(default="why-not/1", init=False)
    target: str
    kind: Literal["step", "rule"]
    verdict: Verdict
    status: Status
    done: str | None
    passed: tuple[str, ...]
    obstacles: tuple[Obstacle, ...] = field(metadata={"alias": "rules"})
    reachable: bool | None
    leads: tuple[Assignment, ...]

    @property
    def is_step(self) -> bool:
        """Whether a step was asked about."""
        return self.kind == "step"


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
    rules = situation.knowledge.advisers[step]
    verdict: Verdict = _verdict(situation, rules, "advised")
    if verdict == "undecided" and step in situation.plan:
        verdict = "unless-done"
    done_by = situation.knowledge.steps[step].done_by
    done = done_by if done_by and situation.evaluation.values.get(done_by) is True else None
    answer = _answer(situation, Target(step, "step"), rules, verdict, done)
    taken = passed(situation.knowledge, situation.evaluation, step)
    return replace(answer, passed=taken) if verdict == "undecided" else answer


def _rule(situation: Situation, rule: Rule) -> WhyNot:
    active = rule.id in situation.evaluation.outcomes
    rules = (rule,) if active else ()
    verdict: Verdict = _verdict(situation, rules, "applies") if active else "inactive"
    return _answer(situation, Target(rule.id, "rule"), rules, verdict, None)


def _answer(
    situation: Situation,
    target: Target,
    rules: tuple[Rule, ...],
    verdict: Verdict,
    done: str | None,
) -> WhyNot:
    open_now = any(situation.evaluation.outcomes[r.id] is Outcome.UNDECIDED for r in rules)
    infers = all(rule.kind == "inference" for rule in rules)
    world = World.of(situation).having(target, {}) if open_now else None
    undecided = verdict == "undecided"
    return WhyNot(
        target=target.name,
        kind="step" if target.kind == "step" else "rule",
        verdict=verdict,
        status=situation.advice.status,
        done=done,
        passed=(),
        obstacles=_obstacles(situation, rules, world),
        reachable=world is not None if undecided and infers else None,
        leads=_leads(situation, target, world) if undecided and world else (),
    )


def _leads(situation: Situation, target: Target, world: World) -> tuple[Assignment, ...]:
    """The smallest sets of answers still missing that bring the target about, to stay."""
    knowledge = situation.knowledge
    options = {term: other_values(knowledge, term, None) for term in world.missing}
    found = Search(Goal(knowledge, target, gain=True), options, LEADS).run(situation.evaluation)
    return tuple(lead for lead in found if world.having(target, lead))


def _verdict(
    situation: Situation, rules: tuple[Rule, ...], success: Literal["advised", "applies"]
) -> Verdict:
    seen = {situation.evaluation.outcomes[rule.id] for rule in rules}
    if Outcome.APPLIES in seen:
        return "held-back" if success == "advised" and situation.held_back else success
    return "undecided" if Outcome.UNDECIDED in seen else "rejected"


def _obstacles(
    situation: Situation, rules: tuple[Rule, ...], world: World | None
) -> tuple[Obstacle, ...]:
    prover = Prover(situation.knowledge, situation.evaluation)
    proofs = (prover.judged(rule) for rule in rules)
    return tuple(Obstacle(judged, needs_of(situation, judged, world)) for judged in proofs)
