"""Nine months of one agency: from its first answers through three follow-ups to nothing left to do,
as its administrator works on it, its head reads it and the auditor follows it.
"""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from advisor.advice.facts import read_facts
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.knowledge.vocabulary import written
from tests.conftest import ROOT
from tests.web.conftest import accessible, environment, follow, start, stop

PASSWORD = "empat kata yang panjang"
NAME = "Dinas Pertanian Kabupaten"
LATER = """
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from advisor.audit.ledger import Ledger
from advisor.web.store import moments
def now():
    return datetime.now(UTC) + timedelta(days=int(Path(os.environ["DAYS"]).read_text()))
moments.now = now
append = Ledger.append
def later(self, *given):
    self.clock = now
    return append(self, *given)
Ledger.append = later
from advisor.cli import main
main()
"""
"""The program, so many days later as the file says."""


def answers(knowledge, example):
    facts = read_facts(knowledge.vocabulary, ROOT / "examples" / example)
    return {term: written(value) for term, value in facts.answers.items()}


class Office:
    """One who sits before the pages, in one language, at one width."""

    def __init__(self, page, scripts):
        self.page, self.scripts = page, scripts

    def look(self):
        """No page has a fault for who cannot see it, and none is wider than the window."""
        if self.scripts:
            accessible(self.page)

    def answered(self, given):
        """Answer what is asked until nothing more is; the terms that were asked."""
        asked = []
        while found := re.search(r"/question/(\w+)", self.page.url):
            asked.append(found[1])
            value = given.get(found[1], "unknown")
            if self.page.locator("input[type=radio]").count():
                self.page.locator(f"input[type=radio][value={value}]").check()
            else:
                self.page.fill("#answer-1", value)
            follow(self.page.locator("main form .button").first)
        assert self.page.url.endswith("/check")
        self.look()
        follow(self.page.locator("form[action$='/finish'] button").first)
        return asked

    def steps(self):
        """The ids of the plan's steps."""
        found = self.page.locator("li.step").evaluate_all("all => all.map(one => one.id)")
        return [one.removeprefix("step-") for one in found]

    def noted(self, step, person, due):
        follow(self.page.locator(f"a[href$='/plan/step/{step}/note']").first)
        self.page.fill("#note-person", person)
        self.page.fill("#note-due", due.isoformat())
        self.page.select_option("#note-status", "under-way")
        self.look()
        follow(self.page.locator("form[action$=note] button"))

    def followed_up(self):
        follow(self.page.locator("form[action$='/plan/follow-up'] button"))
        expect(self.page.locator("form[action$='/plan/follow-up']")).to_have_count(0)

    def next(self, age=""):
        follow(self.page.locator("a[href$='/next']"))
        self.look()
        self.page.locator(f"input[name=age][value='{age}']").check()
        follow(self.page.locator("form[action$='/next'] button"))


@pytest.mark.parametrize(
    ("width", "language", "scripts"), [(1280, "id", True), (360, "en", True), (360, "id", False)]
)
def test_a_plan_is_worked_on_for_nine_months_until_nothing_is_left_to_do(
    tmp_path, chromium, knowledge, width, language, scripts
):
    add = [sys.executable, "-m", "advisor", "account", "add", "siti", "--role", "auditor"]
    subprocess.run(
        add, env=environment(tmp_path), input=f"{PASSWORD}\n", text=True, check=True,
        capture_output=True,
    )  # fmt: skip
    days = tmp_path / "days"
    days.write_text("0")
    server = start(tmp_path, program=("-c", LATER), DAYS=str(days))
    context = chromium.new_context(
        base_url=server.url, viewport={"width": width, "height": 900},
        java_script_enabled=scripts, locale=language,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(15_000)
    office = Office(page, scripts)
    begun, done = (
        answers(knowledge, example)
        for example in ("badan-kabupaten-serba-kurang.yaml", "dinas-provinsi-tertata.yaml")
    )
    done["government_level"] = begun["government_level"]
    done_by = {step.id: step.done_by for step in knowledge.steps.values()}
    try:
        page.goto(f"/questionnaire?lang={language}")
        page.fill("#name", NAME)
        follow(page.locator("main form button").first)
        office.answered(begun)
        first = office.steps()
        office.look()
        assert len(first) > 15

        now = dict(begun)
        for month, taken in ((3, 6), (6, 8)):
            plan = office.steps()
            office.noted(plan[0], "Ibu Maria", date.today() + timedelta(days=30 * month - 60))
            office.followed_up()
            days.write_text(str(30 * month))
            page.reload()
            follow(page.locator("a[href$='/plan/head']"))
            office.look()
            told = page.locator("main").inner_text()
            assert "Ibu Maria" in told  # The step is late, and stands under her name.
            page.go_back()
            office.next()
            now |= {done_by[step]: "yes" for step in plan[:taken] if done_by[step]}
            asked = office.answered(now)
            assert asked[0] == done_by[plan[0]]
            assert not set(plan[:taken]) & set(office.steps()) - {
                step for step in plan if not done_by[step]
            }
            # What was noted is kept below the plan that no longer has the step.
            assert "Ibu Maria" in page.locator(".departed").inner_text()
            follow(page.locator("a[href$='/plan/progress']"))
            office.look()
            page.go_back()

        days.write_text("280")
        office.next("3m")
        office.answered(done)
        assert office.steps() == []
        office.look()

        page.goto(f"/desk?lang={language}")
        page.locator("#name").fill("siti")
        page.locator("#password").fill(PASSWORD)
        follow(page.locator("main form button").first)
        page.locator("#text").fill("Pertanian")
        follow(page.locator(".desk-search button").first)
        follow(page.locator("tbody a[href^='/desk/record/1?']").first)
        follow(page.locator("a[href*='/desk/record/1/progress']").first)
        office.look()
        told = page.locator("main").inner_text()
        for step in first[:3]:
            assert knowledge.step_text(step, begun).to(language) in told
        # Each change leads to its rule, and that to its line of the article.
        assert re.search(r"\b[A-Z]{3}-\d{3}\b", told)
        assert re.search(r"(baris|line) \d+", told)
    finally:
        context.close()
        stop(server)
    with Ledger.reading(Path(tmp_path / "ledger.db")) as ledger:
        assert verify(ledger).whole
        every = [ledger.get(number) for number in range(1, ledger.head()[0] + 1)]
    kinds = [record.kind for record in every]
    assert kinds == ["consultation", "follow-up"] * 2 + ["consultation"] * 2
    assert [r.body["status"] for r in every if r.kind == "consultation"][-1] == "nothing-to-do"
    months = [(date.fromisoformat(r.time[:10]) - date.fromisoformat(every[0].time[:10])).days
              for r in every]  # fmt: skip
    assert months == [0, 0, 90, 90, 180, 280]
