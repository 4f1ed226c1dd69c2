"""The commands as a user runs them, with real files, pipes and signals."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from advisor.knowledge.loader import load
from tests.commands import run
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.*"))
CITY = "examples/dinas-kependudukan-kota.yaml"


def schema(name):
    return json.loads(run("schema", name).stdout)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_example_gives_advice_that_keeps_the_contract(path):
    done = run("advise", path, "--format", "json")
    advice = json.loads(done.stdout)
    jsonschema.validate(advice, schema("advice"))
    assert done.returncode == (1 if advice["status"] == "contradictory" else 0)
    assert done.stderr == b""


def test_the_examples_show_every_status():
    found = {json.loads(run("advise", p, "--format", "json").stdout)["status"] for p in EXAMPLES}
    assert found == {"advised", "nothing-to-do", "out-of-scope", "contradictory"}
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_example_fits_the_facts_schema(path):
    from advisor.knowledge.yaml_reader import read

    data = read(path).data
    numbers = {t.name for t in load().vocabulary.terms if t.type == "number"}
    words = {"true": True, "false": False}
    answers = {
        t: int(v) if t in numbers and v.isdigit() else words.get(v, v)
        for t, v in data["answers"].items()
    }
    jsonschema.validate({**data, "answers": answers}, schema("facts"))


def test_five_hash_seeds_give_the_same_bytes():
    code = f"""
import click
from advisor.cli.group import advisor
for layout in ("json", "table", "markdown"):
    line = ["advise", "{CITY}", "--no-ledger", "--format", layout]
    click.Group.main(advisor, line, standalone_mode=False)
"""
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "01234"
    }  # fmt: skip
    assert len(seen) == 1
    assert seen.pop().count(b"form-work-team") > 1


def test_problems_are_reported_in_the_same_order_under_any_hash_seed():
    bad = b"x: 1\ny: 2\nz: 3\nanswers: {a: 1, b: 2, c: 3}\n"
    seen = {run("advise", "-", stdin=bad, env={"PYTHONHASHSEED": s}).stderr for s in "01234"}
    assert len(seen) == 1


def test_standard_input_gives_the_same_as_the_file():
    content = (ROOT / CITY).read_bytes()
    assert run("advise", "-", stdin=content).stdout == run("advise", CITY).stdout


def test_set_changes_one_answer():
    before = json.loads(run("advise", CITY, "--format", "json").stdout)
    after = json.loads(run("advise", CITY, "--set", "perda_exists=yes", "--format", "json").stdout)
    steps = [{s["step"] for s in advice["steps"]} for advice in (before, after)]
    assert "form-work-team" in steps[0] - steps[1]
    assert "socialise-regulation" in steps[1] - steps[0]
    certainty = {s["step"]: (s["certainty"], s["confirm"]) for s in after["steps"]}
    assert certainty["socialise-regulation"] == ("unless-done", ["regulation_socialised"])
    assert {"rule": "INS-002", "needs": ["regulation_socialised"]} in after["undecided"]


def test_english_and_indonesian_say_the_same_in_other_words():
    assert b"Who acts" in run("--lang", "en", "advise", CITY).stdout
    assert b"Who acts" in run("advise", CITY, "--lang", "en").stdout
    assert b"Pelaksana" in run("advise", CITY).stdout


BAD = {
    "missing.yaml": None,
    "empty.yaml": b"",
    "binary.yaml": bytes(range(256)),
    "latin1.yaml": "pd: {name: Café}\nanswers: {}\n".encode("latin-1"),
    "large.yaml": b"answers: {budget: limited}\n" + b"#" * 2_000_000,
    "alias.yaml": b"answers: {budget: &x limited, staff_competence: *x}\n",
    "twice.yaml": b"answers: {budget: limited, budget: adequate}\n",
    "term.yaml": b"answers: {budgets: limited}\n",
    "choice.yaml": b"answers: {budget: tight}\n",
    "range.yaml": b"answers: {innovations_running: 1000}\n",
    "type.yaml": b"answers: {perda_exists: 7}\n",
    "broken.json": b'{"answers": {"budget": "limited"',
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_message_and_no_advice(tmp_path, name):
    path = tmp_path / name
    if BAD[name] is not None:
        path.write_bytes(BAD[name])
    done = run("advise", path)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(lines) == 1 or name == "alias.yaml"
    assert all(line.startswith(str(path)) for line in lines)
    assert "Traceback" not in done.stderr.decode()


def test_a_folder_is_not_a_file(tmp_path):
    done = run("advise", tmp_path)
    assert done.returncode == 1
    assert "folder" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("advise",), 2),
        (("advise", CITY, "--format", "xml"), 2),
        (("advice", CITY), 2),
        (("advise", CITY, "--set", "budget"), 1),
        (("advise", CITY, "--set", "budgets=limited"), 1),
        (("advise", CITY, "--set", "budget=tight"), 1),
        (("rules", "show", "REG-999"), 1),
        (("check", "--knowledge", "/nonexistent"), 1),
    ],
)
def test_wrong_usage_is_told_apart_from_bad_input(arguments, code):
    done = run(*arguments)
    assert done.returncode == code
    assert done.stderr
    assert b"Traceback" not in done.stderr


def test_a_misspelt_command_comes_with_the_right_one():
    assert b"'advise'" in run("advice").stderr


def test_our_own_fault_is_said_and_ends_with_three(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import advisor.inference.evaluator as e\n"
        "real = e.evaluate\n"
        "def wrong(k, a):\n"
        "    right = real(k, a)\n"
        "    return e.Evaluation({**right.values, 'target_met': True}, right.outcomes)\n"
        "e.evaluate = wrong\n"
    )
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    done = run("advise", "-", stdin=b"answers: {}", env={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"target_met" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m advisor advise {CITY} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, cwd=ROOT, check=False
    )
    assert done.stderr == b""


def test_coverage_says_55_of_55():
    assert run("knowledge", "coverage").stdout.decode().splitlines()[-1] == "55/55"


def test_rules_can_be_listed_and_read_aloud(knowledge):
    listed = run("rules", "list").stdout.decode()
    assert all(rule.id in listed for rule in knowledge.rules)
    shown = run("rules", "show", "reg-004", "--lang", "en").stdout.decode()
    assert "No work team has been formed" in shown
    assert "line 94" in shown


def test_check_passes_on_the_shipped_base(knowledge):
    done = run("check")
    assert done.returncode == 0
    assert knowledge.digest in done.stdout.decode()


def test_help_names_every_command_in_both_languages():
    from advisor.cli.group import COMMANDS

    for language in ("id", "en"):
        text = run("--lang", language, "--help").stdout.decode()
        assert all(name in text for name in COMMANDS)


def test_help_speaks_the_language_named_after_it():
    for arguments in (("advise", "--help", "--lang", "en"), ("advise", "--help", "--lang=en")):
        assert b"Usage: advisor advise" in run(*arguments).stdout
    assert b"Pemakaian: advisor advise" in run("advise", "--help").stdout


def test_a_terminal_that_lacks_a_character_still_shows_the_plan():
    done = run("advise", CITY, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"INS-001" in done.stdout


def test_a_name_with_control_characters_is_shown_without_them():
    facts = b'pd: {name: "A\\u001b[31mB\\u0007 \\u202EC"}\nanswers: {}\n'
    text = run("advise", "-", stdin=facts).stdout.decode()
    assert "A [31mB C" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_without_streams_the_program_still_ends_well():
    for command, code in ((f"advise {CITY} >&-", 0), ("advise - <&-", 1), ("consult <&-", 1)):
        whole = f"{sys.executable} -m advisor {command}"
        done = subprocess.run(["bash", "-c", whole], capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == code, (command, done.stderr)


def test_a_missing_knowledge_folder_is_named():
    done = run("check", "--knowledge", "/nonexistent", "--lang", "en")
    assert done.stderr.decode().startswith("/nonexistent: There is no such folder")


def test_markdown_shows_text_as_it_is_written():
    facts = b"pd: {name: '*Dinas* <b>_x_'}\nanswers: {budget: limited, budget_phased: no}\n"
    text = run("advise", "-", "--format", "markdown", stdin=facts).stdout.decode()
    assert "\\*Dinas\\* \\<b\\>\\_x\\_" in text
