"""Every page shows times where the office is, and says where that is."""

import json
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from advisor.audit.checkpoint import checkpoint
from advisor.audit.ledger import Ledger
from advisor.common.time_zone import zone
from advisor.web.app import create_app
from advisor.web.security import passwords
from tests.ledgers import Clock, filled
from tests.web.desks import CHEAP, GOOD, Visitor
from tests.web.plans import begun, post

ZONES = {"Asia/Makassar": "09:00:00 WITA", "Asia/Jakarta": "08:00:00 WIB"}
"""When each has the first record of a ledger."""


@pytest.fixture(params=ZONES)
def office(request, settings, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    there = replace(settings, zone=zone(request.param))
    with TestClient(create_app(there), base_url="http://advisor.test") as client:
        yield Visitor(client), there, ZONES[request.param]


def test_the_desk_shows_times_where_the_office_is(office, knowledge):
    visitor, settings, clock = office
    filled(settings.ledger, knowledge, 3)
    visitor.door.accounts.add("admin", "administrator", GOOD)
    visitor.sign_in("admin")
    for path in ("/desk", "/desk/record/1"):
        assert f"2026-03-01 {clock}" in visitor.get(path).text
        assert "UTC" not in visitor.page
    with Ledger.reading(settings.ledger) as ledger:
        seen = replace(checkpoint(ledger), time="2026-03-01T01:00:00Z")
    visitor.get("/desk/verify")
    said = visitor.post("/desk/verify", checkpoint=json.dumps(seen.as_json())).text
    assert f"titik periksa tanggal 2026-03-01 {clock}" in said
    signed_in = visitor.door.accounts.get("admin").signed_in
    assert settings.zone.written(signed_in) in visitor.get("/desk/accounts").text
    made = visitor.get("/desk/checkpoint.json").json()["time"]
    assert made.endswith("Z")


def test_a_plan_says_when_it_was_recorded_where_the_office_is(office, knowledge, monkeypatch):
    visitor, _, clock = office
    # The first record is made at 01:00 UTC on the first of March.
    monkeypatch.setattr(Ledger, "append", _at(Ledger.append, Clock()))
    client = visitor.client
    link = begun(client.app.state.site.drafts, knowledge, "advised")
    assert post(client, link, "finish").status_code == 303
    hour, short = clock[:2], clock.rpartition(" ")[2]
    for language, said in (
        ("id", f"1 Maret 2026 pukul {hour}.00 {short}"),
        ("en", f"1 March 2026 at {hour}:00 {short}"),
    ):
        page = client.get(f"/questionnaire/{link}/plan?lang={language}").text
        shown = re.search(r'<time datetime="([^"]+)">([^<]+)</time>', page)
        assert said in shown[2]
        assert shown[1] == "2026-03-01T01:00:00.000Z"


def _at(append, clock):
    """Records are appended as if it were then."""
    return lambda self, *args: append(replace(self, clock=clock), *args)
