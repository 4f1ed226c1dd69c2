"""Why not: each reason named is true, and what would decide is all that would decide."""

from random import Random

import pytest

from advisor import why_not
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.explanation.proof import leaves
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Speaker
from advisor.explanation.telling.whynot import tell_why_not
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.knowledge.rule import Outcome
from tests.explanation.test_explain import cut, without
from tests.scale import sampled
from tests.states import consistent_answers, random_answers

PEOPLE = sampled(whole=200, ordinary=50)
VERDICT = {"certain": "advised", "unless-done": "unless-done"}


def people(knowledge, number, seed):
    source = Random(seed)
    for _ in range(number):
        full, share = consistent_answers(knowledge, source), source.choice((1.0, 0.7, 0.3))
        answers = {term: value for term, value in full.items() if source.random() < share}
        answers.pop("government_level", None)
        yield answers, source


@pytest.mark.slow
def test_every_step_that_is_not_advised_is_told_a_true_reason(knowledge):
    seen, led = {Outcome.REJECTED: 0, Outcome.UNDECIDED: 0}, 0
    for answers, source in people(knowledge, PEOPLE, 21):
        facts, evaluation = Facts(answers), evaluate(knowledge, answers)
        plan = advice_of(knowledge, facts, evaluation).steps
        advised = {step.step: VERDICT[step.certainty] for step in plan}
        for step in source.sample(list(knowledge.steps), 12):
            answer = why_not(knowledge, facts, step)
            assert answer.verdict == advised.get(step, answer.verdict)
            assert (answer.verdict in VERDICT.values()) == (step in advised)
            rules = [rule.id for rule in knowledge.rules if rule.then.advise == step]
            assert [o.judged.rule.id for o in answer.obstacles] == rules
            if step in advised:
                continue
            for obstacle in answer.obstacles:
                outcome = evaluation.outcomes[obstacle.judged.rule.id]
                assert obstacle.judged.outcome is outcome
                seen[outcome] += 1
                _is_true(knowledge, answers, obstacle, source)
            _leads_there(knowledge, answers, step, answer)
            undecided = any(o.judged.outcome == "undecided" for o in answer.obstacles)
            assert answer.verdict == ("undecided" if undecided else "rejected")
        led += sum(bool(why_not(knowledge, facts, s).leads) for s in list(knowledge.steps)[:2])
    assert min(seen.values()) > 1.5 * PEOPLE
    assert led > PEOPLE / 10


def _leads_there(knowledge, answers, step, answer):
    def advised(more):
        facts = Facts({**answers, **more})
        evaluation = evaluate(knowledge, facts.answers)
        return step in [
            s.step for s in advice_of(knowledge, facts, evaluation, certain_only=True).steps
        ]

    assert answer.verdict == "undecided" or not answer.leads
    assert len(answer.leads) <= 3
    for lead in answer.leads:
        assert answers.keys().isdisjoint(lead)
        assert advised(lead)
        assert not any(advised({t: v for t, v in lead.items() if t != term}) for term in lead)


def _is_true(knowledge, answers, obstacle, source):
    judged, rule = obstacle.judged, obstacle.judged.rule
    values = evaluate(knowledge, answers).values
    wanted = {Outcome.REJECTED: False, Outcome.UNDECIDED: None}[judged.outcome]
    assert judged.lines
    assert all(line.condition.holds(values) is wanted for line in judged.lines)
    anys = [line.condition for line in judged.lines if line.condition.part == "any"]
    holding = [condition.holds(values) for condition in rule.alternatives]
    shown = [c for c in rule.alternatives if c.holds(values) is wanted]
    settled = True if True in holding else None if None in holding else False
    assert anys == (shown if holding and settled is wanted else [])
    if wanted is False:
        named = {leaf.term: answers.get(leaf.term) for leaf in leaves(judged)}
        assert evaluate(knowledge, named).outcomes[rule.id] is Outcome.REJECTED
        left = evaluate(knowledge, without(answers, cut(judged, source)))
        assert left.outcomes[rule.id] is not Outcome.REJECTED
        assert obstacle.needs == ()
        return
    needed = {need.term for need in obstacle.needs}
    assert needed
    assert needed.isdisjoint(answers)
    for need in obstacle.needs:
        for fork in need.outcomes:
            for value in (fork.first, fork.last):
                changed = {**answers, need.term: value}
                assert evaluate(knowledge, changed).outcomes[rule.id] is fork.outcome
    drawn = random_answers(knowledge, source)
    others = {t: v for t, v in drawn.items() if t not in needed and t not in answers}
    assert evaluate(knowledge, {**answers, **others}).outcomes[rule.id] is Outcome.UNDECIDED


def test_the_needs_stand_in_asking_order_and_cover_every_value(knowledge):
    asked = [question.term for question in knowledge.questions]
    answer = why_not(knowledge, Facts({}), "form-work-team")
    (obstacle,) = answer.obstacles
    terms = [need.term for need in obstacle.needs]
    assert terms == sorted(terms, key=asked.index)
    assert terms == ["perda_exists", "perkada_exists", "work_team_formed"]
    assert [(fork.first, fork.outcome.value) for fork in obstacle.needs[0].outcomes] == [
        (True, "rejected"),
        (False, "undecided"),
    ]


def test_what_is_undecided_comes_with_the_fewest_answers_that_lead_to_it(knowledge):
    facts = Facts({"perda_exists": False})
    step = why_not(knowledge, facts, "form-work-team")
    assert step.leads == ({"perkada_exists": False, "work_team_formed": False},)
    rule = why_not(knowledge, facts, "REG-002")
    assert rule.leads == ({"perkada_exists": True},)
    assert rule.as_json()["leads"] == [{"perkada_exists": True}]
    assert why_not(knowledge, Facts({"perda_exists": True}), "REG-001").leads == ()


def test_a_step_already_done_is_told_so(knowledge):
    facts = Facts({"head_requires_innovation": True})
    assert why_not(knowledge, facts, "ask-head-mandate").done == "head_requires_innovation"
    assert why_not(knowledge, Facts({}), "ask-head-mandate").done is None
    undone = Facts({"head_requires_innovation": False})
    assert why_not(knowledge, undone, "ask-head-mandate").done is None


def test_a_plan_that_is_held_back_is_told_so(knowledge):
    no_team = {"perda_exists": False, "perkada_exists": False, "work_team_formed": False}
    wrong = Facts({**no_team, "work_team_active": True})
    held = why_not(knowledge, wrong, "form-work-team")
    assert (held.verdict, held.status) == ("held-back", "contradictory")
    outside = Facts({**no_team, "government_level": "other"})
    held = why_not(knowledge, outside, "form-work-team")
    assert (held.verdict, held.status) == ("held-back", "out-of-scope")
    assert why_not(knowledge, Facts(no_team), "form-work-team").verdict == "advised"
    assert why_not(knowledge, outside, "reg-004").verdict == "applies"


def test_a_rule_is_named_in_any_case_of_letters(knowledge):
    facts = Facts({"perda_exists": True})
    answer = why_not(knowledge, facts, "reg-001")
    assert (answer.target, answer.is_step, answer.verdict) == ("REG-001", False, "rejected")
    (obstacle,) = answer.obstacles
    assert [line.condition.term for line in obstacle.judged.lines] == ["perda_exists"]
    assert why_not(knowledge, Facts({}), "REG-001").verdict == "undecided"


def test_a_rule_that_takes_no_part_is_told_so(knowledge):
    from dataclasses import replace

    retired = knowledge.rules[0].model_copy(update={"id": "OLD-001", "status": "retired"})
    base = replace(knowledge, inactive=(retired,))
    answer = why_not(base, Facts({}), "OLD-001")
    assert (answer.verdict, answer.obstacles) == ("inactive", ())
    for language, status in (("id", "tidak dipakai lagi"), ("en", "retired")):
        told = tell_why_not(answer, Situation.of(base, Facts({})), Speaker(base, language))
        assert f"(status: {status})" in told.lead[0]


@pytest.mark.parametrize(
    ("name", "near"), [("form-work-tem", "form-work-team"), ("REG-0044", "REG-004")]
)
def test_an_unknown_name_gets_the_nearest_one(name, near):
    with pytest.raises(AdvisorError) as caught:
        why_not(load(), Facts({}), name)
    (problem,) = caught.value.problems
    assert problem.message.key == "explain.no-step-or-rule"
    assert dict(problem.hint.parameters) == {"name": near}


def test_the_json_names_rule_line_answer_and_what_would_decide(knowledge):
    facts = Facts({"perda_exists": False, "work_team_formed": False})
    found = why_not(knowledge, facts, "form-work-team").as_json()
    assert (found["schema"], found["kind"], found["verdict"]) == ("why-not/1", "step", "undecided")
    (rule,) = found["rules"]
    case = {"ended_by": []}
    assert rule["needs"] == [
        {
            "term": "perkada_exists",
            "outcomes": [
                {**case, "value": True, "to": True, "outcome": "rejected", "reachable": False},
                {**case, "value": False, "to": False, "outcome": "applies", "reachable": True},
            ],
        }
    ]


def test_a_step_that_a_later_one_shows_to_be_taken_says_so(knowledge):
    team = {"perda_exists": False, "perkada_exists": False, "work_team_formed": True}
    situation = Situation.of(knowledge, Facts(team))
    answer = why_not(knowledge, Facts(team), "consult-stakeholders")
    assert answer.passed == ("work_team_formed",)
    told = tell_why_not(answer, situation, Speaker(knowledge, "en"))
    assert any("counts as taken" in line for line in told.lead)
    assert why_not(knowledge, Facts(team), "find-savings").passed == ()
