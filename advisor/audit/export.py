"""Copies of the ledger for other tools: JSON Lines, CSV and W3C PROV-JSON."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from advisor.audit.consistency import stored_advice
from advisor.audit.follow_up import NOTES
from advisor.audit.ledger import Ledger
from advisor.audit.record import DamagedError, Record
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import written

NAMESPACE = "urn:ipp-advisor:"
PREFIX = "ipp"


def prov_json(records: Iterable[Record]) -> dict[str, Any]:
    """A PROV-JSON document. An answer sheet, an advice and a knowledge base are entities, a
    consultation, a follow-up and a redaction are activities, the program and who asked or reported
    are agents.
    """
    document = _Document()
    for record in records:
        if record.kind == "consultation":
            document.consultation(record)
        elif record.kind == "follow-up":
            document.follow_up(record)
        else:
            document.redaction(record)
    return {"prefix": {PREFIX: NAMESPACE}, **document.parts}


class _Document:
    def __init__(self) -> None:
        self.parts: dict[str, dict[str, Any]] = defaultdict(dict)

    def consultation(self, record: Record) -> None:
        body, number = record.body, record.number
        activity, advice = _id("consultation", number), _id("advice", number)
        answers = _id("answers", number)
        rules = _id("knowledge", body["knowledge"]["texts"].removeprefix("sha256:"))
        program = _id("program", body["program"]["advisor"])
        self.activity(activity, record)
        self.parts["entity"][answers] = {
            f"{PREFIX}:{term}": _typed(value) for term, value in body["answers"].items()
        }
        self.parts["entity"][advice] = {
            f"{PREFIX}:status": body["status"],
            f"{PREFIX}:digest": body["advice"],
            f"{PREFIX}:step": body["steps"],
            f"{PREFIX}:fired": body["fired"],
        }
        self.parts["entity"][rules] = {
            "prov:type": {"$": "prov:Plan", "type": "prov:QUALIFIED_NAME"},
            f"{PREFIX}:version": body["knowledge"]["version"],
            f"{PREFIX}:digest": body["knowledge"]["digest"],
        }
        self.parts["agent"][program] = {
            "prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"},
            f"{PREFIX}:experta": body["program"]["experta"],
        }
        at = {"prov:activity": activity}
        self.relate("used", number, "answers", {**at, "prov:entity": answers})
        self.relate("used", number, "knowledge", {**at, "prov:entity": rules})
        self.relate("wasGeneratedBy", number, "advice", {**at, "prov:entity": advice})
        by = {**at, "prov:agent": program, "prov:plan": rules}
        self.relate("wasAssociatedWith", number, "program", by)
        for name, source in (("answers", answers), ("knowledge", rules)):
            derived = {"prov:generatedEntity": advice, "prov:usedEntity": source}
            self.relate("wasDerivedFrom", number, name, derived)
        if "who" in body["personal"]:
            self.person(record, at)

    def person(self, record: Record, at: dict[str, str]) -> None:
        """Who asked or reported; without a name once that was redacted."""
        person = _id("person", record.number)
        name = {"prov:label": record.personal["who"]} if "who" in record.personal else {}
        kind = {"$": "prov:Person", "type": "prov:QUALIFIED_NAME"}
        self.parts["agent"][person] = {"prov:type": kind, **name}
        self.relate("wasAssociatedWith", record.number, "person", {**at, "prov:agent": person})

    def redaction(self, record: Record) -> None:
        activity = _id("redaction", record.number)
        self.activity(activity, record)
        self.parts["activity"][activity][f"{PREFIX}:reason"] = record.body["reason"]
        # A follow-up always has its notes, and nothing else has any.
        kind = "follow-up" if NOTES in record.body["removed"] else "consultation"
        self.informed(activity, record.number, kind, record.body["about"])

    def follow_up(self, record: Record) -> None:
        body, number = record.body, record.number
        activity, state = _id("follow-up", number), _id("state", number)
        self.activity(activity, record)
        self.parts["entity"][state] = {
            f"{PREFIX}:{step}": _progress(noted) for step, noted in body["changes"].items()
        }
        generated = {"prov:activity": activity, "prov:entity": state}
        self.relate("wasGeneratedBy", number, "state", generated)
        self.informed(activity, number, "consultation", body["consultation"])
        if "who" in body["personal"]:
            self.person(record, {"prov:activity": activity})

    def informed(self, activity: str, number: int, kind: str, about: int) -> None:
        informed = {"prov:informed": activity, "prov:informant": _id(kind, about)}
        self.relate("wasInformedBy", number, kind, informed)

    def activity(self, name: str, record: Record) -> None:
        times = {"prov:startTime": record.time, "prov:endTime": record.time}
        self.parts["activity"][name] = {**times, f"{PREFIX}:hash": record.hash}

    def relate(self, relation: str, number: int, name: str, content: dict[str, str]) -> None:
        self.parts[relation][f"_:{relation}-{number}-{name}"] = content


def _id(kind: str, name: object) -> str:
    return f"{PREFIX}:{kind}-{name}"


def _typed(value: object) -> object:
    if isinstance(value, bool):
        return {"$": "true" if value else "false", "type": "xsd:boolean"}
    return value


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, full-width forms included."""

COLUMNS = (
    "number", "time", "kind", "pd", "who", "redacted", "status", "steps", "fired", "rejected",
    "undecided", "answers", "not_known", "knowledge_version", "knowledge_digest", "advisor",
    "experta", "about", "reason", "changes", "notes", "previous", "hash",
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
        "about": body.get("about", body.get("consultation", "")),
        "changes": " ".join(f"{s}={_progress(n)}" for s, n in body.get("changes", {}).items()),
        "knowledge_version": knowledge.get("version", ""),
        "knowledge_digest": knowledge.get("digest", ""),
        "hash": record.hash,
    }


def _answer(term: str, value: Value) -> str:
    return f"{term}={written(value)}"


def _progress(noted: dict[str, str | None]) -> str:
    """`under-way` or `under-way:2026-03-31`."""
    return ":".join(filter(None, (noted["status"], noted["due"])))


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
