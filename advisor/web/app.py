"""The application: every area's routes behind the same guards."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module

from sqlalchemy import exc
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute

from advisor.common.errors import AdvisorError
from advisor.web.compression import Compression
from advisor.web.errors import on_bad_input, on_database, on_deleted, on_fault, on_gone, on_http
from advisor.web.installation import Site
from advisor.web.logs import RequestLog
from advisor.web.plan.filled import MOST_BYTES, UPLOAD
from advisor.web.security.body import BodyLimit
from advisor.web.security.guard import TABLES
from advisor.web.security.headers import SecurityHeaders
from advisor.web.security.rate import RateLimit
from advisor.web.security.same_origin import SameOrigin
from advisor.web.settings import Settings
from advisor.web.store.drafts import GoneError
from advisor.web.store.schema import prepare
from advisor.web.tables.background import Background
from advisor.web.tables.taking import MOST_SENT

AREAS = (
    "advisor.web.home",
    "advisor.web.assets",
    "advisor.web.plan.going_on",
    "advisor.web.plan.routes",
    "advisor.web.plan.sheets",
    "advisor.web.questionnaire.routes",
    "advisor.web.classroom.routes",
    "advisor.web.desk.routes",
    "advisor.web.tables.routes",
    "advisor.web.check.routes",
    "advisor.web.api.routes",
    "advisor.web.health",
)
"""The modules whose `routes()` make up the application, in matching order."""
TURN = 0.0005
"""How long one thread of a worker runs while others wait, in seconds."""

UNUSABLE = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""How SQLAlchemy says that a database is full, locked, gone or too busy."""


def create_app(settings: Settings) -> Starlette:
    """The application for one installation. Raises AdvisorError when it can't be served."""
    site = Site.of(settings)
    prepare(site.database)
    app = Starlette(
        routes=[*_routes()],
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders, https=settings.https),
            Middleware(Compression),
            Middleware(RateLimit, per_minute=settings.per_minute),
            Middleware(
                BodyLimit, limit=settings.max_body, larger={TABLES: MOST_SENT, UPLOAD: MOST_BYTES}
            ),
            Middleware(SameOrigin),
        ],
        exception_handlers={
            HTTPException: on_http,
            AdvisorError: on_bad_input,
            ClientDisconnect: on_gone,
            GoneError: on_deleted,
            **dict.fromkeys(UNUSABLE, on_database),
            Exception: on_fault,
        },
        lifespan=_lifespan,
    )
    app.state.site = site
    app.state.background = Background(settings)
    # A redirect to the address without its last slash would repeat whatever host was asked for.
    app.router.redirect_slashes = False
    if settings.metrics:
        from advisor.web import metrics

        metrics.measure(app)
    return app


def application() -> Starlette:
    """The application as a worker process starts it: everything comes from the environment."""
    # The thread that records gives way at each call of the database, and gets its turn back only
    # when another's is over: with turns of 5 ms, as Python has them, most of its time is waiting.
    sys.setswitchinterval(TURN)
    return create_app(Settings.from_environment())


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Work on tables beside the requests; give the connections back when the process ends."""
    app.state.background.start()
    yield
    await run_in_threadpool(app.state.background.stop)
    app.state.site.database.dispose()


def _routes() -> Iterator[BaseRoute]:
    for area in AREAS:
        yield from import_module(area).routes()
