"""What `--check` says of a table is what judging it comes to, and nothing is written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.tables.batch.examination import examine
from advisor.tables.batch.run import Batch
from advisor.tables.batch.table import Asked, Table
from tests.conftest import ROOT
from tests.pds import run, write_csv

INPUTS = ROOT / "tests" / "data" / "inputs"
TABLES = sorted(p.name for p in INPUTS.iterdir() if p.suffix in (".csv", ".xlsx"))


def examined(knowledge, path, **asked):
    return examine(knowledge, Table.open(knowledge, path, Asked(**asked)))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_said_to_be_fit_exactly_when_it_is_judged(knowledge, tmp_path, name):
    try:
        found = examined(knowledge, INPUTS / name)
        counts = (found.good, found.refused, found.left) if found.fit else None
    except AdvisorError:
        counts = None
    try:
        batch = Batch(knowledge, INPUTS / name, tmp_path / "o.jsonl")
        batch.begin()
        totals = batch.run()
        judged = (totals.good, totals.rejected, totals.left)
    except AdvisorError:
        judged = None
    assert counts == judged


def test_every_column_and_word_is_shown_with_what_it_means(knowledge):
    found = examined(knowledge, INPUTS / "14-words.csv")
    name, perda = found.columns
    assert (name.read_as, perda.read_as) == (("name",), ("perda_exists",))
    meant = {word.text: dict(word.answers).get("perda_exists", "?") for word in perda.words}
    assert meant["ADA"] is meant["√"] is True
    assert meant["TIDAK ADA"] is meant["0"] is False
    assert meant["N/A"] is None
    assert [word.text for word in perda.words if word.problem] == ["Ada (Perda No 3/2021)", "x"]


def test_a_column_that_is_not_known_is_shown_with_its_words_all_the_same(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budgets"], ["A", "2"], ["B", "2"]])
    found = examined(knowledge, source)
    column = found.columns[1]
    assert (column.read_as, column.words[0].text, column.words[0].count) == ((), "2", 2)
    assert (found.fit, found.good, len(found.problems)) == (False, 0, 1)
    assert found.as_json()["columns"][1]["problem"]["todo"]["en"] == "Did you mean 'budget'?"


CELLS = st.tuples(
    st.sampled_from(["Dinas A", "", "JUMLAH", "Kupang, 3 Maret 2026"]),
    st.sampled_from(["ya", " ya ", "Belum", "", "x", "mungkin"]),
    st.sampled_from(["", "1", "2,0", "3,5"]),
)


@given(st.lists(CELLS, min_size=1, max_size=15))
@settings(max_examples=40)
def test_the_words_of_each_column_add_up_to_the_rows(knowledge, tmp_path, rows):
    source = tmp_path / "pd.csv"
    write_csv(source, [["name", "perda_exists", "innovations_running"], *rows])
    found = examined(knowledge, source)
    for column in found.columns:
        assert sum(word.count for word in column.words) == found.good + found.refused
    assert found.good + found.refused + found.left == sum(map(any, rows))


def test_the_check_prints_both_forms_and_writes_nothing(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "perda_exists"], ["A", "ya"], ["B", "x"]])
    text = run("batch", source, "--check", "--lang", "en").stdout.decode()
    assert "1 row can be judged, 1 refused" in text
    assert "perda_exists" in text
    whole = json.loads(run("batch", source, "--check", "--format", "json").stdout)
    assert (whole["schema"], whole["fit"]) == ("examination/1", True)
    assert whole["rejects"][0]["row"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["pd.csv"]


def test_a_check_that_is_to_write_is_wrong_usage_and_so_is_neither(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "perda_exists"], ["A", "ya"]])
    run("batch", source, "--check", "-o", tmp_path / "o.csv", code=2)
    assert "-o" in run("batch", source, code=2).stderr.decode()


def test_an_unfit_table_ends_as_judging_it_would(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budgets"], ["A", "2"]])
    done = run("batch", source, "--check", "--lang", "en", code=1)
    assert "Did you mean 'budget'?" in done.stderr.decode()


def test_the_counts_of_a_run_are_given_as_json_too(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "perda_exists"], ["A", "ya"], ["B", "x"]])
    done = run("batch", source, "-o", tmp_path / "o.csv", "--format", "json")
    assert json.loads(done.stdout)["rows"] == {"good": 1, "refused": 1, "left": 0}
