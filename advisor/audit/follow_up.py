"""Follow-ups: what an office reports on the steps of a recorded plan.

The chain holds how far each step is and its day; what is free text stands outside it as personal
text, which can be redacted.
"""

from collections.abc import Iterable, Iterator, Mapping

from advisor.advice.facts import Facts, one_line
from advisor.advice.notes import Note, Notes, as_json, from_json
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find
from advisor.audit.record import DamagedError, Record, canonical, completed, salted
from advisor.audit.storage.schema import FOLLOWED, raise_version
from advisor.common.errors import AdvisorError
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.strict_json import read_json
from advisor.presentation.notes import facts

NOTES = "notes"
"""The field of personal text that every follow-up has: canonical JSON of the texts by step."""
TEXTS = ("person", "evidence", "reason")


def changed(before: Notes, after: Notes) -> dict[str, Note]:
    """The notes that are not what they were, by step in the order of its letters."""
    steps = sorted(before.keys() | after.keys())
    pairs = ((step, before.get(step, Note()), after.get(step, Note())) for step in steps)
    return {step: new for step, old, new in pairs if new != old}


def follow_up(
    ledger: Ledger,
    number: int,
    changes: Mapping[str, Note],
    who: str | None = None,
    request: str | None = None,
) -> Record:
    """Append what is noted now on each step that changed since the consultation of this number, or
    since the follow-up before.

    `request` is as in `Ledger.record`. Raises AdvisorError; then nothing was appended.
    """
    told = as_json(changes)
    progress = {step: {"status": n["status"], "due": n["due"]} for step, n in told.items()}
    texts = {step: {name: note[name] for name in TEXTS} for step, note in told.items()}
    content = {"kind": "follow-up", "consultation": number, "changes": progress}
    if request:
        content["request"] = request
    personal = (salted("who", one_line(who or "")), salted(NOTES, canonical(texts).decode()))
    with ledger.appending():
        if request and (earlier := ledger.answering(request)):
            return earlier
        ledger.consultation(number)
        raise_version(ledger.connection, ledger.store.dialect, FOLLOWED)
        return ledger.append(content, [item for item in personal if item])


def consultation_of(
    ledger: Ledger, named: tuple[int, str] | None, facts: Facts, digest: str
) -> Record | None:
    """The record of the consultation with these facts under this knowledge: the one of this number
    and hash, if it is that, else the newest.
    """
    if named and (found := _named(ledger, *named)):
        return found
    wanted = Filter(kind="consultation", knowledge=digest, answers=facts.answers, pd=facts.name)
    readable = (record for record in find(ledger, wanted) if record.readable)
    return next((record for record in readable if _is_of(record, facts)), None)


def _named(ledger: Ledger, number: int, hash: str) -> Record | None:
    try:
        found = ledger.consultation(number)
    except AdvisorError:
        return None
    return found if found.hash == hash else None


def _is_of(record: Record, facts: Facts) -> bool:
    body = record.body
    # The query found every answer in it; whether it has others, their number tells.
    return len(body["answers"]) == len(facts.answers) and (
        set(body["not_known"]) == set(facts.not_known)
    )


def follow_ups(ledger: Ledger, number: int) -> Iterator[Record]:
    """The follow-ups of the consultation of this number, oldest first."""
    query = (
        "SELECT number, body, hash FROM mention CROSS JOIN record WHERE number = mention.record"
        " AND mention.kind = ? AND name = ? AND value = '' ORDER BY mention.record"
    )
    rows = ledger.rows(query, "consultation", str(number))
    return (record for _, record in completed(ledger.connection, rows))


def noted(record: Record) -> dict[str, Note]:
    """What a follow-up says of each step; without texts once these were redacted.

    Raises DamagedError.
    """
    if record.kind != "follow-up":
        raise DamagedError(record.number)
    try:
        texts = read_json(record.personal.get(NOTES, "{}"))
        changes = record.body["changes"].items()
        return from_json({step: {**texts.get(step, {}), **told} for step, told in changes})
    except (ValueError, AttributeError, TypeError) as error:
        raise DamagedError(record.number) from error


def standing(records: Iterable[Record]) -> dict[str, Note]:
    """What is noted on each step after these follow-ups, which come oldest first.

    Raises DamagedError.
    """
    return {step: note for record in records for step, note in noted(record).items()}


def report_lines(ledger: Ledger, record: Record, language: Language) -> Iterator[str]:
    """What a follow-up says of each step, in words. Raises DamagedError."""
    for title, pairs in reported(ledger, record, language):
        yield f"- {title}"
        yield from (f"  {word(key, language)}: {one_line(text)}" for key, text in pairs)


def reported(
    ledger: Ledger, record: Record, language: Language
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The steps of a follow-up as the rules of its consultation call them, each with what is noted.

    Raises DamagedError.
    """
    about = ledger.get(record.body["consultation"])
    base, answers = ledger.knowledge(about), about.consultation["answers"]
    for step, note in noted(record).items():
        title = base.step_text(step, answers).to(language) if step in base.steps else step
        yield title, facts(note, language)
