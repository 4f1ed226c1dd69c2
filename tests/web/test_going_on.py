"""From a plan to the next consultation, and what became of the plan between them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from advisor.advice.notes import Note
from advisor.audit.ledger import Ledger
from advisor.follow_up.next_consultation import next_consultation
from tests.web.conftest import WIDTHS, accessible
from tests.web.plans import begun, post, served, token


def finish(client, link):
    return post(client, link, "finish")


def go_on(client, link, age=""):
    form = {"csrf": token(client, "/questionnaire"), "age": age}
    made = client.post(f"/questionnaire/{link}/next", data=form, follow_redirects=False)
    assert made.status_code == 303
    return made.headers["location"].removeprefix("/questionnaire/")


def draft_at(client, link):
    return client.app.state.site.drafts.find(link)


def reply(client, link, term, value):
    form = {
        "csrf": token(client, "/questionnaire"), "answer": value,
        "made_from": draft_at(client, link).written(term),
    }  # fmt: skip
    return client.post(
        f"/questionnaire/{link}/question/{term}", data=form, follow_redirects=False
    ).headers["location"]


@pytest.fixture
def link(client, knowledge):
    """A questionnaire whose plan is recorded."""
    link = begun(client.app.state.site.drafts, knowledge, "advised")
    finish(client, link)
    return link


def test_the_next_consultation_asks_the_steps_first_and_keeps_the_other_answers(
    client, link, knowledge
):
    old = draft_at(client, link)
    new = go_on(client, link)
    assert new != link
    wanted = next_consultation(knowledge, old.facts(knowledge.vocabulary))
    draft = draft_at(client, new)
    assert draft.name == old.name
    assert list(draft.renew) == wanted.renew
    assert draft.facts(knowledge.vocabulary).answers == wanted.facts.answers
    location, asked = f"/questionnaire/{new}", []
    at = client.get(location, follow_redirects=False).headers["location"]
    while found := re.search(r"/question/(\w+)$", at):
        asked.append(found[1])
        page = client.get(at).text
        assert f"Pertanyaan ke-{len(asked)}," in page or f"Pertanyaan ke-{len(asked)}<" in page
        at = reply(client, new, found[1], "yes" if len(asked) == 1 else draft.written(found[1])
                   if found[1] in draft.given else "unknown")  # fmt: skip
    steps = [term for term in asked if term in wanted.renew]
    assert asked[: len(steps)] == steps
    assert at.endswith("/check")
    checked = client.get(at).text
    for term in draft.given:
        assert f"/question/{term}?after=check" in checked


def test_what_was_noted_goes_on_with_the_next_consultation_and_then_each_has_its_own(client, link):
    notes, noted = client.app.state.site.notes, Note(person="Ibu Ina", status="under-way")
    notes.put(link, "form-work-team", noted)
    new = go_on(client, link)
    assert notes.of(new) == {"form-work-team": noted}
    notes.put(new, "form-work-team", Note(person="Pak Yos"))
    assert notes.of(link) == {"form-work-team": noted}


def test_back_from_the_first_question_leads_to_a_kept_answer(client, link):
    new = go_on(client, link)
    draft = draft_at(client, new)
    first = client.get(f"/questionnaire/{new}", follow_redirects=False).headers["location"]
    kept = [term for term in draft.given if term not in draft.renew][-1]
    assert f'href="/questionnaire/{new}/question/{kept}"' in client.get(first).text


def test_the_old_questionnaire_stays_as_it_was_and_the_new_record_names_its_own(client, link):
    before = draft_at(client, link)
    new = go_on(client, link)
    reply(client, new, draft_at(client, new).renew[0], "yes")
    finish(client, new)
    finish(client, new)
    assert draft_at(client, link) == before
    with client.app.state.site.ledger_to_read() as ledger:
        records = list(ledger.consultations())
    assert [record.body.get("after") for record in records] == [None, 1]
    assert "nomor 2" in client.get(f"/questionnaire/{new}/plan").text


def test_the_same_answers_are_recorded_anew_in_a_new_consultation(client, link):
    new = go_on(client, link)
    assert "melanjutkan konsultasi nomor 1" in client.get(f"/questionnaire/{new}/plan").text
    finish(client, new)
    assert draft_at(client, new).record == 2


def test_only_what_is_older_than_chosen_is_asked_again(client, knowledge):
    site = client.app.state.site
    link = begun(site.drafts, knowledge, "advised")
    draft = site.drafts.find(link)
    facts = draft.facts(knowledge.vocabulary)
    with Ledger.writing(site.ledger_place, lambda: datetime.now(UTC) - timedelta(days=200)) as book:
        made = book.record(knowledge, facts, site.preview(facts))
    site.drafts.note(draft, made.number, made.hash)
    few, many = (len(next_consultation(knowledge, facts, aged).renew) for aged in (False, True))
    assert few < many
    wanted = {"": few, "3m": many, "6m": many, "1y": few, "999y": few}
    for age, count in wanted.items():
        assert len(draft_at(client, go_on(client, link, age)).renew) == count, age


def test_without_a_record_there_is_no_next_consultation_yet(client, knowledge):
    link = begun(client.app.state.site.drafts, knowledge, "advised")
    plan = client.get(f"/questionnaire/{link}/plan").text
    assert f"/questionnaire/{link}/next" not in plan
    for send in (client.get, lambda path, **more: client.post(
        path, data={"csrf": token(client, "/questionnaire")}, **more
    )):  # fmt: skip
        answer = send(f"/questionnaire/{link}/next", follow_redirects=False)
        assert answer.headers["location"] == f"/questionnaire/{link}/plan"


def test_progress_tells_each_step_done_with_its_answer_and_rule_and_leads_to_its_page(
    client, link, knowledge
):
    new = go_on(client, link)
    term = draft_at(client, new).renew[0]
    step = next(s.id for s in knowledge.steps.values() if s.done_by == term)
    reply(client, new, term, "yes")
    page = client.get(f"/questionnaire/{new}/plan/progress?lang=en").text
    assert "From consultation 1 to the present answers" in page
    assert "Done (1)" in page
    assert f'href="/questionnaire/{new}/plan/step/{step}"' in page
    rule = knowledge.advisers[step][0]
    assert f"Rule {rule.id}" in page
    assert f"line {knowledge.statements[rule.sources[0]].line}" in page
    finish(client, new)
    page = client.get(f"/questionnaire/{new}/plan/progress?lang=en").text
    assert "From consultation 1 to consultation 2" in page
    assert "consultation 2" not in client.get(f"/questionnaire/{link}/plan/progress?lang=en").text


def test_the_chart_is_drawn_wide_and_tall(client, link):
    for name in ("course", "course-tall"):
        drawn = client.get(f"/questionnaire/{link}/plan/progress/{name}.svg")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert drawn.text.startswith("<?xml")
    assert client.get(f"/questionnaire/{link}/plan/progress/x.svg").status_code == 404


def test_a_ledger_that_is_gone_leaves_the_present_answers(client, link):
    client.app.state.site.ledger_place.unlink()
    page = client.get(f"/questionnaire/{link}/plan/progress?lang=en")
    assert page.status_code == 200
    assert "only one consultation" in page.text


def test_what_is_left_of_a_renewal_goes_with_its_questionnaire(client, link):
    new = go_on(client, link)
    drafts = client.app.state.site.drafts
    drafts.delete(new)
    with drafts.engine.connect() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM renewal").all()


@pytest.mark.parametrize("width", [320, *WIDTHS])
@pytest.mark.parametrize(("language", "scripts"), [("id", True), ("en", False)])
def test_an_administrator_comes_back_and_sees_what_was_done(
    opened, server, knowledge, width, language, scripts
):
    drafts = served(server, knowledge)
    link = begun(drafts, knowledge, "advised")
    page = opened(f"/questionnaire/{link}/plan", width=width, scripts=scripts, language=language)
    with page.expect_navigation():
        page.locator(".standing button").click()
    with page.expect_navigation():
        page.locator(f'a[href="/questionnaire/{link}/next"]').click()
    if scripts:
        accessible(page)
    with page.expect_navigation():
        page.locator("main form button").click()
    page.locator("input[value=yes]").check()
    with page.expect_navigation():
        page.locator("main form .actions button").first.click()
    new = page.url.split("/questionnaire/")[1].split("/")[0]
    page.goto(f"/questionnaire/{new}/plan")
    with page.expect_navigation():
        page.locator(f'a[href="/questionnaire/{new}/plan/progress"]').click()
    if scripts:
        accessible(page)
    expect(page.locator("section h2")).to_have_count(2)
    visible = page.locator(".picture-wide" if width > 1000 else ".picture-tall")
    expect(visible).to_be_visible()
    drafts.engine.dispose()
