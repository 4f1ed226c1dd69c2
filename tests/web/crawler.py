"""Finds every page and form of the running application, as a visitor without scripts would.

Nothing here names an address but the first one: what is added to the application is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.routing import Match, Mount, Route

TYPED = ("text", "search", "password", "number", "date", "email", "url", "tel")
MOST_PAGES = 250


@dataclass
class Form:
    """A form: where it goes, and its fields as (name, kind, value); `select` gives its options."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    def filled(self, typed: str) -> dict[str, str]:
        """What a visitor sends: `typed` in every text field, the first of every choice."""
        found: dict[str, str] = {}
        for name, kind, value in self.fields:
            if kind in TYPED or kind == "textarea":
                found[name] = typed
            elif name not in found:
                found[name] = value
        return found

    @property
    def inputs(self) -> list[str]:
        """The names of all fields but the form's token."""
        return [name for name, _, _ in self.fields if name != "csrf"]


class Page(HTMLParser):
    """The links and forms of a page, and every tag of it with its attributes."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        has = dict(attrs)
        if tag in ("a", "img", "link") and (at := has.get("href") or has.get("src")):
            self.links.append(at)
        elif tag == "form":
            action = has.get("action") or self.address
            self.forms.append(Form(action, (has.get("method") or "get").upper()))
        elif tag == "select":
            self._select = has.get("name") or ""
        elif self.forms and tag == "option":
            self._field(self._select, "select", has.get("value") or "")
        elif self.forms and tag in ("input", "textarea", "button"):
            kind = has.get("type") or ("text" if tag == "input" else tag)
            self._field(has.get("name") or "", kind, has.get("value") or "")

    def _field(self, name: str, kind: str, value: str) -> None:
        if name:
            self.forms[-1].fields.append((name, kind, value))


@dataclass
class Found:
    """What was found: each page's address once, and each kind of form with a page that has it."""

    pages: dict[str, Page] = field(default_factory=dict)
    forms: dict[tuple[object, ...], Form] = field(default_factory=dict)

    def parameters(self, pattern: str, app) -> list[str]:
        """The query parameters that links and forms give to this pattern, and some others."""
        names = {"lang": 0, "q": 0, "next": 0}
        for page in self.pages.values():
            for link in page.links:
                if pattern_of(app, urlsplit(link).path) == pattern:
                    names |= dict.fromkeys((k for k, _ in parse_qsl(urlsplit(link).query)), 0)
        for form in self.forms.values():
            if form.method == "GET" and pattern_of(app, urlsplit(form.action).path) == pattern:
                names |= dict.fromkeys(form.inputs, 0)
        return list(names)


def routes(app) -> Iterator[Route]:
    """Every route of the application, those of mounted parts too."""
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        if isinstance(route, Route):
            yield route
        elif isinstance(route, Mount):
            waiting += route.routes or []


def pattern_of(app, path: str) -> str:
    """The pattern of the route that serves this path; the path itself when none does."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    matching = (r for r in routes(app) if r.matches(scope)[0] is not Match.NONE)
    return next((route.path for route in matching), path)


def example(route: Route, value: str) -> str:
    """An address of a route, with `value` for every part that it leaves open."""
    path = route.path
    for name in route.param_convertors:
        for written in (f"{{{name}}}", f"{{{name}:path}}", f"{{{name}:int}}", f"{{{name}:str}}"):
            path = path.replace(written, quote(value, safe=""))
    return path


def crawl(client, first: str = "/", typed: str = "Dinas A") -> Found:
    """Follow every link, send every form once, and go on from where that leads."""
    found, app = Found(), client.app
    waiting = [first, *(r.path for r in routes(app) if not r.param_convertors)]
    visited: dict[str, int] = {}
    while waiting and len(found.pages) < MOST_PAGES:
        address = waiting.pop(0)
        place = urlsplit(address)
        if place.netloc or address in found.pages or not place.path.startswith("/"):
            continue
        key = f"{pattern_of(app, place.path)}?{sorted(k for k, _ in parse_qsl(place.query))}"
        visited[key] = visited.get(key, 0) + 1
        if visited[key] <= 3:
            answer = client.get(address)
            waiting += _read(found, client, answer, typed)
    return found


def _read(found: Found, client, answer, typed: str) -> list[str]:
    """Note a page; send its new forms as long as they lead on. Returns where to go next."""
    onward: list[str] = []
    for _ in range(MOST_PAGES):
        address = str(answer.url.path) + (
            f"?{answer.url.query.decode()}" if answer.url.query else ""
        )
        if "text/html" not in answer.headers.get("content-type", ""):
            break
        page = found.pages[address] = Page(address, answer.text)
        onward += page.links
        following = None
        for form in page.forms:
            path = urlsplit(form.action).path
            kind = (form.method, pattern_of(client.app, path), *sorted(set(form.inputs)))
            is_new = kind not in found.forms
            found.forms.setdefault(kind, form)
            if form.method == "POST" and (is_new or (following is None and path == address)):
                following = following or form
        if following is None:
            break
        answer = client.post(following.action, data=following.filled(typed))
    return onward
