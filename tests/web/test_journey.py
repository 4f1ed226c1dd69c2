"""From an answer at the questionnaire to its record at the audit desk, on PostgreSQL throughout."""

import re
import subprocess
import sys

from advisor.audit.ledger import Ledger
from tests.web.conftest import environment, follow, start, stop

PASSWORD = "empat kata yang panjang"


def test_what_the_administrator_was_advised_the_auditor_finds_verifies_and_replays(
    tmp_path, postgres_url, chromium, knowledge
):
    stores = {"IPP_ADVISOR_DATABASE": postgres_url, "IPP_ADVISOR_LEDGER": postgres_url}
    add = [sys.executable, "-m", "advisor", "account", "add", "siti", "--role", "auditor"]
    env = {**environment(tmp_path), **stores}
    subprocess.run(add, env=env, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    server = start(tmp_path, "--workers", "2", **stores)
    page = chromium.new_context(base_url=server.url, locale="id").new_page()
    try:
        page.goto("/")
        follow(page.locator("main a.button").first)
        page.fill("#name", "Dinas Sampel")
        follow(page.locator("main form button").first)
        for _ in range(5):
            if page.locator("input[type=radio]").count():
                page.locator("input[type=radio]").nth(1).check()
            else:
                page.fill("#answer-1", "0")
            follow(page.locator("main form .button").first)
        follow(page.locator("main button[value=check]"))
        follow(page.locator("form[action$='/finish'] button").first)
        first = page.locator("li.step h3").first.inner_text().splitlines()[-1]
        assert re.search("nomor 1\\b", page.locator("main").inner_text())

        page.goto("/desk")
        page.get_by_label("Nama akun", exact=True).fill("siti")
        page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        follow(page.locator("main form button").first)
        page.locator("#text").fill("Sampel")
        follow(page.locator(".desk-search button").first)
        follow(page.locator("tbody a[href^='/desk/record/1?']").first)
        assert first in page.locator("main").inner_text()
        for action in ("verify", "replay"):
            follow(page.locator(f"form[action*='/{action}'] button").first)
            said = page.get_by_role("status").inner_text()
            assert re.search("Catatan ini utuh|sama persis", said)
    finally:
        page.context.close()
        stop(server)
    with Ledger.reading(postgres_url) as ledger:
        assert ledger.head()[0] == 1
        assert ledger.get(1).personal["pd"] == "Dinas Sampel"
