"""The desk's pages on real ledgers: whole, empty, missing and tampered with."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from advisor.audit.export import exported
from advisor.audit.ledger import Ledger
from advisor.audit.proof import proof
from advisor.audit.query import Filter, find
from advisor.audit.storage.store import store
from advisor.common.time_zone import default_zone
from advisor.web.app import create_app
from advisor.web.desk import search as search_page
from advisor.web.desk.outline import outline
from advisor.web.desk.search_query import FIELDS as ASKED
from advisor.web.desk.view import Reader, contents
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.accounts import Account
from tests.audit.tampering import spare
from tests.ledgers import filled, raw
from tests.web.desks import ACCOUNTS, CHEAP, GOOD, NEW, OLD, REASON, Visitor, desk, fill
from tests.web.test_desk_compare import narrowed

LAST = OLD + NEW + 1


@pytest.fixture(autouse=True, scope="module")
def cheap():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield


def signed_in(client, name="siti"):
    visitor = Visitor(client)
    for account, role in ACCOUNTS.items():
        if visitor.door.accounts.find(account) is None:
            visitor.door.accounts.add(account, role, GOOD)
    visitor.sign_in(name)
    return visitor


@pytest.fixture(scope="module")
def folder(tmp_path_factory, knowledge):
    folder = tmp_path_factory.mktemp("desk")
    fill(folder / "ledger.db", narrowed(tmp_path_factory.mktemp("base")), knowledge)
    return folder


@pytest.fixture(scope="module")
def auditor(folder):
    with desk(folder) as client:
        yield signed_in(client)


@pytest.fixture
def ledger(folder):
    with Ledger.reading(folder / "ledger.db") as ledger:
        yield ledger


@pytest.fixture
def own(tmp_path, knowledge):
    """A desk whose ledger may be harmed: twelve records."""
    filled(tmp_path / "ledger.db", knowledge, 12)
    with desk(tmp_path) as client:
        yield signed_in(client, "admin"), tmp_path / "ledger.db"


def numbers(page):
    return [
        int(n) for n in re.findall(r'role="rowheader"[^>]*><a href="/desk/record/(\d+)[?"]', page)
    ]


def whole(auditor, **query):
    """The numbers on all pages of a search."""
    found, page = [], auditor.get("/desk", **query).text
    while True:
        found += numbers(page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        if not more:
            return found
        page = auditor.get(more[1].replace("&amp;", "&")).text


def digest(body):
    return body.get("knowledge", {}).get("digest")


def local_day(body):
    """The day on which an office in the default zone made a record."""
    return default_zone().written(body["time"])[:10]


# Searching


def test_pages_together_show_every_record_once_newest_first(auditor, monkeypatch):
    for size in (25, 7, 31, 30):
        monkeypatch.setattr(search_page, "PER_PAGE", size)
        assert whole(auditor) == list(range(LAST, 0, -1))


def test_each_search_finds_exactly_what_a_plain_reading_finds(auditor, ledger, knowledge):
    records = list(find(ledger, Filter()))
    consultation = next(r for r in records if r.body.get("answers") and r.body.get("steps"))
    term, value = next(
        (t, v) for t, v in consultation.body["answers"].items() if isinstance(v, bool)
    )
    rule, step = consultation.body["fired"][0], consultation.body["steps"][0]
    same = f"{term}={'yes' if value else 'no'}"
    day = local_day(records[5].body)
    cases = [
        ({"rule": rule.lower()}, lambda b: rule in b.get("fired", ())),
        ({"step": step}, lambda b: step in b.get("steps", ())),
        ({"answer": same}, lambda b: b.get("answers", {}).get(term) is value),
        ({"status": "advised"}, lambda b: b.get("status") == "advised"),
        ({"kind": "redaction"}, lambda b: b["kind"] == "redaction"),
        ({"edition": knowledge.digest}, lambda b: digest(b) == knowledge.digest),
        ({"since": day}, lambda b: local_day(b) >= day),
        ({"until": day}, lambda b: local_day(b) <= day),
        (
            {"since": day, "until": day, "rule": rule},
            lambda b: local_day(b) == day and rule in b.get("fired", ()),
        ),
        (
            {"step": step, "status": "advised", "answer": same},
            lambda b: step in b.get("steps", ()) and b["answers"].get(term) is value,
        ),
    ]
    for query, fits in cases:
        expected = [r.number for r in records if fits(r.body)]
        assert whole(auditor, **query) == expected, query
        assert expected


@pytest.mark.parametrize("text", ["rahasia", "RAHASIA", "<b>", "& Co", 'ibu "ani"'])
def test_a_part_of_a_name_is_found_in_any_case_of_letters(auditor, ledger, text):
    expected = [
        r.number
        for r in find(ledger, Filter())
        if any(text.lower() in name.lower() for name in r.personal.values())
    ]
    assert expected
    assert whole(auditor, text=text) == expected


@pytest.mark.parametrize("text", ["%", "_", "!", "!%", "R%a", "Rahasi_", "\\%", "' OR 1=1 --"])
def test_signs_with_a_meaning_in_a_database_stand_for_themselves(auditor, text):
    assert whole(auditor, text=text) == []


FIELDS = [*ASKED, "below"]
ODD = ["0", "-1", "9" * 30, "\0", "a\0b", "2026-13-01", "0001-01-01", "9999-12-31"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30) | st.sampled_from(ODD)))
def test_no_search_ever_fails_with_a_fault(auditor, query):
    assert auditor.get("/desk", **query).status_code in (200, 422)


def test_what_is_wrong_with_a_search_is_told_all_at_once(auditor):
    answer = auditor.get("/desk", since="besok", status="king", answer="budget", rule="\0")
    assert answer.status_code == 422
    problems = answer.text.partition("notice-error")[2].partition("</section>")[0]
    assert problems.count("<li>") == 4


def test_a_search_without_a_hit_says_so_and_which_name_nobody_knows(auditor, knowledge):
    known = next(
        rule for rule in knowledge.rule if not numbers(auditor.get("/desk", rule=rule).text)
    )
    for query, unknown in (
        ({"rule": "REG-01"}, "aturan &#39;REG-01&#39; tidak ada dalam aturan sekarang"),
        ({"step": "form-work-tea"}, "form-work-team"),
        ({"answer": "budgett=limited"}, "pertanyaan &#39;budgett&#39; tidak ada"),
        ({"rule": known}, None),
    ):
        page = auditor.get("/desk", **query).text
        assert "Tidak ada catatan yang cocok" in page
        assert ("PERINGATAN" in page) is (unknown is not None)
        assert unknown is None or unknown in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"answer": "budget"}, "Tulis jawaban yang dicari sebagai nama=jawaban"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "lebih kemudian daripada tanggal akhir"),
        ({"since": "2026-03-01", "until": "2026-03-01"}, None),
        ({"since": "2026-03-02", "until": "besok"}, "besok: Bukan tanggal"),
    ],
)
def test_what_is_wrong_with_a_search_is_said_in_its_own_words(auditor, query, told):
    answer = auditor.get("/desk", **query)
    assert answer.status_code == (422 if told else 200)
    assert (told or "") in answer.text
    assert "Tulis perubahan" not in answer.text


def test_a_record_leads_back_to_the_page_of_the_search_from_which_it_was_opened(
    auditor, monkeypatch
):
    monkeypatch.setattr(search_page, "PER_PAGE", 3)
    there = {"status": "advised", "text": "a", "below": "9"}
    first = numbers(auditor.get("/desk", **there).text)[0]
    home = "/desk?text=a&amp;status=advised&amp;below=9"
    query = home.partition("?")[2]
    assert f'href="/desk/record/{first}?{query}"' in auditor.page
    pages = [f"/desk/record/{first}?{query}", f"/desk/record/{first - 1}?{query}"]
    for page in pages:
        assert f'href="{home}">← Hasil pencarian' in auditor.get(page.replace("&amp;", "&")).text
        for follow in re.findall(r'href="(/desk/record/[^"]+)"', auditor.page):
            assert f"?{query}" in follow
    checked = re.search(r'action="([^"]+/verify[^"]*)"', auditor.page)[1].replace("&amp;", "&")
    assert f'href="{home}">←' in auditor.post(checked).text
    assert 'href="/desk">← Catatan konsultasi' in auditor.get(f"/desk/record/{first}").text


# One record


@pytest.mark.parametrize(
    "number",
    ["0", "-1", "abc", "99999999999999999999", "9223372036854775807", "9223372036854775808",
     "1.0", "1e3", "0x1", "%00", "١", "1%20", "..%2f1", "' OR 1=1", "32000"],
)  # fmt: skip
def test_what_is_no_records_number_is_not_found_in_words(auditor, number):
    for path in ("", "/step/form-work-team"):
        answer = auditor.get(f"/desk/record/{number}{path}")
        assert answer.status_code == 404
        assert "tidak ada" in answer.text
    for action in ("verify", "replay"):
        auditor.get("/desk/password")
        assert auditor.post(f"/desk/record/{number}/{action}").status_code == 404


def test_records_can_be_read_and_proven_and_consultations_replayed(auditor):
    for number in (1, 2, OLD, OLD + 1, LAST - 1, LAST):
        assert auditor.get(f"/desk/record/{number}").status_code == 200
        assert "Catatan ini utuh." in auditor.post(f"/desk/record/{number}/verify").text
        if number < LAST:
            assert "saran sama persis" in auditor.post(f"/desk/record/{number}/replay").text


def test_a_record_is_told_by_its_own_rules_and_replay_names_what_is_new_today(auditor, ledger):
    from advisor.audit.impact import impact, recorded
    from advisor.knowledge.loader import load

    today = load()
    old = ledger.knowledge(ledger.get(1))
    touched = [int(i.case.name) for i in impact(old, today, recorded(ledger)) if i]
    one = next(number for number in touched if number <= OLD)
    page = auditor.get(f"/desk/record/{one}").text
    narrow = page.partition("<code>BUD-001</code>")[2].partition("</details>")[0]
    assert "open_problems" in narrow
    page = auditor.post(f"/desk/record/{one}/replay").text
    assert "baru disarankan" in page
    assert "akan menerima saran yang sama" not in page


def test_each_step_of_a_record_links_to_its_explanation(auditor):
    page = auditor.get("/desk/record/3").text
    links = re.findall(r'href="(/desk/record/3/step/[a-z-]+)"', page)
    assert len(links) >= 40
    for link in links[:4] + links[-2:]:
        assert auditor.get(link).status_code == 200
        assert "Aturan " in auditor.page
    assert auditor.get("/desk/record/3/step/nonsense").status_code == 404
    assert auditor.get(f"/desk/record/{LAST}/step/form-work-team").status_code == 404


def test_a_redaction_names_what_it_is_about_and_cannot_be_replayed(auditor):
    page = auditor.get(f"/desk/record/{LAST}").text
    assert REASON in page
    assert "/desk/record/2" in page
    assert "/replay" not in page
    assert "bukan konsultasi" in auditor.post(f"/desk/record/{LAST}/replay").text


def test_indented_lines_become_the_tree_they_were():
    tree = outline(["a", "  - b", "    c", "", "  d", "e"])
    shape = [(a.text, [(b.text, [c.text for c in b.below]) for b in a.below]) for a in tree]
    assert shape == [("a", [("b", ["c"]), ("d", [])]), ("e", [])]


@pytest.mark.parametrize("role", ["auditor", "trainer"])
def test_what_a_page_is_made_of_holds_personal_text_only_for_who_may_see_it(ledger, role):
    account = Account(1, "a", role, False, False, "", None)
    inside = contents(ledger, ledger.get(3), Reader(account, "id", default_zone()))
    assert ("Rahasia" in str(inside)) is account.may("personal")


# Nothing recorded yet


PAGES = ("/desk", "/desk?rule=REG-001", "/desk/verify", "/desk/editions", "/desk/export")


@pytest.mark.parametrize("empty", [False, True], ids=["missing", "empty"])
def test_without_a_ledger_every_page_says_so_and_none_makes_one(tmp_path, empty):
    path = tmp_path / "ledger.db"
    if empty:
        store(path).connect().close()
    with desk(tmp_path) as client:
        visitor = signed_in(client)
        for page in PAGES:
            assert visitor.get(page).status_code == 200
        assert "Belum ada konsultasi yang tercatat" in visitor.get("/desk").text
        assert "Belum ada konsultasi yang tercatat" in visitor.get("/desk/editions").text
        visitor.get("/desk/verify")
        assert "Belum ada konsultasi yang tercatat" in visitor.post("/desk/verify").text
        for page in ("/desk/record/1", "/desk/checkpoint.json", "/desk/export/file?format=csv"):
            assert visitor.get(page).status_code == 404
        assert visitor.get("/desk/editions/compare?a=today&b=today").status_code == 200
    assert path.exists() is empty


def test_a_file_that_is_no_ledger_is_unavailable_in_words(tmp_path):
    (tmp_path / "ledger.db").write_text("not a database, but long enough to be read as one" * 90)
    with desk(tmp_path) as client:
        answer = signed_in(client).get("/desk")
        assert answer.status_code == 503
        assert "tidak dapat dipakai" in answer.text


# Tampered with


BODY = "UPDATE record SET body = replace(body, '{}', '{}') WHERE number = {}"
HARMS = {
    "hash": BODY.format('"status":"', '"status":"x', 3),
    "columns": "UPDATE record SET status = 'advised', time = '2020-01-01' WHERE number = 3",
    "index": "DELETE FROM mention WHERE record = 3 AND kind = 'rule'",
    "personal": "UPDATE personal SET text = 'Somebody else' WHERE record = 3",
    "advice": "UPDATE blob SET content = x'00' WHERE digest ="
    " (SELECT json_extract(body, '$.advice') FROM record WHERE number = 3)",
    "before": "UPDATE record SET hash = 'sha256:0' WHERE number = 2",
    "after": BODY.format('"previous":"sha256:', '"previous":"sha256:0', 4),
    "texts": "UPDATE blob SET content = x'00' WHERE id = 1",
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_tampered_with_shows_at_the_press_of_a_button(own, harm):
    visitor, path = own
    with raw(path) as connection:
        assert connection.execute(HARMS[harm]).rowcount
    assert visitor.get("/desk").status_code == 200
    assert visitor.get("/desk/record/3").status_code == 200
    page = visitor.post("/desk/record/3/verify").text
    assert "Catatan ini TIDAK utuh." in page
    with Ledger.reading(path) as ledger:
        failing = [check.about.key for check in proof(ledger, 3) if not check.holds]
    assert f"proof.{harm}" in failing
    visitor.get("/desk/verify")
    assert "Buku catatan ini TIDAK utuh." in visitor.post("/desk/verify").text


def test_a_proof_of_another_record_does_not_suffer(own):
    _, path = own
    with raw(path) as connection:
        connection.execute(HARMS["columns"])
    with Ledger.reading(path) as ledger:
        assert all(check.holds for check in proof(ledger, 7))


BODIES = ["", "{", "[]", "null", "{}", '{"number":3}', '{"kind":"consultation"}']


@pytest.mark.parametrize("body", BODIES)
def test_a_record_that_cannot_be_read_any_more_breaks_no_page(own, body):
    visitor, path = own
    with raw(path) as connection:
        connection.execute("UPDATE record SET body = ? WHERE number = 3", (body,))
    assert "Catatan ini rusak" in visitor.get("/desk").text
    assert numbers(visitor.page) == list(range(12, 0, -1))
    assert "Catatan ini rusak" in visitor.get("/desk/record/3").text
    for action in ("verify", "replay"):
        assert visitor.post(f"/desk/record/3/{action}").status_code == 200
        assert "notice-error" in visitor.page
    for page in ("/desk/record/4", "/desk/record/2", "/desk/editions"):
        assert visitor.get(page).status_code == 200
    for page in ("/desk/record/3/step/form-work-team", "/desk/record/3/redact"):
        assert visitor.get(page).status_code in (200, 404)
    for layout in ("csv", "jsonl", "prov"):
        assert visitor.get("/desk/export/file", format=layout).status_code in (200, 422)
    assert visitor.get("/desk/editions/compare?a=today&b=today&impact=yes").status_code == 200


def test_a_recorded_answer_that_was_changed_no_longer_replays(own):
    visitor, path = own
    with raw(path) as connection:
        query = "SELECT body FROM record WHERE number = 2"
        body = json.loads(connection.execute(query).fetchone()[0])
        body["answers"] = {}
        connection.execute("UPDATE record SET body = ? WHERE number = 2", (json.dumps(body),))
    visitor.get("/desk/record/2")
    page = visitor.post("/desk/record/2/replay").text
    assert "saran TIDAK sama dengan yang tercatat" in page
    assert "tidak lagi disarankan" in page


def test_a_checkpoint_shows_what_verification_alone_cannot_see(own):
    visitor, path = own
    checkpoint = visitor.get("/desk/checkpoint.json").text
    assert json.loads(checkpoint)["size"] == 12
    with raw(path) as connection:
        for table, column in (("record", "number"), ("mention", "record"), ("personal", "record")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > 9")
        spare(connection)
    visitor.get("/desk/verify")
    assert "Buku catatan ini utuh." in visitor.post("/desk/verify").text
    page = visitor.post("/desk/verify", checkpoint=checkpoint).text
    assert "Buku catatan ini TIDAK utuh." in page
    assert "dipotong" in page


HEAD = '{"schema":"checkpoint/1","head":"","time":"","size":'
NO_CHECKPOINTS = (
    "x", "{}", "[]", '{"schema": "checkpoint/1"}', HEAD + "1e400}", HEAD + f"{10**30}}}",
    HEAD + '1,"signature":{"key":1,"value":2,"algorithm":3}}', HEAD + '1,"other":1}',
    "[" * 15_000,
)  # fmt: skip


@pytest.mark.parametrize("text", NO_CHECKPOINTS)
def test_what_is_no_checkpoint_is_refused_in_words(auditor, text):
    auditor.get("/desk/verify")
    answer = auditor.post("/desk/verify", checkpoint=text)
    assert answer.status_code == 422
    assert "bukan titik periksa" in answer.text


# Redacting and exporting


def test_personal_text_goes_only_with_a_reason_and_a_tick_and_the_ledger_stays_whole(own):
    visitor, path = own
    assert "Pegawai 3" in visitor.get("/desk/record/4/redact").text
    for fields in ({}, {"reason": "asked for"}, {"sure": "yes"}, {"reason": " \0 ", "sure": "yes"}):
        assert visitor.post("/desk/record/4/redact", **fields).status_code == 422
    assert "Pegawai 3" in visitor.get("/desk/record/4").text
    answer = visitor.get("/desk/record/4/redact") and visitor.post(
        "/desk/record/4/redact", reason="asked for\n by \x1b[31mher ", sure="yes"
    )
    assert answer.headers["location"] == "/desk/record/4?redacted=1"
    page = visitor.get("/desk/record/4").text
    assert "Pegawai 3" not in page
    assert "(dihapus)" in page
    assert "Catatan ini utuh." in visitor.post("/desk/record/4/verify").text
    assert "asked for by [31mher" in visitor.get("/desk/record/13").text
    assert b"Pegawai 3" not in path.read_bytes()
    visitor.get("/desk/record/4/redact")
    assert "sudah dihapus sebelumnya" in visitor.page


@pytest.mark.parametrize("layout", ["csv", "jsonl", "prov"])
def test_an_export_is_what_the_command_line_gives(auditor, ledger, layout):
    for query, wanted in (({}, Filter()), ({"status": "advised"}, Filter(status="advised"))):
        records = list(find(ledger, wanted))[::-1]
        expected = "".join(exported(ledger, records, layout))
        answer = auditor.client.get("/desk/export/file", params={"format": layout, **query})
        assert answer.content.decode() == expected
        assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("layout", ["", "exe", "../csv", "CSV"])
def test_an_unknown_export_is_not_found(auditor, layout):
    assert auditor.get("/desk/export/file", format=layout).status_code == 404


def test_no_temporary_file_of_an_export_is_left(auditor, tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    auditor.get("/desk/export/file", format="jsonl")
    assert not list(Path(tmp_path).iterdir())


def test_the_desk_reads_searches_and_proves_a_ledger_in_postgresql(
    tmp_path, postgres_url, knowledge
):
    fill(postgres_url, narrowed(tmp_path), knowledge)
    settings = Settings(f"sqlite:///{tmp_path / 'web.db'}", postgres_url, b"s" * 32)
    with TestClient(create_app(settings), base_url="http://advisor.test") as client:
        visitor = signed_in(client)
        assert whole(visitor) == list(range(LAST, 0, -1))
        assert whole(visitor, text="RAHASIA", status="advised", edition=knowledge.digest)
        assert whole(visitor, text="%") == []
        assert visitor.get("/desk", text="a\0b").status_code == 422
        assert visitor.get("/desk/editions").status_code == 200
        assert visitor.get("/desk/record/9223372036854775807").status_code == 404
        assert visitor.get("/desk/record/3").status_code == 200
        assert "Catatan ini utuh." in visitor.post("/desk/record/3/verify").text
        assert "saran sama persis" in visitor.post("/desk/record/3/replay").text
        assert visitor.get("/desk/export/file", format="jsonl").text.count("\n") == LAST
        visitor.get("/desk/verify")
        assert "Buku catatan ini utuh." in visitor.post("/desk/verify").text
