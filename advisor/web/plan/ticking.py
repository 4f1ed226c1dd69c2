"""Ticking a step as done, taking that back, and what the plan made of it.

Nothing is kept of a tick but the answer itself: what moved is worked out again from the answer
before, which travels in the page's address, and the answer now.
"""

from dataclasses import dataclass

from advisor.advice.advice import AdvisedStep
from advisor.explanation.difference import Difference
from advisor.explanation.whatif import what_if
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import YES_NO
from advisor.knowledge.vocabulary import UNKNOWN, written
from advisor.web.store.drafts import ABSENT, Draft, Drafts

YES = written(True)


@dataclass(frozen=True)
class Moved:
    """What the change of one step's answer made of the plan.

    `done` is whether the step counts as done now; `was` is the answer before, as it is written;
    `next` is the advised step that stands now where the step stood, or last.
    """

    step: str
    done: bool
    was: str
    difference: Difference
    next: AdvisedStep | None

    def mark(self, step: str) -> str:
        """`new`, `moved` or nothing: what became of a step of the present plan."""
        movement = self.difference.movement
        return "new" if step in movement.new else "moved" if step in movement.moved else ""

    def rank_before(self, step: str) -> int:
        """The rank that a step of both plans had before."""
        return self.difference.before.plan.index(step) + 1


def tick(drafts: Drafts, draft: Draft, done_by: str, stated: str) -> None:
    """Answer that a step is done, unless its answer is not the stated one any more.

    Raises ChangedError.
    """
    drafts.answer(draft.link, {done_by: True}, lambda now: now.written(done_by) in (stated, YES))


def put_back(drafts: Drafts, draft: Draft, done_by: str, was: str, stated: str) -> None:
    """Give an answer back its former value, one that `Draft.written` returns, unless the answer is
    not the stated one any more. Raises ChangedError.
    """

    def seen(now: Draft) -> bool:
        return now.written(done_by) in (stated, was)

    if was == ABSENT:
        drafts.withdraw(draft.link, (done_by,), seen)
    else:
        drafts.answer(draft.link, {done_by: YES_NO.get(was)}, seen)


def is_written(was: str) -> bool:
    """Whether `Draft.written` could have returned this."""
    return was in (*YES_NO, UNKNOWN, ABSENT)


def moved(knowledge: Knowledge, draft: Draft, step: str, was: str) -> Moved | None:
    """What the change from the answer `was` made of the plan.

    None when the answer is the same now, or when there is no such step or no such answer.
    """
    done_by = knowledge.steps[step].done_by if step in knowledge.steps else None
    if done_by is None or not is_written(was) or draft.written(done_by) == was:
        return None
    facts = draft.facts(knowledge.vocabulary)
    before = facts.changed({done_by: YES_NO.get(was)})
    difference = what_if(knowledge, before, {done_by: facts.answers.get(done_by)})
    done = facts.answers.get(done_by) is True
    return Moved(step, done, was, difference, _next(difference, step))


def _next(difference: Difference, step: str) -> AdvisedStep | None:
    before, after = difference.before.plan, difference.after
    if not after.plan:
        return None
    place = before.index(step) if step in before else 0
    name = step if step in after.plan else after.plan[min(place, len(after.plan) - 1)]
    return after.advised(name)
