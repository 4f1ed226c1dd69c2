"""Chooses the format by the file's ending and writes the file whole."""

from pathlib import Path

from advisor.advice.advice import Advice
from advisor.advice.notes import Notes
from advisor.common.files import write_atomically
from advisor.common.language import Language
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.report.content import Origin, report_of
from advisor.presentation.report.formats import FORMATS, ending_of


def write_report(
    knowledge: Knowledge,
    advice: Advice,
    language: Language,
    path: Path,
    notes: Notes | None = None,
    origin: Origin | None = None,
) -> None:
    """Write the plan to `path`; its ending (one of FORMATS) chooses the format.

    Raises AdvisorError for another ending, a missing extra, or a file that cannot be written.
    The same advice gives the same bytes.
    """
    ending = ending_of(path, FORMATS)
    write_atomically(
        path, report_bytes(knowledge, advice, language, ending, str(path), "", notes, origin)
    )


def report_bytes(
    knowledge: Knowledge,
    advice: Advice,
    language: Language,
    ending: str,
    shown: str = "",
    note: str = "",
    notes: Notes | None = None,
    origin: Origin | None = None,
) -> bytes:
    """The plan as the content of a file with this ending, one of FORMATS, with a note to its reader
    except in JSON; the same advice and note give the same bytes. Raises AdvisorError about the file
    `shown` when an extra is missing.
    """
    write = FORMATS[ending].writing(shown or ending)
    return write(report_of(knowledge, advice, language, note, notes, origin))
