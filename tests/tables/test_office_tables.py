"""Tables as offices make them are read, or refused with what is really the matter."""

import csv
import json

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.common.messages import put
from advisor.inference.columns import Columns
from advisor.tables.batch.delimited import Delimited
from advisor.tables.batch.header import LEFT, REGION, Names
from advisor.tables.batch.run import Batch
from advisor.tables.batch.table import Table
from advisor.tables.batch.template import write_template
from advisor.tables.simulation.policy import parse_policies
from advisor.tables.simulation.populations import TablePopulation, simulate
from tests.conftest import ROOT
from tests.pds import write_csv

INPUTS = ROOT / "tests" / "data" / "inputs"


def judged(knowledge, source, tmp_path, **options):
    """The names by row, how many were refused, and the notes' keys."""
    target = tmp_path / "o.jsonl"
    batch = Batch(knowledge, source, target, **options)
    batch.begin()
    totals = batch.run()
    batch.close()
    found = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    return {line["row"]: line["pd"]["name"] for line in found}, totals, [n.key for n in batch.notes]


READ = {
    "02-title-above-heading.xlsx": ({5: "A"}, ["batch.above"]),
    "03-title-rows.csv": ({5: "Dinas A"}, ["batch.above"]),
    "04-trailing-blank-columns.csv": ({2: "Dinas A"}, []),
    "05-ragged-rows.csv": ({r: f"Dinas {n}" for r, n in enumerate("ABCD", 2)}, []),
    "17-kobo-export.csv": ({2: "Dinas A"}, ["batch.left-columns"]),
    "19-sep-line.csv": ({2: "A"}, []),
    "32-cp1252.csv": (
        {2: "Dinas A \N{EN DASH} Bidang B", 3: "Dinas É B", 4: "Dinas C"},
        ["batch.windows-1252"],
    ),
}
REFUSED = {
    "20-all-in-column-a.xlsx": "batch.one-cell",
    "21-html-as-xlsx.xlsx": "batch.is-html",
    "29-merged-region.xlsx": "batch.merged",
    "33-no-heading.csv": "batch.no-header",
}


@pytest.mark.parametrize("name", READ)
def test_a_table_is_read_as_it_is_and_what_was_passed_over_is_told(knowledge, tmp_path, name):
    rows, notes = READ[name]
    found, totals, told = judged(knowledge, INPUTS / name, tmp_path)
    assert (found, totals.rejected, told) == (rows, 0, notes)


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_that_cannot_be_read_is_told_with_what_to_do(knowledge, tmp_path, name):
    with pytest.raises(AdvisorError) as refused:
        Batch(knowledge, INPUTS / name, tmp_path / "o.csv")
    assert [problem.message.key for problem in refused.value.problems] == [REFUSED[name]]


def test_the_labels_that_templates_print_are_headings(knowledge, tmp_path):
    source = INPUTS / "16-template-labels-without-brackets.csv"
    batch = Batch(knowledge, source, tmp_path / "o.csv")
    assert list(batch.table.terms) == list(knowledge.vocabulary.asked)


def test_a_heading_is_a_name_a_label_or_a_question_in_either_language(knowledge):
    names = Names(knowledge)
    terms = knowledge.vocabulary.asked
    for question in knowledge.questions:
        label = terms[question.term].label
        for language in ("id", "en"):
            for text in (question.term, label.to(language), question.ask.to(language)):
                shouted = f"  {text.upper()} ".replace(" ", "  ")
                grouped = f"group/{question.term}"
                bracketed = f"Any\nthing [{question.term}]"
                for heading in (text, shouted, grouped, bracketed):
                    assert names.keys(heading) == (question.term,)
    left = ("No.", "NO", "Keterangan", "catatan:")
    assert [names.keys(heading) for heading in left] == [(LEFT,)] * 4
    assert names.keys("budgets") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_of_spreadsheets_is_read(
    knowledge, tmp_path, encoding, separator
):
    heads = ["No.", "Nama PD", '"Anggaran, untuk\ninovasi [budget]"', "perda_exists", "Keterangan"]
    lines = [
        ["REKAP; PD, 2026 | A", "", "", "", ""], [""] * 5, heads,
        ["1", "Dinas É", "limited", "ya", "x"], ["2", "Dinas Ü", "limited"],
    ]  # fmt: skip
    if separator in lines[0][0]:
        lines[0][0] = f'"{lines[0][0]}"'
    source = tmp_path / "pd.csv"
    source.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    found, _, told = judged(knowledge, source, tmp_path)
    assert found == {4: "Dinas É", 5: "Dinas Ü"}
    assumed = ["batch.windows-1252"] if encoding == "cp1252" else []
    assert told == [*assumed, "batch.above", "batch.left-columns"]


def test_two_rows_of_headings_are_an_error_that_names_both(knowledge, tmp_path):
    source = tmp_path / "pd.csv"
    source.write_text("name,budget\nA,limited\nname,budget\nB,limited\n", "utf-8")
    with pytest.raises(AdvisorError) as refused:
        Batch(knowledge, source, tmp_path / "o.csv")
    message = refused.value.problems[0].message
    assert (message.key, dict(message.parameters)) == (
        "batch.two-headers", {"first": 1, "second": 3},
    )  # fmt: skip


def test_an_unknown_column_below_a_title_is_told_by_its_row_and_place(knowledge, tmp_path):
    source = tmp_path / "pd.csv"
    source.write_text("DAFTAR,,\nname,budgets,perda_exists\nA,limited,ya\n", "utf-8")
    with pytest.raises(AdvisorError) as refused:
        Batch(knowledge, source, tmp_path / "o.csv")
    problem = refused.value.problems[0]
    assert (problem.line, problem.message.key) == (2, "batch.heading")
    assert dict(problem.hint.parameters) == {"name": "budget"}


def test_a_column_that_holds_answers_is_never_kept_aside(knowledge, tmp_path):
    source = tmp_path / "pd.csv"
    label = knowledge.vocabulary.asked["perda_exists"].label.id
    source.write_text(f"name,{label},budget\nA,ya,limited\n", "utf-8")
    with pytest.raises(AdvisorError) as refused:
        Batch(knowledge, source, tmp_path / "o.csv", keep=(label,))
    assert [p.message.key for p in refused.value.problems] == ["batch.keep-read"]


def test_content_below_no_heading_is_never_passed_over(knowledge, tmp_path):
    source = tmp_path / "pd.csv"
    source.write_text("name,budget,\nA,limited,\nB,limited,x\n", "utf-8")
    found, totals, _ = judged(knowledge, source, tmp_path)
    assert (found, totals.rejected) == ({2: "A"}, 1)
    assert "#3" in totals.rejects.read_text("utf-8")


def test_a_file_of_mixed_encodings_is_not_taken_for_windows_1252(tmp_path):
    source = tmp_path / "pd.csv"
    source.write_bytes("name,budget\nÉ,limited\n".encode() + b"\xc9,limited\n")
    delimited = Delimited.open(source)
    assert delimited.notes == ()
    rejects = [reject for part in delimited.slices(delimited.start) for reject in part.rejects]
    assert [reject.row for reject in rejects] == [3]


def told(totals):
    """The rows that are told, with the beginning of the reason."""
    return read_rejects(totals.rejects)


def read_rejects(path):
    """The rows in a file of rejects, with the beginning of the reason."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    return [(int(line[0]), line[3].partition(" (")[0]) for line in lines[1:]]


def test_totals_and_signatures_are_left_out_and_told(knowledge, tmp_path):
    source = INPUTS / "08-signature-and-total-rows.xlsx"
    found, totals, _ = judged(knowledge, source, tmp_path)
    assert (found, totals.good, totals.rejected, totals.left) == ({2: "A", 3: "B"}, 2, 0, 3)
    closing = "Tidak dibaca: baris penutup"
    assert told(totals) == [(4, "Tidak dibaca: baris jumlah."), (5, closing), (6, closing)]


def test_what_closes_a_list_is_left_out_wherever_it_stands(knowledge, tmp_path):
    source = tmp_path / "pd.csv"
    lines = [
        "No,Nama PD,government_level,perda_exists,Keterangan",
        "(1),(2),(3),(4),(5)",
        "1,Dinas Total,kota,ya,",
        "JUMLAH,,,1,",
        "2,Dinas B,kota,tidak,",
        ',,,"Kupang, 3 Maret 2026",',
        ",,,Kepala Bapperida,",
        ",,,,",
        ",,,Drs. X,",
        ",Dinas C,kota,mungkin,",
    ]
    source.write_text("\n".join(lines), "utf-8")
    found, totals, _ = judged(knowledge, source, tmp_path)
    assert found == {3: "Dinas Total", 5: "Dinas B"}
    assert (totals.rejected, totals.left) == (1, 5)


@pytest.mark.parametrize("rows", ["", ",\n", "JUMLAH,3\n"])
def test_a_table_without_pds_is_an_error_and_leaves_an_earlier_result(knowledge, tmp_path, rows):
    source, target = tmp_path / "pd.csv", tmp_path / "o.jsonl"
    source.write_text(f"name,perda_exists\n{rows}", "utf-8")
    target.write_text("earlier", "utf-8")
    batch = Batch(knowledge, source, target)
    batch.begin()
    with pytest.raises(AdvisorError) as refused:
        batch.run()
    assert [p.message.key for p in refused.value.problems] == ["batch.no-pds"]
    assert target.read_text("utf-8") == "earlier"
    assert not batch.journal.folder.exists()


def test_hidden_and_filtered_rows_are_read_and_counted(knowledge, tmp_path):
    source = tmp_path / "pd.xlsx"
    book = openpyxl.Workbook()
    for line in (["REKAP"], ["name", "budget"], ["A", "limited"], ["B", "limited"]):
        book.active.append(line)
    book.active.merge_cells("A1:B1")
    book.active.row_dimensions[1].hidden = True
    book.active.row_dimensions[4].hidden = True
    book.save(source)
    batch = Batch(knowledge, source, tmp_path / "o.csv")
    assert [note.key for note in batch.notes] == ["batch.above", "batch.hidden-rows"]
    assert dict(batch.notes[1].parameters) == {"count": 1}


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_a_spreadsheet_is_to_open_has_its_separator_and_mark(knowledge, tmp_path, language):
    source = INPUTS / "22-rejects-for-excel.csv"
    _, totals, _ = judged(knowledge, source, tmp_path, language=language)
    write_template(knowledge, tmp_path / "t.csv", language)
    separator = {"id": b";", "en": b","}[language]
    for path, cells in ((totals.rejects, 4), (tmp_path / "t.csv", len(knowledge.questions) + 2)):
        first = path.read_bytes().splitlines()[0]
        assert first.startswith("\N{BOM}".encode())
        assert first.count(separator) == cells - 1
    (part,) = Table.open(knowledge, tmp_path / "t.csv").parts
    assert part.source.separator.encode() == separator


def test_a_region_counts_once_however_it_is_spelt(knowledge, tmp_path):
    _, totals, _ = judged(knowledge, INPUTS / "10-region-spellings.csv", tmp_path)
    assert set(totals.tally["region"]) == {"KAB. X"}
    status = totals.tally.filter(kind="status")
    assert status["count"].sum() == 4


@pytest.mark.parametrize("spelt", ["Kab. X", "kabupaten x", "KAB.X", "kab  X"])
def test_a_policy_means_a_region_however_it_is_spelt(knowledge, spelt):
    (policy,) = parse_policies(knowledge.vocabulary, (f"perda_exists=yes where region={spelt}",))
    regions = ["Kab. X", "KAB. X", "Kabupaten X", "kab X", "Kabanjahe", "Kota X", None]
    frame = pl.DataFrame({REGION: regions})
    assert frame.filter(policy.target).height == 4


def test_a_pd_that_stands_in_several_rows_is_told(knowledge, tmp_path):
    _, totals, _ = judged(knowledge, INPUTS / "09-duplicate-pd.csv", tmp_path, language="en")
    (note,) = totals.notes
    assert put(note, "en") == (
        "1 PD stands in the table more than once, and each row counts: "
        "'Dinas A' with different answers (rows 2, 3, 4)."
    )
    source = tmp_path / "pd.csv"
    source.write_text(
        "name,region,budget\nA,X,limited\nA,Y,adequate\na,x,limited\n,X,limited\n,X,limited\n",
        "utf-8",
    )
    _, totals, _ = judged(knowledge, source, tmp_path, language="en")
    assert "'A' (rows 2, 4)" in put(totals.notes[0], "en")


def test_a_simulation_counts_a_region_once_too(knowledge):
    columns = Columns(knowledge)
    population = TablePopulation(columns, INPUTS / "10-region-spellings.csv")
    policies = parse_policies(knowledge.vocabulary, ("perda_exists=yes where region=kab. x",))
    simulation = simulate(population, policies)
    assert set(simulation.effects["group"]) == {"KAB. X"}
    assert simulation.matched == (4,)


WORDS = {
    "name": ("Dinas A", "Dinas B", "", "JUMLAH", "Kupang, 3 Maret 2026", "Total PD"),
    "government_level": ("kota", "Kab.", "", "desa x"),
    "perda_exists": ("ya", "Belum", "", "x", "3"),
}


@given(
    st.lists(st.tuples(*map(st.sampled_from, WORDS.values())), min_size=1, max_size=12),
    st.integers(0, 3),
    st.sampled_from(["csv", "xlsx"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
@settings(max_examples=60)
def test_every_row_is_judged_or_refused_or_said_to_be_left_out(
    knowledge, tmp_path, rows, titles, suffix, separator
):
    """However the table is laid out, no row with content is lost."""
    above = [["REKAP", "", ""], ["", "", ""], ["Tahun 2026", "", ""]][:titles]
    lines = [*above, list(WORDS), *rows]
    source = tmp_path / f"pd.{suffix}"
    if suffix == "csv":
        write_csv(source, lines, delimiter=separator)
    else:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(source)
    (tmp_path / "o.jsonl.rejects.csv").unlink(missing_ok=True)
    wanted = [n for n, row in enumerate(rows, start=titles + 2) if any(row)]
    try:
        found, totals, _ = judged(knowledge, source, tmp_path)
    except AdvisorError as error:
        key = error.problems[0].message.key
        assert key in ("batch.no-pds", "batch.in-vain")
        rejects = tmp_path / "o.jsonl.rejects.csv"
        assert (key == "batch.in-vain") <= rejects.exists()
        said = {row for row, _ in read_rejects(rejects)} if rejects.exists() else set()
        assert sorted(said) == wanted
        return
    said = {row for row, _ in told(totals)} if totals.rejected + totals.left else set()
    assert not said & set(found)
    assert sorted([*found, *said]) == wanted
    assert (len(found), len(said)) == (totals.good, totals.rejected + totals.left)
