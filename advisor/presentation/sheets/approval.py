"""The sheet for approval: what was recorded, the places to sign, and how to have it checked."""

from advisor.presentation.dates import moment
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.receipt import CHECK, Receipt
from advisor.presentation.sheets.sheet import Block, Code, Facts, Heading, Paragraph, Sheet, Table
from advisor.presentation.sheets.signing import signatures


def approval(case: Case) -> Sheet:
    """The sheet of a recorded plan."""
    receipt = case.receipt
    assert receipt
    lines = (case.say("sheets.approval"), *case.title)
    blocks: tuple[Block, ...] = (
        Facts(_facts(case, receipt)),
        signatures(case, case.say("sheets.submitted", count=len(case.advice.steps))),
        *_check(case, receipt),
        Heading(case.say("sheets.attached")),
        _steps(case),
    )
    return Sheet(case.language, lines, blocks, case.office, case.plan().origin)


def _facts(case: Case, receipt: Receipt) -> tuple[tuple[str, str], ...]:
    advice, digest = case.advice, case.advice.knowledge.digest.removeprefix("sha256:")[:12]
    edition = case.say("sheets.edition-is", version=advice.knowledge.version, digest=digest)
    rows = (
        ("sheets.agency", advice.name or ""),
        ("sheets.record", str(receipt.number)),
        ("sheets.recorded", moment(receipt.time, case.zone, case.language)),
        ("sheets.hash", receipt.written),
        ("sheets.edition", edition),
    )
    return tuple((case.say(key), text) for key, text in rows if text)


def _steps(case: Case) -> Table:
    heads = ("plan.number", "plan.step", "report.person", "report.deadline")
    rows = tuple(
        (str(step.rank), view.title, case.person(step), case.due(step))
        for step, view in case.pairs()
    )
    return Table(tuple(map(case.say, heads)), rows, (1.2, 8, 4, 3.3))


def _check(case: Case, receipt: Receipt) -> tuple[Block, ...]:
    """How whoever holds the paper has it checked."""
    if not case.office.address:
        return (Paragraph(case.say("sheets.check-by-hand"), small=True),)
    page = f"{case.office.host}{CHECK}"
    return (Code(receipt.address(case.office.address), case.say("sheets.check", page=page)),)
