"""Takes the pictures of pages that the documents show, into docs/pictures/.

Needs the development environment and Chromium: `.venv/bin/python scripts/screenshots.py`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Page, sync_playwright

from advisor import load, read_facts
from advisor.web.security.passwords import made_up
from advisor.web.store.accounts import Accounts
from advisor.web.store.database import open_database
from advisor.web.store.drafts import Drafts
from advisor.web.store.schema import prepare

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TABLE = ROOT / "examples" / "tabel" / "provinsi-contoh.csv"
FACTS = ROOT / "examples" / "kabupaten-tiga-kendala.yaml"
SIZE = {"width": 960, "height": 1180}


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """A server of its own: its address, and that of its database."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/web.db"
        env = {
            **os.environ,
            "IPP_ADVISOR_DATABASE": database,
            "IPP_ADVISOR_LEDGER": f"{folder}/ledger.db",
            "IPP_ADVISOR_SECRET_FILE": f"{folder}/secret",
        }
        command = [sys.executable, "-m", "advisor", "serve", "--port", "0"]
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout or ())
            yield next(match[0] for match in found if match), database
        finally:
            process.terminate()
            process.wait()


def take(page: Page, name: str) -> None:
    """The page as it is now, as far as its window shows it."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def take_tables(page: Page, address: str, language: str) -> None:
    """A table on its way: the form, how it is read, its summary."""
    content = TABLE.read_bytes().replace(b",tidak,", b",x,", 2) + b"Jumlah,60\n"
    page.goto(f"{address}/tables?lang={language}")
    take(page, f"tables-{language}")
    file = {"name": "opd-provinsi.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("#table").set_input_files([FilePayload(**file)])
    page.locator("form[enctype] button").click()
    page.locator("#columns-title").wait_for()
    take(page, f"tables-read-{language}")
    page.locator("form[action$=judge] button").click()
    page.locator("a[href$=summary]").click()
    page.locator(".chart img").last.wait_for()
    page.wait_for_load_state("networkidle")
    take(page, f"tables-summary-{language}")


def sign_in(page: Page, address: str, database: str) -> None:
    """As an officer with an account of their own."""
    engine = open_database(database)
    prepare(engine)
    password = made_up()
    Accounts(engine).add("siti", "auditor", password)
    page.goto(f"{address}/login")
    page.locator("#name").fill("siti")
    page.locator("#password").fill(password)
    page.locator("main form button").first.click()
    page.locator("form[action='/logout']").wait_for()


def main() -> None:
    """The plan of the first example, and tables, in both languages."""
    vocabulary = load().vocabulary
    facts = read_facts(vocabulary, FACTS)
    with served() as (address, database), sync_playwright() as playwright:
        engine = open_database(database)
        prepare(engine)
        link = Drafts(engine, vocabulary).begin(facts.name or "", dict(facts.answers))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell")
        page = browser.new_page(viewport=SIZE)
        for language in ("id", "en"):
            page.goto(f"{address}/questionnaire/{link}/plan?lang={language}")
            take(page, f"plan-{language}")
        sign_in(page, address, database)
        for language in ("id", "en"):
            take_tables(page, address, language)
        browser.close()


if __name__ == "__main__":
    main()
