"""Twelve tables as offices make them: every good row gets the plan that it would get alone, every
other row a reason, and none is lost.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.tables.batch.examination import examine
from advisor.tables.batch.run import Batch
from advisor.tables.batch.table import Asked, Table
from tests.pds import expected

HEADS = ["Nama PD", "government_level", "perda_exists", "perkada_exists", "budget"]
GOOD = [
    ["Dinas Kesehatan", "kabupaten", "tidak", "tidak", "limited"],
    ["Dinas Pendidikan", "kota", "ya", "", "adequate"],
    ["Bapperida", "provinsi", "tidak", "ya", ""],
]
BAD = ["Dinas Sosial", "kota", "mungkin", "ya", "limited"]
MIXED = [
    ["Dinas Kesehatan", "Kab.", "BELUM", "Tidak Ada", "kurang"],
    ["Dinas Pendidikan", "KOTA", "Sudah", "N/A", "Cukup"],
    ["Bapperida", "Provinsi", "0", "\N{SQUARE ROOT}", "-"],
]
ANSWERS = [
    {"government_level": "kabupaten", "perda_exists": False, "perkada_exists": False,
     "budget": "limited"},
    {"government_level": "kota", "perda_exists": True, "budget": "adequate"},
    {"government_level": "provinsi", "perda_exists": False, "perkada_exists": True},
]  # fmt: skip
"""What the good rows answer, however they are written."""
PLAIN = [HEADS, *GOOD, BAD]


def text(path, lines, encoding="utf-8", separator=",", before=""):
    quoted = [separator.join(f'"{c}"' if separator in c else c for c in line) for line in lines]
    path.write_bytes((before + "\r\n".join(quoted) + "\r\n").encode(encoding))


def book(path, sheets, work: Callable = lambda sheet: None):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append([cell or None for cell in line])
        work(sheet)
    made.save(path)


def titled(sheet):
    sheet.insert_rows(1, 3)
    sheet["A1"] = "DAFTAR PERANGKAT DAERAH"
    sheet["A2"] = "TAHUN 2026"
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A2:E2")


def hidden(sheet):
    sheet.row_dimensions[3].hidden = True
    sheet.auto_filter.ref = "A1:E5"


COUNTED = [["No.", *HEADS], ["(1)", *(f"({n})" for n in range(2, 7))]]
COUNTED += [[str(n), *line] for n, line in enumerate([*GOOD, BAD], start=1)]
COUNTED += [["JUMLAH", "", "", "2", "2", ""]]
NOTED = [[*HEADS, "Keterangan", ""], *([*line, "lengkap", ""] for line in (*GOOD, BAD))]
NOTED += [["Catatan: data sementara"], ["", "", "", "Kupang, 3 Maret 2026"], ["", "", "", "NIP 1"]]
REGENCIES = {
    "Kab. Melati": [HEADS, GOOD[0], BAD],
    "Kota Mawar": [[], HEADS[::-1], GOOD[1][::-1]],
    "Prov. Cendana": [["REKAP"], HEADS, GOOD[2], ["JUMLAH", "", "1"]],
    "Petunjuk": [["Isi setiap lembar."]],
}

# The name of each, its form, how to write it, what is asked, and how many rows are left out.
TABLES = {
    "semicolon": (".csv", lambda p: text(p, PLAIN, separator=";"), Asked(), 0),
    "byte order mark": (".csv", lambda p: text(p, PLAIN, "utf-8-sig", ";"), Asked(), 0),
    "UTF-16": (".csv", lambda p: text(p, PLAIN, "utf-16", "\t"), Asked(), 0),
    "Windows-1252": (
        ".csv",
        lambda p: text(p, [*PLAIN, ["Dinas \N{LATIN CAPITAL LETTER E WITH ACUTE}", "x"]], "cp1252"),
        Asked(),
        0,
    ),
    "title rows": (
        ".csv",
        lambda p: text(p, [["DAFTAR PD, 2026"], [""], ["Tahun 2026", "", ""], *PLAIN]),
        Asked(),
        0,
    ),
    "a sheet for each regency": (".xlsx", lambda p: book(p, REGENCIES), Asked(sheet="all"), 1),
    "merged title cells": (".xlsx", lambda p: book(p, {"Data": PLAIN}, titled), Asked(), 0),
    "counters": (".csv", lambda p: text(p, COUNTED, separator=";"), Asked(), 2),
    "notes": (".xlsx", lambda p: book(p, {"Data": NOTED}), Asked(), 3),
    "mixed words": (".csv", lambda p: text(p, [HEADS, *MIXED, BAD]), Asked(), 0),
    "a sep= line": (
        ".csv", lambda p: text(p, PLAIN, separator=";", before="sep=;\r\n"), Asked(), 0,
    ),
    "hidden rows": (".xlsx", lambda p: book(p, {"Data": PLAIN}, hidden), Asked(), 0),
}  # fmt: skip


def outcome(knowledge, source, asked):
    """The judged PDs by name, and the rows of the rejects."""
    target = source.with_name("o.jsonl")
    batch = Batch(knowledge, source, target, asked=asked)
    batch.begin()
    totals = batch.run()
    batch.close()
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    told = []
    if totals.rejected or totals.left:
        with totals.rejects.open(newline="", encoding="utf-8-sig") as stream:
            told = list(csv.DictReader(stream, delimiter=";"))
    return lines, told, totals


@pytest.mark.parametrize("name", TABLES)
def test_every_good_row_gets_its_plan_and_every_bad_one_a_reason(knowledge, tmp_path, name):
    suffix, write, asked, left = TABLES[name]
    source = tmp_path / f"pd{suffix}"
    write(source)
    lines, told, totals = outcome(knowledge, source, asked)
    assert [line["pd"]["name"] for line in lines] == [row[0] for row in GOOD]
    for line, answers in zip(lines, ANSWERS, strict=True):
        advice = expected(knowledge, answers)
        assert line["status"] == advice.status
        assert [step["step"] for step in line["steps"]] == [step.step for step in advice.steps]
    bad = 2 if name == "Windows-1252" else 1
    assert (totals.good, totals.rejected, totals.left) == (3, bad, left)
    assert len(told) == bad + left
    assert all(row["alasan"] for row in told)
    assert "mungkin" in {row["isi"] for row in told}
    if asked.sheet:
        assert [line["pd"]["region"] for line in lines] == list(REGENCIES)[:3]


def test_there_are_twelve():
    assert len(TABLES) == 12


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Dinas A", "Dinas B", "", "JUMLAH", "Kupang, 3 Maret 2026"]),
        st.sampled_from(["kota", "Kab.", "", "x"]),
        st.sampled_from(["ya", "BELUM", "", "mungkin"]),
        st.sampled_from(["", "", "lengkap"]),
    ),
    max_size=6,
)
COLUMNS = ["Nama PD", "government_level", "perda_exists", "Keterangan"]


@given(
    sheets=st.lists(ROWS, min_size=1, max_size=3),
    order=st.permutations(range(4)),
    titles=st.integers(0, 3),
    merged=st.booleans(),
)
@settings(max_examples=40)
def test_no_row_of_any_sheet_is_lost(knowledge, tmp_path, sheets, order, titles, merged):
    """Rows in = advised + refused + said to be left out, whatever the sheets look like."""
    source: Path = tmp_path / "pd.xlsx"
    made = openpyxl.Workbook()
    made.remove(made.active)
    wanted = set()
    for at, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Kab. {at}")
        for title in range(titles):
            sheet.append([f"Judul {title}"])
        sheet.append([COLUMNS[place] for place in order])
        for number, row in enumerate(rows, start=titles + 2):
            for column, place in enumerate(order, start=1):
                sheet.cell(number, column, row[place] or None)
            wanted |= {(sheet.title, number)} if any(row) else set()
        if merged and rows:
            sheet.merge_cells(
                start_row=titles + 2, end_row=titles + 2, start_column=1, end_column=4
            )
            wanted -= {(sheet.title, titles + 2)} if not rows[0][order[0]] else set()
    made.save(source)
    asked = Asked(sheet="all")
    found = examine(knowledge, Table.open(knowledge, source, asked))
    assert found.good + found.refused + found.left == len(wanted)
    (tmp_path / "o.jsonl.rejects.csv").unlink(missing_ok=True)
    try:
        lines, told, _ = outcome(knowledge, source, asked)
    except AdvisorError as error:
        assert error.problems[0].message.key in ("batch.in-vain", "batch.no-pds")
        assert found.good == 0
        return
    judged = {(line["pd"]["sheet"], line["row"]) for line in lines}
    said = {(row["lembar"], int(row["baris"])) for row in told}
    assert not judged & said
    assert judged | said == wanted
