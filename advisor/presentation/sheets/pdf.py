"""A sheet as PDF, set by typst from the template `paper.typ`."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from advisor.common.messages import word
from advisor.presentation.report.typesetting import typeset
from advisor.presentation.sheets.pictures import code_svg, logo_svg
from advisor.presentation.sheets.sheet import Block, Code, Sheet

TEMPLATE = files("advisor.presentation.sheets").joinpath("paper.typ").read_bytes()


def content(sheet: Sheet) -> bytes:
    """A tagged (PDF/UA-1) A4 document."""
    office = sheet.office
    data = {
        "language": sheet.language,
        "title": sheet.title,
        "wide": sheet.wide,
        "foot": sheet.foot,
        "letterhead": [[line, line.isupper()] for line in office.letterhead],
        "logo": logo_svg(office.logo) if office.logo else "",
        "logo_alt": word("sheets.logo", sheet.language),
        "code_alt": word("sheets.code", sheet.language),
        "blocks": [_block(block) for block in sheet.blocks],
    }
    return typeset(TEMPLATE, data)


def _block(block: Block) -> dict[str, Any]:
    more = {"svg": code_svg(block.address)} if isinstance(block, Code) else {}
    return {**asdict(block), **more}
