"""Why the first step of a plan stands before another one, or why the other is not advised."""

from collections.abc import Iterator

from advisor.advice.advice import Advice, AdvisedStep
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Outcome, Rule


def why_not_first(
    knowledge: Knowledge, advice: Advice, evaluation: Evaluation, step: str, language: Language
) -> list[str]:
    """Why `step` is not the first step of the plan, as sentences.

    The first comparison of the ranking that tells the two apart, or, for a step that is not
    advised, what keeps each of its rules from applying.
    """
    first, ranked = advice.steps[:1], {item.step: item for item in advice.steps}
    if step in ranked:
        return [_outranked(first[0], ranked[step], ranked, language)]
    if first or advice.status in ("needs-answers", "nothing-to-do"):
        return list(_unadvised(knowledge, evaluation, step, language))
    return [word(f"plan.{advice.status}", language)]


def _outranked(
    first: AdvisedStep, other: AdvisedStep, ranked: dict[str, AdvisedStep], language: Language
) -> str:
    if other.after:
        names = tuple(ranked[name].text for name in other.after)
        return word("quiz.waits", language, steps=names)
    if URGENCIES.index(first.urgency) < URGENCIES.index(other.urgency):
        urgencies = {
            name: word(f"graph.urgency-{step.urgency}", language)
            for name, step in (("first", first), ("other", other))
        }
        return word("quiz.urgency", language, **urgencies)
    if first.unlocks > other.unlocks:
        return word("quiz.unlocks", language, first=first.unlocks, other=other.unlocks)
    counts = {"first": len(first.reasons), "other": len(other.reasons)}
    if counts["first"] > counts["other"]:
        return word("quiz.reasons", language, **counts)
    return word("quiz.order", language)


def _unadvised(
    knowledge: Knowledge, evaluation: Evaluation, step: str, language: Language
) -> Iterator[str]:
    for rule in knowledge.advisers[step]:
        if evaluation.outcomes[rule.id] is Outcome.REJECTED:
            yield word(
                "quiz.rejected",
                language,
                rule=rule.id,
                why=_failing(knowledge, evaluation, rule, language),
            )
        elif evaluation.outcomes[rule.id] is Outcome.UNDECIDED:
            yield word("quiz.undecided", language, rule=rule.id)


def _failing(knowledge: Knowledge, evaluation: Evaluation, rule: Rule, language: Language) -> str:
    """The values that rule the rule out, as they are."""
    failing = [c for c in rule.conditions if c.holds(evaluation.values) is False]
    values = dict.fromkeys(c.term for c in failing)
    sentences = (
        knowledge.term(term).sentence(evaluation.values[term]).to(language) for term in values
    )
    return "; ".join(sentences)
