"""What if: the difference is the difference of two advices made from scratch."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import sweep, what_if
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.explanation.difference import movement
from advisor.explanation.domain import Case, cases, other_values
from advisor.inference.evaluator import evaluate
from advisor.inference.incremental import reevaluate
from advisor.knowledge.loader import load
from advisor.knowledge.rule import Rule
from tests.states import partial_answers, sample_values

ASKED = load().vocabulary.asked


def changes():
    """A few new answers, some of them 'not known'."""
    term = st.sampled_from(sorted(ASKED))
    pair = term.flatmap(
        lambda t: st.tuples(st.just(t), st.none() | st.sampled_from(sample_values(ASKED[t])))
    )
    return st.lists(pair, min_size=1, max_size=4).map(dict)


def applied(answers, new):
    return {term: value for term, value in {**answers, **new}.items() if value is not None}


@settings(max_examples=400)
@given(answers=partial_answers(), new=changes())
def test_judging_again_only_what_a_change_reaches_equals_judging_everything(
    knowledge, answers, new
):
    before = evaluate(knowledge, answers)
    kept = (dict(before.values), dict(before.outcomes))
    assert reevaluate(knowledge, before, new) == evaluate(knowledge, applied(answers, new))
    assert (before.values, before.outcomes) == kept


@settings(max_examples=200)
@given(answers=partial_answers(), new=changes())
def test_the_difference_is_that_of_the_two_plans(knowledge, answers, new):
    difference = what_if(knowledge, Facts(answers), new)
    after_answers = applied(answers, new)
    before = advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))
    after = advice_of(knowledge, Facts(after_answers), evaluate(knowledge, after_answers))
    old, now = ({s.step: s for s in advice.steps} for advice in (before, after))
    found = difference.as_json()
    assert found["status"] == {"before": before.status, "after": after.status}
    assert found["plan"] == {"before": list(old), "after": list(now)}
    assert found["gone"] == [step for step in old if step not in now]
    assert found["new"] == [step for step in now if step not in old]
    both = [step for step in now if step in old]
    worded = [s for s in both if (old[s].text, old[s].detail) != (now[s].text, now[s].detail)]
    assert found["reworded"] == worded
    rules = {s: [[r.rule for r in x[s].reasons] for x in (old, now)] for s in both}
    assert found["other_reasons"] == [s for s in both if rules[s][0] != rules[s][1]]
    one, two = (evaluate(knowledge, x) for x in (answers, after_answers))
    assert {c["rule"]: (c["before"], c["after"]) for c in found["rules"]} == {
        rule: (outcome.value, two.outcomes[rule].value)
        for rule, outcome in one.outcomes.items()
        if outcome is not two.outcomes[rule]
    }
    derived = [t.name for t in knowledge.vocabulary.derived]
    assert [(c["term"], c["before"], c["after"]) for c in found["findings"]] == [
        (t, one.values.get(t), two.values.get(t))
        for t in derived
        if one.values.get(t) != two.values.get(t)
    ]
    assert found["contradictions"] == [c.as_json() for c in after.contradictions]
    shown = [(a.status, [(s.step, s.text, s.detail) for s in a.steps]) for a in (before, after)]
    assert not (difference.nothing and shown[0] != shown[1])


@pytest.mark.parametrize(
    ("before", "after", "gone", "new", "moved"),
    [
        ("abc", "abc", "", "", ""),
        ("abc", "bc", "a", "", ""),
        ("abc", "xabc", "", "x", ""),
        ("abc", "acb", "", "", "cb"),
        ("abcd", "xdbc", "a", "x", "dbc"),
        ("", "ab", "", "ab", ""),
        ("abc", "bca", "", "", "bca"),
    ],
)
def test_a_step_moves_only_when_it_passes_another_that_stays(before, after, gone, new, moved):
    found = movement(before, after)
    assert (found.gone, found.new, found.moved) == (tuple(gone), tuple(new), tuple(moved))
    assert found.size == len(gone) + len(new) + len(moved)


def test_nothing_changes_when_an_answer_is_replaced_by_itself(knowledge):
    difference = what_if(knowledge, Facts({"perda_exists": False}), {"perda_exists": False})
    assert difference.nothing
    assert not difference.rules


def test_a_change_of_words_alone_is_a_change(knowledge):
    facts = Facts({"innovations_this_year": 0, "service_identified": False})
    difference = what_if(knowledge, facts, {"innovation_category": "goods"})
    assert difference.reworded == ("identify-service",)
    assert (difference.movement.size, difference.reasoned) == (0, ())
    assert not difference.nothing


def test_a_sweep_tries_every_value_and_not_known(knowledge):
    facts = Facts({"government_level": "kota", "perda_exists": False})
    tried = sweep(knowledge, facts, "government_level")
    assert [case.value for case in tried] == ["provinsi", "kabupaten", "kota", "other", None]
    assert [case.current for case in tried] == [False, False, True, False, False]
    assert [case.difference.after.advice.status for case in tried][3] == "out-of-scope"
    for case in tried:
        alone = what_if(knowledge, facts, {"government_level": case.value})
        assert case.difference.as_json() == alone.as_json()


def test_a_sweep_of_a_number_tries_one_value_for_each_range_nearest_to_the_present(knowledge):
    tried = sweep(knowledge, Facts({"innovations_running": 7}), "innovations_running")
    assert [case.value for case in tried] == [0, 7, None]
    assert [case.as_json()["to"] for case in tried] == [0, 99, None]
    assert [case.current for case in tried] == [False, True, False]
    unknown = sweep(knowledge, Facts({}), "innovations_running")
    assert [(case.value, case.current) for case in unknown] == [
        (0, False),
        (1, False),
        (None, True),
    ]


def test_a_sweep_stands_on_top_of_other_changes(knowledge):
    facts = Facts({"perda_exists": True})
    tried = sweep(knowledge, facts, "perkada_exists", {"perda_exists": False})
    assert tried[1].difference.after.facts.answers == {
        "perda_exists": False,
        "perkada_exists": False,
    }
    assert tried[1].difference.before.facts.answers == {"perda_exists": True}


@pytest.mark.parametrize("call", [
    lambda k: what_if(k, Facts({}), {"perda_exist": True}),
    lambda k: sweep(k, Facts({}), "perda_exist"),
])  # fmt: skip
def test_an_unknown_question_gets_the_nearest_name(knowledge, call):
    with pytest.raises(AdvisorError) as caught:
        call(knowledge)
    (problem,) = caught.value.problems
    assert (problem.where, problem.message.key) == ("perda_exist", "explain.no-question")
    assert dict(problem.hint.parameters) == {"name": "perda_exists"}


def rule_on(knowledge, number, phrase):
    """A rule that draws one more boundary through the numbers."""
    model = knowledge.rules[0].model_dump() | {"id": f"XYZ-{number:03}"}
    rule = Rule.model_validate(model | {"when": {"all": {"innovations_running": phrase}}})
    return rule.model_copy(update={"then": rule.then.model_copy(update={"conclude": None})})


@pytest.mark.parametrize(
    ("phrases", "ranges"),
    [
        ((), [(0, 0), (1, 99)]),
        (("at least 3",), [(0, 0), (1, 2), (3, 99)]),
        (("at most 5", "more than 9"), [(0, 0), (1, 5), (6, 9), (10, 99)]),
        (("less than 4", "at most 99", "at least 99"), [(0, 0), (1, 3), (4, 98), (99, 99)]),
    ],
)
def test_ranges_are_cut_where_a_rule_tells_numbers_apart(knowledge, phrases, ranges):
    extra = tuple(rule_on(knowledge, n, phrase) for n, phrase in enumerate(phrases))
    more = replace(knowledge, layers=(*knowledge.layers, extra))
    assert [(case.first, case.last) for case in cases(more, "innovations_running")] == ranges
    conditions = [c for r in more.rules for c in r.conditions if c.term == "innovations_running"]

    def seen(value):
        return [c.holds({"innovations_running": value}) for c in conditions]

    for first, last in ranges:
        assert all(seen(value) == seen(first) for value in range(first, last + 1))
    edges = [first for first, _ in ranges]
    assert all(seen(edge) != seen(edge - 1) for edge in edges[1:])


def test_other_values_are_one_for_each_other_case_and_the_nearest(knowledge):
    assert other_values(knowledge, "innovations_running", 7) == (0,)
    assert other_values(knowledge, "innovations_running", 0) == (1,)
    assert other_values(knowledge, "innovations_running", None) == (0, 1)
    assert other_values(knowledge, "perda_exists", False) == (True,)
    assert other_values(knowledge, "perda_exists", None) == (True, False)
    assert other_values(knowledge, "innovation_form", "new") == ("adaptation", "adoption")
    assert Case(1, 5).nearest(9) == 5
    assert Case(1, 5).nearest(3) == 3
    assert Case(1, 5).nearest(0) == 1


def test_another_status_is_a_change_even_when_neither_plan_has_a_step(knowledge):
    difference = what_if(
        knowledge, Facts({"government_level": "other"}), {"government_level": "kota"}
    )
    assert (difference.before.plan, difference.after.plan) == ((), ())
    assert not difference.nothing
