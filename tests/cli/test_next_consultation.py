"""`advisor consult --from` asks what may have changed since, and keeps the other answers."""

import json
import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import facts_from, read_facts
from advisor.audit.ledger import Ledger
from advisor.cli.terminal.flow import Flow
from advisor.cli.terminal.replies import Answered, Command
from advisor.cli.terminal.saving import facts_yaml
from advisor.common.errors import AdvisorError
from advisor.explanation.situation import Situation
from advisor.follow_up.next_consultation import Age, age, next_consultation
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from tests import commands
from tests.cli.test_consult import Script
from tests.copies import change, copied
from tests.states import consistent_answers

LAST = {
    "government_level": "kabupaten", "respondent_role": "secretary", "perda_exists": False,
    "perkada_exists": False, "budget": "adequate", "staff_competence": "adequate",
    "stakeholders_consulted": True, "work_team_formed": False, "open_problems": False,
}  # fmt: skip
NOW = datetime(2026, 8, 31, 12, tzinfo=UTC)


def done_facts(knowledge, answers):
    plan = Situation.of(knowledge, facts_from(answers)).plan
    return list(dict.fromkeys(d for step in plan if (d := knowledge.steps[step].done_by)))


def answered(consultation, reply):
    """Answer all that is asked; returns the terms in the order in which they came."""
    asked = []
    while question := consultation.next_question():
        asked.append(question.term)
        consultation.answer(question.term, reply(question.term))
    return asked


def test_the_steps_that_were_advised_are_asked_first_in_the_order_of_the_plan(knowledge):
    random = Random(2)
    for _ in range(40):
        answers = {
            term: value
            for term, value in consistent_answers(knowledge, random).items()
            if random.random() < 0.8
        }
        facts = facts_from(answers)
        first = done_facts(knowledge, answers)
        consultation = next_consultation(knowledge, facts)
        asked = answered(consultation, answers.get)
        steps = [term for term in asked if term in first]
        assert steps == sorted(steps, key=first.index)
        assert asked[: len(steps)] == steps
        assert not {*asked[len(steps) :]} & answers.keys()
        for term in {*first} - {*asked}:
            tried = (consultation.facts.changed({term: v}) for v in (True, False, None))
            found = [Situation.of(knowledge, facts) for facts in tried]
            plans = {one.plan for one in found if one.advice.status != "contradictory"}
            assert len(plans) == 1, f"{term} was not asked, and matters"


def test_with_the_same_replies_the_answers_and_the_plan_stay_the_same(knowledge):
    consultation = next_consultation(knowledge, facts_from(LAST, "Dinas A"))
    answered(consultation, LAST.get)
    assert consultation.facts.answers == LAST
    assert consultation.name == "Dinas A"


def test_a_step_that_does_not_matter_any_more_is_not_asked_and_its_answer_stays(knowledge):
    consultation = next_consultation(knowledge, facts_from(LAST))
    consultation.answer("perkada_exists", True)
    asked = answered(consultation, LAST.get)
    assert "work_team_formed" not in asked
    assert consultation.facts.answers["work_team_formed"] is False


def test_what_was_not_known_is_asked_again_after_the_steps(knowledge):
    facts = facts_from({**LAST, "capacity_need_identified": None, "budget": None})
    consultation = next_consultation(knowledge, facts)
    asked = answered(consultation, LAST.get)
    assert asked.index("budget") >= len(done_facts(knowledge, facts.answers))


def test_aged_answers_are_asked_too_after_the_steps(knowledge):
    first = done_facts(knowledge, LAST)
    asked = answered(next_consultation(knowledge, facts_from(LAST), aged=True), LAST.get)
    others = [term for term in asked if term in LAST and term not in first]
    assert asked[0] == first[0]
    assert not set(asked[: asked.index(others[0])]) - set(first)
    assert {"perkada_exists", "budget", "staff_competence"} <= set(others)
    order = [question.term for question in knowledge.questions]
    assert others == sorted(others, key=order.index)


def test_back_from_the_first_question_leads_to_what_was_kept_and_then_to_what_was_asked(knowledge):
    consultation = next_consultation(knowledge, facts_from(LAST))
    first, second = consultation.waiting()[:2]
    kept = [term for term in consultation.given if term not in consultation.renew][-1]
    no = Answered(False)
    current = Answered(LAST[kept])
    script = Script(Command.BACK, current, no, Command.BACK, no, Command.STOP)
    Flow(consultation, script, "en", lambda: None).run()
    names = [name for name, _ in script.asked]
    assert names == [first, kept, first, second, first, second]
    assert script.asked[1][1] == current


def test_the_last_answer_is_offered_as_the_present_one(knowledge):
    consultation = next_consultation(knowledge, facts_from(LAST))
    script = Script(Command.STOP)
    Flow(consultation, script, "en", lambda: None).run()
    term, current = script.asked[0]
    assert current == (Answered(LAST[term]) if term in LAST else None)


@pytest.mark.parametrize(
    ("text", "meant", "ago"),
    [
        ("6m", Age(months=6), datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("90d", Age(days=90), NOW - timedelta(days=90)),
        ("90", Age(days=90), NOW - timedelta(days=90)),
        (" 1Y ", Age(months=12), datetime(2025, 8, 31, 12, tzinfo=UTC)),
    ],
)
def test_an_age_is_days_months_or_years(text, meant, ago):
    assert age(text) == meant
    assert meant.before(NOW) == ago


@pytest.mark.parametrize("text", ["", "m", "0", "-3d", "6w", "12345", "6 months"])
def test_what_is_no_age_is_refused(text):
    with pytest.raises(AdvisorError):
        age(text)


# ---- the command


def recorded(place, knowledge, answers, clock=None, name="Dinas A"):
    facts = facts_from(answers, name)
    with Ledger.writing(place, *((clock,) if clock else ())) as book:
        advice = advice_of(knowledge, facts, evaluate(knowledge, answers))
        return book.record(knowledge, facts, advice)


@pytest.fixture
def ledger(tmp_path, knowledge):
    place = tmp_path / "ledger.db"
    recorded(place, knowledge, LAST)
    return place


def consult(*arguments, replies="", code=0, ledger=None):
    where = ("--ledger", ledger) if ledger else ("--no-ledger",)
    done = commands.run(
        "consult", "--plain", "--lang", "en", *where, *arguments, stdin=replies.encode()
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


def count(knowledge, **more):
    return next_consultation(knowledge, facts_from(LAST), **more).remaining()


def test_a_record_is_gone_on_from_and_the_new_consultation_recorded(ledger, knowledge):
    first = count(knowledge)
    replies = "yes\n" + "?\n" * 60 + "\n"
    done = consult("--from", "1", "--format", "json", replies=replies, ledger=ledger)
    told = done.stderr.decode()
    assert f"consultation 1 (20{datetime.now(UTC):%y}-" in told
    assert f"Question 1 (this one included, at most {first} left)" in told
    advice = json.loads(done.stdout)
    assert advice["pd"] == {"name": "Dinas A"}
    assert advice["answers"]["perda_exists"] is False
    with Ledger.reading(ledger) as book:
        assert [r.personal["pd"] for r in book.consultations()] == ["Dinas A", "Dinas A"]


def test_the_plan_so_far_keeps_what_was_not_asked_again(ledger, tmp_path, knowledge):
    path = tmp_path / "next.yaml"
    consult("--from", "1", "--save", path, replies="p\n", ledger=ledger)
    assert read_facts(knowledge.vocabulary, path).answers == LAST


def test_who_stops_and_goes_on_is_asked_what_was_left(ledger, tmp_path, knowledge):
    path = tmp_path / "next.yaml"
    consult("--from", "1", "--save", path, replies="yes\ns\n", code=1, ledger=ledger)
    kept = read_facts(knowledge.vocabulary, path).answers
    first, *left = next_consultation(knowledge, facts_from(LAST)).renew
    assert kept[first] is True
    assert not kept.keys() & set(left)
    assert left


def test_answers_of_a_record_older_than_an_age_are_asked_again(tmp_path, knowledge):
    place = tmp_path / "ledger.db"
    recorded(place, knowledge, LAST, lambda: datetime.now(UTC) - timedelta(days=100))
    few, many = count(knowledge), count(knowledge, aged=True)
    for given, expected in (("6m", few), ("3m", many), ("101d", few), ("99", many)):
        told = consult("--from", "1", "--older-than", given, replies="s\n", code=1, ledger=place)
        assert f"at most {expected} question" in told.stderr.decode(), given


def test_a_file_is_as_old_as_its_last_change_and_stays_as_it_is(tmp_path, knowledge):
    path = tmp_path / "last.yaml"
    path.write_text(facts_yaml(facts_from(LAST)), "utf-8")
    before = path.read_bytes()
    long_ago = (datetime.now(UTC) - timedelta(days=200)).timestamp()
    os.utime(path, (long_ago, long_ago))
    told = consult("--from", path, "--older-than", "6m", replies="s\n", code=1)
    assert f"at most {count(knowledge, aged=True)} question" in told.stderr.decode()
    assert path.read_bytes() == before
    refused = consult("--from", path, "--save", path, code=1)
    assert str(path) in refused.stderr.decode()
    assert path.read_bytes() == before


def test_answers_that_the_vocabulary_no_longer_knows_are_told(tmp_path, knowledge):
    rules, folder = copied(tmp_path)
    change(folder / "vocabulary.yaml", "value: limited", "value: scarce")
    for path in [*rules.rglob("*.yaml"), folder / "vocabulary.yaml"]:
        text = path.read_text("utf-8")
        if "budget: limited" in text:
            path.write_text(text.replace("budget: limited", "budget: scarce"), "utf-8")
    other = load(rules, folder)
    place = tmp_path / "ledger.db"
    recorded(place, other, {**LAST, "budget": "scarce"})
    told = consult("--from", "1", replies="s\n", code=1, ledger=place).stderr.decode()
    assert "'budget'" in told
    assert "1 answer above no longer fit" in told


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--from", "9"), 1, "9"),
        (("--from", "nowhere.yaml"), 1, "nowhere.yaml"),
        (("--from", "1", "--resume", "x.yaml"), 2, "--resume"),
        (("--older-than", "6m"), 2, "--from"),
        (("--from", "1", "--older-than", "soon"), 1, "90d"),
    ],
)
def test_what_cannot_be_gone_on_from_is_told(ledger, arguments, code, said):
    done = consult(*arguments, code=code, ledger=ledger)
    assert said in done.stderr.decode()
