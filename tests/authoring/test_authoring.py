"""Retiring rules, the editors' schemas, and the catalogue."""

import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest
import yaml

from advisor.authoring.catalogue.html import html
from advisor.authoring.catalogue.pages import build, markdown
from advisor.authoring.catalogue.wording import entries
from advisor.authoring.editor_schemas import FILES, editor_schema
from advisor.authoring.retiring import Retirement, retire
from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from tests.conftest import ROOT
from tests.copies import change, copied

BASES = (ROOT, ROOT / "examples" / "village-library")


def test_a_rule_nothing_depends_on_can_be_retired(tmp_path):
    rules, knowledge = copied(tmp_path)
    change(knowledge / "article.yaml", ", CON-009]", "]")
    path = retire(rules, knowledge, Retirement("CON-009", "tried out", "CON-001"))
    after = load(rules, knowledge)
    assert path.parent.name == "retired"
    assert [rule.id for rule in after.inactive] == ["CON-009"]
    assert after.rule["CON-009"].replaced_by == "CON-001"
    assert "# tried out" in path.read_text("utf-8")


def test_a_rule_something_depends_on_stays_where_it_is(tmp_path):
    rules, knowledge = copied(tmp_path)
    base = load(rules, knowledge)
    with pytest.raises(AdvisorError) as caught:
        retire(rules, knowledge, Retirement("CRE-004", "tried out"))
    assert "check.unadvised" in {p.message.key for p in caught.value.problems}
    assert load(rules, knowledge).digest == base.digest


@pytest.mark.parametrize("name", FILES)
def test_the_published_schema_is_up_to_date(name):
    published = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(editor_schema(name)))


def knowledge_files():
    for base in BASES:
        for path in (*base.glob("rules/**/*.yaml"), *base.glob("knowledge/*.yaml")):
            yield path, "rule" if path.is_relative_to(base / "rules") else path.stem
    for path in (*BASES[0].glob("tests/cases/*.yaml"), *BASES[1].glob("cases/*.yaml")):
        yield path, "cases"


def test_the_schemas_accept_every_file_as_an_editor_reads_it():
    validators = {
        name: jsonschema.Draft202012Validator(editor_schema(name), format_checker=None)
        for name in FILES
    }
    for path, name in knowledge_files():
        for loader in (yaml.SafeLoader, yaml.BaseLoader):
            data = yaml.load(path.read_text("utf-8"), Loader=loader)
            assert [e.message for e in validators[name].iter_errors(data)] == [], path


def test_a_schema_refuses_an_unknown_key_and_a_missing_one():
    schema = editor_schema("rule")
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors({"idd": "X"}))
    assert any("idd" in error.message for error in errors)
    assert any("'title' is a required" in error.message for error in errors)


def test_each_knowledge_file_names_a_schema_that_exists():
    for path, name in knowledge_files():
        first = path.read_text("utf-8").splitlines()[0]
        prefix, _, target = first.partition("$schema=")
        assert prefix == "# yaml-language-server: ", path
        assert (path.parent / target).resolve() == ROOT / "schemas" / f"{name}.schema.json"


class Reader(HTMLParser):
    """The ids of a page, its links, and its headings."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []


def test_the_catalogue_holds_every_rule_and_every_link_leads_somewhere(knowledge, tmp_path):
    assert {path.name for path in build(knowledge, tmp_path)} == {
        "rules.id.md", "rules.id.html", "rules.en.md", "rules.en.html",
    }  # fmt: skip
    pages = {path.name: Reader(path.read_text("utf-8")) for path in tmp_path.glob("*.html")}
    for name, page in pages.items():
        assert len(set(page.ids)) == len(page.ids)
        assert page.tags.count("article") == len(knowledge.rule)
        assert "script" not in page.tags
        for link in page.links:
            file, _, anchor = link.partition("#")
            assert file in ("", *pages)
            assert anchor in ("", *pages[file or name].ids)
        other = next(iter(pages.keys() - {name}))
        assert {other, *(f"{other}#{rule}" for rule in knowledge.rule)} <= set(page.links)
    for language in ("id", "en"):
        text = markdown(knowledge, language)
        anchors = set(re.findall('<a id="([^"]+)">', text))
        assert anchors == set(knowledge.rule)
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) == anchors


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_catalogue_lists_each_rule_under_a_topic_of_the_vocabulary(knowledge, language):
    titles = [topic.title.to(language) for topic in knowledge.vocabulary.topics]
    found = entries(knowledge, language)
    topics = list(dict.fromkeys(entry.topic for entry in found))
    assert [topic for topic in topics if topic in titles] == [t for t in titles if t in topics]
    ending = {entry.id for entry in found if entry.topic not in titles}
    assert ending == {rule.id for rule in knowledge.rules if rule.kind != "inference"}
    assert [entry.id for entry in found if entry.id in ending][:1] == [found[-len(ending)].id]
    assert "active" not in next(entry.status for entry in found) or language == "en"


def test_a_text_of_a_rule_is_no_markup(knowledge):
    from dataclasses import replace

    rule = knowledge.rules[0]
    bold = rule.title.model_copy(update={"en": "<b>x</b> & <script>"})
    wrong = rule.model_copy(update={"title": bold})
    layers = ((wrong, *knowledge.layers[0][1:]), *knowledge.layers[1:])
    page = html(replace(knowledge, layers=layers), "en")
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<script" not in page
