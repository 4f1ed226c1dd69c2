"""One step on a page of its own: proved when the plan has it, else why the plan has it not."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.common.language import Language
from advisor.explanation.how import explain
from advisor.explanation.situation import Situation
from advisor.explanation.telling.how import tell_how
from advisor.explanation.telling.speaker import Speaker, Table, Telling
from advisor.explanation.telling.whynot import tell_why_not
from advisor.explanation.whynot import why_not
from advisor.knowledge.declarations import Statement
from advisor.knowledge.knowledge import Knowledge
from advisor.web.plan.cards import Ref
from advisor.web.tree import Branch, branch


@dataclass(frozen=True, slots=True)
class Account:
    """Why a step is in the plan or is not.

    `rank` is None when it is not; `trees` are the reasons, or the rules that do not advise it;
    `standing` tells why it stands at its rank; `statements` are those of the article it rests on.
    """

    step: str
    title: str
    rank: int | None
    lead: tuple[str, ...]
    trees: tuple[Branch, ...]
    standing: Branch | None
    statements: tuple[Statement, ...]


def account(knowledge: Knowledge, facts: Facts, step: str, language: Language) -> Account:
    """The account of a step of this id."""
    situation = Situation.of(knowledge, facts)
    speaker = Speaker(knowledge, language)
    advised = situation.advised(step)
    if advised:
        telling = tell_how(explain(knowledge, facts, step), situation, speaker)
        sources = advised.sources
    else:
        telling = tell_why_not(why_not(knowledge, facts, step), situation, speaker)
        sources = knowledge.steps[step].sources
    trees = _trees(knowledge, telling)
    return Account(
        step=step,
        title=speaker.step(step, situation),
        rank=advised.rank if advised else None,
        lead=telling.lead,
        trees=trees[:-1] if advised else trees,
        standing=trees[-1] if advised else None,
        statements=tuple(knowledge.statements[locator] for locator in sources),
    )


def absent(
    knowledge: Knowledge, advice: Advice, language: Language
) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """The steps that the plan does not have, in the article's order: those done, and the others."""
    advised = {step.step for step in advice.steps}
    left = [step for step in knowledge.steps.values() if step.id not in advised]
    done = [s.id for s in left if s.done_by and advice.answers.get(s.done_by) is True]

    def refs(names: Iterable[str]) -> tuple[Ref, ...]:
        texts = ((name, knowledge.step_text(name, advice.answers)) for name in names)
        return tuple(Ref(name, text.to(language)) for name, text in texts)

    return refs(done), refs(step.id for step in left if step.id not in done)


def _trees(knowledge: Knowledge, telling: Telling) -> tuple[Branch, ...]:
    outlines = (part for part in telling.parts if not isinstance(part, Table))
    return tuple(branch(outline, knowledge) for outline in outlines)
