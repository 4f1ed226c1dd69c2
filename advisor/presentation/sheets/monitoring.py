"""Monitoring and evaluation of a plan: the instrument (monev/1) and the schedule (monev/2).

All of it comes from the plan's steps, the questions about them, and the article.
"""

from collections.abc import Iterator
from datetime import date

from advisor.advice.advice import AdvisedStep
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.sheet import Block, Paragraph, Sheet, Table
from advisor.presentation.sheets.signing import signatures
from advisor.presentation.view import StepView

Pair = tuple[AdvisedStep, StepView]


def instrument(case: Case) -> Sheet:
    """A form: for each step what to look at and the evidence; finding and follow-up to fill in."""
    heads = ("plan.number", "plan.step", "sheets.look-at", "report.evidence", "sheets.finding",
             "sheets.act-on")  # fmt: skip
    rows = tuple(
        (str(step.rank), view.title, _look_at(case, step), case.note(step.step).evidence, "", "")
        for step, view in _pursued(case)
    )
    table = Table(tuple(map(case.say, heads)), rows, (1, 5, 6.4, 3.6, 4.5, 4.5))
    return _sheet(case, "sheets.instrument", ("monev/1", "monev/3"), table)


def schedule(case: Case) -> Sheet:
    """A table: the steps by the day on which they are due, the others after them."""
    heads = ("plan.number", "sheets.watched", "report.person", "report.deadline",
             "sheets.watched-on", "sheets.remarks")  # fmt: skip
    by_day = sorted(_pursued(case), key=lambda pair: case.note(pair[0].step).due or date.max)
    rows = tuple(
        (str(step.rank), view.title, case.person(step), case.due(step), "", "")
        for step, view in by_day
    )
    table = Table(tuple(map(case.say, heads)), rows, (1, 8.2, 4.6, 3.6, 4.2, 3.4))
    return _sheet(case, "sheets.schedule", ("monev/2", "monev/3"), table)


def _sheet(case: Case, title: str, locators: tuple[str, ...], table: Table) -> Sheet:
    lead = [Paragraph(text, small=True) for text in case.cited("monev/dasar", *locators)]
    subject = ", ".join(filter(None, (case.say(title), case.advice.name)))
    signed = signatures(case, case.say("sheets.submitted-sheet", subject=subject))
    blocks: tuple[Block, ...] = (*lead, table, *_dropped(case), signed)
    lines = (case.say(title), *case.title)
    return Sheet(case.language, lines, blocks, case.office, case.plan().origin, wide=True)


def _look_at(case: Case, step: AdvisedStep) -> str:
    """The question whose answer says that the step is done, and how it is to be done."""
    done_by = case.knowledge.steps[step.step].done_by
    ask = case.knowledge.question[done_by].ask.to(case.language) if done_by else ""
    return f"{ask} {step.detail.to(case.language)}".strip()


def _pursued(case: Case) -> list[Pair]:
    """The steps that were not dropped."""
    return [pair for pair in case.pairs() if case.note(pair[0].step).status != "dropped"]


def _dropped(case: Case) -> Iterator[Paragraph]:
    """The steps that were, each with the reason."""
    dropped = [pair for pair in case.pairs() if case.note(pair[0].step).status == "dropped"]
    for step, view in dropped:
        reason = case.note(step.step).reason
        shown = {"rank": step.rank, "step": view.title, "reason": reason}
        yield Paragraph(case.say("sheets.dropped-because", **shown), small=True)
