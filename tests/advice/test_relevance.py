"""The questionnaire asks only what can still change the advice, and skips nothing that can."""

from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advising import advice_of
from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts
from advisor.advice.relevance import still_open
from advisor.inference.evaluator import evaluate
from tests.scale import sampled
from tests.states import (
    consistent_answers,
    contradictory,
    partial_answers,
    random_answers,
    sample_values,
)

PEOPLE = sampled(whole=1000, ordinary=150)


def plan(knowledge, answers):
    """What a person takes away: status, and every step with its words, order and reasons."""
    advice = advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))
    steps = tuple(
        (s.step, s.text, s.detail, s.urgency, s.unlocks, s.after, tuple(r.rule for r in s.reasons))
        for s in advice.steps
    )
    return advice.status, steps


def asked_of(knowledge, full):
    """Answer the questionnaire as this PD would; returns the answers given."""
    consultation = Consultation(knowledge)
    while question := consultation.next_question():
        consultation.answer(question.term, full[question.term])
    return dict(consultation.given)


@pytest.mark.slow
def test_no_question_that_could_change_the_advice_is_skipped(knowledge):
    source, numbers = Random(7), []
    for _ in range(PEOPLE):
        full = consistent_answers(knowledge, source)
        given_answers = asked_of(knowledge, full)
        numbers.append(len(given_answers))
        expected = plan(knowledge, given_answers)
        skipped = [t for t in knowledge.vocabulary.asked if t not in given_answers]
        for known in (1.0, 0.5):
            drawn = random_answers(knowledge, source, known)
            completion = {**given_answers, **{t: drawn[t] for t in skipped if t in drawn}}
            if not contradictory(knowledge, completion):
                assert plan(knowledge, completion) == expected
        assert plan(knowledge, full) == expected
    share = median(numbers) / len(knowledge.vocabulary.asked)
    print(f"\nmedian {median(numbers)} of {len(knowledge.vocabulary.asked)} asked ({share:.0%})")
    assert share <= 0.60


@settings(max_examples=300)
@given(answers=partial_answers(), data=st.data())
def test_a_question_called_irrelevant_truly_is(knowledge, answers, data):
    terms = still_open(knowledge, evaluate(knowledge, answers)).terms
    closed = [t for t in knowledge.vocabulary.asked if t not in terms and t not in answers]
    if not closed or contradictory(knowledge, answers):
        return
    term = data.draw(st.sampled_from(closed))
    for value in sample_values(knowledge.vocabulary.asked[term]):
        changed = {**answers, term: value}
        if not contradictory(knowledge, changed):
            assert plan(knowledge, changed) == plan(knowledge, answers)


def test_relevant_terms_are_exactly_what_undecided_rules_and_wordings_hang_on(knowledge):
    open_now = still_open(knowledge, evaluate(knowledge, {"perda_exists": False}))
    assert open_now.needs["INS-001"] == ("perkada_exists", "head_decree_exists")


GOOD = {"perda_exists": True, "perkada_exists": True, "budget": "adequate"}


def test_a_pd_without_obstacles_is_not_asked_about_teams_or_training(knowledge):
    source = Random(8)
    topics = {t.name: t.topic for t in knowledge.vocabulary.terms}
    for _ in range(50):
        full = consistent_answers(knowledge, source) | GOOD | {"staff_competence": "adequate"}
        names = asked_of(knowledge, full)
        assert not [t for t in names if topics[t] == "regulation"]
        assert not [t for t in names if t.startswith(("training", "skill"))]


def test_after_out_of_scope_nothing_more_is_asked(knowledge):
    consultation = Consultation(knowledge)
    assert consultation.next_question().term == "government_level"
    consultation.answer("government_level", "other")
    assert consultation.next_question() is None


def test_dont_know_is_not_asked_again_and_stays_open(knowledge):
    consultation = Consultation(knowledge)
    consultation.answer("government_level", None)
    assert consultation.next_question().term != "government_level"
    assert "government_level" not in consultation.facts.answers
    assert consultation.facts.not_known == ("government_level",)
