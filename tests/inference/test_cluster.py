"""A table worked through by many processes comes out as on one machine, byte for byte."""

import os
import signal
import sys

import polars as pl
import pytest

from advisor.common.errors import AdvisorError
from advisor.inference.columns import Columns
from advisor.inference.columns import parts as local
from advisor.inference.columns.cluster import local_cluster, write_parts
from tests.populations import population

ROWS = 700


@pytest.fixture
def source(knowledge, tmp_path):
    path = tmp_path / "in.parquet"
    population(Columns(knowledge), 3000, seed=6).with_row_index("pd").write_parquet(path)
    return path


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_a_cluster_of_processes_writes_the_same_bytes(knowledge, source, tmp_path):
    alone, many = tmp_path / "alone", tmp_path / "many"
    written = list(local.write_parts(Columns(knowledge), source, alone, ROWS))
    with local_cluster(2) as client:
        workers = client.scheduler_info()["workers"]
        assert len(workers) == 2
        assert all(address.startswith("tcp://127.0.0.1:") for address in workers)
        assert client.scheduler.address.startswith("tcp://127.0.0.1:")
        found = list(write_parts(client, Columns(knowledge), source, many, ROWS))
    assert sorted(path.name for path in found) == [path.name for path in written]
    assert len(content(alone)) == 5
    assert content(alone) == content(many)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills a process the POSIX way")
def test_a_part_whose_worker_is_killed_is_done_by_another(knowledge, source, tmp_path):
    alone, many = tmp_path / "alone", tmp_path / "many"
    list(local.write_parts(Columns(knowledge), source, alone, 100))
    with local_cluster(2) as client:
        victim = next(iter(client.run(os.getpid).values()))
        running = write_parts(client, Columns(knowledge), source, many, 100)
        next(running)
        os.kill(victim, signal.SIGKILL)
        list(running)
    assert content(alone) == content(many)


def test_parts_together_are_the_whole(knowledge, source, tmp_path):
    columns = Columns(knowledge)
    list(local.write_parts(columns, source, tmp_path / "parts", ROWS))
    together = pl.read_parquet(tmp_path / "parts")
    assert together.equals(columns.plans(pl.read_parquet(source)))


def test_a_table_without_rows_still_gives_a_table(knowledge, tmp_path):
    columns = Columns(knowledge)
    population(columns, 0, seed=1).write_parquet(tmp_path / "in.parquet")
    (path,) = local.write_parts(columns, tmp_path / "in.parquet", tmp_path / "parts", ROWS)
    assert (
        pl.read_parquet(path).schema
        == columns.plans(pl.read_parquet(tmp_path / "in.parquet")).schema
    )


def test_a_folder_with_parts_of_another_table_is_refused(knowledge, source, tmp_path):
    """Read as a whole, its rows would pass for rows of this table."""
    columns, folder = Columns(knowledge), tmp_path / "parts"
    list(local.write_parts(columns, source, folder, ROWS))
    before = content(folder)
    population(columns, 2, seed=1).write_parquet(tmp_path / "small.parquet")
    with pytest.raises(AdvisorError) as error:
        list(local.write_parts(columns, tmp_path / "small.parquet", folder, ROWS))
    assert error.value.problems[0].message.key == "columns.used-folder"
    assert content(folder) == before
    list(local.write_parts(columns, source, folder, ROWS))
    assert content(folder) == before


def test_a_source_may_be_called_anything(knowledge, source, tmp_path):
    """Square brackets are no pattern of names here."""
    odd = tmp_path / "l[1]*.parquet"
    odd.write_bytes(source.read_bytes())
    list(local.write_parts(Columns(knowledge), odd, tmp_path / "odd", ROWS))
    list(local.write_parts(Columns(knowledge), source, tmp_path / "plain", ROWS))
    assert content(tmp_path / "odd") == content(tmp_path / "plain")
