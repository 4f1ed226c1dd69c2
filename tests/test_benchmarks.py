"""The benchmark command works from end to end, and its peers run the same rules."""

import sys
import xml.etree.ElementTree as ElementTree
from random import Random

import pytest

from advisor.inference.evaluator import evaluate
from tests.bases import random_base
from tests.conftest import ROOT
from tests.states import random_answers

RIGHT = ("clipspy (CLIPS)", "zen-engine", "straight-line Python", "evaluator, compiled")


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


@pytest.mark.parametrize("name", RIGHT)
def test_a_peer_finds_the_rules_that_apply_to_complete_answers(knowledge, name):
    from peers import PEERS

    random = Random(1)
    for base in (knowledge, random_base(3, steps=20, rules=60)):
        ask = PEERS[name](base)
        for _ in range(20):
            answers = random_answers(base, random)
            assert ask(answers) == set(evaluate(base, answers).fired)


@pytest.mark.slow
def test_the_benchmark_reports_every_execution_and_draws_them(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    from figures import Scale
    from peers import PEERS
    from picture import picture
    from report import report
    from run import measure

    measured = measure(Scale("tiny", 1, 2, 400, (20, 40), (100,), 0.01))
    text = report(measured)
    assert "failed" not in text
    assert all(name in text for name in PEERS)
    drawn = picture(measured.per_pd, measured.rules, measured.per_second)
    words = "".join(ElementTree.fromstring(drawn).itertext())
    assert all(name in words for name in PEERS)
