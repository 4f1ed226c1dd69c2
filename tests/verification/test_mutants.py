"""Faults put into rules: which can be seen, by proof, by looking, and by the shipped cases."""

from random import Random

import pytest

from advisor.advice.facts import Facts
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.verification.cases.case_files import read_cases
from advisor.verification.cases.coverage import coverage, sides
from advisor.verification.cases.running import advised, same
from advisor.verification.cases.uncoverable import uncoverable
from advisor.verification.mutants.contrast import Contrast
from advisor.verification.mutants.killing import kills, score
from advisor.verification.mutants.operators import mutants
from advisor.verification.mutants.trial import Trial
from advisor.verification.mutants.verdict import witness
from tests.commands import run
from tests.conftest import ROOT
from tests.copies import change, copied
from tests.small import every_state, small_base

LIBRARY = ROOT / "examples" / "village-library"
SEEDS = (3, 1, 2, 11)


def bases():
    yield load(LIBRARY / "rules", LIBRARY / "knowledge")
    yield from (small_base(Random(seed)) for seed in SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SEEDS) + 1))
def test_a_proof_agrees_with_the_advice_on_every_state(number):
    """Also: a witness has the fewest answers, and what passes for untouched never shows."""
    knowledge = list(bases())[number]
    states = list(every_state(knowledge))
    rights = [(evaluate(knowledge, s), advised(knowledge, Facts(s))) for s in states]
    verdicts = set()
    for mutant in mutants(knowledge):
        trial, contrast = Trial(knowledge, mutant), Contrast(knowledge, mutant)
        shown = []
        for state, (evaluation, right) in zip(states, rights, strict=True):
            differs = not same(right, advised(trial.knowledge, Facts(state)))
            assert contrast.shows(state) == differs, (mutant.name, state)
            if differs:
                shown.append(len(state))
                assert trial.touched(evaluation), (mutant.name, state)
        found = witness(knowledge, mutant)
        verdicts.add(found is None)
        assert (None if found is None else len(found)) == min(shown, default=None), mutant.name
    assert verdicts == ({False} if number == 0 else {True, False})


@pytest.mark.parametrize("seed", range(20))
def test_what_is_called_uncoverable_is_what_no_state_covers(seed):
    knowledge = small_base(Random(seed))
    proven = [item.side.name for item in uncoverable(knowledge, sides(knowledge))]
    left = coverage(knowledge, every_state(knowledge)).sides
    assert [side.name for side in left] == proven


def test_the_rules_that_keep_a_line_from_mattering_are_named(knowledge):
    found = uncoverable(knowledge, sides(knowledge))
    assert [(item.side.name, item.side.holds) for item in found] == [
        ("TRF-007: origin_party_identified", False)
    ]
    assert found[0].because == ("CON-014",)


@pytest.fixture(scope="module")
def shipped(knowledge):
    cases = read_cases(knowledge, ROOT / "tests" / "cases")
    return cases, score(knowledge, cases)


@pytest.mark.slow
def test_each_shipped_case_is_the_only_one_to_catch_a_fault_or_to_cover_something(
    knowledge, shipped
):
    """Else `rules test` would name it as one that can be removed; it names none."""
    cases, result = shipped
    answers = [case.facts.answers for case in cases]
    whole = coverage(knowledge, answers)
    for number, (case, own) in enumerate(zip(cases, result.alone, strict=True)):
        if own:
            trial = Trial(knowledge, own[0])
            killers = [other for other in cases if kills(trial, other.case.expect, other)]
            assert killers == [case], own[0].name
        else:
            rest = [given for place, given in enumerate(answers) if place != number]
            assert coverage(knowledge, rest) != whole, case.case.name.en


@pytest.mark.slow
def test_the_shipped_cases_catch_every_fault_that_can_be_seen():
    done = run("rules", "test", "--lang", "en")
    told = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "faults caught (100%)" in told
    assert not any(words in told for words in ("Not covered", "Not caught", "can be removed"))


def test_a_case_that_is_there_twice_is_named_as_removable_with_its_line(tmp_path):
    text = (LIBRARY / "cases" / "cases.yaml").read_text("utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    done = run("rules", "test", "--knowledge", LIBRARY, "--cases", tmp_path, "--lang", "en")
    told = done.stdout.decode()
    assert done.returncode == 0
    count = text.count("- name:")
    assert told.count("can be removed") == 2 * count
    assert f"{tmp_path / 'two.yaml'}:3: This case can be removed" in told


def test_a_fault_that_no_case_catches_is_told_with_answers_that_show_it(tmp_path):
    (tmp_path / "one.yaml").write_text(
        "cases:\n"
        "  - name: {id: satu, en: one}\n"
        "    answers: {roof_leaks: yes}\n"
        "    expect: {status: advised}\n"
    )
    done = run("rules", "test", "--knowledge", LIBRARY, "--cases", tmp_path, "--lang", "en")
    assert done.returncode == 1
    assert "Not caught: mend-roof: actor librarian; answers that show it: roof_leaks=yes" in (
        done.stdout.decode()
    )


def test_rule_examples_are_run_too_and_a_broken_one_is_told_with_its_line(tmp_path):
    rules, _ = copied(tmp_path)
    path = rules / "budget" / "BUD-001-obstacle.yaml"
    change(path, "expect: applies", "expect: rejected")
    done = run("rules", "test", "--quick", "--knowledge", tmp_path, "--lang", "en")
    assert done.returncode == 1
    line = path.read_text("utf-8").splitlines().index("  - name:") + 1
    told = f"BUD-001-obstacle.yaml:{line}: This example expects 'rejected'"
    assert told in done.stderr.decode()
