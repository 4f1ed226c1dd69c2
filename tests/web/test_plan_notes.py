"""Notes on a plan's steps in the browser: kept whatever is answered, recorded when asked to."""

import html
import re
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from advisor.advice.notes import Note
from advisor.audit.follow_up import follow_ups, noted
from advisor.audit.ledger import Ledger
from advisor.common.language import LANGUAGES
from advisor.follow_up.filled import read_filled
from advisor.web.app import create_app
from advisor.web.settings import Settings
from tests.follow_up.workbooks import Book, plan
from tests.web.plans import begun, post, shown, token

SOON = date.today() + timedelta(40)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    settings = Settings(
        f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db"), b"s" * 32, per_minute=10**6
    )
    with TestClient(create_app(settings), base_url="http://advisor.test") as client:
        client.headers["accept-language"] = "id"
        yield client


@pytest.fixture
def site(client):
    return client.app.state.site


@pytest.fixture
def link(site, knowledge):
    return begun(site.drafts, knowledge, "advised")


def address(link, step=""):
    home = f"/questionnaire/{link}/plan"
    return f"{home}/step/{step}/note" if step else home


def steps_of(client, link):
    return shown(client.get(address(link)).text)


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def mark_of(client, link, step):
    page = client.get(address(link, step)).text
    return re.search(r'name="made_from" value="(\w+)"', page)[1]


def note(client, link, step, made_from=None, **fields):
    form = {"csrf": token(client, "/questionnaire"), "status": "not-begun", **fields}
    form["made_from"] = made_from or mark_of(client, link, step)
    return client.post(address(link, step), data=form, follow_redirects=False)


def give_back(client, link, content, **form):
    form = {"csrf": token(client, "/questionnaire"), "link": link, **form}
    files = {"file": ("rencana.xlsx", content, "application/octet-stream")} if content else None
    return client.post("/filled-plan", data=form, files=files, follow_redirects=False)


def workbook(client, link):
    return client.get(f"{address(link)}.xlsx").content


def test_what_is_noted_stands_on_the_card(client, link, site):
    step = steps_of(client, link)[0]
    done = note(client, link, step, person=" Ibu  Maria ", due=SOON.isoformat(), status="under-way",
                evidence="SK 12\nhttps://x.go.id/sk")  # fmt: skip
    assert done.status_code == 303
    assert done.headers["location"].endswith(f"/plan?noted={step}#step-{step}")
    assert site.notes.of(link) == {
        step: Note("Ibu Maria", SOON, "SK 12\nhttps://x.go.id/sk", "under-way")
    }
    page = client.get(address(link))
    assert 'href="https://x.go.id/sk"' in page.text
    assert "Penanggung jawab Ibu Maria" in words(page)


def test_each_mistake_is_told_at_its_field_and_what_was_typed_is_still_there(client, link, site):
    step = steps_of(client, link)[0]
    refused = note(client, link, step, status="dropped", due="2020-01-01", person="Ibu Maria")
    assert refused.status_code == 422
    assert 'id="note-reason-error"' in refused.text
    assert 'id="note-due-error"' in refused.text
    assert 'id="note-person-error"' not in refused.text
    assert 'value="Ibu Maria"' in refused.text
    assert site.notes.of(link) == {}


def test_done_is_an_answer_that_moves_the_plan_and_the_rest_is_kept(client, link, site, knowledge):
    step = next(s for s in steps_of(client, link) if knowledge.steps[s].done_by)
    note(client, link, step, status="under-way", person="Ibu Maria")
    done = note(client, link, step, status="done", person="Ibu Maria", evidence="Berita acara")
    assert f"step={step}" in done.headers["location"]
    assert site.drafts.find(link).given[knowledge.steps[step].done_by] is True
    assert step not in steps_of(client, link)
    page = client.get(address(link))
    told = words(page).partition("Tidak lagi disarankan")[2]
    assert "Selesai" in told
    assert "Berita acara" in told
    post(client, link, "undo", step=step, was="no")
    assert step in steps_of(client, link)
    assert site.notes.of(link)[step] == Note("Ibu Maria", None, "Berita acara", "under-way")
    assert "Tidak lagi disarankan" not in words(client.get(address(link)))


def test_a_step_without_an_answer_of_its_own_can_be_done_all_the_same(client, site, knowledge):
    link = site.drafts.begin()
    step = next(name for name, step in knowledge.steps.items() if not step.done_by)
    assert note(client, link, step, status="done").status_code == 303
    assert site.notes.of(link) == {step: Note(status="done")}
    assert site.drafts.find(link).given == {}


def test_of_two_who_note_on_one_step_the_later_sees_and_decides(client, link, site):
    step = steps_of(client, link)[0]
    seen = mark_of(client, link, step)
    assert note(client, link, step, seen, person="Ibu Maria").status_code == 303
    second = note(client, link, step, seen, person="Pak Yosef")
    assert second.status_code == 409
    assert "Ibu Maria" in words(second)
    assert 'value="Pak Yosef"' in second.text
    assert site.notes.of(link)[step].person == "Ibu Maria"
    again = re.search(r'name="made_from" value="(\w+)"', second.text)[1]
    assert note(client, link, step, again, person="Pak Yosef").status_code == 303
    assert site.notes.of(link)[step].person == "Pak Yosef"
    same = note(client, link, step, seen, person="Pak Yosef")
    assert same.status_code == 303


def test_the_same_form_sent_twice_is_no_clash(client, link):
    step = steps_of(client, link)[0]
    seen = mark_of(client, link, step)
    codes = {note(client, link, step, seen, person="Ibu Maria").status_code for _ in range(2)}
    assert codes == {303}


def test_only_forms_of_the_visitor_and_steps_that_exist_count(client, link, site):
    step = steps_of(client, link)[0]
    form = {"csrf": "0" * 128, "made_from": "x"}
    assert client.post(address(link, step), data=form).status_code == 403
    assert client.get(address(link, "no-such-step")).status_code == 404
    assert client.get(address("x" * 32, step)).status_code == 404
    assert site.notes.of(link) == {}


# ---- recording


def record(client, link):
    page = client.get(address(link)).text
    stated = re.search(r'/plan/follow-up".*?name="made_from" value="(\w+)"', page, re.DOTALL)
    if not stated:
        return None
    form = {"csrf": token(client, "/questionnaire"), "made_from": stated[1]}
    return client.post(f"{address(link)}/follow-up", data=form, follow_redirects=False)


def test_a_follow_up_is_recorded_after_its_plan_and_once(client, link, site):
    step = steps_of(client, link)[0]
    note(client, link, step, person="Ibu Maria", status="under-way")
    assert record(client, link) is None
    assert "Catat dahulu konsultasinya" in words(client.get(address(link)))
    post(client, link, "finish")
    stale = {"csrf": token(client, "/questionnaire"), "made_from": "0"}
    client.post(f"{address(link)}/follow-up", data=stale)
    assert record(client, link).status_code == 303
    number = site.drafts.find(link).record
    with site.ledger_to_read() as ledger:
        (made,) = follow_ups(ledger, number)
        assert noted(made) == {step: Note("Ibu Maria", status="under-way")}
    assert f"catatan nomor {made.number}" in words(client.get(address(link)))
    assert record(client, link) is None
    note(client, link, step, person="Ibu Maria", status="dropped", reason="dana")
    record(client, link)
    with site.ledger_to_read() as ledger:
        assert [noted(r)[step].status for r in follow_ups(ledger, number)] == [
            "under-way",
            "dropped",
        ]


def test_while_the_ledger_is_away_notes_are_kept_and_that_is_told(client, link, site, monkeypatch):
    step = steps_of(client, link)[0]
    post(client, link, "finish")
    note(client, link, step, person="Ibu Maria")
    from advisor.common.errors import AdvisorError, Problem
    from advisor.common.language import said

    def away(*_, **__):
        raise AdvisorError([Problem("l", None, said("ledger.busy", reason="x"))])

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "writing", away)
        done = record(client, link)
    assert "unfollowed=1" in done.headers["location"]
    assert "belum tercatat" in words(client.get(done.headers["location"]))
    assert site.notes.of(link)[step].person == "Ibu Maria"


# ---- Excel and back


def test_the_downloaded_workbook_is_filled_and_its_plan_known(client, link, knowledge):
    step = steps_of(client, link)[0]
    note(client, link, step, person="Ibu Maria", due=SOON.isoformat())
    filled = read_filled(workbook(client, link), "x", knowledge)
    assert filled.notes == {step: Note("Ibu Maria", SOON)}
    assert filled.origin.key
    assert link not in filled.origin.key


def changes_in(response):
    return html.unescape(re.search(r'name="changes" value="([^"]*)"', response.text)[1])


def test_a_filled_workbook_is_shown_and_counts_only_then(client, link, site, knowledge):
    steps = steps_of(client, link)
    book = Book(workbook(client, link)).fill(1, person="Ibu Maria", due=SOON)
    place = next(n for n, s in enumerate(steps, 1) if n > 1 and knowledge.steps[s].done_by)
    book.fill(place, status="Selesai", evidence="Berita acara")
    listed = give_back(client, link, book.saved())
    assert listed.status_code == 200
    assert "(kosong) → Ibu Maria" in words(listed)
    assert site.notes.of(link) == {}
    take = [steps[0], steps[place - 1]]
    done = give_back(client, link, b"", changes=changes_in(listed), take=take)
    assert done.status_code == 303
    assert site.notes.of(link) == {
        steps[0]: Note("Ibu Maria", SOON), steps[place - 1]: Note(evidence="Berita acara")
    }  # fmt: skip
    assert site.drafts.find(link).given[knowledge.steps[steps[place - 1]].done_by] is True
    assert steps[place - 1] not in steps_of(client, link)


def test_what_is_not_ticked_does_not_count(client, link, site):
    steps = steps_of(client, link)
    book = Book(workbook(client, link)).fill(1, person="A").fill(2, person="B")
    listed = give_back(client, link, book.saved())
    give_back(client, link, b"", changes=changes_in(listed), take=[steps[1]])
    assert set(site.notes.of(link)) == {steps[1]}


def test_what_another_noted_meanwhile_is_marked_and_not_ticked(client, link, site):
    step = steps_of(client, link)[0]
    book = Book(workbook(client, link)).fill(1, person="Ibu Maria")
    note(client, link, step, person="Pak Yosef")
    listed = give_back(client, link, book.saved())
    assert "Sudah diubah orang lain" in words(listed)
    assert not re.search(r'name="take"[^>]*checked', listed.text)
    note(client, link, step, person="Pak Anton")
    refused = give_back(client, link, b"", changes=changes_in(listed), take=[step])
    assert refused.status_code == 409
    assert "Pak Anton" in words(refused)
    assert site.notes.of(link)[step].person == "Pak Anton"
    give_back(client, link, b"", changes=changes_in(refused), take=[step])
    assert site.notes.of(link)[step].person == "Ibu Maria"


def test_mistakes_and_plans_of_others_are_told_and_nothing_is_taken(client, link, site, knowledge):
    book = Book(workbook(client, link)).fill(1, due="entah")
    refused = give_back(client, link, book.saved())
    assert refused.status_code == 422
    assert f"rencana.xlsx {book.place(1, 'due')}" in words(refused)
    other = begun(site.drafts, knowledge, "half", "Dinas Lain")
    refused = give_back(client, link, workbook(client, other))
    assert "rencana perangkat daerah lain: Dinas Lain" in words(refused)
    facts = site.drafts.find(other).facts(knowledge.vocabulary)
    assert "Dinas Lain" in words(give_back(client, link, plan(knowledge, facts)[1]))
    assert give_back(client, link, b"no workbook").status_code == 422
    assert give_back(client, "x" * 32, workbook(client, link)).status_code == 404
    assert site.notes.of(link) == {}


def test_a_plan_that_the_command_line_made_of_the_same_pd_is_taken(client, link, site, knowledge):
    facts = site.drafts.find(link).facts(knowledge.vocabulary)
    book = Book(plan(knowledge, facts)[1]).fill(1, person="Ibu Maria")
    assert give_back(client, link, book.saved()).status_code == 200


@pytest.mark.parametrize(
    "changes", ["", "{", "[]", '{"form-work-team": 1}', '{"x": {"note": {}, "seen": 1}}']
)
def test_a_form_that_is_not_ours_changes_nothing(client, link, site, changes):
    answer = give_back(client, link, b"", changes=changes, take=["x", "form-work-team"])
    assert answer.status_code in (303, 400)
    assert site.notes.of(link) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_both_languages(client, link, language):
    step = steps_of(client, link)[0]
    note(client, link, step, person="Ibu Maria")
    for path in (address(link), address(link, step)):
        page = client.get(path, params={"lang": language})
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
    client.cookies.clear()
