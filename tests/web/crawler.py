"""Finds every page and form of the running application, as a visitor without scripts would.

Nothing here names an address but the first one: what is added to the application is found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.routing import Match, Mount, Route

TYPED = ("text", "search", "password", "number", "date", "email", "url", "tel")
MOST_PAGES = 250
MOST_ALIKE = 4
"""Pages of one route that are looked at, apart from those that a form leads to."""


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

    def kind(self, app) -> tuple[object, ...]:
        """What tells it from other forms: method, route, and the fields that a visitor sees."""
        seen = {name for name, kind, _ in self.fields if kind != "hidden"}
        return (self.method, pattern_of(app, urlsplit(self.action).path), *sorted(seen))


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
    """What was found: each page by its address, each kind of form once, and the kinds of those
    after which the page that had them was gone (`final`) and of those sent.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    forms: dict[tuple[object, ...], Form] = field(default_factory=dict)
    final: set[tuple[object, ...]] = field(default_factory=set)
    sent: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def in_order(self) -> list[Form]:
        """The forms, those after which something is gone last."""
        return [form for _, form in sorted(self.forms.items(), key=lambda f: f[0] in self.final)]

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


@cache
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


def crawl(client, enter: Callable[[], None], typed: str = "Dinas A") -> Found:
    """Everything that can be reached, left so that the forms found can be sent again.

    `enter` opens the doors, as signing in does. A first visit finds out which forms end something;
    a second one leaves those alone.
    """
    enter()
    final = _visit(client, typed, set()).final
    enter()
    return _visit(client, typed, final)


def _visit(client, typed: str, final: set[tuple[object, ...]]) -> Found:
    """Follow every link, send every form once, and go on from where that leads."""
    found, app = Found(final=set(final)), client.app
    waiting = ["/", *(r.path for r in routes(app) if not r.param_convertors)]
    alike: dict[str, int] = {}
    while waiting and len(found.pages) < MOST_PAGES:
        address = waiting.pop(0)
        place = urlsplit(address)
        if place.netloc or address in found.pages or not place.path.startswith("/"):
            continue
        pattern = pattern_of(app, place.path)
        alike[pattern] = alike.get(pattern, 0) + 1
        if alike[pattern] <= MOST_ALIKE:
            waiting += _read(found, client, client.get(address), typed)
    return found


def _read(found: Found, client, answer, typed: str) -> list[str]:
    """Note a page; send its forms as long as they lead on. Returns where to go next."""
    onward: list[str] = []
    while "text/html" in answer.headers.get("content-type", ""):
        address = str(answer.url).removeprefix(str(client.base_url).rstrip("/"))
        is_new = address not in found.pages
        page = found.pages[address] = Page(address, answer.text)
        onward += page.links
        form = _unsent(found, client.app, page, is_new)
        if form is None or len(found.pages) >= MOST_PAGES:
            break
        answer = client.post(form.action, data=form.filled(typed))
        if answer.status_code == 422:
            answer = client.post(form.action, data=form.filled("1"))
        again = client.get(address)
        if again.status_code == 404 or again.url.path != urlsplit(address).path:
            found.final.add(form.kind(client.app))
    return onward


def _unsent(found: Found, app, page: Page, is_new: bool) -> Form | None:
    """Note the page's forms; the one to send: a kind not sent before, or a new page's own one."""
    chosen = None
    for form in page.forms:
        kind = form.kind(app)
        found.forms.setdefault(kind, form)
        own = is_new and urlsplit(form.action).path == urlsplit(page.address).path
        wanted = form.method == "POST" and kind not in found.final
        if chosen is None and wanted and (own or kind not in found.sent):
            chosen = form
            found.sent.add(kind)
    return chosen
