"""The compiled evaluator gives what the evaluator gives, to the last value."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.inference.evaluator import evaluate
from benchmarks.compiled import compiled, source
from tests.bases import random_base
from tests.states import partial_answers, random_answers


@pytest.fixture(scope="module")
def run(knowledge):
    return compiled(knowledge)


@settings(max_examples=1000)
@given(answers=partial_answers())
def test_compiled_and_evaluator_agree(knowledge, run, answers):
    found, wanted = run(answers), evaluate(knowledge, answers)
    assert found == wanted
    assert list(found.outcomes) == list(wanted.outcomes)
    assert list(found.values) == list(wanted.values)


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 12), rules=st.integers(1, 60))
def test_they_agree_on_any_rule_base(seed, steps, rules):
    base = random_base(seed, steps, rules)
    run, random = compiled(base), Random(seed)
    for known in (0.0, 0.3, 0.7, 1.0):
        for _ in range(10):
            answers = random_answers(base, random, known)
            assert run(answers) == evaluate(base, answers)


def test_the_answers_given_stay_untouched(run):
    answers = {"government_level": "kota"}
    run(answers)
    assert answers == {"government_level": "kota"}


def test_it_reads_like_the_rules(knowledge):
    """One line a rule, so that a stranger can compare the text with the rule files."""
    lines = source(knowledge).splitlines()
    assert sum(" = R if " in line for line in lines) == len(knowledge.rules)
