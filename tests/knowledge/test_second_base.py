"""Another knowledge base runs on the same program, and no word of the shipped one shows."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.commands import run
from tests.conftest import ROOT
from tests.copies import change

LIBRARY = ROOT / "examples" / "village-library"


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("advise", LIBRARY / "library.yaml"),
        ("advise", LIBRARY / "library.yaml", "--format", "json"),
        ("advise", LIBRARY / "library.yaml", "--format", "markdown"),
        ("explain", LIBRARY / "library.yaml", "mend-roof"),
        ("check", "--deep"),
        ("rules", "list"),
        ("rules", "show", "LIB-003"),
        ("rules", "test"),
        ("knowledge", "coverage"),
        ("schema", "facts"),
        ("schema", "advice"),
    ],
    ids=lambda command: " ".join(str(part) for part in command[:2]),
)
def test_each_command_runs_on_the_second_base(command):
    done = run(*command, "--knowledge", LIBRARY)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert text
    assert not any(word in text for word in ("Pelayanan Publik", "Perkada", "Pejabat"))


def test_a_consultation_runs_on_the_second_base():
    done = run("consult", "--plain", "--knowledge", LIBRARY, stdin=b"1\n40\n\n")
    assert done.returncode == 0, done.stderr.decode()
    assert "Perbaiki atap" in done.stdout.decode()


def test_its_locators_point_into_its_own_text():
    from advisor.knowledge.loader import load

    base = load(LIBRARY / "rules", LIBRARY / "knowledge")
    content = (LIBRARY / base.article.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == base.article.sha256
    lines = content.decode().splitlines()
    assert all(lines[s.line - 1].strip() for s in base.statements.values())


@pytest.fixture
def broken(tmp_path):
    """A copy of the base with a fault in a rule and one in a knowledge file."""
    base = shutil.copytree(LIBRARY, tmp_path / "elsewhere")
    change(base / "rules/LIB-001-roof-leaks.yaml", "roof_leaks: yes\nthen", "roof: yes\nthen")
    change(base / "knowledge/steps.yaml", "actor: villagers", "actor: somebody")
    return base


@pytest.mark.parametrize(
    "command", [("check",), ("advise", LIBRARY / "library.yaml"), ("rules", "list")], ids=str
)
def test_problems_name_the_files_of_the_base_that_has_them(broken, command):
    lines = run(*command, "--knowledge", broken).stderr.decode().splitlines()
    assert len(lines) > 1
    assert all(line.startswith(str(broken)) for line in lines)


def test_problems_as_json_name_the_files_of_the_base_that_has_them(broken):
    done = run("check", "--format", "json", "--knowledge", broken)
    places = [problem["where"] for problem in json.loads(done.stdout)["problems"]]
    assert places
    assert all(place.startswith(str(broken)) for place in places)


def test_what_deep_verification_finds_names_the_files_of_the_base_that_has_it(tmp_path):
    base = shutil.copytree(LIBRARY, tmp_path / "elsewhere")
    change(base / "knowledge/steps.yaml", "books: at least 100", "books: at least 300")
    told = run("check", "--deep", "--knowledge", base).stdout.decode()
    assert f"{base}/knowledge/steps.yaml:" in told
    assert (
        f"{base}/rules/LIB-001"
        in run("rules", "show", "LIB-001", "--knowledge", base).stdout.decode()
    )


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "thumbs.DB", "desktop.ini", "Desktop.ini", "ehthumbs.db", ".DS_Store", "~$x.yaml",
     "LIB-001.yaml.bak", "a.tmp", "__MACOSX/._LIB-001.yaml", "Icon\r"],
)  # fmt: skip
def test_what_an_operating_system_leaves_below_the_rules_is_passed_over(tmp_path, name):
    base = shutil.copytree(LIBRARY, tmp_path / "base")
    path = base / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\xff")
    assert run("check", "--knowledge", base).returncode == 0


def test_a_template_says_what_this_base_calls_its_subject(tmp_path):
    base = shutil.copytree(LIBRARY, tmp_path / "base")
    heads = []
    for subject in ("", "subject: {name: {id: Perpustakaan, en: Library}}\n"):
        change(base / "knowledge/vocabulary.yaml", "topics:\n", f"{subject}topics:\n")
        path = tmp_path / f"form{len(heads)}.csv"
        assert run("template", "-o", path, "--knowledge", base).returncode == 0
        heads.append(path.read_text("utf-8-sig").split(" [name]")[0])
    assert heads == ["Nama", "Perpustakaan"]


def test_answers_that_an_edition_has_no_place_for_are_named_and_left_out(tmp_path):
    answers, state = tmp_path / "old.yaml", {"XDG_STATE_HOME": str(tmp_path / "state")}
    old = "answers: {roof_leaks: yes, gone: 3, books: many}\n"
    answers.write_text(old, "utf-8")
    resume = ("consult", "--plain", "--lang", "en", "--resume", answers, "--knowledge", LIBRARY)
    done = run(*resume, stdin=b"40\n\n", env=state)
    told = done.stderr.decode()
    assert done.returncode == 0, told
    gone, many = (line for line in told.splitlines() if str(answers) in line)
    assert gone == f"{answers}:1: There is no question called 'gone'."
    assert many.startswith(f"{answers}:1: 'many' is not a whole number from 0 to 9999.")
    assert "2 answers above no longer fit" in told
    assert "Mend the roof" in done.stdout.decode()
    assert answers.read_text("utf-8") == old
    stopped = run(*resume, stdin=b"40\n", env=state).stderr.decode()
    kept = stopped.split("are kept in ")[1].split(". Go on")[0]
    assert kept != str(answers)
    assert "books: 40" in Path(kept).read_text("utf-8")


def test_a_file_that_is_no_facts_file_is_refused_when_resumed(tmp_path):
    path = tmp_path / "other.yaml"
    path.write_text("answer: {roof_leaks: yes}\n", "utf-8")
    done = run("consult", "--plain", "--resume", path, "--knowledge", LIBRARY)
    assert done.returncode == 1


@pytest.mark.parametrize("part", ["all", "any", "unless"])
def test_two_conditions_on_one_term_are_told_without_losing_either(tmp_path, part):
    base = shutil.copytree(LIBRARY, tmp_path / "base")
    when = f"when:\n  {part}:\n    books: less than 18\n    books: at least 60\n"
    change(base / "rules/LIB-002-few-books.yaml", "when:\n  all:\n    books: less than 100\n", when)
    told = run("check", "--knowledge", base, "--lang", "en").stderr.decode()
    assert "There are two conditions on 'books'" in told
    assert "between A and B" in told
    assert "rule of its own" in told
    assert "Keep one" not in told
