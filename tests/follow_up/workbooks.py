"""Plans in Excel as an office fills them in, for tests."""

from io import BytesIO

import openpyxl

from advisor.advice.advising import advice_of
from advisor.advice.facts import read_facts
from advisor.follow_up.filled import HEADINGS, field_of
from advisor.inference.evaluator import evaluate
from advisor.presentation.report.content import Origin
from advisor.presentation.report.writing import report_bytes
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "dinas-kependudukan-kota.yaml"


def facts_of_example(knowledge):
    return read_facts(knowledge.vocabulary, EXAMPLE)


def plan(knowledge, facts, notes=None, language="id", **origin):
    """The advice for these facts, and its workbook's bytes."""
    advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
    content = report_bytes(
        knowledge, advice, language, ".xlsx", notes=notes, origin=Origin(facts, **origin)
    )
    return advice, content


class Book:
    """An open workbook: cells by step and field."""

    def __init__(self, content, table=0):
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[table]
        rows = list(self.sheet.iter_rows())
        self.head = next(
            row[0].row
            for row in rows
            if {"step", "status"} <= {field_of(str(c.value)) for c in row}
        )
        names = [field_of(str(cell.value)) for cell in self.sheet[self.head]]
        self.columns = {name: names.index(name) + 1 for name in HEADINGS}

    def cell(self, row, name):
        """A cell of the table, its rows counted from 1."""
        return self.sheet.cell(self.head + row, self.columns[name])

    def fill(self, row, **values):
        for name, value in values.items():
            self.cell(row, name).value = value
        return self

    def place(self, row, name):
        return f"{self.sheet.title}!{self.cell(row, name).coordinate}"

    def saved(self):
        stream = BytesIO()
        self.book.save(stream)
        return stream.getvalue()
