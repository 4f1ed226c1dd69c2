"""What a change of the rules would change: exact, and told in words."""

import json
import subprocess
from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.audit.editions import edition
from advisor.audit.editions_compared import compare_editions, comparison_lines
from advisor.audit.ledger import Ledger
from advisor.audit.replay import Replayer, compare, retold
from advisor.audit.rule_changes import changes
from advisor.common.errors import AdvisorError
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from tests.conftest import ROOT
from tests.copies import change, copied
from tests.ledgers import filled, states

TEAM = "regulation/REG-004-no-work-team.yaml"


NARROWED = """when:
  all:
    budget: limited
    open_problems: yes
then:{then}examples:
  - name: {{id: a, en: a}}
    given: {{budget: limited, open_problems: yes}}
    expect: applies
  - name: {{id: b, en: b}}
    given: {{budget: limited, open_problems: no}}
    expect: rejected
  - name: {{id: c, en: c}}
    given: {{budget: adequate, open_problems: yes}}
    expect: rejected
  - name: {{id: d, en: d}}
    given: {{budget: limited}}
    expect: undecided
  - name: {{id: e, en: e}}
    given: {{open_problems: yes}}
    expect: undecided
"""


def narrow(rules):
    """One more condition on the rule that finds the budget to be an obstacle."""
    path = rules / "budget/BUD-001-obstacle.yaml"
    head, _, rest = path.read_text("utf-8").partition("when:")
    then = rest.partition("then:")[2].partition("examples:")[0]
    path.write_text(head + NARROWED.format(then=then), "utf-8")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The shipped base with one rule retitled and less urgent, and another narrowed."""
    folder = tmp_path_factory.mktemp("other")
    rules, _ = copied(folder)
    change(rules / TEAM, "urgency: blocking", "urgency: sustaining")
    change(rules / TEAM, "Tim Kerja untuk menangani", "Tim untuk menangani")
    narrow(rules)
    return folder


@pytest.fixture(scope="module")
def new(other):
    return load(other / "rules", other / "knowledge")


def longest_common(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
            )
    return table[-1][-1]


def test_the_difference_is_exact(knowledge, new):
    """Against a recomputation from both advices, for recorded consultations and all aspects."""
    touched = 0
    for facts, before in states(knowledge, 300, seed=3):
        after = advice_of(new, facts, evaluate(new, facts.answers))
        found = retold(before.as_json(), facts, new).difference
        old_steps = {s.step: s for s in before.steps}
        new_steps = {s.step: s for s in after.steps}
        assert set(found.gone) == old_steps.keys() - new_steps.keys()
        assert set(found.new) == new_steps.keys() - old_steps.keys()
        order = [[s for s in steps if s in old_steps and s in new_steps]
                 for steps in (old_steps, new_steps)]  # fmt: skip
        stay = [[s for s in steps if s not in found.moved] for steps in order]
        assert stay[0] == stay[1]
        assert len(stay[0]) == longest_common(*order)
        for step in order[0]:
            same = {**vars_of(old_steps[step]), "rank": 0, "unlocks": 0} == {
                **vars_of(new_steps[step]), "rank": 0, "unlocks": 0,
            }  # fmt: skip
            assert same == (step not in found.changed)
        assert (found.status is None) == (before.status == after.status)
        plain = [{**a.as_json(), "knowledge": 0, "findings": 0, "undecided": 0, "relevant": 0,
                  "fired": 0} for a in (before, after)]  # fmt: skip
        for advice in plain:
            for step in advice["steps"]:
                step["unlocks"] = step["rank"] = 0
        assert bool(found) == (plain[0] != plain[1])
        touched += bool(found)
    assert 10 < touched < 300


def vars_of(step):
    return step.as_json()


def test_equal_advices_do_not_differ(knowledge):
    for _, advice in states(knowledge, 20):
        assert not compare(advice.as_json(), advice.as_json())


def test_the_fewest_steps_move():
    def plan(steps):
        keys = ("text", "detail", "actor", "urgency", "after", "unsure", "alternatives",
                "sources", "reasons")  # fmt: skip
        made = [{"step": s, "rank": n, **dict.fromkeys(keys)} for n, s in enumerate(steps, 1)]
        return {"status": "advised", "steps": made, "contradictions": [], "message": None}

    assert compare(plan("abcdef"), plan("bcdefa")).moved == {"a": (1, 6)}
    random = Random(1)
    for _ in range(100):
        a, b = (random.sample("abcdefgh", 6) for _ in range(2))
        found = compare(plan(a), plan(b))
        common = [s for s in a if s in b], [s for s in b if s in a]
        assert len(common[0]) - len(found.moved) == longest_common(*common)


def test_the_impact_names_exactly_the_records_and_examples_touched(tmp_path, knowledge, new):
    path = filled(tmp_path / "l.db", knowledge, 60)
    found = compare_editions(knowledge, new, path, ROOT / "examples", "en")
    expected = [
        str(number)
        for number, (facts, before) in enumerate(states(knowledge, 60), start=1)
        if [(s.step, s.urgency, s.reasons) for s in before.steps]
        != [(s.step, s.urgency, s.reasons)
            for s in advice_of(new, facts, evaluate(new, facts.answers)).steps]
    ]  # fmt: skip
    records = [item.case.name for item in found.touched if item.case.kind == "record"]
    assert records == expected
    assert 0 < len(records) < 60
    examples = [path for path in (ROOT / "examples").iterdir() if path.is_file()]
    assert (found.records, found.examples) == (60, len(examples))
    text = "\n".join(comparison_lines(found, "en"))
    assert "Rule changed, REG-004" in text
    assert "urgency: was “blocking" in text
    assert "title: changed in Indonesian only" in text
    assert all(f"Record {number}:" in text for number in expected)
    json.dumps(found.as_json())


def test_replay_under_other_rules_starts_from_the_recorded_advice(tmp_path, knowledge, new):
    path = filled(tmp_path / "l.db", knowledge, 30)
    with Ledger.reading(path) as ledger:
        replayer = Replayer(ledger)
        for record in ledger.consultations():
            assert not replayer.under(record, knowledge)
            facts = Facts(record.body["answers"])
            after = advice_of(new, facts, evaluate(new, facts.answers)).as_json()
            expected = compare(ledger.advice(record), after)
            assert replayer.under(record, new).difference == expected


def test_answers_that_other_rules_do_not_take_are_named(knowledge):
    facts = Facts({"budget": "huge", "innovations_running": True, "gone": False})
    before = advice_of(knowledge, Facts({}), evaluate(knowledge, {})).as_json()
    assert retold(before, facts, knowledge).dropped == ("budget", "innovations_running", "gone")


# ---- editions


def test_added_and_removed_rules_are_told(tmp_path, knowledge):
    rules, base = copied(tmp_path)
    text = (rules / TEAM).read_text("utf-8").replace("id: REG-004", "id: REG-044")
    (rules / "regulation/REG-044-again.yaml").write_text(text, "utf-8")
    more = load(rules, base)
    assert [(c.kind, c.name) for c in changes(knowledge, more, "en")] == [("added", "REG-044")]
    assert [(c.kind, c.name) for c in changes(more, knowledge, "id")] == [("removed", "REG-044")]
    assert changes(knowledge, knowledge, "en") == []


def test_other_content_under_the_same_version_is_noted_and_nothing_else_is(tmp_path, knowledge):
    def told(new):
        return "\n".join(comparison_lines(compare_editions(knowledge, new, None, None, "en"), "en"))

    rules, base = copied(tmp_path)
    narrow(rules)
    assert "Raise 'version' in vocabulary.yaml" in told(load(rules, base))
    change(base / "vocabulary.yaml", f'version: "{knowledge.version}"', 'version: "9.9.9"')
    assert "Raise 'version'" not in told(load(rules, base))
    assert "Raise 'version'" not in told(knowledge)


def test_a_condition_is_told_as_a_sentence(tmp_path, knowledge):
    rules, base = copied(tmp_path)
    narrow(rules)
    (told,) = changes(knowledge, load(rules, base), "en")
    assert told.name == "BUD-001"
    sentence = knowledge.term("open_problems").sentence(True).en
    assert any(d.startswith("condition added:") and sentence in d for d in told.details)


def test_an_edition_is_a_folder_a_revision_or_a_digest(
    tmp_path, knowledge, other, new, monkeypatch
):
    path = filled(tmp_path / "l.db", knowledge, 1)
    assert edition(str(other), path).digest == new.digest
    assert edition(knowledge.digest, path).digest == knowledge.digest
    assert edition(knowledge.digest[:12], path).digest == knowledge.digest
    repository = tmp_path / "repository"
    repository.mkdir()
    copied(repository)
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run([*git, *command], cwd=repository, check=True)
    change(repository / "rules" / TEAM, "No work team", "No team")
    subprocess.run([*git, "commit", "-qam", "second"], cwd=repository, check=True)
    monkeypatch.chdir(repository / "rules")
    assert edition("git:HEAD~1", path).digest == knowledge.digest
    assert edition("HEAD", path).digest != knowledge.digest
    for wrong in ("nowhere", "git:--help", "HEAD~9", "sha256:0", "git:"):
        with pytest.raises(AdvisorError):
            edition(wrong, path)
