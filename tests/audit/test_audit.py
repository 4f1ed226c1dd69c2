"""The audit ledger: recording, the chain, finding, explaining, replaying, redacting, exporting."""

import csv
import gc
import hashlib
import io
import json
import sqlite3
from contextlib import closing

import pytest
import rfc8785

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.audit import query as queries
from advisor.audit.explain import explain
from advisor.audit.export import exported, safe
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find, moment, oldest_first, statement, wanted
from advisor.audit.record import GENESIS, Record
from advisor.audit.record_model import advice_from_json
from advisor.audit.redact import redact
from advisor.audit.replay import Replayer
from advisor.audit.storage.dialect import APPLICATION, SQLITE
from advisor.audit.storage.schema import FIRST
from advisor.audit.verify import verify
from advisor.audit.wording import personal
from advisor.common.errors import AdvisorError
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load, load_texts
from tests.copies import change, copied
from tests.ledgers import Clock, filled, raw, states, texts_loaded_once
from tests.scale import sampled

COUNT = 40
REPLAYED = sampled(whole=1000, ordinary=200)


@pytest.fixture(scope="module")
def book(tmp_path_factory, knowledge):
    return filled(tmp_path_factory.mktemp("book") / "ledger.db", knowledge, COUNT)


@pytest.fixture
def ledger(book):
    with Ledger.reading(book) as opened:
        yield opened


@pytest.fixture
def once():
    """For tests that explain many steps."""
    with texts_loaded_once():
        yield


# ---- recording


def test_texts_in_memory_load_as_strictly_as_the_folders(knowledge):
    again = load_texts(knowledge.texts)
    assert again.digest == knowledge.digest
    assert again.rule == knowledge.rule
    broken = {**knowledge.texts, "rules/regulation/x.yaml": b"id: nonsense"}
    del broken["knowledge/steps.yaml"]
    with pytest.raises(AdvisorError) as caught:
        load_texts(broken)
    assert {"knowledge/steps.yaml", "rules/regulation/x.yaml"} <= {
        problem.where for problem in caught.value.problems
    }


def test_a_record_holds_the_outcome_of_every_rule_and_gives_the_advice_back(ledger, knowledge):
    for record, (facts, advice) in zip(
        ledger.consultations(), states(knowledge, COUNT), strict=True
    ):
        body = record.body
        outcomes = evaluate(knowledge, facts.answers).outcomes
        assert {**dict.fromkeys(body["fired"], "applies"),
                **dict.fromkeys(body["rejected"], "rejected"),
                **dict.fromkeys(body["undecided"], "undecided")} == outcomes  # fmt: skip
        assert ledger.advice(record) == advice.as_json()
        assert advice_from_json(ledger.advice(record)) == advice
        assert body["answers"] == facts.answers
        assert body["knowledge"]["digest"] == knowledge.digest


def test_the_chain_can_be_checked_without_this_program(ledger):
    """From the JSON Lines alone, with nothing but SHA-256 and RFC 8785."""
    before = GENESIS
    lines = [json.loads(line) for line in exported(ledger, ledger.consultations(), "jsonl")]
    assert len(lines) == COUNT
    for number, line in enumerate(lines, start=1):
        record = line["record"]
        assert (record["number"], record["previous"]) == (number, before)
        before = "sha256:" + hashlib.sha256(rfc8785.dumps(record)).hexdigest()
        assert before == line["hash"]
        advice = "sha256:" + hashlib.sha256(rfc8785.dumps(line["advice"])).hexdigest()
        assert advice == record["advice"]
        for field, entry in line["personal"].items():
            sealed = rfc8785.dumps([field, entry["salt"], entry["text"]])
            commitment = "sha256:" + hashlib.sha256(sealed).hexdigest()
            assert commitment == record["personal"][field]


def test_nothing_can_be_changed_or_deleted_through_sql(book):
    with raw(book, guarded=True) as connection:
        for table in ("record", "mention", "blob", "manifest", "personal"):
            (column,) = connection.execute(
                f"SELECT name FROM pragma_table_info('{table}') LIMIT 1"
            ).fetchone()
            for attack in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(attack)


def test_the_texts_of_an_unchanged_rule_are_kept_once(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 3)
    rules, base = copied(tmp_path)
    change(rules / "regulation/REG-004-no-work-team.yaml", "No work team", "No team")
    other = load(rules, base)
    with Ledger.writing(path) as ledger:
        count = "SELECT count(*) FROM blob"
        before = ledger.connection.execute(count).fetchone()[0]
        facts, _ = next(states(other, 1))
        advice = advice_of(other, facts, evaluate(other, facts.answers))
        ledger.record(other, facts, advice)
        # One rule's text and one advice.
        assert ledger.connection.execute(count).fetchone()[0] == before + 2
        assert ledger.knowledge(ledger.get(4)).rule["REG-004"].title.en.startswith("No team")
        assert ledger.knowledge(ledger.get(1)).rule["REG-004"].title.en.startswith("No work team")


# ---- finding


def test_each_filter_finds_exactly_what_a_plain_reading_finds(ledger):
    everything = list(ledger.consultations())[::-1]
    term, value = next(iter(everything[0].body["answers"].items()))
    step = next(r for r in everything if r.body["steps"]).body["steps"][0]
    cases = [
        (Filter(), lambda r: True),
        (Filter(rules=("reg-002",)), lambda r: "REG-002" in r.body["fired"]),
        (Filter(steps=(step,)), lambda r: step in r.body["steps"]),
        (Filter(answers={term: value}), lambda r: r.body["answers"].get(term) == value),
        (Filter(pd="DINAS nomor 4"), lambda r: r.personal.get("pd") == "Dinas Nomor 4"),
        (Filter(who="Pegawai 3"), lambda r: r.personal.get("who") == "Pegawai 3"),
        (Filter(since=moment("2026-03-01T05:00"), before=moment("2026-03-01T09:00")),
         lambda r: r.number in (5, 6, 7, 8)),
        (Filter(rules=("REG-002",), steps=(step,), before=moment("2026-03-02")),
         lambda r: "REG-002" in r.body["fired"] and step in r.body["steps"] and r.number < 24),
    ]  # fmt: skip
    for filter, fits in cases:
        expected = [r.number for r in everything if fits(r)]
        assert [r.number for r in find(ledger, filter)] == expected, filter
        assert expected
        assert [r.number for r in find(ledger, filter, 2)] == expected[:2]
        assert [r.number for r in oldest_first(ledger, filter)] == expected[::-1]
        assert [r.number for r in oldest_first(ledger, filter, 2)] == expected[:2][::-1]


@pytest.mark.parametrize(
    ("filter", "index"),
    [
        (Filter(rules=("REG-002",)), "mention"),
        (Filter(steps=("x",)), "mention"),
        (Filter(answers={"x": True}), "mention"),
        (Filter(pd="x"), "personal_text"),
        (Filter(since="2026"), "record_time"),
    ],
)
def test_every_filter_is_served_by_an_index(ledger, filter, index):
    query, parameters = statement(filter, SQLITE)
    rows = ledger.connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters).fetchall()
    plan = " | ".join(row[3] for row in rows)
    assert index in plan
    assert "SCAN" not in plan, plan


def test_a_yes_is_not_the_number_one(ledger):
    assert wanted(None, None, ("x=yes",)).answers == {"x": True}
    assert wanted(None, None, ("x=1",)).mentions != wanted(None, None, ("x=yes",)).mentions


def test_bad_filters_are_all_reported():
    with pytest.raises(AdvisorError) as caught:
        wanted("yesterday", "2026-13-01", ("budget",))
    assert [p.where for p in caught.value.problems] == ["yesterday", "2026-13-01", "budget"]


# ---- explaining and replaying


@pytest.mark.usefixtures("once")
def test_each_advised_step_is_explained_down_to_its_answers_and_lines(ledger, knowledge):
    for record in list(ledger.consultations())[:10]:
        for step in ledger.advice(record)["steps"]:
            text = "\n".join(explain(ledger, record, step["step"], "en"))
            for reason in step["reasons"]:
                verb = "applied" if step["certainty"] == "certain" else "would apply unless"
                assert f"Rule {reason['rule']} {verb}" in text
                for source in reason["sources"]:
                    assert f"[{source}], line {knowledge.statements[source].line}" in text
                for item in reason["because"]:
                    assert f"[{item['term']};" in text


@pytest.mark.usefixtures("once")
def test_a_step_that_was_not_advised_is_explained_too(ledger, knowledge):
    for record in list(ledger.consultations())[:1]:
        advised = {step["step"] for step in ledger.advice(record)["steps"]}
        for step in knowledge.steps.keys() - advised:
            text = "\n".join(explain(ledger, record, step, "en"))
            assert "This step was not advised: " in text
            for rule in knowledge.advisers[step]:
                assert rule.id in text or rule.id in record.body["fired"]


def test_an_explanation_speaks_by_the_recorded_rules_after_they_changed(tmp_path, knowledge):
    rules, base = copied(tmp_path)
    change(rules / "regulation/REG-004-no-work-team.yaml", "No work team", "No such team")
    old = load(rules, base)
    facts = Facts({"perda_exists": False, "perkada_exists": False, "work_team_formed": False})
    with Ledger.writing(tmp_path / "l.db") as ledger:
        record = ledger.record(old, facts, advice_of(old, facts, evaluate(old, facts.answers)))
    (rules / "regulation/REG-004-no-work-team.yaml").unlink()
    with Ledger.reading(tmp_path / "l.db") as ledger:
        text = "\n".join(explain(ledger, record, "form-work-team", "en"))
        assert "No such team has been formed" in text
        assert "No work team has been formed to handle" not in text


def test_a_step_that_never_was_is_refused_with_the_nearest(ledger):
    with pytest.raises(AdvisorError) as caught:
        list(explain(ledger, ledger.get(1), "form-work-teem", "en"))
    assert dict(caught.value.problems[0].hint.parameters) == {"name": "form-work-team"}


@pytest.mark.slow
def test_consultations_replay_to_the_same_bytes(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, REPLAYED, seed=11)
    with Ledger.reading(path) as ledger:
        replayer = Replayer(ledger)
        assert sum(replayer.same(record) for record in ledger.consultations()) == REPLAYED


def test_a_replay_sees_one_changed_byte_of_an_advice(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with Ledger.writing(path) as ledger:
        facts, _ = list(states(knowledge, 5))[4]
        other = advice_of(knowledge, Facts({}), evaluate(knowledge, {}))
        ledger.record(knowledge, facts, other)
    with Ledger.reading(path) as ledger:
        replayer = Replayer(ledger)
        assert [replayer.same(r) for r in ledger.consultations()] == [True, True, False]


# ---- redacting


def files_of(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_redacted_text_is_in_no_byte_of_the_ledger_and_the_chain_is_whole(tmp_path, knowledge):
    folder = tmp_path / "ledger"
    path = filled(folder / "l.db", knowledge, 12)
    with Ledger.writing(path, Clock()) as ledger:
        facts, _ = next(states(knowledge, 1))
        named = Facts(facts.answers, "Dinas Rahasia Sekali")
        ledger.record(
            knowledge,
            named,
            advice_of(knowledge, named, evaluate(knowledge, facts.answers)),
            "Siti Aminah",
        )
        salt = ledger.connection.execute("SELECT salt FROM personal WHERE record = 13").fetchone()[
            0
        ]
        secrets = (b"Rahasia Sekali", b"Siti Aminah", salt.encode())
        assert all(secret in files_of(path) for secret in secrets)
        done = redact(ledger, 13, "permintaan yang bersangkutan")
        assert not any(secret in files_of(path) for secret in secrets)
        assert (done.number, done.body["about"], done.body["removed"]) == (14, 13, ["pd", "who"])
    assert not any(secret in files_of(path) for secret in secrets)
    with Ledger.reading(path) as ledger:
        assert verify(ledger).whole
        record = ledger.get(13)
        assert personal(record, "who", "en") == "(removed)"
        assert ledger.advice(record)["pd"] == {}
        assert Replayer(ledger).same(record)
        assert ledger.get(12).personal == {"pd": "Dinas Nomor 11", "who": "Pegawai 11"}


def test_what_is_not_there_cannot_be_redacted(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with Ledger.writing(path) as ledger:
        for number, key in ((1, "ledger.nothing-personal"), (2, None), (2, "ledger.redacted")):
            if key is None:
                redact(ledger, number, "x")
                continue
            with pytest.raises(AdvisorError) as caught:
                redact(ledger, number, "x")
            assert caught.value.problems[0].message.key == key


def test_personal_text_goes_by_no_other_way(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with raw(path) as connection:
        connection.execute("DELETE FROM personal WHERE record = 2")
    with Ledger.reading(path) as ledger:
        assert [p.key for p in verify(ledger).problems] == ["integrity.personal-gone"] * 2


# ---- exporting


@pytest.mark.parametrize("layout", ["jsonl", "csv"])
def test_an_export_holds_a_portion_of_the_records_in_memory(ledger, monkeypatch, layout):
    monkeypatch.setattr(queries, "PORTION", 4)
    # What other tests left alive is not looked at, which is nearly all there is.
    gc.freeze()
    try:
        records = oldest_first(ledger, Filter())
        alive = [live_records() for _ in exported(ledger, records, layout)]
    finally:
        gc.unfreeze()
    assert len(alive) >= COUNT
    assert 0 < max(alive) <= 2 * 4


def live_records():
    gc.collect()
    return sum(type(thing) is Record for thing in gc.get_objects())


def test_no_cell_of_the_csv_is_a_formula(tmp_path, knowledge):
    attacks = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", '=HYPERLINK("x")']
    with Ledger.writing(tmp_path / "l.db") as ledger:
        for attack in attacks:
            facts = Facts({"budget": "limited"}, attack)
            advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
            ledger.record(knowledge, facts, advice, attack)
        text = "".join(exported(ledger, ledger.consultations(), "csv"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["pd"] for row in rows] == [f"'{attack}" for attack in attacks]
    for row in rows:
        assert not any(cell.lstrip(" ")[:1] in tuple("=+-@\t\r") for cell in row.values() if cell)
    assert safe("Dinas A-B = C") == "Dinas A-B = C"


def test_the_prov_library_reads_the_export_and_writes_it_back_equal(ledger):
    prov = pytest.importorskip("prov.model")
    text = "".join(exported(ledger, ledger.consultations(), "prov"))
    document = prov.ProvDocument.deserialize(content=text, format="json")
    again = prov.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    assert len(list(document.get_records(prov.ProvActivity))) == COUNT
    derived = list(document.get_records(prov.ProvDerivation))
    assert len(derived) == 2 * COUNT
    named = {str(record.identifier) for record in document.get_records(prov.ProvElement)}
    for relation in document.get_records(prov.ProvRelation):
        for _, target in relation.formal_attributes:
            if isinstance(target, prov.QualifiedName):
                assert str(target) in named, relation


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_a_ledger_that_another_process_makes_at_this_moment_is_not_foreign(tmp_path, moment):
    path, asked = tmp_path / "ledger.db", []

    class Rows(list):
        def fetchone(self):
            return self[0]

    class Meanwhile(sqlite3.Connection):
        def execute(self, sql):
            rows = super().execute(sql).fetchall()
            asked.append(sql)
            if len(asked) == moment:
                with Ledger.writing(path):
                    pass
            return Rows(rows)

    with closing(sqlite3.connect(path)) as beginning:
        beginning.execute(f"PRAGMA application_id = {APPLICATION}")
    connection = sqlite3.connect(path, factory=Meanwhile)
    assert SQLITE.version(connection) in (0, FIRST)
    assert len(asked) == 3
    connection.close()
