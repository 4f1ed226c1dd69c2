"""From an Evaluation to the Advice: what applies, why, in which order, and what is still open."""

from advisor.advice.advice import (
    SCHEMA,
    Advice,
    AdvisedStep,
    Because,
    Contradiction,
    Edition,
    Finding,
    Reason,
    Undecided,
)
from advisor.advice.certainty import Likely, unless_done
from advisor.advice.facts import Facts
from advisor.advice.ranking import RankedStep, rank
from advisor.advice.relevance import Open, applying, confirming, out_of_scope, still_open
from advisor.inference.evaluator import Evaluation, Status
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Outcome, Rule


def advice_of(
    knowledge: Knowledge, facts: Facts, evaluation: Evaluation, certain_only: bool = False
) -> Advice:
    """The advice that follows from one evaluation.

    Out of scope or contradictory, no step is given: the plan would stand on sand. `certain_only`
    leaves out the steps that are advised unless done, as the program did before it knew them.
    """
    likely = {} if certain_only else unless_done(knowledge, evaluation)
    scope = out_of_scope(knowledge, evaluation)
    contradictions = () if scope else _contradictions(knowledge, evaluation)
    stopped = bool(scope or contradictions)
    left = still_open(knowledge, evaluation, likely)
    steps = () if stopped else _steps(knowledge, evaluation, likely)
    return Advice(
        schema=SCHEMA,
        status=_status(scope, contradictions, steps, left),
        knowledge=Edition(knowledge.version, knowledge.digest),
        pd={"name": facts.name} if facts.name else {},
        answers={t: facts.answers[t] for t in knowledge.vocabulary.asked if t in facts.answers},
        findings=_findings(knowledge, evaluation),
        steps=steps,
        undecided=() if stopped else tuple(Undecided(*item) for item in left.needs.items()),
        contradictions=contradictions,
        message=scope.then.message if scope else None,
        relevant=left.terms,
        fired=evaluation.fired,
    )


def because(knowledge: Knowledge, evaluation: Evaluation, rule: Rule) -> tuple[Because, ...]:
    """The known values that speak for the rule, each with where it came from."""
    holding = [c for c in rule.conditions if c.holds(evaluation.values)]
    return tuple(_because(knowledge, evaluation, condition) for condition in holding)


def decider(knowledge: Knowledge, evaluation: Evaluation, term: str) -> str:
    """The id of the rule that decided a derived term: the first that applies, else the first."""
    rules = knowledge.supporters[term]
    applies = (r for r in rules if evaluation.outcomes[r.id] is Outcome.APPLIES)
    return next(applies, rules[0]).id


def _status(
    scope: Rule | None, contradictions: tuple[object, ...], steps: tuple[object, ...], left: Open
) -> Status:
    if scope:
        return "out-of-scope"
    if contradictions:
        return "contradictory"
    if steps:
        return "advised"
    return "needs-answers" if left.terms else "nothing-to-do"


def _because(knowledge: Knowledge, evaluation: Evaluation, condition: Condition) -> Because:
    term = condition.term
    asked = term in knowledge.vocabulary.asked
    origin = "answer" if asked else f"rule:{decider(knowledge, evaluation, term)}"
    return Because(term, evaluation.values[term], origin)


def _findings(knowledge: Knowledge, evaluation: Evaluation) -> tuple[Finding, ...]:
    return tuple(
        Finding(term.name, bool(value), decider(knowledge, evaluation, term.name))
        for term in knowledge.vocabulary.derived
        if (value := evaluation.values.get(term.name)) is not None
    )


def _contradictions(knowledge: Knowledge, evaluation: Evaluation) -> tuple[Contradiction, ...]:
    found = [rule for rule in applying(knowledge, evaluation) if rule.kind == "contradiction"]
    return tuple(
        Contradiction(rule.id, rule.reads, rule.then.message) for rule in found if rule.then.message
    )


def _steps(knowledge: Knowledge, evaluation: Evaluation, likely: Likely) -> tuple[AdvisedStep, ...]:
    ranked = rank(knowledge, evaluation, likely)
    return tuple(_step(knowledge, evaluation, item) for item in ranked)


def _step(knowledge: Knowledge, evaluation: Evaluation, ranked: RankedStep) -> AdvisedStep:
    step = knowledge.steps[ranked.step]
    reasons = tuple(_reason(knowledge, evaluation, rule) for rule in ranked.reasons)
    certain = ranked.certainty == "certain"
    return AdvisedStep(
        rank=ranked.rank,
        step=step.id,
        text=knowledge.worded(step.text, evaluation.values),
        detail=knowledge.worded(step.detail, evaluation.values),
        actor=step.actor,
        urgency=ranked.urgency,
        unlocks=ranked.unlocks,
        after=ranked.after,
        unsure=ranked.unsure,
        alternatives=step.alternatives,
        certainty=ranked.certainty,
        confirm=() if certain else confirming(knowledge, evaluation, ranked.reasons),
        sources=tuple(dict.fromkeys(s for reason in reasons for s in reason.sources)),
        reasons=reasons,
    )


def _reason(knowledge: Knowledge, evaluation: Evaluation, rule: Rule) -> Reason:
    assert rule.then.urgency is not None
    return Reason(
        rule=rule.id,
        title=rule.title,
        why=rule.why,
        urgency=rule.then.urgency,
        source=rule.sources[0],
        sources=rule.sources,
        because=because(knowledge, evaluation, rule),
    )
