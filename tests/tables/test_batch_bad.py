"""Bad tables: every bad row is told with its number and reason, every good row is judged."""

import csv
import json
import os
import subprocess
import sys
from random import Random
from unittest import mock

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.tables.batch.delimited import Delimited
from advisor.tables.batch.records import sorted_out
from advisor.tables.batch.run import Batch, Totals
from advisor.tables.batch.slices import ROW
from tests.conftest import ROOT
from tests.pds import cells, population, run, write_csv

HEAD = b"name,region,budget,perda_exists,innovations_running\n"
GOOD = '"PD, é",X,limited,ya,3\n'.encode()
BAD = {
    b"a,X,tight,yes,1": ("budget", "value.choice"),
    b"a,X,limited,7,1": ("perda_exists", "value.yes-no"),
    b"a,X,limited,yes,100": ("innovations_running", "value.number"),
    b"a,X,limited,yes,1.5": ("innovations_running", "value.number"),
    b"a,X,limited,yes,-1": ("innovations_running", "value.number"),
    b"a,X,=limited,yes,1": ("budget", "batch.formula"),
    b"a,X,@limited,yes,1": ("budget", "batch.formula"),
    b"a,X,#,yes,1": ("budget", "value.choice"),
    b"a,X,limited,yes,1,2": ("", "batch.ragged"),
    b"Caf\xe9,X,limited,yes,1": ("", "batch.not-utf8"),
    b"a\0,X,limited,yes,1": ("", "batch.nul"),
    b'"a,X,limited,yes,1': ("", "batch.quotes"),
    b'a"b"c",X,limited,yes,1': ("", "batch.quotes"),
    b"a,X,limited,yes,1\rb,X,limited,yes,1": ("", "batch.row-ends"),
    b"a,X,limited,yes\r,1": ("", "batch.row-ends"),
    b"a" * 201 + b",X,limited,yes,1": ("name", "batch.too-long"),
}


def judged(knowledge, content, tmp_path, name="pd.csv"):
    source, target = tmp_path / name, tmp_path / "out.jsonl"
    source.write_bytes(content)
    target.unlink(missing_ok=True)
    batch = Batch(knowledge, source, target, "en")
    batch.begin()
    refused = []
    try:
        totals = batch.run()
        batch.close()
    except AdvisorError as error:
        assert [problem.message.key for problem in error.problems] == ["batch.in-vain"]
        assert not target.exists()
        assert not batch.journal.folder.exists()
        told = dict(error.problems[0].message.parameters)
        totals = Totals(0, told["rejected"], batch.rejects, None)
    if totals.rejected:
        with totals.rejects.open(newline="", encoding="utf-8-sig") as stream:
            refused = list(csv.reader(stream))[1:]
    lines = target.read_text("utf-8").splitlines() if target.exists() else []
    return totals, [json.loads(line)["row"] for line in lines], refused


@pytest.mark.parametrize("line", BAD, ids=lambda line: f"{BAD[line]}")
def test_a_bad_row_is_told_and_its_neighbours_are_judged(knowledge, tmp_path, line):
    totals, rows, refused = judged(knowledge, HEAD + GOOD * 2 + line + b"\n" + GOOD * 2, tmp_path)
    assert (rows, [r[:2] for r in refused]) == ([2, 3, 5, 6], [["4", BAD[line][0]]])
    assert totals.rejected == 1
    assert ("formula" in refused[0][3]) == (BAD[line][1] == "batch.formula")


@pytest.mark.parametrize(
    "line", [b"", b",,,,", b" \r", b",,,,\r", b'"","","","",""', b'" ",,,\t,', b"\xc2\xa0,,,,"]
)
def test_an_empty_row_is_passed_over_and_counted(knowledge, tmp_path, line):
    totals, rows, _ = judged(knowledge, HEAD + GOOD + line + b"\n" + GOOD + line + b"\n", tmp_path)
    assert (rows, totals.rejected) == ([2, 4], 0)


def test_many_bad_rows_among_many_good_ones_are_all_found(knowledge, tmp_path):
    random = Random(3)
    bad = list(BAD)
    lines = [random.choice(bad) if random.random() < 0.1 else GOOD[:-1] for _ in range(9000)]
    wrong = [row for row, line in enumerate(lines, start=2) if line != GOOD[:-1]]
    _, rows, refused = judged(knowledge, HEAD + b"\n".join(lines) + b"\n", tmp_path)
    assert [int(r[0]) for r in refused] == wrong
    assert rows == [row for row in range(2, 9002) if row not in set(wrong)]


def test_all_bad_cells_of_a_row_are_told_at_once(knowledge, tmp_path):
    _, _, refused = judged(knowledge, HEAD + b"a,X,tight,7,100\n", tmp_path)
    assert [r[1] for r in refused] == ["budget", "perda_exists", "innovations_running"]


def test_all_bad_cells_of_a_workbook_row_are_told_in_order(knowledge, tmp_path):
    source = tmp_path / "pd.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "budget", "perda_exists", "innovations_running"])
    sheet.write_row(1, 0, ["a", "tight"])
    sheet.write_formula(1, 2, "=TRUE()")
    sheet.write_row(1, 3, [100, "more"])
    sheet.write_row(2, 0, ["b", "limited", "yes", 1])
    book.close()
    totals, rows, refused = judged(knowledge, source.read_bytes(), tmp_path, "pd.xlsx")
    assert (rows, totals.rejected) == ([3], 1)
    assert [r[:2] for r in refused] == [
        ["2", "budget"], ["2", "perda_exists"], ["2", "innovations_running"], ["2", "#5"],
    ]  # fmt: skip


def test_all_that_is_wrong_with_a_json_line_is_told(knowledge, tmp_path):
    line = b'{"budgets": "limited", "budget": "tight", "perda_exists": [1], "name": "a"}\n'
    totals, rows, refused = judged(knowledge, line, tmp_path, "pd.jsonl")
    assert (rows, totals.rejected) == ([], 1)
    assert {r[1] for r in refused} == {"budgets", "budget", "perda_exists"}


def test_json_lines_keep_their_numbers_where_a_slice_ends_in_empty_ones(
    knowledge, tmp_path, monkeypatch
):
    monkeypatch.setattr("advisor.tables.batch.lines.LINES", 3)
    line = b'{"budget": "limited"}\n'
    content = line + b"\n" + b"  \n" + line + b"[]\n" + b"\n" * 4 + line
    _, rows, refused = judged(knowledge, content, tmp_path, "pd.jsonl")
    assert (rows, [r[0] for r in refused]) == ([1, 4, 10], ["5"])


TEXT = st.text(st.sampled_from('ab ,;|"\n\r\té=+'), max_size=6)


@given(
    st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
)
def test_csv_cells_are_read_as_a_csv_writer_wrote_them(tmp_path, rows, separator):
    rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    rows = [row if any(c.strip() for c in row) else ["x", *row[1:]] for row in rows]
    path = write_csv(tmp_path / "t.csv", [["a", "b", "c"], *rows], delimiter=separator)
    source = Delimited.open(path)
    parts = list(source.slices(source.start))
    assert [r for part in parts for r in part.rejects] == []
    assert [list(r[1:]) for part in parts for r in part.rows.iter_rows()] == rows


LINES = st.lists(st.text(st.sampled_from('ab,"é\n\r= '), max_size=9), max_size=12)


@given(LINES)
def test_the_fast_way_of_reading_agrees_with_the_careful_one(tmp_path, lines):
    content = ("a,b,c\n" + "\n".join(lines)).encode()
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    source = Delimited.open(path)
    clean = source._clean(content[6:])
    good, bad, _ = sorted_out(content[6:], ",", 3, 2)
    if clean is not None:
        assert bad == []
        assert [list(row) for row in clean.iter_rows()] == [fields for _, fields in good]
    rows = [row for part in source.slices(source.start) for row in part.rows.iter_rows()]
    assert rows == [(number, *fields) for number, fields in good]


QUOTED = st.sampled_from(['"a\nb",c', '"a', "a,b", 'x"', '"a\n\nb",c', "a", '"a,b\nc"', ""])


@given(st.lists(QUOTED, max_size=40), st.integers(1, 60))
def test_where_the_blocks_are_cut_changes_nothing(tmp_path, lines, size):
    """A row is what it is by itself: neither stray quotes nor the cut make another of it."""
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "\n".join(lines), "utf-8", newline="")
    source = Delimited.open(path)
    found = []
    for block in (10_000, size):
        with mock.patch.object(Delimited, "_block_size", block):
            parts = list(source.slices(source.start))
        rows = [row for part in parts for row in part.rows.iter_rows()]
        found.append((rows, [reject for part in parts for reject in part.rejects]))
    assert found[0] == found[1]


def test_a_row_of_several_lines_survives_the_end_of_a_block_and_a_stray_quote(knowledge, tmp_path):
    """The block ends inside the quoted name, and its quotes are even because of the stray one."""
    stray = b'"stray,X,limited,yes,1\n'
    cut = 256_000
    plenty = GOOD * ((cut - len(stray)) // len(GOOD) - 1)
    straddling = b'"PD\n' + b"of two lines " * 8 + b'",X,limited,yes,1\n'
    body = stray + plenty + straddling + GOOD
    assert len(stray + plenty) + 4 < cut < len(stray + plenty + straddling)
    totals, _, refused = judged(knowledge, HEAD + body, tmp_path)
    assert [(r[0], "quotes" in r[3]) for r in refused] == [("2", True)]
    assert totals.good == plenty.count(b"\n") + 2


def test_a_file_whose_rows_end_in_cr_loses_no_row_in_silence(knowledge, tmp_path):
    row = GOOD.rstrip(b"\n")
    totals, rows, refused = judged(knowledge, HEAD + b"\r".join([row] * 60) + b"\r", tmp_path)
    assert (rows, len(refused), totals.rejected) == ([], 1, 1)
    assert "CR" in refused[0][3]


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_what_excel_writes_in_any_country_is_read(knowledge, tmp_path, separator, mark, end):
    lines = [["Nama PD [name]", "budget", "perda_exists"], ["Dinas A", "Terbatas", "TIDAK TAHU"]]
    content = mark + b"".join(separator.join(line).encode() + end for line in lines)
    totals, rows, _ = judged(knowledge, content, tmp_path)
    assert (totals.good, rows) == (1, [2])


HEADERS = {
    "name,budget\rx,limited\r": "Mac",
    "n\0a\0m\0e\0,\0": "UTF-16",
    "name,budgets\n": "'budget'",
    "budget,budget\n": "repeats",
    "budget,Budget\n": "repeats",
    "budget,\n": "no heading",
    "name,region\n": "template",
    "": "empty",
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_bad_header_is_told_before_any_work(tmp_path, header):
    source = tmp_path / "pd.csv"
    source.write_text(header + ("x,limited\n" if header else ""), "utf-8")
    done = run("batch", source, "-o", tmp_path / "o.csv", "--lang", "en", code=1)
    assert HEADERS[header] in done.stderr.decode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pd.csv"]


def test_an_input_is_never_overwritten_by_the_rejects(tmp_path):
    source = tmp_path / "o.csv.rejects.csv"
    source.write_text("budget\nlimited\n", "utf-8")
    done = run("batch", source, "-o", tmp_path / "o.csv", code=1)
    assert done.stderr.decode().startswith(str(source))
    assert source.read_text("utf-8") == "budget\nlimited\n"


def test_every_problem_of_a_header_is_told_at_once(tmp_path):
    source = tmp_path / "pd.csv"
    source.write_text("budgets,perda_exist,budget,budget\n", "utf-8")
    done = run("batch", source, "-o", tmp_path / "o.csv", "--lang", "en", code=1)
    assert len(done.stderr.decode().splitlines()) == 3


def test_a_formula_in_a_workbook_is_refused_and_never_computed(knowledge, tmp_path):
    source = tmp_path / "pd.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "budget", "innovations_running"])
    sheet.write_row(1, 0, ["a", "limited", 1])
    sheet.write(2, 0, "b")
    sheet.write_formula(2, 1, '="limited"', None, "limited")
    sheet.write_row(3, 0, ["c", "limited", 1.5])
    sheet.write_row(5, 0, ["d", "limited", 2, "more"])
    sheet.write_row(6, 0, ["e", "limited", 2])
    sheet.write_formula(7, 0, '="f"', None, "f")
    sheet.write_row(7, 1, ["limited", 2])
    book.close()
    totals, rows, refused = judged(knowledge, source.read_bytes(), tmp_path, "pd.xlsx")
    assert rows == [2, 7]
    assert [(r[0], r[1]) for r in refused] == [
        ("3", "budget"), ("4", "innovations_running"), ("6", "#4"), ("8", "name"),
    ]  # fmt: skip
    assert ["formula" in r[3] for r in refused] == [True, False, False, True]
    assert totals.rejected == 4


BROKEN_LINES = {
    '{"budget": "limited"': "",
    '{"budget": "limited", "budget": "adequate"}': "budget",
    '{"budgets": "limited"}': "budgets",
    '{"budget": ["limited"]}': "budget",
    "[1]": "",
    '{"innovations_running": 1e99}': "innovations_running",
    '{"innovations_running": NaN}': "",
    '{"answers": []}': "answers",
    '{"name": "\\ud800", "budget": "limited"}': "",
    '{"\\udfff": 1, "\\udfff": 2}': "\\udfff",
    '{"\\udfff": 1}': "",
    '{"budget": "limited", "answers": {"budget": "adequate"}}': "budget",
    '{"pd": {"name": "A"}, "name": "B", "answers": {"budget": "limited"}}': "name",
    '{"@budget": "limited"}': "'@budget",
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_bad_json_line_is_told_and_its_neighbours_are_judged(knowledge, tmp_path, line):
    good = '{"budget": "limited", "perda_exists": true, "innovations_running": 2.0}\n'
    content = f"{good}{line}\n{good}".encode()
    _, rows, refused = judged(knowledge, content, tmp_path, "pd.jsonl")
    assert (rows, [r[:2] for r in refused]) == ([1, 3], [["2", BROKEN_LINES[line]]])


def test_a_null_in_json_is_a_cell_without_content(knowledge, tmp_path):
    line = b'{"name": null, "region": null, "budget": "limited", "perda_exists": null}\n'
    totals, rows, _ = judged(knowledge, line + b'{"name": null}\n{}\n' + line, tmp_path, "p.jsonl")
    assert (rows, totals.rejected) == ([1, 4], 0)
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert {(pd["pd"]["name"], pd["pd"]["region"]) for pd in told} == {("", "")}


def test_a_number_of_a_parquet_file_that_is_no_answer_is_refused(knowledge, tmp_path):
    numbers = [1.0, 1.5, float("inf"), 1e30, float("nan"), None]
    source = tmp_path / "p.parquet"
    pl.DataFrame({"name": list("abcdef"), "innovations_running": numbers}).write_parquet(source)
    _, rows, refused = judged(knowledge, source.read_bytes(), tmp_path, "p.parquet")
    assert (rows, [r[:3] for r in refused]) == (
        [2, 6, 7],
        [
            [str(row), "innovations_running", text]
            for row, text in ((3, "1.5"), (4, "inf"), (5, "1e+30"))
        ],
    )


POOL = {
    "name": ("a", "", None, "x" * 201),
    "budget": ("limited", "tight", "", None, "Tidak tahu", "=1+1"),
    "perda_exists": ("yes", "7", "", " ", None),
}
ANY_ROW = st.tuples(*(st.sampled_from(pool) for pool in POOL.values()))
WRONG = {"x" * 201, "tight", "=1+1", "7"}


def write_any(path, lines):
    heads = list(POOL)
    match path.suffix:
        case ".csv":
            write_csv(path, [heads, *([cell or "" for cell in line] for line in lines)])
        case ".jsonl":
            rows = (json.dumps(dict(zip(heads, line, strict=True))) + "\n" for line in lines)
            path.write_text("".join(rows), "utf-8")
        case ".parquet":
            pl.DataFrame(lines, schema=dict.fromkeys(heads, pl.String), orient="row").write_parquet(
                path
            )
        case _:
            book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
            sheet = book.add_worksheet()
            for place, line in enumerate([heads, *lines]):
                sheet.write_row(place, 0, line)
            book.close()


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
@given(lines=st.lists(ANY_ROW, min_size=1, max_size=12))
@settings(max_examples=40)
def test_every_row_is_judged_or_refused_or_empty(knowledge, tmp_path, suffix, lines):
    source = tmp_path / f"pd.{suffix}"
    write_any(source, lines)
    first = 1 if suffix == "jsonl" else 2
    _, rows, refused = judged(knowledge, source.read_bytes(), tmp_path, source.name)
    kept, bad = [], []
    for row, line in enumerate(lines, start=first):
        if wrong := [head for head, cell in zip(POOL, line, strict=True) if cell in WRONG]:
            bad += [[str(row), head] for head in wrong]
        elif any((cell or "").strip() for cell in line):
            kept.append(row)
    assert (rows, sorted(r[:2] for r in refused)) == (kept, sorted(bad))


def test_rows_with_nulls_are_judged_when_others_beside_them_are_refused(knowledge, tmp_path):
    answers = ["limited", None, "tight", None, "adequate"]
    source = tmp_path / "p.parquet"
    pl.DataFrame({"name": ["a", "b", "c", None, "e"], "budget": answers}).write_parquet(source)
    _, rows, refused = judged(knowledge, source.read_bytes(), tmp_path, "p.parquet")
    assert (rows, [r[0] for r in refused]) == ([2, 3, 6], ["4"])


def test_a_formula_of_several_cells_is_told_as_it_was_written(knowledge, tmp_path):
    source = tmp_path / "pd.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "budget"])
    sheet.write_array_formula("B2:B2", "{=TRIM(A1)}")
    book.close()
    _, _, refused = judged(knowledge, source.read_bytes(), tmp_path, "pd.xlsx")
    assert refused[0][:3] == ["2", "budget", "'=TRIM(A1)"]


def test_a_locked_or_old_workbook_is_told_apart_from_a_damaged_one(tmp_path):
    source = tmp_path / "pd.xlsx"
    source.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    assert "kata sandi" in run("batch", source, "-o", tmp_path / "o.csv", code=1).stderr.decode()


@pytest.mark.parametrize(
    ("heading", "keep", "told"),
    [
        ("@budget", (), "Kolom ke-2 '@budget' tidak dikenal"),
        ("@row", (), "Kolom ke-2 '@row' tidak dikenal"),
        ("@name", (), "Kolom ke-2 '@name' tidak dikenal"),
        ("budget", ("budget",), "sudah dibaca"),
        ("Anggaran [budget]", ("Anggaran [budget]",), "sudah dibaca"),
        ("wilayah", ("wilayah",), "sudah dibaca"),
        ("status", ("status",), "sama dengan judul kolom hasil"),
        ("langkah", ("langkah",), "sama dengan judul kolom hasil"),
        ("row", ("row",), "sama dengan judul kolom hasil"),
        ("value", ("value",), "sama dengan judul kolom hasil"),
    ],
)
def test_a_column_is_never_kept_in_place_of_what_is_read_or_written(tmp_path, heading, keep, told):
    source = write_csv(tmp_path / "pd.csv", [["perda_exists", heading], ["yes", "limited"]])
    options = [part for name in keep for part in ("--keep", name)]
    done = run("batch", source, "-o", tmp_path / "o.csv", *options, code=1)
    assert told in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "heading", ["@kode", "word:x", "keep", "@at", "plan", "SPM-001", "region2"]
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_kept_column_may_have_any_other_name(tmp_path, heading, suffix):
    source = write_csv(tmp_path / "pd.csv", [["budget", heading], ["limited", "5301"]])
    target = tmp_path / f"o.{suffix}"
    run("batch", source, "-o", target, "--keep", heading)
    if suffix == "jsonl":
        assert json.loads(target.read_text("utf-8"))["pd"][heading] == "5301"


def test_what_is_kept_of_json_lines_is_never_what_is_read(tmp_path):
    source = tmp_path / "pd.jsonl"
    source.write_text('{"budget": "limited"}\n', "utf-8")
    done = run("batch", source, "-o", tmp_path / "o.csv", "--keep", "budget", code=1)
    assert "sudah dibaca" in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def whole_parquet(knowledge, path):
    lines = list(cells(knowledge, population(knowledge, 50)))
    pl.DataFrame(lines[1:], schema=lines[0], orient="row").write_parquet(path)


def test_a_truncated_file_is_a_clear_error(knowledge, tmp_path):
    whole = tmp_path / "whole.parquet"
    whole_parquet(knowledge, whole)
    content = whole.read_bytes()
    for name, part in (
        ("a.parquet", content[: len(content) // 2]),
        ("b.parquet", content[:-1]),
        ("c.parquet", content[len(content) // 2 :]),
        ("d.xlsx", b"PK\x03\x04 not a workbook"),
    ):
        source = tmp_path / name
        source.write_bytes(part)
        done = run("batch", source, "-o", tmp_path / "o.csv", code=1)
        assert done.stderr.decode().startswith(str(source))
        assert len(done.stderr.decode().splitlines()) == 1


def test_a_damaged_middle_of_a_parquet_file_is_no_advice(knowledge, tmp_path):
    source = tmp_path / "pd.parquet"
    whole_parquet(knowledge, source)
    content = bytearray(source.read_bytes())
    content[200:260] = b"\xff" * 60
    source.write_bytes(content)
    done = run("batch", source, "-o", tmp_path / "o.jsonl", code=1)
    assert len(done.stderr.decode().splitlines()) == 1
    assert not (tmp_path / "o.jsonl").exists()


def test_places_that_cannot_be_read_or_written_are_told(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["budget"], ["limited"]])
    (tmp_path / "folder.csv").mkdir()
    for arguments in (
        (tmp_path / "missing.csv", "-o", tmp_path / "o.csv"),
        (tmp_path / "folder.csv", "-o", tmp_path / "o.csv"),
        (source, "-o", tmp_path / "folder.csv"),
        (source, "-o", tmp_path / "nowhere" / "o.csv"),
        (source, "-o", source),
        (source, "-o", tmp_path / "o.txt"),
        (source, "-o", tmp_path / "o.csv", "--summary", tmp_path / "s.pdf"),
    ):
        done = run("batch", *arguments, code=1)
        assert len(done.stderr.decode().splitlines()) == 1
        assert ".unfinished" not in done.stderr.decode()
    assert source.read_text("utf-8") == "budget\nlimited\n"


def test_an_endless_line_does_not_fill_the_memory(tmp_path):
    from advisor.knowledge.loader import load

    source = tmp_path / "pd.csv"
    with source.open("wb") as stream:
        stream.write(HEAD + GOOD)
        for _ in range(60):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\n" + GOOD)
    import tracemalloc

    delimited = Delimited.open(source)
    tracemalloc.start()
    parts = list(delimited.slices(delimited.start))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert [r for part in parts for r in part.rows[ROW]] == [2, 4]
    assert [r.row for part in parts for r in part.rejects] == [3]
    with pytest.raises(AdvisorError):
        Batch(load(), tmp_path / "nothing.csv", tmp_path / "o.csv")


@pytest.mark.parametrize("command", ["batch x.csv -o y.csv", "template", "simulate --policy a=b"])
def test_a_missing_package_is_told_with_what_to_install(tmp_path, command):
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "from advisor.cli import main; sys.argv = ['advisor', *sys.argv[1:]]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1
    assert "polars" in done.stderr.decode()
    assert "ipp-advisor[batch]" in done.stderr.decode()


@pytest.mark.parametrize("heading", ["count", "literal", "^x", "x$", "len", "a.b"])
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_column_kept_may_be_called_anything(tmp_path, heading, suffix):
    source = write_csv(tmp_path / "pd.csv", [["name", "perda_exists", heading], ["A", "ya", "K-7"]])
    run("batch", source, "--check", "--keep", heading)
    target = tmp_path / f"out.{suffix}"
    run("batch", source, "-o", target, "--keep", heading, "--lang", "en")
    read = str(pl.read_parquet(target).rows()) if suffix == "parquet" else target.read_text("utf-8")
    assert "K-7" in read


@pytest.mark.parametrize("heading", ["^x$", "^.*$", "^(a|b)$", "*"])
def test_a_heading_that_is_a_pattern_of_names_cannot_be_kept_and_says_so(tmp_path, heading):
    source = write_csv(tmp_path / "pd.csv", [["name", "perda_exists", heading], ["A", "ya", "K-7"]])
    for more in (("--check",), ("-o", tmp_path / "out.csv")):
        done = run("batch", source, *more, "--keep", heading, "--lang", "en", code=1)
        assert "begins with ^ and ends with $" in done.stderr.decode()
    assert "not known" in run("batch", source, "--check", "--lang", "en", code=1).stdout.decode()
