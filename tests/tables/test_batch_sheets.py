"""Which sheet of a workbook is read; what would be misread is told."""

import json

import openpyxl
import pytest

from advisor.common.errors import AdvisorError
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


def judged(source, code=0):
    target = source.with_name("o.jsonl")
    done = run("batch", source, "-o", target, "--lang", "en", code=code)
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
    assert "'Aceh'" in told
    assert "Papua" in told
    assert not [title for title in ("Empty", "Hidden") if title in told]


@pytest.mark.parametrize("cells", ["A2:A4", "A3:B3", "B2:B3"])
def test_merged_cells_are_refused_by_their_place(workbook, cells):
    _, told = judged(workbook({"Data": ("visible", table("a"))}, (cells,)), 1)
    assert cells in told
    assert len(told.splitlines()) == 1


def test_a_merged_cell_is_found_wherever_the_blocks_are_cut(workbook, monkeypatch):
    from advisor.tables.batch import book

    source = workbook({"Data": ("visible", table("a"))}, ("A2:A3", "B2:B3"))
    for size in range(20, 60):
        monkeypatch.setattr(book, "BLOCK", size)
        with pytest.raises(AdvisorError) as refused:
            book.look_at(source, 1)
        told = dict(refused.value.problems[0].message.parameters)["cells"]
        assert sorted(told) == ["A2:A3", "B2:B3"]
