"""The web application under test: in process, as a real server, and in a real browser."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.settings import Settings

T = TypeVar("T")
WIDTHS = (360, 1280)
STARTED = re.compile(r"(http://127\.0\.0\.1:\d+)/")
TURNED_DOWN = re.compile(
    "(responded with a status of|Response Status Error Code) (403|404|413|422|429)"
)
"""What Chromium and htmx write to the console when the page itself is an error page."""
Opened = Callable[..., Page]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own, in a temporary folder, for more requests than a visitor makes."""
    database, ledger = f"sqlite:///{tmp_path / 'web.db'}", str(tmp_path / "ledger.db")
    return Settings(database, ledger, secret=b"s" * 32, per_minute=100_000)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """The application in this process; an error in a page is an error of the test."""
    with TestClient(create_app(settings), base_url="http://advisor.test") as client:
        yield client


@dataclass
class Server:
    """A real `advisor serve`, as a process."""

    url: str
    process: subprocess.Popen[str]
    folder: Path
    log: list[str]

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def environment(self) -> dict[str, str]:
        """What a command must have in its environment to work on this installation."""
        return environment(self.folder)


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "IPP_ADVISOR_DATABASE": f"sqlite:///{folder / 'web.db'}",
        "IPP_ADVISOR_LEDGER": str(folder / "ledger.db"),
        "IPP_ADVISOR_SECRET_FILE": str(folder / "secret"),
        "IPP_ADVISOR_PER_MINUTE": "100000",
    }


def start(
    folder: Path, *options: str, program: tuple[str, ...] = ("-m", "advisor"), **more: str
) -> Server:
    """Start `advisor serve` on a free port; its log is kept line by line."""
    command = [sys.executable, *program, "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        env={**environment(folder), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if found := STARTED.search(line):
            reading = threading.Thread(target=lines.extend, args=(process.stdout,), daemon=True)
            reading.start()
            return Server(found[1], process, folder, lines)
    raise AssertionError("".join(lines))


def stop(server: Server) -> int:
    server.process.terminate()
    return server.process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests of this process; each uses its own questionnaire."""
    server = start(tmp_path_factory.mktemp("web"))
    yield server
    assert stop(server) in (0, -signal.SIGTERM)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without windows if it can. Absent: tests skipped, but not in CI."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    assert path, "install Debian's chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, server: Server) -> Iterator[Opened]:
    """`opened(path, width=…, scripts=…, language=…)`: a page in a browser of its own.

    The test fails when the page wrote an error to the console (a refused script or style, too) or
    asked any other host for anything.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, width: int = 1280, scripts: bool = True, language: str = "id") -> Page:
        size = {"width": width, "height": 900}
        context = chromium.new_context(
            base_url=server.url, viewport=size, java_script_enabled=scripts, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                m.type == "error" and not TURNED_DOWN.search(m.text) and complaints.append(m.text)
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: r.url.startswith((server.url, "data:")) or complaints.append(r.url),
        )
        page.set_default_timeout(15_000)
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; apart, because Playwright keeps a loop in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def follow(element: Locator) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with element.page.expect_navigation():
        element.click()


def violations(page: Page) -> str:
    """axe's report of what is wrong with a page for who cannot see it; empty if nothing is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What is right is thousands of elements, and nobody reads it.
    run = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"
    found = page.evaluate(run)
    return AxeResults(found).generate_report() if found["violations"] else ""


def accessible(page: Page) -> None:
    """axe finds nothing, and nothing is wider than the window."""
    assert not (found := violations(page)), found
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
