"""Every statement of the article is carried, and all advice leads back to the article."""

import hashlib
from collections import Counter

import pytest

from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from tests.conftest import ROOT
from tests.copies import copied

COUNTS = {
    "bentuk": 3, "jenis": 3, "proses": 2, "target": 1, "menciptakan": 7, "mengembangkan": 4,
    "transfer": 4, "kapasitas": 3, "jejaring": 5, "lembaga": 3, "monev": 6, "kendala": 14,
}  # fmt: skip


def test_all_fifty_five_statements_are_there(knowledge):
    assert Counter(locator.split("/")[0] for locator in knowledge.statements) == COUNTS
    assert sum(COUNTS.values()) == 55
    assert list(knowledge.coverage) == list(knowledge.statements)


def test_each_statement_is_carried_by_something_that_cites_it(knowledge):
    for locator, carriers in knowledge.coverage.items():
        assert carriers.rules or carriers.steps or carriers.terms
        for rule in carriers.rules:
            assert locator in knowledge.rule[rule].sources
        for step in carriers.steps:
            assert locator in knowledge.steps[step].sources


def test_each_statement_is_carried_by_a_rule(knowledge):
    cited = {locator for rule in knowledge.rules for locator in rule.sources}
    assert cited == set(knowledge.statements)


@pytest.mark.parametrize("locator", list(load().statements))
def test_removing_one_mapping_is_reported(tmp_path, locator):
    rules, knowledge = copied(tmp_path)
    path = knowledge / "article.yaml"
    kept, dropping = [], False
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if line.startswith("  ") and not line.startswith("   "):
            dropping = line.strip() == f"{locator}:"
        if not dropping:
            kept.append(line)
    path.write_text("".join(kept), "utf-8")
    with pytest.raises(AdvisorError) as caught:
        load(rules, knowledge)
    problems = [p for p in caught.value.problems if p.message.key == "check.uncovered"]
    assert [dict(p.message.parameters)["locator"] for p in problems] == [locator]


def test_no_step_and_no_rule_lacks_a_locator(knowledge):
    assert all(rule.sources for rule in knowledge.rules)
    assert all(step.sources for step in knowledge.steps.values())


def test_a_steps_sources_are_those_of_its_rules(knowledge):
    for step in knowledge.steps.values():
        cited = {s for rule in knowledge.advisers[step.id] for s in rule.sources}
        assert cited == set(step.sources), step.id


ARTICLE = ROOT.parent / "shared" / "source" / "article.id.txt"


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article's text is not part of the project")
def test_lines_and_digest_are_those_of_the_article(knowledge):
    content = ARTICLE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == knowledge.article.sha256
    lines = content.decode().splitlines()
    for statement in knowledge.statements.values():
        assert lines[statement.line - 1].strip(), statement.locator


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article's text is not part of the project")
def test_the_article_is_paraphrased_not_pasted(knowledge):
    """No run of nine words of the article stands in our texts."""
    runs = _runs(ARTICLE.read_text("utf-8"), 9)
    texts = [s.says.id for s in knowledge.statements.values()]
    texts += [t for step in knowledge.steps.values() for t in (step.text.id, step.detail.id)]
    texts += [t for rule in knowledge.rules for t in (rule.title.id, rule.why.id)]
    texts += [t for q in knowledge.questions for t in (q.ask.id, q.help.id, q.reason.id)]
    assert [text for text in texts if _runs(text, 9) & runs] == []


def _runs(text, length):
    words = _words(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def _words(text):
    return "".join(c.lower() if c.isalnum() else " " for c in text).split()
