"""The questionnaire as people use it: one question a page, back, check, come back by link."""

import re
from html import unescape
from random import Random

import pytest
from playwright.sync_api import expect

from advisor.advice.consultation import Consultation
from advisor.knowledge.vocabulary import written
from tests.states import consistent_answers
from tests.web.conftest import accessible, follow

HERE = re.compile(r"(/questionnaire/[\w-]{32})")


def csrf(client, path):
    return re.search(r'name="csrf" value="(\w+)"', client.get(path).text)[1]


def form_of(client, path):
    """What a page's form sends by itself: its token, and what it was made from."""
    stated = re.search(r'name="made_from" value="([^"]*)"', client.get(path).text)[1]
    return {"csrf": csrf(client, path), "made_from": unescape(stated)}


def begin(client, name=""):
    """The address of a new questionnaire."""
    form = {"csrf": csrf(client, "/questionnaire"), "name": name}
    answer = client.post("/questionnaire", data=form, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def send(client, here, term, text, **more):
    form = {**form_of(client, f"{here}/question/{term}"), "answer": text, **more}
    return client.post(f"{here}/question/{term}", data=form, follow_redirects=False)


def number(terms):
    """The first term that is answered by a number."""
    return next(term.name for term in terms if term.type == "number")


def test_it_asks_just_what_the_library_asks_in_the_same_order(client, knowledge):
    random = Random(6)
    for _ in range(4):
        answers = consistent_answers(knowledge, random)
        here, consultation = begin(client), Consultation(knowledge)
        at = client.get(here, follow_redirects=False).headers["location"]
        while question := consultation.next_question():
            if consultation.contradictions():
                break
            assert at == f"{here}/question/{question.term}"
            value = answers[question.term] if random.random() < 0.8 else None
            consultation.answer(question.term, value)
            text = "unknown" if value is None else written(value)
            at = send(client, here, question.term, text).headers["location"]
        assert at == f"{here}/check"


def test_every_question_can_be_opened_and_offers_every_value_and_dont_know(client, knowledge):
    here = begin(client)
    for term in knowledge.vocabulary.asked.values():
        html = client.get(f"{here}/question/{term.name}").text
        values = [] if term.type == "number" else [written(value) for value in term.values]
        for value in (*values, "unknown"):
            assert f'value="{value}"' in html


def test_nothing_chosen_is_told_and_nothing_is_kept(client, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    answer = send(client, here, term, "")
    assert answer.status_code == 422
    assert "Pilih salah satu jawaban" in answer.text
    assert client.get(here, follow_redirects=False).headers["location"].endswith(term)


@pytest.mark.parametrize("text", ["-1", "100", "1.5", "satu", "٣", "1e9", "9" * 400])
def test_a_number_out_of_bounds_is_told_and_shown_again(client, knowledge, text):
    term = next(t.name for t in knowledge.vocabulary.asked.values() if t.type == "number")
    answer = send(client, begin(client), term, text)
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.text


def test_an_option_that_no_page_offers_is_refused(client, knowledge):
    answer = send(client, begin(client), knowledge.questions[0].term, "<script>")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_a_link_or_a_term_that_does_not_exist_is_not_found(client):
    here = begin(client)
    for path in ("/questionnaire/nowhere", f"{here}x", f"{here}/question/nothing"):
        assert client.get(path).status_code == 404
    form = {"csrf": csrf(client, "/questionnaire"), "made_from": "none"}
    for path in ("/questionnaire/nowhere/finish", f"{here}/question/nothing"):
        assert client.post(path, data=form).status_code == 404


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_without_its_token_changes_nothing(client, knowledge, token):
    here, term = begin(client), knowledge.questions[0].term
    form = {"answer": "provinsi", **({"csrf": token} if token is not None else {})}
    assert client.post(f"{here}/question/{term}", data=form).status_code == 403
    assert client.app.state.site.drafts.find(here.rpartition("/")[2]).given == {}


def test_the_token_of_another_browser_does_not_count(client, settings, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    token = csrf(client, "/questionnaire")
    client.cookies.clear()
    client.get("/questionnaire")
    form = {"csrf": token, "answer": "provinsi"}
    assert client.post(f"{here}/question/{term}", data=form).status_code == 403


def test_answers_that_contradict_lead_to_the_check_page_and_keep_the_plan_back(client, knowledge):
    from advisor.advice.facts import read_facts
    from tests.conftest import ROOT

    facts = read_facts(knowledge.vocabulary, ROOT / "examples" / "dinas-kota-bertentangan.yaml")
    drafts = client.app.state.site.drafts
    link = drafts.begin(given=facts.answers)
    here = f"/questionnaire/{link}"
    assert client.get(here, follow_redirects=False).headers["location"] == f"{here}/check"
    html = client.get(f"{here}/check").text
    assert "saling bertentangan" in html
    assert "/finish" not in html
    form = {"csrf": csrf(client, "/questionnaire"), "made_from": drafts.find(link).digest}
    finish = client.post(f"{here}/finish", data=form, follow_redirects=False)
    assert finish.headers["location"] == f"{here}/check"


def test_a_changed_answer_leads_back_to_the_check_page(client, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    assert send(client, here, term, "kota", after="check").headers["location"] == f"{here}/check"
    assert "Kota" in client.get(f"{here}/check").text


@pytest.mark.parametrize("go", ["check", "keep"])
def test_what_was_chosen_is_kept_before_one_goes_to_another_page(client, knowledge, go):
    here, term = begin(client), knowledge.questions[0].term
    answer = send(client, here, term, "kota", go=go, after="plan")
    assert answer.headers["location"] == f"{here}/{go}"
    assert client.app.state.site.drafts.find(here.rpartition("/")[2]).given == {term: "kota"}


@pytest.mark.parametrize("go", ["check", "keep"])
@pytest.mark.parametrize("sent", [{}, {"answer": " "}])
def test_one_may_go_to_another_page_without_having_chosen(client, knowledge, go, sent):
    here, terms = begin(client), knowledge.vocabulary.asked.values()
    for term in (knowledge.questions[0].term, number(terms)):
        path = f"{here}/question/{term}"
        form = {**form_of(client, path), "go": go, **sent}
        answer = client.post(path, data=form, follow_redirects=False)
        assert answer.headers["location"] == f"{here}/{go}"
    assert client.app.state.site.drafts.find(here.rpartition("/")[2]).given == {}


def test_a_wrong_answer_is_told_before_one_goes_to_another_page(client, knowledge):
    here, term = begin(client), number(knowledge.vocabulary.asked.values())
    answer = send(client, here, term, "100", go="keep")
    assert answer.status_code == 422
    assert 'value="100"' in answer.text


def test_a_button_that_no_page_has_leads_on(client, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    answer = send(client, here, term, "kota", go="//evil.example")
    assert answer.headers["location"].startswith(f"{here}/question/")


@pytest.mark.parametrize("after", ["check", "plan"])
def test_an_error_on_the_way_back_does_not_lose_the_way(client, knowledge, after):
    here, term = begin(client), number(knowledge.vocabulary.asked.values())
    html = send(client, here, term, "100", after=after).text
    assert f'name="after" value="{after}"' in html
    assert f'class="crumb"><a href="{here}/{after}"' in html
    assert f"/question/{term}?after={after}&amp;lang=en" in html


def test_beside_an_error_stands_what_was_sent_not_what_was_answered_before(client, knowledge):
    here, term = begin(client), number(knowledge.vocabulary.asked.values())
    send(client, here, term, "7")
    assert 'name="answer" maxlength="9" value="7"' in client.get(f"{here}/question/{term}").text
    assert 'name="answer" maxlength="9" value=""' in send(client, here, term, "").text


def test_the_counter_tells_of_the_questions_besides_this_one(client, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    most = Consultation(knowledge).remaining()
    left = f"tersisa paling banyak {most - 1}<"
    assert left in client.get(f"{here}/question/{term}").text
    send(client, here, term, "unknown")
    assert left in client.get(f"{here}/question/{term}").text


def test_the_counter_tells_of_no_question_left_when_this_is_the_last(client, knowledge):
    random = Random(3)
    answers, given = consistent_answers(knowledge, random), Consultation(knowledge)
    while question := given.next_question():
        last = question.term
        given.answer(last, answers[last])
    given.withdraw(last)
    assert given.remaining() == 1
    link = client.app.state.site.drafts.begin(given=given.given)
    html = client.get(f"/questionnaire/{link}/question/{last}").text
    assert f"Pertanyaan ke-{len(given.given) + 1}<" in html
    assert "tersisa" not in html


def test_the_first_question_has_no_way_back_to_a_new_start(client, knowledge):
    here, first = begin(client), knowledge.questions[0].term
    for _ in range(2):
        html = client.get(f"{here}/question/{first}").text
        assert 'class="crumb"' not in html
        assert 'href="/questionnaire"' not in html.partition("<main")[2]
        send(client, here, first, "kota")
    second = client.get(here, follow_redirects=False).headers["location"]
    assert f'class="crumb"><a href="{here}/question/{first}"' in client.get(second).text


def test_a_questionnaire_that_is_not_there_may_have_been_deleted(client):
    for language, deleted in (("id", "dihapus"), ("en", "deleted")):
        html = client.get(f"/questionnaire/{'x' * 32}?lang={language}").text
        assert deleted in html.partition("<main")[2]


def test_a_name_is_kept_as_one_escaped_line_of_bounded_length(client):
    here = begin(client, "  <b>Dinas</b>\r\nA  " + "x" * 500)
    html = client.get(f"{here}/check").text
    assert "&lt;b&gt;Dinas&lt;/b&gt; A xxx" in html
    assert "x" * 201 not in html


def test_a_deleted_questionnaire_is_gone(client):
    here = begin(client)
    client.post(f"{here}/forget", data=form_of(client, f"{here}/keep"))
    assert client.get(here).status_code == 404


def test_a_questionnaire_deleted_while_an_answer_is_on_its_way_is_not_found(
    client, knowledge, monkeypatch
):
    here, term = begin(client), knowledge.questions[0].term
    form = {**form_of(client, f"{here}/question/{term}"), "answer": "kota"}
    drafts, link = client.app.state.site.drafts, here.rpartition("/")[2]
    whole = drafts.find(link)
    drafts.delete(link)
    monkeypatch.setattr(type(drafts), "find", lambda self, _: whole)
    assert client.post(f"{here}/question/{term}", data=form).status_code == 404


def test_a_finished_consultation_is_in_the_ledger_under_the_number_shown(client, knowledge):
    from advisor.advice.consultation import advise

    here = begin(client, "Dinas A")
    for term in ("perda_exists", "perkada_exists", "work_team_formed"):
        send(client, here, term, "no")
    form = {**form_of(client, f"{here}/check")}
    client.post(f"{here}/finish", data=form, follow_redirects=False)
    site = client.app.state.site
    draft = site.drafts.find(here.rpartition("/")[2])
    with site.ledger_to_read() as ledger:
        record = ledger.get(draft.record)
        assert record.body["answers"] == draft.given
        expected = advise(site.engine, draft.facts(knowledge.vocabulary)).as_json()
        assert ledger.advice(record) == expected


JOURNEYS = [(360, "id", True), (360, "en", False), (1280, "id", False), (1280, "en", True)]


@pytest.mark.parametrize(("width", "language", "scripts"), JOURNEYS)
def test_a_whole_questionnaire_in_a_browser(opened, knowledge, width, language, scripts):
    page = opened("/questionnaire", width=width, scripts=scripts, language=language)
    look = accessible if scripts else lambda _: None
    look(page)
    page.fill("#name", "Dinas Kependudukan")
    follow(page.locator("main form button").first)
    follow(page.locator("main form button").first)
    expect(page.locator("[role=alert]")).to_be_visible()
    look(page)
    seen = set()
    for turn in range(60):
        if "/question/" not in page.url:
            break
        kind = page.locator("input[type=radio]").count() > 0
        if kind not in seen:
            look(page)
            seen.add(kind)
        if kind:
            page.locator("input[type=radio]").nth(turn % 2).check()
        else:
            page.fill("#answer-1", "1")
        follow(page.locator("main form .button").first)
    assert page.url.endswith("/check")
    look(page)
    follow(page.locator("dl a").first)
    look(page)
    follow(page.locator("main form button").first)
    follow(page.locator("dl a").nth(1))
    assert page.url.endswith("after=check")
    follow(page.locator(".crumb a").first)
    assert page.url.endswith("/check")
    follow(page.locator("main a[href$='/keep']").first)
    look(page)
    address = page.input_value("#address")
    assert HERE.search(address)
    page.goto(address)
    assert page.url.endswith("/check")


def test_the_questionnaire_by_keyboard_alone(opened):
    """Tab, arrows, space and Enter are enough; what has the focus is always to be seen."""
    page = opened("/questionnaire")
    press = page.keyboard.press

    def until(selector):
        for _ in range(40):
            press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(outline) != "none"
                return
        raise AssertionError(f"{selector} cannot be reached")

    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    until("#name")
    page.keyboard.type("Dinas A")
    press("Enter")
    page.wait_for_url("**/question/*")
    until("input[type=radio]")
    press("Space")
    press("ArrowDown")
    until("summary")
    press("Enter")
    expect(page.locator("details[open]")).to_have_count(1)
    until("main form button")
    before = page.url
    press("Enter")
    page.wait_for_url(lambda url: url != before)
    until("input[type=radio]")
    press("Space")
    until("button[value=keep]")
    press("Enter")
    page.wait_for_url("**/keep")
    page.go_back()
    page.reload()
    expect(page.locator("input[type=radio]").first).to_be_checked()
    until(".crumb a")
    press("Enter")
    page.wait_for_url(before)
    expect(page.locator("input[type=radio]").nth(1)).to_be_checked()


def test_a_server_stopped_and_started_again_still_knows_the_answers(tmp_path, knowledge):
    import httpx2

    from tests.web.conftest import start, stop

    server = start(tmp_path)
    with httpx2.Client(base_url=server.url) as client:
        here = begin(client)
        send(client, here, knowledge.questions[0].term, "kota")
    stop(server)
    server = start(tmp_path)
    with httpx2.Client(base_url=server.url) as client:
        at = client.get(here, follow_redirects=False).headers["location"]
    stop(server)
    assert at.endswith(knowledge.questions[1].term)


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_number_goes_on_to_the_next_question(opened, knowledge, scripts):
    page = opened("/questionnaire", scripts=scripts)
    follow(page.locator("main form button").first)
    term = number(knowledge.vocabulary.asked.values())
    page.goto(re.sub("question/.*", f"question/{term}", page.url))
    page.fill("#answer-1", "3")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/question/" in page.url
    assert not page.url.endswith(term)
