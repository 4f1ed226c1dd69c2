"""docs/asvs.md names each requirement, and tests that exist; what no other test shows is here."""

import ast
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.store.drafts import Drafts
from tests.conftest import ROOT
from tests.web.desks import GOOD, Visitor

CHECKLIST = (ROOT / "docs/asvs.md").read_text("utf-8")
PROGRAM = sorted((ROOT / "advisor").rglob("*.py"))
SCRIPTS = [
    path
    for path in sorted((ROOT / "advisor/web/static").glob("*.js"))
    if path.name != "htmx.min.js"
]
LEVEL_ONE = {
    "1.2": 5, "1.3": 2, "1.5": 1, "2.1": 1, "2.2": 2, "2.3": 1, "3.2": 2, "3.3": 1, "3.4": 2,
    "3.5": 3, "4.1": 1, "4.4": 1, "5.2": 2, "5.3": 2, "6.1": 1, "6.2": 8, "6.3": 2, "6.4": 2,
    "7.2": 4, "7.4": 2, "8.1": 1, "8.2": 2, "8.3": 1, "9.1": 3, "9.2": 1, "10.4": 5, "11.3": 2,
    "11.4": 1, "12.1": 1, "12.2": 2, "13.4": 1, "14.2": 1, "14.3": 1, "15.1": 1, "15.2": 1,
    "15.3": 1,
}  # fmt: skip
"""How many requirements each section has at level 1; they are numbered from 1."""


def test_the_checklist_has_each_requirement_of_level_one_once():
    cells = re.findall(r"^\| ([\d., ]+) \|", CHECKLIST, re.M)
    told = [number for cell in cells for number in cell.split(", ")]
    assert len(told) == 70
    assert set(told) == {f"{s}.{n + 1}" for s, count in LEVEL_ONE.items() for n in range(count)}


def test_every_test_that_the_checklist_names_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", CHECKLIST))
    assert len(named) > 50
    assert CHECKLIST.count("::") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", CHECKLIST))
    missing = {(path, name) for path, name in named if name not in functions(path)}
    assert not missing


def functions(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_requirement_without_a_test_says_so():
    for row in re.findall(r"^\| \d.*\|$", CHECKLIST.partition("## Not applicable")[0], re.M):
        assert "::" in row or ("**" in row and row.endswith("| none |")), row


# What no other test shows


@pytest.fixture
def secured(settings):
    """The application behind HTTPS."""
    app = create_app(replace(settings, https=True))
    with TestClient(app, base_url="https://advisor.test") as client:
        yield client


def test_with_https_every_cookie_is_secure_and_bound_to_this_host(secured):
    visitor = Visitor(secured)
    visitor.door.accounts.add("siti", "auditor", GOOD)
    answers = [secured.get("/questionnaire", params={"lang": "en"}), visitor.sign_in("siti")]
    given = [cookie for a in answers for cookie in a.headers.get_list("set-cookie")]
    names = {cookie.partition("=")[0] for cookie in given}
    assert names == {f"__Host-{name}" for name in ("visitor", "lang", "session", "device")}
    for cookie in given:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Domain" not in cookie


ANSWERS = (
    ("GET", "/", 200), ("GET", "/static/site.css", 200), ("GET", "/healthz", 200),
    ("GET", "/nowhere", 404), ("GET", "/api/nowhere", 404), ("GET", "/desk", 303),
    ("POST", "/questionnaire", 403), ("DELETE", "/", 405), ("GET", "/api/v1/rules", 200),
    ("GET", "/static/icon.svg", 200), ("GET", "/static/htmx.min.js", 200),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_with_https_every_answer_demands_it_for_a_year(secured, method, path, status):
    answer = secured.request(method, path, follow_redirects=False)
    assert answer.status_code == status
    found = re.fullmatch(r"max-age=(\d+)", answer.headers["strict-transport-security"])
    assert int(found[1]) >= 365 * 86_400


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_says_what_it_is(client, method, path, status):
    answer = client.request(method, path, follow_redirects=False)
    kind, _, charset = answer.headers.get("content-type", "").partition("; ")
    if not answer.content:
        return
    endings = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
    programs = "application/json" if path.startswith(("/api/", "/healthz")) else "text/html"
    assert kind == next((k for e, k in endings.items() if path.endswith(e)), programs)
    assert charset == ("charset=utf-8" if kind.startswith("text/") else "")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_no_other_origin_may_read_an_answer(client, method, path, status):
    answer = client.request(method, path, headers={"Origin": "https://evil.test"})
    assert not any(name.startswith("access-control-") for name in answer.headers)
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/static/.git/config", "/static/../app.py", "/static/%2e%2e/app.py",
        "/static/..%2fapp.py", "/static//etc/passwd", "/static/..%5capp.py", "/static/",
        "/static/site.css%00.js", "/api/v1/schema/..%2f..%2fsettings", "/web-secret",
    ],
)  # fmt: skip
def test_nothing_but_the_static_files_can_be_fetched(client, path):
    assert client.get(path).status_code == 404


def test_an_address_that_is_a_key_is_not_passed_on(client):
    drafts: Drafts = client.app.state.site.drafts
    for page in ("check", "keep", "plan"):
        answer = client.get(f"/questionnaire/{drafts.begin()}/{page}")
        assert answer.status_code == 200
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"


def test_no_script_of_ours_stores_anything():
    assert SCRIPTS
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", text), path
    for path in (ROOT / "advisor/web/templates").rglob("*.html"):
        configured = path.read_text("utf-8")
        assert "htmx.min.js" not in configured or '"historyCacheSize":0' in configured, path


def calls():
    """Every call in the program: what is called, its keywords, and where."""
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                keywords = {keyword.arg for keyword in node.keywords}
                yield ast.unparse(node.func), keywords, path


def is_web(path):
    return path.is_relative_to(ROOT / "advisor/web")


def test_nothing_runs_code_that_was_given_as_data():
    for name, keywords, path in calls():
        module = name.partition(".")[0]
        assert name not in ("os.system", "os.popen", "yaml.unsafe_load"), path
        assert module not in ("pickle", "marshal", "shelve"), path
        assert "shell" not in keywords, path
        # Writes out a loaded rule base; the web application does not use it.
        assert name not in ("eval", "exec", "compile") or path.name == "compiled.py", path
        assert not (is_web(path) and (module == "subprocess" or name.startswith("os.exec"))), path
    for path in filter(is_web, PROGRAM):
        assert "benchmarks.compiled" not in path.read_text("utf-8")


def test_no_weak_hash_or_cipher_is_used():
    for name, _, path in calls():
        assert name.rpartition(".")[2] not in ("md5", "sha1"), name
        assert name != "hashlib.new"
        assert not (is_web(path) and name.startswith("random.")), name
