"""The next consultation of a PD: begun with the last answers, asking what may have changed."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said, shortened
from advisor.explanation.situation import Situation
from advisor.knowledge.knowledge import Knowledge

_AGE = re.compile(r"([1-9][0-9]{0,3})([dmy]?)")


@dataclass(frozen=True, slots=True)
class Age:
    """So many months and days."""

    months: int = 0
    days: int = 0

    def before(self, now: datetime) -> datetime:
        """The moment that is so long ago; of a shorter month, its last day."""
        months = now.year * 12 + now.month - 1 - self.months
        year, month = max(months // 12, 1), months % 12 + 1
        day = min(now.day, monthrange(year, month)[1])
        return now.replace(year=year, month=month, day=day) - timedelta(days=self.days)


def age(text: str) -> Age:
    """`180d` or `180` (days), `6m` (months), `1y` (a year). Raises AdvisorError."""
    found = _AGE.fullmatch(text.strip().lower())
    if not found:
        raise AdvisorError([Problem(shortened(text), None, said("next.age"))])
    count = int(found[1])
    match found[2]:
        case "m":
            return Age(months=count)
        case "y":
            return Age(months=12 * count)
        case _:
            return Age(days=count)


def next_consultation(knowledge: Knowledge, last: Facts, aged: bool = False) -> Consultation:
    """A consultation that begins with the last answers.

    Asked are: first, of each step that these answers lead to, in the plan's order, whether it is
    done; then, if the answers are `aged`, all others that were given; then what is not known, where
    it can still change the advice. What is asked keeps its last answer until it has another one.
    """
    advised = (knowledge.steps[step].done_by for step in Situation.of(knowledge, last).plan)
    first = dict.fromkeys(term for term in advised if term)
    others = (question.term for question in knowledge.questions) if aged else ()
    renew = [*first, *(term for term in others if term in last.answers and term not in first)]
    order = (*_kept(knowledge, last, renew), *renew)
    given = {term: last.answers[term] for term in order if term in last.answers}
    return Consultation(knowledge, last.name, {**given}, renew)


def _kept(knowledge: Knowledge, last: Facts, renew: list[str]) -> Iterator[str]:
    """The other answers, in asking order: going back from the first question leads to them."""
    return (q.term for q in knowledge.questions if q.term in last.answers and q.term not in renew)
