"""What an answer may be called: the same in every door, one meaning each, refused with a reason."""

import csv
import json

import pytest
import yaml

from advisor.advice.facts import parse_change, parse_facts
from advisor.cli.terminal.replies import Answered, understand
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES, Said
from advisor.common.messages import put, word
from advisor.inference.columns import Columns
from advisor.knowledge.loader import load, load_texts
from advisor.knowledge.spelling import called, is_unknown, parse_answer, plain, words
from advisor.knowledge.vocabulary import written
from advisor.tables.simulation.policy import parse_policies
from advisor.tables.simulation.populations import TablePopulation
from advisor.tables.simulation.spec import parse_spec
from advisor.web.questionnaire.replies import reply
from tests.conftest import ROOT

YES = ["yes", "true", "ya", "y", "sudah", "ada", "benar", "1", "✓", "√", "v"]
NO = ["no", "false", "tidak", "tdk", "t", "n", "belum", "tidak ada", "belum ada", "salah", "0"]
NOT_KNOWN = ["unknown", "?", "-", "n/a", "tidak tahu", "belum diketahui"]
BASE = ROOT / "examples" / "village-library"


def declared(term):
    """Every word declared for a term, with its meaning."""
    found = [(text, None) for text in (*NOT_KNOWN, *words().unknown)]
    if term.type == "yes-no":
        said = [(w, True) for w in YES] + [(w, False) for w in NO] + list(words().answers.items())
        found += [(text, value) for text, value in said if plain(text) not in term.ambiguous]
    for choice in term.choices:
        found += [(text, choice.value) for text in called(choice).values()]
    if term.type == "number":
        units = ("", ",0", ".0", *(f" {word}" for word in ("inovasi", "innovations")))
        found += [(f"{n}{unit}", n) for n in (term.min, 2, term.max) for unit in units]
    return [
        (form, value)
        for text, value in found
        for form in (text, text.upper(), f" {text.capitalize()}. ")
    ]


def table_of(knowledge, tmp_path, columns):
    """What a table's cells are read as, by term; the columns may be of different length."""
    rows = max(map(len, columns.values()))
    path = tmp_path / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", *columns])
        for at in range(rows):
            cells = (texts[at] if at < len(texts) else "" for texts in columns.values())
            writer.writerow([f"PD {at}", *cells])
    source = TablePopulation(Columns(knowledge), path)
    (frame,) = source.slices()
    assert source.rejected == 0
    return {term: frame[term].to_list()[: len(texts)] for term, texts in columns.items()}


def test_every_declared_word_means_the_same_in_every_door(knowledge, tmp_path):
    vocabulary = knowledge.vocabulary
    meant = {name: declared(term) for name, term in vocabulary.asked.items()}
    table = table_of(knowledge, tmp_path, {n: [text for text, _ in m] for n, m in meant.items()})
    for name, pairs in meant.items():
        term = vocabulary.asked[name]
        assert table[name] == [value for _, value in pairs], name
        for text, value in pairs:
            here = (name, text)
            for document in (json.dumps, yaml.safe_dump):
                content = document({"answers": {name: text}}).encode()
                facts = parse_facts(vocabulary, content, "f").answers
                assert facts == ({} if value is None else {name: value}), here
            assert parse_change(vocabulary, f"{name}={text}") == (name, value), here
            assert reply(term, text) == value, here
            for language in LANGUAGES:
                assert understand(term, text, language) == Answered(value), here


def test_policies_and_populations_take_the_same_words(knowledge):
    for name, term in knowledge.vocabulary.asked.items():
        for text, value in declared(term)[:: 1 if term.type == "choice" else 7]:
            (policy,) = parse_policies(
                knowledge.vocabulary, (f"{name}={text} where {name}={text}",)
            )
            (clause,) = policy.clauses
            assert policy.sets == {name: value}, (name, text)
            assert (clause.phrase.allowed if clause.phrase else None) == (
                None if value is None else (value,)
            ), (name, text)
            content = json.dumps({"answers": {name: {text: "1"}}}).encode()
            assert list(parse_spec(knowledge.vocabulary, content, "s").answers[name]) == [value]


def test_several_choices_of_a_condition_are_named_as_people_name_them(knowledge):
    text = "budget=cukup, innovations_running=2,0 where government_level=one of Kab., KOTA"
    (policy,) = parse_policies(knowledge.vocabulary, (text,))
    assert policy.sets == {"budget": "adequate", "innovations_running": 2}
    assert policy.clauses[0].phrase.allowed == ("kabupaten", "kota")


def test_two_groups_of_a_population_cannot_be_one_value(knowledge):
    content = b"answers: {budget: {kurang: 1}}\ngroups: {by: budget, kurang: {}, limited: {}}"
    with pytest.raises(AdvisorError) as caught:
        parse_spec(knowledge.vocabulary, content, "spec.yaml")
    assert {p.message.key for p in caught.value.problems} == {"simulation.twice"}


def test_json_true_and_false_still_work_and_what_is_written_is_canonical(knowledge):
    content = b'{"answers": {"perda_exists": true, "perkada_exists": false, "budget": "Terbatas"}}'
    facts = parse_facts(knowledge.vocabulary, content, "f")
    written_out = {"perda_exists": "yes", "perkada_exists": "no", "budget": "limited"}
    assert facts.document()["answers"] == written_out


def test_every_value_that_the_program_writes_or_shows_is_read_back(knowledge):
    for term in knowledge.vocabulary.asked.values():
        for value in term.values:
            shown = (term.shown(value).to(language) for language in LANGUAGES)
            for text in (written(value), *shown):
                assert parse_answer(term, text) == value, (term.name, text)
    assert all(is_unknown(word("template.unknown", language)) for language in LANGUAGES)
    assert all(is_unknown(word("consult.not-known", language)) for language in LANGUAGES)


REFUSED = {
    ("perda_exists", "x"): "value.cross",
    ("perda_exists", "✗"): "value.cross",
    ("perda_exists", "12 Maret 2024"): "value.date",
    ("perda_exists", "2024-03-12 00:00:00"): "value.date",
    ("perda_exists", "12/3/24"): "value.date",
    ("perda_exists", "March 12, 2024"): "value.date",
    ("perda_exists", "Agustus 2024"): "value.date",
    ("perda_exists", "2021"): "value.date",
    ("perda_exists", "7"): "value.yes-no",
    ("perda_exists", "tidak relevan"): "value.yes-no",
    ("perda_exists", ""): "value.yes-no",
    ("open_problems", "Sudah"): "value.ambiguous",
    ("open_problems", "blm"): "value.ambiguous",
    ("skill_gap_identified", "Tidak ada"): "value.ambiguous",
    ("budget", "x"): "value.choice",
    ("budget", "ya"): "value.choice",
    ("innovations_running", "3,5"): "value.number",
    ("innovations_running", "50%"): "value.number",
    ("innovations_running", "1.000"): "value.number",
    ("innovations_running", "2e0"): "value.number",
    ("innovations_running", "2 perda"): "value.number",
    ("innovations_running", "200 inovasi"): "value.number",
}


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_what_could_mean_anything_is_refused_with_its_reason(knowledge, name, text):
    term = knowledge.vocabulary.asked[name]
    refusal = parse_answer(term, text)
    assert isinstance(refusal, Said)
    assert refusal.key == REFUSED[name, text]
    assert understand(term, text, "id") == refusal
    for language, unknown in (("id", "tidak tahu (unknown)"), ("en", "unknown")):
        assert unknown in put(refusal, language)


def test_a_refusal_names_the_words_that_would_do_in_the_users_language(knowledge):
    level = parse_answer(knowledge.vocabulary.asked["government_level"], "Kecamatan")
    assert "'Provinsi', 'Kabupaten', 'Kota'" in put(level, "id")
    assert "'Province', 'Kabupaten (regency)'" in put(level, "en")
    perda = put(parse_answer(knowledge.vocabulary.asked["perda_exists"], "mungkin"), "id")
    assert "Tulis ya (yes), tidak (no), atau tidak tahu (unknown)." in perda


NEAR = {
    ("government_level", "kabupten"): "kabupaten",
    ("budget", "Terbtas"): "terbatas",
    ("perda_exists", "sudha"): "sudah",
    ("perda_exists", "tidak tau"): "tidak tahu",
    ("perda_exists", "Ada (Perda No 3/2021)"): "ada",
    ("perda_exists", "Belum, masih dibahas"): "belum",
}


@pytest.mark.parametrize(("name", "text"), NEAR)
def test_a_near_miss_is_told_what_was_perhaps_meant(knowledge, name, text):
    refusal = put(parse_answer(knowledge.vocabulary.asked[name], text), "id")
    assert refusal.endswith(f"Mungkin maksudnya '{NEAR[name, text]}'?")


def test_a_long_or_hostile_answer_is_repeated_on_one_short_line(knowledge):
    refusal = put(parse_answer(knowledge.vocabulary.asked["budget"], "a\n\x1b[31m" * 9000), "id")
    assert refusal.isprintable()
    assert len(refusal) < 250


# ---- one spelling, one meaning, checked when a base is loaded


def library(tmp_path, old, new):
    """The village library with one line of its vocabulary changed."""
    texts = {p: p.read_bytes() for part in ("rules", "knowledge") for p in BASE.glob(f"{part}/**/*")
             if p.is_file()}  # fmt: skip
    for path, content in texts.items():
        target = tmp_path / path.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    path = tmp_path / "knowledge" / "vocabulary.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return tmp_path / "rules", tmp_path / "knowledge"


ROOF = "  - name: roof_leaks\n    topic: library\n"
ROAD = (
    "  - name: roof_leaks\n    topic: library\n    type: choice\n    choices:\n"
    "      - {{value: bad, label: {{id: Tanah, en: Earth}}{0}}}\n"
    "      - {{value: good, label: {{id: Aspal, en: Asphalt}}{1}}}\n"
)
PLANTED = {
    "two choices with one label": (("", "", "Aspal", "Tanah"), "check.spelling-twice", 1),
    "labels alike but for case": (("", "", "Aspal", "TANAH."), "check.spelling-twice", 1),
    "a label that is another's name": (("", "", "Aspal", "bad"), "check.spelling-twice", 1),
    "a label across the languages": (("", "", "Aspal", "Earth"), "check.spelling-twice", 1),
    "a spelling with two meanings": (
        (", spellings: [jelek]", ", spellings: [Jelek]", "", ""), "check.spelling-twice", 1
    ),
    "a label that is not known": (("", "", "Aspal", "Tidak tahu"), "check.spelling-unknown", 1),
    "a spelling that is not known": ((", spellings: [-]", "", "", ""), "check.spelling-unknown", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_word_with_two_meanings_is_refused_where_it_stands(tmp_path, name):
    (bad, good, old, new), key, at = PLANTED[name]
    bad, good = (text.replace("[-]", "['-']") for text in (bad, good))
    road = ROAD.format(bad, good)
    folders = library(tmp_path, ROOF, road.replace(old, new, 1) if old else road)
    with pytest.raises(AdvisorError) as caught:
        load(*folders)
    (problem,) = (p for p in caught.value.problems if p.message.key.startswith("check.spelling"))
    lines = (folders[1] / "vocabulary.yaml").read_text("utf-8").splitlines()
    wanted = next(n for n, line in enumerate(lines, start=1) if "value: bad" in line) + at
    assert (problem.message.key, problem.line) == (key, wanted)
    assert problem.where.endswith("vocabulary.yaml")


@pytest.mark.parametrize(
    ("term", "text"), [("roof_leaks", "yes"), ("roof_leaks", "mungkin"), ("books", "sudah")]
)
def test_only_further_words_for_yes_and_no_can_be_ambiguous(tmp_path, term, text):
    line = f"  - name: {term}\n    topic: library\n"
    folders = library(tmp_path, line, f"{line}    ambiguous: ['{text}']\n")
    with pytest.raises(AdvisorError) as caught:
        load(*folders)
    assert [p.message.key for p in caught.value.problems] == ["check.ambiguous"]


def test_a_base_recorded_before_words_were_checked_is_read_and_its_double_word_means_nothing():
    texts = {
        path.relative_to(BASE).as_posix(): path.read_bytes()
        for part in ("rules", "knowledge")
        for path in sorted(BASE.glob(f"{part}/**/*"))
        if path.is_file()
    }
    vocabulary = texts["knowledge/vocabulary.yaml"].decode()
    term = (
        "  - name: road\n    topic: library\n    type: choice\n    label: {id: Jalan, en: Road}\n"
        "    choices:\n"
        "      - {value: bad, label: {id: Tanah, en: Earth}}\n"
        "      - {value: good, label: {id: Tanah, en: Asphalt}}\n"
    )
    texts["knowledge/vocabulary.yaml"] = vocabulary.replace("derived:", f"{term}derived:").encode()
    questions = texts["knowledge/questions.yaml"].decode().rstrip("\n")
    texts["knowledge/questions.yaml"] = (
        f"{questions}\n  - term: road\n    ask: {{id: a, en: a}}\n    help: {{id: a, en: a}}\n"
        "    reason: {id: a, en: a}\n"
    ).encode()
    road = load_texts(texts).vocabulary.asked["road"]
    assert [parse_answer(road, text) for text in ("bad", "good", "Asphalt")] == [
        "bad", "good", "good",
    ]  # fmt: skip
    assert isinstance(parse_answer(road, "Tanah"), Said)


# ---- polarity


QUESTIONED = {
    "open_problems": {"sudah", "belum"},
    "service_identified": {"ada", "sudah ada", "tidak ada", "belum ada"},
    "resources_assessed": {"ada", "sudah ada", "tidak ada", "belum ada"},
    "capacity_need_identified": {"ada", "sudah ada", "tidak ada", "belum ada"},
    "skill_gap_identified": {"ada", "sudah ada", "tidak ada", "belum ada"},
}
"""Where a word for yes or no could tell of something else than what is asked."""


def test_the_questions_at_which_a_word_turns_its_meaning_are_these(knowledge):
    terms = knowledge.vocabulary.terms
    assert {t.name: set(t.ambiguous) for t in terms if t.ambiguous} == QUESTIONED


def test_sudah_is_yes_wherever_the_statement_that_holds_says_so(knowledge):
    """What holds says "sudah" or "ada", what fails "belum" or "tidak ada": never the other way."""
    for term in knowledge.vocabulary.terms:
        if term.type == "yes-no":
            holds, fails = (text.id.lower().split() for text in (term.holds, term.fails))
            assert {"sudah", "ada"} & {*holds}, term.name
            assert {"belum", "tidak"} & {*fails}, term.name
            assert parse_answer(term, "ya") is True
            assert parse_answer(term, "tidak") is False
