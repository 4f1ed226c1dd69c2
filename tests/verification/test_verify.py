"""Deep check of the shipped base, and of copies of it in which one defect was planted by hand."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from advisor.advice.consultation import advise
from advisor.advice.facts import Facts, read_facts
from advisor.common.errors import AdvisorError
from advisor.inference.engine import Engine
from advisor.knowledge.loader import load
from advisor.knowledge.rule import DefectKind
from advisor.verification.exact.deep import verify
from advisor.verification.exact.report import Shelf, write_examples
from tests.conftest import ROOT
from tests.copies import change, copied
from tests.demonstrations import demonstrates
from tests.planting import plant_rule, plant_step, plant_term

LEAD = {"institution_lead_assigned": "no"}


def test_the_shipped_base_has_no_problem(knowledge):
    verification = verify(knowledge)
    assert verification.problems == ()
    assert [(d.kind, d.subject) for d, _ in verification.waived] == [("not-monotonic", "OTH-001")]


def everybody_contradicts(rules, knowledge):
    for number, value in enumerate(("limited", "adequate"), start=1):
        plant_rule(rules, f"PLT-00{number}", {"all": {"budget": value}}, {}, "contradiction")
    return "PLT-001"


def impossible_answer(rules, knowledge):
    plant_rule(rules, "PLT-001", {"all": {"innovation_form": "adoption"}}, {}, "contradiction")
    return "innovation_form"


def dead_rule(rules, knowledge):
    when = {"all": {"budget": "adequate", "budget_phased": "no", "obstacle_budget": "yes"}}
    plant_rule(rules, "PLT-001", when, {"advise": "phase-budget", "urgency": "blocking"})
    return "PLT-001"


def redundant_rule(rules, knowledge):
    source = ("mengembangkan/4",)
    for number, value in enumerate(("limited", "adequate"), start=1):
        when = {"all": {**LEAD, "budget": value}}
        then = {"advise": "assign-institution-lead", "urgency": "enabling"}
        plant_rule(rules, f"PLT-00{number}", when, then, sources=source)
    return "INS-004"


def subsumed_rule(rules, knowledge):
    when = {"all": {"obstacle_budget": "yes", "budget_phased": "no", "perda_exists": "yes"}}
    then = {"advise": "phase-budget", "urgency": "enabling"}
    plant_rule(rules, "PLT-001", when, then, sources=("kendala/1/a",))
    return "PLT-001"


def exclusive_conclusions(rules, knowledge):
    when = {"all": {"perda_exists": "yes", "work_team_formed": "no"}}
    plant_rule(rules, "PLT-001", when, {"conclude": "obstacle_regulation"})
    return "PLT-001"


def advised_though_done(rules, knowledge):
    then = {"advise": "find-savings", "urgency": "blocking"}
    plant_rule(rules, "PLT-001", {"all": {"obstacle_budget": "yes"}}, then)
    return "PLT-001"


def step_never_advised(rules, knowledge):
    plant_step(knowledge, "never-come")
    when = {"all": {"phase_building": "yes", "building_started": "no"}}
    plant_rule(rules, "PLT-001", when, {"advise": "never-come", "urgency": "enabling"})
    return "never-come"


def unreachable_prerequisites(rules, knowledge):
    change(
        knowledge / "steps.yaml",
        "done_by: stakeholders_consulted",
        "done_by: stakeholders_consulted\n    after: [socialise-regulation]",
    )
    return "consult-stakeholders"


def question_never_matters(rules, knowledge):
    plant_term(knowledge, "idle")
    return "idle"


def gap(rules, knowledge):
    path = knowledge / "steps.yaml"
    change(path, "  open_problems: no\n", "  open_problems: no\n  innovation_category: goods\n")
    return "nothing_to_do"


def not_monotonic(rules, knowledge):
    when = {"all": {"perkada_exists": "yes", "training_material_ready": "no"}}
    plant_rule(rules, "PLT-001", when, {"conclude": "obstacle_competence"})
    return "PLT-001"


PLANTS = {
    "contradicts-everything": everybody_contradicts,
    "impossible-answer": impossible_answer,
    "dead-rule": dead_rule,
    "redundant-rule": redundant_rule,
    "subsumed-rule": subsumed_rule,
    "exclusive-conclusions": exclusive_conclusions,
    "advised-though-done": advised_though_done,
    "step-never-advised": step_never_advised,
    "unreachable-prerequisites": unreachable_prerequisites,
    "question-never-matters": question_never_matters,
    "gap": gap,
    "not-monotonic": not_monotonic,
}


def test_every_kind_of_defect_is_planted():
    assert {*PLANTS, "unused-waiver"} == set(DefectKind.__args__)


@pytest.mark.parametrize("kind", PLANTS)
def test_each_kind_of_defect_is_reported_with_an_example_that_shows_it(tmp_path, kind):
    folders = copied(tmp_path)
    name = PLANTS[kind](*folders)
    knowledge = load(*folders)
    verification = verify(knowledge)
    pairs = dict(zip(verification.problems, verification.examples, strict=True))
    defect = next(d for d in pairs if d.kind == kind and name in [n for _, n in d.subjects])
    shelf = Shelf(tmp_path / "found", tmp_path)
    write_examples(verification, shelf)
    facts = read_facts(knowledge.vocabulary, shelf.path(defect))
    example, engine = pairs[defect], Engine(knowledge)
    assert facts.answers == example.answers
    assert demonstrates(engine, defect, facts.answers, example.change)
    for changes in ({}, dict([example.change]) if example.change else {}):
        options = shelf.command(defect, replace(example, change=next(iter(changes.items()), None)))
        shown = run(*options.split()[1:], "--format", "json")
        expected = advise(engine, Facts({**facts.answers, **changes}))
        assert shown.returncode == (1 if expected.status == "contradictory" else 0), shown.stderr
        assert json.loads(shown.stdout) == json.loads(json.dumps(expected.as_json()))


def test_a_planted_defect_brings_no_false_alarm(tmp_path):
    folders = copied(tmp_path)
    advised_though_done(*folders)
    found = {(d.kind, d.subject) for d in verify(load(*folders)).problems}
    assert found == {("advised-though-done", "PLT-001")}


WAIVER = "waivers:\n  - problem: {}\n    reason: {{id: sebab, en: because}}\n"


def test_a_waiver_in_the_rules_file_accepts_its_problem_and_no_other(tmp_path):
    folders = copied(tmp_path)
    (folders[1] / "lessons.yaml").unlink()
    path = plant_rule(
        folders[0], "PLT-001", {"all": {"obstacle_budget": "yes"}},
        {"advise": "find-savings", "urgency": "blocking"},
    )  # fmt: skip
    text = path.read_text("utf-8")
    path.write_text(text + WAIVER.format("advised-though-done"), "utf-8")
    verification = verify(load(*folders))
    assert verification.problems == ()
    assert ("advised-though-done", "PLT-001") in [
        (d.kind, d.subject) for d, _ in verification.waived
    ]
    path.write_text(text + WAIVER.format("dead-rule"), "utf-8")
    found = {(d.kind, d.subject) for d in verify(load(*folders)).problems}
    assert found == {("advised-though-done", "PLT-001"), ("unused-waiver", "PLT-001")}


@pytest.mark.parametrize("file", ["steps.yaml", "vocabulary.yaml"])
def test_an_unused_waiver_of_a_step_or_a_term_is_a_problem(tmp_path, file):
    folders = copied(tmp_path)
    name = {"steps.yaml": "done_by: budget_phased", "vocabulary.yaml": "better: adequate"}[file]
    waiver = "waivers: [{problem: gap, reason: {id: sebab, en: because}}]"
    change(folders[1] / file, name, f"{name}\n    {waiver}")
    (problem,) = verify(load(*folders)).problems
    assert problem.kind == "unused-waiver"


def test_a_misspelt_waiver_is_refused(tmp_path):
    folders = copied(tmp_path)
    path = folders[0] / "budget/BUD-001-obstacle.yaml"
    path.write_text(path.read_text("utf-8") + WAIVER.format("ded-rule"), "utf-8")
    with pytest.raises(AdvisorError) as raised:
        load(*folders)
    (problem,) = raised.value.problems
    assert problem.message.key == "model.choice"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("vocabulary.yaml", "better: adequate", "better: ample", "check.better"),
        ("vocabulary.yaml", "better: more", "better: 5", "check.better"),
        ("vocabulary.yaml", "better: adequate", "obstacle: yes", "check.obstacle"),
        ("vocabulary.yaml", "[phase_preparing, ", "[phase_prepared, ", "check.derived"),
        ("steps.yaml", "  innovation_wanted: no", "  inovation_wanted: no", "check.term"),
        ("steps.yaml", "  innovation_wanted: no", "  innovation_wanted: low", "check.phrase"),
    ],
)
def test_each_wrong_declaration_is_named(tmp_path, file, old, new, key):
    folders = copied(tmp_path)
    change(folders[1] / file, old, new)
    with pytest.raises(AdvisorError) as raised:
        load(*folders)
    assert key in [problem.message.key for problem in raised.value.problems]


# ---- as a user runs it


def run(*arguments, path=""):
    paths = f"{path}{os.pathsep}{ROOT}" if path else str(ROOT)
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": paths}
    return subprocess.run(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        capture_output=True, env=env, cwd=ROOT, check=False,
    )  # fmt: skip


def test_the_deep_check_of_the_shipped_base_passes():
    done = run("check", "--deep", "--lang", "en")
    assert done.returncode == 0, done.stdout.decode()
    assert "0 problems" in done.stdout.decode()


def test_a_problem_is_told_with_its_line_what_to_do_and_a_command_that_shows_it(tmp_path):
    folders = copied(tmp_path)
    (folders[1] / "lessons.yaml").unlink(missing_ok=True)
    path = plant_rule(
        folders[0], "PLT-001", {"all": {"obstacle_budget": "yes"}},
        {"advise": "find-savings", "urgency": "blocking"},
    )  # fmt: skip
    line = path.read_text("utf-8").splitlines().index("when:") + 1
    found = tmp_path / "found"
    done = run("check", "--deep", "--lang", "en", "--knowledge", tmp_path, "--examples", found)
    told = done.stdout.decode()
    assert done.returncode == 1
    assert f"rules/planted/PLT-001-planted.yaml:{line}: Rule PLT-001" in told
    assert "Smallest example: budget: limited, savings_identified: yes" in told
    command = next(w.strip() for w in told.splitlines() if w.strip().startswith("advisor advise"))
    shown = run(*command.split()[1:], "--format", "json")
    plan = json.loads(shown.stdout)["steps"]
    assert "find-savings" in [step["step"] for step in plan]


def test_json_tells_the_same_in_both_languages(tmp_path):
    copied(tmp_path)
    question_never_matters(tmp_path / "rules", tmp_path / "knowledge")
    done = run("check", "--deep", "--format", "json", "--knowledge", tmp_path)
    report = json.loads(done.stdout)
    (problem,) = report["problems"]
    assert done.returncode == 1
    assert (problem["kind"], problem["where"]) == (
        "question-never-matters",
        str(tmp_path / "knowledge/vocabulary.yaml"),
    )
    assert {*problem["message"]} == {*problem["todo"]} == {"id", "en"}
    example = problem["example"]
    assert example["answers"].keys() == example["change"].keys() == {"idle"}
    assert {example["answers"]["idle"], example["change"]["idle"]} == {"yes", "no"}


def test_a_cycle_is_reported_in_json_too_and_names_only_its_own_rules(tmp_path):
    folders = copied(tmp_path)
    change(
        folders[0] / "profile/PRO-001-innovation-running.yaml",
        "innovations_running: at least 1",
        "way_develop: yes",
    )
    done = run("check", "--deep", "--format", "json", "--knowledge", tmp_path)
    cycle = [p for p in json.loads(done.stdout)["problems"] if p["kind"] == "check.cycle"]
    assert done.returncode == 1
    assert {problem["where"] for problem in cycle} == {
        str(folders[0] / "profile/PRO-001-innovation-running.yaml"),
        str(folders[0] / "way/WAY-005-develop.yaml"),
    }
    assert all("PRO-001, WAY-005" in problem["message"]["en"] for problem in cycle)


def test_without_clingo_the_error_names_the_extra(tmp_path):
    (tmp_path / "clingo.py").write_text("raise ImportError('not here')")
    done = run("check", "--deep", path=tmp_path)
    assert done.returncode == 1
    assert "ipp-advisor[verify]" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_an_error_not_a_traceback(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run("check", "--deep", "--examples", tmp_path / "file" / "found")
    assert done.returncode == 1
    assert str(tmp_path / "file" / "found") in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_examples_without_deep_is_wrong_usage(tmp_path):
    assert run("check", "--examples", tmp_path).returncode == 2
