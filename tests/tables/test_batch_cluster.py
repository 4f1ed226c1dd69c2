"""A batch judged on a cluster writes the bytes that it writes without one."""

import pytest
from distributed import LocalCluster

from advisor.tables.batch import delimited
from tests.pds import cells, population, run, write_csv


@pytest.fixture
def table(knowledge, tmp_path, monkeypatch):
    """Many slices, with a bad row in some."""
    monkeypatch.setattr(delimited, "SLICE_ROWS", 40)
    lines = list(cells(knowledge, population(knowledge, 700, seed=5)))
    for place in range(50, 700, 100):
        lines[place][2] = "=1+1"
    return write_csv(tmp_path / "pd.csv", lines)


@pytest.fixture(scope="module")
def address():
    """A cluster of two processes on this machine."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_the_same_bytes_by_two_workers(address, table, tmp_path, suffix):
    here, there = tmp_path / f"here.{suffix}", tmp_path / f"there.{suffix}"
    run("batch", table, "-o", here, "--summary", tmp_path / "here.json")
    run("batch", table, "-o", there, "--summary", tmp_path / "there.json", "--cluster", address)
    assert here.read_bytes() == there.read_bytes()
    assert (tmp_path / "here.json").read_bytes() == (tmp_path / "there.json").read_bytes()


def test_a_cluster_that_is_not_there_is_told(table, tmp_path):
    done = run("batch", table, "-o", tmp_path / "o.csv", "--cluster", "tcp://127.0.0.1:9", code=1)
    assert "tcp://127.0.0.1:9" in done.stderr.decode()
    assert "penjadwal" in done.stderr.decode()
    assert not (tmp_path / "o.csv").exists()
