"""Which sheet of a workbook is read; what would be misread is told."""

import json

import openpyxl
import pytest

from tests.pds import run


@pytest.fixture
def workbook(tmp_path):
    """A function that saves sheets of `{title: (state, rows)}` and gives the path."""

    def save(sheets, merge=()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, (state, rows) in sheets.items():
            sheet = book.create_sheet(title)
            sheet.sheet_state = state
            for row in rows:
                sheet.append(row)
            for cells in merge:
                sheet.merge_cells(cells)
        book.save(tmp_path / "pd.xlsx")
        return tmp_path / "pd.xlsx"

    return save


def table(name):
    return [["name", "budget"], [name, "limited"], ["", ""], ["", "adequate"]]


def judged(source, code=0, *more):
    target = source.with_name("o.jsonl")
    done = run("batch", source, "-o", target, "--lang", "en", *more, code=code)
    if code:
        return [], done.stderr.decode()
    lines = target.read_text("utf-8").splitlines()
    return [json.loads(line)["pd"]["name"] for line in lines], done.stderr.decode()


@pytest.mark.parametrize("title", ["Form", "Isian", "Data"])
def test_a_hidden_sheet_is_not_read_and_the_form_goes_first(workbook, title):
    sheets = {"Old": ("hidden", table("old")), title: ("visible", table("a"))}
    assert judged(workbook(sheets)) == (["a", ""], "")
    sheets = {"Guide": ("visible", [["Read this"]]), **sheets}
    assert (judged(workbook(sheets), 1 if title == "Data" else 0)[0] == []) == (title == "Data")


def test_other_sheets_with_content_are_told_and_empty_or_hidden_ones_are_not(workbook):
    sheets = {
        "Aceh": ("visible", table("a")),
        "Papua": ("visible", table("b")),
        "Empty": ("visible", []),
        "Hidden": ("hidden", table("c")),
    }
    names, told = judged(workbook(sheets))
    assert names == ["a", ""]
    assert "read: Aceh. Not read: Papua." in told
    assert not [title for title in ("Empty", "Hidden") if title in told]


@pytest.mark.parametrize("cells", ["A2:A4", "A3:B4", "B2:B3"])
def test_merged_cells_are_refused_by_their_place(workbook, cells):
    _, told = judged(workbook({"Data": ("visible", table("a"))}, (cells,)), 1)
    assert cells in told
    assert len(told.splitlines()) == 1


def test_a_merged_cell_is_found_wherever_the_blocks_are_cut(workbook, monkeypatch):
    from advisor.tables.batch import book

    source = workbook({"Data": ("visible", table("a"))}, ("A2:A3", "B2:B3"))
    (sheet,) = openpyxl.load_workbook(source, read_only=True).worksheets
    for size in range(20, 60):
        monkeypatch.setattr(book, "BLOCK", size)
        merged, _ = book.marks(source, sheet, 1)
        assert sorted(merged) == ["A2:A3", "B2:B3"]


REGENCIES = {
    "Kab. Melati": (
        "visible",
        [["REKAP"], ["No", "Nama PD", "perda_exists"], [1, "A", "ya"], ["JUMLAH", "", 1]],
    ),
    "Kota Mawar": ("visible", [["budget", "name"], ["limited", "B"], ["mungkin", "C"]]),
    "Rekap": ("visible", [["Kabupaten/Kota", "Jumlah PD"], ["Kab. Melati", 1]]),
    "Lama": ("hidden", table("old")),
}


def lines(source):
    target = source.with_name("o.jsonl")
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_all_sheets_are_read_each_with_its_own_headings_and_its_name_as_region(workbook):
    source = workbook(REGENCIES)
    names, told = judged(source, 0, "--sheet", "all")
    assert names == ["A", "B"]
    pds = [(line["row"], line["pd"]["region"], line["pd"]["sheet"]) for line in lines(source)]
    assert pds == [(3, "Kab. Melati", "Kab. Melati"), (2, "Kota Mawar", "Kota Mawar")]
    assert told.splitlines()[:3] == [
        "Sheets read: Kab. Melati, Kota Mawar. Not read: Rekap. batch --sheet reads others.",
        "Hidden sheets were not read: Lama.",
        "Sheet 'Kab. Melati': The headings are in row 2. Not read: 1 row with content above them.",
    ]
    rejects = source.with_name("o.jsonl.rejects.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[:3] for row in rejects] == [
        ["sheet", "row", "column"], ["Kab. Melati", "4", ""], ["Kota Mawar", "3", "budget"],
    ]  # fmt: skip


def test_one_sheet_is_read_by_its_name_even_a_hidden_one(workbook):
    source = workbook(REGENCIES)
    assert judged(source, 0, "--sheet", "kota mawar")[0] == ["B"]
    assert lines(source)[0]["pd"] == {"name": "B", "region": "Kota Mawar"}
    assert judged(source, 0, "--restart", "--sheet", "Lama")[0] == ["old", ""]
    _, told = judged(source, 1, "--restart", "--sheet", "Kota Mawr")
    assert "Did you mean 'Kota Mawar'?" in told


def test_a_column_of_regions_goes_before_the_sheets_name(workbook):
    rows = [["name", "region", "budget"], ["A", "Kota X", "limited"]]
    source = workbook({"Satu": ("visible", rows), "Dua": ("visible", table("b"))})
    judged(source, 0, "--sheet", "all")
    assert [line["pd"]["region"] for line in lines(source)] == ["Kota X", "Dua", "Dua"]


def test_the_problems_of_all_sheets_are_told_at_once_by_sheet(workbook):
    wrong = [["name", "budgets"], ["A", "limited"]]
    right = [["name", "budget", "x"], ["A", "limited", ""]]
    source = workbook({"Satu": ("visible", right), "Dua": ("visible", [*right, *wrong])})
    _, told = judged(source, 1, "--sheet", "all")
    assert [line.partition(": ")[0] for line in told.splitlines()] == [
        f"{source} (Satu):1",
        f"{source} (Dua):1",
    ]


def test_only_a_workbook_has_sheets(tmp_path):
    (tmp_path / "pd.csv").write_text("name,budget\nA,limited\n", "utf-8")
    _, told = judged(tmp_path / "pd.csv", 1, "--sheet", "all")
    assert ".xlsx" in told


def test_a_run_over_sheets_goes_on_where_it_was_killed(workbook, knowledge, monkeypatch):
    from advisor.tables.batch import sheet
    from advisor.tables.batch.run import Batch
    from advisor.tables.batch.table import Asked

    source = workbook(REGENCIES)
    target = source.with_name("o.jsonl")
    asked = Asked(sheet="all")
    monkeypatch.setattr(sheet, "SHEET_ROWS", 1)

    def finished():
        batch = Batch(knowledge, source, target, asked=asked)
        batch.begin()
        batch.run()
        batch.close()
        return target.read_bytes(), batch.rejects.read_bytes()

    whole = finished()
    for stop in range(1, 5):
        turns = iter(range(stop))

        def killed(done, size, turns=turns):
            if next(turns, None) is None:
                raise KeyboardInterrupt

        batch = Batch(knowledge, source, target, asked=asked)
        batch.begin()
        with pytest.raises(KeyboardInterrupt):
            batch.run(killed)
        assert finished() == whole


def test_a_merged_region_counts_for_each_of_its_rows_when_asked():
    from tests.tables.test_office_tables import INPUTS

    source = INPUTS / "29-merged-region.xlsx"
    told = run("batch", source, "--check", "--lang", "en", code=1).stderr.decode()
    assert "--fill-region" in told
    found = json.loads(run("batch", source, "--check", "--fill-region", "--format", "json").stdout)
    region = next(column for column in found["columns"] if column["read_as"] == ["region"])
    words = [(word["text"], word["count"]) for word in region["words"]]
    assert words == [("Kab. Melati", 3)]


def test_other_merged_cells_are_refused_even_so(workbook):
    rows = [["name", "region", "budget"], ["A", "X", "limited"], ["B", "", ""]]
    source = workbook({"Data": ("visible", rows)}, ("B2:B3", "C2:C3"))
    _, told = judged(source, 1, "--fill-region")
    assert "C2:C3" in told


def test_cells_merged_within_a_row_cost_that_row_only_and_none_that_is_left_out(workbook):
    rows = [["name", "budget"], ["A", "limited"], ["B", "limited"], ["JUMLAH", ""], ["", ""]]
    source = workbook({"Data": ("visible", rows)}, ("A3:B3", "A4:B4", "A5:B5"))
    assert judged(source)[0] == ["A"]
    rejects = source.with_name("o.jsonl.rejects.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rejects] == ["row", "3", "4"]
    assert "A3:B3" in rejects[1]
    assert "totals" in rejects[2]


def test_an_empty_row_beside_a_merged_region_is_no_pd(workbook):
    rows = [["name", "region", "budget"], ["A", "X", "limited"], ["B", "", "limited"], ["", "", ""]]
    source = workbook({"Data": ("visible", rows)}, ("B2:B4",))
    assert judged(source, 0, "--fill-region")[0] == ["A", "B"]
    assert [line["pd"]["region"] for line in lines(source)] == ["X", "X"]
