"""Broken knowledge: every problem of all files at once, each with file, line and hint."""

import re
import shutil
import sys
from contextlib import closing

import pytest

from advisor.authoring.formatting import format_files, rule_files
from advisor.authoring.retiring import Retirement, retire
from advisor.authoring.watching import watch
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import describe
from advisor.inference.engine import Engine
from advisor.knowledge.loader import load, load_texts
from advisor.knowledge.spelling import CANONICAL_UNKNOWN
from advisor.knowledge.vocabulary import RESERVED_CHOICES, RESERVED_TERMS
from advisor.verification.cases.case_files import read_cases
from tests.abolishing import leave_article
from tests.conftest import ROOT
from tests.copies import change, copied
from tests.drafts import Draft, yes_no

TEAM = "regulation/REG-004-no-work-team.yaml"


def problems(folders):
    with pytest.raises(AdvisorError) as caught:
        load(*folders)
    for problem in caught.value.problems:
        assert all(describe(problem, language) for language in LANGUAGES)
    return caught.value.problems


def keys(folders):
    return {p.message.key for p in problems(folders)}


RULE_FAULTS = [
    ("obstacle_regulation: yes\n    work", "obstacle_regulaton: yes\n    work", "check.term"),
    ("work_team_formed: no\nthen", "work_team_formed: none\nthen", "check.phrase"),
    ("advise: form-work-team", "advise: form-workteam", "check.step"),
    ("urgency: blocking", "urgency: urgent", "model.choice"),
    ("  urgency: blocking\n", "", "check.urgency"),
    ("sources: [kendala/2/b]", "sources: [kendala/2/z]", "check.source"),
    ("sources: [kendala/2/b]", "sources: []", "model.too-few"),
    ("status: active", "status: activ", "model.choice"),
    ("status: active", "status: retired", "check.retired"),
    ("id: REG-004", "id: REG-099", "check.file-name"),
    ("id: REG-004", "id: REG4", "model.pattern"),
    ("why:", "whi:", "model.extra"),
    ("    expect: applies", "    expect: rejected", "check.example"),
    ("given: {obstacle_regulation: yes, work", "given: {budget: limited, work", "check.not-read"),
    (
        "  conclude: specific_solution_left\n  advise: form-work-team\n  urgency: blocking\n",
        "  conclude: perda_exists\n",
        "check.derived",
    ),
]


@pytest.mark.parametrize(("old", "new", "key"), RULE_FAULTS)
def test_each_fault_in_a_rule_is_named_with_its_file_and_line(tmp_path, old, new, key):
    folders = copied(tmp_path)
    change(folders[0] / TEAM, old, new)
    found = [p for p in problems(folders) if p.message.key == key]
    assert found
    assert found[0].where == f"rules/{TEAM}"
    assert found[0].line is not None


def test_a_misspelt_term_comes_with_the_right_one(tmp_path):
    folders = copied(tmp_path)
    change(
        folders[0] / TEAM, "obstacle_regulation: yes\n    work", "obstacle_regulaton: yes\n    work"
    )
    text = describe(problems(folders)[0], "en")
    assert text.startswith(f"rules/{TEAM}:")
    assert text.endswith("Did you mean 'obstacle_regulation'?")


def test_faults_in_several_files_are_all_reported(tmp_path):
    folders = copied(tmp_path)
    change(folders[0] / TEAM, "advise: form-work-team", "advise: form-workteam")
    change(folders[0] / "budget/BUD-001-obstacle.yaml", "budget: limited", "budget: tight")
    change(folders[1] / "steps.yaml", "actor: pd_head", "actor: pd_heat")
    where = [p.where for p in problems(folders)]
    assert {"rules/budget/BUD-001-obstacle.yaml", "knowledge/steps.yaml", f"rules/{TEAM}"} == set(
        where
    )
    assert where == sorted(where)


def test_an_unreadable_file_hides_no_other(tmp_path):
    folders = copied(tmp_path)
    (folders[0] / TEAM).write_bytes(b"\xff")
    change(folders[0] / "budget/BUD-001-obstacle.yaml", "budget: limited", "budget: tight")
    assert keys(folders) == {"reader.not-utf8", "check.phrase"}


TWO_GROUPS = """alternatives:
  - name: budget-relief
    title: {id: x, en: x}
    note: {id: x, en: x}
"""
FORM, NAME_FORM = "model.pattern", "[a-z][a-z0-9]*(_[a-z0-9]+)*"
BASE_FAULTS = [
    ("vocabulary.yaml", "topic: budget", "topic: bugdet", "check.topic"),
    (
        "vocabulary.yaml",
        "  - name: obstacle_other",
        "  - name: obstacle_others",
        "check.unconcluded",
    ),
    ("vocabulary.yaml", "  - name: savings_identified", "  - name: budget_phased", "check.twice"),
    ("vocabulary.yaml", "- name: creating", "- name: profile", "check.twice"),
    ("vocabulary.yaml", "- name: pd_head", "- name: administrator", "check.twice"),
    ("vocabulary.yaml", "- value: kabupaten", "- value: kota", "check.twice"),
    ("steps.yaml", "- name: head_request", "- name: institution_leader", "check.twice"),
    ("steps.yaml", "alternatives:\n", TWO_GROUPS, "check.twice"),
    ("steps.yaml", "- id: list-facilities", "- id: identify-service", "check.twice"),
    ("questions.yaml", "- term: perda_exists", "- term: perkada_exists", "check.twice"),
    ("sources.yaml", "locator: bentuk/2", "locator: bentuk/1", "check.twice"),
    ("vocabulary.yaml", "- name: savings_identified", "- name: savings__identified", FORM),
    ("vocabulary.yaml", "- name: savings_identified", "- name: savings_", FORM),
    ("vocabulary.yaml", "- name: savings_identified", "- name: _savings", FORM),
    ("vocabulary.yaml", "- value: kabupaten", "- value: kab__upaten", FORM),
    *(
        ("vocabulary.yaml", "- name: savings_identified", f"- name: {n}", "check.reserved-term")
        for n in RESERVED_TERMS
    ),
    *(
        ("vocabulary.yaml", "- value: kabupaten", f"- value: {n}", "check.reserved-choice")
        for n in RESERVED_CHOICES
    ),
    ("questions.yaml", "- term: perda_exists", "- term: perda_exist", "check.asked"),
    ("steps.yaml", "done_by: facilities_listed", "done_by: budget", "check.done-by"),
    ("steps.yaml", "after: [identify-service]", "after: [identify-services]", "check.step"),
    ("steps.yaml", "{legal_basis_exists: yes}", "{legal_base_exists: yes}", "check.term"),
    ("steps.yaml", "{legal_basis_exists: yes}", "{legal_basis_exists: much}", "check.phrase"),
    ("steps.yaml", "propose-head-decree: {", "propose-head-degree: {", "check.after"),
    (
        "steps.yaml",
        "after: [consult-stakeholders]",
        "after: [monitor-work-team]",
        "check.step-cycle",
    ),
    ("steps.yaml", "alternatives: budget-relief", "alternatives: budget", "check.group"),
    ("steps.yaml", "{regulation}", "{peraturan}", "check.wording"),
    ("steps.yaml", "      kota: {", "      desa: {", "check.value"),
    ("article.yaml", "rules: [REG-004]", "rules: [REG-003]", "check.not-citing"),
    ("article.yaml", "rules: [REG-004]", "rules: [REG-404]", "check.rule"),
    ("article.yaml", "steps: [form-work-team]", "steps: [form-team]", "check.step"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), BASE_FAULTS)
def test_each_fault_in_the_knowledge_is_named(tmp_path, file, old, new, key):
    folders = copied(tmp_path)
    change(folders[1] / file, old, new)
    assert key in keys(folders)


def test_a_name_given_twice_is_reported_where_it_is_given_again(tmp_path):
    folders = copied(tmp_path)
    path = folders[1] / "vocabulary.yaml"
    change(path, "- value: kota", "- value: kabupaten")
    again = path.read_text("utf-8").splitlines()
    again = len(again) - again[::-1].index("      - value: kabupaten")
    (found,) = (p for p in problems(folders) if p.message.key == "check.twice")
    assert (found.where, found.line) == ("knowledge/vocabulary.yaml", again)


def test_a_name_of_the_wrong_form_comes_with_the_form(tmp_path):
    folders = copied(tmp_path)
    change(folders[1] / "vocabulary.yaml", "- name: savings_identified", "- name: savings__found")
    (found,) = (p for p in problems(folders) if p.message.key == FORM)
    assert describe(found, "en").endswith(r"Its form: ^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def test_no_name_that_the_engine_or_a_table_keeps_for_itself_can_be_a_term(knowledge):
    from advisor.inference.columns import Columns
    from advisor.tables.batch.header import SPELT

    own = {*knowledge.rule, *(term.name for term in knowledge.vocabulary.derived)}
    kept = {*SPELT, *(Columns(knowledge).results().keys() - own)}
    assert {name for name in kept if name.isidentifier()} <= {*RESERVED_TERMS}


@pytest.mark.parametrize("name", ["class", "none", "true", "args", "x1_2b", "self_2", "and"])
def test_the_engine_takes_every_name_that_the_check_lets_pass(name):
    draft = Draft(terms=[yes_no(name)], derived=[yes_no("found")])
    draft.rule({"all": {name: "yes"}}, {"conclude": "found"})
    assert Engine(draft.base()).run({name: True}).values["found"] is True


@pytest.mark.parametrize("text", CANONICAL_UNKNOWN)
def test_no_spelling_of_unknown_can_be_a_choice(text):
    assert text in RESERVED_CHOICES or not re.fullmatch(NAME_FORM, text)


def test_a_cycle_names_the_rules_in_it(tmp_path):
    folders = copied(tmp_path)
    path = folders[0] / "profile/PRO-001-innovation-running.yaml"
    path.write_text(
        path.read_text("utf-8").replace("innovations_running: at least 1", "way_develop: yes")
    )
    found = [p for p in problems(folders) if p.message.key == "check.cycle"]
    assert any("PRO-001" in str(p.message.parameters) for p in found)


def test_a_rule_id_used_twice_is_reported(tmp_path):
    folders = copied(tmp_path)
    source = (folders[0] / TEAM).read_text("utf-8")
    (folders[0] / "regulation/REG-004-again.yaml").write_text(source, "utf-8")
    assert "check.rule-twice" in keys(folders)


# ---- the digest


def digest(folders):
    return load(*folders).digest


def test_the_digest_ignores_line_endings_comments_and_file_order(tmp_path, knowledge):
    rules, base = copied(tmp_path)
    for path in [*rules.rglob("*.yaml"), *base.glob("*.yaml")]:
        text = "# remark\n" + path.read_text("utf-8")
        path.write_bytes(text.replace("\n", "\r\n").encode())
    (rules / "elsewhere").mkdir()
    for path in list((rules / "budget").iterdir()):
        path.rename(rules / "elsewhere" / path.name)
    assert digest((rules, base)) == knowledge.digest


@pytest.mark.parametrize(
    "rule", ["budget/BUD-001-obstacle.yaml", TEAM, "other/OTH-002-seek-help.yaml"]
)
def test_the_digest_changes_with_any_rule(tmp_path, knowledge, rule):
    folders = copied(tmp_path)
    change(folders[0] / rule, "\n  en: ", "\n  en: Indeed, ")
    assert digest(folders) != knowledge.digest


def test_a_new_rule_touches_one_file_only(tmp_path, knowledge):
    folders = copied(tmp_path)
    text = (folders[0] / TEAM).read_text("utf-8").replace("REG-004", "REG-050")
    (folders[0] / "regulation/REG-050-again.yaml").write_text(text, "utf-8")
    assert len(load(*folders).rules) == len(knowledge.rules) + 1


def test_drafts_and_retired_rules_take_no_part(tmp_path, knowledge):
    folders = copied(tmp_path)
    text = (folders[0] / TEAM).read_text("utf-8").replace("REG-004", "REG-050")
    (folders[0] / "regulation/REG-050-x.yaml").write_text(text.replace("active", "draft"), "utf-8")
    retired = text.replace("REG-050", "REG-051").replace("status: active", "status: retired")
    (folders[0] / "retired").mkdir()
    (folders[0] / "retired/REG-051-x.yaml").write_text(retired, "utf-8")
    loaded = load(*folders)
    assert [rule.id for rule in loaded.rules] == [rule.id for rule in knowledge.rules]
    assert {rule.id for rule in loaded.inactive} == {"REG-050", "REG-051"}


def test_layers_put_every_rule_after_all_that_decide_what_it_reads(knowledge):
    level = {rule.id: n for n, layer in enumerate(knowledge.layers) for rule in layer}
    for rule in knowledge.rules:
        for term in rule.reads:
            for supporter in knowledge.supporters.get(term, ()):
                assert level[supporter.id] < level[rule.id]


# ---- what lies beside the rule files


@pytest.mark.parametrize("name", ["X-001-y.yml", "X-001-y.YAML", "X-001-y.yaml.txt", "new/X-001"])
def test_a_file_that_nobody_would_read_is_reported(tmp_path, name):
    folders = copied(tmp_path)
    path = folders[0] / "budget" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("id: X-001", "utf-8")
    (found,) = problems(folders)
    assert (found.where, found.message.key) == (f"rules/budget/{name}", "load.stray")
    texts = {f"rules/{p.relative_to(folders[0])}": p.read_bytes() for p in files(folders[0])}
    texts |= {f"knowledge/{p.name}": p.read_bytes() for p in files(folders[1])}
    with pytest.raises(AdvisorError) as caught:
        load_texts(texts)
    assert caught.value.problems == (found,)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_linked_folder_is_reported_and_a_linked_file_is_read(tmp_path, knowledge):
    folders = copied(tmp_path / "base")
    elsewhere = tmp_path / "elsewhere"
    (folders[0] / "budget").rename(elsewhere)
    (folders[0] / "budget").symlink_to(elsewhere, target_is_directory=True)
    found = problems(folders)
    linked = [p.where for p in found if p.message.key == "load.linked-folder"]
    assert linked == ["rules/budget"]
    (folders[0] / "budget").unlink()
    (folders[0] / "budget").mkdir()
    for path in elsewhere.iterdir():
        (folders[0] / "budget" / path.name).symlink_to(path)
    assert load(*folders).digest == knowledge.digest


ASIDE = (".#BUD-001-obstacle.yaml", "#BUD-001-obstacle.yaml#", "BUD-001-obstacle.yaml~",
         ".BUD-001-obstacle.yaml.swp", ".old/BUD-001-obstacle.yaml", "README.md")  # fmt: skip


@pytest.mark.parametrize("name", ASIDE)
def test_notes_hidden_files_and_what_an_editor_leaves_are_no_rules(tmp_path, knowledge, name):
    folders = copied(tmp_path)
    path = folders[0] / "budget" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("no rule", "utf-8")
    assert load(*folders).digest == knowledge.digest


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_an_emacs_lock_keeps_no_command_from_its_work(tmp_path, knowledge):
    folders = copied(tmp_path)
    shutil.copytree(ROOT / "tests" / "cases", tmp_path / "cases")
    for place in (*folders, folders[0] / "budget", tmp_path / "cases"):
        (place / ".#x.yaml").symlink_to("author@host.1234:5678")
    loaded = load(*folders)
    assert loaded.digest == knowledge.digest
    assert format_files(rule_files([folders[0]]), check=True) == ()
    assert read_cases(loaded, tmp_path / "cases")
    leave_article(folders[1], "rules", ["CON-009"])
    retire(*folders, Retirement("CON-009", "tried out"))
    with closing(watch(lambda: load(*folders), folders)) as watching:
        assert next(watching).rule["CON-009"].status == "retired"


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]
