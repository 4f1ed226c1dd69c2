"""The explaining commands as a person meets them: words of one language, JSON, pictures, errors."""

import json
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from advisor.cli.group import advisor
from tests.conftest import ROOT

CITY = str(ROOT / "examples/dinas-kependudukan-kota.yaml")
HALF = str(ROOT / "examples/dinas-kabupaten-setengah-tahu.yaml")
WRONG = str(ROOT / "examples/dinas-kota-bertentangan.yaml")
OUTSIDE = str(ROOT / "examples/kantor-desa-luar-cakupan.yaml")
SETTLED = str(ROOT / "examples/dinas-provinsi-tertata.yaml")
OTHER = str(ROOT / "examples/dinas-provinsi-kendala-lain.yaml")


PERDA_TWICE = ("--set", "perda_exists=yes", "--set", "perda_exists=no")


def run(*arguments, lang="en", code=0):
    done = CliRunner().invoke(advisor, [*arguments, "--lang", lang])
    assert done.exit_code == code, (done.output, done.exception)
    return " ".join(done.output.replace("│", " ").split())


def shown(*arguments):
    return json.loads(CliRunner().invoke(advisor, [*arguments, "--format", "json"]).stdout)


def test_explain_reads_from_the_step_down_to_the_line_of_the_article():
    text = run("explain", CITY, "2")
    told = [
        "Why this step is advised: Form a work team",
        "Step 2 in a plan of ",
        "Reason 1: No work team has been formed to handle the regulation (rule REG-004)",
        "is an obstacle (a finding) [obstacle_regulation]",
        "Rule REG-001 applies",
        "There is no Perda on regional innovation (your answer) [perda_exists]",
        "[kendala/2/a], line 94: Discuss promptly",
        "Why at rank 2",
        "but more other steps wait for it (4, and 3 for this step)",
        "because that one waits for it",
    ]
    places = [text.index(sentence) for sentence in told]
    assert places == sorted(places)


def test_explain_tells_why_a_finding_is_false_and_tells_it_once():
    text = run("explain", OTHER, "collaborate-on-problem")
    assert 'Rule BUD-001 ("The budget for innovation is limited") is rejected' in text
    assert "Required: Budget for innovation: Limited. The case is: Budget" in text
    assert text.count("Rule OTH-001 applies") == 1
    assert "No step stands before it." in text
    assert "No step stands after it." in text


def test_a_finding_behind_two_reasons_is_told_once_and_pointed_back_to():
    text = run("explain", CITY, "find-facilitator")
    assert "Reason 2" in text
    assert "Explained above." in text
    assert text.count("Rule PRO-001 applies") == 1


def test_why_not_names_the_line_and_the_answer_or_what_would_decide():
    settled = run("why-not", SETTLED, "find-savings")
    assert "Every rule that could advise this step is ruled out." in settled
    failed = run("why-not", HALF, "OTH-002")
    assert "Staff competence: Limited (your answer) [staff_competence]" in failed
    open_now = run("why-not", HALF, "MON-002")
    assert "This rule is undecided" in open_now
    assert "This is not known [perkada_exists]." in open_now
    assert "If yes: the rule is rejected." in open_now
    assert "If no: the rule applies." in open_now
    assert "The fewest answers that would make this rule apply" in open_now


def test_why_not_answers_the_wrong_question_too():
    step = run("why-not", CITY, "form-work-team")
    assert "in fact advised, as step 2" in step
    assert "not advised" not in step
    assert step.startswith("This step is advised: ")
    rule = run("why-not", CITY, "reg-004")
    assert rule.startswith('Rule REG-004 ("No work team')
    assert "does not apply" not in rule
    assert "This rule does in fact apply" in rule
    held = run("why-not", WRONG, "form-work-team", code=1)
    assert held.startswith("Why this step is not advised: ")
    assert "Please check both answers. (CON-001)" in held
    assert "This is out of scope." in run("why-not", OUTSIDE, "form-work-team")
    done = run("why-not", CITY, "ask-head-mandate", "--set", "head_requires_innovation=yes")
    assert "This step is done already" in done


def test_what_if_shows_both_plans_side_by_side():
    text = run("what-if", CITY, "--set", "perda_exists=yes", "--set", "budget=adequate")
    assert "Steps gone: 6; new: 1; moved: 0; reworded: 0; with other reasons: 1;" in text
    assert (
        "Regional regulation (Perda) on regional innovation: from no to yes [perda_exists]" in text
    )
    assert "Budget for innovation: from Limited to Adequate [budget]" in text
    assert 'REG-001 ("There is neither' in text
    assert "from applies to rejected" in text
    held = run("what-if", CITY, "--set", "government_level=other")
    assert "This is out of scope." in held
    assert "Steps gone" not in held
    assert "government_level" in run("what-if", OUTSIDE, "--set", "government_level=kota")
    same = run("what-if", CITY, "--set", "government_level=kota")
    assert "The plan stays the same." in same


def test_a_sweep_tells_each_value_and_marks_the_present_one():
    text = run("what-if", CITY, "--sweep", "innovations_running")
    assert text.index("0 innovation(s)") < text.index("at least 1 (the present answer)")
    assert text.rindex("not known") > text.index("The plan stays the same.")
    assert [case["value"] for case in shown("what-if", CITY, "--sweep", "perda_exists")["cases"]]


def test_smallest_change_shows_every_way_and_what_it_does():
    text = run("smallest-change", CITY, "--drop", "form-work-team")
    assert "at the least: 1. Ways to do so: 3." in text
    assert "Way 3" in text
    assert "Steps gone (4): Form a work team for the Perda and/or mayor's regulation" in text
    capped = run("smallest-change", CITY, "--drop", "form-work-team", "--cap", "1")
    assert "only 1 is shown" in capped
    none = run("smallest-change", CITY, "--gain", "way_create")
    assert "--any-term" in none
    form = run("smallest-change", CITY, "--gain", "way_create", "--any-term")
    assert "from Adoption from another place to Something entirely new" in form
    assert "it is so already" in run("smallest-change", CITY, "--gain", "form-work-team")


def test_a_rank_of_a_plan_that_is_held_back_is_told_so():
    done = CliRunner().invoke(advisor, ["explain", WRONG, "1", "--lang", "en"])
    assert done.exit_code == 1
    assert "held back" in done.output


def test_smallest_change_says_when_a_change_only_unsettles():
    text = run("smallest-change", OTHER, "--drop", "obstacle_other")
    assert "from yes to no [open_problems]" in text
    assert "Way 2" not in text
    none = run("smallest-change", OTHER, "--gain", "obstacle_budget")
    assert "--allow-worse tries them too" in none
    worse = run("smallest-change", OTHER, "--gain", "obstacle_budget", "--allow-worse")
    assert "from Adequate to Limited [budget] (worse than today)" in worse
    half = run("smallest-change", HALF, "--gain", "carry-out-me")
    assert "Nothing needs to change: it is so already." in half


def test_sensitivity_tells_its_measure_and_orders_by_it():
    text = run("sensitivity", HALF)
    assert "The effect of an answer is the number of steps" in text
    assert text.index("[me_carried_out]: effect 7") < text.index("[budget]: effect 3")
    assert "[innovation_form]: decides 13 steps with other answers" in text
    assert "[innovation_category]: decides how a step is worded" in text
    assert "No answer that is still unknown" in run("sensitivity", OTHER)
    assert "contradict each other" in run("sensitivity", WRONG, code=1)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("arguments", [
    ("explain", CITY, "1"),
    ("why-not", HALF, "form-work-team"),
    ("what-if", CITY, "--set", "perda_exists=yes"),
    ("what-if", CITY, "--sweep", "budget"),
    ("smallest-change", CITY, "--drop", "1"),
    ("sensitivity", HALF),
])  # fmt: skip
def test_every_explanation_speaks_each_language_alone(arguments, lang):
    text = run(*arguments, lang=lang)
    foreign = {"id": (" the ", " is ", " not "), "en": (" yang ", " belum ", " dan ")}[lang]
    assert not [w for w in foreign if w in text]
    assert "{" not in text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_old_western_terminal_shows_every_explanation(lang):
    for arguments in (
        ("explain", CITY, "1"),
        ("why-not", HALF, "form-work-team"),
        ("what-if", CITY, "--set", "perda_exists=yes"),
        ("smallest-change", CITY, "--drop", "1"),
        ("sensitivity", HALF),
    ):
        done = CliRunner(charset="cp1252").invoke(advisor, [*arguments, "--lang", lang])
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("explain", CITY, "1"), "explanation/1"),
        (("why-not", CITY, "REG-001"), "why-not/1"),
        (("what-if", CITY, "--set", "perda_exists=yes"), "what-if/1"),
        (("what-if", CITY, "--sweep", "budget"), "sweep/1"),
        (("smallest-change", CITY, "--drop", "1"), "smallest-change/1"),
        (("sensitivity", HALF), "sensitivity/1"),
    ],
)
def test_the_json_of_each_names_its_schema(arguments, schema):
    assert shown(*arguments)["schema"] == schema


def test_the_proof_is_drawn_with_every_node_once(tmp_path):
    target = tmp_path / "proof.svg"
    run("explain", OTHER, "1", "--format", "svg", "-o", str(target))
    root = ET.fromstring(target.read_text("utf-8"))
    assert root.tag.endswith("svg")
    said = " ".join(" ".join(root.itertext()).split())
    for name in ("OTH-002", "OTH-001", "obstacle_other", "open_problems", "BUD-001: rejected"):
        assert said.count(name) == 1, name
    chart = CliRunner().invoke(advisor, ["explain", OTHER, "1", "--format", "mermaid"]).stdout
    assert chart.count("open_problems") == 1
    assert "flowchart LR" in chart


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("explain", HALF, "form-work-team"), 1, "See why with advisor why-not"),
        (("explain", WRONG, "form-work-team"), 1, "held back"),
        (("explain", CITY, "form-work-tem"), 1, "Did you mean 'form-work-team'?"),
        (("why-not", CITY, "REG-0044"), 1, "Did you mean 'REG-004'?"),
        (("what-if", CITY, "--sweep", "perda"), 1, "There is no question of this name."),
        (("what-if", CITY, "--set", "perda_exists=perhaps"), 1, "not a known answer"),
        (("what-if", CITY), 2, "Give --set or --sweep"),
        (("smallest-change", CITY), 2, "Give either --drop or --gain"),
        (("smallest-change", CITY, "--drop", "1", "--gain", "2"), 2, "either --drop or --gain"),
        (("smallest-change", CITY, "--gain", "perda_exists"), 1, "is an answer, not a finding"),
        (("explain", "nowhere.yaml", "1"), 1, "nowhere.yaml"),
        (("explain", CITY, "999"), 1, "there is none at this rank"),
        (("explain", CITY, "0"), 1, "there is none at this rank"),
        (("explain", CITY, "9" * 6000), 1, "there is none at this rank"),
        (("explain", CITY, "999", "--set", "government_level=other"), 1, "held back"),
        (("smallest-change", CITY, "--drop", "999"), 1, "there is none at this rank"),
        (("smallest-change", WRONG, "--drop", "1"), 1, "held back"),
        (("why-not", CITY, "3"), 1, "Only a step that is advised has a rank"),
        (("why-not", CITY, "REG-001", *PERDA_TWICE), 1, "'perda_exists' is changed more than once"),
        (("what-if", CITY, *PERDA_TWICE), 1, "'perda_exists' is changed more than once"),
        (("what-if", CITY, "--sweep", "budget", "--sweep", "perda_exists"), 2, "one question only"),
        (("explain", CITY, "1", "-o", "proof.png"), 1, "Use one of these endings: .svg, .mmd"),
        (("explain", CITY, "1", "-o", "x.svg", "--format", "mermaid"), 1, "Make them agree"),
        (("explain", CITY, "1", "-o", "x.svg", "--format", "json"), 2, "-o writes a picture"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(arguments, code, said):
    assert said in run(*arguments, code=code)


def test_a_picture_that_cannot_be_written_is_a_clear_error(tmp_path):
    target = str(tmp_path / "no" / "proof.svg")
    assert "proof.svg" in run("explain", CITY, "1", "--format", "svg", "-o", target, code=1)


def test_every_bad_change_is_told_at_once():
    told = run("what-if", CITY, "--set", "perda=yes", "--set", "budget=tight", code=1)
    assert "There is no question called 'perda'" in told
    assert "'tight' is not one of the choices" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("why-not", WRONG, "form-work-team"),
        ("why-not", CITY, "form-work-team", "--set", "work_team_active=yes"),
        ("what-if", CITY, "--set", "work_team_active=yes"),
        ("what-if", CITY, "--set", "work_team_active=yes", "--sweep", "budget"),
        ("smallest-change", WRONG, "--gain", "form-work-team"),
        ("sensitivity", WRONG),
        ("trace", WRONG, "--format", "json"),
        ("trace", WRONG, "--format", "markdown"),
        ("graph", "--fired", WRONG, "--format", "mermaid"),
        ("explain", WRONG, "1"),
        ("advise", WRONG, "--no-ledger"),
    ],
    ids=" ".join,
)
def test_answers_that_contradict_end_every_command_with_one(arguments):
    assert len(run(*arguments, code=1)) > 40


def test_a_contradiction_that_the_changes_resolve_is_no_bad_input():
    facts = json.loads(CliRunner().invoke(advisor, ["advise", WRONG, "--format", "json"]).stdout)
    (contradiction, *_) = facts["contradictions"]
    assert facts["status"] == "contradictory"
    changes = [f"--set={term}=unknown" for c in facts["contradictions"] for term in c["terms"]]
    assert contradiction["rule"] in run("what-if", WRONG, *dict.fromkeys(changes))


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", "<svg"), ("A.MMD", "---"), ("plain", "<svg")]
)
def test_the_ending_of_the_file_chooses_the_form_of_the_proof(tmp_path, name, start):
    run("explain", CITY, "1", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_contradiction_that_went_is_no_unchanged_plan():
    one = run("what-if", WRONG, "--set", "me_carried_out=no", code=1)
    assert "The plan stays the same" not in one
    assert 'CON-001 ("' in one
    assert "the work team is at work, yet it has not been formed" in one
    both = run("what-if", WRONG, "--set", "me_carried_out=no", "--set", "work_team_active=no")
    assert "There is now a plan of" in both
    neither = run("what-if", WRONG, "--set", "budget=limited", code=1)
    assert "The plan stays the same" in neither


ABOUT_THE_PLAN = (
    ("advise", "--no-ledger"), ("why-not", "hold-training"), ("what-if", "--set", "budget=limited"),
    ("sensitivity",), ("trace",),
)  # fmt: skip
ABOUT_A_STEP_OF_IT = (
    ("explain", "1"),
    ("explain", "hold-training"),
    ("smallest-change", "--drop", "1"),
)


@pytest.mark.parametrize("command", ABOUT_THE_PLAN, ids=" ".join)
def test_a_held_plan_ends_every_command_alike(command):
    name, *rest = command
    run(name, WRONG, *rest, code=1)
    run(name, OUTSIDE, *rest)


@pytest.mark.parametrize("command", ABOUT_A_STEP_OF_IT, ids=" ".join)
def test_a_step_that_a_held_plan_lacks_is_named_as_missing(command):
    name, *rest = command
    for facts in (WRONG, OUTSIDE):
        assert "is held back, so it does not have" in run(name, facts, *rest, code=1)
