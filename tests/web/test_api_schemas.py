"""The description of the API names every field that an operation answers, and no other."""

from random import Random

import pytest
from jsonschema import Draft202012Validator

from advisor.advice.facts import facts_from
from advisor.web.api.operations import BASE
from tests.states import consistent_answers, random_answers

SENT = {"facts", "changes"}
"""What a client sends; an error and a published schema are told of elsewhere."""
ELSEWHERE = {"error", "schema"}


class Description:
    """Holds answers to schemas, and keeps which of the fields that these name have been seen."""

    def __init__(self, schemas):
        self.schemas = schemas
        self.seen = set()

    def resolved(self, schema):
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.schemas[name] if name else schema

    def fits(self, schema, value):
        whole = {**schema, "components": {"schemas": self.schemas}}
        return Draft202012Validator(whole).is_valid(value)

    def hold(self, schema, value):
        """Every field in it is named, at every depth."""
        if isinstance(value, list):
            for item in value:
                self.hold(self.resolved(schema)["items"], item)
        elif isinstance(value, dict):
            named = self.names(schema, value)
            assert not named or value.keys() <= named

    def names(self, schema, value):
        """The fields that the schema names for this object, of which those that it has are held."""
        schema = self.resolved(schema)
        chosen = [option for option in schema.get("anyOf", ()) if self.fits(option, value)]
        found = {name for part in (*schema.get("allOf", ()), *chosen)
                 for name in self.names(part, value)}  # fmt: skip
        for name, inner in schema.get("properties", {}).items():
            found.add(name)
            if name in value:
                self.seen.add(id(inner))
                self.hold(inner, value[name])
        return found

    def unseen(self, schema, at):
        """Where the fields stand that no answer had."""
        for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
            yield from self.unseen(part, at)
        if "items" in schema:
            yield from self.unseen(schema["items"], f"{at}[]")
        for name, inner in schema.get("properties", {}).items():
            if id(inner) not in self.seen:
                yield f"{at}.{name}"
            yield from self.unseen(inner, f"{at}.{name}")


def asked(client, knowledge):
    """Many answers of every operation, each with the name of its schema."""

    def post(address, body):
        answer = client.post(BASE + address, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    random = Random(8)
    for number in range(40):
        whole = (random_answers if number % 3 else consistent_answers)(knowledge, random)
        known = random.choice((0.1, 0.5, 1.0))
        given = {term: value for term, value in whole.items() if random.random() < known}
        body = facts_from(given, "Dinas A" if number % 2 else None).document()
        advice = post(f"/advise?record={'false' if number % 4 else 'true'}", body)
        yield "advice", advice
        plan = [step["step"] for step in advice["steps"]]
        for step in plan[:3]:
            yield "explanation", post(f"/explain/{step}", body)
        for name in (*random.sample(list(knowledge.steps), 3), random.choice(list(knowledge.rule))):
            yield "why-not", post(f"/why-not/{name}", body)
        term = random.choice(list(knowledge.vocabulary.asked))
        yield "what-if", post("/what-if", body | {"sweep": term})
        yield "what-if", post("/what-if", body | {"set": {term: None}})
        yield "question", post("/next-question", body)
        left = {term: value for term, value in whole.items() if type(value) is not int}
        yield (
            "question",
            post("/next-question", {"answers": facts_from(left).document()["answers"]}),
        )
    yield "rules", client.get(f"{BASE}/rules").json()
    for rule in knowledge.rule:
        yield "rule", client.get(f"{BASE}/rules/{rule}").json()


@pytest.fixture
def described(client, knowledge):
    schemas = client.get(f"{BASE}/openapi.json").json()["components"]["schemas"]
    return Description(schemas), list(asked(client, knowledge))


def test_the_description_names_what_is_answered_field_by_field(described):
    description, answers = described
    for name, answer in answers:
        assert description.fits(description.schemas[name], answer), name
        description.hold(description.schemas[name], answer)
    for name, schema in description.schemas.items():
        if name not in SENT | ELSEWHERE:
            assert list(description.unseen(schema, name)) == []
