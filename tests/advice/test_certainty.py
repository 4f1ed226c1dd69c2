"""Steps advised unless done: what they rest on, what settles them, what they leave alone."""

from itertools import product
from random import Random

import pytest

from advisor import Engine, Facts, advise
from advisor.advice.advising import advice_of
from advisor.advice.certainty import unless_done
from advisor.advice.relevance import confirming
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import Outcome
from tests.states import random_answers

REGULATION = {"perda_exists": False, "perkada_exists": False}
BUDGET = {"budget": "limited"}
COMPETENCE = {"staff_competence": "limited"}
FIRST = {
    "consult-stakeholders": REGULATION,
    "phase-budget": BUDGET,
    "identify-skill-gap": COMPETENCE,
}


def advice(knowledge, answers):
    return advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))


def plan(knowledge, answers):
    return {step.step: step for step in advice(knowledge, answers).steps}


def test_the_facts_that_anyone_knows_give_the_first_steps_of_all_three_obstacles(knowledge):
    known = {"government_level": "kabupaten", **REGULATION, **BUDGET, **COMPETENCE}
    steps = plan(knowledge, known)
    assert FIRST.keys() <= steps.keys()
    for step in steps.values():
        assert step.certainty == "unless-done"
        assert step.confirm
        assert step.reasons
        assert step.sources
        for reason in step.reasons:
            assert reason.because, "a reason rests on something known"
    assert [step.rank for step in steps.values()] == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("step", FIRST)
def test_each_obstacle_alone_gives_its_own_first_step_and_not_the_others(knowledge, step):
    steps = plan(knowledge, FIRST[step])
    assert {name for name in FIRST if name in steps} == {step}


def test_training_known_to_be_held_takes_the_steps_before_it_away(knowledge):
    before = plan(knowledge, COMPETENCE)
    after = plan(knowledge, {**COMPETENCE, "training_held": True})
    assert before.keys() - after.keys() >= {
        "identify-skill-gap", "prepare-training-material", "choose-training-method",
        "hold-training",
    }  # fmt: skip
    assert "evaluate-training" in after


def test_nothing_known_gives_no_step(knowledge):
    assert advice(knowledge, {}).status == "needs-answers"
    assert not advice(knowledge, {}).steps


def test_the_engine_gives_them_too(knowledge):
    engine = Engine(knowledge)
    assert {s.step for s in advise(engine, Facts(BUDGET)).steps} == set(plan(knowledge, BUDGET))


def test_the_questions_that_a_step_names_settle_it_and_nothing_else_follows(knowledge):
    """3,000 partial states; of each, every combination of answers to what a step confirms by."""
    source, settled, vanished = Random(17), 0, 0
    for _ in range(3_000):
        answers = random_answers(knowledge, source, source.random())
        evaluation = evaluate(knowledge, answers)
        for step, rules in unless_done(knowledge, evaluation).items():
            confirm = confirming(knowledge, evaluation, rules)
            assert confirm
            assert not any(evaluation.outcomes[r.id] is Outcome.APPLIES for r in rules)
            for given in product((True, False), repeat=len(confirm)):
                then = evaluate(knowledge, {**answers, **dict(zip(confirm, given, strict=True))})
                advisers = knowledge.advisers[step]
                certain = any(then.outcomes[rule.id] is Outcome.APPLIES for rule in advisers)
                assert certain or any(given), "undone, it is needed"
                assert step not in unless_done(knowledge, then)
                settled, vanished = settled + certain, vanished + (not certain)
    assert settled > 3_000
    assert vanished > 3_000


def test_certain_steps_and_all_that_is_concluded_are_as_without_them(knowledge):
    source = Random(18)
    for _ in range(1_000):
        answers = random_answers(knowledge, source, source.random())
        facts, evaluation = Facts(answers), evaluate(knowledge, answers)
        with_them = advice_of(knowledge, facts, evaluation)
        without = advice_of(knowledge, facts, evaluation, certain_only=True)
        certain = {s.step: s.reasons for s in with_them.steps if s.certainty == "certain"}
        assert certain == {step.step: step.reasons for step in without.steps}
        assert with_them.findings == without.findings
        assert with_them.undecided == without.undecided
        assert with_them.contradictions == without.contradictions
        assert with_them.fired == without.fired
        assert set(without.relevant) <= set(with_them.relevant)


def test_what_is_certain_stays_so_whatever_else_becomes_known(knowledge):
    source = Random(19)
    for _ in range(500):
        full = random_answers(knowledge, source)
        some = {term: value for term, value in full.items() if source.random() < 0.5}
        before, after = (
            {knowledge.rule[rule].then.advise for rule in evaluate(knowledge, known).fired}
            for known in (some, full)
        )
        assert before <= after


def test_a_step_known_to_be_done_by_itself_or_by_a_later_one_is_never_among_them(knowledge):
    source, spared = Random(20), 0
    for _ in range(1_000):
        answers = random_answers(knowledge, source, source.random())
        listed = unless_done(knowledge, evaluate(knowledge, answers))
        for step in knowledge.steps:
            done_by = [knowledge.steps[s].done_by for s in (step, *knowledge.later[step])]
            if any(answers.get(term) is True for term in done_by if term):
                spared += 1
                assert step not in listed
    assert spared > 1_000
