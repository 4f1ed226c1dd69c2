"""Columns against the evaluator, row by row: `python benchmarks/agreement.py --rows 1000000`.

Random PDs, unknown answers among them; both cores. Exits 1 when a single row differs.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.inference.columns import Columns
from advisor.knowledge.loader import load
from tests.populations import differences, population

SLICE = 5_000


def compared(seed: int) -> tuple[int, int, Counter[str], list[str]]:
    """Rows, distinct plans, statuses and differences of one slice."""
    columns = Columns(load())
    table = population(columns, SLICE, seed)
    planned = columns.plans(table)
    wrong = [f"{names}: {answers}" for answers, names in differences(columns, table)]
    statuses = Counter(planned["status"].to_list())
    return table.height, planned["plan"].list.len().sum(), statuses, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    start, rows, steps, wrong = time.perf_counter(), 0, 0, []
    statuses: Counter[str] = Counter()
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        for height, advised, seen, differing in pool.map(compared, range(given.rows // SLICE)):
            rows, steps, wrong = rows + height, steps + advised, wrong + differing
            statuses += seen
    for line in wrong[:5]:
        print(line)
    print(f"{rows} rows, {steps} advised steps, {len(wrong)} rows differ", dict(statuses))
    print(f"{time.perf_counter() - start:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
