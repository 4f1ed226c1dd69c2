"""The ledger's growth and cost: `python benchmarks/ledger.py [SIZE …]` (1000 10000 100000).

Queries are shown as multiples of their time on the smallest ledger: one that an index serves stays
near 1, one that reads everything grows with the size. `verify` reads everything and is shown per
record. An append is shown as a multiple of a bare SQLite insert of as many bytes, synced to disk
alike, in turn with it.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor.audit.ledger import Ledger  # noqa: E402
from advisor.audit.query import Filter, find  # noqa: E402
from advisor.audit.record import canonical, salted  # noqa: E402
from advisor.audit.record_content import consultation, without_name  # noqa: E402
from advisor.audit.storage.blobs import put, put_texts  # noqa: E402
from advisor.audit.verify import verify  # noqa: E402
from advisor.knowledge.loader import load  # noqa: E402
from tests.ledgers import Clock, states  # noqa: E402

KNOWLEDGE = load()
POOL = list(states(KNOWLEDGE, 500))
BATCH = 1000
ROUNDS = 200


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


def growth(folder: Path, sizes: list[int]) -> None:
    first: dict[str, float] = {}
    for size in sizes:
        path = folder / f"{size}.db"
        fill(path, size)
        found = measure(path, size)
        first = first or found
        print(f"\n{size} records, {path.stat().st_size / 1e6:.0f} MB")
        for name, time_taken in found.items():
            per = f"{time_taken / size * 1e6:8.1f} us a record" if name == "verify" else ""
            ratio = time_taken / first[name]
            print(f"  {name:14}{time_taken * 1000:10.1f} ms {ratio:8.1f} x the smallest {per}")
        path.unlink()


def append(folder: Path) -> None:
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, content BLOB)")
    ratios = []
    with Ledger.writing(folder / "append.db", Clock()) as ledger:
        for number in range(ROUNDS):
            facts, advice = POOL[number % len(POOL)]
            ours = seconds(lambda f=facts, a=advice: ledger.record(KNOWLEDGE, f, a), 1)
            content = (b"x" * 8000,)
            peer = seconds(
                lambda c=content: bare.execute("INSERT INTO t (content) VALUES (?)", c), 1
            )
            ratios.append(ours / peer)
    print(f"append: {median(ratios):.1f} x a bare synced insert")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        append(Path(name))
        growth(Path(name), [int(a) for a in sys.argv[1:]] or [1000, 10_000, 100_000])
