"""The template that a ministry sends out: a column per term, questions as notes, drop-downs."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from advisor.common.errors import refuse
from advisor.common.files import write_atomically
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.declarations import Question
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import Term
from advisor.tables.batch.safe import EXCEL, csv_bytes, spreadsheet_form

ROWS = 5000
"""So many rows have drop-downs; rows below are read all the same."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, what its note says, and what may be chosen (empty: free)."""

    heading: str
    topic: str
    note: str
    choices: tuple[str, ...]
    term: Term | None = None


def fields(knowledge: Knowledge, language: Language) -> tuple[Field, ...]:
    """The columns: name and region, then every term in asking order."""
    about = tuple(
        Field(
            f"{getattr(knowledge.vocabulary.subject, name).to(language)} [{name}]",
            word("template.about", language),
            word(f"template.{name}-note", language),
            (),
        )
        for name in ("name", "region")
    )
    return about + tuple(_field(knowledge, question, language) for question in knowledge.questions)


def write_template(
    knowledge: Knowledge, path: Path, language: Language, excel: bool = False
) -> None:
    """Write the template as its suffix says, .xlsx or .csv.

    `excel` makes the CSV one that an Indonesian Excel opens as columns, whatever the language.

    Raises AdvisorError, also when another file is there: it may be a template that was filled in.
    """
    columns = fields(knowledge, language)
    match path.suffix.lower():
        case ".xlsx":
            content = _workbook(columns, language)
        case ".csv":
            heads = [[column.heading for column in columns]]
            form = EXCEL if excel else spreadsheet_form(language)
            content = form.mark + csv_bytes(heads, form)
        case suffix:
            known = (".xlsx", ".csv")
            raise refuse(path, "batch.suffix", suffix=suffix or "-", known=known)
    if path.is_file() and path.read_bytes() != content:
        raise refuse(path, "template.exists")
    write_atomically(path, content)


def _field(knowledge: Knowledge, question: Question, language: Language) -> Field:
    term = knowledge.vocabulary.asked[question.term]
    topics = {topic.name: topic.title for topic in knowledge.vocabulary.topics}
    return Field(
        heading=f"{term.label.to(language)} [{term.name}]",
        topic=topics[term.topic].to(language),
        note=f"{question.ask.to(language)}\n\n{question.help.to(language)}",
        choices=_choices(term, language),
        term=term,
    )


def _choices(term: Term, language: Language) -> tuple[str, ...]:
    if term.type == "number":
        return ()
    shown = (term.shown(value).to(language) for value in term.values)
    return (*shown, word("template.unknown", language))


def _workbook(columns: tuple[Field, ...], language: Language) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    form = book.add_worksheet(word("template.form", language))
    guide = book.add_worksheet(word("template.guide", language))
    lists = book.add_worksheet(word("template.lists", language))
    _fill_form(book, form, lists, columns, language)
    _fill_guide(book, guide, columns, language)
    lists.hide()
    book.close()
    return stream.getvalue()


def _fill_form(
    book: Any, form: Any, lists: Any, columns: tuple[Field, ...], language: Language
) -> None:
    shades = ("#DCE9F5", "#F3EAD3")
    topics = list(dict.fromkeys(column.topic for column in columns))
    heads = [_head(book, shades[place % 2]) for place in range(len(topics))]
    form.set_row(0, 66)
    form.freeze_panes(1, 1)
    form.set_column(0, 0, 34)
    form.set_column(1, len(columns) - 1, 22)
    for place, column in enumerate(columns):
        form.write_string(0, place, column.heading, heads[topics.index(column.topic)])
        form.write_comment(0, place, column.note, {"x_scale": 2.4, "y_scale": 1.6, "author": ""})
        for at, choice in enumerate(column.choices):
            lists.write_string(at, place, choice)
        if rule := _validation(lists.get_name(), place, column, language):
            form.data_validation(1, place, ROWS, place, rule)


def _validation(
    lists: str, place: int, column: Field, language: Language
) -> dict[str, object] | None:
    from xlsxwriter.utility import xl_range_abs

    error = {"error_title": word("template.error-title", language)}
    if column.choices:
        source = f"='{lists}'!{xl_range_abs(0, place, len(column.choices) - 1, place)}"
        message = word("template.error-choice", language)
        return {"validate": "list", "source": source, "error_message": message, **error}
    if column.term:
        edges = {"minimum": column.term.min, "maximum": column.term.max}
        message = word("template.error-number", language, **edges)
        between = {"validate": "integer", "criteria": "between", **edges}
        return {**between, "error_message": message, **error}
    return None


def _fill_guide(book: Any, guide: Any, columns: tuple[Field, ...], language: Language) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    guide.set_column(0, 0, 34)
    guide.set_column(1, 1, 26)
    guide.set_column(2, 2, 80)
    guide.set_column(3, 3, 44)
    title = book.add_format({"bold": True, "font_size": 14})
    guide.write_string(0, 0, word("template.title", language), title)
    intro = word("template.intro", language, name=columns[0].heading.partition(" [")[0]).split(
        " | "
    )
    for at, line in enumerate(intro, start=1):
        guide.write_string(at, 0, line)
    top = len(intro) + 2
    names = ("column", "topic", "question", "choices")
    for place, name in enumerate(names):
        guide.write_string(
            top, place, word(f"template.guide-{name}", language), _head(book, "#DCE9F5")
        )
    guide.freeze_panes(top + 1, 1)
    for at, column in enumerate(columns, start=top + 1):
        cells = (column.heading, column.topic, column.note, _filling(column, language))
        for place, text in enumerate(cells):
            guide.write_string(at, place, text, wrap)


def _filling(column: Field, language: Language) -> str:
    if column.choices:
        return " / ".join(column.choices)
    if column.term:
        edges = {"min": column.term.min, "max": column.term.max}
        return word("template.filling-number", language, **edges)
    return word("template.filling-text", language)


def _head(book: Any, colour: str) -> Any:
    style = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": colour}
    return book.add_format(style)
