"""Every kind of tampering that is tried on a ledger, and what is expected of `verify`.

The table of docs/audit.md is made of this list.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.audit.ledger import Ledger
from advisor.audit.record import canonical, columns, mentions, sha256
from advisor.audit.redact import redact
from advisor.audit.storage.connection import Place
from advisor.audit.storage.shape import SCHEMA
from advisor.knowledge.knowledge import Knowledge
from tests.ledgers import Clock, filled, raw, states

SIZE, REDACTED, REDACTION = 12, 6, 8
LAST = "id = (SELECT max(id) FROM blob)"
Attack = Callable[[Place, Knowledge], None]


def whole(place: Place, knowledge: Knowledge) -> Place:
    """A ledger to be tampered with: consultations, and the redaction of one of them."""
    with Ledger.writing(place, Clock()) as ledger:
        for number, (facts, advice) in enumerate(states(knowledge, SIZE - 1), start=1):
            if number == REDACTION:
                redact(ledger, REDACTED, "asked for")
            ledger.record(knowledge, facts, advice, None if number % 2 else f"Pegawai {number}")
    return place


@dataclass(frozen=True)
class Kind:
    """One way to tamper, in words, and how it is done in a file and on a server, if it can be.

    `alone` says whether `verify` names it by itself, `kept` whether with a checkpoint at the head.
    """

    en: str
    id: str
    file: Attack | None = None
    server: Attack | None = None
    alone: bool = True
    kept: bool = True


def both(en: str, id: str, attack: Attack, alone: bool = True, kept: bool = True) -> Kind:
    return Kind(en, id, attack, attack, alone, kept)


def rows(*statements: str) -> Attack:
    """Statements that the guards would refuse, by one who switches them off meanwhile."""

    def attack(place: Place, knowledge: Knowledge) -> None:
        with raw(place) as connection:
            for statement in statements:
                connection.execute(statement)

    return attack


def schema(*statements: str) -> Attack:
    """Statements that the guards let pass."""

    def attack(place: Place, knowledge: Knowledge) -> None:
        with raw(place, guarded=True) as connection:
            for statement in statements:
                connection.execute(statement)

    return attack


def schema_text(name: str, old: str, new: str) -> Attack:
    """A definition in an SQLite file written over, as no statement does it."""
    return schema(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
        "PRAGMA writable_schema = RESET",
    )


def trigger(when: str, table: str, does: str) -> Attack:
    return schema(f"CREATE TRIGGER stranger {when} ON {table} BEGIN {does}; END")


def function(when: str, table: str, does: str, kind: str = "", each: str = "") -> Attack:
    """A trigger of a server, with its function in a schema of its own."""
    return schema(
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.hidden (text TEXT)",
        f"CREATE FUNCTION elsewhere.act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {does} END$$",
        f"CREATE {kind} TRIGGER stranger {when} ON {table} {each} FOR EACH ROW"
        " EXECUTE FUNCTION elsewhere.act()",
    )


# ---- the chain


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
    connection.execute("DELETE FROM mention")
    for body in bodies(connection):
        entries = [(*mention, body["number"]) for mention in mentions(body)]
        connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", entries)


def rechain(connection, changed: Iterable[dict]):
    """Write these bodies as a new chain, without a fault of its own."""
    connection.execute("DELETE FROM record")
    head = "sha256:" + "0" * 64
    for number, body in enumerate(changed, start=1):
        body = {**body, "number": number, "previous": head}
        write(connection, number, body)
        head = sha256(canonical(body))
    reindex(connection)


def edit(place, knowledge):
    with raw(place) as connection:
        write(connection, 5, edited(bodies(connection)[4]))
        reindex(connection)


def delete(place, knowledge):
    with raw(place) as connection:
        connection.execute("DELETE FROM record WHERE number = 5")
        connection.execute("DELETE FROM personal WHERE record = 5")
        reindex(connection)


def swap(place, knowledge):
    with raw(place) as connection:
        four, five = bodies(connection)[3:5]
        write(connection, 4, {**five, "number": 4})
        write(connection, 5, {**four, "number": 5})
        for old, new in ((4, 0), (5, 4), (0, 5)):
            connection.execute("UPDATE personal SET record = ? WHERE record = ?", (new, old))
        reindex(connection)


def insert(place, knowledge):
    with raw(place) as connection:
        found = bodies(connection)
        for body in found[:5:-1]:
            number = body["number"] + 1
            write(connection, number, {**body, "number": number})
        write(connection, 7, {**found[2], "number": 7, "personal": {}})
        for number in range(SIZE, 6, -1):
            moved = (number + 1, number)
            connection.execute("UPDATE personal SET record = ? WHERE record = ?", moved)
        reindex(connection)


def truncate(place, knowledge):
    with raw(place) as connection:
        for table, column in (("record", "number"), ("personal", "record"), ("mention", "record")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > 9")
        spare(connection)


def spare(connection):
    """A thorough attacker leaves no advice behind that no record names."""
    named = {body["advice"] for body in bodies(connection) if "advice" in body}
    texts = {row[0] for row in connection.execute("SELECT blob FROM manifest").fetchall()}
    for (digest,) in connection.execute("SELECT digest FROM blob").fetchall():
        if digest not in named | texts:
            connection.execute("DELETE FROM blob WHERE digest = ?", (digest,))


def rechained(place, knowledge):
    with raw(place) as connection:
        found = bodies(connection)
        found[4] = edited(found[4])
        rechain(connection, found)


def replace(place, knowledge):
    if isinstance(place, Path):
        place.unlink()
    else:
        schema(f"DROP SCHEMA {SCHEMA} CASCADE")(place, knowledge)
    filled(place, knowledge, SIZE + 2, seed=99)


def last_rewritten(place, knowledge):
    with raw(place) as connection:
        write(connection, SIZE, edited(bodies(connection)[-1]))
        reindex(connection)


def write_new(connection, body):
    text = canonical(body)
    row = (*columns(body), text.decode(), sha256(text))
    connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    entries = [(*mention, body["number"]) for mention in mentions(body)]
    connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", entries)


def append(connection, body):
    """A record with its proper place in the chain."""
    last = bodies(connection)[-1]
    head = sha256(canonical(last))
    write_new(connection, {**body, "number": last["number"] + 1, "previous": head})


def doubled(place, knowledge):
    with raw(place, guarded=True) as connection:
        append(connection, {**bodies(connection)[-1], "personal": {}})


def far(place, knowledge):
    with raw(place, guarded=True) as connection:
        write_new(connection, {**bodies(connection)[-1], "number": 2**53 - 1, "personal": {}})


def of_record(about: int, *fields: str) -> Attack:
    """A redaction, properly chained."""

    def attack(place, knowledge):
        with raw(place, guarded=True) as connection:
            body = bodies(connection)[REDACTION - 1]
            append(connection, {**body, "about": about, "removed": list(fields)})

    return attack


def text_removed(place, knowledge):
    of_record(2, "pd", "who")(place, knowledge)
    schema("DELETE FROM personal WHERE record = 2")(place, knowledge)


def put_back(place, knowledge):
    """The text that a redaction removed, from a backup."""
    with raw(place, guarded=True) as connection:
        connection.execute("INSERT INTO personal VALUES (6, 'who', '00', 'Pegawai 6')")


# ---- what stands beside the chain


def other_advice(place, knowledge):
    with raw(place) as connection:
        content = zlib.compress(b'{"status": "nothing-to-do"}')
        connection.execute(f"UPDATE blob SET content = ? WHERE {LAST}", (content,))


def kept_aside(place, knowledge):
    with raw(place, guarded=True) as connection:
        content = b"Pegawai 6"
        row = (sha256(content), zlib.compress(content))
        connection.execute("INSERT INTO blob (digest, content) VALUES (?, ?)", row)


# ---- an SQLite file itself


def cut(share: float) -> Attack:
    def attack(place, knowledge):
        content = place.read_bytes()
        place.write_bytes(content[: int(len(content) * share)])

    return attack


def overwritten(start: int, length: int) -> Attack:
    def attack(place, knowledge):
        content = bytearray(place.read_bytes())
        content[start : start + length] = bytes(length)
        place.write_bytes(content)

    return attack


def page_of(table: str) -> Attack:
    """The first page of a table or an index, zeroed."""

    def attack(place, knowledge):
        with raw(place, guarded=True) as connection:
            size = connection.execute("PRAGMA page_size").fetchone()[0]
            query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
            page = connection.execute(query, (table,)).fetchone()[0]
        overwritten((page - 1) * size, size)(place, knowledge)

    return attack


def pages_exchanged(place, knowledge):
    """Two indexes that lead to each other's pages."""
    schema(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM sqlite_schema WHERE name IN"
        " ('record_time', 'record_knowledge')) - rootpage"
        " WHERE name IN ('record_time', 'record_knowledge')",
    )(place, knowledge)


def hidden_in_file(place, knowledge):
    """A record that searches by date do not find: its entry is gone from the index."""
    text = "CREATE INDEX record_time ON record (time)"
    for new in (f"{text} WHERE number <> 5", text):
        schema(
            "PRAGMA writable_schema = ON",
            f"UPDATE sqlite_schema SET sql = '{new}' WHERE name = 'record_time'",
        )(place, knowledge)
        if new != text:
            schema("REINDEX record_time")(place, knowledge)


def hidden_on_server(place, knowledge):
    ready = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'record_time'::regclass"
    with raw(place) as connection:
        row = connection.execute("SELECT * FROM record WHERE number = 5").fetchone()
        connection.execute(ready.format(False))
        connection.execute("DELETE FROM record WHERE number = 5")
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO record VALUES ({marks})", tuple(row))
        connection.execute(ready.format(True))


def system(*statements: str) -> Attack:
    """As one who rules the server and may change what is the server's own."""
    return schema("SET allow_system_table_mods = on", *statements)


COPY = "INSERT INTO elsewhere.hidden VALUES (OLD.text); RETURN OLD;"
KINDS = (
    # the chain
    both("a record's content is changed", "isi catatan diubah", edit),
    both("a record in the middle is taken out", "catatan di tengah dihapus", delete),
    both("two records change places", "dua catatan ditukar", swap),
    both("a record is put in between", "catatan disisipkan", insert),
    both("the last records are cut off", "catatan terakhir dipotong", truncate, alone=False),
    both("a record is changed and all hashes are computed anew",
         "catatan diubah dan semua kode sidik dihitung ulang", rechained, alone=False),
    both("the last record is changed, with its hash",
         "catatan terakhir diubah beserta kode sidiknya", last_rewritten, alone=False),
    both("the whole ledger is replaced by another", "seluruh buku catatan diganti dengan yang lain",
         replace, alone=False),
    both("the last consultation is recorded once more, properly chained",
         "konsultasi terakhir dicatat sekali lagi dengan rantai yang benar", doubled,
         alone=False, kept=False),
    both("a redaction that nobody asked for is made, properly chained",
         "penghapusan yang tidak diminta dibuat dengan rantai yang benar", text_removed,
         alone=False, kept=False),
    both("a record of the largest number is put at the end",
         "catatan bernomor terbesar ditaruh di akhir", far),
    both("a record gets another number", "catatan diberi nomor lain",
         rows("UPDATE record SET number = 99 WHERE number = 5")),
    both("a record's content is no JSON any more", "isi catatan bukan lagi JSON",
         rows("UPDATE record SET body = '[' WHERE number = 3")),
    both("a record's content is emptied", "isi catatan dikosongkan",
         rows("UPDATE record SET body = '{}' WHERE number = 3")),
    both("a record's hash is changed", "kode sidik catatan diubah",
         rows("UPDATE record SET hash = 'sha256:0' WHERE number = 3")),
    both("a record's time is changed beside its content", "waktu catatan diubah di luar isinya",
         rows("UPDATE record SET time = '2020' WHERE number = 3")),
    both("a record's kind is changed beside its content", "jenis catatan diubah di luar isinya",
         rows("UPDATE record SET kind = 'redaction' WHERE number = 3")),
    both("a record's status is changed beside its content", "status catatan diubah di luar isinya",
         rows("UPDATE record SET status = 'x' WHERE number = 3")),
    both("a record's edition is changed beside its content",
         "edisi aturan catatan diubah di luar isinya",
         rows("UPDATE record SET knowledge = 'sha256:0' WHERE number = 3")),
    both("a record is marked as a redaction of another",
         "catatan ditandai sebagai penghapusan catatan lain",
         rows("UPDATE record SET about = 2 WHERE number = 3")),
    both("a redaction is forged for a record that does not exist",
         "penghapusan dipalsukan untuk catatan yang tidak ada", of_record(99, "who")),
    both("a redaction is forged for a redaction", "penghapusan dipalsukan untuk suatu penghapusan",
         of_record(REDACTION, "who")),
    both("a redaction is forged for text that never was",
         "penghapusan dipalsukan untuk teks yang tidak pernah ada", of_record(1, "who")),
    Kind("a record is written over by INSERT OR REPLACE, past the guards",
         "catatan ditimpa dengan INSERT OR REPLACE melewati pengaman",
         schema("INSERT OR REPLACE INTO record SELECT number, time, kind, status, about, knowledge,"
                " '{}', hash FROM record WHERE number = 3")),
    # personal text
    both("personal text is changed", "teks pribadi diubah",
         rows("UPDATE personal SET text = 'X' WHERE record = 2")),
    both("the salt of personal text is changed", "garam teks pribadi diubah",
         rows("UPDATE personal SET salt = '00' WHERE record = 2")),
    both("personal text gets another field", "teks pribadi dipindah ke isian lain",
         rows("UPDATE personal SET field = 'whom' WHERE record = 2 AND field = 'who'")),
    both("personal text is moved to another record", "teks pribadi dipindah ke catatan lain",
         rows("UPDATE personal SET record = 1 WHERE record = 2")),
    both("personal text is added", "teks pribadi ditambahkan",
         schema("INSERT INTO personal VALUES (1, 'who', '00', 'X')")),
    both("personal text is removed without a redaction",
         "teks pribadi dihapus tanpa penghapusan yang tercatat",
         rows("DELETE FROM personal WHERE record = 2")),
    both("redacted text is put back", "teks yang sudah dihapus dikembalikan", put_back),
    Kind("personal text is written over by INSERT OR REPLACE, past the guards",
         "teks pribadi ditimpa dengan INSERT OR REPLACE melewati pengaman",
         schema("INSERT OR REPLACE INTO personal VALUES (2, 'who', '00', 'X')")),
    # advice, rule texts, index
    both("an advice is damaged", "saran dirusak",
         rows(f"UPDATE blob SET content = substr(content, 2) WHERE {LAST}")),
    both("an advice is taken out", "saran dihapus", rows(f"DELETE FROM blob WHERE {LAST}")),
    both("an advice is replaced by another", "saran diganti dengan yang lain", other_advice),
    both("a rule text is damaged", "teks aturan dirusak",
         rows("UPDATE blob SET content = substr(content, 2) WHERE id = 3")),
    both("a rule text is taken out", "teks aturan dihapus",
         rows("DELETE FROM blob WHERE id = 3")),
    both("a rule is taken off the list of an edition", "aturan dihapus dari daftar edisi",
         rows("DELETE FROM manifest WHERE path LIKE 'rules/budget%'")),
    both("a rule is added to the list of an edition", "aturan ditambahkan ke daftar edisi",
         schema("INSERT INTO manifest SELECT manifest, 'rules/x.yaml', blob FROM manifest"
                " LIMIT 1")),
    both("a rule's file gets another name", "berkas aturan diberi nama lain",
         rows("UPDATE manifest SET path = 'rules/x.yaml' WHERE path LIKE '%REG-004%'")),
    both("an edition is added that no record names",
         "edisi yang tidak dirujuk catatan ditambahkan",
         schema("INSERT INTO manifest SELECT 'sha256:0', path, blob FROM manifest LIMIT 1")),
    both("a text is kept that no record names", "teks yang tidak dirujuk catatan disimpan",
         kept_aside),
    both("an entry of the search index is taken out", "butir indeks pencarian dihapus",
         rows("DELETE FROM mention WHERE kind = 'rule' AND record = 3")),
    both("an entry of the search index is added", "butir indeks pencarian ditambahkan",
         schema("INSERT INTO mention VALUES ('rule', 'XXX-001', '', 3)")),
    both("an entry of the search index leads to no record",
         "butir indeks pencarian menunjuk catatan yang tidak ada",
         schema("INSERT INTO mention VALUES ('rule', 'REG-001', '', 99)")),
    both("an entry of the search index is changed", "butir indeks pencarian diubah",
         rows("UPDATE mention SET value = '\"x\"' WHERE kind = 'answer' AND record = 3")),
    both("the search index is emptied", "indeks pencarian dikosongkan",
         rows("DELETE FROM mention")),
    # guards, triggers, tables
    Kind("a guard is dropped", "pengaman dihapus", schema("DROP TRIGGER record_no_delete"),
         schema("DROP TRIGGER record_no_delete ON record")),
    Kind("a guard is replaced by one that refuses nothing",
         "pengaman diganti dengan yang tidak menolak apa pun",
         schema("DROP TRIGGER record_no_delete", "CREATE TRIGGER record_no_delete BEFORE DELETE ON"
                " record WHEN FALSE BEGIN SELECT 1; END"),
         schema("CREATE OR REPLACE TRIGGER record_no_delete BEFORE DELETE ON record FOR EACH"
                " STATEMENT WHEN (false) EXECUTE FUNCTION refuse()",
                "ALTER TABLE record ENABLE ALWAYS TRIGGER record_no_delete")),
    Kind("a trigger swallows new records", "pemicu menelan catatan baru",
         trigger("BEFORE INSERT", "record", "SELECT RAISE(IGNORE)"),
         function("BEFORE INSERT", "record", "RETURN NULL;")),
    Kind("a trigger deletes new records", "pemicu menghapus catatan baru",
         schema("DROP TRIGGER record_no_delete",
                "CREATE TRIGGER record_no_delete AFTER INSERT ON record BEGIN"
                " DELETE FROM record WHERE number = NEW.number; END"),
         schema("DROP TRIGGER record_no_delete ON record",
                "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                " DELETE FROM ipp_ledger.record WHERE number = NEW.number; RETURN NEW; END$$",
                "CREATE TRIGGER record_no_delete AFTER INSERT ON record FOR EACH ROW"
                " EXECUTE FUNCTION act()")),
    Kind("a trigger deletes new records at the commit", "pemicu menghapus catatan baru saat commit",
         None,
         schema("DROP TRIGGER record_no_delete ON record",
                "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                " DELETE FROM ipp_ledger.record WHERE number = NEW.number; RETURN NEW; END$$",
                "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON record DEFERRABLE INITIALLY"
                " DEFERRED FOR EACH ROW EXECUTE FUNCTION act()")),
    Kind("a trigger changes new records", "pemicu mengubah catatan baru",
         schema("DROP TRIGGER record_no_update",
                "CREATE TRIGGER record_no_update AFTER INSERT ON record BEGIN"
                " UPDATE record SET status = 'x' WHERE number = NEW.number; END"),
         function("BEFORE INSERT", "record", "NEW.status := 'x'; RETURN NEW;")),
    Kind("a trigger keeps new records out of the search index",
         "pemicu menahan catatan baru dari indeks pencarian",
         trigger("BEFORE INSERT", "mention", "SELECT RAISE(IGNORE)"),
         function("BEFORE INSERT", "mention", "RETURN NULL;")),
    Kind("a trigger swallows personal text", "pemicu menelan teks pribadi",
         trigger("BEFORE INSERT", "personal", "SELECT RAISE(IGNORE)"),
         function("BEFORE INSERT", "personal", "RETURN NULL;")),
    Kind("a trigger swallows advice", "pemicu menelan saran",
         trigger("BEFORE INSERT", "blob", "SELECT RAISE(IGNORE)"),
         function("BEFORE INSERT", "blob", "RETURN NULL;")),
    Kind("a trigger swallows the list of rule texts", "pemicu menelan daftar teks aturan",
         trigger("BEFORE INSERT", "manifest", "SELECT RAISE(IGNORE)"),
         function("BEFORE INSERT", "manifest", "RETURN NULL;")),
    Kind("a trigger keeps a copy of redacted text", "pemicu menyimpan salinan teks yang dihapus",
         schema("CREATE TABLE hidden (text)", "CREATE TRIGGER stranger BEFORE DELETE ON personal"
                " BEGIN INSERT INTO hidden VALUES (OLD.text); END"),
         function("BEFORE DELETE", "personal", COPY)),
    Kind("a trigger keeps redacted text where it is", "pemicu menahan teks yang dihapus",
         trigger("BEFORE DELETE", "personal", "SELECT RAISE(IGNORE)"),
         function("BEFORE DELETE", "personal", "RETURN NULL;")),
    both("an index is dropped", "indeks dihapus", schema("DROP INDEX record_about")),
    both("an index leaves records out", "indeks mengecualikan catatan",
         schema("DROP INDEX record_time",
                "CREATE INDEX record_time ON record (time) WHERE number <> 5")),
    both("an index is added", "indeks ditambahkan",
         schema("CREATE INDEX stranger ON record (kind)")),
    both("a table is added", "tabel ditambahkan", schema("CREATE TABLE stranger (x INTEGER)")),
    both("a view is added", "view ditambahkan",
         schema("CREATE VIEW stranger AS SELECT * FROM personal")),
    both("a table is replaced by a view", "tabel diganti dengan view",
         schema("ALTER TABLE mention RENAME TO other",
                "CREATE VIEW mention AS SELECT * FROM other")),
    both("a column is added", "kolom ditambahkan",
         schema("ALTER TABLE personal ADD COLUMN copy TEXT")),
    both("a table is rebuilt without its constraints", "tabel dibuat ulang tanpa batasannya",
         schema("CREATE TABLE other AS SELECT * FROM mention", "DROP TABLE mention",
                "ALTER TABLE other RENAME TO mention")),
    Kind("a column's default is changed", "nilai bawaan kolom diubah",
         schema_text("record", "status TEXT", "status TEXT DEFAULT 1"),
         schema("ALTER TABLE record ALTER COLUMN status SET DEFAULT 'x'")),
    Kind("a column's type is changed", "tipe kolom diubah",
         schema_text("record", "status TEXT", "status ANY"),
         schema("ALTER TABLE record ALTER COLUMN about TYPE NUMERIC")),
    Kind("a check is added to a column", "pemeriksaan ditambahkan pada kolom",
         schema_text("record", "status TEXT", "status TEXT CHECK (status <> 1)"),
         schema("ALTER TABLE record ADD CHECK (status <> 'x')")),
    Kind("a check is taken off a column", "pemeriksaan dihapus dari kolom",
         schema_text("record", " CHECK (number > 0)", ""),
         schema("ALTER TABLE record DROP CONSTRAINT record_number_check")),
    Kind("false statistics for the planner of queries", "statistik palsu bagi perencana kueri",
         schema("ANALYZE", "UPDATE sqlite_stat1 SET stat = '1 1'")),
    # PostgreSQL only
    Kind("a guard is switched off", "pengaman dimatikan", None,
         schema("ALTER TABLE blob DISABLE TRIGGER blob_no_truncate")),
    Kind("a guard no longer holds for replicating sessions",
         "pengaman tidak lagi berlaku bagi sesi replikasi", None,
         schema("ALTER TABLE blob ENABLE TRIGGER blob_no_update")),
    Kind("foreign keys are switched off", "kunci tamu dimatikan", None,
         schema("ALTER TABLE manifest DISABLE TRIGGER ALL",
                *(f"ALTER TABLE manifest ENABLE ALWAYS TRIGGER manifest_no_{event}"
                  for event in ("update", "delete", "truncate")))),
    Kind("a function's source is changed", "kode sumber fungsi diubah", None,
         schema("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
                " AS $$BEGIN RETURN NULL; END$$")),
    Kind("a function's configuration is changed", "konfigurasi fungsi diubah", None,
         schema("ALTER FUNCTION refuse() SET search_path = public")),
    Kind("a function runs with another's rights", "fungsi berjalan dengan hak pihak lain", None,
         schema("ALTER FUNCTION refuse_unless_redacted() SECURITY DEFINER")),
    Kind("a function is added to the schema", "fungsi ditambahkan pada skema", None,
         schema("CREATE FUNCTION lower(bigint) RETURNS text LANGUAGE sql AS $$SELECT ''$$")),
    Kind("a type is added to the schema", "tipe ditambahkan pada skema", None,
         schema("CREATE DOMAIN stranger AS text")),
    Kind("a rule discards new records", "aturan basis data membuang catatan baru", None,
         schema("CREATE RULE away AS ON INSERT TO record DO INSTEAD NOTHING")),
    Kind("a rule discards personal text", "aturan basis data membuang teks pribadi", None,
         schema("CREATE RULE away AS ON INSERT TO personal DO INSTEAD NOTHING")),
    Kind("row-level security is switched on", "keamanan tingkat baris dinyalakan", None,
         schema("ALTER TABLE record ENABLE ROW LEVEL SECURITY")),
    Kind("a policy hides rows", "kebijakan baris menyembunyikan catatan", None,
         schema("CREATE POLICY hide ON record USING (number <> 5)")),
    Kind("another table inherits from one", "tabel lain mewarisi salah satu tabel", None,
         schema("CREATE SCHEMA elsewhere", "CREATE TABLE elsewhere.heir () INHERITS (mention)")),
    Kind("an event trigger is added", "pemicu peristiwa ditambahkan", None,
         schema("CREATE FUNCTION public.seen() RETURNS event_trigger LANGUAGE plpgsql AS"
                " $$BEGIN END$$",
                "CREATE EVENT TRIGGER stranger ON ddl_command_end EXECUTE FUNCTION public.seen()")),
    Kind("tables are made UNLOGGED, which a crash empties",
         "tabel dijadikan UNLOGGED sehingga kosong setelah kegagalan server", None,
         schema("ALTER TABLE mention SET UNLOGGED")),
    Kind("a view stands in the way of a table in the search path",
         "view menghalangi tabel pada jalur pencarian", None,
         system("CREATE VIEW pg_catalog.personal AS SELECT * FROM ipp_ledger.personal"
                " WHERE record <> 5")),
    Kind("a table gets another owner", "tabel diberi pemilik lain", None,
         schema("ALTER TABLE personal OWNER TO pg_database_owner")),
    Kind("everybody may change a table", "semua orang boleh mengubah tabel", None,
         schema("GRANT UPDATE ON record TO PUBLIC")),
    Kind("everybody may change a column", "semua orang boleh mengubah kolom", None,
         schema("GRANT UPDATE (text) ON personal TO PUBLIC")),
    Kind("everybody may add to the schema", "semua orang boleh menambah isi skema", None,
         schema(f"GRANT CREATE ON SCHEMA {SCHEMA} TO PUBLIC")),
    Kind("an index is marked as invalid", "indeks ditandai tidak sah", None,
         system("UPDATE pg_index SET indisvalid = false"
                " WHERE indexrelid = 'record_time'::regclass")),
    # the mark of the format, and the files
    Kind("the ledger is marked as of a later format", "buku catatan ditandai berformat lebih baru",
         schema("PRAGMA user_version = 9000"), rows("UPDATE ledger_format SET version = 9000")),
    Kind("the mark of the format is taken away", "tanda format dihapus",
         schema("PRAGMA user_version = 0"), schema("DELETE FROM ledger_format")),
    Kind("a second mark of the format is added", "tanda format kedua ditambahkan", None,
         schema("INSERT INTO ledger_format VALUES (0)")),
    Kind("the table of the format is taken away", "tabel format dihapus", None,
         schema("DROP TABLE ledger_format")),
    Kind("the mark of the program is changed", "tanda program diubah",
         schema("PRAGMA application_id = 1")),
    Kind("an index is tampered with, so that searches by date miss a record",
         "indeks diubah sehingga pencarian tanggal melewatkan catatan", hidden_in_file,
         hidden_on_server),
    Kind("the file is cut to nothing", "berkas dipotong sampai kosong", cut(0)),
    Kind("the file is cut in half", "berkas dipotong separuh", cut(0.5)),
    Kind("the file's header is overwritten", "kepala berkas ditimpa", overwritten(0, 100)),
    Kind("a page of a table is overwritten", "halaman tabel ditimpa", page_of("record")),
    Kind("a page of an index is overwritten", "halaman indeks ditimpa", page_of("record_time")),
    Kind("two indexes exchange their pages", "dua indeks bertukar halaman", pages_exchanged),
)  # fmt: skip


HEADS = {
    "en": ("Tampering", "Where", "`verify` alone", "With a checkpoint at the head"),
    "id": ("Perubahan", "Di mana", "`verify` saja", "Dengan titik periksa atas catatan terakhir"),
}
WORDS = {"en": ("no", "yes", "both"), "id": ("tidak", "ya", "keduanya")}


def table(language: str) -> str:
    """What of all this is named, as documented."""
    no, yes, everywhere = WORDS[language]
    lines = [HEADS[language], ("---",) * 4]
    for kind in KINDS:
        where = everywhere if kind.file and kind.server else "SQLite" if kind.file else "PostgreSQL"
        words = [yes if named else no for named in (kind.alone, kind.kept)]
        lines.append((getattr(kind, language), where, *words))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
