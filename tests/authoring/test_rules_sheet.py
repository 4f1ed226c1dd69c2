"""The rules as a workbook: there and back, through other programs, with changes and mistakes."""

import os
import shutil
import subprocess

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.authoring.conditions import boundary_examples
from advisor.authoring.spreadsheet.columns import cells, is_condition
from advisor.authoring.spreadsheet.export import write_rules
from advisor.authoring.spreadsheet.importing import read_import
from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.knowledge.rule import URGENCIES
from advisor.knowledge.vocabulary import written
from advisor.knowledge.yaml_reader import read
from advisor.tables.batch.header import key_of
from tests.commands import run
from tests.conftest import ROOT
from tests.copies import change

LIBRARY = ROOT / "examples" / "village-library"
BASES = {"shipped": ROOT, "library": LIBRARY}


def loaded(folder):
    return load(folder / "rules", folder / "knowledge")


def copied(base, folder):
    for name in ("rules", "knowledge"):
        shutil.copytree(base / name, folder / name)
    return folder


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.yaml")}


@pytest.fixture
def library(tmp_path):
    """A copy of the small base, and its workbook beside it."""
    base = copied(LIBRARY, tmp_path / "base")
    write_rules(loaded(base), tmp_path / "rules.xlsx", "en")
    return base


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it. Skipped where it is missing, but not in CI."""
    program = shutil.which("soffice")
    if not program and not os.environ.get("CI"):
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")
    assert program, "install Debian's libreoffice-calc"
    home = tmp_path_factory.mktemp("office")

    def save(path):
        done = subprocess.run(
            [program, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "xlsx",
             "--outdir", home / "saved", path],
            capture_output=True, check=True,
        )  # fmt: skip
        saved = home / "saved" / path.name
        assert saved.read_bytes() != path.read_bytes(), done.stderr
        return saved.replace(path)

    return save


class Book:
    """A workbook as whoever edits it has it."""

    def __init__(self, path):
        self.path, self.book = path, openpyxl.load_workbook(path)

    def sheet(self, title="rules"):
        return self.book[title]

    def kept(self):
        """The title and the folder of each sheet, as the export wrote them down."""
        rows = self.book["Edisi"].iter_rows(values_only=True)
        return [(row[1], row[2]) for row in rows if row[0] == "sheet"]

    def column(self, key, title="rules"):
        heads = [cell.value or "" for cell in self.sheet(title)[1]]
        return next(n for n, head in enumerate(heads, 1) if head.endswith(f"[{key}]"))

    def line(self, rule, title="rules"):
        ids = [row[0].value for row in self.sheet(title).iter_rows()]
        return ids.index(rule) + 1

    def cell(self, rule, key, title="rules"):
        return self.sheet(title).cell(self.line(rule, title), self.column(key, title))

    def write(self, rule, key, text, title="rules"):
        self.cell(rule, key, title).value = text

    def append(self, row, title="rules"):
        sheet = self.sheet(title)
        last = max(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value) + 1
        for key, text in row.items():
            sheet.cell(last, self.column(key, title)).value = text
        return last

    def save(self):
        self.book.save(self.path)


def brought(base, reason=None):
    found = read_import(base.parent / "rules.xlsx", base, reason)
    found.write()
    return found


def problems(base):
    """Where each problem is, below the folder, and what it is."""
    before = contents(base)
    with pytest.raises(AdvisorError) as caught:
        brought(base)
    assert contents(base) == before
    where = f"{base.parent}{os.sep}"
    return {(p.where.removeprefix(where), p.message.key) for p in caught.value.problems}


NEW = {
    "id": "lib-005", "title.id": "Buku belum dua ratus", "title.en": "Fewer than two hundred books",
    "all: books": "between 100 and 199", "unless: roof_leaks": "yes", "advise": "collect-books",
    "urgency": "advancing", "sources": "buku/1; ruang/1", "why.id": "Koleksi perlu tumbuh.",
    "why.en": "The stock has to grow.", "status": "active",
}  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", BASES)
def test_no_file_changes_when_libreoffice_saves_the_workbook(name, language, office, tmp_path):
    base, path = copied(BASES[name], tmp_path / "base"), tmp_path / "rules.xlsx"
    before = contents(base)
    assert run("rules", "export", path, "--knowledge", base, "--lang", language).returncode == 0
    office(path)
    done = run("rules", "import", path, "--into", base, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == "No file changes.\n"
    assert contents(base) == before


def test_an_odd_base_goes_round_too(office, tmp_path):
    """Retired rules that name what is gone, folders of one beginning, texts like formulas."""
    base = copied(LIBRARY, tmp_path / "base")
    rules, path = base / "rules", tmp_path / "rules.xlsx"
    for number, folder in enumerate(("retired", f"{'a' * 40}/b", f"{'a' * 40}-c", "PANDUAN"), 5):
        file = rules / folder / f"LIB-00{number}-x.yaml"
        file.parent.mkdir(parents=True)
        shutil.copy(rules / "LIB-003-ready.yaml", file)
        change(file, "LIB-003", f"LIB-00{number}")
        change(file, "en: Room and books are ready", 'en: "=1+1 _x0041_ #N/A [x] é"')
    gone = rules / "retired" / "LIB-005-x.yaml"
    change(gone, "status: active", "status: retired")
    gone.write_text(gone.read_text("utf-8").replace("books: ", "gone: "), "utf-8")
    change(gone, "conclude: ready", "advise: go-away\n  urgency: blocking")
    change(gone, "examples:", "waivers: [{problem: gap, reason: {id: Ya, en: Yes}}]\nexamples:")
    before = contents(base)
    write_rules(loaded(base), path, "id")
    office(path)
    found = read_import(path, base)
    assert (found.done, found.kept, found.proposed) == ({}, [], [])
    book = Book(path)
    titles = book.book.sheetnames
    assert len(titles) == len({title.lower() for title in titles}) == 8
    title = next(name for name, kept in book.kept() if kept == f"{'a' * 40}-c")
    book.append({**NEW, "id": "LIB-010"}, title)
    book.sheet("retired").delete_rows(2)
    book.save()
    with pytest.raises(AdvisorError) as caught:
        brought(base)
    assert [p.message.key for p in caught.value.problems] == ["sheet.stays"]
    assert contents(base) == before


def test_one_changed_cell_one_new_row_and_one_removed_row_do_what_they_say(library, office):
    book, before = Book(library.parent / "rules.xlsx"), contents(library)
    book.write("LIB-002", "all: books", "Less than 150")
    book.append(NEW)
    book.sheet().delete_rows(book.line("LIB-001"))
    book.save()
    office(book.path)
    found = brought(library)
    after, new = contents(library), "rules/LIB-005-fewer-than-two-hundred-books.yaml"
    assert {name for name in after if after[name] != before.get(name)} == {
        "rules/LIB-002-few-books.yaml", new,
    }  # fmt: skip
    assert found.proposed == ["LIB-001"]
    rules = loaded(library).rule
    assert rules["LIB-001"].status == "active"
    rule = rules["LIB-005"]
    assert rule.when.model_dump() == {
        "all": {"books": "between 100 and 199"}, "any": {}, "unless": {"roof_leaks": "yes"}
    }  # fmt: skip
    assert rule.sources == ("buku/1", "ruang/1")
    assert rule.since == loaded(LIBRARY).version
    assert rule.examples == boundary_examples(rule, loaded(library).vocabulary.all)
    assert run("rules", "format", "--check", library / "rules").returncode == 0


def test_a_changed_condition_keeps_the_examples_that_hold_and_draws_the_new_boundary(library):
    book = Book(library.parent / "rules.xlsx")
    book.write("LIB-002", "all: books", "less than 150")
    book.save()
    brought(library)
    examples = loaded(library).rule["LIB-002"].examples
    assert [(dict(e.given), e.expect.value) for e in examples] == [
        ({"books": "99"}, "applies"), ({}, "undecided"),
        ({"books": "149"}, "applies"), ({"books": "150"}, "rejected"),
    ]  # fmt: skip
    assert examples[0].name.en == "Ninety-nine books"


def test_an_emptied_condition_leaves_no_trace_in_the_file(library):
    book = Book(library.parent / "rules.xlsx")
    book.write("LIB-003", "unless: roof_leaks", None)
    book.save()
    brought(library)
    text = (library / "rules" / "LIB-003-ready.yaml").read_text("utf-8")
    assert "unless" not in text
    assert "roof_leaks" not in text


def test_a_comment_in_a_file_is_not_lost(library):
    change(library / "rules" / "LIB-001-roof-leaks.yaml", "status:", "# rain\nstatus:")
    book = Book(library.parent / "rules.xlsx")
    book.write("LIB-001", "urgency", "enabling")
    book.save()
    place = str(library / "rules" / "LIB-001-roof-leaks.yaml").removeprefix(f"{library.parent}/")
    assert problems(library) == {(place, "format.comment")}


def test_nothing_is_retired_for_a_sheet_that_could_not_be_read(library):
    book = Book(library.parent / "rules.xlsx")
    missing_sheet(book)
    book.save()
    with pytest.raises(AdvisorError) as caught:
        brought(library, "all of them")
    assert [p.message.key for p in caught.value.problems] == ["sheet.missing"]


def test_an_export_writes_over_nothing_else_and_leaves_no_text_out(library):
    path = library.parent / "rules.xlsx"
    first = path.read_bytes()
    write_rules(loaded(library), path, "en")
    assert path.read_bytes() == first
    path.write_bytes(b"mine")
    with pytest.raises(AdvisorError) as caught:
        write_rules(loaded(library), path, "en")
    assert caught.value.problems[0].message.key == "sheet.exists"
    change(library / "rules" / "LIB-001-roof-leaks.yaml", "Water ruins", "Water ruins " * 3000)
    done = run("rules", "export", library.parent / "new.xlsx", "--knowledge", library)
    assert done.returncode == 1
    assert not (library.parent / "new.xlsx").exists()


def test_a_drop_down_offers_all_that_may_stand_in_its_column_and_no_more(exported):
    base, content = exported
    base.with_name("drop.xlsx").write_bytes(content)
    knowledge, book = loaded(base), openpyxl.load_workbook(base.with_name("drop.xlsx"))
    known = {
        "conclude": {term.name for term in knowledge.vocabulary.derived},
        "advise": {*knowledge.steps}, "urgency": {*URGENCIES}, "status": {"active", "draft"},
        "kind": {"inference", "contradiction", "out-of-scope"},
    }  # fmt: skip
    for term in knowledge.vocabulary.all.values():
        if term.type != "number":
            names = {written(value) for value in term.values}
            known |= {f"{part}: {term.name}": names for part in ("all", "any", "unless")}
    seen = set()
    for sheet in book.worksheets[1:-2]:
        for rule in sheet.data_validations.dataValidation:
            column = next(iter(rule.sqref.ranges)).min_col
            key = sheet.cell(1, column).value.rpartition("[")[2][:-1]
            if rule.type == "list":
                name, _, area = rule.formula1.partition("!")
                cells = book[name.strip("'")][area.replace("$", "")] if area else ()
                offered = {key_of(cell.value) for (cell,) in cells} or {*name.strip('"').split(",")}
                assert offered == known[key]
                seen.add(key)
    assert {"conclude", "advise", "urgency", "status", "kind"} < seen


def test_a_row_that_is_gone_is_retired_only_with_a_reason_and_only_if_the_base_allows(library):
    book = Book(library.parent / "rules.xlsx")
    book.append({**NEW, "all: books": "less than 200", "unless: roof_leaks": None})
    book.sheet().delete_rows(book.line("LIB-002"))
    book.save()
    command = ("rules", "import", book.path, "--into", library, "--lang", "en")
    before = contents(library)
    refused = run(*command, "--retire", "too few")
    assert refused.returncode == 1
    assert f"{library}/knowledge/article.yaml:" in refused.stderr.decode()
    assert contents(library) == before
    change(library / "knowledge" / "article.yaml", "LIB-002, ", "")
    told = run(*command).stdout.decode()
    assert "LIB-002" in told.partition("proposed to be retired: ")[2]
    done = run(*command, "--retire", "too few")
    assert done.returncode == 0, done.stderr
    assert "# too few" in (library / "rules/retired/LIB-002-few-books.yaml").read_text("utf-8")
    assert loaded(library).rule["LIB-002"].status == "retired"
    assert not (library / "rules/LIB-002-few-books.yaml").exists()


@pytest.fixture(scope="module", params=BASES)
def exported(request, tmp_path_factory):
    """A base, and the bytes of its workbook."""
    folder = tmp_path_factory.mktemp("exported")
    base = copied(BASES[request.param], folder / "base")
    write_rules(loaded(base), folder / "rules.xlsx", "id")
    return base, (folder / "rules.xlsx").read_bytes()


def other(knowledge, rule, key, text, draw):
    """Another value that the column can have."""
    if is_condition(key):
        term = knowledge.vocabulary.all[key.partition(": ")[2]]
        known = [str(value) for value in term.values] if term.type == "choice" else ["yes", "no"]
        if term.type == "number":
            known = [f"at least {term.max}", f"less than {term.max}"]
        return draw(st.sampled_from([phrase for phrase in known if phrase != text]))
    if key == "urgency":
        return draw(st.sampled_from([name for name in URGENCIES if name != text]))
    if key == "sources":
        others = [locator for locator in knowledge.statements if locator not in rule.sources]
        return ", ".join([*rule.sources, *others] if others else reversed(rule.sources))
    if key == "since":
        return "9.9.9"
    return f"{text} {draw(st.text('ab #:=-{}é→', min_size=1)).strip()}x"


@settings(max_examples=30)
@given(data=st.data())
def test_a_changed_cell_changes_its_own_file_and_there_no_more_than_it_says(exported, data):
    base, content = exported
    knowledge, path = loaded(base), base.parent / "rules.xlsx"
    path.write_bytes(content)
    rule = data.draw(st.sampled_from([r for r in knowledge.rules if r.conditions]))
    row = cells(rule)
    free = [k for k in row if k not in ("id", "conclude", "advise", "status", "kind")]
    key = data.draw(st.sampled_from(free))
    text = other(knowledge, rule, key, row[key], data.draw)
    place = knowledge.paths[rule.id]
    title = place.split("/")[1] if place.count("/") > 1 else "rules"
    book = Book(path)
    book.write(rule.id, key, text, title)
    book.save()
    found = read_import(path, base)
    assert found.done == {place: "changed"}
    assert [*found.files] == [place]
    assert found.proposed == found.kept == []
    after = found.edition.rule[rule.id]
    assert cells(after) == {**row, key: text.strip()}
    assert after.waivers == rule.waivers
    assert is_condition(key) or after.examples == rule.examples
    if not is_condition(key):
        field = key.partition(".")[0]
        changed = [field] if field in ("title", "why", "sources", "since") else ["then"]
        old, new = (read(base / place).lines, found.files[place].decode().splitlines())
        lines = (base / place).read_text("utf-8").splitlines()
        for name in rule.model_dump():
            if (name,) in old and name not in changed:
                assert lines[old[(name,)] - 1] in new


def test_a_dry_run_tells_the_difference_and_the_impact_and_writes_nothing(library, tmp_path):
    book, ledger, before = Book(tmp_path / "rules.xlsx"), tmp_path / "ledger.db", contents(library)
    facts = tmp_path / "facts.yaml"
    facts.write_text("answers: {roof_leaks: no, books: 120}\n", "utf-8")
    advice = run("advise", facts, "--knowledge", library, "--ledger", ledger)
    assert advice.returncode == 0, advice.stderr
    book.write("LIB-002", "all: books", "less than 150")
    book.append(NEW)
    book.save()
    command = ("rules", "import", book.path, "--into", library, "--lang", "en", "--dry-run")
    told = run(*command, "--ledger", ledger).stdout.decode()
    assert "Rule changed, LIB-002: There are too few books" in told
    assert "[books: less than 150]" in told
    assert "Rule added, LIB-005: Fewer than two hundred books" in told
    assert "Impact: 1 case would get other advice (of 1 recorded consultation" in told
    assert "Record 1:" in told
    assert "Nothing was written" in told
    assert contents(library) == before
    assert "0 recorded consultations" in run(*command, "--no-ledger").stdout.decode()


def test_what_was_imported_is_not_imported_again_and_what_others_changed_stays(library):
    book = Book(library.parent / "rules.xlsx")
    book.write("LIB-002", "title.en", "Not enough books")
    book.append(NEW)
    book.save()
    assert len(brought(library).files) == 2
    again = brought(library)
    assert not again.files
    assert again.kept == []
    change(library / "rules" / "LIB-001-roof-leaks.yaml", "Water ruins books.", "Wet books rot.")
    shutil.copy(LIBRARY / "rules/LIB-004-no-hours.yaml", library / "rules/LIB-009-more.yaml")
    change(library / "rules/LIB-009-more.yaml", "LIB-004", "LIB-009")
    third = brought(library)
    assert not third.files
    assert third.kept == ["LIB-001", "LIB-009"]


def test_a_rule_that_changed_in_both_places_is_refused(library):
    book = Book(library.parent / "rules.xlsx")
    book.write("LIB-001", "why.en", "It rains.")
    book.save()
    change(library / "rules" / "LIB-001-roof-leaks.yaml", "Water ruins books.", "Wet books rot.")
    assert problems(library) == {("rules.xlsx rules!A2", "sheet.conflict")}


def test_columns_and_rows_may_stand_in_another_order_below_a_title(library):
    book = Book(library.parent / "rules.xlsx")
    sheet = book.sheet()
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    head, *rest = rows
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate([["The rules of the library"], [], head, *rest[::-1]], start=1):
        for at, text in enumerate(row, start=1):
            sheet.cell(number, at).value = text
    sheet.merge_cells("A1:D1")
    book.save()
    assert not brought(library).files


def test_a_new_column_brings_a_condition_on_a_further_term(library):
    book = Book(library.parent / "rules.xlsx")
    sheet = book.sheet()
    sheet.cell(1, sheet.max_column + 1).value = "[any:hours_set]"
    sheet.cell(1, sheet.max_column + 1).value = "[any: roof_leaks]"
    sheet.cell(book.line("LIB-002"), sheet.max_column - 1).value = "No"
    sheet.cell(book.line("LIB-002"), sheet.max_column).value = "no"
    book.save()
    brought(library)
    rule = loaded(library).rule["LIB-002"]
    assert rule.when.any == {"hours_set": "no", "roof_leaks": "no"}


def formula(book):
    book.write("LIB-001", "title.en", "=1+1")


def unknown_step(book):
    book.write("LIB-001", "advise", "Mend it [mend-rof]")


def several(book):
    book.write("LIB-001", "urgency", "soon")
    book.write("LIB-002", "all: books", "many")
    book.write("LIB-003", "sources", "jadwal/1, jadwal/7")
    book.write("LIB-004", "title.id", None)


def unknown_column(book):
    book.sheet().cell(1, book.sheet().max_column + 1).value = "[all: bookz]"


def odd_column(book):
    book.sheet().cell(1, book.column("urgency")).value = "Colour"


def same_id(book):
    book.append({**NEW, "id": "LIB-001"})


def same_row(book):
    book.append({key: book.cell("LIB-002", key).value for key in ("id", "title.id", "all: books")})


def no_id(book):
    book.append({**NEW, "id": None})


def missing_sheet(book):
    book.book.remove(book.sheet())


def renamed_sheet(book):
    book.sheet().title = "rulez"


def no_boundary(book):
    book.append({**NEW, "all: books": "at least 0", "unless: roof_leaks": None})


def empty_new_row(book):
    book.append({"id": "LIB-005"})


def bad_id(book):
    book.append({**NEW, "id": "L5"})


def edited_examples(book):
    book.write("LIB-001", "examples", "applies: -")


def merged(book):
    book.sheet().merge_cells("B3:C3")


def beyond(book):
    book.sheet().cell(3, book.sheet().max_column + 2).value = "see LIB-001"


def column_twice(book):
    book.sheet().cell(1, book.sheet().max_column + 1).value = "[urgency]"


def folder_outside(book):
    row = next(row for row in book.book["Edition"].iter_rows() if row[0].value == "sheet")
    row[2].value = "../knowledge"


def no_headings(book):
    book.sheet().delete_rows(1)


def retired_by_hand(book):
    book.write("LIB-001", "status", "retired")


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (formula, ["title.en 2 batch.formula"]),
        (unknown_step, ["advise 2 check.step"]),
        (several, ["urgency 2 model.choice", "all: books 3 check.phrase",
                   "sources 4 check.source", "title.id 5 model.missing"]),
        (unknown_column, ["+1 1 check.term"]),
        (odd_column, ["urgency 1 sheet.column", "id 1 sheet.column-missing"]),
        (same_id, ["id 6 sheet.twice"]),
        (same_row, ["id 6 sheet.twice"]),
        (no_id, ["id 6 sheet.no-id"]),
        (missing_sheet, [" 0 sheet.missing"]),
        (renamed_sheet, [" 0 sheet.missing", "rulez!A 1 sheet.unknown"]),
        (no_boundary, ["id 6 boundary.none"]),
        (empty_new_row, [f"{key} 6 model.missing" for key in ("title.id", "why.id", "sources",
                                                              "status")]),
        (bad_id, ["id 6 model.pattern"]),
        (edited_examples, ["examples 2 sheet.read-only"]),
        (merged, ["id 1 batch.merged"]),
        (beyond, ["+2 3 sheet.no-column"]),
        (column_twice, ["+1 1 sheet.column-twice"]),
        (folder_outside, [" 0 sheet.no-edition"]),
        (no_headings, ["id 1 sheet.no-heading"]),
        (retired_by_hand, ["status 2 check.retired"]),
    ],
)  # fmt: skip
def test_each_mistake_is_told_at_its_cell_and_nothing_is_written(library, mistake, expected):
    book = Book(library.parent / "rules.xlsx")
    columns = {head.value.rpartition("[")[2][:-1]: head.column_letter for head in book.sheet()[1]}
    last = openpyxl.utils.column_index_from_string(columns["examples"])
    columns |= {f"+{n}": openpyxl.utils.get_column_letter(last + n) for n in (1, 2)}
    mistake(book)
    book.save()
    wanted = set()
    for line in expected:
        column, row, message = line.rsplit(" ", 2)
        at = f" {'' if '!' in column else 'rules!'}{columns.get(column, column)}{row}"
        wanted.add((f"rules.xlsx{at if column else ''}", message))
    found = problems(library)
    assert {item for item in found if item[0].startswith("rules.xlsx")} == wanted
