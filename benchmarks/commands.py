"""Whole commands, each a process of its own: start-up, tables from file to file, tests, replay."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import polars as pl
from figures import Scale
from measure import ROOT, child
from part import Part, Target, at_least, at_most

from advisor.inference.columns import Columns
from advisor.knowledge.loader import load
from tests.ledgers import filled
from tests.populations import population

EXAMPLE = "examples/dinas-kependudukan-kota.yaml"
BARE = ("-c", "import click, yaml")
RECORDS = 1854
MOST_MEMORY = 400


class Cost(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


def cost(*arguments: object) -> Cost:
    """One run of Python with these arguments; what it prints is dropped."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return Cost(wall, used - before.children_user - before.children_system)


def where(*command: object) -> str:
    """Where the time of an `advisor` command goes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "profile"
        cost(ROOT / "benchmarks" / "sampled.py", file, *command)
        return file.read_text("utf-8")


def start_up(scale: Scale) -> Part:
    """Commands against a bare start of Python with the libraries that every command needs."""
    part, advise = Part(), ("-m", "advisor", "advise", EXAMPLE)
    cost(*advise), cost(*BARE)
    pairs = [(cost(*advise), cost(*BARE)) for _ in range(2 * scale.rounds)]
    bare = median(ours.cpu / peer.cpu for ours, peer in pairs)
    cpu = median(ours.cpu for ours, _ in pairs)
    work = "`advise`, whole process, CPU"
    part.targets += [at_most(work, cpu, 0.3, "s"), Target(work, "", bare, "click and yaml alone")]
    part.profiles[work] = where("advise", EXAMPLE)
    helped = [(cost("-m", "advisor", "--help"), cost(*BARE)) for _ in range(scale.rounds)]
    ratio = median(ours.wall / peer.wall for ours, peer in helped)
    part.targets.append(Target("`advisor --help`", "", ratio, "click and yaml alone", most=3))
    check = ("-m", "advisor", "check")
    deep = [(cost(*check, "--deep"), cost(*check)) for _ in range(scale.rounds)]
    part.targets.append(at_most("`check --deep`", median(ours.wall for ours, _ in deep), 2.0, "s"))
    return part


def rules_test(scale: Scale) -> Part:
    work, command = "`rules test`", ("rules", "test")
    seconds = median(cost("-m", "advisor", *command).wall for _ in range(1 + scale.rounds // 3))
    return Part([at_most(work, seconds, 6, "s")], {work: where(*command)})


def replay(scale: Scale) -> Part:
    work = f"`audit replay --all`, {scale.records:,} records"
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "ledger.db", load(), scale.records)
        command = ("audit", "replay", "--all", "--ledger", str(path))
        seconds = cost("-m", "advisor", *command).wall
        limit = 5 * scale.records / RECORDS
        return Part([at_most(work, seconds, limit, "s")], {work: where(*command)})


def tables(scale: Scale) -> Part:
    """A table of PDs whose answers can be true, from file to file."""
    part = Part()
    rows = scale.batch
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = written_out(rows)
        made.write_csv(folder / "pds.csv")
        made.head(rows // 20).write_excel(folder / "pds.xlsx")
        json_lines(made.head(rows // 4), folder / "pds.jsonl")
        works = (
            ("pds.csv", "out.parquet", rows, 60_000, _again),
            ("pds.csv", "out.csv", rows, 40_000, _again),
            ("pds.xlsx", "out.xlsx", rows // 20, 3_000, _again_sheet),
            ("pds.jsonl", "out.csv", rows // 4, 18_000, _again_lines),
        )
        for source, to, count, limit, alone in works:
            command = ("batch", folder / source, "--restart", "-o", folder / to)
            pairs = [
                (run(command), polars_alone(partial(alone, folder / source, folder / to)))
                for _ in range(1 + scale.rounds // 3)
            ]
            seconds = median(ours["seconds"] for ours, _ in pairs)
            memory = max(ours["memory"] for ours, _ in pairs)
            ratio = median(peer / ours["seconds"] for ours, peer in pairs)
            kinds = f"{Path(source).suffix[1:]} to {Path(to).suffix[1:]}"
            work = f"`batch` {kinds}, {count:,} rows"
            part.targets += [
                at_least(work, count / seconds, limit, "rows/s"),
                Target(work, "", ratio, "the speed of polars, which only reads and writes"),
                at_most(f"{work}, memory", memory, MOST_MEMORY, "MB"),
            ]
            part.profiles[work] = where(*command)
        part.targets += flat(folder, made, scale)
    return part


def flat(folder: Path, made: pl.DataFrame, scale: Scale) -> list[Target]:
    """Memory at ten times the rows."""
    few, many = scale.long
    found = []
    for to in ("out.parquet", "out.csv"):
        memory = []
        for rows in (few, many):
            path = folder / "long.csv"
            pl.concat([made] * -(-rows // made.height)).head(rows).write_csv(path)
            memory.append(run(("batch", path, "--restart", "-o", folder / to))["memory"])
        text = f"memory of `batch` csv to {Path(to).suffix[1:]}, {many:,} rows"
        found.append(
            Target(text, f"{memory[1]:,.0f} MB", memory[1] / memory[0], f"{few:,} rows", most=1.15)
        )
        found.append(at_most(text, memory[1], MOST_MEMORY, "MB"))
    return found


def run(command: tuple[object, ...]) -> dict[str, float]:
    """A command's seconds, start included, and its largest memory in MB."""
    start = time.perf_counter()
    found = child("command", *command)
    if "failed" in found:
        raise RuntimeError(*found["failed"])
    return {**found, "seconds": time.perf_counter() - start}


def polars_alone(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _again(source: Path, to: Path) -> None:
    table, out = pl.read_csv(source, infer_schema=False), to.with_stem("alone")
    table.write_csv(out) if to.suffix == ".csv" else table.write_parquet(out)


def _again_sheet(source: Path, to: Path) -> None:
    pl.read_excel(source, engine="openpyxl").write_excel(to.with_stem("alone"))


def _again_lines(source: Path, to: Path) -> None:
    pl.read_ndjson(source, infer_schema_length=None).unnest("pd", "answers").write_csv(
        to.with_stem("alone")
    )


def written_out(rows: int) -> pl.DataFrame:
    """PDs as people write them: a name, a region, and answers in words."""
    table = population(Columns(load()), rows, 7)
    number = pl.int_range(pl.len())
    answers = [
        pl.when(pl.col(name)).then(pl.lit("yes")).when(~pl.col(name)).then(pl.lit("no"))
        if kind == pl.Boolean
        else pl.col(name).cast(pl.String)
        for name, kind in table.schema.items()
    ]
    return table.select(
        pl.format("PD {}", number).alias("name"),
        pl.format("R{}", number % 22).alias("region"),
        *(one.alias(name) for one, name in zip(answers, table.columns, strict=True)),
    )


def json_lines(table: pl.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in table.iter_rows(named=True):
            pd = {"name": row.pop("name"), "region": row.pop("region")}
            answers = {term: value for term, value in row.items() if value is not None}
            file.write(json.dumps({"pd": pd, "answers": answers}) + "\n")
