"""Records harmed at one random place, as somebody could who keeps the file or rules the server."""

import json
import zlib
from copy import deepcopy
from pathlib import Path
from random import Random

from advisor.audit.record import sha256
from tests.ledgers import raw

VALUES = (
    None, True, False, 0, 1, -1, 10**30, 1.5, "", "x", "\x00", "\ud800", "\u202e\x1b[31m",
    "no-such", "sha256:0", [], [1], ["x"], [[]], {}, {"a": 1}, {"texts": [1]},
)  # fmt: skip
BYTES = (b"\xff", b"\xc3", b"\x00", b'"', b"[", b"}", b"0", b"\\u", b"\xed\xa0\x80", b"[" * 9000)
COLUMNS = ("time", "kind", "status", "knowledge", "hash")


def places(content, path=()):
    """Every place in a JSON value, as the keys that lead to it."""
    if path:
        yield path
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))
        else:
            yield (*path, key)


def changed(content, random):
    """The same JSON value with one place dropped, added to, or of another value or type."""
    content = deepcopy(content)
    *above, last = random.choice(list(places(content)))
    inside = content
    for key in above:
        inside = inside[key]
    match random.choice(("drop", "value", "value", "more")):
        case "drop":
            del inside[last]
        case "more" if isinstance(inside, dict):
            inside[random.choice(("x", "about", "advice", "request"))] = random.choice(VALUES)
        case _:
            inside[last] = random.choice(VALUES)
    return content


def broken(content, random):
    """The same bytes, but for some in one place."""
    start = random.randrange(len(content) + 1)
    cut = random.choice((0, 1, 1, 5, len(content)))
    return content[:start] + random.choice(BYTES) + content[start + cut :]


def put(connection, number, text):
    """A record's body, with a hash that fits it; the other columns are left as they are."""
    text = text if isinstance(text, bytes) else json.dumps(text, sort_keys=True).encode()
    connection.execute(
        "UPDATE record SET body = CAST(? AS TEXT), hash = ? WHERE number = ?",
        (text, sha256(text), number),
    )


def body(connection, number):
    query = "SELECT body FROM record WHERE number = ?"
    return json.loads(connection.execute(query, (number,)).fetchone()[0])


def other_body(connection, number, random):
    put(connection, number, changed(body(connection, number), random))


def other_bytes(connection, number, random):
    content = broken(json.dumps(body(connection, number), sort_keys=True).encode(), random)
    put(connection, number, content)
    if random.random() < 0.5:
        connection.execute("UPDATE record SET hash = 'x' WHERE number = ?", (number,))


def other_column(connection, number, random):
    value = random.choice((b"\xff", b"x", b"\x1b[31m", b"redaction", b""))
    query = f"UPDATE record SET {random.choice(COLUMNS)} = CAST(? AS TEXT) WHERE number = ?"
    connection.execute(query, (value, number))


def other_personal(connection, number, random):
    value = random.choice((b"\xff", b"Dinas \xc3 X", b"\x00", b"x"))
    column = random.choice(("field", "salt", "text"))
    query = (
        f"UPDATE personal SET {column} = CAST(? AS TEXT) WHERE record = ? AND field ="
        " (SELECT min(field) FROM personal WHERE record = ?)"
    )
    connection.execute(query, (value, number, number))


def other_advice(connection, number, random):
    """Another advice, to which the record leads, or bytes in its place that are none."""
    found = body(connection, number)
    query = "SELECT content FROM blob WHERE digest = ?"
    packed = connection.execute(query, (found["advice"],)).fetchone()[0]
    if random.random() < 0.2:
        update = "UPDATE blob SET content = ? WHERE digest = ?"
        connection.execute(update, (broken(packed, random), found["advice"]))
        return
    text = zlib.decompress(packed)
    content = changed(json.loads(text), random)
    text = broken(text, random) if random.random() < 0.2 else json.dumps(content).encode()
    connection.execute(
        "INSERT INTO blob (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (sha256(text), zlib.compress(text)),
    )
    put(connection, number, {**found, "advice": sha256(text)})


HARMS = (other_body, other_body, other_body, other_bytes, other_column, other_personal,
         other_advice, other_advice)  # fmt: skip


def harm(path: Path, seed: int, number: int) -> None:
    """One place of a consultation's record is no longer what was written."""
    random = Random(seed)
    with raw(path) as connection:
        random.choice(HARMS)(connection, number, random)
