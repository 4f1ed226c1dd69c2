"""The smallest change: exactly the minimum sets, checked against trying every set there is."""

from dataclasses import replace
from itertools import combinations, product
from math import prod
from random import Random

import pytest

from advisor import smallest_change
from advisor.advice.certainty import unless_done
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.explanation.smallest import Goal, PlanGoal
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import Rule
from tests.states import consistent_answers, sample_values

CASES, TRIES = 500, 1500


class Exhaustive:
    """Tries every set of changes, smallest first, over all answers that could have a say."""

    def __init__(self, knowledge, answers, name, gain, any_term, allow_worse):
        self.knowledge, self.answers, self.name, self.gain = knowledge, answers, name, gain
        asked = knowledge.vocabulary.asked
        free = [t for t in self._cone() if any_term or asked[t].changeable == "yes"]
        options = {t: self._options(asked[t]) for t in free}
        if not allow_worse:
            options = {
                t: [v for v in values if not is_worse(knowledge, t, answers.get(t), v)]
                for t, values in options.items()
            }
        self.options = {t: values for t, values in options.items() if values}

    def _options(self, term):
        """Other values; of the numbers one below and one above the boundary that rules draw."""
        numbers = term.type == "number"
        values = (0, 1) if numbers else sample_values(term)
        now = self.answers.get(term.name)
        now = min(now, 1) if numbers and now is not None else now
        return [value for value in values if value != now]

    def _cone(self):
        """Asked terms that reach the target, and all that a contradiction ties to them or shows."""
        knowledge = self.knowledge
        outcomes = evaluate(knowledge, self.answers).outcomes
        wanted = {r.id for r in knowledge.rules if self.name in (r.then.advise, r.then.conclude)}
        ending = [rule.id for rule in knowledge.rules if rule.kind != "inference"]
        wanted |= {rule for rule in ending if outcomes[rule] == "applies"}
        steps = (self.name, *knowledge.later.get(self.name, ()))
        telling = {knowledge.steps[s].done_by for s in steps if s in knowledge.steps} - {None}
        found = set()
        while True:
            terms = {t for rule in knowledge.rules if rule.id in wanted for t in rule.reads}
            terms |= telling
            if terms == found:
                return [t for t in knowledge.vocabulary.asked if t in terms]
            found = terms
            for rule in knowledge.rules:
                tied = rule.kind != "inference" and terms & set(rule.reads)
                if tied or rule.then.conclude in terms:
                    wanted.add(rule.id)

    def works(self, changes):
        evaluation = evaluate(self.knowledge, {**self.answers, **changes})
        ending = [rule.id for rule in self.knowledge.rules if rule.kind != "inference"]
        if any(evaluation.outcomes[rule] == "applies" for rule in ending):
            return False
        return there(self.knowledge, evaluation, self.name) is self.gain

    def cost(self, size):
        sizes = [len(values) for values in self.options.values()]
        return sum(prod(c) for k in range(size + 1) for c in combinations(sizes, k))

    def sets(self, size):
        for terms in combinations(self.options, size):
            for values in product(*(self.options[term] for term in terms)):
                if self.works(dict(zip(terms, values, strict=True))):
                    yield tuple(zip(terms, values, strict=True))


def there(knowledge, evaluation, name):
    """Whether the plan has the step, certain or unless done, or the finding holds."""
    applying = [rule for rule in knowledge.rules if evaluation.outcomes[rule.id] == "applies"]
    certain = any(name in (rule.then.advise, rule.then.conclude) for rule in applying)
    return certain or name in unless_done(knowledge, evaluation)


def is_worse(knowledge, name, before, after):
    """Worse than today: away from the value to wish for, or a finished step undone."""
    term = knowledge.vocabulary.asked[name]
    if before is None:
        return False
    if term.better in ("more", "less"):
        return after < before if term.better == "more" else after > before
    if term.better:
        return before == {"yes": True, "no": False}.get(term.better, term.better) != after
    done = [step for step in knowledge.steps.values() if step.done_by == name]
    return bool(done) and before is True and after is False


def draw(knowledge, source):
    full, share = consistent_answers(knowledge, source), source.choice((1.0, 0.8, 0.5))
    answers = {term: value for term, value in full.items() if source.random() < share}
    name = source.choice([*knowledge.steps, *knowledge.supporters])
    evaluation = evaluate(knowledge, answers)
    return answers, name, not there(knowledge, evaluation, name), source.random() < 0.5


def of_class(knowledge, changes):
    numbers = {t.name for t in knowledge.vocabulary.terms if t.type == "number"}
    return tuple((t, min(v, 1) if t in numbers else v) for t, v in changes.items())


@pytest.mark.slow
def test_the_sets_found_are_exactly_the_minimum_ones(knowledge):
    source, done, sizes, worse = Random(31), 0, {}, 0
    while done < CASES:
        answers, name, gain, any_term = draw(knowledge, source)
        allow = source.random() < 0.5
        found = smallest_change(
            knowledge,
            Facts(answers),
            name,
            gain=gain,
            any_term=any_term,
            allow_worse=allow,
            cap=1000,
        )
        trial = Exhaustive(knowledge, answers, name, gain, any_term, allow)
        size = len(found.sets[0].changes) if found.sets else len(trial.options)
        if trial.cost(size) > TRIES:
            continue
        done += 1
        for smaller in range(size):
            assert not list(trial.sets(smaller)), (answers, name, gain)
        expected = set(trial.sets(size))
        assert {of_class(knowledge, item.changes) for item in found.sets} == expected
        assert len(found.sets) == len(expected)
        for item in found.sets:
            now = {
                t: v for t, v in item.changes.items() if is_worse(knowledge, t, answers.get(t), v)
            }
            assert item.worse == tuple(now)
            worse += bool(now)
        assert (found.capped, found.already) == (False, False)
        key = size if found.sets else "none"
        sizes[key] = sizes.get(key, 0) + 1
    print(f"\nsizes found: {sizes}; sets for the worse: {worse}")
    assert worse > 50
    assert sizes[1] > 100
    assert sizes[2] > 20
    assert sizes["none"] > 20
    assert sizes[3] >= 1


@pytest.mark.slow
def test_every_set_reaches_the_goal_and_loses_it_with_any_one_change_less(knowledge):
    source, several = Random(32), 0
    for _ in range(400):
        answers, name, gain, any_term = draw(knowledge, source)
        found = smallest_change(
            knowledge, Facts(answers), name, gain=gain, any_term=any_term, allow_worse=True
        )
        given_up = [len(item.worse) for item in found.sets]
        assert given_up == sorted(given_up)
        goal = (PlanGoal if name in knowledge.steps else Goal)(knowledge, found.target, gain)
        for item in found.sets:
            assert item.difference.after.advice.status not in ("contradictory", "out-of-scope")
            assert goal.met(evaluate(knowledge, {**answers, **item.changes}))
            assert all(answers.get(term) != value for term, value in item.changes.items())
            for term in item.changes:
                fewer = {t: v for t, v in item.changes.items() if t != term}
                assert not goal.met(evaluate(knowledge, {**answers, **fewer}))
            several += len(item.changes) > 2
            asked = knowledge.vocabulary.asked
            assert any_term or all(asked[t].changeable == "yes" for t in item.changes)
    assert several > 10


NO_RULES = {"perda_exists": False, "perkada_exists": False}
NO_TEAM = {**NO_RULES, "work_team_formed": False}


def changes(found):
    return [dict(item.changes) for item in found.sets]


def test_one_answer_out_of_three_drops_the_work_team(knowledge):
    found = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=False)
    assert changes(found) == [
        {"perda_exists": True},
        {"perkada_exists": True},
        {"work_team_formed": True},
    ]
    assert all(item.settled for item in found.sets)


def test_a_step_may_be_named_by_its_rank(knowledge):
    plan = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=False)
    rank = plan.sets[0].difference.before.plan.index("form-work-team") + 1
    again = smallest_change(knowledge, Facts(NO_TEAM), str(rank), gain=False)
    assert again.target == plan.target


def test_only_what_a_person_can_change_changes_unless_told_otherwise(knowledge):
    facts = Facts({"innovations_running": 0, "innovations_this_year": 1})
    by_person = smallest_change(knowledge, facts, "way_develop", gain=True)
    assert (by_person.sets, by_person.already) == ((), False)
    anything = smallest_change(knowledge, facts, "way_develop", gain=True, any_term=True)
    assert changes(anything) == [{"innovations_running": 1}]


def test_nothing_changes_for_the_worse_unless_told_otherwise(knowledge):
    facts = Facts({"open_problems": True, "budget": "adequate", "staff_competence": "adequate",
                   "perda_exists": True})  # fmt: skip
    better = smallest_change(knowledge, facts, "obstacle_other", gain=False)
    assert changes(better) == [{"open_problems": False}]
    done = Facts({**NO_RULES, "work_team_formed": True})
    undo = smallest_change(knowledge, done, "form-work-team", gain=True)
    assert (undo.sets, undo.already) == ((), False)
    anyhow = smallest_change(knowledge, done, "form-work-team", gain=True, allow_worse=True)
    assert [(i.changes, i.worse) for i in anyhow.sets] == [
        ({"work_team_formed": False}, ("work_team_formed",))
    ]


def test_a_finished_step_without_a_declared_direction_is_not_undone(knowledge):
    term = knowledge.vocabulary.asked["skill_gap_identified"]
    assert term.better is None
    facts = Facts({"staff_competence": "limited", "skill_gap_identified": True})
    kept = smallest_change(knowledge, facts, "identify-skill-gap", gain=True)
    assert kept.sets == ()
    undone = smallest_change(knowledge, facts, "identify-skill-gap", gain=True, allow_worse=True)
    assert [i.worse for i in undone.sets] == [("skill_gap_identified",)]


def test_what_is_so_already_needs_no_change(knowledge):
    found = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=True)
    assert (found.already, found.sets) == (True, ())


def test_a_contradiction_is_resolved_on_the_way(knowledge):
    facts = Facts({**NO_TEAM, "work_team_active": True})
    found = smallest_change(knowledge, facts, "form-work-team", gain=True)
    assert changes(found) == [{"work_team_active": False}]


def test_a_change_that_only_unsettles_the_target_says_so(knowledge):
    facts = Facts({"open_problems": True, "budget": "adequate", "staff_competence": "adequate",
                   "perda_exists": True})  # fmt: skip
    found = smallest_change(knowledge, facts, "obstacle_other", gain=False, allow_worse=True)
    assert {tuple(item.changes): item.settled for item in found.sets} == {
        ("open_problems",): True,
        ("budget",): False,
        ("staff_competence",): False,
        ("perda_exists",): False,
    }


def test_the_cap_is_kept_and_told(knowledge):
    found = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=False, cap=2)
    assert (len(found.sets), found.cap, found.capped) == (2, 2, True)
    exact = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=False, cap=3)
    assert (len(exact.sets), exact.capped) == (3, False)


@pytest.mark.parametrize(
    ("name", "hint", "parameters"),
    [
        ("form-work-tem", "hint.did-you-mean", {"name": "form-work-team"}),
        ("obstacle_budgt", "hint.did-you-mean", {"name": "obstacle_budget"}),
        ("perda_exists", "explain.is-answer", {"name": "perda_exists"}),
    ],
)
def test_an_unknown_target_gets_a_hint(knowledge, name, hint, parameters):
    with pytest.raises(AdvisorError) as caught:
        smallest_change(knowledge, Facts({}), name, gain=True)
    (problem,) = caught.value.problems
    assert problem.message.key == "explain.no-step-or-finding"
    assert (problem.hint.key, dict(problem.hint.parameters)) == (hint, parameters)


def test_the_json_holds_goal_limits_and_sets(knowledge):
    found = smallest_change(knowledge, Facts(NO_TEAM), "form-work-team", gain=False, cap=1)
    shown = found.as_json()
    (item,) = shown.pop("sets")
    assert shown == {
        "schema": "smallest-change/1", "goal": "drop", "target": "form-work-team", "kind": "step",
        "already": False, "cap": 1, "capped": True, "any_term": False, "allow_worse": False,
    }  # fmt: skip
    assert (item["changes"], item["worse"]) == ({"perda_exists": True}, [])
    assert "form-work-team" in item["gone"]
    gain = smallest_change(knowledge, Facts({}), "obstacle_budget", gain=True).as_json()
    assert (gain["goal"], gain["kind"]) == ("gain", "finding")


def test_a_set_that_can_be_reached_in_two_orders_is_found_once(knowledge):
    """Two regulations that only make sense together: either change alone contradicts the other."""
    both = [rule_of(knowledge, 1, "yes", "no"), rule_of(knowledge, 2, "no", "yes")]
    tied = replace(knowledge, layers=(*knowledge.layers, tuple(both)))
    found = smallest_change(tied, Facts(NO_RULES), "obstacle_regulation", gain=False)
    assert changes(found) == [{"perda_exists": True, "perkada_exists": True}]


def rule_of(knowledge, number, perda, perkada):
    """A contradiction of the two answers."""
    model = next(r for r in knowledge.rules if r.kind == "contradiction").model_dump()
    when = {"all": {"perda_exists": perda, "perkada_exists": perkada}}
    return Rule.model_validate(model | {"id": f"TIE-{number:03}", "when": when})
