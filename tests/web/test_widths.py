"""Every page in a real browser: none is wider than the screen, and axe finds nothing.

The pages are found by the crawler, none is named here: what is added to the application is seen.
"""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.accounts import Accounts
from tests.scale import sampled
from tests.web.conftest import environment, follow, start, stop, violations
from tests.web.crawler import crawl, pattern_of
from tests.web.desks import CHEAP, GOOD, Visitor, wiped
from tests.web.plans import EXAMPLES, begun

NAME = "Dinas " + "Ketenagakerjaan" * 6
LARGE = "(percent) => document.documentElement.style.fontSize = percent"
WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("main *, header *, footer *")]
    .filter((e) => e.getBoundingClientRect().right > most + 1 && !e.closest(".scroll, .code"))
    .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`).slice(-3);
}"""
AXE_AT = {"id": (320, 1280), "en": (360, 768)}
AXE_AT = sampled(whole=dict.fromkeys(AXE_AT, (320, 360, 768, 1280)), ordinary=AXE_AT)
"""The widths at which axe looks; those of both languages, in the ordinary run, are all four."""
MOST_ALIKE = 2
"""Questions, and pages of steps, that axe looks at; all are measured."""
NO_PAGE = (".pdf", ".docx", ".xlsx", ".md", ".json", ".svg", ".ico", ".txt", "/healthz", "/readyz")
SIZES = ((320, ""), (360, ""), (400, ""), (768, ""), (1280, ""), (320, "200%"), (360, "200%"),
         (400, "200%"), (1280, "200%"))  # fmt: skip


@pytest.fixture(scope="module")
def visited(tmp_path_factory, knowledge):
    """A real server, and the address of every kind of page, those of questionnaires too."""
    folder = tmp_path_factory.mktemp("widths")
    made = Settings.from_environment(environment(folder))
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        known = {"government_level": "kota", "perda_exists": "no", "perkada_exists": "no"}
        body = {"pd": {"name": NAME}, "answers": known}
        assert client.post("/api/v1/advise?record=true", json=body).status_code == 201

        def enter():
            wiped(client)
            Accounts(client.app.state.site.database).add("admin", "administrator", GOOD)
            Visitor(client).sign_in("admin")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passwords, "HASHER", CHEAP)
            found = crawl(client, enter)
        kinds = {}
        for address in found.pages:
            path = urlsplit(address).path
            if not path.startswith(("/questionnaire/", "/logout")):
                kinds.setdefault(pattern_of(client.app, path), address)
        drafts = client.app.state.site.drafts
        for example in (*EXAMPLES, ""):
            here = f"/questionnaire/{begun(drafts, knowledge, example, name=NAME)}"
            pages = [f"{here}/{page}" for page in ("check", "keep", "name", "plan")]
            kinds |= {page.replace(here, example): page for page in pages}
            kinds |= {
                f"{s.id} {example}": f"{here}/plan/step/{s.id}" for s in _some(knowledge, example)
            }
        kinds |= {q.term: f"{here}/question/{q.term}?after=plan" for q in knowledge.questions}
    server = start(folder)
    yield server, {kind: at for kind, at in kinds.items() if not at.endswith(NO_PAGE)}
    stop(server)


def _some(knowledge, example):
    return knowledge.steps.values() if example == "half" else ()


def alike(address):
    """What pages of one kind have in common."""
    return re.sub("(question|step)/.*", "", address)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_is_wider_than_the_screen_nor_inaccessible(chromium, visited, language):
    server, pages = visited
    context = chromium.new_context(base_url=server.url, locale=language)
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", GOOD)
    follow(page.locator("main form button").first)
    found, looked = [], Counter()
    for kind, address in pages.items():
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        looked[alike(address)] += 1
        for width, size in SIZES:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(LARGE, size)
            found += [(kind, width, size, wide) for wide in page.evaluate(WIDE)]
            looking = width in AXE_AT[language] and looked[alike(address)] <= MOST_ALIKE
            if looking and not size and (wrong := violations(page)):
                found.append((kind, width, wrong))
    context.close()
    assert len(pages) > 80
    assert not found, "\n".join(map(str, found))
