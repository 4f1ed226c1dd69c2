"""Rules, steps and terms written into a copy of the shipped base, with the examples they need."""

from itertools import product

import yaml

from advisor.knowledge.loader import load
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome, Rule, judge
from advisor.knowledge.vocabulary import written
from advisor.knowledge.yaml_reader import parse
from tests.states import sample_values


class Plain(yaml.SafeDumper):
    yaml_implicit_resolvers = {}  # noqa: RUF012


def both(text):
    return {"id": text, "en": text}


def plant_rule(rules, name, when, then, kind="inference", sources=("kendala/4",)):
    """Write the rule `name` into the copy; returns the path."""
    content = {
        "id": name, "title": both(name), "status": "active", "since": "1.0.0", "kind": kind,
        "why": both("why"), "sources": list(sources), "when": when,
        "then": {"message": both("stop")} if kind != "inference" else then,
    }  # fmt: skip
    content["examples"] = list(examples(content))
    path = rules / "planted" / f"{name}-planted.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.dump(content, Dumper=Plain, sort_keys=False), "utf-8")
    return path


def examples(content):
    """One example of each outcome."""
    rule = Rule.model_validate({**parse_dump(content), "examples": ()})
    terms = [load().term(name) for name in rule.reads]
    found: dict[Outcome, dict[str, Value]] = {Outcome.UNDECIDED: {}}
    for values in product(*(sample_values(term) for term in terms)):
        state = {term.name: value for term, value in zip(terms, values, strict=True)}
        found.setdefault(judge(rule, state), state)
    for outcome, state in found.items():
        given = {term: written(value) for term, value in state.items()}
        yield {"name": both(outcome.value), "given": given, "expect": outcome.value}


def parse_dump(content):
    return parse(yaml.dump(content, Dumper=Plain).encode(), "planted").data


def plant_step(knowledge, name, **more):
    path = knowledge / "steps.yaml"
    step = {
        "id": name, "text": both(name), "detail": both(name), "actor": "administrator",
        "sources": ["kendala/4"], **more,
    }  # fmt: skip
    append(path, [step])


def plant_term(knowledge, name):
    """A question that no rule reads."""
    term = {
        "name": name, "topic": "profile", "label": both(name), "holds": both("yes"),
        "fails": both("no"),
    }  # fmt: skip
    path = knowledge / "vocabulary.yaml"
    text = path.read_text("utf-8")
    block = yaml.dump([term], Dumper=Plain, sort_keys=False)
    path.write_text(text.replace("\nderived:\n", f"\n{indented(block)}\nderived:\n", 1), "utf-8")
    question = {"term": name, "ask": both("?"), "help": both("?"), "reason": both("?")}
    append(knowledge / "questions.yaml", [question])


def append(path, items):
    block = indented(yaml.dump(items, Dumper=Plain, sort_keys=False))
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + block, "utf-8")


def indented(block):
    return "".join(f"  {line}\n" for line in block.splitlines())
