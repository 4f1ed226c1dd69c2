"""Old questionnaires are forgotten by a command, and nothing else is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, insert, inspect, select, text, update

from advisor.web.store import notes
from advisor.web.store.accounts import Accounts
from advisor.web.store.attempts import Attempts
from advisor.web.store.database import metadata, open_database
from advisor.web.store.drafts import Drafts, answer, draft, receipt
from advisor.web.store.forgetting import forget, limit, untouched
from advisor.web.store.moments import written
from advisor.web.store.schema import prepare
from advisor.web.store.signins import SignIns
from advisor.web.tables.uploads import KEPT, Uploads
from tests.commands import run

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGES = st.lists(st.integers(0, 900), max_size=12)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A database of the application, on both."""
    file = f"sqlite:///{tmp_path / 'web.db'}"
    return file if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def drafts(url, knowledge):
    engine = open_database(url)
    prepare(engine)
    yield Drafts(engine, knowledge.vocabulary)
    engine.dispose()


def aged(drafts, days, name=""):
    """A questionnaire with an answer that nobody has touched for so many days."""
    term = next(iter(drafts.vocabulary.asked))
    link = drafts.begin(name, {term: None})
    with drafts.engine.begin() as connection:
        newest = select(func.max(draft.c.id)).scalar_subquery()
        old = written(datetime.now(UTC) - timedelta(days=days))
        connection.execute(update(draft).where(draft.c.id == newest).values(touched=old))
    return link


def answers(engine):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(answer)).scalar_one()


def command(url, *arguments, **env):
    env = {"IPP_ADVISOR_DATABASE": url, **env}
    done = run("questionnaires", "forget", *arguments, "--lang", "en", env=env)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@given(ages=AGES, days=st.integers(1, 900))
def test_exactly_what_is_older_is_forgotten(ages, days):
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for number, age in enumerate(ages):
            touched = written(NOW - timedelta(days=age))
            connection.execute(insert(draft).values(key=str(number), touched=touched))
    since = limit(days, NOW)
    old = [age for age in ages if age > days]
    assert untouched(engine, since) == len(old)
    assert forget(engine, since) == len(old)
    assert untouched(engine, since) == 0
    with engine.connect() as connection:
        left = connection.execute(select(func.count()).select_from(draft)).scalar_one()
    assert left == len(ages) - len(old)


def test_the_command_counts_then_deletes_with_the_answers_and_leaves_the_rest(url, drafts):
    old, new = aged(drafts, 366), aged(drafts, 364)
    code, said, _ = command(url, "--older-than", "365", "--dry-run")
    assert (code, said[:46]) == (0, "Would delete 1 questionnaire that nobody has t")
    assert drafts.find(old)
    assert answers(drafts.engine) == 2
    code, said, _ = command(url, "--older-than", "365")
    assert (code, said[:41]) == (0, "Deleted 1 questionnaire that nobody has t")
    since = (datetime.now(UTC) - timedelta(days=365)).date()
    assert any(f"since {since + timedelta(days=n)}" in said for n in (0, 1))
    assert " WITA" in said
    assert drafts.find(old) is None
    assert drafts.find(new)
    assert answers(drafts.engine) == 1
    assert "Deleted 0 questionnaires" in command(url, "--older-than", "365")[1]


def test_whoever_takes_it_up_again_at_that_moment_keeps_every_answer(drafts):
    link = aged(drafts, 400)
    since = limit(365)
    with ThreadPoolExecutor(1) as pool:
        with drafts.engine.begin() as connection:
            connection.execute(update(draft).values(touched=written(datetime.now(UTC))))
            forgetting = pool.submit(forget, drafts.engine, since)
            sleep(0.5)
        assert forgetting.result(30) == 0
    assert drafts.find(link).given


def test_no_byte_of_what_was_forgotten_stays_in_the_file(tmp_path, knowledge):
    place = tmp_path / "web.db"
    engine = open_database(f"sqlite:///{place}")
    prepare(engine)
    drafts = Drafts(engine, knowledge.vocabulary)
    aged(drafts, 400, "Dinas Yang Dilupakan")
    engine.dispose()
    assert b"Dinas Yang Dilupakan" in place.read_bytes()
    assert command(f"sqlite:///{place}", "--older-than", "365")[0] == 0
    files = [path for path in place.parent.iterdir() if path.is_file()]
    assert place in files
    assert not [path for path in files if b"Dilupakan" in path.read_bytes()]


def test_the_command_deletes_tables_that_are_a_day_old_too(drafts, url, tmp_path):
    ledger = tmp_path / "data" / "ledger.db"
    day = Uploads(ledger.parent / "tables", lambda: datetime.now(UTC) - KEPT)
    old = day.keep("1:siti", "a.csv", ".csv", BytesIO(b"x"))
    new = Uploads(day.folder).keep("1:siti", "b.csv", ".csv", BytesIO(b"x"))
    arguments = ("--older-than", "365", "--dry-run")
    assert command(url, *arguments, IPP_ADVISOR_LEDGER=str(ledger))[0] == 0
    assert old.table.exists()
    _, said, _ = command(url, *arguments[:2], IPP_ADVISOR_LEDGER=str(ledger))
    assert "Deleted 1 table uploaded" in said
    assert not old.table.exists()
    assert new.table.exists()


def test_the_command_leaves_no_row_of_what_was_forgotten_in_any_table(drafts, url):
    def long_ago():
        return datetime.now(UTC) - timedelta(days=400)

    link = aged(drafts, 400)
    with drafts.engine.begin() as connection:
        number = connection.execute(select(draft.c.id)).scalar_one()
        row = {"draft": number, "person": "Siti", "evidence": "", "status": "", "reason": ""}
        connection.execute(insert(notes.note).values(step="form-work-team", **row))
        connection.execute(insert(receipt).values(draft=number, hash="h"))
        row = {"draft": number, "record": 1, "hash": "h", "notes": "[]"}
        connection.execute(insert(notes.followed).values(**row))
    siti = Accounts(drafts.engine).add("siti", "auditor", "kursi melon 17 sepeda")
    SignIns(drafts.engine, long_ago).begin(siti.id)
    Attempts(drafts.engine, b"s" * 32, long_ago).wait("account", "siti")
    assert command(url, "--older-than", "365")[0] == 0
    assert drafts.find(link) is None
    assert filled_tables(drafts.engine) == {"account", "alembic_version"}
    token = SignIns(drafts.engine).begin(siti.id)
    Attempts(drafts.engine, b"s" * 32).wait("account", "siti")
    assert command(url, "--older-than", "365")[0] == 0
    assert SignIns(drafts.engine).find(token)
    assert filled_tables(drafts.engine) > {"sign_in", "attempt"}


def filled_tables(engine):
    names = inspect(engine).get_table_names()
    with engine.connect() as connection:
        query = "SELECT count(*) FROM {}"
        return {n for n in names if connection.execute(text(query.format(n))).scalar_one()}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "--older-than"),
        (("--older-than", "0"), 2, "--older-than"),
        (("--older-than", "a year"), 2, "--older-than"),
        (("--older-than", "99999"), 2, "--older-than"),
        (("--older-than", "365"), 1, "There is no database here"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(tmp_path, arguments, code, says):
    place = tmp_path / "nowhere" / "web.db"
    for more in ((), ("--dry-run",)):
        found, out, said = command(f"sqlite:///{place}", *arguments, *more)
        assert (found, out) == (code, "")
        assert says in said
    assert not place.parent.exists()


def test_a_database_of_something_else_is_left_alone(url):
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    code, out, said = command(url, "--older-than", "365")
    assert (code, out) == (1, "")
    assert "has never used this database" in said
    engine = create_engine(url)
    with engine.connect() as connection:
        assert not engine.dialect.has_table(connection, "draft")
    engine.dispose()
