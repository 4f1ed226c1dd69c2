"""How the letters of a text file are written: UTF-8, or what spreadsheets write instead."""

import codecs
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

from advisor.common.language import Said, said

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLOCK = 1_000_000
_NO_LETTER = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""The bytes that are nothing in Windows-1252."""


class Utf8:
    """A text file as UTF-8: the file itself, or a copy that lasts as long as this object."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note: Said | None = None
        with path.open("rb") as stream:
            mark = stream.read(2)
        if mark in UTF_16_MARKS:
            self._copy("utf-16")
        elif _is_windows_1252(path):
            self.note = said("batch.windows-1252")
            self._copy("cp1252")

    def _copy(self, encoding: str) -> None:
        folder = tempfile.mkdtemp(prefix="advisor-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        source, self.path = self.path, Path(folder, "table")
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        with source.open("rb") as old, self.path.open("wb") as new:
            while block := old.read(_BLOCK):
                new.write(decoder.decode(block).encode())
            new.write(decoder.decode(b"", final=True).encode())


def _is_windows_1252(path: Path) -> bool:
    """Whether no line with other letters than ASCII is UTF-8, and all could be Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return not any(_is_utf8(line) or _no_letters(line) for line in _lines(path))
    return False


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _lines(path: Path) -> Iterator[bytes]:
    """The lines with other bytes than ASCII, endless ones in pieces."""
    with path.open("rb") as stream:
        while line := stream.readline(_BLOCK):
            if not line.isascii():
                yield line


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _no_letters(line: bytes) -> bool:
    return any(byte in line for byte in _NO_LETTER)
