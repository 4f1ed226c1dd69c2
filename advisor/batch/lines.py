"""JSON Lines: a PD a line, either flat or in the form of a facts file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from advisor.batch.header import SPELT, key_of
from advisor.batch.slices import FIRST_LINE, MAX_ROW_BYTES, ROW, SLICE_ROWS, Position, Reject, Slice
from advisor.facts import UNKNOWN
from advisor.language import Said, said
from advisor.vocabulary import Vocabulary, written

Line = dict[str, str]


@dataclass(frozen=True)
class JsonLines:
    """A file of JSON objects, one a line; the rows are numbered by their lines, from 1."""

    path: Path
    columns: tuple[str, ...]
    size: int
    start: Position = FIRST_LINE
    unread: None = None

    @classmethod
    def open(cls, path: Path, vocabulary: Vocabulary, keep: tuple[str, ...]) -> "JsonLines":
        """There is no header: any term, `name`, `region` and what is to be kept may come."""
        columns = ("name", "region", *keep, *vocabulary.asked)
        return cls(path, columns, path.stat().st_size)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many lines at a time."""
        offset, row = start.offset, start.row
        with self.path.open("rb") as stream:
            stream.seek(offset)
            while True:
                rows: list[tuple[int, Line]] = []
                rejects: list[Reject] = []
                used = self._some(stream, row, rows, rejects)
                if not used:
                    return
                row = max([row, *(n + 1 for n, _ in rows[-1:]), *(r.row + 1 for r in rejects[-1:])])
                offset += used
                yield Slice(self._frame(rows), rejects, Position(offset, row))

    def _some(
        self, stream: IO[bytes], row: int, rows: list[tuple[int, Line]], bad: list[Reject]
    ) -> int:
        """Read up to SLICE_ROWS lines; how many bytes they took."""
        used = 0
        for number in range(row, row + SLICE_ROWS):
            line, taken = _line(stream)
            if not taken:
                break
            used += taken
            if not line:
                continue
            read = self._read(line)
            if isinstance(read, dict):
                rows.append((number, read))
            else:
                column, reason = read
                bad.append(
                    Reject(number, column, line[:200].decode(errors="backslashreplace"), reason)
                )
        return used

    def _read(self, line: bytes) -> Line | tuple[str, Said]:
        if len(line) > MAX_ROW_BYTES:
            return "", said("batch.row-too-long", most=MAX_ROW_BYTES)
        try:
            data = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_unique)
        except UnicodeDecodeError as error:
            byte = f"0x{line[error.start]:02X}"
            return "", said("batch.not-utf8", byte=byte, at=error.start + 1)
        except _TwiceError as error:
            return str(error), said("batch.twice-key", name=str(error))
        except (ValueError, RecursionError):
            return "", said("batch.not-json")
        if not isinstance(data, dict):
            return "", said("batch.not-json")
        return self._cells(data)

    def _cells(self, data: dict[str, Any]) -> Line | tuple[str, Said]:
        flat = _flat(data)
        if isinstance(flat, str):
            return flat, said("batch.not-one-value")
        cells: Line = {}
        for key, value in flat.items():
            column = key if key in self.columns else SPELT.get(key_of(key), key).removeprefix("@")
            text = cell(value)
            if column not in self.columns:
                return key, said("batch.key", name=key[:60])
            if column in cells:
                return key, said("batch.twice-key", name=column)
            if text is None:
                return key, said("batch.not-one-value")
            cells[column] = text
        return cells

    def _frame(self, rows: list[tuple[int, Line]]) -> pl.DataFrame:
        columns = {name: [cells.get(name, "") for _, cells in rows] for name in self.columns}
        frame = pl.DataFrame(columns, schema=dict.fromkeys(self.columns, pl.String))
        return frame.insert_column(0, pl.Series(ROW, [n for n, _ in rows], dtype=pl.Int64))


def cell(value: object) -> str | None:
    """A value as a cell's text; None if it is not one value."""
    match value:
        case None:
            return UNKNOWN[0]
        case bool():
            return written(value)
        case float() if value.is_integer():
            return str(int(value))
        case str() | int() | float():
            return str(value)
        case _:
            return None


def _flat(data: dict[str, Any]) -> dict[str, Any] | str:
    """A facts file's form made flat; or the key at which that is not possible."""
    if "answers" not in data:
        return data
    head, answers = data.get("pd", {}), data["answers"]
    if not isinstance(answers, dict):
        return "answers"
    rest = {key: value for key, value in data.items() if key not in ("pd", "answers")}
    named = head if isinstance(head, dict) else {"name": head}
    return {**rest, **named, **answers}


def _line(stream: IO[bytes]) -> tuple[bytes, int]:
    """The next line, cut when it is endless, and how many bytes it took."""
    line = stream.readline(MAX_ROW_BYTES + 2)
    taken = len(line)
    part = line
    while part and not part.endswith(b"\n"):
        part = stream.readline(1_000_000)
        taken += len(part)
    return line.rstrip(b"\r\n") if line.strip() else line.strip(b"\r\n"), taken


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found
