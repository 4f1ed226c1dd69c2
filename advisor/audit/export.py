"""Copies of the ledger for other tools: JSON Lines and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from advisor.audit.contents import stored_advice
from advisor.audit.damage import DamagedError
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import written

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, full-width forms included."""

COLUMNS = (
    "number", "time", "kind", "pd", "who", "redacted", "status", "steps", "fired", "rejected",
    "undecided", "answers", "not_known", "knowledge_version", "knowledge_digest", "advisor",
    "experta", "about", "reason", "previous", "hash",
)  # fmt: skip


def json_lines(ledger: Ledger, records: Iterable[Record]) -> Iterator[str]:
    """One JSON object a line: `record` is what was hashed (RFC 8785), `personal` holds salt and
    text of what was not redacted, `advice` is what the record's digest of it was made over.
    """
    query = "SELECT field, salt, text FROM personal WHERE record = ? ORDER BY field"
    for record in records:
        rows = ledger.connection.execute(query, (record.number,)).fetchall()
        personal = {field: {"salt": salt, "text": text} for field, salt, text in rows}
        line = {"record": record.body, "hash": record.hash, "personal": personal}
        if record.kind == "consultation":
            line["advice"] = stored_advice(ledger.connection, record)
        yield json.dumps(line, ensure_ascii=False) + "\n"


def csv_lines(records: Iterable[Record]) -> Iterator[str]:
    """A header and a row for each record; no cell can be taken for a formula."""
    yield _line(COLUMNS)
    for record in records:
        cells = _cells(record)
        yield _line([safe(str(cells.get(name, ""))) for name in COLUMNS])


def safe(text: str) -> str:
    """Text that a spreadsheet shows as it is: an apostrophe before what would be a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _cells(record: Record) -> dict[str, object]:
    body, given = record.body, record.body.get("answers", {})
    knowledge = body.get("knowledge", {})
    lists = ("steps", "fired", "rejected", "undecided", "not_known")
    return {
        **{name: value for name, value in body.items() if isinstance(value, str | int)},
        **{name: " ".join(body.get(name, ())) for name in lists},
        **body.get("program", {}),
        **record.personal,
        "redacted": written(record.redacted),
        "answers": " ".join(_answer(term, value) for term, value in given.items()),
        "knowledge_version": knowledge.get("version", ""),
        "knowledge_digest": knowledge.get("digest", ""),
        "hash": record.hash,
    }


def _answer(term: str, value: Value) -> str:
    return f"{term}={written(value)}"


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def exported(ledger: Ledger, records: Iterable[Record], layout: str) -> Iterator[str]:
    """The records as `jsonl`, `csv` or `prov`.

    Raises DamagedError, for records whose content cannot be read in the end only, so that it
    names all of them: then what was given is not the whole.
    """
    damaged: list[int] = []
    whole = _readable(records, damaged)
    if layout == "csv":
        yield from csv_lines(whole)
    elif layout == "prov":
        from advisor.audit.prov import prov_json

        yield json.dumps(prov_json(whole), ensure_ascii=False, indent=1) + "\n"
    else:
        yield from json_lines(ledger, whole)
    if damaged:
        raise DamagedError(*damaged)


def _readable(records: Iterable[Record], damaged: list[int]) -> Iterator[Record]:
    """The records that can be read; the numbers of the others are added to `damaged`."""
    for record in records:
        if record.readable:
            yield record
        else:
            damaged.append(record.number)
