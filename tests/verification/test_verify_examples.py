"""Smallest examples: put before the advisor they show the defect, and no smaller PD would."""

from itertools import combinations
from random import Random

import pytest

from advisor.inference.engine import Engine
from advisor.verification.exact.deep import verify
from tests.demonstrations import demonstrates
from tests.drafts import plant_all, random_draft

SMALLEST = ("impossible-answer", "exclusive-conclusions", "advised-though-done", "not-monotonic")


def found(seed, plant):
    draft = random_draft(Random(seed))
    if plant:
        plant_all(draft)
    knowledge = draft.base()
    verification = verify(knowledge)
    pairs = zip(verification.problems, verification.examples, strict=True)
    return Engine(knowledge), [pair for pair in pairs if pair[0].kind != "unused-waiver"]


@pytest.mark.parametrize("seed", range(6))
def test_each_example_shows_its_defect(seed):
    engine, pairs = found(seed, plant=True)
    assert len({defect.kind for defect, _ in pairs}) == 11
    for defect, example in pairs:
        assert example, defect
        assert demonstrates(engine, defect, example.answers, example.change), (defect, example)


@pytest.mark.parametrize("seed", range(300, 304))
def test_no_part_of_an_example_shows_the_defect(seed):
    engine, pairs = found(seed, plant=False)
    for defect, example in pairs:
        if defect.kind in (*SMALLEST, "gap"):
            for term in example.answers:
                fewer = {t: v for t, v in example.answers.items() if t != term}
                if example.change is None or example.change[0] != term:
                    assert not demonstrates(engine, defect, fewer, example.change), defect


def test_no_other_pd_with_fewer_answers_shows_a_step_advised_though_done():
    engine, pairs = found(301, plant=False)
    terms = engine.knowledge.vocabulary.asked.values()
    clashes = [(d, e) for d, e in pairs if d.kind == "advised-though-done"]
    assert clashes
    for defect, example in clashes:
        for names in combinations(terms, len(example.answers) - 1):
            for answers in _all_answers(names):
                assert not demonstrates(engine, defect, answers)


def _all_answers(terms):
    if not terms:
        yield {}
        return
    for rest in _all_answers(terms[1:]):
        for value in terms[0].values:
            yield {terms[0].name: value, **rest}


def test_a_base_that_contradicts_everything_shows_it_with_one_answer():
    draft = random_draft(Random(1))
    draft.rule({"all": {"q0": "yes"}}, {}, kind="contradiction")
    draft.rule({"all": {"q0": "no"}}, {}, kind="contradiction")
    knowledge = draft.base()
    (defect,), (example,) = verify(knowledge).problems, verify(knowledge).examples
    assert len(example.answers) == 1
    assert demonstrates(Engine(knowledge), defect, example.answers)
