"""The desk on records that were harmed anywhere: a page with words, never a fault."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.web.security import passwords
from tests.harms import harm
from tests.ledgers import filled, texts_loaded_once
from tests.web.desks import CHEAP, desk
from tests.web.test_desk import signed_in

SIZE = 6
PAGES = (
    "/desk", "/desk?text=Dinas", "/desk?rule=REG-002", "/desk/record/{}", "/desk/editions",
    "/desk/record/{}/step/form-work-team", "/desk/record/{}/step/1", "/desk/record/{}/redact",
    "/desk/export/file?format=csv", "/desk/export/file?format=jsonl",
    "/desk/export/file?format=prov", "/desk/checkpoint.json",
    "/desk/editions/compare?a=today&b=today&impact=yes",
)  # fmt: skip
ACTIONS = ("/desk/record/{}/verify", "/desk/record/{}/replay", "/desk/record/{}/redact")


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Cheap passwords, and the same rule texts loaded once only."""
    with texts_loaded_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield


@pytest.fixture(scope="module")
def admin(tmp_path_factory, knowledge):
    """An administrator at a desk, and the folder in which its ledger may be harmed."""
    folder = tmp_path_factory.mktemp("desk")
    filled(folder / "whole.db", knowledge, SIZE)
    shutil.copy(folder / "whole.db", folder / "ledger.db")
    with desk(folder) as client:
        yield signed_in(client, "admin"), folder


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32),
    number=st.integers(1, SIZE),
    pages=st.sets(st.sampled_from(PAGES), min_size=3, max_size=3),
    action=st.sampled_from(ACTIONS),
)
def test_a_record_harmed_anywhere_breaks_no_page(admin, seed, number, pages, action):
    visitor, folder = admin
    for left in folder.glob("ledger.db*"):
        left.unlink()
    shutil.copy(folder / "whole.db", folder / "ledger.db")
    harm(folder / "ledger.db", seed, number)
    for page in sorted(pages):
        answer = visitor.get(page.format(number))
        assert answer.status_code in (200, 404, 422), (page, answer.status_code)
    visitor.get("/desk/verify")
    assert visitor.post("/desk/verify").status_code == 200
    visitor.get("/desk/password")
    answer = visitor.post(action.format(number), reason="x", sure="yes")
    assert answer.status_code in (200, 303, 404, 422), (action, answer.status_code)
