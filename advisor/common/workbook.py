"""Opens a workbook from outside with care: an XLSX that is locked, damaged or vast is refused."""

import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from advisor.common.errors import AdvisorError, refuse

OLD_OR_LOCKED = bytes.fromhex("D0CF11E0")
"""How a file of old Excel begins, and one that is locked by a password."""
MOST_SHARED = 300_000_000
"""How much its texts may unpack to: openpyxl holds all of them in memory."""


def refuse_unfit(file: Path | bytes, name: str, most: int, too_much: str = "batch.unpacks") -> None:
    """Raises AdvisorError when the workbook, which messages call `name`, is locked, damaged or
    unpacks to more than `most` bytes, which is told by `too_much`.
    """
    with _stream(file) as stream:
        if stream.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
            raise refuse(name, "batch.locked")
        with unbroken(name), zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
    shared = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > most or shared > MOST_SHARED:
        raise refuse(name, too_much, most=most)


@contextmanager
def opened(file: Path | bytes, name: str, streamed: bool = True) -> Iterator[Any]:
    """openpyxl's workbook, to be streamed or with all that is known of its cells.

    Raises AdvisorError when it is damaged; also what is read of it later needs `unbroken`.
    """
    from openpyxl import load_workbook

    with _stream(file) as stream:
        with unbroken(name):
            book = load_workbook(stream, read_only=streamed)
        with closing(book):
            yield book


@contextmanager
def unbroken(name: str) -> Iterator[None]:
    """Whatever a damaged workbook raises (KeyError, ParseError, OSError …) as an AdvisorError."""
    try:
        yield
    except (AdvisorError, MemoryError):
        raise
    except Exception as error:
        raise refuse(name, "batch.broken", reason=type(error).__name__) from error


def _stream(file: Path | bytes) -> IO[bytes]:
    return BytesIO(file) if isinstance(file, bytes) else file.open("rb")
