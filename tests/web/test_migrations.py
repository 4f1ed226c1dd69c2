"""The application's tables are brought to the form that the program needs, and nothing is lost."""

import multiprocessing
import sqlite3
from importlib import import_module
from pkgutil import walk_packages
from shutil import copytree

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from advisor.common.errors import AdvisorError
from advisor.web import store
from advisor.web.store import migrating
from advisor.web.store.accounts import Accounts
from advisor.web.store.database import metadata, open_database
from advisor.web.store.drafts import Drafts
from advisor.web.store.schema import prepare
from tests.commands import run
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
AT_ONCE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A new database, on both."""
    file = f"sqlite:///{tmp_path / 'site.db'}"
    return file if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def database(url):
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def old(database, request):
    """A database that the program made before it kept a version of its tables."""
    script = (DATA / f"site-before-versions.{database.dialect.name}.sql").read_text("utf-8")
    if database.dialect.name == "sqlite":
        with sqlite3.connect(database.url.database) as connection:
            connection.executescript(script)
    else:
        request.getfixturevalue("postgres").sql(database.url.database, script)
    return database


def rows(engine):
    """Everything that the database holds, but the version."""
    found = {}
    with engine.connect() as connection:
        for name in sorted(set(inspect(connection).get_table_names()) - {"alembic_version"}):
            table = connection.execute(text(f"SELECT * FROM {name}")).mappings()
            found[name] = sorted((dict(row) for row in table), key=str)
    return found


def version(engine):
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest():
    return ScriptDirectory(str(migrating.FOLDER)).get_current_head()


def prepare_once(url, start):
    start.wait(30)
    engine = open_database(url)
    prepare(engine)
    engine.dispose()


def test_the_changes_make_the_tables_that_the_code_declares(database):
    for module in walk_packages(store.__path__, f"{store.__name__}."):
        if ".migrations" not in module.name:
            import_module(module.name)
    prepare(database)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_each_change_follows_the_one_before_and_its_file_says_which_it_is():
    changes = list(ScriptDirectory(str(migrating.FOLDER)).walk_revisions())[::-1]
    files = sorted((migrating.FOLDER / "versions").glob("*.py"))
    numbers = [f"{number:04}" for number in range(1, len(files) + 1)]
    assert [file.name[1:5] for file in files] == [one.revision for one in changes] == numbers
    assert [one.down_revision for one in changes] == [None, *numbers[:-1]]


def test_what_a_database_of_before_held_is_there_and_used(old, knowledge):
    before = rows(old)
    assert len(before["draft"]) == 3
    prepare(old)
    after = rows(old)
    for table, had in before.items():
        assert [{name: row[name] for name in had[0]} for row in after[table]] == had
    drafts = Drafts(old, knowledge.vocabulary)
    found = drafts.find("link-of-questionnaire-2")
    assert (len(found.given), found.record, found.receipt) == (7, 7, f"sha256:{64 * '0'}")
    drafts.delete("link-of-questionnaire-1")
    assert Accounts(old).check("admin", "kursi melon 17 sepeda").role == "administrator"


def test_a_database_older_still_gets_the_tables_that_it_lacks(old):
    with old.begin() as connection:
        connection.execute(text("DROP TABLE receipt"))
        connection.execute(text("DROP TABLE probe"))
    prepare(old)
    assert rows(old)["receipt"] == rows(old)["probe"] == []
    assert len(rows(old)["answer"]) == 12


@pytest.mark.parametrize("made", ["database", "old"])
def test_many_processes_at_once_do_it_once(request, made, url):
    engine = request.getfixturevalue(made)
    before = rows(engine)
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Event()
    starting = [spawn.Process(target=prepare_once, args=(url, start)) for _ in range(AT_ONCE)]
    for process in starting:
        process.start()
    start.set()
    for process in starting:
        process.join(60)
    assert [process.exitcode for process in starting] == [0] * AT_ONCE
    assert version(engine) == newest()
    assert {name: rows(engine)[name] for name in before} == before


def test_a_database_of_a_newer_program_is_refused_in_words_and_left_as_it_is(database, url):
    prepare(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = rows(database)
    with pytest.raises(AdvisorError) as refused:
        prepare(database)
    assert [p.message.key for p in refused.value.problems] == ["store.newer"]
    assert (rows(database), version(database)) == (before, "9999")
    done = run("account", "list", "--database", url, "--lang", "id")
    assert done.returncode == 1
    assert "versi program yang lebih baru (bentuk tabel 9999)" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


ANEW = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9000", "{head}"

def upgrade():
    with op.batch_alter_table("draft", recreate="{recreate}") as draft:
        draft.add_column(sa.Column("colour", sa.String(9)))
        draft.alter_column("name", type_=sa.String(300))
    op.execute("{then}")
"""
"""One change more: a table that others refer to gets a column, on SQLite by being made anew."""


@pytest.fixture
def changed(old, tmp_path, monkeypatch):
    """A program with this change, and the old database: `changed(then)`."""
    folder = tmp_path / "migrations"
    copytree(migrating.FOLDER, folder)

    def change(then):
        recreate = "always" if old.dialect.name == "sqlite" else "never"
        script = ANEW.format(head=newest(), recreate=recreate, then=then)
        (folder / "versions" / "r9000_colour.py").write_text(script)
        monkeypatch.setattr(migrating, "FOLDER", folder)
        return old

    return change


def test_a_table_made_anew_loses_no_row_that_refers_to_it(changed):
    database = changed("SELECT 1")
    before = rows(database)
    prepare(database)
    after = rows(database)
    assert {row.pop("colour") for row in after["draft"]} == {None}
    assert {name: after[name] for name in before} == before
    with database.begin() as connection:
        connection.execute(text("DELETE FROM draft"))
    assert rows(database)["answer"] == rows(database)["receipt"] == []


def test_a_change_that_fails_leaves_nothing_half_done(changed):
    database = changed("SELECT * FROM nowhere")
    before = rows(database)
    with pytest.raises(AdvisorError):
        prepare(database)
    assert (rows(database), version(database)) == (before, None)
