"""The questionnaire's search for questions against exact relevance, found by the solver."""

from random import Random

import pytest

from advisor.advice.consultation import Consultation
from advisor.advice.relevance import still_open
from advisor.inference.evaluator import evaluate
from advisor.verification.exact.deep import ExactRelevance
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode
from advisor.verification.exact.solver import Solver, atom
from tests.conftest import ROOT
from tests.drafts import Draft, random_draft, yes_no
from tests.oracle import Oracle
from tests.states import consistent_answers

SEARCH = (ROOT / "tests/open.lp").read_text("utf-8")


def program(knowledge):
    """Every partial state, and what the questionnaire's search reaches in it."""
    facts = encode(knowledge, Domains(knowledge))
    solver = Solver(facts, ["world", "pair", "shown"], SEARCH)
    solver.control.configuration.solve.opt_mode = "ignore"
    return solver


def partly(random, answers):
    known = random.choice((0.1, 0.3, 0.5, 0.7, 0.9))
    return {term: value for term, value in answers.items() if random.random() < known}


def test_on_the_shipped_base_no_question_that_matters_is_skipped_in_any_state(knowledge):
    assert not program(knowledge).possible([atom("missed")])


@pytest.mark.parametrize("seed", range(20))
def test_on_random_bases_no_question_that_matters_is_skipped_in_any_state(seed):
    assert not program(random_draft(Random(seed)).base()).possible([atom("missed")])


@pytest.mark.parametrize("seed", [None, *range(10)])
def test_the_search_that_is_proved_is_the_search_that_runs(knowledge, seed):
    random = Random(seed)
    base = knowledge if seed is None else random_draft(random).base()
    solver, domains = program(base), Domains(base)
    for _ in range(20):
        full = {t.name: random.choice(t.values) for t in base.vocabulary.terms}
        answers = partly(random, full)
        state = [atom("val", 0, t, domains.index(t, value)) for t, value in full.items()]
        state += [atom("given" if t in answers else "hidden", t) for t in full]
        model = solver.model(state)
        reached = {arguments[0] for name, arguments in model if name == "reached"}
        assert set(still_open(base, evaluate(base, answers), {}).terms) == reached


@pytest.mark.parametrize("seed", range(4))
def test_the_solver_and_the_oracle_agree_on_which_questions_matter(seed):
    random = Random(seed)
    base = random_draft(random).base()
    exact, oracle = ExactRelevance(base), Oracle(base)
    for _ in range(5):
        answers = partly(random, {t.name: random.choice(t.values) for t in base.vocabulary.terms})
        given = [oracle.table(t, lambda v, value=value: v == value) for t, value in answers.items()]
        expected = {
            term
            for term in oracle.values
            if term not in answers
            and any(oracle.matters(term, i, j, given) for i, j in oracle.moves(term))
        }
        assert exact.terms(answers) == expected


def test_steps_that_may_be_done_in_between_are_asked_about():
    """A last step waits for the first unless one of the two between them is done."""
    draft = Draft(
        terms=[yes_no(name) for name in ("on", "off", "first", "second", "third", "last")]
    )
    for number, name in enumerate(("first", "second", "third", "last")):
        before = (draft.steps[-1].id,) if number else ()
        draft.step(name, done_by=name, after=before)
        switch = "off" if name in ("second", "third") else "on"
        then = {"advise": name, "urgency": "enabling"}
        draft.rule({"all": {switch: "yes", name: "no"}}, then)
    base = draft.base()
    answers = {"on": True, "off": False, "first": False, "last": False}
    assert still_open(base, evaluate(base, answers)).terms == ("second", "third")
    assert ExactRelevance(base).terms(answers) == {"second", "third"}
    nearer = {**answers, "third": True}
    assert still_open(base, evaluate(base, nearer)).terms == ()
    assert ExactRelevance(base).terms(nearer) == frozenset()


def test_how_often_the_search_asks_too_much(knowledge):
    """On partial states as they fall, and in the questionnaire as it is used."""
    random, exact = Random(1), ExactRelevance(knowledge)
    asked = needless = 0
    for _ in range(100):
        answers = partly(random, consistent_answers(knowledge, random))
        terms = set(still_open(knowledge, evaluate(knowledge, answers)).terms)
        asked, needless = asked + len(terms), needless + len(terms - exact.terms(answers))
        assert exact.terms(answers) <= terms
    put = idle = 0
    for _ in range(20):
        full, consultation = consistent_answers(knowledge, random), Consultation(knowledge)
        while question := consultation.next_question():
            put += 1
            idle += not exact.matters(question.term, consultation.facts.answers)
            consultation.answer(question.term, full[question.term])
    print(f"\npartial states: {needless} of {asked} open questions cannot matter")
    print(f"questionnaires: {idle} of {put} questions put could not matter")
    assert needless / asked < 0.1
    assert idle == 0
