"""Tables in the browser: what is taken, what is shown of it, who sees it, how long it is kept."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from advisor.common.messages import word
from advisor.tables.batch.run import Batch
from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.moments import now
from advisor.web.tables import taking
from advisor.web.tables.uploads import KEPT, Uploads
from tests.web.desks import ACCOUNTS, CHEAP, GOOD, Visitor, wiped
from tests.web.tables import (
    EXAMPLE,
    HEADS,
    SMALL,
    XLSX,
    csv_of,
    large,
    settled,
    upload,
    uploaded,
    with_part,
    xlsx_of,
)
from tests.web.test_hostile import CORPUS, check
from tests.web.test_workers import eventually


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    made = Settings(database, ledger, b"s" * 32, per_minute=10**6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        with TestClient(create_app(made), base_url="http://advisor.test") as client:
            yield client


@pytest.fixture
def visitor(served):
    wiped(served)
    found = Visitor(served)
    for name, role in ACCOUNTS.items():
        found.door.accounts.add(name, role, GOOD)
    found.sign_in("siti")
    for kept in uploads(found):
        kept.delete()
    return found


def uploads(visitor):
    return visitor.client.app.state.background.uploads


def records(visitor):
    """The names of the PDs in the ledger, in order."""
    with visitor.client.app.state.site.ledger() as ledger:
        return [record.personal["pd"] for record in ledger.consultations()]


def judged(visitor, address, **choices):
    visitor.post(f"{address}/judge", **choices)
    return settled(visitor, address)


# The way of a table


@pytest.mark.parametrize("form", [("a.csv", csv_of(), "text/csv"), ("a.xlsx", xlsx_of(), XLSX)])
def test_a_table_is_shown_as_it_is_read_and_gives_what_the_command_gives(
    visitor, form, tmp_path, knowledge
):
    name, content, media = form
    address = uploaded(visitor, content, name, media)
    assert "2 baris dapat dinilai, 1 ditolak" in visitor.page
    assert "mungkin" in visitor.page
    assert "Peraturan Daerah" in visitor.page
    assert "terbatas" in visitor.page
    page = judged(visitor, address)
    assert "2 PD dinilai, 1 baris ditolak" in page
    assert "Tidak ada yang dicatat" in page
    source = tmp_path / name
    source.write_bytes(content)
    batch = Batch(knowledge, source, tmp_path / "results.xlsx")
    batch.begin()
    batch.run()
    given = visitor.get(f"{address}/results.xlsx")
    assert given.content == (tmp_path / "results.xlsx").read_bytes()
    assert given.headers["content-type"] == XLSX
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["content-disposition"].startswith('attachment; filename="Hasil - a.xlsx"')
    rejects = visitor.get(f"{address}/rejects.csv").content
    assert rejects == (tmp_path / "results.xlsx.rejects.csv").read_bytes()
    page = visitor.get(f"{address}/summary").text
    assert "Kendala anggaran" in page
    assert page.count("<figure") == 3
    assert visitor.get(f"{address}/chart-2.svg").headers["content-type"] == "image/svg+xml"
    assert visitor.get(f"{address}/chart-3.svg").status_code == 404


@pytest.mark.parametrize(("ending", "media"), [("xlsx", XLSX), ("csv", "text/csv")])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_template_comes_back_filled_in_and_is_read(visitor, ending, media, language, knowledge):
    given = visitor.get(f"/tables/template.{ending}", lang=language)
    assert given.headers["content-disposition"].startswith("attachment")
    content = given.content
    if ending == "csv":
        first = ";" if language == "id" else ","
        content += first.join(["Dinas A"] + [""] * 8 + ["ya"]).encode()
    else:
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        for place in range(1, sheet.max_column + 1):
            if "[perda_exists]" in sheet.cell(1, place).value:
                sheet.cell(2, place).value = word("template.unknown", language)
        sheet.cell(2, 1).value = "Dinas A"
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
    uploaded(visitor, content, f"t.{ending}", media)
    assert "1 baris dapat dinilai" in visitor.page
    assert visitor.get("/tables/template.exe").status_code == 404


def test_records_are_made_only_when_that_was_chosen_one_a_pd(visitor):
    before = records(visitor)
    address = uploaded(visitor, csv_of())
    assert not re.search(r"<input[^>]+name=\"record\"[^>]+checked", visitor.page)
    judged(visitor, address)
    assert records(visitor) == before
    address = uploaded(visitor, csv_of())
    page = judged(visitor, address, record="yes")
    first = len(before) + 1
    assert f"2 catatan dibuat dalam buku catatan: nomor {first} sampai {first + 1}." in page
    assert records(visitor) == [*before, "Dinas A", "Dinas B"]
    judged(visitor, address, record="yes")
    assert records(visitor) == [*before, "Dinas A", "Dinas B"]
    with visitor.client.app.state.site.ledger() as ledger:
        record = ledger.get(first)
    answers = {"perda_exists": True, "perkada_exists": False, "budget": "limited"}
    assert record.body["answers"] == {**answers, "staff_competence": "adequate"}
    assert record.personal["who"] == "siti"


def test_a_headings_problem_is_told_with_what_to_do_on_this_page(visitor):
    heads = ("Nama PD", "perda_exist", "perkada_exists")
    address = uploaded(visitor, csv_of([("A", "ya", "ya")], heads))
    assert "perda_exist" in visitor.page
    assert "perda_exists" in visitor.page
    assert "advisor" not in visitor.page.replace("advisor.test", "")
    assert "--" not in re.sub(r"<!--.*?-->", "", visitor.page)
    assert "/judge" not in visitor.page
    visitor.post(f"{address}/judge")
    assert "Tabel ini belum dapat dinilai" in settled(visitor, address)


def test_when_the_ledger_fails_the_results_stay_and_recording_can_be_tried_again(
    client, settings, monkeypatch
):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    visitor = Visitor(client)
    visitor.door.accounts.add("siti", "auditor", GOOD)
    visitor.sign_in("siti")
    place = Path(settings.ledger)
    place.mkdir()
    address = uploaded(visitor, csv_of())
    page = judged(visitor, address, record="yes")
    assert "tidak dapat diselesaikan" in page
    assert "hanya pencatatannya yang belum selesai" in page
    assert visitor.get(f"{address}/results.xlsx").status_code == 200
    place.rmdir()
    visitor.get(address)
    visitor.post(f"{address}/again")
    assert "2 catatan dibuat" in settled(visitor, address)
    assert records(visitor) == ["Dinas A", "Dinas B"]


def test_a_broken_upload_stops_no_other(visitor):
    address = uploaded(visitor, csv_of())
    kept = uploads(visitor).find(address.rpartition("/")[2], owner(visitor, "siti"))
    kept.write("choices", {"nothing": "expected"})
    other = kept.folder.with_name("A" * 32)
    other.mkdir()
    (other / "upload.json").write_text('{"owner": 1}')
    uploaded(visitor, csv_of())
    assert "2 baris dapat dinilai" in visitor.page


# What is refused


def refused_at_once(visitor, content, name="a.csv", media="text/csv"):
    before = len(list(uploads(visitor)))
    answer = upload(visitor, content, name, media)
    assert answer.status_code == 422
    assert len(list(uploads(visitor))) == before
    return visitor.page


@pytest.mark.parametrize(
    ("name", "content", "media", "says"),
    [
        ("a.csv", b"", "text/csv", "kosong"),
        ("a.pdf", b"%PDF", "application/pdf", "&#39;.pdf&#39; tidak dikenal"),
        ("a", csv_of(), "text/csv", "tidak dikenal"),
        ("a.xlsm", xlsx_of(), XLSX, "tidak dikenal"),
        ("a.csv", csv_of(), "text/html", "text/html"),
        ("a.xlsx", csv_of(), XLSX, "teks, bukan buku kerja"),
        ("a.csv", xlsx_of(), "text/csv", "buku kerja Excel"),
        ("a.xlsx", bytes.fromhex("D0CF11E0A1B11AE1"), XLSX, "kata sandi"),
    ],
)
def test_what_is_no_table_is_refused_before_it_is_kept(visitor, name, content, media, says):
    assert says in refused_at_once(visitor, content, name, media)


def test_a_form_without_a_file_is_told_so(visitor):
    visitor.get("/tables")
    assert visitor.post("/tables").status_code == 422
    assert "Pilih berkas tabel" in visitor.page


def test_five_megabytes_are_taken_and_one_byte_more_is_not(visitor):
    lines = csv_of()
    full = lines + b"\n" * (taking.MOST_BYTES - len(lines))
    assert upload(visitor, full).status_code == 303
    assert "lebih dari 5 MB" in refused_at_once(visitor, full + b"\n")


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_the_form_may_hold_is_refused_while_it_comes(visitor, announced):
    def stream():
        for _ in range(90):
            yield b"x" * 65_536

    visitor.get("/tables")
    content = b"".join(stream()) if announced else stream()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = visitor.client.post("/tables", content=content, headers=headers)
    assert answer.status_code == 413
    assert "Paling besar 5 MB" in answer.text


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
SHEET = "xl/worksheets/sheet1.xml"


def after_declaration(xml):
    head, _, rest = xml.partition(b"?>")
    return head + b"?>" + DOCTYPE + rest


def in_utf16(xml):
    return after_declaration(xml).decode().replace("UTF-8", "UTF-16").encode("utf-16")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_part(xlsx_of(), "xl/vbaProject.bin", b"x"), "makro"),
        (with_part(xlsx_of(), SHEET, after_declaration), "deklarasi XML"),
        (with_part(xlsx_of(), "xl/sharedStrings.xml", after_declaration), "deklarasi XML"),
        (with_part(xlsx_of(), SHEET, in_utf16), "deklarasi XML"),
        (with_part(xlsx_of(), "xl/media/a.bin", b"\0" * 61_000_000), "60.000.000 bita"),
        (with_part(xlsx_of(), SHEET, lambda xml: xml[:300]), "rusak"),
        (xlsx_of()[:2000], "rusak"),
        (xlsx_of([("A", "=1+1", "ya", "", "")]), "rumus"),
        (csv_of([("A", "=1+1", "ya", "", "")]), "rumus"),
        (b"MZ\x90\0" * 100, "belum dapat dinilai"),
    ],
    ids=[
        "macros", "entities", "entities-in-strings", "utf-16", "bomb", "cut-part", "cut", "formula",
        "csv-formula", "program",
    ],
)  # fmt: skip
def test_what_can_do_harm_is_refused_in_words_and_never_judged(visitor, content, says):
    form = ("a.xlsx", XLSX) if content[:2] == b"PK" else ("a.csv", "text/csv")
    address = uploaded(visitor, content, *form)
    assert says in visitor.page
    assert "/judge" not in visitor.page
    assert str(uploads(visitor).folder) not in visitor.page
    assert visitor.get(f"{address}/results.xlsx").status_code == 404


def test_five_thousand_rows_are_taken_and_one_more_is_not(visitor):
    rows = [(f"Dinas {n}", "ya", "ya", "", "") for n in range(5001)]
    uploaded(visitor, csv_of(rows[:5000]))
    assert "5.000 baris dapat dinilai" in visitor.page
    uploaded(visitor, csv_of(rows))
    assert "5.001 baris" in visitor.page
    assert "/judge" not in visitor.page


def test_no_account_fills_the_disk(visitor):
    for _ in range(10):
        assert upload(visitor, csv_of()).status_code == 303
    assert "sudah menyimpan 10 tabel" in refused_at_once(visitor, csv_of())


def test_hostile_text_in_a_table_and_its_name_comes_back_as_text(visitor):
    rows = [(text, text, "ya", "", "") for text in CORPUS]
    for at in range(0, len(CORPUS), 20):
        text = " ".join(CORPUS[at : at + 20])
        address = uploaded(visitor, csv_of([*rows, *SMALL], (*HEADS[:-1], text)), "a.csv")
        check(visitor.get(address), text)
    address = uploaded(visitor, csv_of([*rows, *SMALL]))
    everything = " ".join(CORPUS)
    check(visitor.get(address), everything)
    judged(visitor, address)
    for page in ("", "/summary", "/chart-0.svg"):
        check(visitor.get(address + page), everything)


@pytest.mark.parametrize(
    "name",
    ["../../etc/a.csv", "..\\..\\a.csv", "/etc/a.csv", "a\r\nX-Injected: 1.csv", "%2e%2f.csv"],
)
def test_the_name_of_a_file_is_no_path_and_no_header(visitor, name):
    address = uploaded(visitor, csv_of(), name)
    kept = uploads(visitor).find(address.rpartition("/")[2], owner(visitor, "siti"))
    assert kept.table.name == "upload.csv"
    judged(visitor, address)
    given = visitor.get(f"{address}/results.xlsx")
    assert "x-injected" not in given.headers
    plain = re.search(r'filename="([^"]*)"', given.headers["content-disposition"])[1]
    assert not re.search(r"[/\\%\r\n]", plain)


# Who sees it, and how long


def owner(visitor, name):
    account = visitor.door.accounts.get(name)
    return f"{account.id}:{account.name}"


PARTS = ("", "/summary", "/chart-0.svg", "/results.xlsx", "/rejects.csv")


def test_nobody_else_opens_a_table_not_even_an_administrator(visitor):
    address = uploaded(visitor, csv_of())
    judged(visitor, address)
    assert all(visitor.get(address + part).status_code == 200 for part in PARTS)
    other = Visitor(TestClient(visitor.client.app, base_url="http://advisor.test"))
    for part in PARTS:
        answer = other.get(address + part)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=%2Ftables%2F")
    for name in ("admin", "tono"):
        other.sign_in(name)
        assert "tabel.csv" not in other.get("/tables").text
        for part in PARTS:
            assert other.get(address + part).status_code == 404
        for action in ("judge", "again", "delete"):
            other.get("/tables")
            assert other.post(f"{address}/{action}").status_code == 404
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("action", ["", "/judge", "/again", "/delete"])
def test_no_form_of_the_tables_counts_without_its_token(visitor, action):
    address = uploaded(visitor, csv_of())
    visitor.page = ""
    where = address + action if action else "/tables"
    assert visitor.post(where).status_code == 403
    answer = visitor.client.post("/tables", files={"table": ("a.csv", csv_of(), "text/csv")})
    assert answer.status_code == 403
    assert visitor.get(address).status_code == 200
    assert len(list(uploads(visitor))) == 1


def test_whoever_must_sign_in_first_comes_back_to_the_table(visitor):
    address = uploaded(visitor, csv_of())
    visitor.sign_out()
    assert visitor.sign_in("siti", after=address).headers["location"] == address


def test_a_table_is_deleted_when_asked_and_nothing_of_it_stays(visitor):
    address = uploaded(visitor, csv_of())
    visitor.get(address)
    assert visitor.post(f"{address}/delete").status_code == 303
    assert visitor.get(address).status_code == 404
    assert not list(uploads(visitor))
    folder, token = uploads(visitor).folder, address.rpartition("/")[2]
    eventually(lambda: not [p for p in folder.iterdir() if p.is_dir() and token in p.name])


def test_a_table_is_kept_for_twenty_four_hours_and_no_longer(tmp_path):
    time = now()
    kept = Uploads(tmp_path, lambda: time).keep("1:a", "a.csv", ".csv", io.BytesIO(b"x"))
    for after, there in ((KEPT - timedelta(seconds=2), True), (KEPT, False)):
        later = Uploads(tmp_path, lambda after=after: time + after)
        assert (later.find(kept.token, "1:a") is not None) is there
        assert len(later.of("1:a")) == there
        assert later.forget() == (not there)
        assert kept.table.exists() is there
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_server_that_starts_forgets_what_grew_old_meanwhile(settings):
    old = Uploads(settings.tables_folder, lambda: now() - KEPT).keep(
        "1:a", "a.csv", ".csv", EXAMPLE.open("rb")
    )
    new = Uploads(settings.tables_folder).keep("1:a", "a.csv", ".csv", EXAMPLE.open("rb"))
    with TestClient(create_app(settings)):
        eventually(lambda: not old.folder.exists())
    assert new.folder.exists()


def test_a_token_is_no_path(tmp_path):
    uploads = Uploads(tmp_path / "tables")
    kept = uploads.keep("1:a", "a.csv", ".csv", io.BytesIO(b"x"))
    (tmp_path / "tables" / "x").mkdir()
    for token in (
        "..",
        ".",
        "x",
        "",
        f"../tables/{kept.token}",
        kept.token + "\n",
        f".{kept.token}",
    ):
        assert uploads.find(token, "1:a") is None
    assert uploads.find(kept.token, "1:a")
    assert uploads.find(kept.token, "2:a") is None


def test_large_is_what_the_template_can_hold(knowledge):
    heads, rows = large(knowledge, 3)
    assert len(heads) > 50
    assert all(len(row) == len(heads) for row in rows)
