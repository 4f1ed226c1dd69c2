"""Everything that the page of a plan shows, in one language."""

from dataclasses import dataclass

from advisor.advice.advice import Advice, AdvisedStep
from advisor.common.language import Language
from advisor.common.text import Text
from advisor.explanation.situation import Situation
from advisor.presentation.dates import moment
from advisor.presentation.stages import stages
from advisor.presentation.view import PlanView, plan_view
from advisor.web.installation import Site
from advisor.web.plan.cards import Card, Ref, cards
from advisor.web.plan.notes import NotesView, notes_view
from advisor.web.plan.questions import OpenQuestions, open_questions
from advisor.web.plan.record_status import verdict, when
from advisor.web.plan.stages import stage_title
from advisor.web.plan.steps import absent
from advisor.web.plan.ticking import Moved
from advisor.web.recording import RecordStatus, is_final, standing
from advisor.web.store.drafts import Draft
from advisor.web.store.moments import now, written


@dataclass(frozen=True)
class Clash:
    """Answers that cannot all be true: what is wrong with them, and each as a sentence."""

    rule: str
    message: Text
    answers: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class PlanPage:
    """A plan and what surrounds it.

    `stages` pairs each stage's title with its steps; `done` and `others` are the steps that the
    plan does not have; `standing` is what is recorded of it, `verdict` and `recorded` say so in
    words; `moved` is what the last tick did, `now` the moment of all this; `notes` is what is noted
    on its steps.
    """

    draft: Draft
    advice: Advice
    words: PlanView
    cards: tuple[Card, ...]
    stages: tuple[tuple[str, tuple[AdvisedStep, ...]], ...]
    questions: OpenQuestions
    done: tuple[Ref, ...]
    others: tuple[Ref, ...]
    clashes: tuple[Clash, ...]
    standing: RecordStatus | None
    verdict: str
    recorded: str
    moved: Moved | None
    now: str
    notes: NotesView

    @property
    def final(self) -> bool:
        """Whether this is advice to keep; otherwise answers come first."""
        return is_final(self.advice)

    @property
    def recordable(self) -> bool:
        """Whether it is advice to keep that is not recorded yet."""
        return self.final and not (self.standing and self.standing.holds)


def plan_page(site: Site, draft: Draft, language: Language, moved: Moved | None) -> PlanPage:
    """The page's content. The advice is the evaluator's; the engine runs when it is recorded."""
    knowledge = site.knowledge
    situation = Situation.of(knowledge, draft.facts(knowledge.vocabulary))
    advice = situation.advice
    words = plan_view(knowledge, advice, language)
    done, others = absent(knowledge, advice, language)
    titled, zone = enumerate(stages(advice)), site.settings.zone
    last = standing(site, draft)
    return PlanPage(
        draft=draft,
        advice=advice,
        words=words,
        cards=cards(knowledge, advice, words, language),
        stages=tuple((stage_title(number, language), steps) for number, steps in titled),
        questions=open_questions(situation),
        done=done,
        others=others,
        clashes=_clashes(site, advice),
        standing=last,
        verdict=verdict(last, language),
        recorded=when(last, zone, language),
        moved=moved,
        now=moment(written(now()), zone, language),
        notes=notes_view(site, draft, advice, language),
    )


def _clashes(site: Site, advice: Advice) -> tuple[Clash, ...]:
    terms = site.knowledge.vocabulary.asked
    return tuple(
        Clash(
            item.rule,
            item.message,
            tuple(
                (term, terms[term].sentence(advice.answers[term]))
                for term in item.terms
                if term in advice.answers
            ),
        )
        for item in advice.contradictions
    )
