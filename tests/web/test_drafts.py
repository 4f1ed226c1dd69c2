"""Questionnaires in the database: what was answered is there again, under its link alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from sqlalchemy import create_engine, text

from advisor.web.store.database import metadata, open_database
from advisor.web.store.drafts import Drafts, GoneError
from advisor.web.store.schema import prepare
from tests.states import partial_answers


@pytest.fixture(params=["sqlite", "postgresql"])
def drafts(request, tmp_path, knowledge):
    """The same on both databases."""
    file = f"sqlite:///{tmp_path / 'web.db'}"
    url = file if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_database(url)
    prepare(engine)
    yield Drafts(engine, knowledge.vocabulary)
    engine.dispose()


@settings(max_examples=50)
@given(answers=partial_answers())
def test_any_answers_are_found_again_in_the_order_given(knowledge, answers):
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    drafts = Drafts(engine, knowledge.vocabulary)
    link = drafts.begin("Dinas A")
    backwards = dict(reversed(answers.items()))
    for term, value in backwards.items():
        drafts.answer(link, {term: value})
    found = drafts.find(link)
    assert list(found.given.items()) == list(backwards.items())
    assert found.facts(knowledge.vocabulary).answers == answers
    assert found.name == "Dinas A"


def test_a_changed_answer_keeps_its_place_and_a_withdrawn_one_loses_it(drafts, knowledge):
    a, b, c = [t.name for t in knowledge.vocabulary.asked.values() if t.type == "yes-no"][:3]
    link = drafts.begin(given={a: True, b: None, c: False})
    drafts.answer(link, {a: False})
    assert drafts.find(link).given == {a: False, b: None, c: False}
    assert list(drafts.find(link).given) == [a, b, c]
    drafts.withdraw(link, [a])
    drafts.answer(link, {a: True})
    assert list(drafts.find(link).given) == [b, c, a]


def test_the_link_itself_is_not_in_the_database(drafts):
    link = drafts.begin("Dinas A")
    with drafts.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM draft")).one()
    assert link not in str(row)
    assert drafts.find(link[:-1]) is None
    assert drafts.find("") is None


def test_a_record_counts_only_for_the_answers_it_was_made_of(drafts, knowledge):
    term = next(t.name for t in knowledge.vocabulary.asked.values() if t.type == "yes-no")
    link = drafts.begin(given={term: True})
    drafts.note(drafts.find(link), 7, "0" * 64)
    assert drafts.find(link).is_recorded
    drafts.answer(link, {term: None})
    assert not drafts.find(link).is_recorded
    assert drafts.find(link).record == 7


def test_an_answer_to_a_question_that_is_no_longer_asked_is_left_out(drafts):
    link = drafts.begin()
    drafts.answer(link, {"long_gone": True})
    assert drafts.find(link).given == {}


def test_answers_from_several_windows_at_once_are_all_kept(drafts, knowledge):
    link = drafts.begin()
    terms = [t.name for t in knowledge.vocabulary.asked.values() if t.type == "yes-no"][:24]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda term: drafts.answer(link, {term: True}), terms))
    assert drafts.find(link).given.keys() == set(terms)


def test_the_same_answer_sent_twice_at_once_is_one_answer(drafts, knowledge):
    term = next(t.name for t in knowledge.vocabulary.asked.values() if t.type == "yes-no")
    for _ in range(5):
        link = drafts.begin()
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(
                    lambda value, link=link: drafts.answer(link, {term: value}), [True, False] * 8
                )
            )
        assert drafts.find(link).given.keys() == {term}


def test_writing_to_a_link_that_does_not_exist_is_an_error(drafts):
    with pytest.raises(GoneError):
        drafts.rename("nowhere", "Dinas A")
