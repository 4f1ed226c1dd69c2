"""The same rules said with `unless`: every explanation must come to the same answers."""

from dataclasses import replace
from random import Random

import pytest

from advisor import explain, smallest_change, why_not
from advisor.advice.facts import Facts
from advisor.explanation.picture import proof_picture
from advisor.explanation.proof import Prover, leaves
from advisor.explanation.telling.speaker import Speaker
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import Rule
from tests.explanation.test_explain import people
from tests.explanation.test_smallest_change import draw

OPPOSITE = {"yes": "no", "no": "yes"}


@pytest.fixture(scope="module")
def turned(knowledge):
    """Each required yes-no line as an exception of the opposite: `x: no` as `unless: x: yes`."""

    def turn(rule):
        model = rule.model_dump()
        lines = model["when"]["all"]
        turned = {term: OPPOSITE[text] for term, text in lines.items() if text in OPPOSITE}
        kept = {term: text for term, text in lines.items() if text not in OPPOSITE}
        return Rule.model_validate(
            {**model, "when": {"all": kept, "any": model["when"]["any"], "unless": turned}}
        )

    layers = tuple(tuple(turn(rule) for rule in layer) for layer in knowledge.layers)
    return replace(knowledge, layers=layers)


def test_the_rules_turned_mean_the_same(knowledge, turned):
    assert sum(len(rule.when.unless) for rule in turned.rules) > 100
    for answers, _, _ in people(knowledge, 50, 51):
        assert evaluate(turned, answers) == evaluate(knowledge, answers)


def test_a_proof_ends_in_the_same_answers(knowledge, turned):
    for answers, _, _ in people(knowledge, 60, 52):
        provers = [Prover(base, evaluate(base, answers)) for base in (knowledge, turned)]
        for rule in knowledge.rules:
            plain, other = (p.judged(p.knowledge.rule[rule.id]) for p in provers)
            assert set(leaves(plain)) == set(leaves(other))
            assert plain.outcome is other.outcome


def test_the_smallest_changes_are_the_same(knowledge, turned):
    source, several = Random(53), 0
    for _ in range(150):
        answers, name, gain, any_term = draw(knowledge, source)
        sets = []
        for base in (knowledge, turned):
            found = smallest_change(
                base, Facts(answers), name, gain=gain, any_term=any_term, cap=1000
            )
            sets.append([item.changes for item in found.sets])
        assert sets[0] == sets[1]
        several += any(len(item) > 1 for item in sets[0])
    assert several > 10


def test_an_exception_that_holds_is_told_as_one(turned):
    facts = Facts({"perda_exists": True})
    (obstacle,) = why_not(turned, facts, "REG-001").obstacles
    told = Speaker(turned, "en").rule(obstacle.judged).items[0].text
    assert told == (
        "Except if: A Perda on regional innovation exists. "
        "The case is: A Perda on regional innovation exists (your answer) [perda_exists]"
    )


def test_the_picture_runs_to_the_right_and_shows_each_part_once(knowledge, turned):
    unlit = 0
    for answers, plan, source in people(knowledge, 60, 54):
        for base in (knowledge, turned):
            explanation = explain(base, Facts(answers), source.choice(plan).step)
            picture = proof_picture(explanation, Speaker(base, "en"))
            nodes = {node.id: node for node in picture.nodes}
            assert len(nodes) == len(picture.nodes)
            assert len(set(picture.edges)) == len(picture.edges)
            for edge in picture.edges:
                assert nodes[edge.start].layer < nodes[edge.end].layer
            for node in picture.nodes:
                ends = [nodes[e.end].layer for e in picture.edges if e.start == node.id]
                if node.kind in ("answer", "source"):
                    assert node.layer == min(ends) - 1
                assert (node.kind == "step") == (not ends)
                if node.kind == "rule":
                    outcome = evaluate(base, answers).outcomes[node.id]
                    assert node.lit == (outcome == "applies")
                    assert node.note == (node.id if node.lit else f"{node.id}: {outcome}")
                    unlit += not node.lit
            wanted = {leaf.term for judged in explanation.reasons for leaf in leaves(judged)}
            assert {n.id for n in picture.nodes if n.kind == "answer"} == wanted
            cited = {s for n in picture.nodes if n.kind == "rule" for s in base.rule[n.id].sources}
            places = [n.note for n in picture.nodes if n.kind == "source"]
            assert all(any(f"[{locator}]" in place for place in places) for locator in cited)
    assert unlit > 5


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_box_of_the_picture_says_what_it_stands_for(turned, language):
    seen = set()
    for answers, plan, source in people(turned, 20, 55):
        step = source.choice(plan)
        speaker = Speaker(turned, language)
        picture = proof_picture(explain(turned, Facts(answers), step.step), speaker)
        assert picture.title == speaker.say("explain.title", step=step.text, id=step.step)
        assert len({node.id for node in picture.nodes}) == len(picture.nodes)
        values = evaluate(turned, answers).values
        for node in picture.nodes:
            seen.add((node.kind, node.lit))
            if node.kind == "step":
                assert (node.id, node.text) == (step.step, step.text.to(language))
                assert node.note == step.step
            elif node.kind == "rule":
                assert node.text == turned.rule[node.id].title.to(language)
                outcome = evaluate(turned, answers).outcomes[node.id]
                told = node.lit or speaker.say(f"explain.note-{outcome}", rule=node.id)
                assert node.note == (node.id if node.lit else told)
            elif node.kind == "source":
                rule, locator = node.id.split(" ")
                statement = turned.statements[locator]
                place = {"place": statement.place.to(language), "line": statement.line}
                assert node.text == statement.says.to(language)
                assert node.note == speaker.say("plan.source", locator=locator, **place)
                assert [edge.end for edge in picture.edges if edge.start == node.id] == [rule]
            else:
                assert node.lit == (node.id in values)
                assert not node.lit or node.text == speaker.sentence(node.id, values[node.id])
                assumed = speaker.say("explain.note-assumed", term=node.id)
                assert node.note == (node.id if node.lit else assumed)
                assert (node.kind == "answer") == (node.id in turned.vocabulary.asked)
    kinds = ("step", "rule", "source", "answer", "finding")
    unlit = (("rule", False), ("answer", False), ("finding", False))
    assert {*((kind, True) for kind in kinds), *unlit[:2]} <= seen
    assert seen <= {*((kind, True) for kind in kinds), *unlit}
