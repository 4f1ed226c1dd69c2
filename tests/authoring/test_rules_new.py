"""`advisor rules new`: question and answer through pipes and terminals, and what it writes."""

import io
import shutil
import sys

import pexpect
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.conditions import boundary_examples
from advisor.authoring.draft import file_rule
from advisor.authoring.interview import Interview
from advisor.authoring.questions import Form
from advisor.cli.terminal.asker import EndOfInputError
from advisor.cli.terminal.line_asker import LineAsker
from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.knowledge.rule import Outcome, Rule, judge
from tests.commands import run
from tests.conftest import ROOT
from tests.copies import copied

LIBRARY = ROOT / "examples" / "village-library"
CONTRADICTION = [
    "contradiction", "", "Penghematan ditemukan: tanpa # kendala", "Savings without an obstacle",
    "Karena demikian.", "Because.", "kendala/1/b", "kendala/1/a", "", "",
    "all", "obstacle_budget", "no", "any", "savings_identified", "yes",
    "any", "budget_phased", "yes",
    "unless", "government_level", "one of kabupaten, provinsi, kota", "",
    "Periksa kembali jawaban itu.", "Please check.", "",
]  # fmt: skip
INFERENCE = [
    "", "", "Buku banyak", "Many books", "Karena.", "Because.", "buku/1", "", "",
    "all", "books", "more than 499", "unless", "roof_leaks", "yes", "",
    "ready", "set-hours", "advancing", "",
]  # fmt: skip


EVERYONE = [
    "", "", "Semua", "Everyone", "Karena.", "Because.", "buku/1", "", "",
    "everyone", "ready", "set-hours", "advancing", "",
]  # fmt: skip
BETWEEN = [
    "", "", "Beberapa", "Some", "Karena.", "Because.", "buku/1", "", "",
    "all", "books", "between 7 and 3", "between 3 and 7", "", "ready", "set-hours", "advancing", "",
]  # fmt: skip


def lines(replies):
    return "".join(f"{reply}\n" for reply in replies).encode()


def library(folder):
    for name in ("rules", "knowledge"):
        shutil.copytree(LIBRARY / name, folder / name)
    return folder / "rules", folder / "knowledge"


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_file_written_passes_check_and_is_laid_out(tmp_path):
    rules, knowledge = copied(tmp_path)
    before = contents(tmp_path)
    done = run("rules", "new", "--knowledge", tmp_path, stdin=lines(CONTRADICTION))
    assert (done.returncode, done.stderr) == (0, b"")
    path = rules / "contradiction" / "CON-016-savings-without-an-obstacle.yaml"
    assert contents(tmp_path).keys() - before.keys() == {path}
    assert str(path) in done.stdout.decode()
    for command in (("check",), ("rules", "format", "--check")):
        assert run(*command, "--knowledge", tmp_path).returncode == 0
    rule = load(rules, knowledge).rule["CON-016"]
    assert (rule.status, rule.since, rule.kind) == ("active", "1.0.0", "contradiction")
    assert rule.sources == ("kendala/1/b", "kendala/1/a")
    assert rule.title.id == "Penghematan ditemukan: tanpa # kendala"
    assert rule.then.message.en == "Please check."
    assert [example.name.en.partition(":")[0] for example in rule.examples] == [
        "One is enough", "One is enough", "None of the alternatives holds", "Ruled out by this",
        "Ruled out by this", "Not known", "Not known", "Not known", "Not known",
    ]  # fmt: skip


def test_numbers_are_tried_one_off_the_boundary_and_the_base_passes_check(tmp_path):
    rules, _ = library(tmp_path)
    done = run("rules", "new", "--knowledge", tmp_path, stdin=lines(INFERENCE))
    assert done.returncode == 0, done.stderr
    written = yaml.load((rules / "LIB-005-many-books.yaml").read_bytes(), Loader=yaml.BaseLoader)
    shown = [(example["expect"], example["given"]) for example in written["examples"]]
    assert shown == [
        ("applies", {"books": "500", "roof_leaks": "no"}),
        ("rejected", {"books": "499", "roof_leaks": "no"}),
        ("rejected", {"books": "500", "roof_leaks": "yes"}),
        ("undecided", {"roof_leaks": "no"}),
        ("undecided", {"books": "500"}),
    ]
    assert run("check", "--knowledge", tmp_path).returncode == 0


WRONG = [
    ("contradiction", "contradictoin", "'contradiction'?"),
    ("contradiction", "retired/", "There is no folder"),
    ("", "CON-001", "already used"),
    ("", "x", "three digits"),
    ("Because.", "", "cannot be left empty"),
    ("kendala/1/b", "kendala/1/x", "Did you mean"),
    ("all", "al", "'all'?"),
    ("obstacle_budget", "obstacle_budgt", "'obstacle_budget'?"),
    ("no", "noo", "'no'?"),
    (
        "one of kabupaten, provinsi, kota",
        "one of other, kota, kabupaten, provinsi",
        "separates nothing",
    ),
    ("one of kabupaten, provinsi, kota", "at least 1", "does not fit"),
    ("budget_phased", "savings_identified", "this part has it already"),
    ("Please check.", "  ", "cannot be left empty"),
]


def test_a_wrong_reply_is_told_and_asked_again(tmp_path):
    replies = []
    wrong = list(WRONG)
    for position, reply in enumerate(CONTRADICTION):
        for right, bad, _ in [item for item in wrong if item[0] == reply]:
            if reply or position == 1:
                replies.append(bad)
                wrong.remove(next(i for i in wrong if i[:2] == (right, bad)))
        replies.append(reply)
    assert wrong == []
    texts = []
    for name, typed in (("plain", CONTRADICTION), ("wrong", replies)):
        (tmp_path / name).mkdir()
        rules, _ = copied(tmp_path / name)
        folder = tmp_path / name
        done = run("rules", "new", "--knowledge", folder, "--lang", "en", stdin=lines(typed))
        assert done.returncode == 0, done.stderr
        texts.append((rules / "contradiction").glob("CON-016-*").__next__().read_bytes())
    assert texts[0] == texts[1]
    shown = done.stdout.decode()
    assert [said for _, _, said in WRONG if said not in shown] == []


def test_a_question_mark_lists_the_choices_and_the_phrases_are_shown(tmp_path):
    library(tmp_path)
    replies = [*INFERENCE[:10], "?", *INFERENCE[10:]]
    done = run("rules", "new", "--knowledge", tmp_path, "--lang", "en", stdin=lines(replies))
    shown = done.stdout.decode()
    assert "  books: Number of books" in shown
    assert "within 0 to 9999" in shown
    assert "  yes: The reading room leaks" in shown


def test_a_conclusion_that_would_run_in_a_circle_is_refused(tmp_path):
    library(tmp_path)
    replies = [*INFERENCE[:9], "all", "ready", "no", "", "ready", "", "set-hours", "advancing", ""]
    done = run("rules", "new", "--knowledge", tmp_path, "--lang", "en", stdin=lines(replies))
    assert done.returncode == 0
    assert "ready: These rules wait for each other: LIB-005." in done.stdout.decode()


def test_conditions_that_draw_no_boundary_are_asked_again(tmp_path):
    rules, _ = library(tmp_path)
    never = ["all", "roof_leaks", "yes", "unless", "roof_leaks", "yes", ""]
    replies = [*INFERENCE[:9], *never, *INFERENCE[9:]]
    done = run("rules", "new", "--knowledge", tmp_path, "--lang", "en", stdin=lines(replies))
    assert done.returncode == 0
    assert "draw no boundary" in done.stdout.decode()
    written = yaml.load((rules / "LIB-005-many-books.yaml").read_bytes(), Loader=yaml.BaseLoader)
    assert written["when"] == {"all": {"books": "more than 499"}, "unless": {"roof_leaks": "yes"}}


def finish(interview):
    interview.run()
    interview.confirm()


@pytest.mark.parametrize("ends", range(len(INFERENCE)))
def test_stopping_anywhere_leaves_a_draft_that_loads_or_nothing(tmp_path, ends):
    rules, knowledge = library(tmp_path)
    base, before = load(rules, knowledge), contents(tmp_path)
    source = io.StringIO(lines(INFERENCE[:ends]).decode())
    interview = Interview(base, Form(LineAsker(source, io.StringIO(), "en"), "en"))
    with pytest.raises(EndOfInputError):
        finish(interview)
    enough = ends >= INFERENCE.index("ready") + 1
    if not enough:
        with pytest.raises(AdvisorError):
            file_rule(base, rules, interview.draft, "draft")
        assert contents(tmp_path) == before
    else:
        path = file_rule(base, rules, interview.draft, "draft")
        assert contents(tmp_path).keys() - before.keys() == {path}
        assert [rule.id for rule in load(rules, knowledge).inactive] == ["LIB-005"]


@pytest.mark.parametrize(("ends", "said"), [(5, "nothing was written"), (17, "status: draft")])
def test_input_that_ends_early_exits_with_1_and_says_what_was_kept(tmp_path, ends, said):
    rules, _ = library(tmp_path)
    typed = lines(INFERENCE[:ends])
    done = run("rules", "new", "--knowledge", tmp_path, "--lang", "en", stdin=typed)
    assert done.returncode == 1
    assert said in (done.stdout + done.stderr).decode()
    assert len(list(rules.glob("LIB-005-*"))) == (ends == 17)
    assert b"Traceback" not in done.stderr


def test_no_at_the_end_writes_nothing(tmp_path):
    library(tmp_path)
    before = contents(tmp_path)
    done = run("rules", "new", "--knowledge", tmp_path, stdin=lines([*INFERENCE[:-1], "no"]))
    assert done.returncode == 0
    assert contents(tmp_path) == before


def test_ctrl_c_at_a_terminal_stops_without_a_trace(tmp_path):
    library(tmp_path)
    before = contents(tmp_path)
    arguments = ["-m", "advisor", "rules", "new", "--knowledge", str(tmp_path), "--lang", "en"]
    child = pexpect.spawn(sys.executable, arguments, cwd=str(ROOT), encoding="utf-8", timeout=30)
    child.expect("Topic folder")
    child.sendline(".")
    child.expect(r"Id of the rule \[LIB-005\]")
    child.sendintr()
    child.expect("nothing was written")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert contents(tmp_path) == before


def test_what_the_rest_of_the_base_then_lacks_is_told(tmp_path):
    rules, knowledge = copied(tmp_path)
    replies = [
        "budget", "", "Satu", "One", "Karena.", "Because.", "kendala/1/b", "", "",
        "all", "obstacle_budget", "yes", "", "", "find-savings", "blocking", "",
    ]  # fmt: skip
    done = run("rules", "new", "--knowledge", tmp_path, "--lang", "en", stdin=lines(replies))
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert "Left to do" in shown
    assert "knowledge/lessons.yaml:" in shown
    assert load(rules, knowledge).rule["BUD-005"].status == "active"


def test_every_example_of_the_shipped_rules_is_found_and_named_as_it_is_there(knowledge):
    terms = knowledge.vocabulary.all
    for rule in knowledge.rules:
        found = boundary_examples(rule, terms)
        assert [example for example in rule.examples if example not in found] == []


def rules_over(terms):
    """Rules with up to four lines per part, over any of the terms."""

    def phrase(term):
        if term.type == "number":
            forms = st.sampled_from(["at least", "at most", "more than", "less than"])
            return st.tuples(forms, st.integers(0, 6)).map(lambda p: f"{p[0]} {p[1]}")
        if term.type == "choice":
            values = st.lists(st.sampled_from([c.value for c in term.choices]), unique=True)
            return values.filter(bool).map(
                lambda v: v[0] if len(v) == 1 else f"one of {', '.join(v)}"
            )
        return st.sampled_from(["yes", "no"])

    line = st.sampled_from(terms).flatmap(lambda t: st.tuples(st.just(t.name), phrase(t)))
    part = st.lists(line, max_size=4).map(dict)
    return st.fixed_dictionaries({"all": part, "any": part, "unless": part}).filter(
        lambda when: any(when.values())
    )


BASE = load(LIBRARY / "rules", LIBRARY / "knowledge")
TERMS = (*BASE.vocabulary.all.values(), load().term("government_level"))


def with_lines(when):
    rule = BASE.rules[0].model_copy(update={"when": Rule.model_fields["when"].annotation(**when)})
    return Rule.model_validate(rule.model_dump())


def parsed(example, terms):
    return {name: terms[name].parse(text) for name, text in example.given.items()}


@given(rules_over(TERMS))
def test_boundary_examples_are_what_the_rule_comes_to_or_there_is_no_boundary(when):
    rule = with_lines(when)
    terms = {term.name: term for term in TERMS}
    try:
        examples = boundary_examples(rule, terms)
    except AdvisorError:
        assert {judge(rule, state) for state in states(rule, terms)} != set(Outcome)
        return
    for example in examples:
        assert judge(rule, parsed(example, terms)) is example.expect
    assert {example.expect for example in examples} == set(Outcome)


def failing(rule, state):
    return [line for line in rule.required if line.holds(state) is False]


def test_a_line_is_ruled_out_by_a_value_that_meets_the_other_lines_of_its_term():
    """Were it shown by `provinsi`, both lines would rule the rule out."""
    rule = with_lines({
        "all": {"government_level": "one of kabupaten, kota"},
        "unless": {"government_level": "one of provinsi, kabupaten"},
    })  # fmt: skip
    terms = {term.name: term for term in TERMS}
    shown = [parsed(example, terms) for example in boundary_examples(rule, terms)]
    assert [rule.required[1]] in [failing(rule, state) for state in shown]
    assert {"government_level": "kabupaten"} in shown


@given(rules_over([term for term in TERMS if term.type != "yes-no"]))
def test_each_line_that_can_rule_out_alone_is_shown_to(when):
    rule = with_lines(when)
    terms = {term.name: term for term in TERMS}
    try:
        examples = boundary_examples(rule, terms)
    except AdvisorError:
        return
    shown = [failing(rule, parsed(example, terms)) for example in examples]
    for state in states(rule, terms):
        if len(state) == len(rule.reads) and len(failing(rule, state)) == 1:
            assert failing(rule, state) in shown


def states(rule, terms):
    """Every state of the terms the rule reads; numbers up to 9 stand for all of them."""
    found = [{}]
    for name in rule.reads:
        values = [v for v in terms[name].values if terms[name].type != "number" or v < 10]
        found = [{**state, **new} for state in found for new in [{}, *({name: v} for v in values)]]
    return found


def examples_of(path):
    written = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)
    return written["when"], [(e["expect"], e["given"]) for e in written["examples"]]


def test_a_rule_for_everyone_needs_no_condition_and_has_one_example(tmp_path):
    rules, _ = library(tmp_path)
    done = run("rules", "new", "--knowledge", tmp_path, stdin=lines(EVERYONE))
    assert done.returncode == 0, done.stderr
    assert examples_of(rules / "LIB-005-everyone.yaml") == ({}, [("applies", {})])
    assert run("check", "--knowledge", tmp_path).returncode == 0
    for command in (("rules", "format", "--check"), ("rules", "show", "LIB-005", "--lang", "en")):
        told = run(*command, "--knowledge", tmp_path)
        assert told.returncode == 0
    assert "Holds for everyone, without conditions" in told.stdout.decode()


def test_a_rule_between_two_numbers_has_an_example_beside_each_of_its_ends(tmp_path):
    rules, _ = library(tmp_path)
    done = run("rules", "new", "--knowledge", tmp_path, stdin=lines(BETWEEN))
    assert done.returncode == 0, done.stderr
    assert examples_of(rules / "LIB-005-some.yaml") == (
        {"all": {"books": "between 3 and 7"}},
        [("applies", {"books": "3"}), ("rejected", {"books": "2"}), ("rejected", {"books": "8"}),
         ("undecided", {})],
    )  # fmt: skip


def test_only_an_inference_can_do_without_conditions(tmp_path):
    rules, knowledge = library(tmp_path)
    base = (rules / "LIB-001-roof-leaks.yaml").read_text("utf-8")
    text = base.replace("LIB-001", "LIB-009").replace("  all:\n    roof_leaks: yes\n", " {}\n")
    start, end = text.index("then:"), text.index("examples:")
    message = "kind: contradiction\nthen: {message: {id: a, en: a}}\n"
    path = rules / "LIB-009-x.yaml"
    path.write_text(text[:start].replace("when:\n {}", "when: {}") + message + text[end:], "utf-8")
    with pytest.raises(AdvisorError) as raised:
        load(rules, knowledge)
    assert "check.no-condition" in {problem.message.key for problem in raised.value.problems}


def test_a_rule_for_everyone_says_so_wherever_it_is_told(tmp_path):
    rules, knowledge = library(tmp_path)
    run("rules", "new", "--knowledge", tmp_path, stdin=lines(EVERYONE))
    facts = tmp_path / "facts.yaml"
    facts.write_text("answers: {}\n", "utf-8")
    base = load(rules, knowledge)
    assert base.rule["LIB-005"].outcomes == (Outcome.APPLIES,)
    for command in (
        ("explain", facts, "set-hours"),
        ("trace", facts, "--format", "markdown"),
        ("advise", facts),
    ):
        done = run(*command, "--knowledge", tmp_path, "--lang", "en")
        assert done.returncode == 0, done.stderr
        assert "without conditions" in done.stdout.decode(), done.stdout.decode()
