"""The API: the same answers as the command line, strict about what it is sent."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from playwright.sync_api import expect
from starlette.testclient import TestClient

from advisor.advice.facts import facts_from, read_facts
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.web.api.operations import OPERATIONS
from advisor.web.app import create_app
from advisor.web.settings import Settings
from tests.conftest import ROOT
from tests.states import partial_answers, random_answers
from tests.web.conftest import WIDTHS, accessible

API = "/api/v1"
FILES = sorted(ROOT.glob("examples/*.yaml"))
POSTS = [o.path.replace("{step}", "1").replace("{target}", "x") for o in OPERATIONS if o.asks]


def printed(*arguments):
    """What the command prints, exactly."""
    command = [sys.executable, "-m", "advisor", *arguments, "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return json.dumps(json.loads(done.stdout))


def sent(knowledge, path):
    return read_facts(knowledge.vocabulary, path).document()


def exactly(answer):
    """The JSON that came, with the order of its keys."""
    return json.dumps(answer.json())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_advice_is_the_same_object_as_the_command_prints(client, knowledge, path):
    answer = client.post(f"{API}/advise", json=sent(knowledge, path))
    assert answer.status_code == 200
    assert exactly(answer) == printed("advise", str(path))


def test_every_other_operation_answers_as_its_command(client, knowledge):
    path = ROOT / "examples/dinas-kependudukan-kota.yaml"
    body = sent(knowledge, path)
    plan = [step["step"] for step in client.post(f"{API}/advise", json=body).json()["steps"]]
    absent = next(step for step in knowledge.steps if step not in plan)
    term, value = next(iter(body["answers"].items()))
    number = next(t.name for t in knowledge.vocabulary.terms if t.type == "number")
    pairs = [
        (f"/explain/{plan[1]}", {}, ("explain", str(path), plan[1])),
        ("/explain/2", {}, ("explain", str(path), "2")),
        (f"/why-not/{absent}", {}, ("why-not", str(path), absent)),
        (f"/why-not/{knowledge.rules[3].id}", {}, ("why-not", str(path), knowledge.rules[3].id)),
        ("/what-if", {"set": {term: None}}, ("what-if", str(path), "--set", f"{term}=unknown")),
        ("/what-if", {"sweep": number}, ("what-if", str(path), "--sweep", number)),
        (
            "/what-if",
            {"sweep": number, "set": {term: value}},
            ("what-if", str(path), "--sweep", number, "--set", f"{term}={value}"),
        ),
    ]
    for address, more, command in pairs:
        assert exactly(client.post(API + address, json=body | more)) == printed(*command), address


@settings(max_examples=60)
@given(answers=partial_answers())
def test_unrecorded_advice_is_what_the_engine_gives(api, engine, answers):
    from advisor.advice.consultation import advise

    document = facts_from(answers, "Dinas A").document()
    expected = advise(engine, facts_from(answers, "Dinas A")).as_json()
    assert exactly(api.post(f"{API}/advise", json=document)) == json.dumps(expected)


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """The application for many requests that leave nothing behind."""
    folder = tmp_path_factory.mktemp("api")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    made = Settings(database, ledger, b"s" * 32, per_minute=10**6)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        yield client


def test_questions_asked_by_the_api_lead_to_the_end_of_the_questionnaire(client, knowledge):
    answers, random = {}, Random(3)
    known = random_answers(knowledge, random)
    for _ in range(len(knowledge.questions) + 1):
        found = client.post(f"{API}/next-question", json={"answers": answers}).json()
        if found["question"] is None:
            break
        term = found["question"]["term"]
        assert term not in answers
        answers[term] = known[term] if random.random() < 0.8 else None
    assert found == {**found, "question": None, "remaining": 0}


def test_a_rule_comes_as_its_file_states_it(client, knowledge):
    listed = client.get(f"{API}/rules").json()["rules"]
    assert [rule["id"] for rule in listed] == list(knowledge.rule)
    for rule in listed[:5]:
        one = client.get(f"{API}/rules/{rule['id'].lower()}").json()
        assert one["when"] == knowledge.rule[rule["id"]].when.model_dump()
    missing = client.get(f"{API}/rules/{listed[0]['id'][:-1]}", params={"lang": "en"})
    assert missing.status_code == 404
    assert "Did you mean" in missing.json()["error"]["problems"][0]


@pytest.mark.parametrize("name", ["facts", "advice"])
def test_the_published_schemas_are_those_of_the_command(client, name):
    command = [sys.executable, "-m", "advisor", "schema", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert client.get(f"{API}/schema/{name}").json() == json.loads(done.stdout)


def test_everything_wrong_is_told_at_once_in_the_language_asked_for(client, knowledge):
    choice = next(t.name for t in knowledge.vocabulary.terms if t.type == "choice")
    number = next(t.name for t in knowledge.vocabulary.terms if t.type == "number")
    near = knowledge.questions[-1].term + "s"
    body = {
        "pd": {"name": "x" * 201, "nam": "y"},
        "answers": {choice: "mars", number: 1.5, near: True, "x": []},
        "what": 1,
    }
    answer = client.post(f"{API}/advise", json=body, headers={"Accept-Language": "en-GB, id;q=0.5"})
    assert answer.status_code == 422
    problems = answer.json()["error"]["problems"]
    assert len(problems) == 7
    places = {problem.partition(":")[0] for problem in problems}
    assert places >= {"pd.name", "pd.nam", f"answers.{choice}", f"answers.{near}", "what"}
    assert any("Did you mean" in problem for problem in problems)
    indonesian = client.post(f"{API}/advise", json=body).json()["error"]["problems"]
    assert len(indonesian) == 7
    assert not set(indonesian) & set(problems)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"answers: {}", 400),
        (b'{"answers": {}, "answers": {}}', 400),
        (b'{"answers": {"a": 1, "a": 2}}', 400),
        (b'{"answers": NaN}', 400),
        (b'{"pd": {"name": "\\ud800"}, "answers": {}}', 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 60_000, 400),
        (b'{"":' * 11_000 + b"{}" + b"}" * 11_000, 400),
        (b'{"answers": {"x": ' + b"[" * 900 + b"]" * 900 + b"}}", 422),
        (b'{"answers": {"x": ' + b"9" * 60_000 + b"}}", 422),
        (b'{"answers": {"x": 1e999999}}', 422),
        (b'{"answers": null}', 422),
        (b'{"answers": {}, "pd": {"name": null}}', 422),
        (b'{"answers": {}, "pd": {"name": 5}}', 422),
        (b'{"answers": {}, "pd": {}}', 200),
        (b'{"answers": {"%s": 2.0}}', 200),
        (b'{"answers": {"%s": 2.5}}', 422),
        (b'{"answers": {}}', 200),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_hostile_body_is_refused_in_words(client, knowledge, content, status):
    number = next(t.name for t in knowledge.vocabulary.terms if t.type == "number")
    content = content.replace(b"%s", number.encode())
    answer = client.post(
        f"{API}/advise", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == status
    if status != 200:
        error = answer.json()["error"]
        assert error["status"] == status
        assert 0 < len(error["problems"]) <= 100


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=x"]
)
def test_only_json_is_taken(client, path, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post(API + path, content=b'{"answers": {}}', headers=headers)
    assert answer.status_code == 415
    assert answer.json()["error"]["problems"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json", 'application/json; charset="UTF-8"', "Application/JSON;charset=utf8",
        "application/json; version=1; charset=utf-8",
    ],
)  # fmt: skip
def test_json_is_taken_however_its_type_is_written(client, kind):
    sent = {"content": b'{"answers": {}}', "headers": {"Content-Type": kind}}
    assert client.post(f"{API}/advise", **sent).status_code == 200


@pytest.mark.parametrize("value", ["ya", "Sudah", 1, 0, "-", "TRUE"])
def test_programs_write_answers_canonically(client, value):
    for address, body in (
        ("/advise", {"answers": {"perda_exists": value}}),
        ("/what-if", {"answers": {}, "set": {"perda_exists": value}}),
    ):
        assert client.post(API + address, json=body).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("5", 200), (5, 422), (1.5, 422), (None, 422)])
def test_the_name_of_a_pd_is_text(client, name, status):
    body = {"pd": {"name": name}, "answers": {}}
    assert client.post(f"{API}/advise", json=body).status_code == status


def test_a_mistyped_parameter_is_refused_so_that_no_record_is_missed(client):
    for query in ("recrod=true", "record=yes", "record=true&record=false", "lang=xx"):
        answer = client.post(f"{API}/advise?{query}", json={"answers": {}})
        assert answer.status_code == 422, query
    assert not Path(client.app.state.site.settings.ledger).exists()


def test_a_wrong_method_says_which_ones_there_are(client):
    answer = client.delete(f"{API}/advise")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"POST", "OPTIONS"}
    assert answer.json()["error"]["status"] == 405
    asked = client.options(f"{API}/rules")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, OPTIONS")
    assert "access-control-allow-origin" not in asked.headers
    assert client.head(f"{API}/rules").content == b""
    assert client.get(f"{API}/nowhere").json()["error"]["status"] == 404
    assert client.get(f"{API}/rules/").status_code == 404


def test_a_step_that_the_plan_does_not_have_is_not_found_and_why_is_told(client, knowledge):
    step = next(iter(knowledge.steps))
    for name in (step, "nowhere", "99", "9" * 5000):
        answer = client.post(f"{API}/explain/{name}", json={"answers": {}})
        assert answer.status_code == 404
        assert name in answer.json()["error"]["problems"][0]
    assert client.post(f"{API}/why-not/nowhere", json={"answers": {}}).status_code == 404


def test_what_if_tells_all_its_problems_at_once(client, knowledge):
    term = knowledge.questions[0].term
    wrong = {"answers": {"a": 1}, "set": {"b": 1}, "sweep": [term], "sett": {}}
    problems = client.post(f"{API}/what-if", json=wrong).json()["error"]["problems"]
    assert [problem.partition(":")[0] for problem in problems] == [
        "sett", "answers.a", "set.b", "sweep",
    ]  # fmt: skip
    for nothing in ({}, {"set": {}}, {"sweep": None}):
        answer = client.post(f"{API}/what-if", json={"answers": {}, **nothing})
        assert answer.status_code == 422


def recorded(client, body, key=None):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}/advise?record=true", json=body, headers=headers)


def test_a_recorded_consultation_is_in_the_ledger_when_it_is_acknowledged(client, knowledge):
    body = sent(knowledge, FILES[0])
    answer = recorded(client, body)
    assert answer.status_code == 201
    receipt = answer.json().pop("record")
    with Ledger.reading(Path(client.app.state.site.settings.ledger)) as ledger:
        record = ledger.get(receipt["number"])
        assert (record.time, record.hash) == (receipt["time"], receipt["hash"])
        assert record.body["answers"] == answer.json()["answers"]
        assert {**ledger.advice(record), "record": receipt} == answer.json()
        assert verify(ledger).whole


def test_a_repeated_request_is_recorded_once_even_when_both_come_at_once(client, knowledge):
    body = sent(knowledge, FILES[0])
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(recorded(client, body, "a-key")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.json()["record"]["number"] for answer in answers} == {1}
    assert recorded(client, body, "a-key").status_code == 200
    assert recorded(client, body, "another").json()["record"]["number"] == 2
    with Ledger.reading(Path(client.app.state.site.settings.ledger)) as ledger:
        assert ledger.head()[0] == 2
        assert verify(ledger).whole
        assert "a-key" not in ledger.get(1).text


def test_a_key_stands_for_one_consultation_only(client):
    first = {"pd": {"name": "Dinas A"}, "answers": {}}
    assert recorded(client, first, "k").status_code == 201
    assert recorded(client, {**first, "pd": {"name": "Dinas B"}}, "k").status_code == 409
    for wrong in ("k" * 201, "a b", " "):
        assert recorded(client, first, wrong).status_code == 422
        headers = {"Idempotency-Key": wrong}
        assert client.post(f"{API}/advise", json=first, headers=headers).status_code == 422
    assert recorded(client, first, "k").json()["record"]["number"] == 1


def test_when_the_ledger_fails_nothing_is_acknowledged_and_no_path_is_told(client, tmp_path):
    (tmp_path / "ledger.db").write_bytes(b"this is no ledger" * 100)
    answer = recorded(client, {"answers": {}})
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert client.post(f"{API}/advise", json={"answers": {}}).status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"status": "not ready", "database": "ok", "ledger": "failed"}


def test_asking_whether_it_is_ready_records_nothing(client):
    assert client.get("/readyz").json()["status"] == "ready"
    assert client.get("/healthz").json() == {"status": "alive"}
    with Ledger.reading(Path(client.app.state.site.settings.ledger)) as ledger:
        assert ledger.head()[0] == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_description_is_whole_and_its_examples_are_true(client, language):
    found = client.get(f"{API}/openapi.json", params={"lang": language}).json()
    assert found["openapi"].startswith("3.1")
    assert found["info"]["license"]["identifier"] == "MIT"
    tags = [tag["name"] for tag in found["tags"] if tag["description"]]
    used = [tag for ways in found["paths"].values() for way in ways.values() for tag in way["tags"]]
    assert list(dict.fromkeys(used)) == tags
    schemas = found["components"]["schemas"]
    assert len(found["paths"]) == len({o.path for o in OPERATIONS})
    for methods in found["paths"].values():
        for operation in methods.values():
            content = operation["responses"]["200"]["content"]["application/json"]
            name = content["schema"]["$ref"].rpartition("/")[2]
            check(schemas, name, content["example"])
            if "requestBody" in operation:
                body = operation["requestBody"]["content"]["application/json"]
                check(schemas, body["schema"]["$ref"].rpartition("/")[2], body["example"])


def check(schemas, name, value):
    schema = {**schemas[name], "components": {"schemas": schemas}}
    Draft202012Validator(schema).validate(value)


def test_the_description_of_another_base_names_its_own_terms(tmp_path, knowledge):
    folder = ROOT / "examples/village-library"
    made = Settings(f"sqlite:///{tmp_path / 'w.db'}", str(tmp_path / "l.db"), b"s" * 32, folder)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        found = client.get(f"{API}/openapi.json")
        assert client.get("/api").status_code == 200
    assert found.status_code == 200
    assert not [term for term in knowledge.vocabulary.asked if f'"{term}"' in found.text]


def test_the_page_explains_every_operation_and_is_accessible(opened):
    for width in WIDTHS:
        for language in ("id", "en"):
            page = opened("/api", width=width, language=language)
            expect(page.locator(".operation")).to_have_count(len(OPERATIONS))
            page.locator("summary").first.click()
            accessible(page)


def test_the_first_example_of_the_page_works_as_it_stands(opened):
    page = opened("/api", scripts=False)
    command = page.locator("pre").first.text_content()
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert json.loads(done.stdout)["status"] == "advised"
