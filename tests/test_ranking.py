"""The ranking is one sentence; here it is checked against that sentence, written again."""

from random import Random

from hypothesis import given, settings

from advisor.advising import advice_of
from advisor.evaluator import evaluate
from advisor.facts import Facts
from advisor.rule import URGENCIES
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
        if any(step.step == "collaborate-on-problem" for step in plan):
            seen += 1
            assert plan[-1].step == "collaborate-on-problem"
    assert seen > 20


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
    assert held.after == ()
    assert held.unsure == (
        "prepare-training-material",
        "choose-training-method",
        "find-facilitator",
    )
