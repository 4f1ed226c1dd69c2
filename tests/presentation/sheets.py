"""What the tests of sheets share: a plan that is worked on, and what its files say."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from random import Random

import docx
from pypdf import PdfReader

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, read_facts
from advisor.advice.notes import STATUSES, Note
from advisor.inference.evaluator import evaluate
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.office import Office
from advisor.presentation.sheets.receipt import Receipt
from tests.conftest import ROOT
from tests.states import consistent_answers

TODAY = date(2026, 12, 1)
RECEIPT = Receipt(12, "sha256:3f2a91bc0d4e77aa" + "5" * 48, "2026-11-30T03:12:45.123Z")
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    b'<rect width="10" height="10" fill="#1b5e20"/></svg>'
)
OFFICE = Office(
    ("PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH", "Jalan Contoh Nomor 1"),
    SVG,
    "https://ipp.example.go.id",
)


def case_of(knowledge, name="badan-kabupaten-serba-kurang.yaml", language="id", **more):
    """The plan of an example, by its evaluator."""
    facts = read_facts(knowledge.vocabulary, ROOT / "examples" / name)
    advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
    return Case(knowledge, advice, language, TODAY, **more)


def random_case(knowledge, seed):
    """A random PD with random notes on most of its steps."""
    random = Random(seed)
    known = random.choice((0.4, 0.7, 1.0))
    whole = consistent_answers(knowledge, random)
    answers = {term: value for term, value in whole.items() if random.random() < known}
    advice = advice_of(knowledge, Facts(answers), evaluate(knowledge, answers))
    notes = {step.step: note_of(random) for step in advice.steps if random.random() < 0.8}
    return Case(knowledge, advice, "id", TODAY, notes)


def note_of(random):
    status = random.choice(STATUSES)
    due = TODAY + timedelta(days=random.randint(-40, 40)) if random.random() < 0.6 else None
    return Note(random.choice(("", "Siti")), due, "", status, "x" if status == "dropped" else "")


def worked_on(case):
    """The same plan with a late step, a dropped one, one done, and one to come."""
    first, second, third, fourth, *_ = (step.step for step in case.advice.steps)
    notes = {
        first: Note("Maria Bere, S.Sos.", TODAY - timedelta(days=61), "notula rapat", "under-way"),
        second: Note("Yohanes Lado", TODAY + timedelta(days=45)),
        third: Note("", TODAY + timedelta(days=9), "", "dropped", "Sudah diurus Bagian Hukum"),
        fourth: Note("Ana", TODAY - timedelta(days=1), "surat tugas", "done"),
    }
    return replace(case, notes=notes, receipt=RECEIPT, office=OFFICE)


def squeezed(text):
    return "".join(text.split()).replace("-", "")


def pdf_text(content):
    """What a PDF says, without blanks and hyphens, and of how many pages it is."""
    pages = PdfReader(BytesIO(content)).pages
    return squeezed("".join(page.extract_text() for page in pages)), len(pages)


def docx_tables(content):
    tables = docx.Document(BytesIO(content)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def docx_text(content):
    document = docx.Document(BytesIO(content))
    cells = (cell for table in docx_tables(content) for row in table for cell in row)
    return squeezed("".join((*(p.text for p in document.paragraphs), *cells)))
