"""Proofs and smallest changes on small bases, checked by hand or by trying every set there is."""

from itertools import combinations, product
from random import Random

import pytest

from advisor import explain, smallest_change, why_not
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.explanation.proof import Prover
from advisor.inference.evaluator import evaluate
from advisor.knowledge.vocabulary import Term
from tests.drafts import Draft, text, yes_no

ASKED, FOUND = "abcd", ("p", "q", "r")
ADVISE = {"advise": "one", "urgency": "enabling"}


def draft_on(asked, derived=()):
    draft = Draft(
        terms=[yes_no(name, changeable="yes") for name in asked],
        derived=[yes_no(name) for name in derived],
    )
    draft.step("one")
    return draft


def advising(asked, *whens):
    draft = draft_on(asked)
    for when in whens:
        draft.rule(when, ADVISE)
    return draft.base()


def changes(base, answers, name="one", **options):
    found = smallest_change(base, Facts(answers), name, **options)
    return [item.changes for item in found.sets]


def random_base(source):
    """Two rules for each finding and for the step, over earlier findings too; at times an end."""
    draft, readable = draft_on(ASKED, FOUND), list(ASKED)
    draft.terms = [
        yes_no(name, changeable="yes", better=source.choice((None, "yes", "no"))) for name in ASKED
    ]
    for name in (*FOUND, None):
        for _ in range(source.choice((1, 2, 2))):
            when = {}
            for term in source.sample(readable, source.choice((1, 2, 3))):
                part = source.choice(("all", "any", "any", "unless"))
                when.setdefault(part, {})[term] = source.choice(("yes", "no"))
            draft.rule(when, {"conclude": name} if name else ADVISE)
        readable.append(name)
    if source.random() < 0.4:
        one, other = source.sample([*ASKED, "p"], 2)
        draft.rule({"all": {one: "yes", other: "yes"}}, {}, kind="contradiction")
    return draft.base()


def reached(base, answers, name, gain):
    outcomes = evaluate(base, answers).outcomes
    applying = [rule for rule in base.rules if outcomes[rule.id] == "applies"]
    if any(rule.kind != "inference" for rule in applying):
        return False
    return any(name in (rule.then.advise, rule.then.conclude) for rule in applying) is gain


def disputed(base, answers):
    """What contradicts now; `p` stands for whatever it may rest on, so no such case is drawn."""
    outcomes = evaluate(base, answers).outcomes
    ending = [r for r in base.rules if r.kind != "inference" and outcomes[r.id] == "applies"]
    return {term for rule in ending for term in rule.reads}


def tried(base, answers, name, gain, allow_worse):
    """All sets of the smallest size, by trying every one that gives nothing up."""
    kept = {
        term.name
        for term in base.vocabulary.terms
        if (term.better, answers.get(term.name)) in (("yes", True), ("no", False))
    }
    held = () if allow_worse else kept - disputed(base, answers)
    other = {
        term: [v for v in (True, False) if v is not answers.get(term)] if term not in held else []
        for term in ASKED
    }
    for size in range(len(ASKED) + 1):
        sets = [
            dict(zip(terms, values, strict=True))
            for terms in combinations(ASKED, size)
            for values in product(*(other[term] for term in terms))
        ]
        found = [new for new in sets if reached(base, {**answers, **new}, name, gain)]
        if found:
            return found
    return []


def test_on_small_random_bases_the_sets_found_are_those_of_trying_everything():
    source, sizes = Random(61), set()
    for _ in range(400):
        base = random_base(source)
        for _ in range(6):
            answers = {t: source.choice((True, False)) for t in ASKED if source.random() < 0.7}
            name, gain = source.choice(("one", *FOUND)), source.random() < 0.5
            allow = source.random() < 0.5
            if not allow and "p" in disputed(base, answers):
                continue
            expected = tried(base, answers, name, gain, allow)
            found = changes(base, answers, name, gain=gain, allow_worse=allow, cap=100)
            wanted = [] if expected == [{}] else expected
            assert sorted(map(repr, found)) == sorted(map(repr, wanted))
            sizes.add(len(expected[0]) if expected else None)
    assert sizes == {0, 1, 2, 3, 4, None}


def test_a_goal_that_needs_every_answer_there_is_is_reached():
    base = advising("ab", {"all": {"a": "yes", "b": "yes"}})
    assert changes(base, {}, gain=True) == [{"a": True, "b": True}]


def test_a_larger_set_is_left_out_when_a_smaller_one_does():
    base = advising("abc", {"all": {"a": "yes"}}, {"all": {"b": "yes", "c": "yes"}})
    assert changes(base, {}, gain=True) == [{"a": True}]


def test_one_change_that_takes_away_two_reasons_is_enough():
    base = advising("a", {"all": {"a": "yes"}}, {"any": {"a": "yes"}})
    assert changes(base, {"a": True}, gain=False) == [{"a": False}]


def test_only_the_alternative_that_holds_has_to_go():
    base = advising("ab", {"any": {"a": "yes", "b": "yes"}})
    assert changes(base, {"a": False, "b": True}, gain=False) == [{"b": False}]


def test_a_number_changes_to_the_nearest_value_that_does():
    draft = draft_on("")
    draft.terms.append(
        Term(name="n", topic="t", label=text("n"), type="number", min=0, max=9, changeable="yes")
    )
    draft.rule({"all": {"n": "at least 4"}}, ADVISE)
    base = draft.base()
    assert changes(base, {"n": 8}, gain=False) == [{"n": 3}]
    assert changes(base, {"n": 1}, gain=True) == [{"n": 4}]


def test_what_is_so_already_is_told_with_the_goal_and_the_limits():
    base = advising("a", {"all": {"a": "yes"}})
    facts = Facts({"a": True})
    assert smallest_change(base, facts, "one", gain=True, any_term=True, cap=3).as_json() == {
        "schema": "smallest-change/1", "goal": "gain", "target": "one", "kind": "step",
        "already": True, "cap": 3, "capped": False, "any_term": True, "allow_worse": False,
        "sets": [],
    }  # fmt: skip


def test_a_rule_rejected_by_a_required_line_is_not_carried_by_its_alternatives():
    base = advising("abc", {"all": {"a": "yes"}, "any": {"b": "yes", "c": "yes"}})
    (rule,) = base.rules
    for known, carrying in (
        ({"a": False, "b": True, "c": False}, ["a"]),
        ({"a": False, "b": False, "c": False}, ["a", "b", "c"]),
        ({"a": True, "b": True, "c": False}, ["a", "b"]),
        ({"b": False}, ["a", "c"]),
    ):
        judged = Prover(base, evaluate(base, known)).judged(rule)
        assert [line.condition.term for line in judged.lines] == carrying


@pytest.mark.parametrize(
    ("typed", "ends", "key", "step"),
    [
        ("ONE", True, "explain.held-back", "one"),
        ("1", True, "explain.held-back", "1"),
        ("ONE", False, "explain.not-advised", "one"),
    ],
)
def test_a_step_that_the_plan_lacks_is_named_as_it_was_typed(typed, ends, key, step):
    draft = draft_on("ab")
    draft.rule({"all": {"b": "yes"}}, ADVISE)
    draft.rule({"all": {"a": "yes"}}, {}, kind="contradiction")
    with pytest.raises(AdvisorError) as caught:
        explain(draft.base(), Facts({"a": ends, "b": ends}), typed)
    (problem,) = caught.value.problems
    assert (problem.where, problem.line, problem.message.key) == (typed, None, key)
    assert dict(problem.message.parameters) == {"step": step}


@pytest.mark.parametrize("rank", ["0", "2", "1000000", "9" * 5000])
def test_a_rank_that_the_plan_does_not_have_is_told_with_how_many_it_has(rank):
    base = advising("a", {"all": {"a": "yes"}})
    with pytest.raises(AdvisorError) as caught:
        explain(base, Facts({"a": True}), rank)
    (problem,) = caught.value.problems
    assert (problem.where, problem.line, problem.message.key) == (rank, None, "explain.no-rank")
    assert dict(problem.message.parameters) == {"count": 1}


def test_why_not_takes_no_rank_because_only_advised_steps_have_one():
    base = advising("a", {"all": {"a": "yes"}})
    with pytest.raises(AdvisorError) as caught:
        why_not(base, Facts({"a": True}), "1")
    (problem,) = caught.value.problems
    assert (problem.where, problem.line) == ("1", None)
    assert problem.message.key == "explain.rank-is-advised"


def test_answers_of_every_contradiction_may_change_for_the_worse():
    draft = draft_on("abcd")
    draft.terms = [yes_no(name, changeable="yes", better="yes") for name in "abcd"]
    draft.rule({"all": {"a": "yes"}}, ADVISE)
    draft.rule({"all": {"a": "yes", "b": "yes"}}, {}, kind="contradiction")
    draft.rule({"all": {"c": "yes", "d": "yes"}}, {}, kind="contradiction")
    sets = changes(draft.base(), dict.fromkeys("abcd", True), gain=True)
    assert sets == [{"b": False, "c": False}, {"b": False, "d": False}]


def test_answers_that_contradict_may_change_though_they_are_no_offices_to_change():
    draft = draft_on("abc")
    draft.terms = [yes_no("a", changeable="yes"), *(yes_no(name, changeable="no") for name in "bc")]
    draft.rule({"all": {"a": "yes"}}, ADVISE)
    draft.rule({"all": {"b": "yes", "c": "yes"}}, {}, kind="contradiction")
    base = draft.base()
    assert changes(base, dict.fromkeys("abc", True), gain=True) == [{"b": False}, {"c": False}]
    assert changes(base, {"a": False, "b": True, "c": False}, gain=True) == [{"a": True}]
