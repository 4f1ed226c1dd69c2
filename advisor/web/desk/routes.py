"""All addresses of the audit desk."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from advisor.web.desk import (
    checking,
    courses,
    editions,
    exporting,
    factor,
    password,
    people,
    provider_pages,
    records,
    search,
    sign_in_pages,
)

PAGES = (
    sign_in_pages,
    provider_pages,
    password,
    factor,
    people,
    search,
    records,
    checking,
    courses,
    editions,
    exporting,
)


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [*_all()]


def _all() -> Iterator[BaseRoute]:
    for module in PAGES:
        yield from module.routes()
