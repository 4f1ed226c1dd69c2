"""The shipped rules: boundary examples, three values, and the rulings where the article is open."""

from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.knowledge.rule import Outcome, judge
from tests.states import consistent_answers

RULES = load().rules


def advice(knowledge, **answers):
    return advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))


def steps(knowledge, **answers):
    return {step.step: step for step in advice(knowledge, **answers).steps}


def parsed(knowledge, example):
    return {term: knowledge.term(term).parse(text) for term, text in example.given.items()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_example_gives_what_it_says(knowledge, rule):
    for example in rule.examples:
        assert judge(rule, parsed(knowledge, example)) is example.expect, example.name.en


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_condition_has_an_example_in_which_it_alone_decides(knowledge, rule):
    applying = [e.given for e in rule.examples if e.expect is Outcome.APPLIES]
    rejected = [e.given for e in rule.examples if e.expect is Outcome.REJECTED]
    for condition in rule.conditions:
        pairs = [
            (inside, outside)
            for inside in applying
            for outside in rejected
            if _differ_only_in(inside, outside) == condition.term
        ]
        assert pairs, f"{rule.id}: {condition.term}"
        if knowledge.term(condition.term).type == "number":
            gap = {abs(int(i[condition.term]) - int(o[condition.term])) for i, o in pairs}
            assert gap == {1}


def _differ_only_in(one, other):
    changed = [t for t in one.keys() | other.keys() if one.get(t) != other.get(t)]
    return changed[0] if len(changed) == 1 else None


def test_silence_is_never_no(knowledge):
    silent = evaluate(knowledge, {})
    assert set(silent.outcomes.values()) == {Outcome.UNDECIDED}
    assert silent.values == {}
    assert advice(knowledge).status == "needs-answers"


def test_either_regulation_is_a_legal_basis(knowledge):
    assert evaluate(knowledge, {"perda_exists": True}).values["legal_basis_exists"] is True
    assert evaluate(knowledge, {"perkada_exists": True}).values["legal_basis_exists"] is True
    neither = evaluate(knowledge, {"perda_exists": False, "perkada_exists": False}).values
    assert neither["legal_basis_exists"] is False
    assert neither["obstacle_regulation"] is True


def test_one_regulation_missing_and_the_other_unknown_is_undecided(knowledge):
    values = evaluate(knowledge, {"perda_exists": False}).values
    assert "obstacle_regulation" not in values
    assert "legal_basis_exists" not in values


def test_without_regulation_the_decree_and_the_lasting_regulation_are_both_advised(knowledge):
    found = steps(
        knowledge,
        perda_exists=False,
        perkada_exists=False,
        head_decree_exists=False,
        stakeholders_consulted=False,
    )
    assert {"propose-head-decree", "consult-stakeholders"} <= found.keys()


def test_a_perda_alone_does_not_carry_monitoring(knowledge):
    known = {"perda_exists": True, "innovations_running": 1, "head_decree_exists": False}
    found = steps(knowledge, perkada_exists=False, **known)
    assert [r.rule for r in found["propose-head-decree"].reasons] == ["MON-002"]
    assert "propose-head-decree" not in steps(knowledge, perkada_exists=True, **known)


def test_one_decree_serves_two_purposes_as_one_step_with_two_reasons(knowledge):
    found = steps(
        knowledge,
        perda_exists=False,
        perkada_exists=False,
        head_decree_exists=False,
        innovations_running=1,
    )
    decree = found["propose-head-decree"]
    assert [reason.rule for reason in decree.reasons] == ["INS-001", "MON-002"]
    assert {"lembaga/1", "monev/dasar"} == set(decree.sources)


def test_a_regulation_is_explained_to_staff_only_once_it_exists(knowledge):
    assert "socialise-regulation" in steps(
        knowledge, perda_exists=True, regulation_socialised=False
    )
    none = {"perda_exists": False, "perkada_exists": False, "regulation_socialised": False}
    assert "socialise-regulation" not in steps(knowledge, **none)


@pytest.mark.parametrize(
    ("level", "name"), [("provinsi", "Pergub"), ("kabupaten", "Perbup"), ("kota", "Perwali")]
)
def test_the_regulation_is_called_as_the_level_calls_it(knowledge, level, name):
    known = {"perda_exists": False, "perkada_exists": False, "work_team_formed": False}
    found = steps(knowledge, government_level=level, **known)
    assert name in found["form-work-team"].text.id


SOLVED = {"perda_exists": True, "budget": "adequate", "staff_competence": "adequate"}


def test_the_fallback_is_only_for_a_problem_that_nothing_else_explains(knowledge):
    assert "collaborate-on-problem" in steps(knowledge, open_problems=True, **SOLVED)
    for change in (
        {"budget": "limited"},
        {"staff_competence": "limited"},
        {"perda_exists": False, "perkada_exists": False},
        {"open_problems": False},
    ):
        answers = {"open_problems": True, **SOLVED, **change}
        assert "collaborate-on-problem" not in steps(knowledge, **answers), change


def test_the_fallback_waits_while_another_explanation_is_possible(knowledge):
    found = advice(knowledge, open_problems=True, perda_exists=True, budget="adequate")
    assert "collaborate-on-problem" not in {step.step for step in found.steps}
    needs = {undecided.rule: undecided.needs for undecided in found.undecided}
    assert needs["OTH-002"][0] == "staff_competence"


def test_the_fallback_applies_once_the_specific_solutions_are_used_up(knowledge):
    limited = {**SOLVED, "budget": "limited", "open_problems": True}
    relief = {"budget_phased": True, "savings_identified": True, "funding_partner_exists": True}
    assert "collaborate-on-problem" in steps(knowledge, **limited, **relief)
    left = steps(knowledge, **limited, **relief | {"savings_identified": False})
    assert "find-savings" in left
    assert "collaborate-on-problem" not in left


def test_the_words_of_a_step_follow_the_reader(knowledge):
    missed = {"head_requires_innovation": False, "innovations_this_year": 0}
    for role, starts in (("pd_head", "Sampaikan"), ("administrator", "Mintalah Pimpinan PD")):
        found = steps(knowledge, respondent_role=role, **missed)
        assert found["ask-head-mandate"].detail.id.startswith(starts)


def test_budget_solutions_are_shown_as_alternatives(knowledge):
    found = steps(
        knowledge,
        budget="limited",
        budget_phased=False,
        savings_identified=False,
        funding_partner_exists=False,
    )
    assert {s.alternatives for s in found.values()} == {"budget-relief"}
    assert len(found) == 3


def test_one_facilitator_has_several_reasons(knowledge):
    found = steps(
        knowledge,
        innovations_running=1,
        innovation_elsewhere_known=True,
        staff_competence="limited",
        facilitator_available=False,
    )
    reasons = {reason.rule for reason in found["find-facilitator"].reasons}
    assert reasons == {"TRF-003", "CAP-002", "CMP-007"}


def test_a_village_is_out_of_scope_and_gets_no_step(knowledge):
    found = advice(knowledge, government_level="other", budget="limited", budget_phased=False)
    assert (found.status, found.steps, found.relevant) == ("out-of-scope", (), ())
    assert found.message is not None


def test_a_contradiction_holds_the_plan_back_and_names_both_answers(knowledge):
    found = advice(knowledge, work_team_formed=False, work_team_active=True, budget="limited")
    assert (found.status, found.steps) == ("contradictory", ())
    assert [c.terms for c in found.contradictions] == [("work_team_active", "work_team_formed")]


def test_a_step_that_is_done_is_never_advised(knowledge):
    source = Random(11)
    for _ in range(500):
        answers = consistent_answers(knowledge, source)
        for step in advice(knowledge, **answers).steps:
            done_by = knowledge.steps[step.step].done_by
            assert not (done_by and answers[done_by]), step.step


def test_every_rule_of_the_shipped_base_can_apply_and_be_rejected(knowledge):
    for rule in knowledge.rules:
        assert {e.expect for e in rule.examples} == set(Outcome)
