"""An examination and a summary as pages tell them: words only, in one language."""

from typing import Any

from advisor.common.language import Language, Said, shortened
from advisor.common.messages import number, put, topic, word
from advisor.knowledge.vocabulary import Vocabulary
from advisor.presentation.chart import svg_text
from advisor.tables.batch.examination import ColumnExamined, Examination, Word
from advisor.tables.batch.examination_wording import meant
from advisor.tables.batch.page import shown
from advisor.tables.batch.summary import Summary
from advisor.tables.batch.summary_wording import SummaryView

WORDS, REJECTS, COLUMNS = 8, 100, 500
"""So many words of a column (first those that cannot be read), refused cells, columns are told."""
OPEN_WORDS = 3
"""So many of a column in which nothing is answered."""
OWN = ("name", "region", "keep", "ignore")
LONGEST = 100


def examination(found: Examination, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    """What is understood of a table, and what is not."""

    def column(item: ColumnExamined) -> dict[str, Any]:
        words = item.worst_first
        most = OPEN_WORDS if {*item.read_as} & {*OWN} else WORDS
        rest = sum(each.count for each in words[most:]) + item.others
        return {
            "place": item.column.place,
            "heading": shortened(item.column.heading.strip(), LONGEST),
            "read_as": [_read_as(name, vocabulary, language) for name in item.read_as],
            "words": [_word(each, vocabulary, language) for each in words[:most]],
            "rest": number(rest, language) if rest else "",
        }

    rejects = [
        (r.row, r.column, shortened(r.value, LONGEST), put(for_pages(r.reason), language), r.left)
        for r in found.rejects[:REJECTS]
    ]
    more = max(0, found.refused + found.left - len({reject[0] for reject in rejects}))
    return {
        "columns": [column(item) for item in found.columns[:COLUMNS]],
        "rejects": rejects,
        "more": more,
        "notes": [put(for_pages(note), language) for note in found.notes],
        "problems": [_problem(p.message, p.hint, language) for p in found.problems],
    }


def summary(counts: Summary, language: Language) -> dict[str, Any]:
    """The counts of a table: what they rest on, charts as SVG, and tables; numbers are marked."""
    view = SummaryView(counts, language)
    return {
        "lead": list(view.lead),
        "charts": [{"title": chart.title, "svg": svg_text([chart])} for chart in view.charts()],
        "tables": [
            {
                "title": table.title,
                "heads": table.heads,
                "rows": [
                    [(shown(c, language), not isinstance(c, str) or c[-1:] == "%") for c in row]
                    for row in table.rows
                ],
                "note": table.note,
            }
            for table in view.tables()
        ],
    }


def for_pages(message: Said) -> Said:
    """The same without commands and options, where a page has other words for it."""
    here = "tables." + message.key.partition(".")[2]
    known = message.key.startswith("batch.") and here in topic("tables")
    parameters = tuple(
        (name, for_pages(value) if isinstance(value, Said) else value)
        for name, value in message.parameters
    )
    return Said(here if known else message.key, parameters)


def _problem(message: Said, hint: Said | None, language: Language) -> str:
    lines = (put(for_pages(part), language) for part in (message, hint) if part)
    return " ".join(lines)


def _read_as(name: str, vocabulary: Vocabulary, language: Language) -> str:
    if name in OWN:
        return word(f"examination.as-{name}", language)
    return vocabulary.asked[name].label.to(language)


def _word(item: Word, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    means = "; ".join(meant(vocabulary, *answer, language) for answer in item.answers)
    return {
        "text": shortened(item.text, LONGEST),
        "count": number(item.count, language),
        "means": put(for_pages(item.problem), language) if item.problem else means,
        "wrong": item.problem is not None,
    }
