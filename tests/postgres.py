"""A real PostgreSQL for tests: a throw-away cluster in a temporary folder.

The cluster starts with the first test that asks for it, once in each test process, and goes with
the process, however that ends. PostgreSQL refuses to run as root; then it runs as the user that its
package made. Where it is not installed the tests are skipped, but in CI they fail.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

SYSTEM_USER = "postgres"
SUPERUSER = "postgres"
PATIENCE = 60.0
"""Seconds that the server may take to start on a busy machine."""

FAST = {"fsync": "off", "full_page_writes": "off"}
"""Settings for tests that cut no power."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    # A careless administrator's setting; whoever needs more must ask for it.
    "synchronous_commit": "off",
}
RULES = """\
local all "needs-password" scram-sha-256
local all all trust
"""
"""Who may connect how: every role without a password, but for one."""


def binaries() -> Path:
    """The folder of the server's programs. Skips the test where there is none, fails in CI."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[4])
    )
    named = shutil.which("initdb")
    found = [*([Path(named).resolve()] if named else []), *packaged]
    if found:
        return found[-1].parent
    reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Cluster:
    """One PostgreSQL server on a Unix socket in its own folder; `remove` it in the end."""

    def __init__(self, **settings: str) -> None:
        self.programs = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="ipp-pg-"))
        self.data = self.folder / "data"
        self.settings = {**SETTINGS, "unix_socket_directories": str(self.folder), **settings}
        self.names = (f"test_{number}" for number in count(1))
        if os.geteuid() == 0:
            shutil.chown(self.folder, SYSTEM_USER, SYSTEM_USER)
        # The order of letters is a language's, as on most servers, and not that of bytes.
        self.run("initdb", "-D", str(self.data), "-U", SUPERUSER, "--no-sync", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu",
                 "--icu-locale=en-US")  # fmt: skip
        (self.data / "pg_hba.conf").write_text(RULES)
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [
            part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")
        ]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [*self._as_user(), self.programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > deadline:
                pytest.fail((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and stops in order; SIGQUIT stops at once, as a crash does."""
        self.server.send_signal(how)
        self.server.wait(PATIENCE)

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        if self.server.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def create(self, *options: str) -> str:
        """A new database's name; empty, unless `createdb` is told otherwise."""
        name = next(self.names)
        self.run("createdb", *self._at(), *options, name)
        return name

    def sql(self, database: str, *statements: str) -> None:
        """Run statements as superuser."""
        commands = [part for statement in statements for part in ("-c", statement)]
        self.run("psql", *self._at(), "-d", database, "-v", "ON_ERROR_STOP=1", "-q", *commands)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run("dropdb", *self._at(), "--force", "--if-exists", name)

    def url(self, database: str, user: str = SUPERUSER, password: str = "") -> str:
        """The address of a database, as SQLAlchemy takes it."""
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@/{database}?host={quote(str(self.folder))}"

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's own programs; returns what it printed."""
        command = [*self._as_user(), str(self.programs / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _at(self) -> tuple[str, ...]:
        return "-h", str(self.folder), "-U", SUPERUSER

    def _answers(self) -> bool:
        command = [self.programs / "pg_isready", "-q", "-h", self.folder]
        return subprocess.run(command, cwd=self.folder, check=False).returncode == 0

    def _as_user(self) -> list[str]:
        """Not root, and gone when the test process is gone."""
        setpriv = shutil.which("setpriv")
        user = ["--reuid", SYSTEM_USER, "--regid", SYSTEM_USER, "--init-groups"]
        if os.geteuid() == 0:
            assert setpriv, "PostgreSQL does not run as root, and setpriv is not there to leave it"
            return [setpriv, *user, "--pdeathsig", "QUIT", "--"]
        return [setpriv, "--pdeathsig", "QUIT", "--"] if setpriv else []


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The server that all tests of this process share."""
    cluster = Cluster(**FAST)
    yield cluster
    cluster.remove()


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """A new empty database, removed after the test: `postgresql+psycopg://…`."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)
