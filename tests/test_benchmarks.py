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


def _tiny(monkeypatch, *names):
    monkeypatch.setattr(sys, "path", [*sys.path])
    from figures import TINY
    from report import page
    from run import measure

    found = measure(TINY, list(names))
    return found, page(found, "tiny", [("cores", "2")], 60)


@pytest.mark.slow
def test_the_benchmark_reports_every_execution_and_draws_them(monkeypatch):
    found, text = _tiny(monkeypatch, "executions")
    from peers import PEERS

    assert "failed" not in text
    assert all(name in text for name in PEERS)
    words = "".join(ElementTree.fromstring(found["executions"].picture).itertext())
    assert all(name in words for name in PEERS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pages", "tables", "replay", "explanations", "ledger"])
def test_a_part_holds_its_figures_against_a_peer_or_a_limit(monkeypatch, name):
    found, text = _tiny(monkeypatch, name)
    assert "did not run" not in text
    assert found[name].targets
    assert f"## {name}" in text


def test_a_part_that_fails_takes_no_other_with_it(monkeypatch):
    import run
    from part import Part, at_least, at_most
    from report import page

    fine = Part([at_most("short", 1, 2, "s"), at_least("slow", 5, 10, "rows/s")])
    parts = {"broken": lambda scale: {}["gone"], "whole": lambda scale: fine}
    monkeypatch.setattr(run, "PARTS", parts)
    text = page(run.measure(None, list(parts)), "tiny", [], 60)
    assert "**broken did not run**: `KeyError: 'gone'`" in text
    assert "Targets met: 1 of 2." in text
    assert "| slow | 5 rows/s | 0.5 x 10 rows/s | at least 1 | **no** |" in text
