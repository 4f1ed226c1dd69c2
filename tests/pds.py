"""Tables of random PDs for the batch tests, and the advice that the evaluator gives on them."""

import csv
from random import Random

from advisor.advice.advising import advice_of
from advisor.advice.facts import facts_from
from advisor.inference.evaluator import evaluate
from advisor.knowledge.vocabulary import written
from tests import commands
from tests.conftest import ROOT
from tests.states import random_answers

REGIONS = ("Cendana", "Melati", "Mawar")


def population(knowledge, size, seed=1, known=0.75):
    """Rows of `name`, `region` and answers; most levels are in scope, few rows contradict."""
    random = Random(seed)
    rows = []
    for place in range(size):
        answers = random_answers(knowledge, random, random.choice((known, 0.3, 1.0)))
        if random.random() < 0.9:
            answers["government_level"] = random.choice(("provinsi", "kabupaten", "kota"))
        rows.append((f"PD {place}", random.choice(REGIONS), answers))
    return rows


def cells(knowledge, rows):
    """A header and rows of text."""
    terms = list(knowledge.vocabulary.asked)
    yield ["name", "region", *terms]
    for name, region, answers in rows:
        yield [name, region, *(written(answers[t]) if t in answers else "" for t in terms)]


def write_csv(path, lines, **form):
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n", **form).writerows(lines)
    return path


def expected(knowledge, answers):
    return advice_of(knowledge, facts_from(answers), evaluate(knowledge, answers))


def run(*arguments, cwd=ROOT, code=0):
    done = commands.run(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done
