"""The published schema of the Advice names every field that is emitted, and no other."""

from random import Random

import jsonschema
import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.advice.schema import advice_schema
from advisor.inference.evaluator import evaluate
from tests.states import consistent_answers, random_answers


def closed(schema):
    """The schema with no room for a field that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in inner else inner


def fields(schema, at=""):
    """The path of each field that the schema names."""
    for option in schema.get("anyOf", ()):
        yield from fields(option, at)
    if "items" in schema:
        yield from fields(schema["items"], f"{at}[]")
    for name, inner in schema.get("properties", {}).items():
        yield f"{at}.{name}"
        yield from fields(inner, f"{at}.{name}")


def emitted(value, at=""):
    """The path of each field of an emitted object."""
    if isinstance(value, list):
        for item in value:
            yield from emitted(item, f"{at}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{at}.{name}"
            yield from emitted(inner, f"{at}.{name}")


@pytest.fixture(scope="module")
def advices(knowledge):
    random, found = Random(6), []
    for number in range(300):
        whole = (random_answers if number % 3 else consistent_answers)(knowledge, random)
        known = random.choice((0.1, 0.5, 1.0))
        facts = Facts({t: v for t, v in whole.items() if random.random() < known}, "Dinas A")
        found.append(advice_of(knowledge, facts, evaluate(knowledge, facts.answers)).as_json())
    return found


def test_no_field_is_emitted_that_the_schema_does_not_name(knowledge, advices):
    validator = jsonschema.Draft202012Validator(closed(advice_schema(knowledge)))
    for advice in advices:
        validator.validate(advice)


def test_every_field_that_the_schema_names_is_emitted(knowledge, advices):
    named = set(fields(advice_schema(knowledge)))
    assert len(named) > 50
    assert named == {
        path for advice in advices for path in emitted(advice) if not path.startswith(".answers.")
    }
