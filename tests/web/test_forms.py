"""What holds for every form of the application, whichever page it stands on."""

from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.accounts import Accounts
from tests.web.crawler import TYPED, crawl, pattern_of
from tests.web.desks import CHEAP, GOOD, Visitor, wiped
from tests.web.test_questionnaire import begin, csrf, form_of, send


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Every page and form, as an administrator who is signed in reaches them."""
    folder = tmp_path_factory.mktemp("forms")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    made = Settings(database, ledger, b"s" * 32, per_minute=10**8)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        known = {"government_level": "kota", "perda_exists": "no", "perkada_exists": "no"}
        body = {"pd": {"name": "Dinas A"}, "answers": known}
        assert client.post("/api/v1/advise?record=true", json=body).status_code == 201

        def enter():
            wiped(client)
            Accounts(client.app.state.site.database).add("admin", "administrator", GOOD)
            assert Visitor(client).sign_in("admin").status_code == 303

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passwords, "HASHER", CHEAP)
            yield crawl(client, enter)


@pytest.fixture
def app(client):
    return client.app


@pytest.fixture
def drafts(client):
    return client.app.state.site.drafts


def typed(form):
    """The fields of a form that a visitor types into."""
    return [name for name, kind, _ in form.fields if kind in (*TYPED, "textarea")]


def test_no_button_of_one_form_loses_what_was_typed_into_another(found):
    for address, page in found.pages.items():
        forms = [form for form in page.forms if form.action != "/logout"]
        assert not any(map(typed, forms)) or len(forms) == 1, address


def test_a_name_given_on_the_way_to_the_plan_is_the_records(client):
    here = begin(client)
    for term in ("perda_exists", "perkada_exists"):
        send(client, here, term, "no")
    form = {**form_of(client, f"{here}/name"), "name": "Dinas A"}
    assert "Dinas A" in client.post(f"{here}/name", data=form).text
    client.post(f"{here}/finish", data=form_of(client, f"{here}/check"))
    site = client.app.state.site
    with site.ledger_to_read() as ledger:
        assert ledger.get(1).personal["pd"] == "Dinas A"


CHANGING_NOTHING_THAT_STANDS = {
    "/questionnaire", "/questionnaire/{link}/next", "/login", "/logout", "/tables", "/filled-plan",
    "/desk/accounts", "/desk/password", "/desk/factor", "/desk/verify",
    "/desk/record/{number}/verify", "/desk/record/{number}/replay",
}  # fmt: skip
"""Forms that begin something, only look, or state a present password or code. No record changes."""


def test_every_form_that_changes_something_states_what_it_was_made_from(found, app):
    stating, silent = set(), set()
    for form in found.forms.values():
        if form.method == "POST":
            pattern = pattern_of(app, urlsplit(form.action).path)
            (stating if "made_from" in form.inputs else silent).add(pattern)
    assert silent == CHANGING_NOTHING_THAT_STANDS
    assert len(stating) >= 7


def test_no_form_counts_that_does_not_state_it(client, knowledge, drafts):
    link, step = drafts.begin(given={"perda_exists": False}), tickable(knowledge)
    for path, form in forms_of(link, step.id):
        sent = {"csrf": csrf(client, "/questionnaire"), **form}
        assert client.post(path, data=sent).status_code == 400, path
    assert drafts.find(link).given == {"perda_exists": False}


def test_what_another_window_has_changed_meanwhile_is_not_undone(client, knowledge, drafts):
    """Each form is made, then something newer is saved elsewhere, then the form is sent."""
    step = tickable(knowledge)
    newer = {"perda_exists": True, step.done_by: False}
    for path, form in forms_of("{link}", step.id):
        link = drafts.begin("Dinas A", {"perda_exists": None, step.done_by: True})
        path, made = path.format(link=link), drafts.find(link)
        kinds = {"finish": made.digest, "forget": made.digest, "name": made.name, "undo": "yes"}
        stated = kinds.get(path.rpartition("/")[2], "unknown")
        drafts.answer(link, newer)
        drafts.rename(link, "Dinas B")
        sent = {"csrf": csrf(client, "/questionnaire"), "made_from": stated, **form}
        answer = client.post(path, data=sent)
        assert drafts.find(link).given == newer, path
        assert drafts.find(link).name == "Dinas B"
        assert drafts.find(link).record is None
        assert "jendela lain" in answer.text, path


def test_the_same_sent_twice_counts_once_and_is_no_conflict(client, knowledge, drafts):
    link = drafts.begin()
    path = f"/questionnaire/{link}/question/perda_exists"
    form = {**form_of(client, path), "answer": "no"}
    for _ in range(2):
        assert client.post(path, data=form, follow_redirects=False).status_code == 303
    assert client.post(path, data={**form, "answer": "yes"}).status_code == 409


def tickable(knowledge):
    return next(step for step in knowledge.steps.values() if step.done_by)


def forms_of(link, step):
    """Every form of a questionnaire, as (where it goes, what is chosen in it)."""
    here = f"/questionnaire/{link}"
    return (
        (f"{here}/question/perda_exists", {"answer": "no"}),
        (f"{here}/name", {"name": "Dinas C"}),
        (f"{here}/finish", {}),
        (f"{here}/forget", {}),
        (f"{here}/plan/done", {"step": step}),
        (f"{here}/plan/undo", {"step": step, "was": "unknown"}),
    )


def test_no_administrator_undoes_what_another_has_done_to_an_account(client, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    accounts = Accounts(client.app.state.site.database)
    for name, role in (("admin", "administrator"), ("rina", "trainer")):
        accounts.add(name, role, GOOD)
    visitor = Visitor(client)
    visitor.sign_in("admin")
    visitor.get("/desk/accounts/rina")
    accounts.lock("rina")
    for action in ("role", "reset", "unlock", "remove"):
        answer = visitor.post("/desk/accounts/rina", do=action, role="auditor", made_from="trainer")
        assert answer.status_code == 409
        assert "jendela lain" in answer.text
    assert accounts.get("rina").standing == "trainer locked"
    assert visitor.post("/desk/accounts/rina", do="unlock").status_code == 303
