"""The desk's pages as they stand: tables on a phone, downloads, accounts, what may be compared."""

import lxml.html
import pytest

from advisor.web.security import passwords
from tests.web.desks import ACCOUNTS, CHEAP, GOOD, Visitor, desk, fill
from tests.web.plans import begun, post
from tests.web.test_desk_compare import narrowed


@pytest.fixture(autouse=True, scope="module")
def cheap():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield


def signed_in(client):
    visitor = Visitor(client)
    for name, role in ACCOUNTS.items():
        visitor.door.accounts.add(name, role, GOOD)
    visitor.sign_in("admin")
    return visitor


@pytest.fixture(scope="module")
def admin(tmp_path_factory, knowledge):
    folder = tmp_path_factory.mktemp("pages")
    fill(folder / "ledger.db", narrowed(tmp_path_factory.mktemp("base")), knowledge)
    with desk(folder) as client:
        yield signed_in(client)


def parts(cell):
    """What lies side by side in a cell: elements, and text that is not blank."""
    texts = [cell.text, *(element.tail for element in cell)]
    return len(cell) + sum(bool((text or "").strip()) for text in texts)


@pytest.mark.parametrize("path", ["/desk", "/desk/editions", "/desk/accounts"])
def test_a_cell_beside_its_label_on_a_phone_is_one_piece(admin, path):
    page = lxml.html.fromstring(admin.get(path).text)
    cells = page.xpath("//table[contains(@class, 'cards')]/tbody//*[self::td or self::th]")
    assert cells
    assert [cell.text_content() for cell in cells if parts(cell) > 1] == []


@pytest.mark.parametrize("path", ["/desk/verify", "/desk/export"])
def test_a_file_is_saved_because_it_is_one_not_because_its_link_was_followed(admin, path):
    page = lxml.html.fromstring(admin.get(path).text)
    assert page.xpath("//main//a[starts-with(@href, '/desk/')]")
    assert page.xpath("//*[@download]") == []
    given = admin.get("/desk/checkpoint.json")
    assert given.headers["content-disposition"].startswith("attachment")


def test_the_plans_files_are_saved_because_they_are_files(client, knowledge):
    link = begun(client.app.state.site.drafts, knowledge, "advised")
    page = lxml.html.fromstring(client.get(f"/questionnaire/{link}/plan").text)
    assert page.xpath("//a[contains(@href, '.pdf')]")
    assert page.xpath("//*[@download]") == []


def test_one_edition_alone_is_not_offered_to_be_compared(client, admin, knowledge):
    assert 'action="/desk/editions/compare"' in admin.get("/desk/editions").text
    post(client, begun(client.app.state.site.drafts, knowledge, "advised"), "finish")
    alone = signed_in(client).get("/desk/editions").text
    assert "<tbody" in alone
    assert 'action="/desk/editions/compare"' not in alone


def test_a_refused_sign_in_tells_that_an_initial_password_may_have_expired(client):
    for language, expired in (("id", "kedaluwarsa"), ("en", "expired")):
        client.get(f"/?lang={language}")
        refused = Visitor(client).sign_in("rina", "wrong")
        assert refused.status_code == 422
        assert expired in refused.text
