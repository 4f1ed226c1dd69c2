"""What has a JSON form by its fields has a schema by them, too, and the two always agree."""

import sys
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor.common.json_form import JsonForm
from advisor.common.json_schema import schema_of
from advisor.common.text import Text
from advisor.explanation.proof import Judged
from advisor.explanation.sensitivity import Weight
from advisor.explanation.whynot import Obstacle

for module in ("audit.replay", "audit.rule_changes", "follow_up.progress"):
    import_module(f"advisor.{module}")

WORD = st.text(min_size=1, max_size=3)
COMPUTED = (Judged, Obstacle, Weight)
"""What makes its JSON of more than its fields."""
KNOWN = {kind: {} for kind in COMPUTED}
st.register_type_strategy(Text, st.builds(Text, id=WORD, en=WORD))
for kind in COMPUTED:
    st.register_type_strategy(kind, st.none())


def kinds(above=JsonForm):
    """Each such class; one with slots is made twice, and the first of the two is nowhere."""
    for kind in above.__subclasses__():
        if vars(sys.modules[kind.__module__]).get(kind.__name__) is kind:
            yield kind
        yield from kinds(kind)


@pytest.mark.filterwarnings("ignore:Ignoring unsupported")
@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.__qualname__)
@settings(max_examples=8)
@given(data=st.data())
def test_the_form_has_the_fields_of_the_schema_in_their_order(kind, data):
    shown, schema = data.draw(st.from_type(kind)).as_json(), schema_of(kind, KNOWN)
    assert [*shown] == schema["required"] == [*schema["properties"]]
    Draft202012Validator(schema).validate(shown)
