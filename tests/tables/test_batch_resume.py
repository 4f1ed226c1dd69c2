"""A killed run goes on: nothing lost, nothing doubled, the same bytes."""

import json
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from advisor.common.errors import AdvisorError
from advisor.tables.batch.run import Batch
from tests.conftest import ROOT
from tests.pds import cells, population, run, write_csv

SMALL_SLICES = """
import sys
import advisor.tables.batch.delimited as d
import advisor.tables.batch.parquet as p
d.SLICE_ROWS, d.MAX_ROW_BYTES, p.SLICE_ROWS = 1, 4_000, 60
from advisor.cli import main
sys.argv = ["advisor", *sys.argv[1:]]
main()
"""


def lines(knowledge):
    found = list(cells(knowledge, population(knowledge, 1500, seed=5)))
    for place in range(50, 1500, 100):
        found[place][2] = "=1+1"
    return found


def start(*arguments):
    command = [sys.executable, "-c", SMALL_SLICES, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(folder):
    return len(list(folder.glob("*.sealed")))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_an_undisturbed_one(
    knowledge, tmp_path, suffix
):
    source = write_csv(tmp_path / "pd.csv", lines(knowledge))
    whole, killed = tmp_path / f"whole.{suffix}", tmp_path / f"killed.{suffix}"
    undisturbed = start("batch", source, "-o", whole)
    assert undisturbed.wait() == 0
    random, kills, seen = Random(suffix), 0, []
    unfinished = tmp_path / f"killed.{suffix}.unfinished"
    code = None
    while code != 0:
        process = start("batch", source, "-o", killed, "--summary", tmp_path / "s.json")
        before = finished(unfinished)
        if kills < 4:
            while process.poll() is None and finished(unfinished) < before + 3:
                time.sleep(0.01)
            time.sleep(random.random() / 10)
            process.send_signal(signal.SIGKILL)
            code = process.wait()
            kills += code == -signal.SIGKILL
            seen.append(finished(unfinished))
        else:
            code = process.wait()
            assert code == 0, process.stderr.read()
    assert kills >= 3
    assert seen[0] > 0
    assert killed.read_bytes() == whole.read_bytes()
    rejects = [(tmp_path / f"{n}.{suffix}.rejects.csv").read_bytes() for n in ("whole", "killed")]
    assert rejects[0] == rejects[1]
    assert len(rejects[0].splitlines()) == 16
    assert json.loads((tmp_path / "s.json").read_text())["pds"] == 1485
    assert not unfinished.exists()


@pytest.fixture
def stopped(knowledge, tmp_path):
    """A run that stopped after its first slice."""
    source = write_csv(tmp_path / "pd.csv", lines(knowledge))
    batch = Batch(knowledge, source, tmp_path / "out.csv", "en")
    batch.begin()

    def stop(done, size):
        if done > batch.table.start.offset:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run(stop)
    return source


def test_a_stopped_run_leaves_no_output_and_goes_on(knowledge, tmp_path, stopped):
    assert not (tmp_path / "out.csv").exists()
    done = run("batch", stopped, "-o", tmp_path / "out.csv", "--lang", "en")
    assert b"Going on" in done.stderr
    run("batch", stopped, "-o", tmp_path / "other.csv", "--lang", "en")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_a_changed_input_is_not_mixed_with_what_was_done(knowledge, tmp_path, stopped):
    stopped.write_text(stopped.read_text("utf-8").replace("PD 7", "PD X"), "utf-8")
    done = run("batch", stopped, "-o", tmp_path / "out.csv", "--lang", "en", code=1)
    assert "the input changed" in done.stderr.decode()
    assert done.stderr.decode().startswith(str(tmp_path / "out.csv:"))
    assert not (tmp_path / "out.csv").exists()
    run("batch", stopped, "-o", tmp_path / "out.csv", "--lang", "en", "--restart")
    assert "PD X" in (tmp_path / "out.csv").read_text("utf-8")


def test_other_options_or_knowledge_are_not_mixed_either(knowledge, tmp_path, stopped):
    from dataclasses import replace

    done = run("batch", stopped, "-o", tmp_path / "out.csv", code=1)
    assert b"--restart" in done.stderr
    other = Batch(replace(knowledge, digest="sha256:0"), stopped, tmp_path / "out.csv", "en")
    with pytest.raises(AdvisorError) as error:
        other.begin()
    assert "batch.changed-knowledge" in str(error.value.problems[0].message)
    run("batch", stopped, "-o", tmp_path / "out.csv", "--restart")
    assert other.target.exists(), "a run that was refused holds no lock, though it is still known"


def test_two_runs_on_one_output_do_not_mix(knowledge, tmp_path):
    source = write_csv(tmp_path / "pd.csv", lines(knowledge))
    first = Batch(knowledge, source, tmp_path / "out.csv", "en")
    first.begin()
    for arguments in ((), ("--restart",)):
        done = run("batch", source, "-o", tmp_path / "out.csv", "--lang", "en", *arguments, code=1)
        assert "at work on this output" in done.stderr.decode()
    assert first.run().good == 1485
    first.close()
    run("batch", source, "-o", tmp_path / "out.csv", "--lang", "en")


def test_a_run_killed_while_it_puts_the_output_together_leaves_nothing_behind(tmp_path, knowledge):
    source = write_csv(tmp_path / "pd.csv", lines(knowledge))
    code = """
import os, signal, sys
import advisor.tables.batch.writers as w
w._append = lambda part, stream: os.kill(os.getpid(), signal.SIGKILL)
from advisor.cli import main
main()
"""
    command = [sys.executable, "-c", code, "batch", str(source), "-o", str(tmp_path / "out.csv")]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    run("batch", source, "-o", tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.csv", "out.csv.rejects.csv", "pd.csv",
    ]  # fmt: skip
