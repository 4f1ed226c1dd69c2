"""The plan begins with what can be taken now; who acts is told once where it is the same."""

from random import Random

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.inference.evaluator import evaluate
from advisor.presentation.stages import NOW, outline
from advisor.presentation.view import plan_view
from tests.states import consistent_answers


def plans(knowledge, number):
    source = Random(8)
    for _ in range(number):
        full, share = consistent_answers(knowledge, source), source.choice((1.0, 0.6, 0.2))
        answers = {term: value for term, value in full.items() if source.random() < share}
        yield advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))


def test_what_to_take_now_waits_for_nothing_and_the_rest_follows_what_it_waits_for(knowledge):
    long = 0
    for advice in plans(knowledge, 150):
        parts = outline(advice)
        seen = set()
        for part, number, steps in parts:
            assert all(seen >= set(step.after) for step in steps)
            assert (part == "later") == (number > 1)
            assert [step.rank for step in steps] == sorted(step.rank for step in steps)
            seen |= {step.step for step in steps}
        assert sorted(s.rank for *_, steps in parts for s in steps) == [
            s.rank for s in advice.steps
        ]
        if advice.steps:
            part, _, steps = parts[0]
            assert part == "now"
            assert len(steps) <= NOW
            assert not any(step.after for step in steps)
            assert steps[0].rank == 1
        long += len(parts) > 3
    assert long > 20


def test_who_acts_is_told_once_or_at_each_step(knowledge):
    told = set()
    for advice in plans(knowledge, 60):
        view = plan_view(knowledge, advice, "id")
        actors = {step.actor for step in view.steps}
        once = [line for line in view.lead if line.startswith("Pelaksana semua langkah")]
        labels = [key for step in view.steps for key, _ in step.facts if key == "plan.actor"]
        if len(view.steps) > 1 and len(actors) == 1:
            assert (len(once), labels) == (1, [])
        else:
            assert (once, len(labels)) == ([], len(view.steps))
        told.add(len(once))
    assert told == {0, 1}
