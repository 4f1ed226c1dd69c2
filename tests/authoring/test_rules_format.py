"""`advisor rules format`: one layout, and never another content."""

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.authoring.formatting import format_files, formatted, rule_files
from advisor.authoring.retiring import Retirement, retire
from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.knowledge.model import _flaw
from advisor.knowledge.yaml_reader import parse
from tests.commands import run
from tests.conftest import ROOT
from tests.copies import change, copied

LIBRARY = ROOT / "examples" / "village-library"
FIRST = "budget/BUD-001-obstacle.yaml"

VISIBLE = [
    "- a", "#b", "c #d", "e: f", "'", '"', "yes", "null", "1.0", "{", "[x]", "&a", "*a", "!t", "%",
    "@", "? q", "| p", "> f", " ", "é", "印尼", "😀", "---", "<<", ",",
]  # fmt: skip
INVISIBLE = ["\ufeff", "\u200b", "\xa0"]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1)
PLAIN = st.sampled_from(["kata", "biasa", "sekali-kali"])
SHORT = st.lists(st.sampled_from(VISIBLE) | PLAIN, min_size=1, max_size=4)
LONG = st.lists(st.sampled_from(VISIBLE) | PLAIN, min_size=15, max_size=40)
HIDDEN = st.lists(st.sampled_from(INVISIBLE) | PLAIN, min_size=1, max_size=25)
STRINGS = ((SHORT | LONG | HIDDEN).map(" ".join) | WORDS).filter(lambda text: not _flaw(text))
TEXTS = st.fixed_dictionaries({"id": STRINGS, "en": STRINGS})
KEYS = STRINGS.filter(lambda text: text != "<<" and len(text) < 300)
LINES = st.dictionaries(KEYS, STRINGS, max_size=6)
EXAMPLES = st.fixed_dictionaries(
    {"name": TEXTS, "given": LINES, "expect": st.sampled_from(["applies", "rejected", "undecided"])}
)
RULES = st.fixed_dictionaries(
    {
        "since": STRINGS,
        "id": st.just("ABC-001"),
        "examples": st.lists(EXAMPLES, max_size=2),
        "title": TEXTS,
        "status": st.sampled_from(["draft", "active", "retired"]),
        "sources": st.lists(STRINGS, min_size=1, max_size=9),
        "why": TEXTS,
        "when": st.fixed_dictionaries({}, optional={"unless": LINES, "all": LINES, "any": LINES}),
        "then": st.fixed_dictionaries(
            {}, optional={"message": TEXTS, "advise": STRINGS, "conclude": STRINGS}
        ),
    },
    optional={
        "kind": st.just("contradiction"),
        "replaced_by": st.just("ABC-002"),
        "waivers": st.lists(
            st.fixed_dictionaries({"problem": st.just("gap"), "reason": TEXTS}), max_size=2
        ),
    },
)


def as_given(data):
    """A plain way to write any data, with every text in quotes."""
    written = yaml.dump(data, default_style='"', sort_keys=False, Dumper=yaml.SafeDumper)
    return written.encode()


@settings(max_examples=200)
@given(RULES)
def test_a_rule_laid_out_says_the_same_and_laying_it_out_again_changes_nothing(rule):
    try:
        read = parse(as_given(rule), "x").data
    except AdvisorError:  # such a text cannot stand in a rule file at all
        return
    text = formatted(as_given(rule), "x")
    assert json.dumps(parse(text.encode(), "x").data, sort_keys=True) == json.dumps(
        read, sort_keys=True
    )
    assert list(parse(text.encode(), "x").data["when"].get("all", {})) == list(
        read["when"].get("all", {})
    )
    assert formatted(text.encode(), "x") == text


@pytest.mark.parametrize("base", [ROOT, LIBRARY], ids=["shipped", "library"])
def test_every_shipped_rule_is_laid_out(base):
    assert format_files(rule_files([base / "rules"]), check=True) == ()


def test_no_line_is_longer_than_it_may_be_and_keys_stand_in_order():
    rule = yaml.safe_load((ROOT / "rules" / FIRST).read_text("utf-8"))
    rule["why"] = {"en": "word " * 50 + "end", "id": "kata: " * 50 + "akhir"}
    text = formatted(as_given(dict(reversed(json.loads(json.dumps(rule)).items()))), "x")
    assert max(map(len, text.splitlines())) <= 100
    tops = [line.partition(":")[0] for line in text.splitlines() if line[0] not in " #"]
    assert tops == ["id", "title", "status", "since", "why", "sources", "when", "then", "examples"]


def test_check_names_the_file_and_writes_nothing_and_format_then_mends_it(tmp_path):
    rules, knowledge = copied(tmp_path)
    digest = load(rules, knowledge).digest
    path = rules / FIRST
    tidy = path.read_bytes()
    change(path, "status: active\n", "")
    path.write_text(path.read_text("utf-8") + 'status:   "active"\n', "utf-8")
    untidy = path.read_bytes()
    done = run("rules", "format", "--check", "--knowledge", tmp_path)
    assert done.returncode == 1
    assert FIRST in done.stdout.decode()
    assert path.read_bytes() == untidy
    assert run("rules", "format", "--knowledge", tmp_path).returncode == 0
    assert path.read_bytes() == tidy
    assert run("rules", "format", path, "--check").returncode == 0
    assert load(rules, knowledge).digest == digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status:", "# mine\nstatus:"),
        ("status: active", "status: active # mine"),
        ("expect: applies", "expect: applies\n# mine"),
        ("when:\n", "when: # mine\n"),
        ("status: active", "status: >- # mine\n  active"),
        ("given: {", "given: { # mine\n      "),
    ],
)
def test_a_comment_is_never_lost(tmp_path, old, new):
    rules, _ = copied(tmp_path)
    path = rules / FIRST
    change(path, old, new)
    before = {file: file.read_bytes() for file in rules.rglob("*.yaml")}
    line = path.read_text("utf-8").split("# mine")[0].count("\n") + 1
    done = run("rules", "format", "--knowledge", tmp_path, "--lang", "en")
    assert done.returncode == 1
    assert f"{path}:{line}: This comment would be lost: # mine" in done.stderr.decode()
    assert {file: file.read_bytes() for file in rules.rglob("*.yaml")} == before


def test_a_hash_inside_a_text_is_no_comment(tmp_path):
    rules, _ = copied(tmp_path)
    change(rules / FIRST, "en: ", 'en: "No # comment, # at all"\n#')
    with pytest.raises(AdvisorError) as caught:
        formatted((rules / FIRST).read_bytes(), "x")
    assert len(caught.value.problems) == 1


def test_a_retired_rule_keeps_the_note_of_why(tmp_path):
    rules, knowledge = copied(tmp_path)
    change(knowledge / "article.yaml", ", CON-009]", "]")
    retire(rules, knowledge, Retirement("CON-009", "tried out"))
    assert format_files(rule_files([rules])) == ()


def test_a_file_that_is_no_rule_is_refused_with_its_place(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("id: ABC-001\ntitel: x\n", "utf-8")
    done = run("rules", "format", path, tmp_path / "none.yaml", "--lang", "en")
    assert done.returncode == 1
    assert f"{path}:2:" in done.stderr.decode()
    assert "none.yaml" in done.stderr.decode()
    assert done.stdout == b""


def test_a_file_without_header_gets_the_one_for_its_folder(tmp_path):
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "rule.schema.json").write_text("{}", "utf-8")
    rules, _ = copied(tmp_path)
    path = rules / FIRST
    tidy = path.read_text("utf-8")
    path.write_text(tidy.partition("\n")[2], "utf-8")
    assert format_files([path]) == (path,)
    assert path.read_text("utf-8") == tidy


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_a_folder_without_rules_is_no_success(tmp_path, check):
    done = run("rules", "format", *check, tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr.decode()
