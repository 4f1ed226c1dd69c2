"""Taking steps and terms out of a copied base, in the order that docs/authoring.md tells."""

from contextlib import contextmanager

import yaml

from advisor.authoring.retiring import Retirement, retire
from advisor.knowledge.loader import load


@contextmanager
def edited(path):
    """A knowledge file's data, to be changed in place."""
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    yield data
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def leave_article(knowledge, part, names, instead=None):
    """Take rules, steps or terms out of article.yaml; `instead` carries what nothing else does."""
    with edited(knowledge / "article.yaml") as data:
        for carriers in data["coverage"].values():
            carriers[part] = [name for name in carriers.get(part, []) if name not in names]
            if instead and not any(carriers.get(p) for p in ("rules", "steps", "terms")):
                carriers["terms"] = [instead]


def abolish_step(rules, knowledge, step):
    """Its rules leave article.yaml and retire; before the last one does, the step is taken out."""
    base = load(rules, knowledge)
    *others, last = (rule.id for rule in base.advisers[step])
    carrier = base.steps[step].done_by or base.vocabulary.terms[0].name
    leave_article(knowledge, "rules", [*others, last], carrier)
    for rule in others:
        retire(rules, knowledge, Retirement(rule, "abolished"))
    leave_article(knowledge, "steps", [step], carrier)
    with edited(knowledge / "steps.yaml") as data:
        data["steps"] = [item for item in data["steps"] if item["id"] != step]
        for item in data["steps"]:
            item["after"] = [name for name in item.get("after", []) if name != step]
    retire(rules, knowledge, Retirement(last, "abolished"))
    return [*others, last]


def abolish_term(rules, knowledge, term):
    """The rules that read a question retire; then it leaves every knowledge file."""
    readers = [rule.id for rule in load(rules, knowledge).rules if term in rule.reads]
    leave_article(knowledge, "rules", readers, term)
    for rule in readers:
        retire(rules, knowledge, Retirement(rule, "abolished"))
    with edited(knowledge / "vocabulary.yaml") as data:
        data["terms"] = [item for item in data["terms"] if item["name"] != term]
    with edited(knowledge / "questions.yaml") as data:
        data["questions"] = [item for item in data["questions"] if item["term"] != term]
    leave_article(knowledge, "terms", [term])


def abolish_source(knowledge, locator):
    """A statement that only retired rules cite leaves sources.yaml and article.yaml."""
    with edited(knowledge / "sources.yaml") as data:
        data["statements"] = [item for item in data["statements"] if item["locator"] != locator]
    with edited(knowledge / "article.yaml") as data:
        del data["coverage"][locator]
