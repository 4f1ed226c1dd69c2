"""The JSON of each explanation, word for word, on a base small enough to check by eye."""

import pytest

from advisor import explain, sensitivity, smallest_change, sweep, what_if, why_not
from advisor.advice.facts import Facts, parse_changes
from advisor.explanation.whatif import difference_json, sweep_json
from advisor.knowledge.vocabulary import Term
from tests.drafts import Draft, text, yes_no

ANSWERS = {"a": True, "b": False, "count": 2}


@pytest.fixture(scope="module")
def small():
    """`fit` is found by `a` or refused; `one` is advised by `fit`, `two` after it by `count`."""
    number = Term(name="count", topic="t", label=text("n"), type="number", min=0, max=9)
    asked = [yes_no(name, changeable="yes") for name in ("a", "b", "c", "done")]
    draft = Draft(terms=[*asked, number], derived=[yes_no("fit")])
    draft.rule({"all": {"a": "yes"}, "unless": {"b": "yes"}}, {"conclude": "fit"})
    draft.rule({"all": {"fit": "yes"}}, {"advise": "one", "urgency": "enabling"})
    draft.rule({"any": {"count": "at least 2"}}, {"advise": "two", "urgency": "blocking"})
    draft.rule({"all": {"c": "yes"}}, {"advise": "three", "urgency": "enabling"})
    draft.rule({"all": {"fit": "no", "c": "yes"}}, {}, kind="contradiction")
    draft.step("one")
    draft.step("two", after=("one",))
    draft.step("three", done_by="done")
    return draft.base()


def title(rule):
    return {"id": rule, "en": rule}


def answer(term, value):
    return {"term": term, "value": value, "from": "answer"}


def line(part, term, phrase, holds, ground):
    return {"part": part, "term": term, "phrase": phrase, "holds": holds, "ground": ground}


def judged(rule, outcome, *lines):
    return {
        "rule": rule, "title": title(rule), "outcome": outcome, "sources": ["artikel/1"],
        "lines": list(lines),
    }  # fmt: skip


FIT = {
    "term": "fit", "value": True, "from": "rules", "assumed": False,
    "rules": [
        judged(
            "RND-001", "applies",
            line("all", "a", "yes", True, answer("a", True)),
            line("unless", "b", "yes", True, answer("b", False)),
        )
    ],
}  # fmt: skip


def test_how_shows_the_proof_and_both_neighbours(small):
    neighbours = {
        "upper": "one", "lower": "two", "criterion": "prerequisite",
        "upper_value": None, "lower_value": None,
    }  # fmt: skip
    assert explain(small, Facts(ANSWERS), "one").as_json() == {
        "schema": "explanation/1", "step": "one", "rank": 1, "of": 2, "text": title("do"),
        "certainty": "certain", "confirm": [],
        "reasons": [judged("RND-002", "applies", line("all", "fit", "yes", True, FIT))],
        "above": None, "below": neighbours,
    }  # fmt: skip
    assert explain(small, Facts(ANSWERS), "two").as_json() == {
        "schema": "explanation/1", "step": "two", "rank": 2, "of": 2, "text": title("do"),
        "certainty": "certain", "confirm": [],
        "reasons": [
            judged(
                "RND-003", "applies",
                line("any", "count", "at least 2", True, answer("count", 2)),
            )
        ],
        "above": neighbours, "below": None,
    }  # fmt: skip


def test_a_neighbour_is_compared_by_value(small):
    found = explain(small, Facts({**ANSWERS, "c": True}), "1").as_json()
    assert found["below"]["lower"] == "two"
    found = explain(small, Facts({**ANSWERS, "c": True}), "three").as_json()
    assert found["above"] == {
        "upper": "two", "lower": "three", "criterion": "urgency",
        "upper_value": "blocking", "lower_value": "enabling",
    }  # fmt: skip


def test_why_not_shows_the_rules_what_they_need_and_the_leads(small):
    assert why_not(small, Facts({"b": False, "done": True}), "one").as_json() == {
        "schema": "why-not/1", "target": "one", "kind": "step", "verdict": "undecided",
        "status": "needs-answers", "done": None, "passed": [],
        "rules": [
            {
                **judged(
                    "RND-002", "undecided",
                    line("all", "fit", "yes", None, {
                        "term": "fit", "value": None, "from": "rules", "assumed": False,
                        "rules": [
                            judged(
                                "RND-001", "undecided",
                                line("all", "a", "yes", None, answer("a", None)),
                            )
                        ],
                    }),
                ),
                "needs": [
                    {
                        "term": "a",
                        "outcomes": [
                            {
                                "value": True, "to": True, "outcome": "applies",
                                "ended_by": [], "reachable": True,
                            },
                            {
                                "value": False, "to": False, "outcome": "rejected",
                                "ended_by": [], "reachable": False,
                            },
                        ],
                    }
                ],
            }
        ],
        "reachable": True,
        "leads": [{"a": True}],
    }  # fmt: skip


def test_why_not_of_a_rule_and_of_a_step_that_is_done(small):
    rule = why_not(small, Facts({"count": 1}), "RND-003").as_json()
    assert rule == {
        "schema": "why-not/1", "target": "RND-003", "kind": "rule", "verdict": "rejected",
        "status": "needs-answers", "done": None, "passed": [], "reachable": None, "leads": [],
        "rules": [
            {
                **judged(
                    "RND-003", "rejected",
                    line("any", "count", "at least 2", False, answer("count", 1)),
                ),
                "needs": [],
            }
        ],
    }  # fmt: skip
    needs = why_not(small, Facts({}), "RND-003").as_json()["rules"][0]["needs"]
    assert needs == [
        {
            "term": "count",
            "outcomes": [
                {
                    "value": 0,
                    "to": 1,
                    "outcome": "rejected",
                    "ended_by": [],
                    "reachable": False,
                },
                {
                    "value": 2,
                    "to": 9,
                    "outcome": "applies",
                    "ended_by": [],
                    "reachable": True,
                },
            ],
        }
    ]
    assert why_not(small, Facts({"done": True, "c": False}), "three").as_json()["done"] == "done"
    assert why_not(small, Facts({"done": False, "c": False}), "three").as_json()["done"] is None


SAME = {
    "gone": [], "new": [], "moved": [], "reworded": [], "other_reasons": [],
    "other_certainty": [], "rules": [],
    "findings": [], "contradictions": [],
}  # fmt: skip


def test_what_if_shows_both_plans_and_all_that_differs(small):
    changes = parse_changes(small.vocabulary, ["a=no", "c=yes"])
    assert changes == {"a": False, "c": True}
    shown = difference_json(changes, what_if(small, Facts(ANSWERS), changes))
    (contradiction,) = shown.pop("contradictions")
    assert contradiction["rule"] == "RND-005"
    assert shown == {
        "schema": "what-if/1",
        "changes": {"a": False, "c": True},
        "status": {"before": "advised", "after": "contradictory"},
        "plan": {"before": ["one", "two"], "after": []},
        "gone": ["one", "two"], "new": [], "moved": [], "reworded": [], "other_reasons": [],
        "other_certainty": [],
        "rules": [
            {"rule": "RND-001", "before": "applies", "after": "rejected"},
            {"rule": "RND-004", "before": "undecided", "after": "applies"},
            {"rule": "RND-002", "before": "applies", "after": "rejected"},
            {"rule": "RND-005", "before": "rejected", "after": "applies"},
        ],
        "findings": [{"term": "fit", "before": True, "after": False}],
    }  # fmt: skip


def test_a_sweep_shows_each_range_and_not_known(small):
    changes = {"a": True}
    shown = sweep_json("count", changes, sweep(small, Facts(ANSWERS), "count", changes))
    assert {case.term for case in sweep(small, Facts(ANSWERS), "count")} == {"count"}
    cases = shown.pop("cases")
    assert shown == {"schema": "sweep/1", "term": "count", "changes": {"a": True}}
    heads = [(case["value"], case["to"], case["current"], case["gone"]) for case in cases]
    assert heads == [(0, 1, False, ["two"]), (2, 9, True, []), (None, None, False, ["two"])]
    assert cases[1] == {
        **SAME, "value": 2, "to": 9, "current": True,
        "status": {"before": "advised", "after": "advised"},
        "plan": {"before": ["one", "two"], "after": ["one", "two"]},
    }  # fmt: skip


def test_the_smallest_change_shows_each_set_and_what_else_it_does(small):
    dropped = {"worse": [], "settled": True, "gone": ["one"], "new": [], "moved": []}
    assert smallest_change(small, Facts(ANSWERS), "one", gain=False).as_json() == {
        "schema": "smallest-change/1", "goal": "drop", "target": "one", "kind": "step",
        "already": False, "cap": 10, "capped": False, "any_term": False,
        "allow_worse": False,
        "sets": [
            {**dropped, "changes": {"a": False}},
            {**dropped, "changes": {"b": True}},
        ],
    }  # fmt: skip
    gain = smallest_change(small, Facts(ANSWERS), "three", gain=True, any_term=True).as_json()
    assert (gain["goal"], gain["any_term"]) == ("gain", True)
    assert gain["sets"] == [
        {
            "changes": {"c": True},
            "worse": [],
            "settled": True,
            "gone": [],
            "new": ["three"],
            "moved": [],
        }
    ]


def test_sensitivity_shows_every_answer_that_still_matters(small):
    assert sensitivity(small, Facts(ANSWERS)).as_json() == {
        "schema": "sensitivity/1", "status": "advised", "steps": 2,
        "questions": [
            {
                "term": "c", "effect": 1, "reach": 1, "words": False,
                "answers": [
                    {
                        "value": True, "to": True, "effect": 1, "gone": [], "new": ["three"],
                        "moved": [], "first": "one", "first_changes": False, "stops": False,
                    },
                    {
                        "value": False, "to": False, "effect": 0, "gone": [], "new": [],
                        "moved": [], "first": "one", "first_changes": False, "stops": False,
                    },
                ],
            }
        ],
    }  # fmt: skip


def test_only_what_is_undecided_has_leads_and_at_most_three():
    draft = Draft(terms=[yes_no(name) for name in "abcde"])
    for name in "abcd":
        draft.rule({"all": {name: "yes", "e": "yes"}}, {"advise": "one", "urgency": "enabling"})
    draft.step("one")
    base = draft.base()
    assert why_not(base, Facts({"e": True}), "one").leads == ({"a": True}, {"b": True}, {"c": True})
    assert why_not(base, Facts({"e": True, "a": True}), "one").leads == ()
    assert why_not(base, Facts({"e": True, "a": True}), "RND-001").leads == ()
    assert why_not(base, Facts({"e": True}), "RND-004").leads == ({"d": True},)
    assert why_not(base, Facts({"e": False}), "one").leads == ()
