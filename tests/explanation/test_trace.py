"""The replay of the engine's run: exact in both directions, and equal to the advice at its end."""

import json
import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, read_facts
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.explanation.trace.markdown import trace_markdown
from advisor.explanation.trace.replay import replay
from advisor.explanation.trace.session import COMMANDS, Session
from advisor.explanation.trace.stepper import Stepper
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import Outcome, judge
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT
from tests.states import partial_answers

HALF = "examples/dinas-kabupaten-setengah-tahu.yaml"


@pytest.fixture(scope="module")
def city(knowledge, engine):
    return replay(engine, read_facts(knowledge.vocabulary, ROOT / CITY))


@settings(max_examples=80)
@given(answers=partial_answers())
def test_the_end_of_the_replay_is_the_advice(knowledge, engine, answers):
    made = replay(engine, Facts(answers))
    expected = evaluate(knowledge, answers)
    end = made.states[-1]
    assert dict(end.memory) == expected.values
    assert dict(end.outcomes) == expected.outcomes
    assert len(end.outcomes) == len(knowledge.rules)
    rules = [firing.name for firing in made.firings if firing.kind == "rule"]
    assert rules == list(made.advice.fired) == list(expected.fired)
    assert made.advice == advice_of(knowledge, Facts(answers), expected)
    assert end.agenda == ()


@settings(max_examples=80)
@given(answers=partial_answers())
def test_the_agenda_is_what_the_working_memory_calls_for_and_its_first_fires_next(
    knowledge, engine, answers
):
    """Independently of the engine: every rule whose conditions hold and that has not fired yet,
    and every layer that is not closed yet."""
    made = replay(engine, Facts(answers))
    closings = {f"close-{number}" for number in range(1, len(knowledge.layers) + 1)}
    fired: set[str] = set()
    for state, next in zip(made.states, [*made.firings, None], strict=True):
        fired |= {state.last.name} if state.last else set()
        values = dict(state.memory)
        ready = {r.id for r in knowledge.rules if judge(r, values) is Outcome.APPLIES}
        assert {name for name, _ in state.agenda} == (ready | closings) - fired
        saliences = [salience for _, salience in state.agenda]
        assert saliences == sorted(saliences, reverse=True)
        assert len(saliences) == len(set(saliences))
        assert state.agenda[:1] == (((next.name, next.salience),) if next else ())


def test_each_state_adds_to_the_one_before(city):
    for before, after in zip(city.states, city.states[1:], strict=False):
        assert after.index == before.index + 1
        assert after.memory == (*before.memory, *after.last.added)
        assert after.outcomes == (*before.outcomes, *after.decided)


@settings(max_examples=60)
@given(answers=partial_answers(), start=st.integers(0, 60), count=st.integers(1, 60))
def test_back_and_forth_gives_the_same_state(engine, answers, start, count):
    stepper = Stepper(replay(engine, Facts(answers)))
    before = stepper.next(start)
    moved = min(count, stepper.position)
    stepper.back(moved)
    assert stepper.next(moved) is before
    ahead = min(count, len(stepper.replay.states) - 1 - stepper.position)
    stepper.next(ahead)
    assert stepper.back(ahead) is before
    again = replay(engine, Facts(answers)).states[before.index]
    assert again == before


@settings(max_examples=50)
@given(answers=partial_answers(), data=st.data())
def test_a_breakpoint_stops_where_its_term_arrives(knowledge, engine, answers, data):
    stepper = Stepper(replay(engine, Facts(answers)))
    term = data.draw(st.sampled_from([t.name for t in knowledge.vocabulary.derived]))
    stepper.breaks.add(term)
    state = stepper.run()
    if term in evaluate(knowledge, answers).values:
        assert term in dict(state.last.added)
        assert term not in dict(stepper.back().memory)
    else:
        assert stepper.at_end


def test_run_to_a_rule_stops_after_it_fired_and_stays_when_it_never_does(city):
    stepper = Stepper(city)
    for rule in city.advice.fired:
        assert stepper.run_to(rule)
        assert stepper.state.last.name == rule
    before = stepper.state
    missing = next(r.id for r in city.knowledge.rules if r.id not in city.advice.fired)
    assert not stepper.run_to(missing)
    assert stepper.state is before


# ---- the commands of the interactive trace


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.sampled_from(
            ["", "next 3", "back 2", "run", "run REG-001", "run REG-002", "break target_met",
             "break", "memory", "agenda", "why", "why MON-001", "help", "why X", "next -1",
             "next 99999999", "run !", "break q", "xyz", "\x00", "lanjut", "next"]
        ) | st.text(max_size=12),
        max_size=12,
    )
)  # fmt: skip
def test_no_line_breaks_the_session(city, lines):
    for language in LANGUAGES:
        session = Session(city, language)
        for line in lines:
            before = session.stepper.state
            shown = session.handle(line)
            assert shown or session.done
            assert before in city.states


@pytest.mark.parametrize("count", ["999999999999", "9" * 10_000, "0099999999"])
def test_a_step_larger_than_the_run_goes_to_its_end(city, count):
    session = Session(city, "en")
    session.handle(f"next {count}")
    assert session.stepper.at_end
    session.handle(f"back {count}")
    assert session.stepper.position == 0


def test_run_goes_to_a_closing_too(city, knowledge):
    session = Session(city, "en")
    for number in range(len(knowledge.layers), 0, -1):
        (heading, *_) = session.handle(f"run Close-{number}")
        assert heading.endswith(f"closing of layer {number}")
        assert session.stepper.state.last.name == f"close-{number}"
    before = session.stepper.state
    assert "no rule of this id" in session.handle("run close-99")[0]
    assert session.stepper.state is before


def test_each_command_is_known_by_its_words_in_both_languages(city):
    for language in LANGUAGES:
        session = Session(city, language)
        for command in COMMANDS:
            for other in LANGUAGES:
                spellings = word(f"tracing.words-{command}", other).split()
                wanted = spellings if other == language else [s for s in spellings if s[1:]]
                assert all(session.words[spelling] == command for spelling in wanted)


def test_the_words_of_the_commands_are_not_shared():
    for language in LANGUAGES:
        spellings = [s for c in COMMANDS for s in word(f"tracing.words-{c}", language).split()]
        assert len(spellings) == len(set(spellings))


def test_why_shows_each_condition_as_it_stands(city):
    session = Session(city, "en")
    start = session.handle("why REG-004")
    assert start[1].startswith("  [not known]")
    assert start[2].startswith("  [holds]")
    session.handle("run REG-001")
    assert all(line.startswith("  [holds]") for line in session.handle("why REG-004")[1:])
    assert any(line.startswith("  [fails]") for line in session.handle("run REG-002"))


# ---- the command as a process


def lines_typed(*lines, file=CITY, language="en", code=0):
    done = run("trace", file, "--lang", language, stdin="\n".join(lines).encode())
    assert done.returncode == code, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout.decode()


def test_a_piped_session_goes_forth_and_back():
    shown = lines_typed("next 2", "back", "run REG-004", "quit", "next")
    parts = shown.split("trace> ")
    assert "Start: " in parts[0]
    assert "Working memory (" in parts[0]
    assert "Firing 2 of" in parts[1]
    assert "Firing 1 of" in parts[2]
    assert "REG-004" in parts[3].splitlines()[1]
    assert len(parts) == 5


def test_the_end_tells_the_first_step(city):
    shown = lines_typed("run")
    assert f"Steps advised: {len(city.advice.steps)}" in shown
    assert city.advice.steps[0].text.en in shown


def test_indonesian_words_work():
    shown = lines_typed("lanjut", "k", "h obstacle_regulation", "j", "s", language="id")
    assert "REG-001" in shown.split("jejak> ")[4]


def test_json_alone_is_enough_to_replay(knowledge):
    for path in (CITY, HALF):
        trace = json.loads(run("trace", path, "--format", "json").stdout)
        facts = read_facts(knowledge.vocabulary, ROOT / path)
        expected = evaluate(knowledge, facts.answers)
        memory, outcomes = dict(trace["memory"]), {}
        for firing in trace["firings"]:
            memory.update(firing["added"])
            outcomes.update(firing["outcomes"])
        assert memory == expected.values
        assert outcomes == expected.outcomes
        agendas = [trace["agenda"], *(firing["agenda"] for firing in trace["firings"])]
        nexts = [agenda[0]["name"] for agenda in agendas[:-1]]
        assert nexts == [firing["name"] for firing in trace["firings"]]


def test_markdown_has_a_section_for_each_firing(city):
    for language in LANGUAGES:
        text = trace_markdown(city, language)
        assert text.count("\n## ") == len(city.states) + 1
        assert all(rule in text for rule in city.advice.fired)


@pytest.mark.parametrize("layout", ["json", "markdown"])
def test_the_same_bytes_whatever_the_hash_seed(layout):
    outputs = {
        run("trace", HALF, "--format", layout, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "5")
    }
    assert len(outputs) == 1


def test_contradictory_and_out_of_scope_answers_can_be_traced():
    for name, shown, code in (
        ("dinas-kota-bertentangan", "contradict", 1),
        ("kantor-desa", "out of scope", 0),
    ):
        path = next((ROOT / "examples").glob(f"{name}*"))
        assert shown in lines_typed("run", file=path, code=code)


def test_standard_input_is_refused_where_commands_come_from_it():
    facts = (ROOT / CITY).read_bytes()
    assert run("trace", "-", stdin=facts).returncode == 2
    assert run("trace", "-", "--format", "markdown", stdin=facts).returncode == 0


def test_in_a_terminal_enter_goes_on_and_ctrl_c_ends(knowledge):
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable, ["-m", "advisor", "trace", CITY, "--lang", "en"], cwd=str(ROOT),
        env={**os.environ, "TERM": "xterm"}, encoding="utf-8", timeout=20, dimensions=(60, 100),
    )  # fmt: skip
    child.expect_exact("trace> ")
    child.sendline("")
    child.expect("Firing 1 of")
    child.expect_exact("trace> ")
    child.sendline("b")
    child.expect("Start: ")
    child.expect_exact("trace> ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert "Traceback" not in (child.before or "")
