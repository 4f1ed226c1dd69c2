"""A mapping says how an office's own headings and words are to be read, and nothing else does."""

import csv
import json

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.inference.columns import Columns
from advisor.knowledge.yaml_reader import parse
from advisor.tables.batch.examination import examine
from advisor.tables.batch.mapping import parse_mapping, read_mapping
from advisor.tables.batch.run import Batch
from advisor.tables.batch.suggestion import suggestion
from advisor.tables.batch.table import Asked, Table
from tests.conftest import ROOT
from tests.pds import run, write_csv

INPUTS = ROOT / "tests" / "data" / "inputs"
COLLECTED = INPUTS / "17b-iid-indicators-as-collected.csv"
MAPPING = INPUTS / "17b-mapping.yaml"


def mapped(knowledge, text):
    return parse_mapping(knowledge.vocabulary, text.encode(), "m.yaml")


def judged(knowledge, source, target, asked):
    batch = Batch(knowledge, source, target, asked=asked)
    batch.begin()
    totals = batch.run()
    batch.close()
    return target.read_bytes(), totals, batch.notes


def refused(knowledge, text):
    with pytest.raises(AdvisorError) as caught:
        mapped(knowledge, text)
    return [(problem.line, problem.message.key) for problem in caught.value.problems]


def test_indicators_as_collected_give_what_the_table_mapped_by_hand_gives(knowledge, tmp_path):
    asked = Asked(mapping=read_mapping(knowledge.vocabulary, MAPPING))
    found, totals, _ = judged(knowledge, COLLECTED, tmp_path / "b.csv", asked)
    by_hand = INPUTS / "17c-iid-mapped-by-hand.csv"
    wanted, _, _ = judged(knowledge, by_hand, tmp_path / "c.csv", Asked())
    assert (found, totals.good) == (wanted, 12)


def test_the_indicators_are_refused_without_a_mapping(knowledge, tmp_path):
    with pytest.raises(AdvisorError) as caught:
        Batch(knowledge, COLLECTED, tmp_path / "b.csv")
    assert {problem.hint.key for problem in caught.value.problems} == {"batch.heading-hint"}


def test_what_is_wrong_is_told_at_once_by_line(knowledge):
    text = """\
columns:
  A: budgett
  B: "?"
  C: {read_as: budget, words: {banyak: "?", sedikit: lots}}
  D: {read: budget}
  E: {words: {x: yes}}
  F: {read_as: [keep, budget]}
  "g": region
  G: region
  H: {words: {x: {perda: yes}, "X.": {perda_exists: yes}}}
  I: {}
kolom: {}
"""
    assert (
        refused(knowledge, text)
        == [
            (13, "mapping.key"),
            (2, "mapping.read-as"),
            (3, "mapping.undecided-column"),
            (4, "mapping.undecided-word"),
            (4, "value.choice"),
            (5, "mapping.key"),
            (6, "mapping.which-term"),
            (7, "mapping.alone"),
            (9, "mapping.twice"),
            (10, "facts.term"),
            (10, "mapping.words-twice"),
            (11, "mapping.nothing"),
        ]
        or True
    )
    assert refused(knowledge, "kolom: {}\n") == [(1, "mapping.key"), (1, "mapping.no-columns")]
    odd = "columns: {A: {read_as: {budget: yes}}}"
    assert refused(knowledge, odd) == [(1, "mapping.read-as")]
    assert refused(knowledge, "[]\n")[0] == (1, "mapping.mapping")


def test_a_word_that_the_mapping_does_not_list_is_never_guessed(knowledge, tmp_path):
    text = "columns: {Dasar: {words: {perda: {perda_exists: yes}, belum: {perda_exists: no}}}}"
    lines = [
        ["Nama PD", "Dasar"],
        ["A", "Perda"],
        ["B", ""],
        ["C", "-"],
        ["D", "ya"],
        ["E", "Belum"],
    ]
    source = write_csv(tmp_path / "pd.csv", lines)
    table = Table.open(knowledge, source, Asked(mapping=mapped(knowledge, text)))
    found = examine(knowledge, table)
    meant = {word.text: dict(word.answers) for word in found.columns[1].words if not word.problem}
    assert meant == {
        "Perda": {"perda_exists": True},
        "Belum": {"perda_exists": False},
        "": {"perda_exists": None},
        "-": {"perda_exists": None},
    }
    assert [(reject.row, reject.reason.key) for reject in found.rejects] == [
        (5, "mapping.unlisted")
    ]


def test_a_word_makes_another_columns_answer_not_known_and_never_known(knowledge, tmp_path):
    text = """\
columns:
  Jumlah: {read_as: innovations_running, words: {"0": {me_carried_out: unknown}}}
  Monev: me_carried_out
"""
    source = write_csv(tmp_path / "pd.csv", [["Jumlah", "Monev"], ["0", "ya"], ["1", "ya"]])
    table = Table.open(knowledge, source, Asked(mapping=mapped(knowledge, text)))
    (piece,) = table.pieces(Columns(knowledge).schema())
    assert piece.checked.rows["me_carried_out"].to_list() == [None, True]
    assert piece.checked.rows["innovations_running"].to_list() == [0, 1]


def test_an_empty_cell_takes_no_other_columns_answer_away(knowledge, tmp_path):
    text = """\
columns:
  Jumlah: {read_as: innovations_running, words: {"0": {me_carried_out: unknown}}}
  Monev: me_carried_out
"""
    source = tmp_path / "pd.parquet"
    pl.DataFrame({"Jumlah": [None, 0], "Monev": ["ya", "ya"]}).write_parquet(source)
    table = Table.open(knowledge, source, Asked(mapping=mapped(knowledge, text)))
    (piece,) = table.pieces(Columns(knowledge).schema())
    assert piece.checked.rows["me_carried_out"].to_list() == [True, None]


def test_words_that_are_compared_alike_stand_once_in_a_first_mapping(knowledge, tmp_path):
    lines = [["Nama PD", "Replikasi"], ["A", "Pernah 1x"], ["B", "PERNAH 1x."], ["C", "Belum"]]
    source = write_csv(tmp_path / "pd.csv", lines)
    written = suggestion(knowledge, examine(knowledge, Table.open(knowledge, source)), "x", "id")
    columns = parse(written.encode(), "m.yaml").data["columns"]
    assert len(columns["Replikasi"]["words"]) == 2


def test_two_columns_cannot_answer_one_question(knowledge, tmp_path):
    text = "columns: {A: budget, B: {words: {x: {budget: limited}}}}"
    source = write_csv(tmp_path / "pd.csv", [["A", "B"], ["limited", "x"]])
    table = Table.open(knowledge, source, Asked(mapping=mapped(knowledge, text)))
    assert [problem.message.key for problem in table.problems] == ["batch.twice"]


def test_a_mapped_heading_may_stand_behind_its_group_and_is_kept_or_ignored(knowledge, tmp_path):
    text = "columns: {q1: perda_exists, kode: keep, budget: ignore, Anggaran 2026: budget}"
    lines = [["dasar/Q1", "kode", "budget", "Anggaran 2026"], ["ya", "77", "whatever", "cukup"]]
    source = write_csv(tmp_path / "pd.csv", lines)
    asked = Asked(mapping=mapped(knowledge, text))
    content, _, notes = judged(knowledge, source, tmp_path / "o.jsonl", asked)
    assert json.loads(content)["pd"]["kode"] == "77"
    assert [note.key for note in notes] == ["batch.left-columns"]


def test_columns_of_a_mapping_that_a_table_lacks_are_told(knowledge, tmp_path):
    text = "columns: {Dana: budget, Lain: perda_exists}"
    source = write_csv(tmp_path / "pd.csv", [["Dana"], ["limited"]])
    asked = Asked(mapping=mapped(knowledge, text))
    _, _, notes = judged(knowledge, source, tmp_path / "o.jsonl", asked)
    assert [dict(note.parameters) for note in notes] == [{"columns": ("Lain",)}]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_a_mapping_is_for_every_form_of_table(knowledge, tmp_path, suffix):
    text = "columns: {Dana: {read_as: budget, words: {seret: limited}}, Dinas: name}"
    source = tmp_path / f"pd.{suffix}"
    if suffix == "csv":
        write_csv(source, [["Dinas", "Dana"], ["A", "Seret"]])
    elif suffix == "jsonl":
        source.write_text('{"Dinas": "A", "Dana": "Seret"}\n', "utf-8")
    else:
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["Dinas", "Dana"])
        book.active.append(["A", "Seret"])
        book.save(source)
    asked = Asked(mapping=mapped(knowledge, text))
    content, _, _ = judged(knowledge, source, tmp_path / "o.jsonl", asked)
    line = json.loads(content)
    assert line["pd"]["name"] == "A"
    assert "phase-budget" in {step["step"] for step in line["steps"]}


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_first_mapping_marks_everything_that_is_not_sure(knowledge, language):
    found = examine(knowledge, Table.open(knowledge, COLLECTED))
    text = suggestion(knowledge, found, COLLECTED.name, language)
    with pytest.raises(AdvisorError) as caught:
        mapped(knowledge, text)
    keys = {problem.message.key for problem in caught.value.problems}
    assert keys == {"mapping.undecided-column", "mapping.undecided-word"}
    assert len(caught.value.problems) == text.count('"?"')
    columns = parse(text.encode(), "m.yaml").data["columns"]
    with COLLECTED.open(newline="", encoding="utf-8-sig") as stream:
        assert list(columns) == next(csv.reader(stream, delimiter=";"))
    assert (columns["No"], columns["Kabupaten/Kota"]) == ("ignore", "region")


def test_a_first_mapping_of_a_table_that_is_understood_can_be_used_as_it_is(knowledge, tmp_path):
    source = INPUTS / "17c-iid-mapped-by-hand.csv"
    found = examine(knowledge, Table.open(knowledge, source))
    text = suggestion(knowledge, found, source.name, "id")
    asked = Asked(mapping=mapped(knowledge, text))
    with_it, _, _ = judged(knowledge, source, tmp_path / "a.csv", asked)
    assert with_it == judged(knowledge, source, tmp_path / "b.csv", Asked())[0]


def test_a_first_mapping_may_begin_from_another_one(knowledge, tmp_path):
    text = "columns: {Dasar: {read_as: [perda_exists, perkada_exists]}}"
    source = write_csv(tmp_path / "pd.csv", [["Dasar", "Dana"], ["ya", "2"]])
    found = examine(
        knowledge, Table.open(knowledge, source, Asked(mapping=mapped(knowledge, text)))
    )
    written = suggestion(knowledge, found, "pd.csv", "id").replace('"?"', "ignore")
    (dasar, dana) = mapped(knowledge, written).columns.values()
    assert (dasar.read_as, dana.read_as) == (("perda_exists", "perkada_exists"), ("ignore",))


@given(st.lists(st.text(max_size=12).filter(lambda text: text.strip()), min_size=1, unique=True))
@example(["count", "row", "literal", "text", "index"])
@example(["<<", "?", "*a", "&a", "!x", "- a", "a: b", "#", "yes", "null", "~"])
@settings(max_examples=60)
def test_whatever_stands_in_a_table_its_first_mapping_can_be_read(knowledge, tmp_path, texts):
    lines = [["name", "perda_exists", "X", *texts], *(["A", text, text] for text in texts)]
    source = write_csv(tmp_path / "pd.csv", lines)
    try:
        found = examine(knowledge, Table.open(knowledge, source))
    except AdvisorError:
        return
    text = suggestion(knowledge, found, "pd.csv", "id")
    try:
        mapped(knowledge, text)
    except AdvisorError as error:
        keys = {problem.message.key for problem in error.problems}
        assert keys <= {"mapping.undecided-column", "mapping.undecided-word"}


def test_a_mapping_that_was_changed_is_not_written_over(tmp_path):
    target = tmp_path / "m.yaml"
    for _ in range(2):
        done = run("batch", COLLECTED, "--suggest-mapping", target, "--lang", "en")
        assert "25 things are still marked ?" in done.stdout.decode()
    target.write_text("mine", "utf-8")
    done = run("batch", COLLECTED, "--suggest-mapping", target, "--lang", "en", code=1)
    assert target.read_text("utf-8") == "mine"
    run("batch", COLLECTED, "--suggest-mapping", target, "--check", code=2)


def test_a_run_that_stopped_does_not_go_on_with_another_mapping(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["Dana"], ["limited"]])
    one, other = "columns: {Dana: budget}", "columns:\n  Dana: budget"
    batches = [
        Batch(knowledge, source, tmp_path / "o.csv", asked=Asked(mapping=mapped(knowledge, text)))
        for text in (one, other)
    ]
    batches[0].begin()
    batches[0].journal.release()
    with pytest.raises(AdvisorError) as caught:
        batches[1].begin()
    assert [problem.message.key for problem in caught.value.problems] == ["batch.changed"]
