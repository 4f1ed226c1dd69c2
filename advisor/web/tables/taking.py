"""What may be uploaded: looked at before anything of it is kept or read."""

from pathlib import PurePath
from typing import IO, NamedTuple

from starlette.datastructures import FormData, UploadFile

from advisor.advice.facts import one_line
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said, shortened

MOST_BYTES = 5_000_000
MOST_SENT = MOST_BYTES + 65_536
"""Bytes of the whole form."""
FIELD = "table"
LONGEST_NAME = 100
WORKBOOK = b"PK\3\4"
GENERAL = ("application/octet-stream", "application/vnd.ms-excel", "")
"""What browsers say of a table that their system has no word for, or gives to Excel."""
MEDIA = {
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    ".csv": ("text/csv", "text/plain", "application/csv", "text/comma-separated-values"),
}


class Given(NamedTuple):
    """A table to be kept: what it is called, its form (a key of MEDIA), and its bytes."""

    name: str
    form: str
    content: IO[bytes]


def given(form: FormData) -> Given:
    """The table that a form brought. Raises AdvisorError."""
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.filename:
        raise _refused(said("tables.none-chosen"))
    name = shortened(one_line(PurePath(file.filename.replace("\\", "/")).name), LONGEST_NAME)
    suffix = PurePath(file.filename).suffix.lower()
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    if suffix not in MEDIA:
        raise _refused(said("batch.suffix", suffix=shortened(suffix) or "-", known=tuple(MEDIA)))
    if kind not in (*MEDIA[suffix], *GENERAL):
        raise _refused(said("tables.media", media=shortened(kind)))
    if not file.size:
        raise _refused(said("reader.empty"))
    if file.size > MOST_BYTES:
        raise _refused(said("tables.too-large", most=MOST_BYTES // 1_000_000))
    if wrong := _misnamed(suffix, file.file.read(len(WORKBOOK))):
        raise _refused(wrong)
    file.file.seek(0)
    return Given(name, suffix, file.file)


def _misnamed(suffix: str, head: bytes) -> Said | None:
    """What is wrong with a file that does not begin as its name says."""
    if suffix == ".csv":
        return said("batch.is-workbook") if head == WORKBOOK else None
    if head == bytes.fromhex("D0CF11E0"):
        return said("batch.locked")
    return None if head == WORKBOOK else said("batch.is-text")


def _refused(message: Said) -> AdvisorError:
    return AdvisorError([Problem(FIELD, None, message)])
