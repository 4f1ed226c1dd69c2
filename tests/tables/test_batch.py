"""Whole tables: each row gets the advice that it would get alone, whatever the table's form."""

import csv
import json

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from advisor.knowledge.vocabulary import written
from advisor.tables.batch.run import Batch
from tests.pds import cells, expected, population, run, write_csv


@pytest.fixture(scope="module")
def rows(knowledge):
    return population(knowledge, 300)


@pytest.fixture(scope="module")
def table(knowledge, rows, tmp_path_factory):
    return write_csv(tmp_path_factory.mktemp("table") / "pd.csv", cells(knowledge, rows))


def judged(knowledge, source, tmp_path, **options):
    target = tmp_path / f"{source.suffix[1:]}.jsonl"
    batch = Batch(knowledge, source, target, **options)
    batch.begin()
    totals = batch.run()
    batch.close()
    return totals, [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_each_row_gets_the_advice_it_would_get_alone(knowledge, rows, table, tmp_path):
    _, lines = judged(knowledge, table, tmp_path)
    assert [line["row"] for line in lines] == list(range(2, len(rows) + 2))
    for (name, region, answers), line in zip(rows, lines, strict=True):
        advice = expected(knowledge, answers)
        whole = advice.as_json()
        assert line["pd"] == {"name": name, "region": region}
        assert (line["status"], line["knowledge"]) == (advice.status, whole["knowledge"])
        assert line["undecided_rules"] == [item.rule for item in advice.undecided]
        assert line["contradictions"] == [
            {"rule": item.rule, "terms": list(item.terms)} for item in advice.contradictions
        ]
        for step, full in zip(line["steps"], whole["steps"], strict=True):
            reasons = [{"rule": r["rule"], "source": r["source"]} for r in full["reasons"]]
            assert step == {**{key: full[key] for key in step}, "reasons": reasons}


def test_the_population_shows_every_kind_of_status(knowledge, rows):
    found = {expected(knowledge, answers).status for *_, answers in rows}
    assert found >= {"advised", "needs-answers", "out-of-scope", "contradictory"}


def as_xlsx(knowledge, rows, path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, line in enumerate(cells(knowledge, rows)):
        for place, text in enumerate(line):
            typed = {"yes": True, "no": False}.get(text, int(text) if text.isdigit() else text)
            sheet.write(at, place, typed)
    book.close()


def as_parquet(knowledge, rows, path):
    terms = knowledge.vocabulary.asked
    columns = {t: [answers.get(t) for *_, answers in rows] for t in terms}
    about = {"name": [n for n, *_ in rows], "region": [r for _, r, _ in rows]}
    numbers = [t.name for t in terms.values() if t.type == "number"]
    pl.DataFrame({**about, **columns}).with_columns(pl.col(numbers).cast(pl.Float64)).write_parquet(
        path
    )


def as_flat_jsonl(knowledge, rows, path):
    lines = [{"name": name, "region": region, **answers} for name, region, answers in rows]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def as_facts_jsonl(knowledge, rows, path):
    lines = [
        {"pd": {"name": n, "region": r}, "answers": {t: written(v) for t, v in a.items()}}
        for n, r, a in rows
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


@pytest.mark.parametrize(
    ("write", "suffix"),
    [
        (as_xlsx, "xlsx"),
        (as_parquet, "parquet"),
        (as_flat_jsonl, "jsonl"),
        (as_facts_jsonl, "jsonl"),
    ],
)
def test_every_form_of_input_gives_the_same_results(
    knowledge, rows, table, tmp_path, write, suffix
):
    source = tmp_path / f"pd.{suffix}"
    write(knowledge, rows, source)
    _, lines = judged(knowledge, source, tmp_path)
    _, wanted = judged(knowledge, table, tmp_path)
    for line, want in zip(lines, wanted, strict=True):
        assert {**line, "row": 0} == {**want, "row": 0}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_csv_has_a_row_per_step_in_the_words_of_the_plan(
    knowledge, rows, table, tmp_path, language
):
    target = tmp_path / "out.csv"
    batch = Batch(knowledge, table, target, language)
    batch.begin()
    batch.run()
    batch.close()
    with target.open(newline="", encoding="utf-8") as stream:
        found = list(csv.reader(stream))[1:]
    wanted = []
    for place, (*_, answers) in enumerate(rows, start=2):
        steps = expected(knowledge, answers).steps
        told = [
            [str(s.rank), s.step, s.text.to(language), "; ".join(r.rule for r in s.reasons)]
            for s in steps
        ]
        wanted += [[str(place), *line] for line in told or [[""] * 4]]
    assert [[r[0], r[7], r[8], r[9], r[13]] for r in found] == wanted
    certain = ("certain", "unless-done", "")
    assert {r[10] for r in found} <= set(certain)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_csv_for_excel_says_the_same_in_what_an_indonesian_excel_opens(table, tmp_path, language):
    found = []
    for name, more, form in (("a.csv", (), ","), ("b.csv", ("--excel",), ";")):
        run("batch", table, "-o", tmp_path / name, "--lang", language, *more)
        content = (tmp_path / name).read_text("utf-8")
        assert content.startswith("\N{BOM}") == bool(more)
        lines = content.removeprefix("\N{BOM}").splitlines()
        found.append([[c.replace(";'", ";") for c in r] for r in csv.reader(lines, delimiter=form)])
    assert found[0] == found[1]
    assert len({len(row) for row in found[1]}) == 1


def test_rejects_and_templates_for_excel_are_so_in_every_language(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budget"], ["A", "limited"], ["B", "x"]])
    run("batch", source, "-o", tmp_path / "o.csv", "--lang", "en", "--excel")
    run("template", "-o", tmp_path / "t.csv", "--lang", "en", "--excel")
    for name, width in (("o.csv.rejects.csv", 4), ("t.csv", len(knowledge.questions) + 2)):
        first = (tmp_path / name).read_text("utf-8").splitlines()[0]
        assert (first[0], first.count(";")) == ("\N{BOM}", width - 1)


def test_the_workbook_has_a_row_per_pd_and_a_row_per_step(knowledge, rows, table, tmp_path):
    target = tmp_path / "out.xlsx"
    batch = Batch(knowledge, table, target)
    batch.begin()
    batch.run()
    batch.close()
    book = openpyxl.load_workbook(target)
    first, second = (list(sheet.iter_rows(values_only=True))[1:] for sheet in book.worksheets)
    steps = [len(expected(knowledge, answers).steps) for *_, answers in rows]
    assert [line[4] for line in first] == steps
    assert len(second) == sum(steps)


def test_parquet_keeps_the_structure_of_json_lines(knowledge, table, tmp_path):
    target = tmp_path / "out.parquet"
    batch = Batch(knowledge, table, target)
    batch.begin()
    batch.run()
    batch.close()
    _, wanted = judged(knowledge, table, tmp_path)
    assert pl.read_parquet(target).to_dicts() == wanted


FORMULAS = (
    "=1+1", "+SUM(A1)", "-2+3", "@SUM(1)", '=HYPERLINK("http://x","y")', "\t=1", "'=1",
    "a;=1+1", "a; @SUM(1)", "＝1+1",
)  # fmt: skip


def test_no_cell_of_the_output_can_run_in_a_spreadsheet(knowledge, tmp_path):
    lines = [["name", "region", "kode", "budget"], *([f, f, f, "limited"] for f in FORMULAS)]
    lines.append(["ok", "ok", "ok", "=limited"])
    source = write_csv(tmp_path / "pd.csv", lines)
    for suffix in ("csv", "xlsx"):
        target = tmp_path / f"out.{suffix}"
        batch = Batch(knowledge, source, target, keep=("kode",))
        batch.begin()
        totals = batch.run()
        batch.close()
        assert (totals.good, totals.rejected) == (len(FORMULAS), 1)
        refused = totals.rejects.read_text("utf-8")
        assert "'=limited" in refused
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as stream:
        texts = [cell for line in csv.reader(stream) for cell in line]
    cut = [part.strip(" ") for text in texts for part in text.split(";")]
    assert not [text for text in cut if text[:1] in tuple("=+-@\t\r＝")]
    assert sum(text.startswith("'=1+1") for text in texts)
    sheets = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    kinds = {part.data_type for sheet in sheets for line in sheet.iter_rows() for part in line}
    assert "f" not in kinds


def test_a_kept_column_comes_along_and_an_unknown_one_is_refused(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["kode", "budget"], ["5301", "limited"]])
    _, lines = judged(knowledge, source, tmp_path, keep=("kode",))
    assert lines[0]["pd"] == {"name": "", "region": "", "kode": "5301"}
    assert b"--keep" in run("batch", source, "-o", tmp_path / "o.csv", code=1).stderr


def test_the_same_table_gives_the_same_bytes(table, tmp_path):
    for suffix in ("csv", "xlsx", "parquet", "jsonl"):
        seen = set()
        for turn in "ab":
            target = tmp_path / f"{turn}.{suffix}"
            run("batch", table, "-o", target)
            seen.add(target.read_bytes())
        assert len(seen) == 1, suffix


def test_an_output_that_only_its_owner_may_read_stays_so(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["budget"], ["limited"], ["nonsense"]])
    for name in ("o.jsonl", "o.jsonl.rejects.csv"):
        (tmp_path / name).touch(0o600)
    run("batch", source, "-o", tmp_path / "o.jsonl")
    modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.glob("o.*")}
    assert modes == {"o.jsonl": 0o600, "o.jsonl.rejects.csv": 0o600}


def test_a_provinces_list_that_tells_only_regulation_budget_and_competence_gets_plans(
    knowledge, tmp_path
):
    known = {**dict.fromkeys(("perda_exists", "perkada_exists"), False),
             **dict.fromkeys(("budget", "staff_competence"), "limited")}  # fmt: skip
    levels = ("kabupaten", "kota", "provinsi")
    rows = [
        (f"Dinas {at}", "NTT", {"government_level": levels[at % 3], **known}) for at in range(292)
    ]
    source = write_csv(tmp_path / "provinsi.csv", cells(knowledge, rows))
    _, lines = judged(knowledge, source, tmp_path)
    assert len(lines) == 292
    first = {"consult-stakeholders", "phase-budget", "identify-skill-gap"}
    for line in lines:
        assert line["status"] == "advised"
        assert first <= {step["step"] for step in line["steps"]}
        assert {step["certainty"] for step in line["steps"]} == {"unless-done"}
