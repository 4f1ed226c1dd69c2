"""The ledger as W3C PROV-JSON: which advice came from which answers and rules, and who asked.

https://www.w3.org/submissions/prov-json/
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from advisor.audit.record import Record

NAMESPACE = "urn:ipp-advisor:"
PREFIX = "ipp"


def prov_json(records: Iterable[Record]) -> dict[str, Any]:
    """A PROV-JSON document. An answer sheet, an advice and a knowledge base are entities, a
    consultation and a redaction are activities, the program and who asked are agents.
    """
    document = _Document()
    for record in records:
        if record.kind == "consultation":
            document.consultation(record)
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
        """Who asked; without a name once that was redacted."""
        person = _id("person", record.number)
        name = {"prov:label": record.personal["who"]} if "who" in record.personal else {}
        kind = {"$": "prov:Person", "type": "prov:QUALIFIED_NAME"}
        self.parts["agent"][person] = {"prov:type": kind, **name}
        self.relate("wasAssociatedWith", record.number, "person", {**at, "prov:agent": person})

    def redaction(self, record: Record) -> None:
        activity = _id("redaction", record.number)
        self.activity(activity, record)
        self.parts["activity"][activity][f"{PREFIX}:reason"] = record.body["reason"]
        informed = {
            "prov:informed": activity,
            "prov:informant": _id("consultation", record.body["about"]),
        }
        self.relate("wasInformedBy", record.number, "consultation", informed)

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
