"""Chooses the format by the file's ending and writes the file whole."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from advisor.advice.advice import Advice
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.files import write_atomically
from advisor.common.language import Language, said
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.report.content import Report, report_of

EXTRA = "report"
_BINARY = {
    ".docx": "advisor.presentation.report.docx",
    ".pdf": "advisor.presentation.report.pdf",
    ".xlsx": "advisor.presentation.report.xlsx",
}
ENDINGS = (*_BINARY, ".md", ".json")


def write_report(knowledge: Knowledge, advice: Advice, language: Language, path: Path) -> None:
    """Write the plan to `path`; its ending (one of ENDINGS) chooses the format.

    Raises AdvisorError for another ending, a missing extra, or a file that cannot be written.
    The same advice gives the same bytes.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        hint = did_you_mean(ending, ENDINGS) if ending else None
        message = said("report.ending", known=ENDINGS)
        raise AdvisorError([Problem(str(path), None, message, hint)])
    write_atomically(path, report_bytes(knowledge, advice, language, ending, str(path)))


def report_bytes(
    knowledge: Knowledge,
    advice: Advice,
    language: Language,
    ending: str,
    shown: str = "",
    note: str = "",
) -> bytes:
    """The plan as the content of a file with this ending, one of ENDINGS, with a note to its reader
    except in JSON; the same advice and note give the same bytes. Raises AdvisorError about the file
    `shown` when an extra is missing.
    """
    if ending == ".json":
        return (json.dumps(advice.as_json(), ensure_ascii=False, indent=2) + "\n").encode()
    report = report_of(knowledge, advice, language, note)
    if ending == ".md":
        from advisor.presentation.markdown import plan_markdown

        return plan_markdown(report.plan, language).encode()
    return _writer(ending, shown or ending)(report)


def _writer(ending: str, shown: str) -> Callable[[Report], bytes]:
    try:
        writer: Callable[[Report], bytes] = import_module(_BINARY[ending]).content
    except ModuleNotFoundError as error:
        message = said("report.extra", module=error.name, extra=EXTRA)
        raise AdvisorError([Problem(shown, None, message)]) from error
    return writer
