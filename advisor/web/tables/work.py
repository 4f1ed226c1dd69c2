"""What is done with an upload, in a process of its own: examined, judged, recorded.

Its memory goes back to the system when it ends, and is bounded, so that no file takes a worker's.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from logging.config import dictConfig
from pathlib import Path
from typing import Any

from filelock import Timeout

from advisor.advice.facts import Facts, facts_from
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import LANGUAGES, Language, said
from advisor.web.installation import Site
from advisor.web.logs import CONFIG
from advisor.web.security.naming import request_name
from advisor.web.settings import Settings
from advisor.web.tables.uploads import Upload, Uploads

LOG = logging.getLogger("advisor.web")
MOST_ROWS = 5_000
MOST_MEMORY = 450_000_000
"""Bytes of data that the process may have; the largest table that is accepted takes half of it."""
FULL = 77
"""How the process ends when that was not enough."""
TOLD_EVERY = 0.5
"""Seconds between two reports of progress."""
Watch = Callable[[int, int], None]


def work(settings: Settings, folder: Path, token: str, owner: str) -> None:
    """Do what is left to be done with an upload; nothing when another process is at it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this.
    dictConfig(CONFIG)
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    _bound_memory()
    upload = Uploads(folder).find(token, owner)
    if upload is None:
        return
    try:
        with upload.lock.acquire(blocking=False):
            _go_on(Site.of(settings), upload)
    except Timeout:
        return
    except MemoryError:
        os._exit(FULL)  # At once: all that took the memory is still there.
    except Exception as error:
        LOG.error("table", exc_info=error)
        sys.exit(1)


def _go_on(site: Site, upload: Upload) -> None:
    if upload.stage == "checking":
        _examine(site, upload)
    if upload.stage == "judging":
        _judge(site, upload)
    if upload.stage == "recording":
        _record(site, upload)


def _examine(site: Site, upload: Upload) -> None:
    from advisor.tables.batch.examination import Examination, examine
    from advisor.tables.batch.table import Table
    from advisor.web.tables import told
    from advisor.web.tables.unwelcome import refuse_unwelcome

    try:
        if upload.form == ".xlsx":
            refuse_unwelcome(upload.table)
        hint = "tables.heading-hint"
        table = Table.open(site.knowledge, upload.table, help_with=hint)
        found = examine(site.knowledge, table, _telling(upload, "checking"))
        if (rows := found.good + found.refused + found.left) > MOST_ROWS:
            message = said("tables.too-many-rows", rows=rows, most=MOST_ROWS)
            raise AdvisorError([Problem(upload.name, None, message)])
    except AdvisorError as error:
        found = Examination((), 0, 0, 0, (), (), error.problems)
    content = _in_words(partial(told.examination, found, site.knowledge.vocabulary))
    counts = {"good": found.good, "refused": found.refused, "left": found.left}
    upload.write("examination", {"fit": found.fit, "rows": counts, **content})


def _judge(site: Site, upload: Upload) -> None:
    from advisor.tables.batch.run import Batch
    from advisor.tables.batch.summary import Summary
    from advisor.web.tables import told

    batch = Batch(site.knowledge, upload.table, upload.results, upload.part("choices")["language"])
    try:
        batch.begin()
    except AdvisorError:  # Program or knowledge changed since it was stopped.
        batch.begin(restart=True)
    totals = batch.run(_telling(upload, "judging"))
    counts = Summary(site.knowledge, totals.tally, totals.rejected)
    rows = {"good": totals.good, "refused": totals.rejected, "left": totals.left}
    upload.write("summary", {"rows": rows, **_in_words(partial(told.summary, counts))})
    batch.close()


def _record(site: Site, upload: Upload) -> None:
    """One record a PD. It names upload and row, so that none is made twice (decision 0101)."""
    who, size = upload.part("choices")["who"], upload.part("summary")["rows"]["good"]
    watch, numbers = _telling(upload, "recording"), []
    with site.ledger() as ledger:
        for row, facts in _pds(site, upload):
            name = request_name(site.settings.secret, "table", upload.token, str(row))
            made = ledger.answering(name)
            if made is None:
                made = ledger.record(site.knowledge, facts, site.advise(facts), who, name)
            numbers.append(made.number)
            watch(len(numbers), size)
    upload.write("recorded", {"count": len(numbers), "first": numbers[0], "last": numbers[-1]})


def _pds(site: Site, upload: Upload) -> Iterator[tuple[int, Facts]]:
    """The PDs that were judged, by their rows."""
    from advisor.inference.columns import Columns
    from advisor.tables.batch.header import NAME
    from advisor.tables.batch.slices import ROW
    from advisor.tables.batch.table import Table

    table = Table.open(site.knowledge, upload.table)
    asked = [term for term in site.knowledge.vocabulary.asked if term in table.terms]
    for piece in table.pieces(Columns(site.knowledge).schema()):
        for row in piece.checked.rows.iter_rows(named=True):
            answers = {term: row[term] for term in asked if row[term] is not None}
            yield row[ROW], facts_from(answers, row.get(NAME) or None)


def _in_words(tell: Callable[[Language], dict[str, Any]]) -> dict[str, Any]:
    return {language: tell(language) for language in LANGUAGES}


def _telling(upload: Upload, stage: str) -> Watch:
    """Leaves word of how far a stage is, now and then."""
    last = 0.0

    def tell(done: int, size: int) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_EVERY:
            last = time.monotonic()
            upload.write("progress", {"stage": stage, "done": done, "size": size})

    return tell


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
