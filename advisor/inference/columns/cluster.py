"""The same compiled expressions on many machines, through Dask. Needs the extra `cluster`."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.inference.columns.compiled import Columns
from advisor.inference.columns.extras import missing
from advisor.inference.columns.parts import ROWS, make_folder, parts_of, write_part

try:
    from distributed import Client, LocalCluster, as_completed
except ModuleNotFoundError as error:
    raise missing("distributed", "batch,cluster") from error

WAIT = 10
"""Seconds to wait for a cluster to answer."""
AHEAD = 2


def write_parts(
    client: Client, columns: Columns, source: Path, folder: Path, rows: int = ROWS
) -> Iterator[Path]:
    """Plan a Parquet file on a cluster, yielding each part's file as it is finished.

    The compiled expressions travel to each worker once; every worker must see `source` and
    `folder` at the same path. The files are those that `parts.write_parts` writes, byte for byte.
    A part whose worker dies is done again by another. Raises AdvisorError as `make_folder` does.
    """
    parts = parts_of(source, rows)
    make_folder(folder, parts)
    compiled = client.scatter(columns, broadcast=True)
    done = [client.submit(write_part, compiled, source, folder, part, pure=False) for part in parts]
    for future in as_completed(done):
        yield future.result()
        future.release()


@contextmanager
def local_cluster(workers: int) -> Iterator[Client]:
    """A cluster of processes on this machine, reachable from this machine only."""
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A cluster that runs elsewhere. Raises AdvisorError when it can't be reached."""
    try:
        client = Client(address, timeout=WAIT)
    except (OSError, ValueError, TypeError) as error:
        hint = said("columns.cluster-address")
        problem = Problem(address, None, said("columns.no-cluster"), hint)
        raise AdvisorError([problem]) from error
    with client:
        yield client


def in_order(
    client: Client, work: Callable[[Any, Any], Any], shared: Any, items: Iterable[Any]
) -> Iterator[Any]:
    """`work(shared, item)` of each item, done by the cluster and given back in order.

    `shared` travels to each worker once; at most `AHEAD` items for each thread are under way.
    """
    everywhere = client.scatter(shared, broadcast=True)
    most = AHEAD * max(sum(client.nthreads().values()), 1)
    waiting: deque[Any] = deque()
    for item in items:
        waiting.append(client.submit(work, everywhere, item, pure=False))
        if len(waiting) == most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
