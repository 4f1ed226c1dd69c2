"""The tamper matrix of docs/audit.md: seven kinds, each without and with a checkpoint."""

import json
import re
import shutil
from pathlib import Path

import pytest

from advisor.audit.checkpoint import Checkpoint, checkpoint, read_checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.record import canonical, columns, sha256
from advisor.audit.signing import make_key, sign, trust
from advisor.audit.verify import verify
from advisor.audit.wording import verification
from advisor.common.errors import AdvisorError
from advisor.common.time_zone import zone
from tests.conftest import ROOT
from tests.ledgers import Clock, filled, raw, states

SIZE = 12
LAST = "id = (SELECT max(id) FROM blob)"


@pytest.fixture(scope="module")
def whole(tmp_path_factory, knowledge):
    return filled(tmp_path_factory.mktemp("whole") / "l.db", knowledge, SIZE)


@pytest.fixture(scope="module")
def whole_database(postgres, knowledge):
    name = postgres.create()
    filled(postgres.url(name), knowledge, SIZE)
    yield name
    postgres.drop(name)


@pytest.fixture(params=["file", "database"])
def copy(request, tmp_path):
    """A whole ledger to be tampered with, in a file and on a server."""
    if request.param == "file":
        yield shutil.copy(request.getfixturevalue("whole"), tmp_path / "l.db")
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.create("--template", request.getfixturevalue("whole_database"))
    yield postgres.url(name)
    postgres.drop(name)


def seen(path):
    with Ledger.reading(path) as ledger:
        return checkpoint(ledger)


def check(path, kept=None):
    with Ledger.reading(path) as ledger:
        return verify(ledger, kept)


def edited(body):
    return {**body, "status": "nothing-to-do", "answers": {**body["answers"], "budget": "limited"}}


def write(connection, number, body, hash=None):
    text = canonical(body)
    row = (*columns(body), text.decode(), hash or sha256(text))
    connection.execute("DELETE FROM record WHERE number = ?", (number,))
    connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def bodies(connection):
    query = "SELECT body FROM record ORDER BY number"
    return [json.loads(row[0]) for row in connection.execute(query).fetchall()]


def reindex(connection):
    """A thorough attacker puts the index right as well."""
    from advisor.audit.record import mentions

    connection.execute("DELETE FROM mention")
    for body in bodies(connection):
        rows = [(*mention, body["number"]) for mention in mentions(body)]
        connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", rows)


def rechain(connection, changed):
    """Write these bodies as a new chain, without a fault of its own."""
    connection.execute("DELETE FROM record")
    head = "sha256:" + "0" * 64
    for number, body in enumerate(changed, start=1):
        body = {**body, "number": number, "previous": head}
        write(connection, number, body)
        head = sha256(canonical(body))
    reindex(connection)


def edit(path, knowledge):
    with raw(path) as connection:
        write(connection, 5, edited(bodies(connection)[4]))
        reindex(connection)


def delete(path, knowledge):
    with raw(path) as connection:
        connection.execute("DELETE FROM record WHERE number = 5")
        connection.execute("DELETE FROM personal WHERE record = 5")
        reindex(connection)


def swap(path, knowledge):
    with raw(path) as connection:
        five, six = bodies(connection)[4:6]
        write(connection, 5, {**six, "number": 5})
        write(connection, 6, {**five, "number": 6})
        for old, new in ((5, 0), (6, 5), (0, 6)):
            connection.execute("UPDATE personal SET record = ? WHERE record = ?", (new, old))
        reindex(connection)


def insert(path, knowledge):
    with raw(path) as connection:
        found = bodies(connection)
        for body in found[:5:-1]:
            number = body["number"] + 1
            write(connection, number, {**body, "number": number})
        write(connection, 7, {**found[2], "number": 7, "personal": {}})
        for number in range(SIZE, 6, -1):
            moved = (number + 1, number)
            connection.execute("UPDATE personal SET record = ? WHERE record = ?", moved)
        reindex(connection)


def truncate(path, knowledge):
    with raw(path) as connection:
        for table, column in (("record", "number"), ("personal", "record"), ("mention", "record")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > 9")


def rechained(path, knowledge):
    with raw(path) as connection:
        found = bodies(connection)
        found[4] = edited(found[4])
        rechain(connection, found)


def replace(path, knowledge):
    if isinstance(path, Path):
        path.unlink()
    else:
        with raw(path, guarded=True) as connection:
            connection.execute("DROP SCHEMA ipp_ledger CASCADE")
    filled(path, knowledge, SIZE + 2, seed=99)


ALONE = {edit: True, delete: True, swap: True, insert: True,
         truncate: False, rechained: False, replace: False}  # fmt: skip


@pytest.mark.parametrize("attack", ALONE, ids=lambda attack: attack.__name__)
def test_all_seven_kinds_are_caught_with_a_checkpoint_at_the_head(copy, knowledge, attack):
    kept = seen(copy)
    assert check(copy, kept).whole
    attack(copy, knowledge)
    assert not check(copy, kept).whole


@pytest.mark.parametrize(
    ("attack", "caught"), ALONE.items(), ids=lambda a: getattr(a, "__name__", "")
)
def test_without_a_checkpoint_the_ledger_sees_what_the_docs_say(copy, knowledge, attack, caught):
    attack(copy, knowledge)
    assert check(copy).whole is not caught


def test_the_threat_table_of_the_docs_says_the_same():
    text = (ROOT / "docs/audit.md").read_text("utf-8")
    rows = re.findall(r"^\| \*\*(.+?)\*\*.*?\| (yes|no)\b.*?\| (yes|no)\b.*?\|", text, re.M)
    assert {kind: (alone == "yes", kept == "yes") for kind, alone, kept in rows} == {
        "re-chain" if attack is rechained else attack.__name__: (caught, True)
        for attack, caught in ALONE.items()
    }


def test_an_older_checkpoint_says_which_records_it_cannot_see(copy, knowledge):
    old = seen(copy)
    with Ledger.writing(copy, Clock()) as ledger:
        for facts, advice in states(knowledge, 3, seed=8):
            ledger.record(knowledge, facts, advice)
    with raw(copy) as connection:
        for table, column in (("record", "number"), ("personal", "record"), ("mention", "record")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > 14")
    found = check(copy, old)
    assert (found.whole, found.uncovered) == (True, 2)
    text = "\n".join(verification(found, old, "en", zone("UTC")))
    assert "Made after that checkpoint and not covered by it: records 13 to 14." in text
    with raw(copy) as connection:
        changed = bodies(connection)
        changed[13] = edited(changed[13])
        rechain(connection, changed)
    assert check(copy, old).whole
    with raw(copy) as connection:
        changed = bodies(connection)
        changed[10] = edited(changed[10])
        rechain(connection, changed)
    assert not check(copy, old).whole


def test_without_a_checkpoint_the_output_says_what_it_cannot_see(copy):
    assert "cannot see whether the end is missing or was cut off" in "\n".join(
        verification(check(copy), None, "en", zone("UTC"))
    )


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE blob SET content = substr(content, 2) WHERE id = 3", "integrity.texts"),
        (f"UPDATE blob SET content = substr(content, 2) WHERE {LAST}", "integrity.advice"),
        (f"DELETE FROM blob WHERE {LAST}", "integrity.advice"),
        ("DELETE FROM manifest WHERE path LIKE 'rules/budget%'", "integrity.texts"),
        ("UPDATE personal SET text = 'X' WHERE record = 2", "integrity.personal"),
        ("INSERT INTO personal VALUES (1, 'who', '00', 'X')", "integrity.personal"),
        ("DELETE FROM mention WHERE kind = 'rule' AND record = 3", "integrity.index"),
        ("INSERT INTO mention VALUES ('rule', 'XXX-001', '', 3)", "integrity.index"),
        ("UPDATE record SET time = '2020' WHERE number = 3", "integrity.changed"),
        ("UPDATE record SET body = '[' WHERE number = 3", "integrity.changed"),
        ("UPDATE record SET body = '{}' WHERE number = 3", "integrity.changed"),
    ],
)  # fmt: skip
def test_tampering_around_the_chain_is_named(copy, sql, problem):
    with raw(copy) as connection:
        connection.execute(sql)
    assert problem in [found.key for found in check(copy).problems]


def test_a_guard_that_is_gone_is_named(copy):
    on = "" if isinstance(copy, Path) else " ON record"
    with raw(copy, guarded=True) as connection:
        connection.execute(f"DROP TRIGGER record_no_delete{on}")
    (found,) = check(copy).problems
    assert dict(found.parameters) == {"name": "record_no_delete"}


# ---- signed checkpoints


def test_a_signature_holds_for_its_checkpoint_and_its_key_only(tmp_path, copy):
    key, other = (make_key(tmp_path / name) for name in ("a.pem", "b.pem"))
    signed = sign(seen(copy), tmp_path / "a.pem")
    assert trust(signed, None).holds
    assert trust(signed, key.upper()).holds
    assert not trust(signed, other).holds
    assert not trust(seen(copy), key).holds
    for changed in ({"size": 3}, {"head": "sha256:0"}, {"time": "2020"}):
        assert not trust(Checkpoint(**{**vars(signed), **changed}), None).holds
    assert (tmp_path / "a.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(AdvisorError):
        make_key(tmp_path / "a.pem")
    path = tmp_path / "c.json"
    path.write_text(json.dumps(signed.as_json()))
    assert read_checkpoint(path) == signed


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": "checkpoint/1", "size": "1"}', None]
)
def test_what_is_no_checkpoint_is_refused(tmp_path, content):
    path = tmp_path / "c.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(AdvisorError):
        read_checkpoint(path)
