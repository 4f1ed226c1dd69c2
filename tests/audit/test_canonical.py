"""The bytes of a record are those of RFC 8785, whatever it holds."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from advisor.audit.record import canonical

TEXTS = st.text() | st.sampled_from(
    ["é", "\u2028", "\ue000", "\U0001f600", "\x7f", "\x00", '"\\', ":10.5", ",1.0", "[1e5", "NaN"]
)
NUMBERS = st.integers() | st.integers(2**53 - 3, 2**53 + 3) | st.floats() | st.just(1.0)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


def _bytes_or_refusal(write, content):
    try:
        return write(content)
    except ValueError as error:
        return type(error)


@given(st.lists(VALUES) | st.dictionaries(TEXTS, VALUES))
def test_any_object_or_list_has_the_bytes_that_the_standard_gives_it_or_is_refused(content):
    assert _bytes_or_refusal(canonical, content) == _bytes_or_refusal(rfc8785.dumps, content)


@pytest.mark.parametrize(
    "content",
    [
        {"\ue000": 1, "\U0001f600": 2},
        {"a": 1.0},
        {"a": 1e16},
        [10**15, 2**53 - 1],
        {"a": {"b": [0.5, -0.0]}},
    ],
)
def test_what_plain_json_writes_otherwise_is_written_by_the_standard(content):
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(content) == rfc8785.dumps(content)
    assert canonical(content) != plain.encode() or content == [10**15, 2**53 - 1]
