"""The summary: its counts are those of the advice of each PD, its pictures show every count."""

import json
from collections import Counter
from xml.etree import ElementTree

import pytest

from advisor.presentation.chart import Chart, Row, svg_text
from advisor.tables.batch.page import html_page, markdown_page
from advisor.tables.batch.run import Batch
from advisor.tables.batch.summarising import summary_text
from advisor.tables.batch.summary import Summary
from advisor.tables.batch.summary_wording import Table
from tests.pds import cells, expected, population, run, write_csv

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def rows(knowledge):
    return population(knowledge, 400, seed=9, known=0.6)


@pytest.fixture(scope="module")
def summary(knowledge, rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("summary")
    source = write_csv(folder / "pd.csv", cells(knowledge, rows))
    batch = Batch(knowledge, source, folder / "o.jsonl")
    batch.begin()
    return Summary(knowledge, batch.run().tally)


def counted(knowledge, rows):
    found = Counter()
    for *_, answers in rows:
        advice = expected(knowledge, answers)
        found["status", advice.status] += 1
        if advice.status in ("out-of-scope", "contradictory"):
            continue
        decided = {f.term: f.value for f in advice.findings}
        found.update(("findings", term) for term, value in decided.items() if value)
        derived = [term.name for term in knowledge.vocabulary.derived]
        found.update(("undecided_findings", t) for t in derived if t not in decided)
        found.update(("steps", step.step) for step in advice.steps)
        found.update(("first_steps", step.step) for step in advice.steps[:1])
        found.update(("rules", rule) for rule in advice.fired)
    return found


def told(part):
    names = ("status", "findings", "undecided_findings", "steps", "first_steps", "rules")
    return {(name, key): count for name in names for key, count in part[name].items()}


def test_the_counts_are_those_of_each_pds_own_advice(knowledge, rows, summary):
    data = summary.as_json()
    assert told(data) == counted(knowledge, rows)
    assert data["pds"] == len(rows)
    for part in data["regions"]:
        inside = [row for row in rows if row[1] == part["region"]]
        assert told(part) == counted(knowledge, inside)
    assert sum(part["pds"] for part in data["regions"]) == len(rows)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_picture_is_valid_and_names_itself_and_every_value(summary, language):
    root = ElementTree.fromstring(summary_text(summary, ".svg", language))
    groups = [group for group in root.iter(f"{SVG}g") if group.get("role") == "img"]
    assert len(groups) == 3
    for group in groups:
        assert group.find(f"{SVG}title").text
        assert group.find(f"{SVG}desc").text
    texts = {text.text for text in root.iter(f"{SVG}text")}
    first = summary.ranked("first")[0]
    assert any(str(text).startswith(f"{first[1]} (") for text in texts)


def test_page_and_markdown_hold_every_step_and_rule_that_was_counted(summary):
    for form in (".html", ".md"):
        text = summary_text(summary, form, "id")
        names = [key for kind in ("step", "rule") for key, _ in summary.ranked(kind)]
        assert all(name in text for name in names)


def test_what_a_region_is_called_cannot_break_the_page():
    name = '<script>alert("x")</script> | *a* & b'
    table = Table(name, ("a", "b"), ((name, 1),))
    chart = Chart(name, name, (), (Row(name, (1,), name),))
    page = html_page(name, (name,), (chart,), (table,), "id")
    assert "<script>" not in page
    assert "<script>" not in svg_text([chart])
    assert "\\|" in markdown_page(name, (name,), (table,), "id")


def test_the_command_writes_every_form(tmp_path):
    forms = [tmp_path / f"s.{suffix}" for suffix in ("html", "md", "svg", "json")]
    options = [part for form in forms for part in ("--summary", form)]
    run("batch", "examples/tabel/provinsi-contoh.csv", "-o", tmp_path / "o.csv", *options)
    assert all(form.stat().st_size > 1000 for form in forms)
    assert len(json.loads(forms[3].read_text("utf-8"))["regions"]) == 6


@pytest.mark.parametrize(
    ("answers", "told"), [(["", ""], 1), (["", "tidak tahu"], 1), (["0", ""], 0)]
)
def test_a_row_without_a_single_answer_is_told(tmp_path, answers, told):
    lines = [["name", "innovations_running", "budget"], ["A", "1", "limited"], ["B", *answers]]
    source = write_csv(tmp_path / "pd.csv", lines)
    counts = tmp_path / "counts.json"
    done = run("batch", source, "-o", tmp_path / "o.jsonl", "--summary", counts)
    data = json.loads(counts.read_text("utf-8"))
    assert (data["pds"], data["unanswered"]) == (2, told)
    assert ("tidak memiliki satu pun jawaban" in done.stderr.decode()) == bool(told)


def test_a_table_of_which_no_row_can_be_read_leaves_an_earlier_result_alone(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budget"], ["A", "limited"], ["B", "tight"]])
    output, rejects = tmp_path / "o.jsonl", tmp_path / "o.jsonl.rejects.csv"
    assert b"1 row was refused" in run("batch", source, "-o", output, "--lang", "en").stdout
    before = output.read_bytes()
    write_csv(source, [["name", "budget"], ["B", "tight"], ["C", "tight"]])
    summary = tmp_path / "s.html"
    done = run("batch", source, "-o", output, "--summary", summary, "--lang", "en", code=1)
    assert b"(2 rows refused), so no result was written" in done.stderr
    assert (done.stdout, output.read_bytes()) == (b"", before)
    assert len(rejects.read_text("utf-8").splitlines()) == 3
    assert {path.name for path in tmp_path.iterdir()} == {source.name, output.name, rejects.name}


def test_a_table_without_a_row_is_told(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budget"]])
    assert "disimpan?" in run("batch", source, "-o", tmp_path / "o.csv", code=1).stderr.decode()


def test_a_summary_that_cannot_be_written_is_told_before_any_work(tmp_path):
    source = write_csv(tmp_path / "pd.csv", [["name", "budget"], ["A", "limited"]])
    (tmp_path / "s.html").mkdir()
    run("batch", source, "-o", tmp_path / "o.csv", "--summary", tmp_path / "s.html", code=1)
    assert not (tmp_path / "o.csv").exists()
    assert not list(tmp_path.glob("*.unfinished"))
