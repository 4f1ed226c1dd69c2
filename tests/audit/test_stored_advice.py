"""A stored advice is read as strictly as it was written: no field more or less, no other type."""

import json
from copy import deepcopy
from functools import reduce
from operator import getitem
from random import Random

import pytest

from advisor.audit.record import canonical
from advisor.audit.record_content import without_name
from advisor.audit.record_model import advice_from_json, advice_of
from tests.ledgers import states

SINCE = {"certainty", "confirm"}
"""What a step of 1.0.0 did not tell."""


@pytest.fixture(scope="module")
def stored(knowledge):
    """Advices as the ledger keeps them, with every kind of content among them."""
    return [without_name(advice) for _, advice in states(knowledge, 30)]


def places(value, at=()):
    """Where each object stands in it, but for those that are named by terms."""
    if isinstance(value, dict) and at[-1:] != ("answers",):
        yield at
    inner = enumerate(value) if isinstance(value, list) else []
    for name, item in value.items() if isinstance(value, dict) else inner:
        yield from places(item, (*at, name))


def changed(advice, at, change):
    """A copy in which the object at this place is another."""
    made = deepcopy(advice)
    change(reduce(getitem, at, made))
    return json.dumps(made)


def test_every_advice_comes_back_as_it_was_and_as_the_object_that_it_was(knowledge):
    for _, advice in states(knowledge, 30):
        kept = without_name(advice)
        text = canonical(kept)
        assert advice_of(text) == kept
        assert json.dumps(advice_of(text)) == json.dumps(json.loads(text))
        assert advice_from_json(advice.as_json()) == advice


def test_a_field_too_many_is_refused_wherever_it_stands(stored):
    for advice in stored:
        for at in places(advice):
            text = changed(advice, at, lambda found: found.update(other=None))
            with pytest.raises(ValueError, match="other"):
                advice_of(text)


def test_a_field_too_few_is_refused_unless_the_first_edition_did_not_know_it(stored):
    random, seen = Random(5), set()
    for advice in stored:
        for at in places(advice):
            if at == ("pd",):
                continue
            name = random.choice(list(reduce(getitem, at, advice)))
            text = changed(advice, at, lambda found, name=name: found.pop(name))
            if name in SINCE:
                advice_of(text)
            else:
                with pytest.raises(ValueError, match=name):
                    advice_of(text)
            seen.add(name)
    assert len(seen) > 30


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("pd", "name"), "Dinas A"),
        (("status",), "perhaps"),
        (("schema",), "advice/2"),
        (("steps", 0, "rank"), 1.0),
        (("steps", 0, "rank"), True),
        (("steps", 0, "rank"), -1),
        (("steps", 0, "rank"), 2**53),
        (("steps", 0, "actor"), "a\nb"),
        (("steps", 0, "text", "id"), ""),
        (("steps", 0, "urgency"), "soon"),
        (("steps", 0, "after"), "first"),
        (("steps", 0, "after"), {}),
        (("steps", 0, "certainty"), None),
        (("answers", "perda_exists"), 1.5),
        (("answers", "perda_exists"), None),
        (("answers", "perda_exists"), 2**53),
        (("answers", "perda\x1b"), True),
        (("findings", 0, "value"), 1),
        (("knowledge", "digest"), "sha256:0"),
        (("knowledge",), []),
        (("message",), "no"),
        (("fired",), None),
    ],
    ids=str,
)
def test_what_is_of_another_type_is_refused(stored, at, value):
    advice = next(a for a in stored if a["steps"] and a["findings"])
    *there, name = at
    text = changed(advice, there, lambda found: found.__setitem__(name, value))
    with pytest.raises(ValueError, match="validation error"):
        advice_of(text)
