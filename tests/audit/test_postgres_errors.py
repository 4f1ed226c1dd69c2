"""What can go wrong with a database is said in words, without its password or anybody's name."""

import builtins
import traceback
from dataclasses import replace
from functools import partial
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, make_url

from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.storage.postgres import Session
from advisor.audit.storage.store import store
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import describe
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.ledgers import filled, raw, states

SECRET = "Geheim/s3cret"
PART = "Geheim"
GUARDED = "needs-password"
NAME = "Dinas Rahasia"


def problem(error):
    """Its one problem in English, said in both languages and with nothing in it that is secret."""
    (found,) = error.problems
    said = [describe(found, language) for language in LANGUAGES]
    chain = "".join(traceback.format_exception(error))
    for secret in (PART, NAME):
        assert secret not in chain + repr(error) + "".join(said)
    assert said[0] != said[1]
    assert found.hint
    return found.message.key, said[1]


def failing(place, work=lambda ledger: ledger.head(), opening=Ledger.writing):
    with pytest.raises(AdvisorError) as caught, opening(place) as ledger:
        work(ledger)
    return problem(caught.value)


def asked(knowledge):
    """Something to record, with a name in it."""
    facts, advice = next(states(knowledge, 1))
    return knowledge, replace(facts, name=NAME), advice


@pytest.fixture
def database(postgres_url):
    return make_url(postgres_url).database


@pytest.fixture
def guarded(postgres, database):
    """The address of a role that needs its password, and owns the database."""
    postgres.sql(
        database,
        f"CREATE ROLE \"{GUARDED}\" LOGIN PASSWORD '{SECRET}'",
        f'ALTER DATABASE {database} OWNER TO "{GUARDED}"',
    )
    yield postgres.url(database, GUARDED, SECRET)
    postgres.drop(database)
    postgres.sql("postgres", f'DROP ROLE "{GUARDED}"')


# ---- addresses and connecting


@pytest.mark.parametrize(
    ("address", "key", "part"),
    [
        (f"postgresql+psycopg://u:{PART}@127.0.0.1:1/x", "database.unreachable", "refused"),
        ("postgresql+psycopg://u@no.such.host.invalid/x", "database.unreachable", "no.such.host"),
        ("postgresql:///x?host=/nonexistent", "database.unreachable", "nonexistent"),
        (f"postgres://u:{PART}@h:port/x", "database.address", "postgres://…"),
        ("postgresql:///x?host=/tmp&nonsense=1", "database.failed", "nonsense"),
        (f"mysql://u:{PART}@h/x", "database.kind", "only in PostgreSQL"),
        ("sqlite:///x.db", "database.kind", "sqlite"),
        ("postgresql+psycopg2://u@h/x", "database.kind", "psycopg2"),
    ],
)
@pytest.mark.parametrize("opening", [Ledger.writing, Ledger.reading, Ledger.existing])
def test_an_address_that_leads_nowhere_is_said(address, key, part, opening):
    found, text = failing(address, opening=opening)
    assert found == key
    assert part in text


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_password_that_is_wrong_or_missing_is_said(guarded, password):
    url = make_url(guarded)
    address = (
        url.set(password=password) if password else guarded.replace(quote(SECRET, safe=""), "")
    )
    if password:
        address = address.render_as_string(hide_password=False)
    key, text = failing(address)
    assert key == "database.password"
    assert "PGPASSWORD" in text


def test_a_database_or_a_user_that_is_not_there_is_said(postgres, database):
    assert failing(postgres.url("nowhere"))[0] == "database.refused"
    assert "nobody" in failing(postgres.url(database, "nobody"))[1]


def test_the_right_password_opens_and_is_shown_nowhere(guarded, knowledge):
    with Ledger.writing(guarded) as ledger:
        ledger.record(*asked(knowledge))
        assert SECRET not in ledger.store.name + repr(ledger) + str(vars(ledger))
        assert GUARDED in ledger.store.name
    secret = f"{guarded}&password={quote(SECRET, safe='')}&sslpassword={PART}"
    assert PART not in store(secret).name


def test_without_the_extra_it_is_said_what_to_install(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name.partition(".")[0] == "psycopg":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    key, text = failing("postgresql://x")
    assert key == "database.missing"
    assert "pip install 'ipp-advisor[postgres]'" in text


# ---- what is there already


def test_a_schema_of_another_program_is_left_alone(postgres_url):
    with raw(postgres_url, guarded=True) as connection:
        connection.execute("CREATE SCHEMA ipp_ledger")
        connection.execute("CREATE TABLE ipp_ledger.record (mine TEXT)")
    for opening in (Ledger.writing, Ledger.reading):
        assert failing(postgres_url, opening=opening)[0] == "ledger.foreign"


def test_other_tables_in_the_database_do_not_matter(postgres_url, knowledge):
    with raw(postgres_url, guarded=True) as connection:
        connection.execute("CREATE TABLE public.record (mine TEXT)")
        connection.execute("CREATE SCHEMA ipp_ledger")
    filled(postgres_url, knowledge, 2)
    with Ledger.reading(postgres_url) as ledger:
        assert verify(ledger).whole


def test_a_newer_ledger_is_left_alone(postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    with raw(postgres_url, guarded=True) as connection:
        connection.execute("UPDATE ledger_format SET version = 99")
    for opening in (Ledger.writing, Ledger.reading):
        key, text = failing(postgres_url, opening=opening)
        assert (key, "99" in text) == ("ledger.newer", True)


def test_an_empty_database_is_said_to_be_empty_and_stays_so(postgres_url):
    for opening in (Ledger.reading, Ledger.existing):
        assert failing(postgres_url, opening=opening)[0] == "ledger.empty"
    with raw(postgres_url, guarded=True) as connection:
        found = connection.execute("SELECT to_regnamespace('ipp_ledger')").fetchone()
        assert found[0] is None


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres):
    name = postgres.create("--encoding=LATIN1", "--template=template0", "--locale=C",
                           "--locale-provider=libc")  # fmt: skip
    assert failing(postgres.url(name))[0] == "database.encoding"
    postgres.drop(name)


# ---- rights


@pytest.fixture
def roles(postgres, database, postgres_url, knowledge):
    """A clerk who may add and look, an auditor who may look, and a stranger."""
    filled(postgres_url, knowledge, 3)
    names = {name: f"{name}_{database}" for name in ("clerk", "auditor", "stranger")}
    rights = "SELECT, INSERT", "SELECT"
    postgres.sql(
        database,
        *(f"CREATE ROLE {role} LOGIN" for role in names.values()),
        f"GRANT USAGE ON SCHEMA ipp_ledger TO {names['clerk']}, {names['auditor']}",
        *(
            f"GRANT {right} ON ALL TABLES IN SCHEMA ipp_ledger TO {names[name]}"
            for name, right in zip(("clerk", "auditor"), rights, strict=True)
        ),
    )
    yield {name: postgres.url(database, role) for name, role in names.items()}
    postgres.sql(database, *(f"DROP OWNED BY {role}; DROP ROLE {role}" for role in names.values()))


def test_whoever_only_adds_and_looks_needs_no_more_rights(roles, knowledge):
    with Ledger.writing(roles["clerk"]) as ledger:
        assert ledger.record(*asked(knowledge)).number == 4
        assert verify(ledger).whole
    with Ledger.reading(roles["auditor"]) as ledger:
        assert verify(ledger).size == 4


def test_a_right_that_is_missing_is_said_and_nothing_is_changed(roles, postgres_url, knowledge):
    def adds(ledger):
        ledger.record(*asked(knowledge))

    assert failing(roles["auditor"], adds)[0] == "database.no-rights"
    assert failing(roles["clerk"], lambda ledger: redact(ledger, 2, "x"))[0] == "database.no-rights"
    for opening in (Ledger.writing, Ledger.reading):
        assert failing(roles["stranger"], opening=opening)[0] == "database.no-rights"
    with Ledger.reading(postgres_url) as ledger:
        assert verify(ledger).size == 3
        assert ledger.get(2).personal


def test_a_redaction_by_one_who_may_delete_but_not_rewrite_is_undone(
    roles, postgres, database, postgres_url
):
    postgres.sql(database, f"GRANT DELETE ON ipp_ledger.personal TO clerk_{database}")
    assert failing(roles["clerk"], lambda ledger: redact(ledger, 2, "x"))[0] == "database.no-rights"
    with Ledger.reading(postgres_url) as ledger:
        assert (ledger.head()[0], bool(ledger.get(2).personal)) == (3, True)


def test_whoever_may_not_make_the_schema_is_told(postgres, database):
    postgres.sql(database, f"CREATE ROLE maker_{database} LOGIN")
    assert failing(postgres.url(database, f"maker_{database}"))[0] == "database.no-rights"
    postgres.sql(database, f"CREATE SCHEMA ipp_ledger AUTHORIZATION maker_{database}")
    with Ledger.writing(postgres.url(database, f"maker_{database}")) as ledger:
        assert ledger.head()[0] == 0
    postgres.sql(database, f"DROP OWNED BY maker_{database}; DROP ROLE maker_{database}")


# ---- in the middle


def cut(ledger, postgres):
    """End the session from outside, as a restart of the server does."""
    pid = ledger.connection.driver.info.backend_pid
    postgres.sql("postgres", f"SELECT pg_terminate_backend({pid}, 5000)")


@pytest.mark.parametrize(
    "when", ["BEGIN", "INSERT INTO record", "INSERT INTO mention", "INSERT INTO personal", "COMMIT"]
)
def test_a_connection_that_is_lost_is_said_and_leaves_all_or_nothing(
    postgres, postgres_url, knowledge, monkeypatch, when
):
    def adds(ledger):
        def cutting(real):
            def run(session, sql, *rest, **more):
                if sql.startswith(when):
                    monkeypatch.undo()
                    cut(ledger, postgres)
                return real(session, sql, *rest, **more)

            return run

        for name in ("execute", "executemany"):
            monkeypatch.setattr(Session, name, cutting(getattr(Session, name)))
        ledger.record(*asked(knowledge))

    filled(postgres_url, knowledge, 2)
    key, text = failing(postgres_url, adds)
    assert key == "database.lost"
    assert "not certain" in text
    with Ledger.writing(postgres_url) as ledger:
        assert verify(ledger).size == 2
        assert ledger.record(*asked(knowledge)).number == 3
        assert verify(ledger).whole


def test_a_connection_lost_while_reading_is_said(postgres, postgres_url, knowledge):
    filled(postgres_url, knowledge, 2)

    def reads(ledger):
        cut(ledger, postgres)
        ledger.get(1)

    assert failing(postgres_url, reads, Ledger.reading)[0] == "database.lost"


def test_a_writer_that_is_kept_waiting_too_long_is_told(postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    opened = partial(Ledger.writing, patience=0.1)
    with Ledger.writing(postgres_url) as other, other.appending():
        found = failing(postgres_url, lambda le: le.record(*asked(knowledge)), opened)
        assert found[0] == "database.busy"


@pytest.mark.parametrize(
    ("state", "key"),
    [("53100", "database.full"), ("25006", "database.read-only"), ("XX000", "database.failed")],
)
def test_what_the_server_refuses_is_said(postgres_url, knowledge, state, key):
    filled(postgres_url, knowledge, 1)
    with raw(postgres_url, guarded=True) as connection:
        connection.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END$$"
        )
        connection.execute("CREATE TRIGGER fail BEFORE INSERT ON personal EXECUTE FUNCTION fail()")
    assert failing(postgres_url, lambda ledger: ledger.record(*asked(knowledge)))[0] == key
    with Ledger.reading(postgres_url) as ledger:
        assert ledger.head()[0] == 1


def test_an_engine_that_shows_its_parameters_shows_no_names(postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    with raw(postgres_url, guarded=True) as connection:
        connection.execute("ALTER TABLE personal ADD CHECK (field <> 'pd')")
    engine = create_engine(postgres_url)
    assert failing(engine, lambda le: le.record(*asked(knowledge)))[0] == "database.failed"
    engine.dispose()


def test_a_database_that_only_reads_is_said(postgres, database, postgres_url, knowledge):
    filled(postgres_url, knowledge, 1)
    postgres.sql("postgres", f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    assert failing(postgres_url, lambda le: le.record(*asked(knowledge)))[0] == "database.read-only"


def test_a_pool_with_no_connection_left_is_said(postgres_url, knowledge):
    engine = create_engine(postgres_url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with Ledger.writing(engine):
        assert failing(engine)[0] == "database.busy"
    engine.dispose()


def test_an_engine_of_another_database_is_refused(tmp_path):
    assert failing(create_engine(f"sqlite:///{tmp_path}/x.db"))[0] == "database.kind"


# ---- as the user meets it


def test_advice_is_shown_with_a_warning_when_the_server_cannot_be_reached():
    address = f"postgresql+psycopg://u:{PART}@127.0.0.1:1/x"
    plain = run("advise", CITY, "--no-ledger")
    for where in (("--ledger", address), ()):
        done = run("advise", CITY, *where, env={"IPP_ADVISOR_LEDGER": address})
        assert (done.returncode, done.stdout) == (1, plain.stdout)
        warning, reason = done.stderr.decode().splitlines()
        assert warning.startswith("PERINGATAN")
        assert reason.startswith("postgresql+psycopg://u@127.0.0.1:1/x: Server basis data tidak")
        assert PART not in reason
    done = run("audit", "list", env={"IPP_ADVISOR_LEDGER": address, "IPP_ADVISOR_DEBUG": "1"})
    assert done.returncode == 1
    assert PART.encode() not in done.stdout + done.stderr
