"""The office's sheets as it opens them: all they say comes from plan, notes and article."""

import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import docx
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from advisor.advice.notes import Note
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import put, word
from advisor.presentation.sheets import office as offices
from advisor.presentation.sheets.kinds import KINDS
from advisor.presentation.sheets.office import Office
from advisor.presentation.sheets.png import SIGNATURE
from advisor.presentation.sheets.receipt import SEAL, seals, typed_seal
from advisor.presentation.sheets.writing import formats, sheet_bytes
from tests.conftest import ROOT
from tests.presentation.sheets import (
    OFFICE,
    RECEIPT,
    SVG,
    TODAY,
    case_of,
    docx_tables,
    docx_text,
    pdf_text,
    random_case,
    squeezed,
    worked_on,
)

ADDRESS = "https://ipp.example.go.id/check/12/3f2a91bc0d4e77aa"
LONG = "Pelaksana Tugas Kepala Bidang " * 6


@pytest.fixture(scope="module")
def plan(knowledge):
    return worked_on(case_of(knowledge))


def titles(case):
    return [step.title for step in case.plan().steps]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_pdf_and_docx_of_a_sheet_say_the_same(plan, kind, language):
    case = replace(plan, language=language)
    text, _ = pdf_text(sheet_bytes(case, kind, ".pdf"))
    words = docx_text(sheet_bytes(case, kind, ".docx"))
    for part in (*OFFICE.letterhead, word(f"sheets.{kind}", language).upper(), case.advice.name):
        assert squeezed(part) in text
        assert squeezed(part) in words
    for title in titles(case) if kind != "head" else titles(case)[:1]:
        assert (squeezed(title) in text) == (squeezed(title) in words)


def test_the_instrument_asks_of_each_step_what_the_plan_asks_and_leaves_room_to_answer(plan):
    knowledge = plan.knowledge
    table = docx_tables(sheet_bytes(plan, "instrument", ".docx"))[-2]
    heads = ("No.", "Langkah", "Hal yang diamati", "Bukti dukung", "Temuan", "Tindak lanjut")
    assert table[0] == [*heads]
    rows = {int(row[0]): row for row in table[1:]}
    for step, view in plan.pairs():
        if plan.note(step.step).status == "dropped":
            assert step.rank not in rows
            continue
        done_by = knowledge.steps[step.step].done_by
        ask = knowledge.question[done_by].ask.id if done_by else ""
        look_at = " ".join(filter(None, (ask, view.how)))
        expected = [str(step.rank), view.title, look_at, plan.note(step.step).evidence, "", ""]
        assert rows[step.rank] == expected
    assert squeezed("Alasan: Sudah diurus Bagian Hukum") in docx_text(
        sheet_bytes(plan, "instrument", ".docx")
    )


def test_the_schedule_stands_in_the_order_of_days_and_leaves_room_for_the_day_of_looking(plan):
    table = docx_tables(sheet_bytes(plan, "schedule", ".docx"))[-2]
    dated = [row for row in table[1:] if row[3]]
    assert [row[3] for row in dated] == ["1 Oktober 2026", "30 November 2026", "15 Januari 2027"]
    assert table[1:4] == dated
    assert {(row[4], row[5]) for row in table[1:]} == {("", "")}
    assert dated[0][2] == "Maria Bere, S.Sos."


@pytest.mark.parametrize(("kind", "own"), [("instrument", "monev/1"), ("schedule", "monev/2")])
def test_what_a_sheet_rests_on_is_cited_from_the_article_word_for_word(plan, kind, own):
    text = docx_text(sheet_bytes(plan, kind, ".docx"))
    for locator in ("monev/dasar", own, "monev/3"):
        statement = plan.knowledge.statements[locator]
        assert squeezed(f"{statement.says.id} ({statement.place.id} [{locator}]") in text


@pytest.mark.parametrize("kind", ["instrument", "schedule", "approval"])
def test_head_and_administrator_have_places_to_sign(plan, kind):
    text, _ = pdf_text(sheet_bytes(plan, kind, ".pdf"))
    for part in ("Mengetahui/Menyetujui,", "Pimpinan Perangkat Daerah,", "Pejabat Administrator,"):
        assert squeezed(part) in text
    assert text.count("Nama:....") == text.count("NIP:....") == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_what_the_head_reads_is_one_page_however_late_and_whoever_is_in_charge(
    knowledge, path, language
):
    case = case_of(knowledge, path.name, language, office=OFFICE)
    if not case.advice.steps:
        return
    long_ago = TODAY - timedelta(days=1000)
    notes = {step.step: Note(LONG, long_ago) for step in case.advice.steps}
    assert pdf_text(sheet_bytes(replace(case, notes=notes), "head", ".pdf"))[1] == 1


def test_the_approval_names_record_hash_and_day_and_leads_to_the_check_page(plan):
    for ending, read in ((".pdf", lambda c: pdf_text(c)[0]), (".docx", docx_text)):
        text = read(sheet_bytes(plan, "approval", ending))
        for part in ("Nomorcatatan12", "3f2a91bc0d4e77aa", "30November2026pukul11.12WITA"):
            assert part in text
        assert "ipp.example.go.id/check" in text
        assert RECEIPT.hash not in text


def modules(png):
    """The modules of a code of ours, black as 1, read from its picture without its border."""
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw, stride = zlib.decompress(data), (width + 7) // 8 + 1
    rows = [[*raw[y * stride : (y + 1) * stride]] for y in range(height)]
    filters = {row[0] for row in rows}
    assert filters <= {0, 2}
    for before, row in pairwise(rows):
        if row[0] == 2:
            row[1:] = [(up + own) & 255 for up, own in zip(before[1:], row[1:], strict=True)]
    bits = [[1 - (row[1 + x // 8] >> (7 - x % 8) & 1) for x in range(width)] for row in rows]
    return [row[36:-32:8] for row in bits[36:-32:8]]


def test_the_code_of_the_docx_holds_the_address_of_the_check_page(plan):
    content = sheet_bytes(replace(plan, office=Office(address=OFFICE.address)), "approval", ".docx")
    with zipfile.ZipFile(BytesIO(content)) as parts:
        (picture,) = (parts.read(n) for n in parts.namelist() if n.endswith(".png"))
    expected = segno.make_qr(ADDRESS, error="q").matrix
    assert modules(picture) == [[*row] for row in expected]


def test_the_code_of_the_pdf_is_read_by_a_reader(plan, tmp_path):
    zxing, pillow = pytest.importorskip("zxingcpp"), pytest.importorskip("PIL.Image")
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    (tmp_path / "sheet.pdf").write_bytes(sheet_bytes(plan, "approval", ".pdf"))
    drawn = ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "sheet.pdf", tmp_path / "x"]
    subprocess.run(drawn, check=True)
    assert [r.text for r in zxing.read_barcodes(pillow.open(tmp_path / "x.png"))] == [ADDRESS]


def test_without_an_address_there_is_no_code_and_whoever_keeps_the_ledger_is_named(plan):
    case = replace(plan, office=replace(OFFICE, address="", logo=b""))
    content = sheet_bytes(case, "approval", ".docx")
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if name.startswith("word/media")]
    text = pdf_text(sheet_bytes(case, "approval", ".pdf"))[0]
    assert squeezed(word("sheets.check-by-hand", "id")) in text
    assert "/check" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_case_gives_the_same_bytes(plan, kind):
    for ending in formats(kind):
        assert sheet_bytes(plan, kind, ending) == sheet_bytes(plan, kind, ending)


def events(case):
    return Calendar.from_ical(sheet_bytes(case, "schedule", ".ics")).walk("VEVENT")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_has_an_all_day_event_for_each_step_that_has_a_day(knowledge, language):
    for seed in range(40):
        case = replace(random_case(knowledge, seed), language=language)
        dated = {s.step: case.notes[s.step] for s in case.advice.steps if case.note(s.step).due}
        if not dated:
            continue
        found = events(case)
        assert [event["dtstart"].dt for event in found] == [note.due for note in dated.values()]
        assert all(type(event["dtstart"].dt) is date for event in found)
        cancelled = [event["status"] == "CANCELLED" for event in found]
        assert cancelled == [note.status == "dropped" for note in dated.values()]
        shown = {step.step: view.title for step, view in case.pairs()}
        for event, step in zip(found, dated, strict=True):
            assert str(event["summary"]).endswith(shown[step])


def test_an_event_keeps_its_name_when_the_plan_is_recorded_again_in_another_language(plan):
    later = replace(RECEIPT, number=40, hash="sha256:" + "7" * 64, time="2027-03-01T00:00:00.000Z")
    again = events(replace(plan, receipt=later, language="en"))
    assert [e["uid"] for e in again] == [e["uid"] for e in events(plan)]
    assert {e["dtstamp"].dt for e in again} == {datetime(2027, 3, 1, tzinfo=UTC)}
    assert {e["dtstamp"].dt for e in events(plan)} == {
        datetime(2026, 11, 30, 3, 12, 45, tzinfo=UTC)
    }


def test_no_two_steps_nor_two_plans_share_the_name_of_an_event(plan):
    others = events(replace(plan, key="another"))
    found = [str(event["uid"]) for event in (*events(plan), *others)]
    assert len(set(found)) == len(found)
    assert plan.advice.name not in "".join(found)


HOSTILE = "#let x = 1 <b>&amp; *_`$ =A1\r\nEND:VEVENT;,\\ 😀"


def test_a_hostile_note_stays_text(plan):
    first = plan.advice.steps[0].step
    case = replace(plan, notes={first: Note(HOSTILE, TODAY, HOSTILE, "under-way")})
    (event,) = events(case)
    assert HOSTILE.replace("\r\n", "\n") in str(event["description"])
    for kind in KINDS:
        assert "#let" in docx_text(sheet_bytes(case, kind, ".docx"))
        assert "#let" in pdf_text(sheet_bytes(case, kind, ".pdf"))[0]


@pytest.mark.parametrize(
    ("kind", "ending", "change", "key"),
    [
        ("approval", ".pdf", {"receipt": None}, "sheets.no-record"),
        ("schedule", ".ics", {"notes": {}}, "sheets.no-dates"),
    ],
)
def test_what_a_sheet_cannot_be_made_without_is_said(plan, kind, ending, change, key):
    with pytest.raises(AdvisorError) as raised:
        sheet_bytes(replace(plan, **change), kind, ending)
    assert [p.message.key for p in raised.value.problems] == [key]
    assert all(p.hint for p in raised.value.problems)


@pytest.mark.parametrize("kind", KINDS)
def test_no_sheet_is_made_of_a_plan_without_steps(knowledge, kind):
    case = case_of(knowledge, "dinas-provinsi-tertata.yaml", receipt=RECEIPT)
    with pytest.raises(AdvisorError) as raised:
        sheet_bytes(case, kind, ".docx")
    assert raised.value.problems[0].message.key == "sheets.no-steps"


def set_to(**given):
    return Office.from_environment({f"IPP_ADVISOR_{k.upper()}": v for k, v in given.items()})


def test_an_office_is_set_by_a_text_file_a_picture_and_an_address(tmp_path):
    (tmp_path / "kop.txt").write_text("\ufeffDINAS  X\n\n Jalan Y \n", encoding="utf-8")
    (tmp_path / "logo.svg").write_bytes(SVG)
    made = set_to(
        letterhead=str(tmp_path / "kop.txt"),
        logo=str(tmp_path / "logo.svg"),
        address="https://ipp.example.go.id/",
    )
    assert made == Office(("DINAS X", "Jalan Y"), SVG, "https://ipp.example.go.id")
    assert Office.from_environment({}) == Office()


BOMB = b'<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\xff\xfe", "sheets.letterhead-text"),
        (b"\n \n", "sheets.letterhead-size"),
        (b"x" * 121, "sheets.letterhead-size"),
        (b"a\n" * 9, "sheets.letterhead-size"),
        (b"DINAS \x1b[1m", "sheets.letterhead-size"),
        (b"a" * (offices.MOST_BYTES + 1), "sheets.too-large"),
        (None, "sheets.unreadable"),
    ],
)
def test_a_letterhead_that_is_none_is_told(tmp_path, content, key):
    path = tmp_path / "kop.txt"
    if content is not None:
        path.write_bytes(content)
    assert refused(letterhead=str(path)) == {"IPP_ADVISOR_LETTERHEAD": key}


@pytest.mark.parametrize("content", [b"GIF89a", b"<html/>", b"<svg/>", BOMB, b"", SIGNATURE])
def test_a_logo_that_is_neither_svg_nor_png_is_told(tmp_path, content):
    (tmp_path / "logo").write_bytes(content)
    assert refused(logo=str(tmp_path / "logo")) == {"IPP_ADVISOR_LOGO": "sheets.logo-kind"}


OTHER_FILE = '<image href="file:///etc/passwd" width="1" height="1"/>'


@pytest.mark.parametrize(
    ("size", "inside"), [('width="0" height="0"', ""), ('viewBox="0 0 1 1"', OTHER_FILE)]
)
def test_a_logo_that_cannot_be_drawn_is_told_at_the_start(tmp_path, size, inside):
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
    (tmp_path / "logo.svg").write_text(text)
    assert refused(logo=str(tmp_path / "logo.svg")) == {"IPP_ADVISOR_LOGO": "sheets.logo-undrawn"}


def test_a_png_that_is_small_as_a_file_and_vast_as_a_picture_is_told(tmp_path):
    header = b"IHDR" + struct.pack(">II5B", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (header, b"IDAT" + zlib.compress(b""), b"IEND")
    )
    (tmp_path / "logo.png").write_bytes(SIGNATURE + chunks)
    assert refused(logo=str(tmp_path / "logo.png")) == {"IPP_ADVISOR_LOGO": "sheets.logo-undrawn"}


@pytest.mark.parametrize("size", ["0 0 100000 1", "0 0 1 100000", "0 0 3 4"])
def test_a_logo_of_any_shape_leaves_room_for_the_lines_beside_it(plan, size):
    svg = SVG.replace(b"0 0 10 10", size.encode())
    case = replace(plan, office=replace(OFFICE, logo=svg))
    assert pdf_text(sheet_bytes(case, "head", ".pdf"))[1] == 1
    document = docx.Document(BytesIO(sheet_bytes(case, "head", ".docx")))
    (picture,) = document.inline_shapes
    assert picture.width == picture.height


ADDRESSES = ("ipp.go.id", "ftp://x", "https://", "https://a b", "https://x/y", "https://x?y",
             "https://u@x", "https://x:99999", "https://x#y", "javascript:alert(1)")  # fmt: skip


@pytest.mark.parametrize("given", ADDRESSES)
def test_an_address_that_no_page_can_have_is_told(given):
    assert refused(address=given) == {"IPP_ADVISOR_ADDRESS": "sheets.address"}


def test_all_that_is_set_wrongly_is_told_at_once(tmp_path):
    missing = str(tmp_path / "none")
    assert len(refused(letterhead=missing, logo=missing, address="x")) == 3


def refused(**given):
    with pytest.raises(AdvisorError) as raised:
        set_to(**given)
    for problem in raised.value.problems:
        assert put(problem.message, "id") != put(problem.message, "en")
    return {p.where.partition("=")[0]: p.message.key for p in raised.value.problems}


def test_a_logo_in_png_is_on_paper_too(plan):
    png = BytesIO()
    segno.make_qr("logo").save(png, kind="png", scale=4)
    case = replace(plan, office=Office(("DINAS",), png.getvalue()))
    assert pdf_text(sheet_bytes(case, "head", ".pdf"))[1] == 1
    document = docx.Document(BytesIO(sheet_bytes(case, "head", ".docx")))
    assert len(document.inline_shapes) == 1


def test_pictures_say_what_they_show(plan):
    document = docx.Document(BytesIO(sheet_bytes(plan, "approval", ".docx")))
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', document.element.xml)
    assert described == [word("sheets.logo", "id"), word("sheets.code", "id")]


HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(HEX, st.integers(SEAL, 64), st.booleans(), st.sampled_from(("", " ", "-")))
def test_a_hash_is_understood_however_it_is_typed(digest, length, large, between):
    typed = between.join(re.findall(".{1,4}", digest[:length]))
    seal = typed_seal(typed.upper() if large else typed)
    assert seal == digest[:length]
    assert seals(seal, f"sha256:{digest}")
    assert typed_seal(f"sha256:{typed}") == seal


@given(HEX, st.integers(0, 63))
def test_no_other_hash_begins_as_the_seal_does(digest, at):
    other = "0" if digest[at] != "0" else "1"
    changed = digest[:at] + other + digest[at + 1 :]
    assert seals(digest[:SEAL], f"sha256:{changed}") == (at >= SEAL)
    assert not seals(digest, f"sha256:{changed}")


@pytest.mark.parametrize("typed", ["", "3f2a", "3f2a91bc0d4e77a", "x" * 16, "a" * 65, "३" * 16])
def test_what_is_no_hash_is_none(typed):
    assert typed_seal(typed) is None
