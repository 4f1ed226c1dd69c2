"""How: what a proof claims as the cause is the cause; what is said of the ranking is its way."""

from itertools import pairwise
from random import Random

import pytest

from advisor import explain
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.explanation.proof import Answer, Judged, Prover, leaves
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import URGENCIES, Outcome
from tests.scale import sampled
from tests.states import consistent_answers, random_answers

PEOPLE = sampled(whole=1000, ordinary=200)


def people(knowledge, number, seed):
    """Random PDs with a plan, from almost unknown to fully known."""
    source = Random(seed)
    found = 0
    while found < number:
        full, share = consistent_answers(knowledge, source), source.choice((1.0, 0.8, 0.5))
        answers = {term: value for term, value in full.items() if source.random() < share}
        plan = advice_of(knowledge, Facts(answers), evaluate(knowledge, answers)).steps
        if plan:
            found += 1
            yield answers, plan, source


def without(answers, terms):
    return {term: value for term, value in answers.items() if term not in terms}


def cut(part, source):
    """Answers whose removal breaks a proof, by what the proof itself says."""
    if isinstance(part, Answer):
        return {part.term}
    if isinstance(part, Judged):
        required = [cut(line.ground, source) for line in part.lines if line.condition.part != "any"]
        anys = [cut(line.ground, source) for line in part.lines if line.condition.part == "any"]
        if part.outcome is Outcome.APPLIES:
            return source.choice(required + ([set().union(*anys)] if anys else []))
        return set().union(*required, *([source.choice(anys)] if anys else []))
    broken = [cut(judged, source) for judged in part.rules]
    return set().union(*broken) if part.value else source.choice(broken)


@pytest.mark.slow
def test_remove_the_claimed_cause_and_the_effect_is_gone(knowledge):
    several = 0
    for answers, plan, source in people(knowledge, PEOPLE, 11):
        step = source.choice(plan)
        reasons = explain(knowledge, Facts(answers), step.step).reasons
        assert [judged.rule.id for judged in reasons] == [reason.rule for reason in step.reasons]
        cuts = [cut(judged, source) for judged in reasons]
        for judged, terms in zip(reasons, cuts, strict=True):
            left = evaluate(knowledge, without(answers, terms)).outcomes
            assert left[judged.rule.id] is not Outcome.APPLIES
        after = evaluate(knowledge, without(answers, set().union(*cuts)))
        assert not [r for r in knowledge.advisers[step.step] if after.outcomes[r.id] == "applies"]
        several += len(reasons) > 1
    assert several > PEOPLE / 50


@pytest.mark.slow
def test_the_answers_of_a_proof_are_enough_for_its_outcome(knowledge):
    seen = set()
    for answers, _, source in people(knowledge, PEOPLE, 12):
        evaluation = evaluate(knowledge, answers)
        prover = Prover(knowledge, evaluation)
        for rule in source.sample(knowledge.rules, 8):
            outcome = evaluation.outcomes[rule.id]
            named = {leaf.term: leaf.value for leaf in leaves(prover.judged(rule))}
            assert named == {term: answers.get(term) for term in named}
            if outcome is Outcome.UNDECIDED:
                assert set(named.values()) == {None}
            else:
                assert evaluate(knowledge, named).outcomes[rule.id] is outcome
            seen.add(outcome)
    assert seen == set(Outcome)


def test_a_leaf_set_to_a_value_that_fails_its_line_rejects_the_reason(knowledge):
    tried = 0
    for answers, plan, source in people(knowledge, 300, 13):
        reason = explain(knowledge, Facts(answers), source.choice(plan).step).reasons[0]
        for line in reason.lines:
            if line.condition.part == "any" or not isinstance(line.ground, Answer):
                continue
            for value in knowledge.vocabulary.asked[line.ground.term].values:
                if line.condition.holds({line.ground.term: value}) is False:
                    changed = {**answers, line.ground.term: value}
                    outcome = evaluate(knowledge, changed).outcomes[reason.rule.id]
                    assert outcome is Outcome.REJECTED
                    tried += 1
    assert tried > 100


def test_neighbours_are_compared_by_the_first_criterion_in_which_they_differ(knowledge):
    seen = set()
    order = list(knowledge.steps)
    for answers, plan, _ in people(knowledge, 60, 14):
        for upper, lower in pairwise(plan):
            found = explain(knowledge, Facts(answers), lower.step).above
            assert found == explain(knowledge, Facts(answers), upper.step).below
            values = (found.upper_value, found.lower_value)
            assert (found.upper, found.lower) == (upper.step, lower.step)
            seen.add(found.criterion)
            sentence = {
                "urgency": (upper.urgency, lower.urgency),
                "waiting": (upper.unlocks, lower.unlocks),
                "reasons": (len(upper.reasons), len(lower.reasons)),
                "order": (order.index(upper.step) + 1, order.index(lower.step) + 1),
            }
            if upper.step in lower.after:
                assert (found.criterion, values) == ("prerequisite", (None, None))
            else:
                differing = [name for name, pair in sentence.items() if pair[0] != pair[1]]
                assert found.criterion == differing[0]
                assert values == sentence[found.criterion]
                assert _better(found.criterion, *values)
    assert seen == {"prerequisite", "urgency", "waiting", "reasons", "order"}


def _better(criterion, upper, lower):
    if criterion == "urgency":
        return URGENCIES.index(upper) < URGENCIES.index(lower)
    return upper < lower if criterion == "order" else upper > lower


def test_the_ends_of_the_plan_have_no_neighbour(knowledge):
    answers, plan, _ = next(iter(people(knowledge, 1, 15)))
    first = explain(knowledge, Facts(answers), "1")
    last = explain(knowledge, Facts(answers), str(len(plan)))
    assert (first.above, last.below) == (None, None)
    assert (first.step, last.step) == (plan[0], plan[-1])
    assert first.count == len(plan)


def test_a_step_is_named_by_rank_or_by_id_in_any_case_of_letters(knowledge):
    answers, plan, _ = next(iter(people(knowledge, 1, 16)))
    facts = Facts(answers)
    assert explain(knowledge, facts, plan[1].step.upper()) == explain(knowledge, facts, "2")


def message(call, *arguments):
    with pytest.raises(AdvisorError) as caught:
        call(*arguments)
    (problem,) = caught.value.problems
    return problem


def test_a_step_that_is_not_in_the_plan_is_an_error_that_points_to_why_not(knowledge):
    problem = message(explain, knowledge, Facts({}), "form-work-team")
    assert problem.message.key == "explain.not-advised"
    assert dict(problem.message.parameters) == {"step": "form-work-team"}
    held = message(explain, knowledge, Facts({"government_level": "other"}), "form-work-team")
    assert held.message.key == "explain.held-back"


def test_an_unknown_step_gets_the_nearest_name_or_all(knowledge):
    near = message(explain, knowledge, Facts({}), "form-work-tem")
    assert (near.where, near.message.key) == ("form-work-tem", "explain.no-step")
    assert dict(near.hint.parameters) == {"name": "form-work-team"}
    far = message(explain, knowledge, Facts({}), "nothing-like-it-at-all")
    assert far.hint.key == "explain.known"
    assert dict(far.hint.parameters) == {"names": tuple(knowledge.steps)}


def test_a_finding_that_is_false_is_proved_by_every_rule_for_it(knowledge):
    answers = random_answers(knowledge, Random(3)) | {"innovations_running": 3}
    answers |= {"innovations_this_year": 1}
    ground = Prover(knowledge, evaluate(knowledge, answers)).ground("innovation_wanted")
    assert ground.value is False
    assert [judged.rule.id for judged in ground.rules] == ["PRO-003", "PRO-004"]
    assert {leaf.term for leaf in leaves(ground)} == {
        "innovations_running",
        "innovations_this_year",
    }


def test_a_true_finding_is_proved_by_every_rule_that_applies_for_it(knowledge):
    answers = {"perda_exists": True, "perkada_exists": True}
    ground = Prover(knowledge, evaluate(knowledge, answers)).ground("legal_basis_exists")
    (judged,) = ground.rules
    assert [line.ground.term for line in judged.lines] == ["perda_exists", "perkada_exists"]
    one = Prover(knowledge, evaluate(knowledge, {"perda_exists": True}))
    assert [leaf.term for leaf in leaves(one.ground("legal_basis_exists"))] == ["perda_exists"]


def test_the_json_carries_the_proof_down_to_the_answers(knowledge):
    facts = Facts({"perda_exists": False, "perkada_exists": False, "work_team_formed": False})
    found = explain(knowledge, facts, "form-work-team").as_json()
    assert found["schema"] == "explanation/1"
    assert (found["step"], found["of"]) == (
        "form-work-team",
        len(advice_of(knowledge, facts, evaluate(knowledge, facts.answers)).steps),
    )
    (reason,) = found["reasons"]
    assert (reason["rule"], reason["outcome"]) == ("REG-004", "applies")
    assert reason["sources"] == ["kendala/2/b"]
    obstacle, team = reason["lines"]
    assert obstacle["ground"]["rules"][0]["rule"] == "REG-001"
    assert team == {
        "part": "all",
        "term": "work_team_formed",
        "phrase": "no",
        "holds": True,
        "ground": {"term": "work_team_formed", "value": False, "from": "answer"},
    }
