"""The first page and what every page has in common."""

import pytest
from playwright.sync_api import expect

from tests.web.conftest import WIDTHS, accessible


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_first_page_is_accessible_at_every_width_in_both_languages(opened, width, language):
    page = opened("/", width=width, language=language)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("main a.button")).to_have_count(4)
    accessible(page)


def test_the_language_switch_stays_on_the_page_and_is_remembered(client):
    assert "Kuesioner" in client.get("/").text
    switched = client.get("/", params={"lang": "en"})
    assert 'href="/?lang=id"' in switched.text
    assert "Questionnaire" in client.get("/").text


def test_a_page_that_does_not_exist_says_so_in_words(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.text


def test_every_answer_carries_a_strict_policy(client):
    for path in ("/", "/nowhere", "/static/site.css", "/healthz"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_a_post_from_another_site_is_refused(client, headers):
    assert client.post("/", headers=headers).status_code == 403


def test_a_post_from_this_site_is_not_taken_for_a_foreign_one(client):
    assert client.post("/", headers={"Origin": "http://advisor.test"}).status_code == 405


def test_a_body_over_the_limit_is_refused_whether_it_is_announced_or_not(client):
    def stream():
        yield b"x" * 70_000

    assert client.post("/", content=b"x" * 70_000).status_code == 413
    assert client.post("/", content=stream()).status_code in (405, 413)
    assert client.post("/api/nowhere", content=b"x" * 70_000).json()["error"]["status"] == 413
