"""The engine and the evaluator are two independent executions of one meaning."""

import random

import pytest
from hypothesis import given, settings

from advisor.advice import consultation
from advisor.advice.advising import advice_of
from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.common.errors import DisagreementError
from advisor.inference.engine import Engine
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.inference.experta_import import experta
from tests.bases import random_base
from tests.scale import sampled
from tests.states import partial_answers, random_answers

STATES = sampled(whole=10_000, ordinary=1_000)


def agree(knowledge, engine, answers):
    run, expected = engine.run(answers), evaluate(knowledge, answers)
    assert run.values == expected.values, answers
    assert list(run.outcomes.items()) == list(expected.outcomes.items()), answers
    facts = Facts(answers)
    assert advice_of(knowledge, facts, run) == advice_of(knowledge, facts, expected), answers


@settings(max_examples=1_000)
@given(answers=partial_answers())
def test_engine_and_evaluator_agree_on_any_state(knowledge, engine, answers):
    agree(knowledge, engine, answers)


@pytest.mark.slow
def test_engine_and_evaluator_agree_on_thousands_of_states(knowledge, engine):
    source = random.Random(10)
    for _ in range(STATES):
        known = source.choice((0.1, 0.4, 0.8, 1.0))
        agree(knowledge, engine, random_answers(knowledge, source, known))


def test_the_order_of_the_answers_changes_nothing(knowledge, engine):
    source = random.Random(1)
    for _ in range(50):
        answers = random_answers(knowledge, source, known=0.7)
        shuffled = list(answers.items())
        source.shuffle(shuffled)
        first, second = engine.trace(answers), engine.trace(dict(shuffled))
        assert first.firings == second.firings
        assert advise(engine, Facts(answers)) == advise(engine, Facts(dict(shuffled)))


def test_no_two_productions_share_a_salience(engine):
    saliences = [rule.salience for rule in engine._network.get_rules()]
    assert len(saliences) == len(set(saliences))


def test_every_rule_is_refuted_by_lines_that_truly_fail(knowledge, engine):
    source = random.Random(2)
    for _ in range(50):
        run = engine.trace(random_answers(knowledge, source, known=0.6))
        for rule, conditions in run.refuted_by.items():
            assert (run.outcomes[rule] == "rejected") == bool(conditions)
            assert all(c.holds(run.values) is False for c in conditions)


def test_firings_lead_from_the_answers_to_the_result(knowledge, engine):
    answers = random_answers(knowledge, random.Random(3))
    run = engine.trace(answers)
    memory = dict(answers)
    for firing in run.firings:
        memory.update(firing.added)
    assert memory == run.values
    saliences = [firing.salience for firing in run.firings]
    assert saliences == sorted(saliences, reverse=True)


def test_a_disagreement_gives_no_advice(knowledge, engine, monkeypatch):
    def wrong(knowledge, answers):
        right = evaluate(knowledge, answers)
        return Evaluation({**right.values, "target_met": True}, right.outcomes)

    monkeypatch.setattr(consultation, "evaluate", wrong)
    with pytest.raises(DisagreementError, match="target_met"):
        advise(engine, Facts({}))


def test_one_engine_can_run_many_consultations(knowledge):
    engine = Engine(knowledge)
    other = Engine(knowledge)
    full = random_answers(knowledge, random.Random(4))
    before = engine.run(full)
    other.run({})
    engine.run({"budget": "limited"})
    assert engine.run(full) == before


def test_the_matcher_fires_as_the_one_of_experta_does(knowledge, monkeypatch):
    source = random.Random(7)
    bases = [knowledge, *(random_base(seed, steps=12, rules=40) for seed in range(5))]
    runs = [(base, random_answers(base, source)) for base in bases for _ in range(4)]
    ours = [Engine(base).trace(answers) for base, answers in runs]
    monkeypatch.setattr("advisor.inference.engine.Counting", experta.KnowledgeEngine.__matcher__)
    assert ours == [Engine(base).trace(answers) for base, answers in runs]
