"""Many at once: pools and threads, readers beside writers, and what a redaction leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find
from advisor.audit.redact import redact
from advisor.audit.replay import Replayer
from advisor.audit.storage.dialect import POSTGRES
from advisor.audit.verify import verify
from advisor.cli.group import advisor
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from tests.cli.test_cli import CITY
from tests.ledgers import Clock, filled, states


@pytest.fixture
def engine(postgres_url):
    """A pool as a web application keeps one."""
    pool = create_engine(postgres_url, pool_size=4, max_overflow=0)
    yield pool
    pool.dispose()


# ---- an engine's pool


def test_a_connection_goes_back_to_its_pool_as_it_came(postgres_url, knowledge):
    engine = create_engine(postgres_url, pool_size=1, max_overflow=0)
    asking = "SELECT current_setting('search_path'), current_setting('lock_timeout'),"
    asking += " pg_backend_pid()"

    def state():
        with engine.connect() as connection:
            found = tuple(connection.exec_driver_sql(asking).fetchone())
            driver = connection.connection.driver_connection
            return found, driver.autocommit, connection.get_isolation_level()

    before = state()
    filled(engine, knowledge, 3)
    with Ledger.reading(engine) as ledger:
        assert len(list(ledger.consultations())) == 3
    with Ledger.reading(engine) as ledger:
        # A reader that leaves early: rows still on their way, a transaction still open.
        next(ledger.consultations())
    with pytest.raises(ZeroDivisionError), Ledger.writing(engine) as ledger, ledger.appending():
        raise ZeroDivisionError
    assert state() == before
    assert engine.pool.checkedout() == 0
    engine.dispose()


def test_threads_with_a_ledger_each_make_one_chain(engine, knowledge):
    written = list(states(knowledge, 6))

    def serve(number):
        with Ledger.writing(engine) as ledger:
            record = ledger.record(knowledge, *written[number % 6], f"Pegawai {number}")
        with Ledger.reading(engine) as ledger:
            assert ledger.get(record.number).hash == record.hash
        return record.number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(serve, range(40)))
    assert sorted(numbers) == list(range(1, 41))
    with Ledger.reading(engine) as ledger:
        assert verify(ledger).whole
        for number, place in enumerate(numbers):
            assert ledger.get(place).personal["who"] == f"Pegawai {number}"


# ---- one state


def test_a_reader_sees_one_state_whatever_is_appended(both_places, knowledge):
    for place in both_places:
        filled(place, knowledge, 3)
        with Ledger.reading(place) as reader:
            assert reader.head()[0] == 3
            filled(place, knowledge, 2)
            assert reader.head()[0] == 3
            assert verify(reader).size == 3
            assert len(list(find(reader, Filter()))) == 3
        with Ledger.reading(place) as reader:
            assert reader.head()[0] == 5


@pytest.fixture
def both_places(tmp_path, postgres_url):
    return tmp_path / "l.db", postgres_url


def test_what_failed_leaves_nothing_and_the_ledger_goes_on(both_places, knowledge):
    facts, advice = next(states(knowledge, 1))

    def fails_after_appending(ledger):
        with ledger.appending():
            ledger.append({"kind": "redaction", "about": 1, "reason": "x"}, [])
            raise ZeroDivisionError

    for place in both_places:
        with Ledger.writing(place) as ledger:
            with pytest.raises(ZeroDivisionError):
                fails_after_appending(ledger)
            with pytest.raises(AdvisorError), ledger.appending():
                ledger.connection.execute("INSERT INTO record (number) VALUES (1)")
            assert ledger.record(knowledge, facts, advice).number == 1
            assert verify(ledger).whole


def test_a_reader_cannot_write(postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    with Ledger.reading(postgres_url) as ledger, pytest.raises(DBAPIError, match="read-only"):
        ledger.connection.execute("INSERT INTO mention VALUES ('rule', 'X', '', 1)")


def test_a_record_is_on_disk_whatever_the_server_is_set_to(postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    for setting in ("off", "local", "remote_apply"):
        with Ledger.writing(postgres_url) as ledger:
            ledger.connection.execute(f"SET synchronous_commit = {setting}")
            with ledger.appending():
                found = ledger.connection.execute("SHOW synchronous_commit").fetchone()[0]
            assert found == ("remote_apply" if setting == "remote_apply" else "on")


# ---- redaction


def stored(postgres):
    """Every byte of the server's tables and indexes, once all is written."""
    postgres.sql("postgres", "CHECKPOINT")
    return b"".join(p.read_bytes() for p in (postgres.data / "base").rglob("*") if p.is_file())


def test_redacted_text_is_in_no_byte_of_the_tables_and_the_chain_is_whole(
    postgres, postgres_url, knowledge
):
    filled(postgres_url, knowledge, 3)
    facts, advice = next(states(knowledge, 1))
    long = "Siti Aminah " + "".join(map(chr, range(200, 4000)))
    with Ledger.writing(postgres_url, Clock()) as ledger:
        ledger.record(knowledge, replace(facts, name="Dinas Rahasia Sekali"), advice, long)
        salts = ledger.connection.execute("SELECT salt FROM personal WHERE record = 4").fetchall()
        secrets = [
            b"Rahasia Sekali",
            b"rahasia sekali",
            b"Siti Aminah",
            *(s.encode() for (s,) in salts),
        ]
        assert [secret in stored(postgres) for secret in secrets] == [True, False, True, True, True]
        done = redact(ledger, 4, "permintaan yang bersangkutan")
        found = stored(postgres)
        assert not any(secret in found for secret in secrets)
        assert (done.number, done.body["removed"]) == (5, ["pd", "who"])
        assert b"Pegawai 1" in found
    with Ledger.reading(postgres_url) as ledger:
        assert verify(ledger).whole
        assert ledger.get(4).redacted
        assert Replayer(ledger).same(ledger.get(4))
        assert [r.number for r in find(ledger, Filter(who="pegawai 1"))] == [2]


def test_a_redaction_that_readers_stand_in_the_way_of_is_undone(
    postgres_url, knowledge, monkeypatch
):
    """Else they would see no personal text at all, and take that for tampering."""
    filled(postgres_url, knowledge, 2)
    monkeypatch.setattr(
        "advisor.audit.storage.postgres.POSTGRES",
        replace(POSTGRES, rewrite=("SET LOCAL lock_timeout = '200ms'", *POSTGRES.rewrite[1:])),
    )
    with Ledger.reading(postgres_url) as reader:
        with pytest.raises(AdvisorError) as caught, Ledger.writing(postgres_url) as ledger:
            redact(ledger, 2, "x")
        assert caught.value.problems[0].message.key == "database.busy"
        assert verify(reader).whole
    with Ledger.writing(postgres_url) as ledger:
        assert (ledger.head()[0], bool(ledger.get(2).personal)) == (2, True)
        redact(ledger, 2, "x")
        assert verify(ledger).whole


# ---- as the user meets it


def test_every_command_says_of_a_database_what_it_says_of_a_file(
    both_places, knowledge, monkeypatch, postgres
):
    postgres.sql(make_url(both_places[1]).database, "CREATE EXTENSION amcheck")
    monkeypatch.setattr("advisor.cli.options._language", ["id"])
    commands = (
        ("advise", CITY, "--who", "Ani"), ("audit", "list"), ("audit", "by-rule", "reg-002"),
        ("audit", "list", "--pd", "dinas nomor 1", "--format", "json"), ("audit", "show", "2"),
        ("audit", "explain", "2", "form-work-team"), ("audit", "verify"), ("audit", "checkpoint"),
        ("audit", "replay", "--all"), ("audit", "replay", "--all", "--today"),
        ("audit", "redact", "2", "--reason", "x"), ("audit", "export", "--format", "csv"),
        ("audit", "verify"), ("rules", "diff", ".", knowledge.digest[:15]),
    )  # fmt: skip
    said = []
    for place in both_places:
        salts = (f"{number:064x}" for number in range(1000))
        monkeypatch.setattr("secrets.token_hex", lambda size, salts=salts: next(salts))
        clock = Clock()
        time = SimpleNamespace(now=lambda zone, clock=clock: clock())
        monkeypatch.setattr("advisor.audit.ledger.datetime", time)
        filled(place, knowledge, 4)
        for number, command in enumerate(commands):
            lang = ("--lang", LANGUAGES[number % 2])
            done = CliRunner().invoke(advisor, [*map(str, command), *lang, "--ledger", str(place)])
            assert (done.exit_code, done.stderr) == (0, ""), (command, done.output)
            said.append(done.stdout)
    assert said[: len(commands)] == said[len(commands) :]
