"""Bad input: one clear problem for each thing wrong, never a traceback, never a hang."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.facts import Facts, facts_from, parse_changes, parse_facts
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import describe
from advisor.knowledge.yaml_reader import MAX_BYTES, parse, read
from tests.states import partial_answers

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
NESTED = "answers: " + "[" * 5000 + "]" * 5000


def problems(content, name="facts.yaml"):
    with pytest.raises(AdvisorError) as caught:
        parse(content if isinstance(content, bytes) else content.encode(), name)
    return caught.value.problems


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        ("", "reader.empty", None),
        ("# only a comment\n", "reader.empty", None),
        (b"\xff\xfe\x00", "reader.not-utf8", 1),
        (b"a: 1\nb: \xe9\n", "reader.not-utf8", 2),
        (b"a: \x00\n", "reader.binary", None),
        (b"\x7fELF\x02\x01\x01\x00", "reader.binary", None),
        ("a: 1\nb: 2\na: 3\n", "reader.duplicate-key", 3),
        ("a: &x 1\nb: *x\n", "reader.alias", 1),
        ("a:\n  <<: {b: c}\n", "reader.merge-key", 2),
        ("? [a, b]\n: c\n", "reader.complex-key", 1),
        ("a: 1\n---\nb: 2\n", "reader.second-document", 2),
        ("a: [1, 2\n", "reader.syntax-bracket", 2),
        ("a: b: c\n", "reader.syntax-colon-inside", 1),
        (b"x" * (MAX_BYTES + 1), "reader.too-large", None),
        (NESTED, "reader.syntax-other", 1),
        ("a: " + "[" * 40 + "]" * 40, "reader.too-deep", 1),
    ],
)
def test_each_kind_of_bad_file_is_named_with_its_line(content, key, line):
    found = problems(content)
    assert found[0].message.key == key
    assert found[0].line == line
    for language in LANGUAGES:
        assert describe(found[0], language)


def test_an_alias_bomb_is_refused_at_once():
    start = time.perf_counter()
    found = problems(BOMB)
    assert {p.message.key for p in found} == {"reader.alias"}
    assert time.perf_counter() - start < 1


def test_all_problems_of_a_file_come_together():
    keys = [p.message.key for p in problems("a: &x 1\na: 2\nb: *x\n")]
    assert keys == ["reader.alias", "reader.duplicate-key", "reader.alias"]


def test_nothing_is_guessed():
    data = parse(b"a: no\nb: 1.10\nc: 12:30\nd: 0o17\ne: null\n", "x").data
    assert data == {"a": "no", "b": "1.10", "c": "12:30", "d": "0o17", "e": "null"}


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    for path, key in ((tmp_path / "none.yaml", "reader.missing"), (tmp_path, "reader.directory")):
        with pytest.raises(AdvisorError) as caught:
            read(path)
        assert caught.value.problems[0].message.key == key


@settings(max_examples=500)
@given(content=st.binary(max_size=300))
def test_no_bytes_escape_the_reader(content):
    _only_known_errors(content)


ALPHABET = st.sampled_from("{}[]:,-&*!|>'\"%@`#? \n\tabno1\u00e9\u2028")


@settings(max_examples=1000)
@given(content=st.text(ALPHABET, max_size=80))
def test_no_yaml_lookalike_escapes_the_reader(content):
    _only_known_errors(content.encode())


def _only_known_errors(content):
    start = time.thread_time()
    try:
        parse(content, "x")
    except AdvisorError as error:
        assert error.problems
        assert all(describe(problem, "id") for problem in error.problems)
    assert time.thread_time() - start < 0.2


# ---- facts files


def facts_problems(knowledge, text):
    with pytest.raises(AdvisorError) as caught:
        parse_facts(knowledge.vocabulary, text.encode(), "f.yaml")
    return [(p.line, p.message.key) for p in caught.value.problems]


def test_all_wrong_answers_are_reported_at_once(knowledge):
    text = """\
pd: {name: X}
answers:
  perda_exist: yes
  budget: lots
  innovations_running: 100
  innovations_this_year: -1
  perkada_exists: maybe
  staff_competence: [limited]
extra: 1
"""
    assert facts_problems(knowledge, text) == [
        (9, "facts.key"),
        (3, "facts.term"),
        (4, "value.choice"),
        (5, "value.number"),
        (6, "value.number"),
        (7, "value.yes-no"),
        (8, "facts.scalar"),
    ]


LONG = "9" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        f"answers: {{innovations_running: {LONG}}}",
        f"answers: {{perda_exists: {LONG}}}",
        f"answers: {{budget: {LONG}}}",
        f"answers:\n  ? {LONG}\n  : yes",
        f"answers: {{}}\n? {LONG}\n: yes",
        f"answers: {{}}\npd:\n  ? {LONG}\n  : yes",
        f"answers:\n  ? {LONG}\n  : yes\n  ? {LONG}\n  : yes",
        f"answers: {{budget: !{LONG} yes}}",
    ],
    ids=range(8),
)
def test_what_is_long_is_repeated_in_part(knowledge, text):
    with pytest.raises(AdvisorError) as caught:
        parse_facts(knowledge.vocabulary, text.encode(), "f.yaml")
    for problem in caught.value.problems:
        shown = describe(problem, "id")
        assert "9" * 40 in shown
        assert len(shown) < 400


@pytest.mark.parametrize("change", [LONG, f"{LONG}=yes", f"budget={LONG}"])
def test_a_long_change_is_repeated_in_part(knowledge, change):
    with pytest.raises(AdvisorError) as caught:
        parse_changes(knowledge.vocabulary, [change])
    (problem,) = caught.value.problems
    assert len(describe(problem, "id")) < 400


def test_an_unknown_term_comes_with_the_nearest_one(knowledge):
    with pytest.raises(AdvisorError) as caught:
        parse_facts(knowledge.vocabulary, b"answers: {perda_exist: yes}", "f.yaml")
    assert "perda_exists" in describe(caught.value.problems[0], "id")
    assert describe(caught.value.problems[0], "en").endswith("Did you mean 'perda_exists'?")


@pytest.mark.parametrize("text", ["just text", "[1, 2]", "answers: 3", "answers: [a]", "pd: {}"])
def test_a_file_of_another_shape_is_refused(knowledge, text):
    assert facts_problems(knowledge, text)


def test_json_and_yaml_say_the_same(knowledge):
    yaml = b"answers:\n  perda_exists: yes\n  innovations_running: 3\n  budget: unknown\n"
    json = b'{"answers":\t{"perda_exists": true, "innovations_running": 3, "budget": null}}'
    facts = [parse_facts(knowledge.vocabulary, content, "x") for content in (yaml, json)]
    assert facts[0] == facts[1]
    assert facts[0].answers == {"innovations_running": 3, "perda_exists": True}


@settings(max_examples=200)
@given(answers=partial_answers())
def test_a_saved_file_reads_back_as_the_same_facts(knowledge, answers):
    from advisor.cli.terminal.saving import facts_json, facts_yaml

    unknown = [t for t in knowledge.vocabulary.asked if t not in answers][:3]
    ordered = {
        t: answers.get(t) for t in knowledge.vocabulary.asked if t in answers or t in unknown
    }
    facts = facts_from(ordered, "Dinas: 'Uji' # 1")
    for written in (facts_yaml(facts), facts_json(facts)):
        assert parse_facts(knowledge.vocabulary, written.encode(), "x") == facts


def test_a_change_replaces_or_forgets_one_answer(knowledge):
    facts = Facts({"budget": "limited"})
    assert facts.changed({"budget": None}).answers == {}
    assert facts.changed({"perda_exists": True}).answers == {
        "budget": "limited",
        "perda_exists": True,
    }
