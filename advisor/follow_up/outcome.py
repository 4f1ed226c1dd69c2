"""What notes on a plan's steps come to when they count: answers that change, notes to keep."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.advice.notes import Note
from advisor.follow_up.noting import done_term
from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class Outcome:
    """`notes` are to be kept by step, `answers` are given anew; `done` are the steps they end."""

    notes: dict[str, Note]
    answers: dict[str, bool]
    done: tuple[str, ...]


def outcome(knowledge: Knowledge, kept: Mapping[str, Note], changes: Mapping[str, Note]) -> Outcome:
    """That a step is done is its answer's to say, where it has one; the note on it keeps how far it
    was, and tells so again when the answer is taken back.
    """
    notes, answers, done = {}, {}, []
    for step, note in changes.items():
        term = done_term(knowledge, step)
        if note.status == "done" and term:
            before = kept.get(step, Note()).status
            note = replace(note, status="not-begun" if before == "done" else before)
            answers[term] = True
            done.append(step)
        notes[step] = note
    return Outcome(notes, answers, tuple(done))
