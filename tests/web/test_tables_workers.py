"""Tables at a real server: nothing acknowledged is lost when processes are killed, no file takes a
worker's memory, and pages are answered meanwhile.
"""

import io
import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import httpx2
import pytest
from openpyxl import load_workbook

from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.knowledge.loader import load
from advisor.web.installation import Site
from advisor.web.security.sign_in import Door
from advisor.web.settings import Settings
from advisor.web.store.schema import prepare
from advisor.web.tables.taking import MOST_BYTES
from tests.web.conftest import start, stop
from tests.web.desks import GOOD, Visitor
from tests.web.tables import PATIENCE, XLSX, csv_of, large, upload, uploaded, with_part, xlsx_of
from tests.web.test_workers import eventually, workers

MOST_MEMORY = 500 * 2**20


def below(process):
    """The processes that a process has started, and theirs."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found, waiting = [], [process]
    while waiting:
        some = [child for child, parent in parents.items() if parent == waiting[0]]
        found, waiting = [*found, *some], [*waiting[1:], *some]
    return found


def resident(process):
    """Bytes of memory; none for a process that has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGESIZE"
        )
    except OSError:
        return 0


def kill(*processes):
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def account(folder):
    site = Site.of(Settings(f"sqlite:///{folder / 'web.db'}", "", b""))
    prepare(site.database)
    Door.of(site).accounts.add("siti", "auditor", GOOD)
    site.database.dispose()


def officer(server):
    """Somebody who has signed in, with a browser that tries again when a worker dies."""
    eventually(lambda: httpx2.get(f"{server.url}/healthz", timeout=60).status_code == 200)
    visitor = Visitor(httpx2.Client(base_url=server.url, timeout=60))
    assert visitor.sign_in("siti").status_code == 303
    return visitor


@pytest.fixture
def folder(tmp_path):
    account(tmp_path)
    return tmp_path


def patiently(act):
    """Do something at a server whose workers are being killed."""

    def tried():
        try:
            return act()
        except httpx2.HTTPError:
            return None

    return eventually(tried, PATIENCE)


ROWS = 120


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True], ids=["a worker", "the whole server"])
def test_what_was_acknowledged_outlives_every_process(folder, knowledge, whole):
    heads, rows = large(knowledge, ROWS)
    options, random, killed = ("--workers", "2"), Random(3), 0
    server = start(folder, *options)
    stage = folder / "tables"

    def kill_soon(after, what):
        """In the middle of a stage, kill a worker with what it started, or everything."""
        nonlocal server, killed
        eventually(lambda: any(stage.glob(f"*/{after}.json")))
        time.sleep(random.random() * what)
        if whole:
            kill(server.process.pid, *below(server.process.pid))
            server.process.wait()
            server = start(folder, *options)
            visitor.client = httpx2.Client(
                base_url=server.url, timeout=60, cookies=visitor.client.cookies
            )
        else:
            # A worker that was killed before may not have been started again yet.
            there = eventually(lambda: workers(server))
            busy = [one for one in there if len(below(one)) > 1] or there
            kill(busy[0], *below(busy[0]))
        killed += 1

    try:
        eventually(lambda: len(workers(server)) == 2)
        visitor = officer(server)
        answer = upload(visitor, csv_of(rows, heads))
        address = answer.headers["location"]
        kill_soon("upload", 2)
        patiently(lambda: "/judge" in visitor.get(address).text)
        patiently(lambda: visitor.post(f"{address}/judge", record="yes").status_code == 303)
        kill_soon("choices", 2)
        for _ in range(3):
            kill_soon("summary", 3)
        patiently(lambda: "catatan dibuat" in visitor.get(address).text)
        assert killed == 5
        results = visitor.get(f"{address}/results.xlsx").content
        patiently(lambda: len(workers(server)) == 2 and visitor.get("/readyz").status_code == 200)
    finally:
        stop(server)
    sheet = load_workbook(io.BytesIO(results), read_only=True).worksheets[0]
    assert len(list(sheet.rows)) == ROWS + 1
    with Ledger.reading(server.ledger) as ledger:
        assert verify(ledger).whole
        names = Counter(record.personal["pd"] for record in ledger.consultations())
    assert names == Counter(row[0].strip() for row in rows)


class Watching(threading.Thread):
    """Looks at the memory of every process below a server, and how long it takes to answer."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.stopping = server, threading.Event()
        self.most = Counter()
        self.slowest = 0.0

    def run(self):
        while not self.stopping.wait(0.05):
            for process in (self.server.process.pid, *below(self.server.process.pid)):
                self.most[process] = max(self.most[process], resident(process))
            begun = time.monotonic()
            httpx2.get(f"{self.server.url}/healthz", timeout=60)
            self.slowest = max(self.slowest, time.monotonic() - begun)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.join()


def largest(knowledge, form):
    """5,000 rows of all columns, filled up to what is just accepted: by blanks after the words, so
    that hardly any two cells are alike, and by a picture.
    """
    random = Random(1)
    heads, rows = large(knowledge, 5000)
    most = 21 if form == "csv" else 80
    rows = [[row[0], *(c + " " * random.randint(0, most) for c in row[1:])] for row in rows]
    if form == "csv":
        content = csv_of(rows, heads)
        return content + b"\n" * min(1_000, MOST_BYTES - len(content))
    name = "xl/media/image1.bin"
    without = len(with_part(xlsx_of(rows, heads), name, b""))
    filler = random.randbytes(MOST_BYTES - without - 4_000)
    return with_part(xlsx_of(rows, heads), name, filler)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_largest_table_takes_less_than_500_megabytes_and_keeps_nobody_waiting(
    folder, knowledge, form
):
    content = largest(knowledge, form)
    assert MOST_BYTES - 100_000 < len(content) <= MOST_BYTES
    server = start(folder)
    try:
        visitor = officer(server)
        with Watching(server) as watching:
            media = XLSX if form == "xlsx" else "text/csv"
            address = uploaded(visitor, content, f"a.{form}", media)
            assert "5.000 baris dapat dinilai" in visitor.page
            visitor.post(f"{address}/judge", record="yes")
            eventually(lambda: "/summary" in visitor.get(address).text, PATIENCE)
            time.sleep(5)
        assert sum(sorted(watching.most.values())[-2:]) < MOST_MEMORY
        assert watching.slowest < 2
    finally:
        stop(server)


def hungry(form):
    """A small table in which two million cells are beyond the headings, or rows are empty."""
    if form == "csv":
        return csv_of(*large(load(), 1)[::-1]) + b"\n" * 3_000_000
    rows = ("<row>" + '<c t="str"><v>x</v></c>' * 400 + "</row>") * 5_000
    return with_part(
        xlsx_of(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
    )


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_that_needs_too_much_memory_is_refused_in_words_and_the_server_lives(folder, form):
    server = start(folder)
    try:
        visitor = officer(server)
        with Watching(server) as watching:
            media = XLSX if form == "xlsx" else "text/csv"
            uploaded(visitor, hungry(form), f"a.{form}", media)
        assert max(watching.most.values()) < MOST_MEMORY
        assert "memerlukan memori lebih banyak" in visitor.page
        uploaded(visitor, csv_of())
        assert "2 baris dapat dinilai" in visitor.page
    finally:
        stop(server)
