"""The web application: one client's wait, pages, and advice and records under load.

wrk (Debian's package) holds 64 connections to a real `advisor serve` on the loopback interface, on
the same cores. Each round runs, in turn, an empty address, advice, and recorded advice.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.request import urlopen

from figures import Scale
from measure import ROOT
from part import Part, Target, at_most, table
from sampled import profiled

from advisor import Engine, advise
from advisor.advice import advising
from advisor.advice.facts import read_facts
from advisor.audit.ledger import Ledger
from advisor.knowledge.loader import load
from tests.web.plans import EXAMPLES, begun

CONNECTIONS = 64
ADVISE = "/api/v1/advise"
EMPTY, ADVICE, RECORDED = "empty", "advice", "recorded advice"
ADDRESSES = {EMPTY: "/healthz", ADVICE: ADVISE, RECORDED: f"{ADVISE}?record=true"}
WORKERS = (1, 2)


@dataclass(frozen=True)
class Run:
    """What one run of wrk found; times in milliseconds."""

    requests: int
    per_second: float
    middle: float
    p99: float
    failed: int


def latency(scale: Scale) -> Part:
    """One client with one connection that is kept, at a real server."""
    part, body = Part(), next(documents())
    with tempfile.TemporaryDirectory() as name, served(Path(name), 1) as (url, _):
        asked = {"/healthz": None, "/": None, ADVISE: body}
        with closing(http.client.HTTPConnection(url.removeprefix("http://"))) as connection:
            waits = {
                address: [answered(connection, address, sent) for _ in range(20 * scale.rounds + 9)]
                for address, sent in asked.items()
            }
    p50 = {address: median(seconds[5:]) * 1000 for address, seconds in waits.items()}
    for address, found in p50.items():
        work = f"`{address}`, p50 on one kept connection"
        least = p50["/healthz"]
        part.targets.append(
            at_most(work, found, 2, "ms")
            if address == "/healthz"
            else Target(work, f"{found:.3g} ms", found / least, "`/healthz`")
        )
    part.profiles["one connection"] = sampled_server(1, scale.load, [EMPTY])
    return part


def answered(connection: http.client.HTTPConnection, address: str, body: str | None) -> float:
    """Seconds until the whole answer is there."""
    start = time.perf_counter()
    kind = {"Content-Type": "application/json"}
    connection.request("POST" if body else "GET", address, body, kind if body else {})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return time.perf_counter() - start


def recording(scale: Scale) -> Part:
    """Recorded advice against unrecorded of the same server, and what is on disk afterwards."""
    part, rows = Part(), []
    for workers in WORKERS[: scale.rounds]:
        found, kept = measured(workers, scale.load, 1 + scale.rounds // 3)
        plain, recorded = found[ADVICE], found[RECORDED]
        pairs = list(zip(recorded, plain, strict=True))
        speed = median(ours.per_second / peer.per_second for ours, peer in pairs)
        late = median(ours.p99 / peer.p99 for ours, peer in pairs)
        acknowledged = sum(one.requests - one.failed for one in recorded)
        work = f"recorded advice, {CONNECTIONS} connections, workers: {workers}"
        each = f"{median(one.per_second for one in recorded):,.0f} requests/s"
        p99 = f"{median(one.p99 for one in recorded):,.0f} ms"
        part.targets += [
            Target(work, each, speed, "unrecorded", least=0.5),
            Target(f"{work}, p99", p99, late, "unrecorded", most=4),
            Target(f"{work}, on disk", f"{kept:,}", kept / acknowledged, "acknowledged", least=1),
        ]
        rows += [row(workers, kind, runs, found[EMPTY]) for kind, runs in found.items()]
    part.profiles["recorded advice"] = sampled_server(1, scale.load, [RECORDED])
    part.profiles["unrecorded advice"] = sampled_server(1, scale.load, [ADVICE])
    head = ("workers", "kind", "requests/s", "x empty", "p50", "p99", "x empty", "requests")
    part.body = [*table((*head, "errors"), rows)]
    return part


def pages(scale: Scale) -> Part:
    """A questionnaire's pages in this process, against one `advise` in turn with each."""
    from starlette.testclient import TestClient

    from advisor.web.app import create_app
    from advisor.web.settings import Settings

    part, knowledge = Part(), load()
    engine = Engine(knowledge)
    facts = read_facts(knowledge.vocabulary, ROOT / "examples" / EXAMPLES["half"])
    with tempfile.TemporaryDirectory() as name:
        database = f"sqlite:///{Path(name) / 'web.db'}"
        settings = Settings(database, str(Path(name) / "l.db"), b"s" * 32, per_minute=10**6)
        with TestClient(create_app(settings), base_url="http://advisor.test") as client:
            link = begun(client.app.state.site.drafts, knowledge, "half")
            for page in ("question", "check", "plan"):
                at = f"question/{next(iter(facts.answers))}" if page == "question" else page
                address = f"/questionnaire/{link}/{at}"
                shown = partial(client.get, address)
                assert shown().status_code == 200, address
                work = f"the {page} page"
                pairs = [
                    (taken(shown), taken(lambda: advise(engine, facts)))
                    for _ in range(10 * scale.rounds)
                ]
                each = f"{median(ours for ours, _ in pairs) * 1000:.1f} ms"
                ratio = median(ours / peer for ours, peer in pairs)
                every, same = advised(shown)
                times = f"{work}, computing the same advice"
                part.targets += [
                    Target(work, each, ratio, "`advise`"),
                    Target(times, f"{every} advices in all", same, "a request", most=1),
                ]
                part.profiles[work] = profiled(shown, scale.seconds)
    return part


def advised(work: Callable[[], object]) -> tuple[int, int]:
    """How often it makes an advice, and how often the same one at most."""
    with patch.object(advising, "_steps", wraps=advising._steps) as computed:
        work()
    calls = computed.call_args_list
    same = Counter(repr((sorted(call.args[1].values.items()), call.args[2])) for call in calls)
    return len(calls), max(same.values(), default=0)


def taken(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def sampled_server(workers: int, seconds: int, kinds: list[str]) -> str:
    """Where the time of a server goes under load."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "profile"
        program = (str(ROOT / "benchmarks" / "sampled.py"), str(file))
        with served(Path(name), workers, program) as (url, bodies):
            for kind in kinds:
                wrk(url + ADDRESSES[kind], seconds, kind != EMPTY and bodies)
        return file.read_text("utf-8")


def measured(workers: int, seconds: int, rounds: int) -> tuple[dict[str, list[Run]], int]:
    """The runs of each kind, in turn, on one server; and how many records are on disk then."""
    found: dict[str, list[Run]] = {name: [] for name in ADDRESSES}
    with tempfile.TemporaryDirectory() as name:
        with served(Path(name), workers) as (url, bodies):
            for _ in range(rounds):
                for kind, address in ADDRESSES.items():
                    found[kind].append(wrk(url + address, seconds, kind != EMPTY and bodies))
        with Ledger.reading(Path(name) / "ledger.db") as ledger:
            (kept,) = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
    return found, kept


def documents() -> Iterator[str]:
    """The example PDs as bodies."""
    vocabulary = load().vocabulary
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        yield json.dumps(read_facts(vocabulary, path).document())


@contextmanager
def served(
    folder: Path, workers: int, program: tuple[str, ...] = ("-m", "advisor")
) -> Iterator[tuple[str, Path]]:
    """A server of its own, ended afterwards: its address, and bodies to send."""
    environment = {
        **os.environ,
        "IPP_ADVISOR_DATABASE": f"sqlite:///{folder / 'web.db'}",
        "IPP_ADVISOR_LEDGER": str(folder / "ledger.db"),
        "IPP_ADVISOR_SECRET_FILE": str(folder / "secret"),
        "IPP_ADVISOR_PER_MINUTE": "999999999",
    }
    command = [sys.executable, *program, "serve", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        url = next(w for w in process.stdout.readline().split() if w.startswith("http"))
        ready(url.rstrip("/"))
        bodies = folder / "bodies"
        bodies.write_text("\n".join(documents()))
        yield url.rstrip("/"), bodies
    finally:
        process.send_signal(signal.SIGINT)  # Unlike SIGTERM it ends as Python does.
        process.wait(60)


def ready(url: str) -> None:
    """Wait until it answers, and until all its workers are likely to."""
    with urlopen(f"{url}/readyz", timeout=60):
        time.sleep(2)


def wrk(url: str, seconds: int, bodies: Path | bool) -> Run:
    """One run."""
    environment = {**os.environ, **({"BODIES": str(bodies)} if bodies else {})}
    command = [
        "wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s",
        "--timeout", "30s", "--script", str(ROOT / "benchmarks" / "web.lua"), url,
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("FOUND"))
    requests, duration, middle, p99, failed = map(int, line.split()[1:])
    return Run(requests, requests / duration * 1e6, middle / 1000, p99 / 1000, failed)


def row(workers: int, kind: str, runs: list[Run], empty: list[Run]) -> tuple[str, ...]:
    """One line of the table."""
    pairs = list(zip(runs, empty, strict=True))
    speed = median(run.per_second / none.per_second for run, none in pairs)
    late = median(run.p99 / none.p99 for run, none in pairs)
    cells = (
        workers,
        kind,
        f"{median(run.per_second for run in runs):,.0f}",
        f"{speed:.3f}",
        f"{median(run.middle for run in runs):,.0f} ms",
        f"{median(run.p99 for run in runs):,.0f} ms",
        f"{late:.1f}",
        f"{sum(run.requests for run in runs):,}",
        sum(run.failed for run in runs),
    )
    return tuple(map(str, cells))
