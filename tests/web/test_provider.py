"""Signing in by an identity provider, a real one as far as HTTP, keys and tokens go."""

import base64
import json
import re
import sys
import threading
import time
import warnings
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient
from werkzeug.serving import make_server

from advisor.common.errors import AdvisorError
from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.security.rights import Right
from advisor.web.settings import ProviderSettings, Settings
from tests.web.desks import CHEAP, GOOD, Visitor
from tests.web.test_desk_access import another

START = "/login/provider?next=/desk/verify"
CLIENT = "ipp-advisor"


@pytest.fixture(autouse=True)
def local(monkeypatch):
    """The provider speaks plain HTTP here; passwords cost nothing."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    passwords.decoy.cache_clear()
    yield
    passwords.decoy.cache_clear()


class Issuer:
    """The provider: what was asked of its token endpoint, and what it answers instead."""

    def __init__(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import oidc_provider_mock

        self.app = oidc_provider_mock.app(require_nonce=True)
        self.asked, self.says = [], {}

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.asked.append({k: v[0] for k, v in parse_qs(body.decode()).items()})
            environ["wsgi.input"] = BytesIO(body)
        if path in self.says:
            status, content = self.says[path]
            start_response(status, [("Content-Type", "application/json")])
            return [content]
        return self.app(environ, start_response)

    def knows(self, sub, **claims):
        url = f"{self.url}/users/{sub}"
        assert httpx2.put(url, json=claims).status_code == 204


@pytest.fixture(scope="module")
def running():
    issuer = Issuer()
    server = make_server("localhost", 0, issuer, threaded=True)
    issuer.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield issuer
    server.shutdown()
    thread.join(10)


@pytest.fixture
def issuer(running):
    running.asked.clear()
    running.says.clear()
    running.knows("1", preferred_username="Siti.Rahma", roles=["auditor", "other"])
    return running


@contextmanager
def visiting(settings, issuer, **more):
    known = ProviderSettings(issuer.url, CLIENT, "hush", **more)
    with TestClient(
        create_app(replace(settings, provider=known)), base_url="http://advisor.test"
    ) as c:
        yield Visitor(c)


@pytest.fixture
def visitor(settings, issuer):
    with visiting(settings, issuer) as found:
        yield found


def there(visitor):
    """Where the browser is sent to sign in."""
    answer = visitor.get(START)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def back(address, **form):
    """What the provider answers once one has signed in there."""
    answer = httpx2.post(address, data=form or {"sub": "1"})
    assert answer.status_code == 302, answer.text
    at = urlsplit(answer.headers["location"])
    assert (at.netloc, at.path) == ("advisor.test", "/login/provider/back")
    state = parse_qs(urlsplit(address).query)["state"][0]
    # Unlike others, this one forgets the state when somebody cancels.
    return f"{at.path}?{at.query}" + ("" if "state=" in at.query else f"&state={state}")


def told(visitor, answer, status, words):
    assert answer.status_code == status
    assert re.search(words, re.search(r'role="alert".*?</section>', answer.text, re.S)[0])
    assert "session" not in visitor.client.cookies
    assert visitor.get("/desk").status_code == 303


def test_without_the_settings_nothing_changes(client):
    visitor = Visitor(client)
    assert "/login/provider" not in visitor.get("/login").text
    for path in (START, "/login/provider/back?code=1&state=2"):
        assert visitor.get(path).status_code == 404


def test_whom_the_provider_vouches_for_is_in_with_their_role_on_the_page_they_wanted(visitor):
    link = re.search(r'href="(/login/provider[^"]*)"', visitor.get("/login?next=/desk/verify").text)
    assert unquote(link[1]) == START
    answer = visitor.get(back(there(visitor)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/verify")
    page = visitor.get("/desk").text
    assert "siti.rahma" in page
    assert "/desk/password" not in page
    (account,) = visitor.door.accounts.all()
    assert (account.name, account.role, account.external) == ("siti.rahma", "auditor", True)
    assert account.may(Right.PERSONAL.value)
    assert not account.may(Right.ACCOUNTS.value)
    assert visitor.door.accounts.check("siti.rahma", "") is None


def test_the_request_is_bound_by_state_nonce_and_pkce(visitor, issuer):
    asked = {k: v[0] for k, v in parse_qs(urlsplit(there(visitor)).query).items()}
    assert asked["client_id"] == CLIENT
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://advisor.test/login/provider/back"
    again = {k: v[0] for k, v in parse_qs(urlsplit(there(visitor)).query).items()}
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert asked[name] != again[name]
    address = there(visitor)
    visitor.get(back(address))
    (token,) = issuer.asked
    proof = base64.urlsafe_b64encode(sha256(token["code_verifier"].encode()).digest())
    assert f"code_challenge={proof.decode().rstrip('=')}" in address
    assert token["code_verifier"] not in address


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(visitor):
    answer = back(there(visitor))
    other = another(visitor)
    told(other, other.get(answer), 422, "kedaluwarsa atau dimulai di peramban lain")
    other.get(START)
    told(other, other.get(answer), 422, "kedaluwarsa")
    assert visitor.get(answer).status_code == 303
    visitor.sign_out()
    told(visitor, visitor.get(answer), 422, "kedaluwarsa")


def test_a_code_that_was_used_is_refused_by_the_provider_and_said(visitor):
    answer = back(there(visitor))
    flow = visitor.client.cookies["flow"]
    visitor.get(answer)
    visitor.sign_out()
    visitor.client.cookies.set("flow", flow, "advisor.test", "/")
    told(visitor, visitor.get(answer), 422, "tidak dapat diterima")


def signed(claims, key, issuer):
    header = {"alg": "RS256", "kid": key.kid}
    return jwt.encode(header, claims, key)


FORGED = {
    "another key": lambda c: c,
    "another client": lambda c: {**c, "aud": "somebody-else"},
    "another issuer": lambda c: {**c, "iss": "http://evil.test"},
    "another nonce": lambda c: {**c, "nonce": "n"},
    "no nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "expired": lambda c: {**c, "exp": int(time.time()) - 3600},
    "no subject": lambda c: {k: v for k, v in c.items() if k != "sub"},
}


@pytest.mark.parametrize("kind", [*FORGED, "nothing wrong", "no signature", "no token"])
def test_a_token_that_is_not_the_providers_own_for_this_request_is_refused(visitor, issuer, kind):
    key = RSAKey.generate_key(2048, {"kid": "k", "use": "sig", "alg": "RS256"}, private=True)
    public = key if kind != "another key" else RSAKey.generate_key(2048, {"kid": "k"})
    issuer.says["/jwks"] = (
        "200 OK",
        json.dumps({"keys": [public.as_dict(private=False)]}).encode(),
    )
    address = there(visitor)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    claims = {"iss": issuer.url, "aud": CLIENT, "sub": "1", "exp": int(time.time()) + 60,
              "iat": int(time.time()), "nonce": nonce, "preferred_username": "siti.rahma",
              "roles": "auditor"}  # fmt: skip
    token = signed(FORGED.get(kind, lambda c: c)(claims), key, issuer)
    if kind == "no signature":
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        token = f"{head}.{token.split('.')[1]}."
    content = {"access_token": "a", "token_type": "Bearer", "id_token": token}
    if kind == "no token":
        del content["id_token"]
    issuer.says["/oauth2/token"] = ("200 OK", json.dumps(content).encode())
    answer = visitor.get(back(address))
    if kind == "nothing wrong":
        assert answer.status_code == 303
    else:
        told(visitor, answer, 422, "tidak dapat diterima")
        assert visitor.door.accounts.all() == []


def test_the_role_follows_the_claim_at_each_sign_in_and_ends_what_began_with_the_old_one(
    visitor, issuer
):
    visitor.get(back(there(visitor)))
    other = another(visitor)
    issuer.knows("1", preferred_username="renamed", roles="administrator")
    other.get(back(there(other)))
    assert visitor.get("/desk").status_code == 303
    assert other.get("/desk/accounts").status_code == 200
    (account,) = other.door.accounts.all()
    assert (account.name, account.role) == ("siti.rahma", "administrator")
    issuer.knows("1", roles=["trainer"])
    visitor.get(back(there(visitor)))
    assert visitor.get("/desk/accounts").status_code == 403
    issuer.knows("1", roles=["somebody"])
    visitor.sign_out()
    told(visitor, visitor.get(back(there(visitor))), 403, "belum diberi peran")


def test_the_claim_with_the_roles_can_have_another_name(settings, issuer):
    issuer.knows("7", preferred_username="tono", groups=["trainer"], roles=["administrator"])
    with visiting(settings, issuer, roles="groups") as visitor:
        visitor.get(back(there(visitor), sub="7"))
        assert visitor.door.accounts.get("tono").role == "trainer"


def test_nobody_gets_an_account_that_is_somebody_elses(visitor, issuer):
    visitor.door.accounts.add("siti.rahma", "administrator", GOOD)
    told(visitor, visitor.get(back(there(visitor))), 422, "sudah dipakai oleh akun lain")
    issuer.knows("8", preferred_username="<b>", roles="auditor")
    told(visitor, visitor.get(back(there(visitor), sub="8")), 422, "tidak dapat dipakai")
    assert [person.name for person in visitor.door.accounts.all()] == ["siti.rahma"]
    assert visitor.sign_in("siti.rahma").status_code == 303


def test_a_locked_account_stays_out(visitor):
    visitor.get(back(there(visitor)))
    visitor.door.accounts.add("admin", "administrator", GOOD)
    visitor.door.accounts.lock("siti.rahma")
    assert visitor.get("/desk").status_code == 303
    visitor.client.cookies.delete("session")
    told(visitor, visitor.get(back(there(visitor))), 403, "dikunci")


def test_whoever_cancels_or_finds_the_provider_gone_is_told_in_both_languages(visitor, issuer):
    told(visitor, visitor.get(back(there(visitor), action="deny")), 403, "tidak mengizinkan")
    issuer.says["/oauth2/token"] = ("500 Internal Server Error", b"<html>")
    told(visitor, visitor.get(back(there(visitor))), 503, "tidak dapat dihubungi")
    visitor.get("/login?lang=en")
    told(visitor, visitor.get(back(there(visitor))), 503, "cannot be reached")


def test_a_provider_that_is_not_there_is_said_and_passwords_go_on(settings, issuer):
    gone = replace(settings, provider=ProviderSettings("http://localhost:9", CLIENT))
    with TestClient(create_app(gone), base_url="http://advisor.test") as client:
        visitor = Visitor(client)
        answer = visitor.get(START)
        told(visitor, answer, 503, "tidak dapat dihubungi")
        visitor.door.accounts.add("admin", "administrator", GOOD)
        assert visitor.sign_in("admin").status_code == 303


def test_metadata_of_another_issuer_are_not_believed(visitor, issuer):
    metadata = httpx2.get(f"{issuer.url}/.well-known/openid-configuration").text
    path = "/.well-known/openid-configuration"
    issuer.says[path] = ("200 OK", metadata.replace(f'"{issuer.url}"', '"http://b"', 1).encode())
    told(visitor, visitor.get(START), 422, "tidak dapat diterima")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"ISSUER": "http://idp.example.go.id", "CLIENT": "c"}, "oidc.https"),
        ({"ISSUER": "https://idp.example.go.id"}, "oidc.client"),
        ({"ISSUER": "https://a.test", "CLIENT": "c", "SECRET_FILE": "/no/file"}, "oidc.secret"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_at_the_start(tmp_path, given, key):
    env = {f"IPP_ADVISOR_OIDC_{name}": value for name, value in given.items()}
    env["IPP_ADVISOR_SECRET_FILE"] = str(tmp_path / "s")
    with pytest.raises(AdvisorError) as refused:
        Settings.from_environment(env)
    assert [problem.message.key for problem in refused.value.problems] == [key]


def test_the_clients_secret_is_read_from_its_file_and_shown_nowhere(tmp_path):
    (tmp_path / "c").write_text("hush\n")
    env = {"OIDC_ISSUER": "https://a.test", "OIDC_CLIENT": "c", "OIDC_SECRET_FILE": tmp_path / "c"}
    env = {f"IPP_ADVISOR_{k}": str(v) for k, v in {**env, "SECRET_FILE": tmp_path / "s"}.items()}
    settings = Settings.from_environment(env)
    assert settings.provider.secret == "hush"
    assert "hush" not in repr(settings.provider)


def test_without_the_extra_the_start_says_what_to_install(settings, issuer, monkeypatch):
    monkeypatch.setitem(sys.modules, "authlib.integrations.httpx_client", None)
    known = replace(settings, provider=ProviderSettings(issuer.url, CLIENT))
    with pytest.raises(AdvisorError) as refused:
        create_app(known)
    assert [problem.message.key for problem in refused.value.problems] == ["oidc.extra"]
