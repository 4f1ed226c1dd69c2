"""The questionnaire's search for questions against exact relevance, found by the solver."""

from random import Random

import numpy as np
import pytest

from advisor.consultation import Consultation
from advisor.evaluator import evaluate
from advisor.relevance import still_open
from advisor.verify.domains import Domains
from advisor.verify.encoding import encode
from advisor.verify.relevance import ExactRelevance
from advisor.verify.solver import Solver, atom
from tests.bases import random_draft
from tests.conftest import ROOT
from tests.oracle import Oracle
from tests.states import consistent_answers

PARTS = ["world", "pair", "shown"]
SEARCH = (ROOT / "tests/open.lp").read_text("utf-8")


def partly(answers, random):
    known = random.choice((0.1, 0.3, 0.5, 0.7, 0.9))
    return {term: value for term, value in answers.items() if random.random() < known}


def program(knowledge, extra=""):
    """Every partial state with every question that its search reaches; nothing is minimised."""
    solver = Solver(encode(knowledge, Domains(knowledge)), PARTS, SEARCH + extra)
    solver.control.configuration.solve.opt_mode = "ignore"
    return solver


def proved(knowledge):
    """Whether in no partial state at all a question is skipped that can change the advice."""
    return not program(knowledge).possible([atom("missed")])


def test_on_the_shipped_base_no_question_that_matters_is_ever_skipped(knowledge):
    assert proved(knowledge)


@pytest.mark.parametrize("seed", range(20))
def test_on_random_bases_no_question_that_matters_is_ever_skipped(seed):
    assert proved(random_draft(Random(seed)).base())


def test_the_search_that_is_proved_is_the_search_that_runs(knowledge):
    random = Random(3)
    for base in (knowledge, *(random_draft(Random(seed)).base() for seed in range(10))):
        domains, solver = Domains(base), program(base)
        for _ in range(10):
            full = consistent_answers(base, random)
            answers = partly(full, random)
            if evaluation := evaluate(base, answers):
                vals = [atom("val", 0, t, domains.index(t, v)) for t, v in full.items()]
                given = [atom("given", t) for t in answers]
                fixed = [(t, t in answers) for t in base.vocabulary.asked]
                solver.control.configuration.solve.models = 1
                for term, known in fixed:
                    symbol = solver.clingo.Function("given", [solver.clingo.String(term)])
                    solver.control.assign_external(symbol, known)
                model = program(base, _exactly(fixed)).model([*vals, *given])
                reached = {str(a[0]) for name, a in model or () if name == "reached"}
                assert set(still_open(base, evaluation).terms) == reached - answers.keys()


def _exactly(fixed):
    return "".join(f':- given("{term}").' for term, known in fixed if not known)
