"""A batch: slice by slice from a table to results, rejects and counts; goes on after a kill."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import polars as pl

from advisor.common.errors import refuse
from advisor.common.files import content_digest, fill_atomically
from advisor.common.language import Language, Said
from advisor.common.messages import put
from advisor.common.version import __version__
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.checking import Checked
from advisor.tables.batch.header import SHEET
from advisor.tables.batch.headings import headings
from advisor.tables.batch.journal import Journal, Seal
from advisor.tables.batch.repeated import named_bytes, repeated
from advisor.tables.batch.results import Results
from advisor.tables.batch.safe import EXCEL, PLAIN, csv_bytes, spreadsheet_form
from advisor.tables.batch.slices import Position, Reject
from advisor.tables.batch.table import AS_IT_IS, Asked, Piece, Table
from advisor.tables.batch.tally import read_tallies, tally, tally_bytes
from advisor.tables.batch.writers import writer_for

VALUE_LIMIT = 200
Judging = Callable[[Results, Iterator[pl.DataFrame]], Iterator[pl.DataFrame]]
"""Judges the rows of each slice, in order."""
Watch = Callable[[int, int], None]
"""Told how far the run is: the offset reached and the offset at the end."""


def here(results: Results, slices: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Judge in this process."""
    return map(results.judged, slices)


@dataclass(frozen=True)
class Totals:
    """What a run came to; `tally` as its module describes.

    Rows that are `left` are no PDs; `notes` tell of PDs named in several rows.
    """

    good: int
    rejected: int
    rejects: Path
    tally: pl.DataFrame
    left: int = 0
    notes: tuple[Said, ...] = ()

    def as_json(self, target: Path) -> dict[str, object]:
        """What was written, and how many rows were judged, refused and left out."""
        rows = {"good": self.good, "refused": self.rejected, "left": self.left}
        rejects = str(self.rejects) if self.rejected or self.left else None
        return {"schema": "batch/1", "output": str(target), "rows": rows, "rejects": rejects}


class Batch:
    """One batch run, bound to its input, its knowledge and its options."""

    def __init__(
        self,
        knowledge: Knowledge,
        source: Path,
        target: Path,
        language: Language = "id",
        keep: tuple[str, ...] = (),
        asked: Asked = AS_IT_IS,
        excel: bool = False,
    ) -> None:
        """Open the input and check its header. Raises AdvisorError with every problem.

        `keep` names columns to carry along besides those of `asked`. With `excel` every CSV is one
        that an Indonesian Excel opens as columns.
        """
        asked = replace(asked, keep=(*asked.keep, *keep))
        self.knowledge = knowledge
        self.table = Table.open(knowledge, source, asked).sound()
        self.target = target
        self.language = language
        self.results = Results(knowledge, self.table.about)
        self.writer = writer_for(target, self.results, language, EXCEL if excel else PLAIN)
        self._rejects_form = EXCEL if excel else spreadsheet_form(language)
        for written in (target, self.rejects):
            _refuse_target(source, written)
        form = {"language": language, "suffix": target.suffix.lower(), "excel": excel}
        options = {**asked.as_json(), **form}
        binding = {"knowledge": knowledge.digest, "options": options, "program": __version__}
        self.journal = Journal(target, {"input": content_digest(source), **binding})

    def begin(self, restart: bool = False) -> int:
        """Take up what a stopped run left; how many rows that were. Raises AdvisorError."""
        self.journal.begin(restart)
        return sum(seal.good + seal.rejected + seal.left for seal in self.journal.seals)

    def run(self, watch: Watch = lambda done, size: None, judging: Judging = here) -> Totals:
        """Judge what is left, and put the files in place; what was done is kept until `close`.

        Raises AdvisorError when no row could be read; then only the rejects are written.
        """
        try:
            return self._run(watch, judging)
        except BaseException:
            self.journal.release()
            raise

    def close(self) -> None:
        """Forget the run: everything that was wanted of it has been written."""
        self.journal.finish()

    @property
    def notes(self) -> tuple[Said, ...]:
        """How the table was read, where its owner should know."""
        return self.table.notes

    @property
    def rejects(self) -> Path:
        """Where the refused rows are told."""
        return self.target.with_name(f"{self.target.name}.rejects.csv")

    @property
    def _has_sheets(self) -> bool:
        return SHEET in self.table.about

    def _run(self, watch: Watch, judging: Judging) -> Totals:
        table = self.table
        start = self.journal.seals[-1].after if self.journal.seals else table.start
        watch(table.done(start), table.size)
        # Not `tee`: it lets go of what was read only some fifty slices later.
        read: deque[Piece] = deque()

        def rows() -> Iterator[pl.DataFrame]:
            for piece in table.pieces(self.results.columns.schema(), start):
                read.append(piece)
                yield piece.checked.rows

        for found in judging(self.results, rows()):
            piece = read.popleft()
            self._keep(piece.checked, found, piece.after)
            watch(table.done(piece.after), table.size)
        return self._finish()

    def _keep(self, checked: Checked, judged: pl.DataFrame, after: Position) -> None:
        contents = {
            "result": self.writer.part(judged),
            "rejects": self._csv(self._told(reject) for reject in checked.rejects),
            "tally": tally_bytes(tally(self.knowledge, judged)),
            "named": named_bytes(checked.rows),
        }
        self.journal.add(contents, Seal(after, checked.rows.height, checked.refused, checked.left))

    def _told(self, reject: Reject) -> tuple[object, ...]:
        reason = put(reject.reason, self.language)
        told = reject.row, reject.column, reject.value[:VALUE_LIMIT], reason
        return (reject.sheet, *told) if self._has_sheets else told

    def _csv(self, rows: Iterable[Iterable[object]]) -> bytes:
        return csv_bytes(rows, self._rejects_form)

    def _finish(self) -> Totals:
        good = sum(seal.good for seal in self.journal.seals)
        rejected = sum(seal.rejected for seal in self.journal.seals)
        left = sum(seal.left for seal in self.journal.seals)
        if rejected or left:
            fill_atomically(self.rejects, self._assemble_rejects, self.journal.folder)
        if not good:
            self.journal.finish()
            key = "batch.in-vain" if rejected else "batch.no-pds"
            raise refuse(self.table.path, key, rejected=rejected, rejects=self.rejects)
        if not (rejected or left):
            self.rejects.unlink(missing_ok=True)
        fill_atomically(self.target, self._assemble_results, self.journal.folder)
        tallies = read_tallies(self.journal.parts("tally"))
        told = repeated(self.journal.parts("named"))
        return Totals(good, rejected, self.rejects, tallies, left, told)

    def _assemble_results(self, stream: IO[bytes]) -> None:
        self.writer.assemble(self.journal.parts("result"), stream, self.target)

    def _assemble_rejects(self, stream: IO[bytes]) -> None:
        names = [*(["sheet"] if self._has_sheets else []), "row", "column", "value", "reason"]
        stream.write(self._rejects_form.mark + self._csv([headings(names, self.language)]))
        for part in self.journal.parts("rejects"):
            stream.write(part.read_bytes())


def _refuse_target(source: Path, target: Path) -> None:
    if target.is_dir():
        raise refuse(target, "reader.directory")
    if target.exists() and os.path.samefile(source, target):
        raise refuse(source, "batch.same-file", written=target)
