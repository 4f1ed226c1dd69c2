"""Records, verifications and differences in words, for people who read no code."""

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.advice.facts import one_line
from advisor.audit.checkpoint import Checkpoint
from advisor.audit.record import Record
from advisor.audit.replay import Retold
from advisor.audit.verify import Verification, span
from advisor.common.language import Language
from advisor.common.messages import put, word
from advisor.common.time_zone import Zone
from advisor.knowledge.knowledge import Knowledge


def result(record: Record, language: Language) -> str:
    """What came of a record, in a few words."""
    if record.kind == "redaction":
        about, reason = record.body["about"], one_line(record.body["reason"])
        return word("audit.redaction", language, about=about, reason=reason)
    if record.kind == "follow-up":
        about, count = record.body["consultation"], len(record.body["changes"])
        return word("audit.follow-up", language, about=about, count=count)
    count = len(record.body["steps"])
    return word(f"audit.{record.body['status']}", language, count=count)


def personal(record: Record, name: str, language: Language) -> str:
    """A personal text, or why there is none."""
    if name in record.personal:
        return record.personal[name]
    if name in record.body["personal"]:
        return word("audit.removed", language)
    return word("audit.unnamed", language) if record.kind == "consultation" else ""


def heading(record: Record, language: Language, zone: Zone) -> Iterator[str]:
    """The lines above a shown record: when, who, on which program and rules."""
    body = record.body
    yield word("audit.head", language, number=record.number, time=zone.written(record.time))
    for name in ("pd", "who"):
        label = word(f"audit.{name}", language)
        yield f"  {label}: {personal(record, name, language)}"
    yield f"  {word('audit.result', language)}: {result(record, language)}"
    if record.kind == "consultation":
        versions = {**body["program"], "version": body["knowledge"]["version"]}
        yield f"  {word('audit.program', language, **versions)}"
        counts = {name: len(body[name]) for name in ("fired", "rejected", "undecided")}
        yield f"  {word('audit.outcomes', language, **counts)}"
        yield f"  {word('audit.digest', language, digest=body['knowledge']['digest'])}"
    yield f"  {word('audit.hash', language, hash=record.hash)}"


def answers(record: Record, knowledge: Knowledge, language: Language) -> Iterator[str]:
    """The recorded answers as sentences, in the order of the questionnaire."""
    yield word("audit.answers", language)
    for name, term in knowledge.vocabulary.asked.items():
        if name in record.body["answers"]:
            sentence = term.sentence(record.body["answers"][name]).to(language)
            yield f"  - {sentence} [{name}]"


def verification(
    found: Verification, checkpoint: Checkpoint | None, language: Language, zone: Zone
) -> Iterator[str]:
    """What a verification found, and what it could not have seen."""
    if found.whole:
        yield word("integrity.whole", language, size=found.size)
    else:
        count = len(found.problems)
        yield word("integrity.broken", language, count=count, size=found.size)
    yield from (f"- {put(problem, language)}" for problem in found.problems)
    yield from (put(note, language) for note in found.notes)
    yield word("integrity.head", language, head=found.head)
    if checkpoint is None:
        yield word("integrity.no-checkpoint", language)
        return
    if found.agrees:
        time, records = zone.written(checkpoint.time), span(1, checkpoint.size)
        yield word("integrity.covered", language, time=time, records=records)
    if found.uncovered:
        records = span(checkpoint.size + 1, found.size)
        time = zone.written(checkpoint.time)
        yield word("integrity.uncovered", language, records=records, time=time)


def difference(retold: Retold, titles: Mapping[str, str], language: Language) -> Iterator[str]:
    """How an advice would differ, one line for each thing that does; `titles` name the steps."""
    found = retold.difference
    if found.status:
        before, after = (_status(status, language) for status in found.status)
        yield word("difference.status", language, before=before, after=after)
    for kind in ("gone", "new"):
        for step in getattr(found, kind):
            yield word(f"difference.{kind}", language, step=titles[step])
    for step, (rank, other) in found.moved.items():
        ranks = {"before": rank, "after": other}
        yield word("difference.moved", language, step=titles[step], **ranks)
    for step, aspects in found.changed.items():
        names = [word(f"difference.aspect-{aspect}", language) for aspect in aspects]
        yield word("difference.changed", language, step=titles[step], aspects=names)
    if found.halted:
        yield word("difference.halted", language)
    if retold.dropped:
        yield word("difference.dropped", language, terms=retold.dropped)


def titles(*bases: Knowledge, language: Language) -> dict[str, str]:
    """Every step of the bases as `wording [id]`; a later base's wording wins."""
    found: dict[str, str] = {}
    for base in bases:
        for name in base.steps:
            found[name] = f"{base.step_text(name).to(language)} [{name}]"
    return found


def record_json(record: Record) -> dict[str, Any]:
    """A record as JSON: the very content that was hashed, its hash, and personal text beside."""
    return {
        "record": record.body,
        "hash": record.hash,
        "personal": dict(record.personal),
        "redacted": record.redacted,
    }


def _status(status: str, language: Language) -> str:
    return word("audit.with-steps" if status == "advised" else f"audit.{status}", language)
