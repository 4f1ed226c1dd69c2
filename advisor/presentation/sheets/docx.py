"""A sheet as a DOCX that an office can go on editing."""

from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from advisor.common.messages import word
from advisor.presentation.report.docx_parts import mark, named, same_bytes, table, wide
from advisor.presentation.sheets.pictures import code_png, logo_png
from advisor.presentation.sheets.sheet import (
    Block,
    Code,
    Facts,
    Heading,
    Paragraph,
    Sheet,
    Signatures,
    Table,
)

LONG, SHORT, MARGIN = 29.7, 21.0, 2.0
LOGO, CODE = 2.4, 3.0
SMALL, IN_TABLE, PLAIN, LARGER, LARGE = Pt(9), Pt(9.5), Pt(10.5), Pt(11.5), Pt(13)
BLACK = RGBColor(0, 0, 0)


def content(sheet: Sheet) -> bytes:
    """An A4 document."""
    made = _Making(docx.Document(), sheet)
    made.page()
    made.letterhead()
    made.title()
    for block in sheet.blocks:
        made.block(block)
    return same_bytes(made.document)


class _Making:
    def __init__(self, document: Any, sheet: Sheet) -> None:
        self.document = document
        self.sheet = sheet
        self.width = (LONG if sheet.wide else SHORT) - 2 * MARGIN

    def page(self) -> None:
        section = self.document.sections[0]
        if self.sheet.wide:
            section.orientation = WD_ORIENT.LANDSCAPE
        sides = (Cm(LONG), Cm(SHORT)) if self.sheet.wide else (Cm(SHORT), Cm(LONG))
        section.page_width, section.page_height = sides
        section.left_margin = section.right_margin = Cm(MARGIN)
        section.top_margin = section.bottom_margin = Cm(1.8)
        styles = self.document.styles
        styles["Normal"].font.size = PLAIN
        styles["Normal"].paragraph_format.space_after = Pt(4)
        styles["Table Grid"].font.size = IN_TABLE
        for name in ("Title", "Heading 1"):
            styles[name].font.color.rgb = BLACK
        styles["Heading 1"].font.size = LARGER
        styles["Heading 1"].paragraph_format.space_before = Pt(8)
        named(self.document, " · ".join(self.sheet.title), self.sheet.language)
        foot = section.footer.paragraphs[0].add_run(self.sheet.foot)
        foot.font.size = SMALL

    def letterhead(self) -> None:
        """The logo beside the lines, and a rule below."""
        office = self.sheet.office
        if not (office.letterhead or office.logo):
            return
        grid = self.grid((LOGO + 0.3, self.width - 2 * (LOGO + 0.3), LOGO + 0.3))
        logo, middle, _ = grid.rows[0].cells
        if office.logo:
            picture = (
                logo.paragraphs[0]
                .add_run()
                .add_picture(BytesIO(logo_png(office.logo)), height=Cm(LOGO))
            )
            self.described(picture, "sheets.logo")
        for number, line in enumerate(office.letterhead):
            paragraph = middle.paragraphs[0] if number == 0 else middle.add_paragraph()
            self.centred(paragraph, line, LARGE if line.isupper() else SMALL, line.isupper())
        rule = self.document.add_paragraph()
        rule.paragraph_format.space_after = Pt(6)
        _ruled(rule)

    def title(self) -> None:
        heading = self.document.add_heading(level=0)
        _unruled(heading)
        self.centred(heading, self.sheet.title[0].upper(), LARGE, True)
        for line in self.sheet.title[1:]:
            self.centred(self.document.add_paragraph(), line, LARGER, True)

    def block(self, block: Block) -> None:
        match block:
            case Heading(text):
                self.document.add_heading(text, level=1)
            case Paragraph(text, small):
                self.document.add_paragraph().add_run(text).font.size = SMALL if small else PLAIN
            case Facts(rows):
                self.facts(rows)
            case Table(heads, rows, widths):
                share = self.width / sum(widths)
                table(self.document, heads, rows, tuple(share * width for width in widths))
                self.gap()
            case Signatures(lead, places):
                self.document.add_paragraph(lead).paragraph_format.keep_with_next = True
                self.signatures(places)
            case Code():
                self.code(block)

    def facts(self, rows: tuple[tuple[str, str], ...]) -> None:
        grid = self.grid((5.5, self.width - 5.5), len(rows))
        for row, (label, text) in zip(grid.rows, rows, strict=True):
            row.cells[0].paragraphs[0].add_run(label).bold = True
            row.cells[1].text = text
        self.gap()

    def signatures(self, places: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> None:
        grid = self.grid((self.width / len(places),) * len(places))
        for cell, (above, below) in zip(grid.rows[0].cells, places, strict=True):
            for number, line in enumerate((*above, "", "", "", *below)):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.add_run(line)
        self.gap()

    def code(self, code: Code) -> None:
        grid = self.grid((CODE + 0.4, self.width - CODE - 0.4))
        picture = (
            grid.rows[0]
            .cells[0]
            .paragraphs[0]
            .add_run()
            .add_picture(BytesIO(code_png(code.address)), width=Cm(CODE))
        )
        self.described(picture, "sheets.code")
        grid.rows[0].cells[1].paragraphs[0].add_run(code.about).font.size = SMALL

    def gap(self) -> None:
        """What keeps two tables apart: without a paragraph between them Word joins them."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(6)

    def grid(self, widths: tuple[float, ...], rows: int = 1) -> Any:
        """A table without rules whose rows no page cuts."""
        made = self.document.add_table(rows=rows, cols=len(widths))
        made.autofit = False
        wide(made, widths)
        for row in made.rows:
            mark(row, "w:cantSplit")
        return made

    def centred(self, paragraph: Any, text: str, size: Any, bold: bool) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(text)
        run.font.size, run.bold = size, bold

    def described(self, picture: Any, key: str) -> None:
        """What the picture shows, for whoever does not see it."""
        picture._inline.docPr.set("descr", word(key, self.sheet.language))


def _ruled(paragraph: Any) -> None:
    """A thick and a thin line below, as letterheads have them."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "1")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)


def _unruled(paragraph: Any) -> None:
    """The style of titles has a line below."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    rule.set(qn("w:val"), "nil")
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)
