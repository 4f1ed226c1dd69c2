"""The program's own words: complete in both languages, every placeholder in both, none unused."""

import ast
import re
from string import Formatter

from advisor.reader import read
from advisor.words import catalogue
from tests.conftest import ROOT


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_use_the_same_placeholders():
    for key, texts in catalogue().items():
        assert texts.keys() == {"id", "en"}, key
        assert placeholders(texts["id"]) == placeholders(texts["en"]), key
        assert all(texts.values()), key


def test_no_key_is_given_twice():
    for path in (ROOT / "advisor" / "messages").iterdir():
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
        for said, more in re.findall(r"'([a-z]+\.[a-z0-9-]+)'( ?[+~])?", path.read_text("utf-8")):
            (patterns if more else strings).add(said)
    prefixes = {p for p in patterns if "." in p and " " not in p}
    for key in catalogue():
        assert key in strings or any(key.startswith(p) for p in prefixes), f"unused: {key}"
    topics = {key.partition(".")[0] for key in catalogue()}
    for text in strings - prefixes:
        topic, dot, rest = text.partition(".")
        if dot and topic in topics and rest.replace("-", "").isalpha() and " " not in text:
            assert text in catalogue(), f"missing: {text}"
