"""The evaluator on bases of a few rules, each outcome written out by hand."""

from itertools import product

import pytest

from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.rule import Condition, Outcome, Rule, judge
from tests.drafts import Draft, text, yes_no

APPLIES, REJECTED, UNDECIDED = Outcome.APPLIES, Outcome.REJECTED, Outcome.UNDECIDED
THREE = (True, False, None)


def rule(**when):
    return Rule(
        id="TST-001", title=text("t"), status="active", since="1.0.0", why=text("w"),
        sources=("artikel/1",), when=when, then={"conclude": "found"}, examples=(),
    )  # fmt: skip


def known(**values):
    return {term: value for term, value in values.items() if value is not None}


def base(*conclusions, derived=("left", "right", "top")):
    """Asked `a`, `b`, `c`; a rule for each (when, conclusion)."""
    draft = Draft(terms=[yes_no(name) for name in "abc"], derived=[yes_no(d) for d in derived])
    for when, conclude in conclusions:
        draft.rule(when, {"conclude": conclude})
    return draft.base()


@pytest.mark.parametrize(("a", "b"), [*product(THREE, THREE)])
def test_all_is_rejected_by_one_line_that_fails_and_waits_for_one_unknown(a, b):
    outcome = judge(rule(all={"a": "yes", "b": "yes"}), known(a=a, b=b))
    expected = REJECTED if False in (a, b) else UNDECIDED if None in (a, b) else APPLIES
    assert outcome is expected


@pytest.mark.parametrize(("a", "b"), [*product(THREE, THREE)])
def test_any_applies_by_one_line_and_is_rejected_only_by_all(a, b):
    outcome = judge(rule(any={"a": "yes", "b": "yes"}), known(a=a, b=b))
    expected = APPLIES if True in (a, b) else UNDECIDED if None in (a, b) else REJECTED
    assert outcome is expected


@pytest.mark.parametrize(("a", "b"), [*product(THREE, THREE)])
def test_unless_applies_only_when_each_exception_is_known_to_fail(a, b):
    outcome = judge(rule(unless={"a": "yes", "b": "yes"}), known(a=a, b=b))
    expected = REJECTED if True in (a, b) else UNDECIDED if None in (a, b) else APPLIES
    assert outcome is expected


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"a": True, "b": True, "c": False}, APPLIES),
        ({"a": True, "b": False, "c": False}, REJECTED),
        ({"a": True, "b": True, "c": True}, REJECTED),
        ({"a": False}, REJECTED),
        ({"b": False}, REJECTED),
        ({"c": True}, REJECTED),
        ({"a": True, "b": True}, UNDECIDED),
        ({"a": True, "c": False}, UNDECIDED),
        ({"b": True, "c": False}, UNDECIDED),
        ({}, UNDECIDED),
    ],
)
def test_the_three_parts_must_all_speak_for_the_rule(values, outcome):
    assert judge(rule(all={"a": "yes"}, any={"b": "yes"}, unless={"c": "yes"}), values) is outcome


@pytest.mark.parametrize(
    ("count", "outcome"), [(2, REJECTED), (3, APPLIES), (None, UNDECIDED), (0, REJECTED)]
)
def test_a_number_is_compared_and_zero_is_known(count, outcome):
    assert judge(rule(all={"count": "at least 3"}), known(count=count)) is outcome


def test_a_rule_without_conditions_applies_at_once():
    assert judge(rule(), {}) is APPLIES


def test_the_lines_of_a_rule_stand_as_required_or_alternative_in_the_order_written():
    judged = rule(any={"x": "yes", "w": "no"}, unless={"b": "kota"}, all={"z": "yes", "a": "no"})
    shown = [(line.part, line.term, line.phrase.text) for line in judged.required]
    assert shown == [("all", "z", "yes"), ("all", "a", "no"), ("unless", "b", "kota")]
    shown = [(line.part, line.term, line.phrase.text) for line in judged.alternatives]
    assert shown == [("any", "x", "yes"), ("any", "w", "no")]
    assert judged.conditions == (*judged.required, *judged.alternatives)
    assert judged.reads == ("z", "a", "b", "x", "w")


def test_a_term_read_twice_is_read_once():
    assert rule(all={"a": "yes"}, any={"b": "yes", "a": "yes"}).reads == ("a", "b")


@pytest.mark.parametrize(
    ("part", "value", "holds"),
    [
        ("all", True, True), ("all", False, False), ("all", None, None),
        ("any", True, True), ("any", False, False), ("any", None, None),
        ("unless", True, False), ("unless", False, True), ("unless", None, None),
    ],
)  # fmt: skip
def test_a_line_speaks_for_the_rule_or_against_it_or_waits(part, value, holds):
    (phrase,) = (line.phrase for line in rule(all={"a": "yes"}).required)
    line = Condition(part, "a", phrase)
    assert line.holds(known(a=value, b=True)) is holds


def test_a_finding_is_true_by_one_rule_that_applies():
    knowledge = base(({"all": {"a": "yes"}}, "left"), ({"all": {"b": "yes"}}, "left"))
    for answers in ({"a": True}, {"a": True, "b": False}, {"a": True, "b": True}, {"b": True}):
        assert evaluate(knowledge, answers).values == {**answers, "left": True}


def test_a_finding_is_false_only_when_every_rule_for_it_is_rejected():
    knowledge = base(({"all": {"a": "yes"}}, "left"), ({"all": {"b": "yes"}}, "left"))
    assert evaluate(knowledge, {"a": False, "b": False}).values["left"] is False
    assert "left" not in evaluate(knowledge, {"a": False}).values
    assert "left" not in evaluate(knowledge, {"b": False}).values
    assert "left" not in evaluate(knowledge, {}).values


def test_a_finding_that_no_rule_concludes_is_not_known():
    knowledge = base(({"all": {"a": "yes"}}, "left"))
    assert evaluate(knowledge, {"a": True}).values == {"a": True, "left": True}


def test_a_finding_is_decided_before_the_rules_that_read_it_however_they_are_named():
    knowledge = base(
        ({"all": {"right": "no", "c": "yes"}}, "top"),
        ({"all": {"left": "yes"}}, "right"),
        ({"all": {"a": "yes"}}, "left"),
        ({"all": {"b": "yes"}}, "right"),
    )
    result = evaluate(knowledge, {"a": False, "b": False, "c": True})
    assert result == Evaluation(
        {"a": False, "b": False, "c": True, "left": False, "right": False, "top": True},
        {"RND-003": REJECTED, "RND-004": REJECTED, "RND-002": REJECTED, "RND-001": APPLIES},
    )
    assert list(result.outcomes) == ["RND-003", "RND-004", "RND-002", "RND-001"]
    assert result.fired == ("RND-001",)


def test_what_is_undecided_stays_so_down_the_chain_unless_something_else_decides():
    knowledge = base(({"all": {"a": "yes"}}, "left"), ({"all": {"left": "yes", "b": "yes"}}, "top"))
    assert evaluate(knowledge, {}).outcomes == {"RND-001": UNDECIDED, "RND-002": UNDECIDED}
    assert evaluate(knowledge, {"b": False}).values == {"b": False, "top": False}
    assert evaluate(knowledge, {"b": True}).values == {"b": True}


def test_the_rules_that_fired_are_named_in_firing_order():
    knowledge = base(
        ({"all": {"left": "yes"}}, "top"),
        ({"all": {"a": "yes"}}, "left"),
        ({"all": {"b": "yes"}}, "right"),
    )
    assert evaluate(knowledge, {"a": True, "b": True}).fired == ("RND-002", "RND-003", "RND-001")
    assert evaluate(knowledge, {"a": True, "b": False}).fired == ("RND-002", "RND-001")
    assert evaluate(knowledge, {}).fired == ()


def test_the_answers_given_are_left_as_they_are():
    knowledge, answers = base(({"all": {"a": "yes"}}, "left")), {"a": True}
    evaluate(knowledge, answers)
    assert answers == {"a": True}
