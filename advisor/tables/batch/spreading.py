"""The slices of a batch judged on a Dask cluster; reading and writing stay here, in order."""

from collections.abc import Iterator

import polars as pl
from distributed import Client

from advisor.inference.columns.cluster import in_order
from advisor.tables.batch.results import Results
from advisor.tables.batch.run import Judging


def spread(client: Client) -> Judging:
    """Judging by this cluster, to the same results."""

    def judging(results: Results, slices: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        return in_order(client, Results.judged, results, slices)

    return judging
