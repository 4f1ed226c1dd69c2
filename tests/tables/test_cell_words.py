"""Tables as offices fill them in: the words in their cells, each file as it came."""

import pytest

from advisor.common.errors import AdvisorError
from advisor.common.messages import put
from advisor.inference.columns import Columns
from advisor.knowledge.loader import load
from advisor.tables.batch.header import NAME, Names, read_header
from advisor.tables.batch.table import Table
from tests.conftest import ROOT

INPUTS = ROOT / "tests" / "data" / "inputs"


def read(knowledge, name):
    """The answers of each PD by name, and the refused cells as (row, column, value, reason)."""
    table = Table.open(knowledge, INPUTS / name).sound()
    answers, rejects = {}, []
    for piece in table.pieces(Columns(knowledge).schema()):
        checked = piece.checked
        answers |= {row[NAME]: row for row in checked.rows.iter_rows(named=True)}
        rejects += [(r.row, r.column, r.value, put(r.reason, "id")) for r in checked.rejects]
    return answers, rejects


def test_the_words_that_offices_write_are_read(knowledge):
    answers, rejects = read(knowledge, "14-words.csv")
    told = {name: given["perda_exists"] for name, given in answers.items()}
    assert {name for name, value in told.items() if value is True} == {*"ACEGIKOPQR"}
    assert {name for name, value in told.items() if value is False} == {*"BDFHJL"}
    assert {name for name, value in told.items() if value is None} == {*"MNT"}
    assert [(row, value) for row, _, value, _ in rejects] == [
        (20, "x"),
        (22, "Ada (Perda No 3/2021)"),
    ]
    assert "dipakai untuk 'ya' maupun untuk 'tidak'" in rejects[0][3]
    assert "Mungkin maksudnya 'ada'?" in rejects[1][3]


def test_whole_numbers_are_read_and_all_others_refused(knowledge):
    answers, rejects = read(knowledge, "15-numbers.csv")
    told = {name: given["innovations_running"] for name, given in answers.items()}
    assert told == {"A": 2, "B": 2, "C": 2, "F": 4}
    assert [value for _, _, value, _ in rejects] == ["1.000", "3,5", "2e0", "+1", "１", "-0", "50%"]


def test_the_1_and_0_of_a_spreadsheet_are_yes_and_no(knowledge):
    answers, rejects = read(knowledge, "13-excel-1-and-0.xlsx")
    assert {name: given["perda_exists"] for name, given in answers.items()} == {
        "A": True, "B": False, "C": True,
    }  # fmt: skip
    assert [cell[:3] for cell in rejects] == [(5, "innovations_running", "2.5")]


def test_a_base_with_two_choices_of_one_label_is_refused_before_a_table_can_be_misread():
    base = INPUTS / "11-base"
    with pytest.raises(AdvisorError) as caught:
        load(base / "rules", base / "knowledge")
    (problem,) = caught.value.problems
    assert (problem.message.key, problem.line) == ("check.spelling-twice", 35)
    assert dict(problem.message.parameters) == {"text": "Tanah", "other": "bad"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_column_of_answers_cannot_be_kept_in_place_of_being_read(knowledge, language):
    source = INPUTS / "16b-keep-swallows-an-answer.csv"
    label = knowledge.vocabulary.asked["perda_exists"].label.to(language)
    headings = source.read_text("utf-8").splitlines()[0].split(",")
    columns = [label if column.startswith("Peraturan") else column for column in headings]
    (problem,) = read_header(Names(knowledge, keep=(label,)), columns, source).problems
    assert problem.message.key == "batch.keep-read"
