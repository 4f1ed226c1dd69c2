"""Tables for the tests of the pages that take them, and what an officer does there."""

import csv
import io
import zipfile
from pathlib import Path
from random import Random

import xlsxwriter

from advisor.tables.batch.template import fields
from tests.web.desks import CSRF
from tests.web.test_workers import eventually

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/tabel/provinsi-contoh.csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("Nama PD", "perda_exists", "perkada_exists", "budget", "staff_competence")
PATIENCE = 300
"""Seconds for a table to be done with, on a machine that has other work."""
SMALL = (
    ("Dinas A", "ya", "tidak", "limited", "cukup"),
    ("Dinas B", "belum", "belum", "terbatas", ""),
    ("Dinas C", "mungkin", "ya", "", ""),
)
"""Two rows that can be judged, and one that cannot."""


def csv_of(rows=SMALL, heads=HEADS):
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([heads, *rows])
    return stream.getvalue().encode()


def xlsx_of(rows=SMALL, heads=HEADS):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Isian")
    for at, row in enumerate([heads, *rows]):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    book.close()
    return stream.getvalue()


def large(knowledge, count, name=""):
    """Headings of every column, and so many rows in which each is answered."""
    columns, random = fields(knowledge, "id"), Random(1)

    def cell(column, place, row):
        if place < 2:
            return f"Dinas {row} {name}" if place == 0 else f"Kabupaten {row % 40}"
        return random.choice(column.choices) if column.choices else str(random.randint(0, 5))

    heads = [column.heading for column in columns]
    return heads, [[cell(c, p, row) for p, c in enumerate(columns)] for row in range(count)]


def with_part(content, name, text):
    """A workbook with another part in it, or another content of one."""
    stream = io.BytesIO()
    new = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(content)) as old, new:
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        new.writestr(name, text(old.read(name)) if callable(text) else text)
    return stream.getvalue()


def upload(visitor, content, name="tabel.csv", media="text/csv"):
    """Send a table as the page's form does; the answer."""
    visitor.get("/tables")
    token = CSRF.search(visitor.page)[1]
    answer = visitor.client.post(
        "/tables",
        data={"csrf": token},
        files={"table": (name, content, media)},
        follow_redirects=False,
    )
    if answer.status_code != 303:
        visitor.page = answer.text
    return answer


def settled(visitor, address):
    """The page of a table, once nothing is being done with it."""

    def still():
        visitor.get(address)
        return 'hx-trigger="every' not in visitor.page

    eventually(still, PATIENCE)
    return visitor.page


def uploaded(visitor, content, name="tabel.csv", media="text/csv"):
    """Upload a table and wait until it was looked at; its address."""
    answer = upload(visitor, content, name, media)
    assert answer.status_code == 303, visitor.page
    settled(visitor, answer.headers["location"])
    return answer.headers["location"]
