"""Whether the process lives, and whether it can serve."""

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError
from advisor.web.installation import Site
from advisor.web.store.probe import prove_writable

PATIENCE = 1
"""Seconds to wait for others that are writing: whoever asks wants to know soon."""


def alive(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """The knowledge is loaded, the database takes answers and the ledger records; 503 otherwise."""
    site: Site = request.app.state.site
    checks = {name: check(site) for name, check in CHECKS.items()}
    well = all(checks.values())
    shown = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    return JSONResponse({"status": "ready" if well else "not ready", **shown}, 200 if well else 503)


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [Route("/healthz", alive), Route("/readyz", ready)]


def _database(site: Site) -> bool:
    try:
        prove_writable(site.database, PATIENCE)
    except SQLAlchemyError:
        return False
    return True


def _ledger(site: Site) -> bool:
    """Whether a record could be appended: everything up to it is done, then undone."""
    try:
        with site.ledger(PATIENCE) as ledger, ledger.appending():
            raise _NothingToAppendError
    except _NothingToAppendError:
        return True
    except AdvisorError:
        return False


class _NothingToAppendError(Exception):
    """Undoes the transaction of a check."""


CHECKS: dict[str, Callable[[Site], bool]] = {"database": _database, "ledger": _ledger}
