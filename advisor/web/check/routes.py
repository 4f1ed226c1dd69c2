"""The check page: a form for number and hash, and what the ledger has to say of them.

The address with both is what the QR code of a sheet for approval leads to.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.audit.holding import Holding, holding
from advisor.presentation.dates import moment
from advisor.presentation.sheets.receipt import CHECK, SEAL, typed_seal
from advisor.web.language import language_of
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page

MOST_DIGITS = 15
UNSEEN = {"X-Robots-Tag": "noindex, nofollow"}
"""What a paper leads to is for its holder alone."""


@dataclass(frozen=True)
class Asked:
    """What was typed, and which of it can be no number and no hash of a record."""

    number: str = ""
    hash: str = ""
    wrong: tuple[str, ...] = ()


def ask(request: Request) -> Response:
    """The form, or, when it was filled in, the way to what it asks for."""
    typed = request.query_params
    if "number" not in typed and "hash" not in typed:
        return _page(request, Asked())
    asked = _asked(typed.get("number", ""), typed.get("hash", ""))
    if asked.wrong:
        return _page(request, asked, 422)
    seal = typed_seal(asked.hash)
    return RedirectResponse(f"{CHECK}/{_number(asked.number)}/{seal}", 303, UNSEEN)


def show(request: Request) -> Response:
    """What became of the record; 404, always in the same words, when nothing fits."""
    number = _number(request.path_params["number"])
    seal = typed_seal(request.path_params["hash"])
    knowledge = request.app.state.site.knowledge
    found = None
    if number is not None and seal is not None:
        found = from_ledger(request, lambda ledger: holding(ledger, number, seal, knowledge))
    if found is None:
        return _page(request, Asked(), 404)
    return _page(request, Asked(), found=found)


def _page(
    request: Request, asked: Asked, status: int = 200, found: Holding | None = None
) -> Response:
    site, language = request.app.state.site, language_of(request)
    kept = found.kept if found else None
    response = page(
        request,
        "check/check.html",
        status,
        asked=asked,
        found=found,
        kept=kept,
        recorded=moment(kept.time, site.settings.zone, language) if kept else "",
        changes=tuple(kept.changes(site.knowledge, language)) if kept else (),
        least=SEAL,
    )
    response.headers.update(UNSEEN)
    return response


def _asked(number: str, hash: str) -> Asked:
    wrong = [("number", _number(number)), ("hash", typed_seal(hash))]
    return Asked(number[:40], hash[:100], tuple(name for name, read in wrong if read is None))


def _number(text: str) -> int | None:
    """The number of a record; None for what can be none."""
    plain = text.strip()
    fits = plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS
    return int(plain) if fits else None


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [Route(CHECK, ask), Route(f"{CHECK}/{{number}}/{{hash}}", show)]
