"""The ledger on PostgreSQL: the same records, answers and guarantees as on SQLite."""

import json
import operator
from itertools import product
from random import Random

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.audit.checkpoint import checkpoint
from advisor.audit.copying import CONTENT
from advisor.audit.editions import edition
from advisor.audit.editions_compared import compare_editions, comparison_lines
from advisor.audit.explain import explain
from advisor.audit.export import exported
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find, moment, statement
from advisor.audit.redact import redact
from advisor.audit.replaying import replayed, under_today
from advisor.audit.storage import dialect
from advisor.audit.verify import verify
from advisor.audit.wording import record_json, verification
from advisor.common.errors import AdvisorError
from advisor.common.time_zone import default_zone
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from tests.audit.test_audit_compare import narrow
from tests.copies import change, copied
from tests.ledgers import Clock, filled, raw, states

COUNT = 30
ANSWERS = {"budget": "limited"}


def named(knowledge, name):
    facts = Facts(ANSWERS, name)
    return facts, advice_of(knowledge, facts, evaluate(knowledge, ANSWERS))


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgres, knowledge):
    """The same consultations, and a redaction, with the same salts, in a file and a database."""
    database = postgres.create()
    postgres.sql(database, "CREATE EXTENSION amcheck")
    places = (tmp_path_factory.mktemp("both") / "l.db", postgres.url(database))
    for place in places:
        salts = (f"{number:064x}" for number in range(10_000))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("secrets.token_hex", lambda size, salts=salts: next(salts))
            filled(place, knowledge, COUNT)
            with Ledger.writing(place, Clock()) as ledger:
                redact(ledger, 6, "atas permintaan")
    yield places
    postgres.drop(database)


@pytest.fixture
def twin(both, postgres):
    """A copy of the database, to be tampered with."""
    name = postgres.create("--template", make_url(both[1]).database)
    yield postgres.url(name)
    postgres.drop(name)


def rows(place):
    """Every row of every table."""
    with Ledger.reading(place) as ledger:
        return {
            table: [
                tuple(row) for row in ledger.rows(f"SELECT {columns} FROM {table} ORDER BY {order}")
            ]
            for table, columns, order in CONTENT
        }


# ---- the same as on SQLite


def test_the_same_consultations_make_the_same_rows(both):
    file, database = map(rows, both)
    assert file == database
    assert [row[0] for row in file["record"]] == list(range(1, COUNT + 2))
    assert len(file["mention"]) > COUNT


FILTERS = (
    Filter(),
    Filter(rules=("reg-002",)),
    Filter(steps=("form-work-team",)),
    Filter(answers={"budget": "limited"}),
    Filter(answers={"perda_exists": True}, rules=("REG-002",)),
    Filter(pd="DINAS nomor 4"),
    Filter(who="pegawai 3"),
    Filter(who="nobody"),
    Filter(text="OMOR 1"),
    Filter(kind="redaction"),
    Filter(status="advised", below=20),
    Filter(since=moment("2026-03-01T05:00"), before=moment("2026-03-01T09:00")),
    Filter(rules=("REG-002",), steps=("form-work-team",), before=moment("2026-03-02")),
)


@pytest.mark.parametrize(("filter", "limit"), [*product(FILTERS, (None, 0, 2))])
def test_each_query_finds_the_same(both, filter, limit):
    def found(place):
        with Ledger.reading(place) as ledger:
            return [json.dumps(record_json(record)) for record in find(ledger, filter, limit)]

    file, database = map(found, both)
    assert file == database


def test_explanations_replays_exports_and_checkpoints_are_the_same(both, knowledge, tmp_path):
    rules, base = copied(tmp_path)
    narrow(rules)
    other = load(rules, base)

    def told(place):
        with Ledger.reading(place) as ledger:
            records = list(ledger.consultations())
            again = replayed(ledger, records)
            yield again.whole, list(again.lines("en"))
            yield list(under_today(ledger, records, other, "id").lines("id", default_zone()))
            for layout in ("jsonl", "csv", "prov"):
                yield "".join(exported(ledger, find(ledger, Filter()), layout))
            for record in records[:5]:
                yield list(explain(ledger, record, "form-work-team", "id"))
            seen = checkpoint(ledger)
            yield seen.size, seen.head
            yield list(verification(verify(ledger, seen), None, "id", default_zone()))
        yield edition(knowledge.digest[:15], place).texts
        compared = compare_editions(knowledge, other, place, None, "en")
        yield compared.as_json()
        yield list(comparison_lines(compared, "en"))

    file, database = map(list, map(told, both))
    assert file == database
    (same, _), today, *_ = file
    assert same
    assert len(today) > 10


def test_several_editions_are_named_in_the_same_order(tmp_path, postgres, postgres_url):
    database = make_url(postgres_url).database
    for way in ("sort", "indexscan", "indexonlyscan", "bitmapscan"):
        # Then the server gathers them in no order, as it does once there are many.
        postgres.sql("postgres", f"ALTER DATABASE {database} SET enable_{way} = off")
    rules, base = copied(tmp_path)
    texts = []
    for title in ("No work team", "A", "B", "C", "D"):
        change(rules / "regulation/REG-004-no-work-team.yaml", title, chr(ord(title[0]) + 1))
        texts.append(load(rules, base))
    told = []
    for place in (tmp_path / "l.db", postgres_url):
        with Ledger.writing(place, Clock()) as ledger:
            for other in texts:
                facts, advice = next(states(other, 1))
                ledger.record(other, facts, advice)
        with pytest.raises(AdvisorError) as caught:
            edition("sha256:", place)
        told.append(caught.value.problems[0].message)
    assert told[0] == told[1]
    assert len(dict(told[0].parameters)["known"]) > 2


NAMES = ("Dinas Éducation", "dinas éducation", "DINAS ÉDUCATION", "Straße", "STRASSE", "İstanbul",
         "istanbul", "ıstanbul", "I'm 100% \\ _x_", "i'M 100% \\ _X_", "K", "K", "Σς", "σσ",
         "ﬁ", "FI", "ä", "ä", "日本", "ＡＢ", "ａｂ")  # fmt: skip


def test_letters_are_alike_in_both_cases_from_a_to_z_only(tmp_path, postgres_url, knowledge):
    def lowered(text):
        return "".join(c.lower() if c.isascii() else c for c in text)

    found = []
    for place in (tmp_path / "l.db", postgres_url):
        with Ledger.writing(place, Clock()) as ledger:
            for name in NAMES:
                ledger.record(knowledge, *named(knowledge, name))
        with Ledger.reading(place) as ledger:
            found.append(
                [
                    [record.number for record in find(ledger, Filter(**{by: name}))]
                    for by, name in product(("pd", "text"), NAMES)
                ]
            )
    expected = [
        [n for n in range(len(NAMES), 0, -1) if fits(lowered(name), lowered(NAMES[n - 1]))]
        for fits, name in product((operator.eq, lambda part, whole: part in whole), NAMES)
    ]
    assert found == [expected, expected]
    assert any(len(numbers) > 1 for numbers in expected)


def test_a_very_long_name_is_kept_and_found(postgres_url, knowledge):
    # Of letters that hardly repeat, which an index cannot compress.
    name = "Dinas " + "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=20_000))
    with Ledger.writing(postgres_url) as ledger:
        ledger.record(knowledge, *named(knowledge, name), "x" * 50_000)
    with Ledger.reading(postgres_url) as ledger:
        assert [r.number for r in find(ledger, Filter(pd=name.upper()))] == [1]
        assert verify(ledger).whole


@pytest.mark.parametrize(
    ("filter", "index"),
    [
        (Filter(rules=("REG-002",)), "mention_pkey"),
        (Filter(answers={"x": True}, rules=("REG-002",)), "mention_pkey"),
        (Filter(pd="x"), "personal_text"),
        (Filter(since="2026"), "record_time"),
        (Filter(), "record_pkey"),
    ],
)
def test_every_filter_can_be_served_by_an_index(both, filter, index):
    with Ledger.reading(both[1]) as ledger:
        query, parameters = statement(filter, dialect.POSTGRES)
        # On a ledger as small as this, reading all of it is cheaper.
        ledger.connection.execute("SET LOCAL enable_seqscan = off")
        plan = ledger.connection.execute(f"EXPLAIN {query}", parameters).fetchall()
        assert index in str(plan)


def test_the_tables_of_an_sqlite_ledger_are_what_they_always_were(tmp_path, knowledge):
    """Whoever changes them needs a new version and a migration."""
    from advisor.audit.record import sha256
    from advisor.audit.storage.schema import statements

    digest = sha256("\n".join(statements(dialect.SQLITE)).encode())
    assert digest == "sha256:966731195c4f7699a8c79bd4c9eef95ac8e5697f52d02711d9c47427d3ec32db"


# ---- append-only


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_nothing_can_be_changed_or_deleted_through_sql_by_a_superuser(both, role):
    """Not even as a replica, for which ordinary triggers are off."""
    with raw(both[1], guarded=True) as connection:
        connection.execute(f"SET session_replication_role = {role}")
        for table, columns, _ in CONTENT:
            column = columns.split(", ")[0]
            attacks = (
                f"DELETE FROM {table}",
                f"UPDATE {table} SET {column} = {column}",
                f"TRUNCATE {table} CASCADE",
            )
            for attack in attacks:
                with pytest.raises(DBAPIError, match="append-only"):
                    connection.execute(attack)
    assert rows(both[1]) == rows(both[0])


def test_personal_text_of_a_record_that_is_not_redacted_cannot_be_deleted(both):
    with raw(both[1], guarded=True) as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute("DELETE FROM personal WHERE record = 2")
        connection.execute("DELETE FROM personal WHERE record = 6")


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        (("DROP TRIGGER record_no_delete ON record",), "record_no_delete"),
        (("ALTER TABLE blob DISABLE TRIGGER blob_no_truncate",), "blob_no_truncate"),
        (("ALTER TABLE blob ENABLE TRIGGER blob_no_update",), "blob_no_update"),
        (("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
          " AS $$BEGIN RETURN NULL; END$$",), "refuse"),
        (("CREATE OR REPLACE TRIGGER record_no_update BEFORE UPDATE ON record FOR EACH STATEMENT"
          " WHEN (false) EXECUTE FUNCTION refuse()",
          "ALTER TABLE record ENABLE ALWAYS TRIGGER record_no_update"), "record_no_update"),
        (("CREATE OR REPLACE TRIGGER record_no_update BEFORE UPDATE OF kind ON record"
          " FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
          "ALTER TABLE record ENABLE ALWAYS TRIGGER record_no_update"), "record_no_update"),
        (("CREATE TRIGGER another BEFORE INSERT ON record FOR EACH STATEMENT"
          " EXECUTE FUNCTION refuse()",), "another"),
        (("CREATE RULE away AS ON INSERT TO record DO INSTEAD NOTHING",), "away"),
        (("ALTER TABLE record ENABLE ROW LEVEL SECURITY",), "record"),
        (("DROP INDEX record_about",), "record_about"),
        (("DROP INDEX record_about", "CREATE TABLE record_about ()"), "record_about"),
    ],
)  # fmt: skip
def test_a_guard_that_is_gone_or_changed_is_named(both, twin, sql, name):
    with raw(twin, guarded=True) as connection:
        for statement in sql:
            connection.execute(statement)
    with Ledger.reading(twin) as ledger:
        problems = verify(ledger).problems
    assert {dict(problem.parameters)["name"] for problem in problems} == {name}
