"""Accounts of those who may read the ledger. Passwords are kept as argon2id hashes only."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.security.passwords import decoy, hashed, outdated, problems, right
from advisor.web.security.rights import ADMINISTRATOR, ROLES, Right, Role, may
from advisor.web.store.account_tables import account, second_factor, sign_in
from advisor.web.store.moments import Clock, now, written

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
INITIAL = timedelta(days=3)
"""How long an initial password, which whoever made it has seen, can be used to sign in."""


@dataclass(frozen=True)
class Account:
    """One account. `initial` says that its password must be changed before anything else,
    `expired` that it is too late for that, `external` that it has none: the identity provider
    lets its owner in.
    """

    id: int
    name: str
    role: Role
    locked: bool
    initial: bool
    created: str
    signed_in: str | None
    expired: bool = False
    external: bool = False

    @property
    def state(self) -> str:
        """What to say of whether it can be used, as a key of messages."""
        if self.locked:
            return "account.locked"
        if self.expired:
            return "account.expired"
        if self.external:
            return "account.external"
        return "account.initial" if self.initial else "account.open"

    @property
    def standing(self) -> str:
        """What an administrator decides on: the role, and whether it is locked."""
        return f"{self.role} locked" if self.locked else self.role

    def may(self, right: str) -> bool:
        """Whether the account's role has a right, by the right's name."""
        return may(self.role, Right(right))


@dataclass(frozen=True)
class Accounts:
    """All accounts. What ends somebody's right ends their sign-ins in the same transaction."""

    engine: Engine
    clock: Clock = now

    def add(self, name: str, role: str, password: str, initial: bool = False) -> Account:
        """A new account. Raises AdvisorError for a bad or taken name, role or password."""
        name = plain(name)
        found = [*_name_problems(name), *_role_problems(role), *problems(password, name)]
        if found:
            raise AdvisorError(found)
        row = {"name": name, "role": role, "created": written(self.clock()), "locked": False}
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(account).values({**row, **self._new(password, initial)}))
        except IntegrityError as error:
            raise AdvisorError([Problem(name, None, said("account.taken"))]) from error
        return self.get(name)

    def get(self, name: str) -> Account:
        """The account of this name. Raises AdvisorError."""
        found = self.find(name)
        if found is None:
            raise AdvisorError([Problem(plain(name), None, said("account.unknown"))])
        return found

    def find(self, name: str) -> Account | None:
        """The account of this name, in any case of letters."""
        row = self._row(name)
        return self._account(row) if row else None

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(account).order_by(account.c.name)).all()
        return [self._account(row) for row in rows]

    def check(
        self, name: str, password: str, also: Callable[[int], bool] = lambda number: True
    ) -> Account | None:
        """Who signs in with this name and password; None for every way in which it can be wrong.

        An unknown name costs the same work as a wrong password. `also` is asked last, and with the
        account's number, whether something else that is needed was given.
        """
        row = self._row(name)
        matches = right((row and row.password) or decoy(), password)
        if row is None or not matches or row.locked or self._expired(row.initial_until):
            return None
        if not also(row.id):
            return None
        values: dict[str, Any] = {"signed_in": written(self.clock())}
        if outdated(row.password):
            values["password"] = hashed(password)
        with self.engine.begin() as connection:
            same = (account.c.id == row.id) & (account.c.password == row.password)
            connection.execute(update(account).where(same).values(values))
        return account_of(row)

    def set_password(self, name: str, password: str, initial: bool = False) -> None:
        """Give another password; every sign-in of the account ends. Raises AdvisorError."""
        found = problems(password, self.get(name).name)
        if found:
            raise AdvisorError(found)
        self._change(name, **self._new(password, initial))

    def set_role(self, name: str, role: str) -> None:
        """Give another role. Raises AdvisorError, also for the last administrator."""
        if found := _role_problems(role):
            raise AdvisorError(found)
        self._change(name, role=role)

    def unpair(self, name: str) -> None:
        """Ask for no second factor any more; every sign-in ends. Raises AdvisorError."""
        number = self.get(name).id
        with self.engine.begin() as connection:
            connection.execute(delete(second_factor).where(second_factor.c.account == number))
            end_all(connection, number)

    def lock(self, name: str) -> None:
        """Keep out until unlocked. Raises AdvisorError, also for the last administrator."""
        self._change(name, locked=True)

    def unlock(self, name: str) -> None:
        """Let in again. Raises AdvisorError."""
        self._change(name, locked=False)

    def remove(self, name: str) -> None:
        """Forget an account. Raises AdvisorError, also for the last administrator."""
        number = self.get(name).id
        with self.engine.begin() as connection, _with_an_administrator(connection, name):
            end_all(connection, number)
            connection.execute(delete(account).where(account.c.id == number))

    def _row(self, name: str) -> Any:
        """The row of this name; what cannot be a name is not looked for."""
        if not NAME.fullmatch(plain(name)):
            return None
        with self.engine.connect() as connection:
            return connection.execute(select(account).where(account.c.name == plain(name))).first()

    def _change(self, name: str, **values: Any) -> None:
        number = self.get(name).id
        with self.engine.begin() as connection, _with_an_administrator(connection, name):
            connection.execute(update(account).where(account.c.id == number).values(values))
            end_all(connection, number)

    def _new(self, password: str, initial: bool) -> dict[str, Any]:
        until = written(self.clock() + INITIAL) if initial else None
        return {"password": hashed(password), "initial_until": until}

    def _account(self, row: Any) -> Account:
        return replace(account_of(row), expired=self._expired(row.initial_until))

    def _expired(self, until: str | None) -> bool:
        return until is not None and until <= written(self.clock())


def account_of(row: Any) -> Account:
    """An account from a row of its table."""
    initial = row.initial_until is not None
    return Account(
        row.id, row.name, row.role, row.locked, initial, row.created, row.signed_in,
        external=not row.password,
    )  # fmt: skip


def plain(name: str) -> str:
    """A name as it is kept: without blanks around it, in small letters."""
    return name.strip().lower()


def _name_problems(name: str) -> list[Problem]:
    if NAME.fullmatch(name):
        return []
    return [Problem(name[:64], None, said("account.bad-name"), said("account.bad-name-do"))]


def _role_problems(role: str) -> list[Problem]:
    if role in ROLES:
        return []
    return [Problem(role[:64], None, said("account.bad-role", roles=ROLES))]


def end_all(connection: Connection, number: int) -> None:
    """End every sign-in of an account."""
    connection.execute(delete(sign_in).where(sign_in.c.account == number))


@contextmanager
def _with_an_administrator(connection: Connection, name: str) -> Iterator[None]:
    """Undoes what would leave accounts, but nobody any more who can manage them."""
    able = (account.c.role == ADMINISTRATOR) & account.c.locked.is_(False)
    # The lock keeps two administrators from taking each other's right at the same moment.
    before = connection.execute(select(account.c.id).where(able).with_for_update()).all()
    yield
    if connection.execute(select(account.c.id).where(able)).first() or not before:
        return
    if connection.execute(select(account.c.id)).first():
        raise AdvisorError([Problem(plain(name), None, said("account.last-administrator"))])
