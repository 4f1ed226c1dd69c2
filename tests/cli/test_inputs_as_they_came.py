"""Files that people gave the program, with what is right for each; tables have tests of theirs."""

import json
import shutil

from tests.cli.test_cli import run
from tests.conftest import ROOT

INPUTS = ROOT / "tests" / "data" / "inputs"


def test_three_known_obstacles_are_named_each_with_its_first_step():
    facts = INPUTS / "01-users-own-facts.yaml"
    advice = json.loads(run("advise", facts, "--no-ledger", "--format", "json").stdout)
    found = {finding["term"] for finding in advice["findings"] if finding["value"] is True}
    assert {"obstacle_budget", "obstacle_regulation", "obstacle_competence"} <= found
    steps = {step["step"] for step in advice["steps"]}
    assert {"consult-stakeholders", "phase-budget", "identify-skill-gap"} <= steps


def test_two_conditions_on_one_term_are_both_to_be_kept():
    done = run("check", "--knowledge", INPUTS / "25-base", "--lang", "en")
    assert done.returncode == 1
    assert "write the second in a rule of its own" in done.stderr.decode()


def test_what_windows_leaves_in_a_folder_of_rules_is_passed_over():
    assert {"Thumbs.db", "desktop.ini"} <= {p.name for p in (INPUTS / "27-base/rules").iterdir()}
    done = run("check", "--knowledge", INPUTS / "27-base")
    assert done.returncode == 0, done.stderr.decode()


def test_the_questionnaire_goes_on_without_the_answers_that_no_longer_fit(tmp_path):
    facts = tmp_path / "31.yaml"
    shutil.copy(INPUTS / "31-older-edition.yaml", facts)
    told = run("consult", "--resume", facts, "--plain", "--no-ledger", "--lang", "en").stderr
    assert b"legacy_question" in told
    assert b"'replikasi'" in told
    assert b"2 answers above no longer fit" in told
    assert facts.read_bytes() == (INPUTS / "31-older-edition.yaml").read_bytes()
