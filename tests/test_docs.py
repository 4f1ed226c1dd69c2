"""The Indonesian pages of docs/ say what the English ones say, and their links lead somewhere."""

import re
from collections import Counter

import pytest

from tests.conftest import ROOT

TWINS = sorted((ROOT / "docs").glob("*.id.md"))
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
COMMENT = re.compile(r"(^|\s+)(#|--) .*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
ANSWERS = {"yes": "yes", "ya": "yes", "no": "no", "tidak": "no"}


def original(path):
    """The page or picture that is the same in English."""
    return path.with_name(path.name.replace(".id.md", ".md").replace("-id.png", "-en.png"))


def parts(path):
    """Of each heading its level, and itself with what stands below it, blocks of code left out."""
    found = re.split(r"^(#+) ", BLOCK.sub("", path.read_text("utf-8")), flags=re.M)[1:]
    return [(len(level), text) for level, text in zip(found[::2], found[1::2], strict=True)]


def anchors(path):
    """As they are made of headings where the pages are shown."""
    titles = [text.splitlines()[0].lower() for _, text in parts(path)]
    return [re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles]


def led_to(path, target):
    """Page and heading, as in the English page."""
    name, _, anchor = target.partition("#")
    there = (path.parent / name).resolve() if name else path
    assert there.exists(), target
    return original(there), anchors(there).index(anchor) if anchor else None


def numbers(text):
    """1,000 and 1.000 are one number."""
    return sorted(re.sub(r"[.,](?=\d)", "", found) for found in re.findall(r"\d[\d.,]*\b", text))


def rows(text):
    """How many cells a table's row has, its numbers, and which cells are yes or no."""
    for line in re.findall(r"^\|(.+)\|$", text, re.M):
        cells = [cell.strip() for cell in line.split("|")]
        yield len(cells), numbers(line), [ANSWERS.get(cell) for cell in cells]


def said(path):
    """What a page says in no language; names in capitals stand for something of the reader's."""
    blocks = [
        (language, re.sub(r'([".])id\b', r"\1en", COMMENT.sub("", line).removesuffix(" --lang en")))
        for language, block in BLOCK.findall(path.read_text("utf-8"))
        for line in block.splitlines()
    ]
    return blocks, [
        {
            "level": level,
            "links": Counter(led_to(path, target) for target in LINK.findall(text)),
            "code": {re.sub(r"\b[A-Z]+\b", "", code) for code in re.findall(r"`([^`]+)`", text)},
            "numbers": numbers(LINK.sub("", text)),
            "rows": list(rows(text)),
        }
        for level, text in parts(path)
    ]


@pytest.mark.parametrize("twin", TWINS, ids=lambda path: path.name)
def test_an_indonesian_page_says_what_the_english_one_says(twin):
    english = original(twin)
    blocks, told = said(twin)
    wanted, expected = said(english)
    assert blocks == wanted
    assert [part["level"] for part in told] == [part["level"] for part in expected]
    for (_, text), part, other in zip(parts(twin), told, expected, strict=True):
        assert part == other, text.splitlines()[0]
    assert (
        english.read_text("utf-8").splitlines()[2]
        == f"Bahasa Indonesia: [{twin.name}]({twin.name})."
    )
    assert twin.read_text("utf-8").splitlines()[2] == f"English: [{english.name}]({english.name})."


@pytest.mark.parametrize("page", [*TWINS, ROOT / "README.id.md"], ids=lambda path: path.name)
def test_an_indonesian_page_leads_to_no_english_page_that_has_a_twin(page):
    text = re.sub(r"^English: .*$", "", page.read_text("utf-8"), flags=re.M)
    there = {(page.parent / target.partition("#")[0]).resolve() for target in LINK.findall(text)}
    assert [path.name for path in there if path.with_name(f"{path.stem}.id.md") in TWINS] == []
