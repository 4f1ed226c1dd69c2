"""The condition language: what each phrase means, at and beside each boundary, and when unknown."""

import pytest

from advisor.knowledge.phrase import Phrase, parse_phrase


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("yes", Phrase("yes", (True,))),
        ("no", Phrase("no", (False,))),
        ("kota", Phrase("kota", ("kota",))),
        ("one of kabupaten, kota", Phrase("one of kabupaten, kota", ("kabupaten", "kota"))),
        ("one of a,b ,  c", Phrase("one of a,b ,  c", ("a", "b", "c"))),
        ("one of kota", Phrase("one of kota", ("kota",))),
        ("at least 3", Phrase("at least 3", low=3)),
        ("more than 3", Phrase("more than 3", low=4)),
        ("at most 3", Phrase("at most 3", high=3)),
        ("less than 3", Phrase("less than 3", high=2)),
        ("at least 0", Phrase("at least 0", low=0)),
        ("between 2 and 5", Phrase("between 2 and 5", low=2, high=5)),
        ("between 3 and 3", Phrase("between 3 and 3", low=3, high=3)),
        ("at most 999999", Phrase("at most 999999", high=999999)),
    ],
)
def test_a_phrase_is_read_as_it_says(text, phrase):
    assert parse_phrase(text) == phrase


@pytest.mark.parametrize(
    "text",
    ["at least", "at least x", "at least -1", "at least 1000000000000000", "at least 1 or so",
     "nearly at least 1", "At least 1", "ONE OF a, b", "YES", "one of", "only one of a, b",
     "between 5 and 2", "between 2 and", "between 2 and 5 or so", "between a and b"],
)  # fmt: skip
def test_what_is_no_number_phrase_and_no_list_is_a_choice_word_for_word(text):
    assert parse_phrase(text) == Phrase(text, (text,))


@pytest.mark.parametrize(
    ("text", "holding", "failing"),
    [
        ("yes", [True], [False]),
        ("no", [False], [True]),
        ("kota", ["kota"], ["kabupaten", "kot", ""]),
        ("one of kabupaten, kota", ["kabupaten", "kota"], ["provinsi", "kabupaten, kota"]),
        ("at least 3", [3, 4, 99], [0, 2]),
        ("more than 3", [4, 99], [0, 3]),
        ("at most 3", [0, 3], [4, 99]),
        ("less than 3", [0, 2], [3, 99]),
        ("at least 0", [0, 1], []),
        ("between 2 and 5", [2, 3, 5], [0, 1, 6, 99]),
        ("at most 0", [0], [1]),
    ],
)
def test_a_phrase_holds_for_these_values_and_fails_for_those(text, holding, failing):
    phrase = parse_phrase(text)
    assert [phrase.holds(value) for value in holding] == [True] * len(holding)
    assert [phrase.holds(value) for value in failing] == [False] * len(failing)


@pytest.mark.parametrize("text", ["yes", "no", "kota", "one of a, b", "at least 0", "at most 9"])
def test_an_unknown_value_decides_no_phrase(text):
    assert parse_phrase(text).holds(None) is None


def test_a_range_closed_on_both_sides_holds_between_and_at_its_ends():
    phrase = Phrase("3 to 5", low=3, high=5)
    assert [phrase.holds(value) for value in (2, 3, 4, 5, 6)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "number"),
    [("at least 0", True), ("at most 0", True), ("yes", False), ("one of a, b", False)],
)
def test_only_a_number_phrase_is_a_range(text, number):
    assert parse_phrase(text).is_range is number
