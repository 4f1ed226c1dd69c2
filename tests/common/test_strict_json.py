"""JSON is read as it was written, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.common.strict_json import JsonError, read_json

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(0, 1e9) | st.text()
VALUES = st.recursive(SCALARS, lambda part: st.lists(part) | st.dictionaries(st.text(), part))


@given(value=VALUES, escaped=st.booleans())
def test_whatever_json_can_hold_is_read_as_it_was_written(value, escaped):
    content = json.dumps(value, ensure_ascii=escaped)
    assert read_json(content) == read_json(content.encode()) == value


@pytest.mark.parametrize(
    ("content", "kind", "about"),
    [
        (b"", "syntax", {"line": 1, "column": 1}),
        (b'{\n "a" 1}', "syntax", {"line": 2, "column": 6}),
        (b'{"a": "Caf\xe9"}', "not-utf8", {"byte": "0xE9", "at": 11}),
        (b"\xef\xbb\xbf[\xff]", "not-utf8", {"byte": "0xFF", "at": 5}),
        (b"[NaN]", "number", {}),
        (b"[-Infinity]", "number", {}),
        (b"9" * 5000, "number", {}),
        (b"[" * 60_000, "deep", {}),
        (b'["\\ud800"]', "half", {}),
        (b'{"\\udfff": 1}', "half", {}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_wrong_is_told_with_its_place(content, kind, about):
    with pytest.raises(JsonError) as caught:
        read_json(content)
    assert (caught.value.kind, caught.value.about) == (kind, about)


def test_every_key_that_is_written_twice_is_named():
    with pytest.raises(JsonError) as caught:
        read_json(b'{"a": {"b": 1, "c": 2, "b": 3}, "\\ud800": 1, "d": 0, "\\ud800": 1}')
    assert (caught.value.kind, caught.value.names) == ("twice", ("b", "\\ud800"))
