"""How answers travel: at once on a kept connection, compressed, and not twice."""

import re
import socket
import statistics
import time
from urllib.parse import urlsplit

import pytest

from tests.web.plans import begun

ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def asked(connection):
    """The seconds until an answer is there."""
    begun_at = time.perf_counter()
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: advisor.test\r\n\r\n")
    while b"alive" not in connection.recv(65_536):
        pass
    return time.perf_counter() - begun_at


def test_an_answer_on_a_kept_connection_comes_as_soon_as_on_a_new_one(server):
    address = urlsplit(server.url)
    new = []
    for _ in range(15):
        with socket.create_connection((address.hostname, address.port)) as connection:
            new.append(asked(connection))
    with socket.create_connection((address.hostname, address.port)) as connection:
        kept = [asked(connection) for _ in range(30)]
    assert statistics.median(kept) < 4 * statistics.median(new)


@pytest.mark.parametrize("path", ["/", "/classroom/board?start=empty", "/api/v1/rules", "/api"])
def test_what_is_long_is_sent_compressed_to_whoever_takes_it(client, path):
    sent = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert sent.status_code == 200
    assert sent.headers["content-encoding"] == "gzip"
    assert int(sent.headers["content-length"]) < 0.6 * len(sent.content)
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]


def test_no_secret_of_a_compressed_page_is_written_the_same_twice(client):
    """Compressed, equal texts would tell by a page's length when one is guessed (BREACH)."""
    tokens = {re.search(r'name="csrf" value="(\w+)"', client.get("/questionnaire").text)[1]
              for _ in range(8)}  # fmt: skip
    assert len({token[:8] for token in tokens}) == len({token[-8:] for token in tokens}) == 8
    for token in tokens:
        answer = client.post("/questionnaire", data={"csrf": token}, follow_redirects=False)
        assert answer.status_code == 303
    for bad in ("", "0", "zz", "é", token[:-2], token + "00", token[2:], "00" * 64, token[64:] * 2):
        assert client.post("/questionnaire", data={"csrf": bad}).status_code == 403, bad
    signing_in = client.get("/login", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in signing_in.headers


def test_every_static_file_is_kept_for_good_under_an_address_that_names_its_content(
    client, knowledge
):
    link = begun(client.app.state.site.drafts, knowledge, "half")
    pages = ("/", f"/questionnaire/{link}/plan", f"/questionnaire/{link}/keep", "/classroom/board",
             "/api", "/login")  # fmt: skip
    files = {file for page in pages for file in ASSET.findall(client.get(page).text)}
    assert len(files) > 6
    for file in files:
        path, _, version = file.partition("?v=")
        assert "immutable" in client.get(file).headers["cache-control"], file
        for other in (path, f"{path}?v={version[:-1]}x", f"{file}&more=1"):
            answer = client.get(other)
            assert answer.headers["cache-control"] == "no-cache"
            again = client.get(other, headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")


def test_what_browsers_and_crawlers_ask_for_by_themselves_is_there(client):
    icon = client.get("/favicon.ico")
    assert icon.status_code == 200
    assert icon.headers["content-type"].startswith("image/svg+xml")
    robots = client.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert robots.text.splitlines() == ["User-agent: *", "Allow: /$", "Disallow: /"]
