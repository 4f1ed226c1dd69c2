"""The template: every drop-down, heading and note is read back as it was meant."""

import csv
import json
import re
import shutil
from random import Random

import openpyxl
import pytest

from advisor.knowledge.loader import load
from advisor.tables.batch.template import write_template
from tests.conftest import ROOT
from tests.pds import expected, run


@pytest.fixture(scope="module", params=["id", "en"])
def language(request):
    return request.param


@pytest.fixture
def book(knowledge, tmp_path, language):
    write_template(knowledge, tmp_path / "t.xlsx", language)
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


def heads(book):
    return [part.value for part in book.worksheets[0][1]]


def choices(book):
    """For each column with a drop-down, the words it offers."""
    found = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        column = next(iter(rule.sqref.ranges)).min_col
        if rule.type == "list":
            name, _, area = rule.formula1.partition("!")
            cells = book[name.strip("'")][area.replace("$", "")]
            lines = cells if isinstance(cells, tuple) else ((cells,),)
            found[column] = [part.value for line in lines for part in line]
        else:
            found[column] = (int(rule.formula1), int(rule.formula2))
    return found


def test_there_is_a_column_per_term_in_asking_order_with_its_question(knowledge, book, language):
    terms = [head.partition("[")[2].rstrip("]") for head in heads(book)]
    assert terms == ["name", "region", *(question.term for question in knowledge.questions)]
    notes = [part.comment.text for part in book.worksheets[0][1][2:]]
    for question, note in zip(knowledge.questions, notes, strict=True):
        assert question.ask.to(language) in note
        assert question.help.to(language) in note


def test_the_form_is_first_frozen_and_explained(knowledge, book, language):
    form, guide, lists = book.worksheets
    assert form.freeze_panes == "B2"
    assert lists.sheet_state == "hidden"
    told = {str(part.value) for line in guide.iter_rows() for part in line}
    assert set(heads(book)) <= told


def test_every_term_is_checked_where_it_is_typed(knowledge, book):
    found = choices(book)
    for place, question in enumerate(knowledge.questions, start=3):
        term = knowledge.vocabulary.asked[question.term]
        if term.type == "number":
            assert found[place] == (term.min, term.max)
        else:
            assert len(found[place]) == len(term.values) + 1


def test_a_template_filled_from_its_drop_downs_is_read_as_meant(
    knowledge, book, tmp_path, language
):
    random = Random(4)
    form, offered, rows = book.worksheets[0], choices(book), []
    for line in range(2, 42):
        answers = {}
        form.cell(line, 1, f"PD {line}")
        for place, question in enumerate(knowledge.questions, start=3):
            term = knowledge.vocabulary.asked[question.term]
            at = random.randrange(len(term.values) + 1)
            if term.type == "number":
                value = random.choice((0, 1, 2, term.max))
                form.cell(line, place, value)
                answers[term.name] = value
            else:
                form.cell(line, place, offered[place][at])
                if at < len(term.values):
                    answers[term.name] = term.values[at]
        rows.append(answers)
    book.save(tmp_path / "filled.xlsx")
    other = "en" if language == "id" else "id"
    run("batch", tmp_path / "filled.xlsx", "-o", tmp_path / "out.jsonl", "--lang", other)
    assert not (tmp_path / "out.jsonl.rejects.csv").exists()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").open(encoding="utf-8")]
    for answers, line in zip(rows, lines, strict=True):
        advice = expected(knowledge, answers)
        assert line["status"] == advice.status
        assert [s["step"] for s in line["steps"]] == [s.step for s in advice.steps]
        assert line["undecided_rules"] == [item.rule for item in advice.undecided]


def test_the_csv_template_has_the_same_columns_and_the_command_writes_both(
    book, tmp_path, language
):

    run("template", "-o", tmp_path / "t.csv", "--lang", language)
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8-sig") as stream:
        separator = ";" if language == "id" else ","
        assert next(csv.reader(stream, delimiter=separator)) == heads(book)
    assert run("template", "-o", tmp_path / "t.pdf", code=1).stderr


def test_no_label_of_a_term_stands_for_two_of_its_values(knowledge):
    for term in knowledge.vocabulary.terms:
        if term.type != "number":
            for lang in ("id", "en"):
                labels = [term.shown(value).to(lang).lower() for value in term.values]
                assert len(set(labels)) == len(labels)


def test_a_template_that_is_there_is_not_written_over(tmp_path):
    form = tmp_path / "ipp.csv"
    form.write_text("filled in", "utf-8")
    assert "ipp.csv" in run("template", "-o", form, code=1).stderr.decode()
    assert form.read_text("utf-8") == "filled in"


def test_a_template_names_nobody_that_its_base_does_not_name(tmp_path):
    base = ROOT / "tests" / "data" / "inputs" / "11-base"
    vocabulary = tmp_path / "base" / "knowledge" / "vocabulary.yaml"
    shutil.copytree(base, tmp_path / "base")
    first, good, rest = vocabulary.read_text("utf-8").partition("value: good")
    vocabulary.write_text(first + good + rest.replace("Tanah", "Aspal"), "utf-8")
    knowledge = load(tmp_path / "base" / "rules", tmp_path / "base" / "knowledge")
    for language in ("id", "en"):
        write_template(knowledge, tmp_path / f"{language}.xlsx", language)
        book = openpyxl.load_workbook(tmp_path / f"{language}.xlsx")
        texts = [str(part.value) for sheet in book for line in sheet.iter_rows() for part in line]
        texts += [part.comment.text for part in book.worksheets[0][1]]
        assert not [text for text in texts if re.search(r"\bPDs?\b|Perangkat Daerah", text)]
