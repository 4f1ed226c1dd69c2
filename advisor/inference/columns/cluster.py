"""The same compiled expressions on many machines, through Dask. Needs the extra `cluster`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.inference.columns.compiled import Columns
from advisor.inference.columns.extras import missing
from advisor.inference.columns.parts import ROWS, make_folder, parts_of, write_part

try:
    from distributed import Client, LocalCluster, as_completed
except ModuleNotFoundError as error:
    raise missing("distributed", "batch,cluster") from error


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
