"""Starts the server: one process, or several workers that share what is kept."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.supervisors import Multiprocess

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.installation import Site
from advisor.web.logs import CONFIG
from advisor.web.settings import COUNTS, Settings
from advisor.web.store.schema import prepare

BACKLOG = 2048
GRACE = 15
"""Seconds that open requests have to end when the server is stopped."""
CONNECTIONS = 1000
"""Open connections of one worker; 503 for what comes on top."""
WORKER_PATIENCE = 30
"""Seconds after which a worker that does not react is replaced; a slow machine is no fault."""


def serve(host: str, port: int, workers: int, started: Callable[[str], None]) -> None:
    """Serve until stopped. `started` is told the address. Raises AdvisorError."""
    with _counting(_checked()):
        _serve(host, port, workers, started)


def _serve(host: str, port: int, workers: int, started: Callable[[str], None]) -> None:
    config = uvicorn.Config(
        "advisor.web.app:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=CONFIG,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=WORKER_PATIENCE,
        limit_concurrency=CONNECTIONS,
        http="advisor.web.protocol:PatientProtocol",
        ws="none",
    )
    listening = _bound(host, port)
    started(f"http://{host}:{listening.getsockname()[1]}/")
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
    else:
        Multiprocess(config, sockets=[listening]).run()


def _checked() -> Settings:
    """Everything that a worker would stumble over; each worker opens its own afterwards."""
    site = Site.of(Settings.from_environment())
    prepare(site.database)
    site.database.dispose()
    return site.settings


@contextmanager
def _counting(settings: Settings) -> Iterator[None]:
    """A folder for the counts of all workers, for as long as the server runs, where there are any.

    The library reads its name when it is imported, hence it must stand in the environment before.
    """
    if not settings.metrics:
        yield
        return
    with TemporaryDirectory(prefix="ipp-advisor-counts-", ignore_cleanup_errors=True) as folder:
        os.environ[COUNTS] = folder
        yield


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; a port that is taken is an error in words.

    It listens before the workers are ready: until then connections wait and none is refused.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for asyncio sets TCP_NODELAY on the connections of such a socket alone; without
    # it each answer on a kept connection waits about 40 ms for the client's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.set_inheritable(True)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        where = f"{host}:{port}"
        message = said("web.cannot-listen", reason=os_errors.reason(error))
        raise AdvisorError([Problem(where, None, message, said("web.cannot-listen-do"))]) from error
    return listening
