"""Whatever is in a file: an error that names it, never a traceback, never more than 200 ms of CPU.

The guard is on processor time, which other programs on the machine do not add to, and a slow input
is measured again before it counts: a true hang is slow each time.
"""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.facts import parse_facts
from advisor.common.errors import AdvisorError
from advisor.common.locations import knowledge_folder, rules_folder
from advisor.knowledge.check_base import check_base
from advisor.knowledge.check_rule import check_rule
from advisor.knowledge.declarations import Steps
from advisor.knowledge.loader import _Reading, load
from advisor.knowledge.model import fill
from advisor.knowledge.read_base import Filed
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import Folders
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.yaml_reader import parse
from tests.conftest import ROOT

MOST = 0.2
BASE = _Reading(Folders(rules_folder(), knowledge_folder())).base()
VOCABULARY = load().vocabulary
RULES = sorted((ROOT / "rules").rglob("*.yaml"))
FACTS = sorted((ROOT / "examples").glob("*.*"))


def as_facts(content):
    parse_facts(VOCABULARY, content, "facts.yaml")


def as_rule(content):
    document = parse(content, "rules/x/REG-004-x.yaml")
    check_rule(BASE, Filed(document, fill(Rule, document, document.data)))


def as_steps(content):
    document = parse(content, "knowledge/steps.yaml")
    check_base(replace(BASE, steps=Filed(document, fill(Steps, document, document.data))))


def as_vocabulary(content):
    document = parse(content, "knowledge/vocabulary.yaml")
    filed = Filed(document, fill(Vocabulary, document, document.data))
    check_base(replace(BASE, vocabulary=filed))


READERS = (as_facts, as_rule, as_steps, as_vocabulary)


def seconds(read, content):
    """Processor time of one reading; anything but an AdvisorError ends the test."""
    start = time.thread_time()
    try:
        read(content)
    except AdvisorError as error:
        assert error.problems
    return time.thread_time() - start


def survives(read, content):
    assert seconds(read, content) < MOST or min(seconds(read, content) for _ in range(3)) < MOST


NASTY = [
    b"[", b"{a: ", b"- ", b"? ", b"&a ", b"*a", b"<<: ", b"!!int ", b"!x ", b"!<tag:x> ", b"|\n",
    b">\n", b'"', b"'", b"{", b"}", b"]", b"\t", b"\0", b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf",
    b"---\n", b"...\n", b"%YAML 9.9\n", b"{0}", b"{}", b"{a!r}", b"{category:>99999999999}", b"\\",
    b"yes", b"99999999999999999999", b"at least 5", b"one of ,,", b"one of " + b"a," * 500, b": ",
    b"#", b"\r", b"1e999", b"\\u0000", b'"\\ud800"', b"waivers: [{problem: gap}]\n",
]  # fmt: skip


def mutated(paths):
    """Valid files with pieces cut out, moved, doubled, or replaced by something nasty."""
    contents = [path.read_bytes() for path in paths]

    def change(content, edits):
        for place, length, piece in edits:
            at = place % (len(content) + 1)
            content = content[:at] + piece + content[at + length :]
        return content

    pieces = st.sampled_from([*NASTY, *(line + b"\n" for c in contents for line in c.split(b"\n"))])
    edit = st.tuples(st.integers(0, 100_000), st.integers(0, 40), pieces)
    return st.builds(change, st.sampled_from(contents), st.lists(edit, min_size=1, max_size=6))


@settings(max_examples=400)
@given(st.binary(max_size=200))
def test_random_bytes_end_in_an_error_or_in_data(content):
    for read in READERS[:2]:
        survives(read, content)


@settings(max_examples=400)
@given(mutated(FACTS))
def test_a_broken_facts_file_ends_in_an_error(content):
    survives(as_facts, content)


@settings(max_examples=400)
@given(mutated(RULES[::6]))
def test_a_broken_rule_file_ends_in_an_error(content):
    survives(as_rule, content)


@settings(max_examples=40)
@given(mutated([ROOT / "knowledge/steps.yaml"]))
def test_a_broken_steps_file_ends_in_an_error(content):
    survives(as_steps, content)


@settings(max_examples=40)
@given(mutated([ROOT / "knowledge/vocabulary.yaml"]))
def test_a_broken_vocabulary_ends_in_an_error(content):
    survives(as_vocabulary, content)


scalar = st.sampled_from(
    ["a", "id", "answers", "pd", "yes", "~", "&a x", "*a", "!!int 1", "'q'", '"\\n"', "<<", "1", ""]
)


def nested(inner):
    sequence = st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
    mapping = st.lists(st.tuples(scalar | inner, inner), max_size=4).map(
        lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
    )
    return sequence | mapping


@settings(max_examples=400)
@given(st.recursive(scalar, nested, max_leaves=30))
def test_any_structure_of_yaml_ends_in_an_error_or_in_data(text):
    for read in READERS[:2]:
        survives(read, text.encode())
        survives(read, f"answers: {text}\n".encode())
        survives(read, f"when: {text}\nthen: {text}\n".encode())


MANY = b"".join(b"  key%d: yes\n" % n for n in range(60_000))
RULE = RULES[0].read_bytes()
DEEPER = MANY[:80_000].replace(b"  key", b"    key")
HUGE = {
    "flow lists, deep": b"[" * 400_000,
    "flow mappings, deep": b"{a: " * 200_000,
    "block mappings, deep": b"\n".join(b" " * n + b"a:" for n in range(1_000)),
    "complex keys, deep": b"? " * 300_000,
    "a list of numbers": b"[" + b"1," * 400_000 + b"1]",
    "anchors": b"[" + b"&a 1," * 160_000 + b"1]",
    "aliases": b"a: &a x\nb: [" + b"*a," * 200_000 + b"*a]",
    "one key again and again": b"a: 1\n" * 190_000,
    "many keys": MANY.replace(b"  ", b""),
    "many unknown answers": b"answers:\n" + MANY[:80_000],
    "many unknown conditions": RULE.replace(b"when:\n", b"when:\n  all:\n" + DEEPER),
    "many unknown fields": RULE + MANY[:80_000].replace(b"  ", b""),
    "a huge scalar": b"answers: {budget: " + b"x" * 900_000 + b"}",
    "a huge unknown term": b"answers: {" + b"x" * 900_000 + b": yes}",
    "a huge quoted scalar": b'answers: {budget: "' + b"\\u0041" * 150_000 + b'"}',
    "a scalar over many lines": b"a: " + b"x\n  " * 200_000,
    "a literal": b"a: |\n" + b" x\n" * 300_000,
    "quotes": b"'" * 900_000,
    "blank lines": b"a:" + b"\n" * 900_000,
    "a comment": b"#" + b"x" * 900_000,
    "spaces": b" " * 900_000 + b"a",
    "documents": b"--- a\n" * 100_000,
    "too large": b"a" * 1_000_001,
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_input_is_answered_at_once(name):
    for read in READERS:
        survives(read, HUGE[name])


@pytest.mark.parametrize("content", [b"a: !!int 3", b"!x {a: b}", b"a: [!!str yes]"])
def test_a_tag_is_refused_rather_than_dropped(content):
    with pytest.raises(AdvisorError) as raised:
        parse(content, "x")
    assert [p.message.key for p in raised.value.problems] == ["reader.tag"]


@pytest.mark.parametrize("text", ["{", "}", "{category:>99999999999}", "{category!r}"])
def test_a_placeholder_that_cannot_be_filled_is_refused_with_its_line(text):
    content = (ROOT / "knowledge/steps.yaml").read_text("utf-8").replace("{category}", text, 1)
    with pytest.raises(AdvisorError) as raised:
        as_steps(content.encode())
    (problem,) = raised.value.problems
    assert problem.message.key == "model.placeholder"
    assert "steps.yaml:" in problem.place
