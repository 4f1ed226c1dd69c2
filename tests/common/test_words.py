"""The program's own words: complete in both languages, every placeholder in both, none unused."""

import ast
import re
from string import Formatter

import pytest

from advisor.audit.verify import span
from advisor.common.messages import catalogue, put, word
from advisor.knowledge.yaml_reader import read
from tests.conftest import ROOT


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_use_the_same_placeholders():
    for key, texts in catalogue().items():
        assert texts.keys() == {"id", "en"}, key
        assert placeholders(texts["id"]) == placeholders(texts["en"]), key
        assert all(texts.values()), key


FIXED = {"attempts", "least", "most", "nargs", "len_type"}
"""Numbers that the program sets, each above one."""


def test_one_of_anything_reads_right_in_english():
    """What is counted with both forms somewhere is counted with both everywhere."""
    texts = {key: words["en"] for key, words in catalogue().items()}
    # Click chooses between its own two texts.
    texts = {key: text for key, text in texts.items() if not key.startswith("click.")}
    forms = (spec for text in texts.values() for _, _, spec, _ in Formatter().parse(text) if spec)
    nouns = {form.partition("|")[2].split()[-1] for form in forms if "|" in form}
    nouns = {noun for noun in nouns if noun not in {"are", "they"}} | {"days", "seconds", "bytes"}
    assert {"steps", "records", "consultations", "PDs"} <= nouns
    counted = re.compile(rf"{{(\w+)}} (?:[a-z]+ )?(?:{'|'.join(sorted(nouns))})\b")
    ranges = re.compile(r"s \{\w+\} to \{\w+\}")
    wrong = {
        key
        for key, text in texts.items()
        if any(name not in FIXED for name in counted.findall(text)) or ranges.search(text)
    }
    assert wrong == {"ledger.records-many"}


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 steps advised"), (1, "1 step advised"), (2, "2 steps advised")],
)
def test_a_number_agrees_with_its_word(count, said):
    assert word("audit.advised", "en", count=count) == said
    assert word("audit.advised", "id", count=count) == f"{count} langkah disarankan"


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [(999, "999", "999"), (1000, "1.000", "1,000"), (1234567, "1.234.567", "1,234,567")],
)
def test_a_count_has_its_thousands_set_apart(count, indonesian, english):
    assert word("audit.advised", "id", count=count) == f"{indonesian} langkah disarankan"
    assert word("audit.advised", "en", count=count) == f"{english} steps advised"
    assert word("summary.rejected", "en", rejected=count).endswith(f" {english}.")


def test_what_is_counted_with_its_thousands_apart_in_one_language_is_so_in_the_other():
    for key, texts in catalogue().items():
        spaced = {
            name
            for text in texts.values()
            for _, name, spec, _ in Formatter().parse(text)
            if spec == ","
        }
        for language, text in texts.items():
            plain = {name for _, name, spec, _ in Formatter().parse(text) if name and not spec}
            assert not plain & spaced, (key, language)


def test_the_number_of_a_record_is_shown_as_it_is_typed():
    assert word("audit.head", "id", number=12345, time="t").startswith("Catatan 12345,")
    assert put(span(12345, 23456), "en") == "records 12345 to 23456"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(1, 0, "no record"), (5, 5, "record 5"), (1, 4, "records 1 to 4")],
)
def test_records_in_a_row_are_told_as_one_or_as_many(first, last, said):
    assert put(span(first, last), "en") == said


def test_no_key_is_given_twice():
    for path in (ROOT / "advisor" / "common" / "messages").iterdir():
        read(path)


def test_no_word_is_unused_or_missing():
    strings, patterns = set(), set()
    for path in (ROOT / "advisor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                patterns.add(node.values[0].value)
    for path in (ROOT / "advisor" / "web" / "templates").rglob("*.html"):
        named = r"(?<!asset\()'([a-z]+\.[a-z0-9-]+)'( ?[+~])?"
        for said, more in re.findall(named, path.read_text("utf-8")):
            (patterns if more else strings).add(said)
    prefixes = {p for p in patterns if "." in p and " " not in p}
    for key in catalogue():
        assert key in strings or any(key.startswith(p) for p in prefixes), f"unused: {key}"
    topics = {key.partition(".")[0] for key in catalogue()}
    for text in strings - prefixes:
        topic, dot, rest = text.partition(".")
        if dot and topic in topics and rest.replace("-", "").isalpha() and " " not in text:
            assert text in catalogue(), f"missing: {text}"
