"""What holds for every form of the application, whichever page it stands on."""

import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.accounts import Accounts
from tests.web.crawler import TYPED, crawl
from tests.web.desks import CHEAP, GOOD, Visitor, wiped
from tests.web.test_questionnaire import begin, csrf, send


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
    form = {"csrf": csrf(client, f"{here}/name"), "name": "Dinas A"}
    assert "Dinas A" in client.post(f"{here}/name", data=form).text
    client.post(f"{here}/finish", data={"csrf": csrf(client, f"{here}/check")})
    site = client.app.state.site
    with site.ledger_to_read() as ledger:
        assert ledger.get(1).personal["pd"] == "Dinas A"
