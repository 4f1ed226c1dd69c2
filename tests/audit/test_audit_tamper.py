"""The tamper matrix of docs/audit.md: each kind on each database, without and with checkpoint."""

import json
import os
import re
import shutil

import pytest
from click.testing import CliRunner

from advisor.audit.checkpoint import Checkpoint, checkpoint, read_checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.signing import make_key, sign, trust
from advisor.audit.verify import verify
from advisor.audit.wording import verification
from advisor.cli.group import advisor
from advisor.common.errors import AdvisorError
from advisor.common.time_zone import zone
from tests.audit.tampering import KINDS, bodies, edited, rechain, spare, table, whole
from tests.conftest import ROOT
from tests.ledgers import Clock, raw, states, texts_loaded_once


@pytest.fixture(scope="module", autouse=True)
def once():
    """The same rule texts are loaded once only, which is what takes the time."""
    with texts_loaded_once():
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory, knowledge):
    return whole(tmp_path_factory.mktemp("whole") / "l.db", knowledge)


@pytest.fixture(scope="module")
def database(postgres, knowledge):
    name = postgres.create()
    whole(postgres.url(name), knowledge)
    postgres.sql(name, "CREATE EXTENSION amcheck")
    yield name
    postgres.drop(name)


@pytest.fixture(params=["file", "database"])
def copy(request, tmp_path):
    """A whole ledger to be tampered with, in a file and on a server."""
    yield from copied(request, tmp_path, request.param)


def copied(request, tmp_path, where):
    if where == "file":
        yield shutil.copy(request.getfixturevalue("file"), tmp_path / "l.db")
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.create("--template", request.getfixturevalue("database"))
    yield postgres.url(name)
    postgres.drop(name)


def seen(path):
    with Ledger.reading(path) as ledger:
        return checkpoint(ledger)


def check(path, kept=None):
    with Ledger.reading(path) as ledger:
        return verify(ledger, kept)


def named(path, kept=None):
    """Whether `verify` says that something is wrong, in whatever words."""
    try:
        return not check(path, kept).whole
    except AdvisorError:
        return True


def recorded(path, knowledge):
    """A consultation, if it is said to have been recorded."""
    facts, advice = next(states(knowledge, 1, seed=77))
    try:
        with Ledger.writing(path, Clock()) as ledger:
            return ledger.record(knowledge, facts, advice, "Siti")
    except AdvisorError:
        return None


READS = (("list", "--from", "2026-01-01"), ("show", "5"), ("by-rule", "REG-002"), ("export",),
         ("replay", "5"), ("explain", "5", "1"))  # fmt: skip
MATRIX = [
    pytest.param(where, kind, id=f"{where}: {kind.en}")
    for kind in KINDS
    for where, attack in (("file", kind.file), ("database", kind.server))
    if attack
]


@pytest.mark.parametrize(("where", "kind"), MATRIX)
def test_each_kind_is_named_as_the_docs_say_and_what_is_recorded_is_there(
    request, tmp_path, knowledge, where, kind
):
    place = next(making := copied(request, tmp_path, where))
    kept = seen(place)
    assert check(place, kept).whole
    (kind.file if where == "file" else kind.server)(place, knowledge)
    assert (named(place), named(place, kept)) == (kind.alone, kind.kept)
    if made := recorded(place, knowledge):
        with Ledger.reading(place) as ledger:
            found = ledger.get(made.number)
            assert (found.text, found.hash, found.personal) == (
                made.text,
                made.hash,
                {"who": "Siti"},
            )
            assert ledger.advice(found)["status"] == made.body["status"]
    for command in READS:
        told = CliRunner().invoke(advisor, ["audit", *command, "--ledger", str(place)])
        assert told.exit_code in (0, 1), (command, told.output, told.exception)
    next(making, None)


@pytest.mark.parametrize(("language", "page"), [("en", "audit.md"), ("id", "audit.id.md")])
def test_the_table_of_the_docs_is_made_of_the_kinds(language, page):
    """With IPP_TEST_WRITE set, it is written anew."""
    file = ROOT / "docs" / page
    parts = re.fullmatch(r"(.*<!-- tampering -->\n)(.*)(<!-- end -->.*)", file.read_text(), re.S)
    before, found, after = parts.groups()
    if os.environ.get("IPP_TEST_WRITE"):
        file.write_text(before + table(language) + after, "utf-8")
    else:
        assert found == table(language)


def test_there_are_sixty_kinds_and_more():
    assert len(KINDS) >= 60
    assert len({kind.en for kind in KINDS}) == len({kind.id for kind in KINDS}) == len(KINDS)


def test_an_older_checkpoint_says_which_records_it_cannot_see(copy, knowledge):
    old = seen(copy)
    with Ledger.writing(copy, Clock()) as ledger:
        for facts, advice in states(knowledge, 3, seed=8):
            ledger.record(knowledge, facts, advice)
    with raw(copy) as connection:
        for table, column in (("record", "number"), ("personal", "record"), ("mention", "record")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > 14")
        spare(connection)
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
