"""Rules, steps, questions and sources that go out of use, and what still speaks of them."""

import json

import pytest

from advisor.advice.facts import Facts
from advisor.audit.rule_changes import changes
from advisor.authoring.catalogue.html import html
from advisor.authoring.catalogue.pages import markdown
from advisor.authoring.catalogue.wording import entries
from advisor.authoring.retiring import Retirement, retire
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import describe
from advisor.explanation.whynot import why_not
from advisor.knowledge.loader import load
from advisor.presentation.rule import rule_lines
from tests.abolishing import abolish_source, abolish_step, abolish_term, edited, leave_article
from tests.commands import run
from tests.copies import change, copied

GONE = {
    "CAP-003": ("schedule-capacity", "capacity_programme_scheduled", "kapasitas/3"),
    "NET-005": ("evaluate-collaboration", "collaboration_evaluated", "jejaring/5"),
    "MON-007": ("improve-from-me", "me_improvements_made", "monev/5"),
}


def refused(folders, *request):
    with pytest.raises(AdvisorError) as caught:
        retire(*folders, Retirement(*request))
    for problem in caught.value.problems:
        file = folders[0].parent / problem.where
        assert file.suffix != ".yaml" or file.is_file(), f"{problem.where} does not exist"
    return caught.value.problems


@pytest.fixture(scope="module")
def abolished(tmp_path_factory):
    """A base that has lost three steps, with their rules, questions and sources."""
    folders = copied(tmp_path_factory.mktemp("abolished"))
    for step, term, locator in GONE.values():
        abolish_step(*folders, step)
        abolish_term(*folders, term)
        abolish_source(folders[1], locator)
    (folders[1] / "lessons.yaml").unlink()
    return folders


@pytest.mark.parametrize("step", [*(names[0] for names in GONE.values()), "ask-head-mandate"])
def test_a_step_and_its_rules_can_be_abolished(tmp_path, knowledge, step):
    folders = copied(tmp_path)
    rules = abolish_step(*folders, step)
    after = load(*folders)
    assert step not in after.steps
    assert {rule.id for rule in after.inactive} == set(rules)
    assert len(after.rules) == len(knowledge.rules) - len(rules)


def test_a_question_and_a_source_can_be_abolished_although_retired_rules_name_them(abolished):
    after = load(*abolished)
    for rule, (step, term, locator) in GONE.items():
        assert after.rule[rule].status == "retired"
        assert term in after.rule[rule].reads
        assert locator in after.rule[rule].sources
        assert not {step, term, locator} & {*after.steps, *after.vocabulary.all, *after.statements}


@pytest.mark.parametrize("rule", GONE)
def test_a_steps_only_rule_stays_until_the_step_is_gone_and_it_is_said_what_to_do(tmp_path, rule):
    folders = copied(tmp_path)
    before = load(*folders).digest
    problems = refused(folders, rule, "no longer wanted")
    step = next(p for p in problems if p.message.key == "check.unadvised")
    mention = next(p for p in problems if p.message.key == "check.rule")
    assert "take the step out of steps.yaml" in describe(step, "en")
    assert "Take it out of this line" in describe(mention, "en")
    assert all(describe(problem, language) for problem in problems for language in LANGUAGES)
    assert load(*folders).digest == before


def test_another_rules_missing_name_is_not_told_to_be_this_ones(tmp_path):
    folders = copied(tmp_path)
    change(folders[1] / "article.yaml", "rules: [REG-004]", "rules: [REG-404]")
    problems = refused(folders, "CON-009", "no longer wanted")
    other = next(p for p in problems if "REG-404" in describe(p, "en"))
    assert "Take it out" not in describe(other, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_shows_rules_copes_with_names_that_are_gone(abolished, knowledge, language):
    after = load(*abolished)
    for rule, names in GONE.items():
        shown = "\n".join(rule_lines(after, after.rule[rule], language))
        assert all(name in shown for name in names)
        assert why_not(after, Facts({}), rule).verdict == "inactive"
    assert {entry.id for entry in entries(after, language)} == set(knowledge.rule)
    for page in (html(after, language), markdown(after, language).replace("\\", "")):
        assert all(name in page for names in GONE.values() for name in names)
    assert changes(knowledge, after, language)
    assert changes(after, knowledge, language)
    assert changes(after, after, language) == []


def test_a_rule_of_which_every_name_is_gone_still_has_its_place_in_the_catalogue(tmp_path):
    folders = copied(tmp_path)
    path = folders[0] / "retired" / "OLD-001-x.yaml"
    path.parent.mkdir()
    text = (folders[0] / "regulation/REG-004-no-work-team.yaml").read_text("utf-8")
    for old, new in (
        ("REG-004", "OLD-001"), ("status: active", "status: retired"),
        ("obstacle_regulation", "old_obstacle"), ("work_team_formed", "old_team"),
        ("form-work-team", "old-step"), ("specific_solution_left", "old_finding"),
        ("kendala/2/b", "lama/1"),
    ):  # fmt: skip
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    after = load(*folders)
    assert entries(after, "en")[-1].topic == "Topic removed since"
    assert "old_finding (removed since)" in html(after, "en")


def test_a_retired_rule_whose_term_lost_a_value_still_loads_and_shows(tmp_path):
    folders = copied(tmp_path)
    leave_article(folders[1], "rules", ["SCP-001"])
    retire(*folders, Retirement("SCP-001", "everybody is welcome"))
    with edited(folders[1] / "vocabulary.yaml") as data:
        level = next(term for term in data["terms"] if term["name"] == "government_level")
        level["choices"] = [item for item in level["choices"] if item["value"] != "other"]
    after = load(*folders)
    assert "government_level: other (removed since)" in "\n".join(
        rule_lines(after, after.rule["SCP-001"], "en")
    )


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("status: retired", "status: active", "check.retired"),
        ("id: NET-005", "id: NET-004", "check.file-name"),
        ("  urgency: sustaining\n", "", "check.urgency"),
        ("status: retired", "status: retired\nreplaced_by: NET-099", "check.rule"),
        ("    expect: applies", "    expect: rejected", "check.example"),
    ],
)
def test_of_a_retired_rule_the_shape_is_still_checked(tmp_path, old, new, key):
    folders = copied(tmp_path)
    abolish_step(*folders, "evaluate-collaboration")
    change(next((folders[0] / "retired").glob("NET-005-*")), old, new)
    with pytest.raises(AdvisorError) as caught:
        load(*folders)
    assert key in {problem.message.key for problem in caught.value.problems}


def test_the_commands_cope_with_names_that_are_gone(abolished):
    for command in (
        ("check",), ("rules", "list"), ("rules", "show", "CAP-003"), ("graph",),
        ("rules", "diff", ".", abolished[0].parent, "--no-ledger"),
    ):  # fmt: skip
        done = run(*command, "--knowledge", abolished[0].parent, "--lang", "en")
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout


# ---- what `retire` writes, and does not


@pytest.fixture
def free(tmp_path):
    """A copied base in which nothing mentions CON-009, and that rule's file."""
    folders = copied(tmp_path)
    leave_article(folders[1], "rules", ["CON-009"])
    return folders, next(folders[0].rglob("CON-009-*"))


@pytest.mark.parametrize("status", ['"status": active', "'status' : active", "status:   active"])
def test_the_status_is_found_however_its_key_is_written(free, status):
    folders, path = free
    change(path, "status: active", status)
    text = retire(*folders, Retirement("con-009", "tried out")).read_text("utf-8")
    assert "# tried out\nstatus: retired\n" in text
    assert "active" not in text
    assert load(*folders).rule["CON-009"].status == "retired"


def test_a_reason_is_one_line_of_plain_text_whatever_it_holds(free):
    folders, _ = free
    reason = "tried\x1b[2J out\u2028id: XXX-001\r\nid: YYY-001\x85\x00 \u202e"
    path = retire(*folders, Retirement("CON-009", reason))
    assert "# tried [2J out id: XXX-001 id: YYY-001\nstatus: retired\n" in path.read_text("utf-8")
    assert load(*folders).rule["CON-009"].status == "retired"


def test_all_but_the_status_stays_as_it_is_to_the_byte(free):
    folders, path = free
    change(path, "why:", "replaced_by: CON-001\n# a remark\nwhy:")
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    after = retire(*folders, Retirement("CON-009", "tried out", "con-002")).read_bytes()
    new = b"# tried out\r\nstatus: retired\r\nreplaced_by: CON-002\r\n"
    expected = before.replace(b"replaced_by: CON-001\r\n", b"")
    assert after == expected.replace(b"status: active\r\n", new)


@pytest.mark.parametrize("status", ["status:\n  active", "{status}"])
def test_a_status_that_has_no_line_of_its_own_is_named_where_it_stands(free, status):
    folders, path = free
    if status == "{status}":
        with edited(path) as data:
            pass
        path.write_text(json.dumps(data), "utf-8")
    else:
        change(path, "status: active", status)
    before = path.read_bytes()
    (problem,) = refused(folders, "CON-009", "tried out")
    assert problem.message.key == "authoring.status-line"
    assert path.read_bytes() == before


def test_a_fault_of_the_rule_itself_is_told_of_the_file_that_is_there(free):
    folders, path = free
    change(path, "expect: applies", "expect: rejected")
    problems = refused(folders, "CON-009", "tried out")
    where = f"rules/{path.relative_to(folders[0]).as_posix()}"
    assert (where, "check.example") in {(p.where, p.message.key) for p in problems}


@pytest.mark.parametrize("reason", ["", "  ", "\x00\x1b"])
def test_a_reason_without_a_word_is_refused(free, reason):
    folders, path = free
    (problem,) = refused(folders, "CON-009", reason)
    assert problem.message.key == "authoring.no-reason"
    assert path.exists()


def test_a_retired_file_of_the_same_name_is_not_overwritten(free):
    folders, path = free
    (folders[0] / "retired").mkdir()
    other = folders[0] / "retired" / path.name
    other.write_text(path.read_text("utf-8").replace("CON-009", "CON-098"), "utf-8")
    before = other.read_bytes()
    (problem,) = refused(folders, "CON-009", "tried out")
    assert problem.message.key == "check.rule-twice"
    assert other.read_bytes() == before


@pytest.mark.parametrize("request_", [("CON-999", "x"), ("CON-009", "x", "CON-999")])
def test_a_rule_that_does_not_exist_is_named_with_the_nearest(free, request_):
    folders, _ = free
    (problem,) = refused(folders, *request_)
    assert (problem.where, problem.message.key) == ("CON-999", "rules.unknown")
    assert "Did you mean" in describe(problem, "en")


def test_the_command_says_what_the_base_lacks_after_a_rule_was_retired(free):
    folders, _ = free
    lessons = folders[1] / "lessons.yaml"
    change(lessons, "lessons:", "lessons:\n  - id: broken")
    done = run(
        "rules", "retire", "con-009", "--reason", "x", "--lang", "en",
        "--knowledge", folders[0].parent,
    )  # fmt: skip
    told = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert told.startswith("CON-009 is retired")
    assert "Left to do" in told
    assert "knowledge/lessons.yaml:" in told


def test_retire_names_a_folder_that_is_not_there(tmp_path):
    done = run("rules", "retire", "CON-009", "--reason", "x", "--knowledge", tmp_path / "none")
    assert done.returncode == 1
    assert "Folder ini tidak ada" in done.stderr.decode()
