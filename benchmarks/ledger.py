"""The ledger's growth and cost.

Queries are shown as multiples of their time on the smallest ledger: one that an index serves stays
near 1, one that reads everything grows with the size. `verify` reads everything and is shown per
record. An append is shown as a multiple of a bare SQLite insert of as many bytes, synced to disk
alike, in turn with it.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median

from figures import Scale
from part import Part, Target, table
from sampled import profiled

from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find
from advisor.audit.record import canonical, salted
from advisor.audit.record_content import consultation, without_name
from advisor.audit.storage.blobs import put, put_texts
from advisor.audit.verify import verify
from advisor.knowledge.loader import load
from tests.ledgers import Clock, states

KNOWLEDGE = load()
POOL = list(states(KNOWLEDGE, 500))
BATCH = 1000


def fill(path: Path, size: int) -> None:
    """Many records with few syncs; 500 different consultations, in random order."""
    random = Random(1)
    with Ledger.writing(path, Clock()) as ledger:
        with ledger.appending():
            texts = put_texts(ledger.connection, KNOWLEDGE.texts)
            contents = []
            for facts, advice in POOL:
                content = consultation(KNOWLEDGE, facts, advice)
                content["knowledge"]["texts"] = texts
                content["advice"] = put(ledger.connection, canonical(without_name(advice)))
                contents.append(content)
        for start in range(0, size, BATCH):
            with ledger.appending():
                for number in range(start, start + BATCH):
                    pd = salted("pd", f"Dinas {number}")
                    ledger.append(random.choice(contents), [pd] if pd else [])


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def measure(path: Path, size: int) -> dict[str, float]:
    rule = POOL[0][1].fired[0]
    when = f"{Clock().time.year}-03-02"
    with Ledger.reading(path) as ledger:
        return {
            "list": seconds(lambda: list(find(ledger, Filter(), 20))),
            "list --pd": seconds(lambda: list(find(ledger, Filter(pd=f"dinas {size // 2}"), 20))),
            "list --before": seconds(lambda: list(find(ledger, Filter(before=when), 20))),
            "by-rule": seconds(lambda: list(find(ledger, Filter(rules=(rule,)), 20))),
            "verify": seconds(lambda: verify(ledger), 1),
        }


def ledger(scale: Scale) -> Part:
    """An append against a bare insert, and queries against those on the smallest ledger."""
    with tempfile.TemporaryDirectory() as name:
        part = append(Path(name), scale)
        part.body = list(growth(Path(name), scale.ledgers))
    return part


def growth(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    rows, first = [], {}
    for size in sizes:
        path = folder / f"{size}.db"
        fill(path, size)
        found = measure(path, size)
        first = first or found
        verified = f"{found.pop('verify') / size * 1e6:.0f} µs a record"
        cells = [f"{t * 1000:.2f} ms ({t / first[name]:.1f} x)" for name, t in found.items()]
        rows.append((f"{size:,}", f"{path.stat().st_size / 1e6:.0f} MB", *cells, verified))
        path.unlink()
    yield "Queries, with their multiple of the time on the smallest ledger: one that an index"
    yield "serves stays near 1, one that reads everything grows with the size."
    yield ""
    yield from table(("records", "size", *found, "verify"), rows)


def append(folder: Path, scale: Scale) -> Part:
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, content BLOB)")
    ratios, ours, turn, work = [], [], count(), "an append to the ledger"
    with Ledger.writing(folder / "append.db", Clock()) as ledger:

        def record() -> None:
            facts, advice = POOL[next(turn) % len(POOL)]
            ledger.record(KNOWLEDGE, facts, advice)

        for _ in range(scale.states):
            ours.append(seconds(record, 1))
            insert = partial(bare.execute, "INSERT INTO t (content) VALUES (?)", (b"x" * 8000,))
            ratios.append(ours[-1] / seconds(insert, 1))
        profile = profiled(record, scale.seconds)
    each = f"{median(ours) * 1000:.2f} ms"
    target = Target(work, each, median(ratios), "a bare synced insert of as many bytes")
    return Part([target], {work: profile})
