"""The last answers of a PD, from a record or a file, to begin its next consultation with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts, fitting_facts
from advisor.cli.options import language
from advisor.cli.recording import ledger_path
from advisor.common.errors import Problem
from advisor.common.language import Said, said
from advisor.common.messages import word
from advisor.common.time_zone import chosen_zone
from advisor.follow_up.next_consultation import age, next_consultation

if TYPE_CHECKING:
    from advisor.cli.terminal.asker import Asker
    from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class Earlier:
    """The consultation that begins with the last answers, and where these come from.

    `record` is the number of their record, if it is one; `time` is when they were recorded or the
    file was last changed; `misfits` are answers that today's questions do not know.
    """

    consultation: Consultation
    source: Said
    time: datetime
    misfits: tuple[Problem, ...]
    record: int | None


def last_answers(
    knowledge: "Knowledge", name: str, older_than: str | None, ledger: Path | str | None
) -> Earlier:
    """From the record of this number, or the file of this name. Raises AdvisorError."""
    oldest = age(older_than).before(datetime.now(UTC)) if older_than else None
    read = _recorded if name.isascii() and name.isdigit() else _written
    source, facts, time, misfits = read(knowledge, name, ledger)
    aged = oldest is not None and time < oldest
    record = int(name) if read is _recorded else None
    return Earlier(next_consultation(knowledge, facts, aged), source, time, misfits, record)


def tell(earlier: Earlier, asker: "Asker") -> int:
    """Say what will be asked and what is kept; returns how many answers are kept."""
    consultation = earlier.consultation
    kept, left = len(consultation.settled.answers), consultation.remaining()
    time = chosen_zone().written(earlier.time.isoformat())
    key = "next.begins" if left else "next.nothing"
    about = {"source": earlier.source, "time": time, "ask": left, "kept": kept}
    asker.show(word(key, language(), **about))
    return kept


_Found = tuple[Said, Facts, datetime, tuple[Problem, ...]]


def _recorded(knowledge: "Knowledge", name: str, ledger: Path | str | None) -> _Found:
    from advisor.audit.ledger import Ledger
    from advisor.audit.replay import facts_of, taken

    with Ledger.reading(ledger_path(ledger)) as book:
        record = book.consultation(int(name))
    facts = facts_of(record)
    kept = taken(knowledge, facts)
    misfits = tuple(
        Problem(name, None, said("next.misfit", term=term))
        for term in facts.answers
        if term not in kept
    )
    source = said("progress.consultation", number=record.number)
    found = Facts(kept, record.personal.get("pd"))
    return source, found, datetime.fromisoformat(record.time), misfits


def _written(knowledge: "Knowledge", name: str, ledger: Path | str | None) -> _Found:
    path = Path(name)
    facts, misfits = fitting_facts(knowledge.vocabulary, path)
    time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return said("progress.file", path=name), facts, time, misfits
