"""What became of a questionnaire's plan, from consultation to consultation, for its page."""

from dataclasses import dataclass

from advisor.audit.courses import up_to, versions_other_than, visits
from advisor.common.errors import AdvisorError
from advisor.common.language import Language, said
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Speaker, Table
from advisor.follow_up.course import Course, Visit
from advisor.follow_up.wording import ProgressTelling
from advisor.web.installation import Site
from advisor.web.recording import own_record
from advisor.web.store.drafts import Draft
from advisor.web.tree import Branch, branch


@dataclass(frozen=True)
class CoursePage:
    """The consultations as a table, and what came between them, the latest first."""

    course: Course
    lead: tuple[str, ...]
    table: Table
    between: tuple[Branch, ...]


def course_of(site: Site, draft: Draft) -> Course:
    """The recorded consultations of a questionnaire and those before it, then the present answers
    if they are not recorded; all by today's rules. Without a ledger, the present answers alone.
    """
    knowledge, records = site.knowledge, []
    if draft.record is not None:
        try:
            with site.ledger_to_read() as ledger:
                own = own_record(ledger, draft)
                records = up_to(ledger, own) if own else []
        except AdvisorError:
            records = []
    found = visits(knowledge, records)
    if not (found and draft.is_recorded):
        situation = Situation.of(knowledge, draft.facts(knowledge.vocabulary))
        found = (*found, Visit(said("progress.present"), situation))
    return Course(knowledge, found, versions_other_than(knowledge, records) if records else ())


def course_page(site: Site, draft: Draft, language: Language) -> CoursePage:
    """The page's content."""
    course, speaker = course_of(site, draft), Speaker(site.knowledge, language)
    telling = ProgressTelling(course, speaker, site.settings.zone)
    places = reversed(range(len(course.steps)))
    between = tuple(branch(telling.between(place), site.knowledge) for place in places)
    return CoursePage(course, telling.lead(), telling.table(), between)
