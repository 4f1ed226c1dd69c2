"""People at the audit desk, for its tests: accounts, a ledger worth looking at, and forms sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.storage.connection import Place
from advisor.knowledge.knowledge import Knowledge
from advisor.web.app import create_app
from advisor.web.security.sign_in import Door
from advisor.web.settings import Settings
from advisor.web.store.account_tables import account, attempt, sign_in
from tests.ledgers import Clock, states

GOOD, OTHER = "kursi melon 17 sepeda", "jendela biru di loteng"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ACCOUNTS = {"admin": "administrator", "siti": "auditor", "tono": "trainer"}
PD, WHO, REASON = "Dinas <b>Rahasia</b> & Co", 'Ibu "Ani" <script>', "diminta Ibu Ani"
PERSONAL = ("Rahasia", "Ani", "Pegawai")
OLD, NEW = 12, 18
"""Records made with each edition; then one redaction."""

MADE_FROM = re.compile(r'name="made_from" value="([^"]*)"')
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


def fill(path: Place, old: Knowledge, new: Knowledge) -> None:
    """Consultations under two editions, most with personal text, one of them redacted."""
    with Ledger.writing(path, Clock()) as ledger:
        for base, count in ((old, OLD), (new, NEW)):
            for number, (facts, advice) in enumerate(states(base, count, seed=count)):
                named = replace(facts, name=PD) if number % 3 else facts
                named_advice = replace(advice, pd={"name": named.name} if named.name else {})
                ledger.record(base, named, named_advice, WHO if number % 2 else "Pegawai Dua")
        redact(ledger, 2, REASON)


@contextmanager
def desk(folder: Path) -> Iterator[TestClient]:
    """One application for many tests, with its database and ledger in this folder."""
    settings = Settings(f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db"), b"s" * 32)
    with TestClient(create_app(settings), base_url="http://advisor.test") as client:
        yield client


def wiped(client: TestClient) -> None:
    """Everybody out, and a browser that was never here."""
    with client.app.state.site.database.begin() as connection:
        for table in (sign_in, attempt, account):
            connection.execute(table.delete())
    client.cookies.clear()


@dataclass
class Visitor:
    """A browser without a screen, and what it was shown last."""

    client: TestClient
    page: str = ""

    def get(self, path: str, **query: str):
        answer = self.client.get(path, params=query or None, follow_redirects=False)
        self.page = answer.text
        return answer

    def post(self, path: str, **fields: str):
        """Send a form as the page that was shown last has it: with its token."""
        token = CSRF.search(self.page)
        stated = MADE_FROM.search(self.page)
        data = {"csrf": token[1] if token else "", "made_from": stated[1] if stated else ""}
        answer = self.client.post(path, data=data | fields, follow_redirects=False)
        if answer.status_code != 303:
            self.page = answer.text
        return answer

    def sign_in(self, name: str, password: str = GOOD, after: str = ""):
        self.get("/login")
        return self.post("/login", name=name, password=password, next=after)

    def sign_out(self):
        self.get("/desk")
        return self.post("/logout")

    @property
    def door(self) -> Door:
        return Door.of(self.client.app.state.site)
