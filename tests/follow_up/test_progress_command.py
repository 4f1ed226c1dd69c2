"""`advisor progress` on records, on a PD's whole course, and on facts files."""

import json
from xml.etree import ElementTree

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import facts_from
from advisor.audit.ledger import Ledger
from advisor.cli.terminal.saving import facts_yaml
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from tests import commands
from tests.copies import change, copied
from tests.ledgers import Clock

FIRST = {
    "government_level": "kabupaten", "perda_exists": False, "perkada_exists": False,
    "budget": "limited", "staff_competence": "limited", "stakeholders_consulted": True,
}  # fmt: skip
SECOND = {**FIRST, "work_team_formed": True}
THIRD = {**SECOND, "perkada_exists": True, "budget": "adequate"}
NAME = "Dinas Kesehatan Kabupaten Belu"


def recorded(ledger, knowledge, answers, name=NAME):
    facts = facts_from(answers, name)
    return ledger.record(
        knowledge, facts, advice_of(knowledge, facts, evaluate(knowledge, answers))
    )


@pytest.fixture
def ledger(tmp_path, knowledge):
    place = tmp_path / "ledger.db"
    with Ledger.writing(place, Clock()) as book:
        recorded(book, knowledge, FIRST)
        recorded(book, knowledge, FIRST, "Dinas Lain")
        recorded(book, knowledge, SECOND, NAME.upper())
        recorded(book, knowledge, THIRD)
    return place


def run(*arguments, code=0, **more):
    done = commands.run("progress", *arguments, **more)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


def as_json(*arguments):
    return json.loads(run(*arguments, "--format", "json").stdout)


def test_the_consultations_of_a_pd_come_in_the_order_of_time(ledger):
    found = as_json("--pd", NAME.lower(), "--ledger", ledger)
    assert [visit["record"] for visit in found["consultations"]] == [1, 3, 4]
    done, later = found["progress"]
    assert [c["step"] for c in done["done"]] == ["form-work-team"]
    assert done["done"][0]["because"] == {"answers": ["work_team_formed"], "rules": ["REG-004"]}
    assert {o["term"] for o in later["obstacles"]} == {"obstacle_budget", "obstacle_regulation"}
    opened = [visit["open"] for visit in found["consultations"]]
    assert opened == [len(p["plan"]["before"]) for p in found["progress"]] + [
        len(later["plan"]["after"])
    ]
    assert all(sum(v["stages"]) == v["open"] for v in found["consultations"])


def test_two_records_are_compared_in_the_order_given(ledger):
    there = as_json("1", "4", "--ledger", ledger)["progress"][0]
    back = as_json("4", "1", "--ledger", ledger)["progress"][0]
    assert there["plan"]["before"] == back["plan"]["after"]
    gone = {c["step"] for kind in ("gone", "done") for c in there[kind]}
    assert gone == {c["step"] for c in back["new"]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ("Sudah dilakukan (1)", "Aturan REG-004", "baris 94", "Tim Kerja regulasi: dari")),
        ("en", ("Done (1)", "Rule REG-004", "line 94", "Work team for the regulation: from")),
    ],
)
@pytest.mark.parametrize("layout", ["text", "markdown"])
def test_each_change_is_told_down_to_the_answer_the_rule_and_its_line(
    ledger, language, said, layout
):
    done = run("1", "3", "--ledger", ledger, "--lang", language, "--format", layout)
    text = " ".join(done.stdout.decode().replace("│", " ").split())
    for words in said:
        assert words in text


def test_facts_files_can_be_compared_with_each_other_and_with_a_record(ledger, tmp_path):
    paths = [tmp_path / "first.yaml", tmp_path / "second.yaml"]
    for path, answers in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(facts_yaml(facts_from(answers)), "utf-8")
    files = as_json(*paths)["progress"]
    assert files == as_json("1", "3", "--ledger", ledger)["progress"]
    assert files == as_json(paths[0], "3", "--ledger", ledger)["progress"]


def test_records_of_two_editions_are_compared_by_todays_rules_and_that_is_said(tmp_path, knowledge):
    rules, folder = copied(tmp_path)
    change(folder / "vocabulary.yaml", 'version: "1.0.0"', 'version: "0.9.0"')
    change(rules / "regulation/REG-004-no-work-team.yaml", "Tim Kerja untuk", "Tim untuk")
    old, place = load(rules, folder), tmp_path / "ledger.db"
    with Ledger.writing(place, Clock()) as book:
        recorded(book, old, FIRST)
        recorded(book, old, SECOND)
        recorded(book, knowledge, THIRD)
    mixed = as_json("--pd", NAME, "--ledger", place)
    assert mixed["knowledge"]["digest"] == knowledge.digest
    assert mixed["recorded_with"] == ["0.9.0", knowledge.version]
    told = run("--pd", NAME, "--ledger", place, "--lang", "en").stdout.decode()
    assert "judged by today's rules" in " ".join(told.split())
    same = as_json("1", "2", "--ledger", place)
    assert same["knowledge"] == {"version": "0.9.0", "digest": old.digest}
    assert same["recorded_with"] == []


def test_the_picture_has_a_bar_for_each_consultation(ledger, tmp_path):
    path = tmp_path / "course.svg"
    run("--pd", NAME, "--ledger", ledger, "--picture", path, "--lang", "en")
    root = ElementTree.fromstring(path.read_text("utf-8"))
    texts = [item.text for item in root.iter() if item.text]
    assert [t for t in texts if t.startswith("No. ")] == [
        "No. 1, 2026-03-01", "No. 3, 2026-03-01", "No. 4, 2026-03-01",
    ]  # fmt: skip
    again = tmp_path / "again.svg"
    run("--pd", NAME, "--ledger", ledger, "--picture", again, "--lang", "en")
    assert again.read_bytes() == path.read_bytes()


def test_one_consultation_alone_is_told_as_such(ledger):
    assert (
        "only one" in run("--pd", "dinas lain", "--ledger", ledger, "--lang", "en").stdout.decode()
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "two records"),
        (("only.yaml",), 2, "two records"),
        (("1", "2", "3"), 2, "two records"),
        (("1", "2", "--pd", NAME), 2, "two records"),
        (("--pd", "Dinas"), 1, "audit list"),
        (("1", "77"), 1, "77"),
        (("1", "nowhere.yaml"), 1, "nowhere.yaml"),
        (("1", "3", "--picture", "x.png"), 1, ".svg"),
    ],
)
def test_what_cannot_be_compared_is_told(ledger, arguments, code, said):
    done = run(*arguments, "--ledger", ledger, "--lang", "en", code=code)
    assert said in done.stderr.decode()
    assert not done.stdout


def test_a_name_removed_by_redaction_is_not_found_any_more(ledger):
    commands.run("audit", "redact", "3", "--reason", "asked", "--ledger", ledger)
    found = as_json("--pd", NAME, "--ledger", ledger)
    assert [visit["record"] for visit in found["consultations"]] == [1, 4]


def test_a_record_leads_to_all_consultations_that_name_the_one_before(tmp_path, knowledge):
    place = tmp_path / "ledger.db"
    with Ledger.writing(place, Clock()) as book:
        for answers, after in ((FIRST, None), (FIRST, None), (SECOND, 1), (SECOND, 1), (THIRD, 4)):
            facts = facts_from(answers)
            advice = advice_of(knowledge, facts, evaluate(knowledge, answers))
            book.record(knowledge, facts, advice, after=after)
    for number, linked in (("1", [1, 4, 5]), ("4", [1, 4, 5]), ("2", [2]), ("3", [1, 3])):
        found = as_json(number, "--ledger", place)
        assert [visit["record"] for visit in found["consultations"]] == linked
    assert commands.run("audit", "verify", "--ledger", place).returncode == 0
    assert commands.run("audit", "replay", "--all", "--ledger", place).returncode == 0


def test_the_next_consultation_of_a_record_is_linked_with_it(ledger):
    arguments = ("consult", "--plain", "--from", "4", "--ledger", ledger, "--lang", "en")
    done = commands.run(*arguments, stdin=b"p\n")
    assert done.returncode == 0, done.stderr.decode()
    found = as_json("4", "--ledger", ledger)
    assert [visit["record"] for visit in found["consultations"]] == [4, 5]
