"""What became of a plan: exactly the steps that differ, each for a cause that is one."""

from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.certainty import unless_done
from advisor.advice.facts import facts_from
from advisor.advice.ranking import rank
from advisor.explanation.situation import Situation
from advisor.follow_up.progress import KINDS, Progress
from advisor.inference.evaluator import evaluate
from tests.states import consistent_answers, random_answers, sample_values

PDS = 500


def progress_of(knowledge, old, new):
    return Progress.between(*(Situation.of(knowledge, facts_from(a)) for a in (old, new)))


def remembered(work):
    """The same answers are looked at for many changes."""
    found = {}

    def again(knowledge, answers):
        key = frozenset(answers.items())
        if key not in found:
            if len(found) > 300:
                found.clear()
            found[key] = work(knowledge, answers)
        return found[key]

    return again


@remembered
def advice(knowledge, answers):
    return advice_of(knowledge, facts_from(answers), evaluate(knowledge, answers))


def plan_of(knowledge, answers):
    return {step.step: step for step in advice(knowledge, answers).steps}


@remembered
def plan_regardless(knowledge, answers):
    """The plan, by step, even of answers that contradict each other."""
    evaluation = evaluate(knowledge, answers)
    if advice(knowledge, answers).status == "out-of-scope":
        return {}
    ranked = rank(knowledge, evaluation, unless_done(knowledge, evaluation))
    return {item.step: item for item in ranked}


def disputed(knowledge, answers):
    return advice(knowledge, answers).status == "contradictory"


def differing(old, new):
    """What differs between two plans, worked out from the steps alone."""
    kept = [step for step in old if step in new]
    then = {step: place for place, step in enumerate(kept)}
    now = {step: place for place, step in enumerate(step for step in new if step in old)}

    def other(*names):
        return {s for s in kept if any(getattr(old[s], n) != getattr(new[s], n) for n in names)}

    return {
        "gone": set(old) - set(new),
        "new": set(new) - set(old),
        "moved": {step for step in kept if then[step] != now[step]},
        "reworded": other("text", "detail"),
        "reasoned": {
            s for s in kept
            if [r.rule for r in old[s].reasons] != [r.rule for r in new[s].reasons]
        },
        "settled": other("certainty"),
    }  # fmt: skip


def taken_back(new, old, terms):
    answers = {**new, **{term: old.get(term) for term in terms}}
    return {term: value for term, value in answers.items() if value is not None}


def is_as_before(knowledge, old, new, change, terms):
    """Whether the step stands as it did in the old plan once these answers are taken back."""
    mixed = taken_back(new, old, terms)
    strict = disputed(knowledge, old) or disputed(knowledge, new)
    if change.kind in ("done", "gone", "new", "moved", "settled"):
        plan = plan_of if strict else plan_regardless
        was, now = plan(knowledge, old), plan(knowledge, mixed)
        both = (change.step in was) == (change.step in now)
        if change.kind == "moved":
            kept = [[s for s in p if s in was and s in now] for p in (was, now)]
            return both and kept[0].index(change.step) == kept[1].index(change.step)
        if change.kind == "settled":
            return both and was[change.step].certainty == now[change.step].certainty
        return both
    was, now = plan_of(knowledge, old), plan_of(knowledge, mixed)
    if change.step not in now and not strict and disputed(knowledge, mixed):
        return True  # What is worded of a plan that is held back cannot be read from outside.
    return change.step not in differing(was, now)[change.kind]


def follow_ups(knowledge, random):
    """Answers of one PD over a few consultations, each a few answers later than the last."""
    answers = consistent_answers(knowledge, random)
    if random.random() < 0.2:
        answers = random_answers(knowledge, random, 0.6)
    answers["government_level"] = random.choice(("provinsi", "kabupaten", "kota", "other"))
    for term in list(answers):
        if random.random() < 0.25:
            del answers[term]
    done_facts = list(knowledge.done_facts)
    for _ in range(random.randint(1, 3)):
        later = dict(answers)
        for term in random.sample(done_facts, random.randint(0, 4)):
            later[term] = True
        for term in random.sample(list(knowledge.vocabulary.asked), random.choice((0, 1, 2, 6))):
            later[term] = random.choice(sample_values(knowledge.vocabulary.asked[term]))
        yield answers, later
        answers = later


def test_progress_names_exactly_the_steps_that_differ_each_for_a_true_cause(knowledge):
    random, seen = Random(15), dict.fromkeys(KINDS, 0)
    for _ in range(PDS):
        for old, new in follow_ups(knowledge, random):
            progress = progress_of(knowledge, old, new)
            wanted = differing(plan_of(knowledge, old), plan_of(knowledge, new))
            found = {kind: set(progress.of(kind)) for kind in KINDS}
            done = {
                step for step in wanted["gone"]
                if new.get(knowledge.steps[step].done_by or "") is True
            }  # fmt: skip
            assert found.pop("done") == done
            assert found == {**wanted, "gone": wanted["gone"] - done}
            changed = {t for t in {*old, *new} if old.get(t) != new.get(t)}
            assert set(progress.answers) == changed
            assert len(progress.steps) == sum(map(len, wanted.values()))
            for change in progress.steps:
                terms = change.cause.answers
                seen[change.kind] += 1
                assert terms
                assert set(terms) <= changed
                assert is_as_before(knowledge, old, new, change, terms), (old, new, change)
                alone = [t for t in terms if is_as_before(knowledge, old, new, change, (t,))]
                assert alone == list(terms) or not alone
                assert change.cause.rules
                assert all(knowledge.rule[rule].sources for rule in change.cause.rules)
    assert all(seen.values()), seen


def test_no_answer_can_be_left_out_of_a_cause(knowledge):
    random = Random(7)
    together = 0
    for _ in range(PDS // 5):
        for old, new in follow_ups(knowledge, random):
            for change in progress_of(knowledge, old, new).steps:
                terms = change.cause.answers
                if change.kind not in ("done", "gone", "new") or len(terms) < 2:
                    continue
                if is_as_before(knowledge, old, new, change, terms[:1]):
                    continue
                together += 1
                for term in terms:
                    rest = [other for other in terms if other != term]
                    assert not is_as_before(knowledge, old, new, change, rest), (change, term)
    assert together


def test_an_obstacle_goes_and_comes_because_of_its_own_answers(knowledge):
    random, seen = Random(3), set()
    for _ in range(PDS // 5):
        for old, new in follow_ups(knowledge, random):
            progress = progress_of(knowledge, old, new)
            values = [evaluate(knowledge, answers).values for answers in (old, new)]
            names = [t.name for t in knowledge.vocabulary.derived if t.obstacle == "yes"]
            wanted = {n for n in names if values[0].get(n) != values[1].get(n)}
            assert {item.term for item in progress.obstacles} == wanted
            for item in progress.obstacles:
                term, cause = item.term, item.cause
                back = evaluate(knowledge, taken_back(new, old, cause.answers)).values
                assert back.get(term) == values[0].get(term)
                supporters = {rule.id for rule in knowledge.supporters[term]}
                assert cause.rules
                assert set(cause.rules) <= supporters
                seen.add((item.before, item.after))
    assert {(True, False), (False, True)} <= seen


def test_the_rules_named_for_a_step_done_are_those_that_would_advise_it_again(knowledge, small_pd):
    progress = progress_of(knowledge, small_pd, {**small_pd, "work_team_formed": True})
    done = {change.step: change.cause for change in progress.steps if change.kind == "done"}
    assert done["form-work-team"].answers == ("work_team_formed",)
    assert done["form-work-team"].rules == ("REG-004",)


def test_answers_that_contradict_each_other_only_when_half_taken_back_cause_nothing(knowledge):
    old = {"government_level": "kabupaten", "perda_exists": False, "perkada_exists": False}
    new = {**old, "perkada_exists": True, "regulation_socialised": True}
    gone = [c for c in progress_of(knowledge, old, new).steps if c.kind == "gone"]
    assert gone
    assert {c.cause.answers for c in gone} == {("perkada_exists",)}


def test_a_plan_held_back_names_the_contradiction_as_the_rule(knowledge, small_pd):
    new = {**small_pd, "training_held": False, "training_evaluated": True}
    progress = progress_of(knowledge, small_pd, new)
    assert progress.after.advice.status == "contradictory"
    rules = {rule for change in progress.steps for rule in change.cause.rules}
    assert rules
    assert all(knowledge.rule[rule].kind == "contradiction" for rule in rules)


def test_nothing_changes_where_no_answer_does(knowledge, small_pd):
    progress = progress_of(knowledge, small_pd, small_pd)
    assert (progress.answers, progress.steps, progress.obstacles) == ((), (), ())
    assert progress.difference.nothing


@pytest.fixture
def small_pd():
    return {
        "government_level": "kabupaten",
        "perda_exists": False,
        "perkada_exists": False,
        "budget": "limited",
        "staff_competence": "limited",
        "stakeholders_consulted": True,
    }
