"""Random PDs, each through answers, ticks and notes in any order: no note is lost, none decides."""

from datetime import date
from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.notes import STATUSES, Note
from advisor.follow_up.filled import read_filled
from advisor.follow_up.noting import effective
from advisor.follow_up.outcome import outcome
from advisor.inference.evaluator import evaluate
from advisor.web.store.database import open_database
from advisor.web.store.drafts import Drafts
from advisor.web.store.notes import Notebook
from advisor.web.store.schema import prepare
from tests.follow_up.workbooks import Book, plan
from tests.states import consistent_answers

PDS = 500
MOVES = 12


@pytest.fixture(scope="module")
def notes(tmp_path_factory, knowledge):
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('survive') / 'web.db'}")
    prepare(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
    yield Notebook(Drafts(engine, knowledge.vocabulary))
    engine.dispose()


def random_note(random):
    status = random.choice(STATUSES)
    due = (
        date(2026, random.randint(1, 12), random.randint(1, 28)) if random.random() < 0.5 else None
    )
    reason = "tidak ada dana" if status == "dropped" else ""
    return Note(
        random.choice(("", "Ibu Maria", "Pak Yosef")),
        due,
        random.choice(("", "SK")),
        status,
        reason,
    )


def steps_for(knowledge, answers):
    """The plan of these answers alone."""
    return [step.step for step in advice_of(knowledge, *given(answers, knowledge)).steps]


def given(answers, knowledge):
    from advisor.advice.facts import facts_from

    facts = facts_from(answers)
    return facts, evaluate(knowledge, facts.answers)


@pytest.mark.slow
def test_notes_are_never_lost_and_the_plan_is_that_of_the_answers(notes, knowledge):
    random = Random(15)
    for _ in range(PDS):
        answers = dict(random.sample(sorted(consistent_answers(knowledge, random).items()), 20))
        link = notes.drafts.begin(given=answers)
        expected = {}
        for _ in range(MOVES):
            if random.random() < 0.5:
                term = random.choice(list(knowledge.vocabulary.asked.values()))
                value = random.choice((*list(term.values)[:3], None))
                answers[term.name] = value
                notes.drafts.answer(link, {term.name: value})
            else:
                advised = steps_for(knowledge, answers)
                step = random.choice(advised or list(knowledge.steps))
                kept = notes.of(link)
                made = outcome(knowledge, kept, {step: random_note(random)})
                notes.put_all(link, made.notes, {}, made.answers)
                answers |= made.answers
                expected |= made.notes
        found = notes.drafts.find(link)
        assert notes.of(link) == {step: note for step, note in expected.items() if note != Note()}
        assert found.given == answers
        assert steps_for(knowledge, found.given) == steps_for(knowledge, answers)


@pytest.mark.slow
def test_through_any_number_of_workbooks_no_note_is_lost(knowledge):
    random = Random(16)
    for _ in range(25):
        answers = dict(random.sample(sorted(consistent_answers(knowledge, random).items()), 20))
        facts, _ = given(answers, knowledge)
        kept = {}
        for _ in range(3):
            advice, content = plan(knowledge, facts, effective(knowledge, facts.answers, kept))
            if not advice.steps:
                break
            row = random.randint(1, len(advice.steps))
            done = random.random() < 0.5
            book = Book(content).fill(
                row, person="Ibu Maria", status="done" if done else "under-way"
            )
            filled = read_filled(book.saved(), "plan.xlsx", knowledge)
            made = outcome(knowledge, kept, filled.changes)
            before, kept = kept, {**kept, **made.notes}
            facts = facts.changed(made.answers)
            assert before.keys() <= kept.keys()
            assert set(filled.changes) <= {advice.steps[row - 1].step}
            assert (
                effective(knowledge, filled.origin.facts.answers, before).items()
                <= filled.noted.items()
            )
