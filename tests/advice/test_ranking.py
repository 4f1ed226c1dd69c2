"""The ranking is one sentence; here it is checked against that sentence, written again."""

from random import Random

import pytest
from hypothesis import given, settings

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.advice.ranking import advised, rank
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import URGENCIES
from tests.drafts import Draft, yes_no
from tests.states import consistent_answers, partial_answers


def plan_of(knowledge, answers):
    return advice_of(knowledge, Facts(answers), evaluate(knowledge, answers)).steps


def waits_for(plan, step):
    """Every advised step that comes before `step`, directly or not."""
    after = {s.step: s.after for s in plan}
    found, left = set(), list(after[step])
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += after[name]
    return found


@settings(max_examples=300)
@given(answers=partial_answers())
def test_prerequisites_always_come_first(knowledge, answers):
    seen = set()
    for step in plan_of(knowledge, answers):
        assert set(step.after) <= seen
        seen.add(step.step)


@settings(max_examples=300)
@given(answers=partial_answers())
def test_at_each_rank_no_ready_step_beats_the_one_chosen(knowledge, answers):
    plan = plan_of(knowledge, answers)
    order = list(knowledge.steps)
    for place, chosen in enumerate(plan):
        placed = {step.step for step in plan[:place]}
        ready = [step for step in plan[place:] if set(step.after) <= placed]
        for other in ready:
            assert _sentence(chosen, order) <= _sentence(other, order)


def _sentence(step, order):
    """The most urgent; then most waited for; then most reasons; then the article's order."""
    strongest = min(URGENCIES.index(reason.urgency) for reason in step.reasons)
    return (strongest, -step.unlocks, -len(step.reasons), order.index(step.step))


@settings(max_examples=300)
@given(answers=partial_answers())
def test_unlocks_counts_the_advised_steps_that_wait(knowledge, answers):
    plan = plan_of(knowledge, answers)
    for step in plan:
        waiting = [other for other in plan if step.step in waits_for(plan, other.step)]
        assert step.unlocks == len(waiting)


def test_the_fallback_never_outranks_a_specific_solution(knowledge):
    source = Random(5)
    seen = 0
    for _ in range(2000):
        answers = consistent_answers(knowledge, source)
        plan = plan_of(knowledge, answers)
        for step in plan:
            if [reason.rule for reason in step.reasons] == ["OTH-002"]:
                seen += 1
                assert plan[-1] is step
    assert seen > 20


def test_a_problem_while_building_and_the_fallback_are_one_step_with_both_reasons(knowledge):
    source = Random(6)
    both = 0
    for _ in range(2000):
        plan = plan_of(knowledge, consistent_answers(knowledge, source))
        found = [step for step in plan if {r.rule for r in step.reasons} & {"CRE-006", "OTH-002"}]
        assert len(found) <= 1
        both += any(len(step.reasons) == 2 for step in found)
    assert both > 5


def test_a_step_after_an_undone_prerequisite_is_shown_after_it_not_hidden(knowledge):
    known = {"perda_exists": False, "perkada_exists": False, "stakeholders_consulted": False}
    plan = plan_of(knowledge, {**known, "work_team_formed": False})
    names = [step.step for step in plan]
    assert names.index("consult-stakeholders") < names.index("form-work-team")
    assert next(s for s in plan if s.step == "form-work-team").after == ("consult-stakeholders",)


def test_a_prerequisite_that_is_done_holds_nobody_up(knowledge):
    known = {"perda_exists": False, "perkada_exists": False, "stakeholders_consulted": True}
    plan = plan_of(knowledge, {**known, "work_team_formed": False})
    assert next(s for s in plan if s.step == "form-work-team").after == ()


def test_a_prerequisite_not_known_to_be_done_is_named(knowledge):
    known = {"staff_competence": "limited", "training_held": False}
    plan = plan_of(knowledge, known)
    held = next(s for s in plan if s.step == "hold-training")
    assert held.unsure == ()
    assert held.after == (
        "prepare-training-material",
        "choose-training-method",
        "find-facilitator",
    )


def drawn(steps, rules):
    """A base on `a` to `d`, of `steps` (id: done_by, after) and `rules` (when, step, urgency)."""
    draft = Draft(terms=[yes_no(name) for name in "abcd"])
    for name, (done_by, after) in steps.items():
        draft.step(name, done_by, after)
    for when, step, urgency in rules:
        draft.rule({"all": when}, {"advise": step, "urgency": urgency})
    return draft.base()


def ranked(knowledge, **answers):
    return rank(knowledge, evaluate(knowledge, answers))


def order(knowledge, **answers):
    return [step.step for step in ranked(knowledge, **answers)]


LATE_TO_EARLY = ("sustaining", "advancing", "enabling", "blocking")
YES = {"a": "yes"}
FREE = (None, ())


def test_the_most_urgent_comes_first_whatever_the_article_says():
    steps = dict.fromkeys(("p", "q", "r", "s"), FREE)
    rules = [(YES, step, u) for step, u in zip(steps, LATE_TO_EARLY, strict=True)]
    plan = ranked(drawn(steps, rules), a=True)
    assert [(s.rank, s.step, s.urgency) for s in plan] == [
        (1, "s", "blocking"),
        (2, "r", "enabling"),
        (3, "q", "advancing"),
        (4, "p", "sustaining"),
    ]


def test_of_equal_urgency_the_one_that_more_steps_wait_for_comes_first():
    steps = {"p": FREE, "q": FREE, "r": (None, ("q",))}
    rules = [(YES, "p", "enabling"), (YES, "p", "enabling"), (YES, "q", "enabling")]
    plan = ranked(drawn(steps, [*rules, (YES, "r", "blocking")]), a=True)
    assert [(s.step, s.unlocks, s.after) for s in plan] == [
        ("q", 1, ()),
        ("r", 0, ("q",)),
        ("p", 0, ()),
    ]


def test_then_the_one_with_more_reasons_then_the_articles_order():
    steps = dict.fromkeys(("p", "q", "r"), FREE)
    rules = [(YES, "p", "enabling"), (YES, "q", "enabling"), (YES, "r", "enabling")]
    assert order(drawn(steps, rules), a=True) == ["p", "q", "r"]
    assert order(drawn(steps, [*rules, ({"a": "yes"}, "r", "sustaining")]), a=True) == [
        "r",
        "p",
        "q",
    ]


def test_a_step_is_as_urgent_as_its_most_urgent_reason_and_names_that_first():
    rules = [(YES, "p", "sustaining"), (YES, "p", "blocking"), (YES, "p", "advancing")]
    (step,) = ranked(drawn({"p": FREE}, [*rules, ({"b": "yes"}, "p", "blocking")]), a=True, b=False)
    assert step.urgency == "blocking"
    assert [rule.id for rule in step.reasons] == ["RND-002", "RND-003", "RND-001"]


def test_reasons_of_equal_urgency_keep_the_firing_order():
    rules = [(YES, "p", "enabling"), (YES, "p", "enabling")]
    (step,) = ranked(drawn({"p": FREE}, rules), a=True)
    assert [rule.id for rule in step.reasons] == ["RND-001", "RND-002"]


def test_only_rules_that_apply_advise_and_their_steps_stand_in_the_articles_order():
    steps = {"q": FREE, "p": FREE, "r": FREE, "none": FREE}
    rules = [(YES, "p", "blocking"), (YES, "q", "sustaining"), ({"b": "yes"}, "r", "blocking")]
    knowledge = drawn(steps, rules)
    for b in ({}, {"b": False}):
        found = advised(knowledge, evaluate(knowledge, {"a": True, **b}))
        assert {step: [r.id for r in reasons] for step, reasons in found.items()} == {
            "q": ["RND-002"],
            "p": ["RND-001"],
        }
        assert list(found) == ["q", "p"]
    assert ranked(knowledge) == ()


CHAIN = {"first": ("b", ()), "middle": ("c", ("first",)), "last": ("d", ("middle",))}
ENDS = [(YES, "first", "sustaining"), (YES, "last", "blocking")]


def test_a_step_waits_past_one_that_is_not_advised_nor_known_to_be_done():
    knowledge = drawn(CHAIN, ENDS)
    for known in ({}, {"c": False}):
        plan = ranked(knowledge, a=True, **known)
        assert [(s.step, s.after, s.unlocks) for s in plan] == [
            ("first", (), 1),
            ("last", ("first",), 0),
        ]


def test_what_came_before_a_step_that_is_done_holds_nobody_up():
    plan = ranked(drawn(CHAIN, ENDS), a=True, c=True)
    assert [(s.step, s.after, s.unlocks) for s in plan] == [("last", (), 0), ("first", (), 0)]


def test_a_step_that_nothing_shows_done_is_looked_past_too():
    chain = {**CHAIN, "middle": (None, ("first",))}
    assert ranked(drawn(chain, ENDS), a=True)[1].after == ("first",)


def test_a_step_waits_for_the_nearest_advised_ones_each_named_once_in_order():
    steps = {
        "p": FREE, "q": FREE, "r": (None, ("p",)), "s": (None, ("q", "p")),
        "t": (None, ("r", "s", "q")),
    }  # fmt: skip
    rules = [(YES, step, "enabling") for step in ("p", "q", "t")]
    plan = ranked(drawn(steps, rules), a=True)
    assert [(s.step, s.after) for s in plan] == [("p", ()), ("q", ()), ("t", ("p", "q"))]
    everything = ranked(drawn(steps, [(YES, step, "enabling") for step in steps]), a=True)
    assert {s.step: (s.after, s.unlocks) for s in everything} == {
        "p": ((), 3), "q": ((), 2), "r": (("p",), 1), "s": (("q", "p"), 1),
        "t": (("r", "s", "q"), 0),
    }  # fmt: skip


def test_a_waiting_step_is_no_candidate_while_any_step_before_it_is_left():
    steps = {"p": FREE, "q": FREE, "r": (None, ("p", "q"))}
    rules = [(YES, "p", "blocking"), (YES, "q", "sustaining"), (YES, "r", "blocking")]
    plan = ranked(drawn(steps, rules), a=True)
    assert [(s.rank, s.step) for s in plan] == [(1, "p"), (2, "q"), (3, "r")]


def test_only_a_direct_prerequisite_that_may_still_be_advised_is_unsure():
    steps = {"far": FREE, "p": (None, ("far",)), "q": FREE, "r": FREE, "s": (None, ("p", "q", "r"))}
    rules = [
        ({"b": "yes"}, "p", "enabling"), ({"c": "yes"}, "p", "enabling"),
        ({"d": "yes"}, "q", "enabling"), (YES, "r", "enabling"),
        ({"b": "yes"}, "r", "enabling"), (YES, "s", "enabling"), ({"b": "yes"}, "far", "enabling"),
    ]  # fmt: skip
    knowledge = drawn(steps, rules)

    def unsure(**answers):
        return {s.step: s.unsure for s in ranked(knowledge, a=True, **answers)}

    assert unsure() == {"r": (), "s": ("p", "q")}
    assert unsure(c=False, d=False) == {"r": (), "s": ("p",)}
    assert unsure(b=False, c=False) == {"r": (), "s": ("q",)}
    assert unsure(b=False, c=False, d=False) == {"r": (), "s": ()}
    assert unsure(b=False, d=False) == {"r": (), "s": ("p",)}


@pytest.mark.parametrize("step", ["start-building", "plan-programme-budget"])
def test_a_decree_wanted_for_monitoring_alone_holds_nobody_up(knowledge, step):
    source, seen = Random(7), set()
    for _ in range(3000):
        answers = consistent_answers(knowledge, source)
        plan = {item.step: item for item in plan_of(knowledge, answers)}
        if step in plan and "propose-head-decree" in plan:
            regulated = answers["perda_exists"] or answers["perkada_exists"]
            assert ("propose-head-decree" in plan[step].after) is not regulated
            seen.add(regulated)
    assert seen == {True, False}
