"""Sensitivity: each effect is the difference of two plans made from scratch; the order is right."""

from random import Random

from advisor import sensitivity
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.inference.evaluator import evaluate
from tests.states import consistent_answers, contradictory


def advice(knowledge, answers):
    return advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))


def people(knowledge, number, seed):
    source = Random(seed)
    for _ in range(number):
        full, share = consistent_answers(knowledge, source), source.choice((0.9, 0.6, 0.3))
        answers = {term: value for term, value in full.items() if source.random() < share}
        if answers.get("government_level") != "other":
            yield answers


def effect_of(before, after):
    """Steps gone, new, and those whose place among the kept ones differs."""
    old, now = ([step.step for step in x.steps] for x in (before, after))
    kept = [[s for s in a if s in b] for a, b in ((old, now), (now, old))]
    moved = sum(one != two for one, two in zip(*kept, strict=True))
    return len(set(old) ^ set(now)) + moved


def test_each_effect_is_what_the_answer_alone_does_to_the_plan(knowledge):
    impossible = stopped = firsts = 0
    for answers in people(knowledge, 40, 41):
        before = advice(knowledge, answers)
        result = sensitivity(knowledge, Facts(answers))
        assert (result.status, result.steps) == (before.status, len(before.steps))
        assert sorted(w.term for w in result.weights) == sorted(before.relevant)
        for weight in result.weights:
            values = [(e.case.first, e) for e in weight.effects]
            for value, effect in values:
                after = advice(knowledge, {**answers, weight.term: value})
                assert after.status != "contradictory"
                assert effect.movement.size == effect_of(before, after)
                assert effect.stops == (after.status == "out-of-scope")
                first, now = (x.steps[0].step if x.steps else None for x in (before, after))
                assert (effect.first, effect.first_changes) == (now, now != first)
                stopped += effect.stops
                firsts += effect.first_changes
            term = knowledge.vocabulary.asked[weight.term]
            domain = (0, 1) if term.type == "number" else term.values
            left_out = set(domain) - {value for value, _ in values}
            assert all(contradictory(knowledge, {**answers, weight.term: v}) for v in left_out)
            impossible += len(left_out)
            assert weight.size == max((e.movement.size for e in weight.effects), default=0)
    assert min(impossible, stopped, firsts) > 5


def test_what_can_move_most_comes_first_then_the_strongest_alone_then_the_asking_order(knowledge):
    asked = [question.term for question in knowledge.questions]
    for answers in people(knowledge, 30, 42):
        weights = sensitivity(knowledge, Facts(answers)).weights
        keys = [(-max(w.size, w.reach), -w.size, asked.index(w.term)) for w in weights]
        assert keys == sorted(keys)


def test_the_reach_counts_the_steps_that_hang_on_the_answer(knowledge):
    for answers in people(knowledge, 20, 43):
        undecided = advice(knowledge, answers).undecided
        for weight in sensitivity(knowledge, Facts(answers)).weights:
            rules = [knowledge.rule[u.rule] for u in undecided if weight.term in u.needs]
            assert weight.reach == len({r.then.advise for r in rules if r.then.advise})


def test_an_answer_that_only_words_a_step_is_told_so(knowledge):
    facts = Facts({"innovations_this_year": 0, "service_identified": False})
    weights = {w.term: w for w in sensitivity(knowledge, facts).weights}
    assert (weights["innovation_category"].words, weights["innovation_category"].size) == (True, 0)
    assert not weights["budget"].words


def test_nothing_is_weighed_while_the_plan_is_held_back(knowledge):
    wrong = {"work_team_active": True, "work_team_formed": False}
    assert sensitivity(knowledge, Facts(wrong)).weights == ()
    assert sensitivity(knowledge, Facts({"government_level": "other"})).weights == ()


def test_the_json_shows_measure_by_measure(knowledge):
    shown = sensitivity(knowledge, Facts({"budget": "limited"})).as_json()
    assert (shown["schema"], shown["status"]) == ("sensitivity/1", "advised")
    question = next(q for q in shown["questions"] if q["term"] == "budget_phased")
    assert (question["effect"], question["reach"], question["words"]) == (1, 2, False)
    yes, no = question["answers"]
    assert (yes["value"], yes["to"], yes["gone"]) == (True, True, ["phase-budget"])
    assert (yes["first"], yes["first_changes"]) == ("find-savings", True)
    assert (no["effect"], no["first"], no["first_changes"]) == (0, "phase-budget", False)
    assert (no["gone"], no["moved"], no["stops"]) == ([], [], False)
