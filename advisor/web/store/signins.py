"""Who is signed in: kept here, not in the browser, which holds a random token and nothing else."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from advisor.web.store.account_tables import account, sign_in
from advisor.web.store.accounts import Account, account_of
from advisor.web.store.moments import Clock, now, written

TOKEN_BYTES = 32
IDLE = timedelta(minutes=30)
"""Without any request for so long, one must sign in again."""
LONGEST = timedelta(hours=12)
"""After so long one must sign in again in any case."""
NOTED = timedelta(minutes=1)
"""How exactly the last request's time is kept: it saves a write for most requests."""


@dataclass(frozen=True)
class SignIns:
    """All sign-ins, shared by every worker. Only the hash of a token is kept."""

    engine: Engine
    clock: Clock = now

    def begin(self, number: int) -> str:
        """Sign the account of this number in; returns a new token. Expired sign-ins are dropped."""
        token, time = secrets.token_urlsafe(TOKEN_BYTES), written(self.clock())
        row = {"key": _key(token), "account": number, "begun": time, "seen": time}
        with self.engine.begin() as connection:
            connection.execute(delete(sign_in).where(self._ended()))
            connection.execute(insert(sign_in).values(row))
        return token

    def drop_ended(self) -> None:
        """Drop the sign-ins that have ended."""
        with self.engine.begin() as connection:
            connection.execute(delete(sign_in).where(self._ended()))

    def find(self, token: str) -> Account | None:
        """Whose token this is, as long as the sign-in lasts and the account is not locked."""
        time = self.clock()
        query = (
            select(account, sign_in.c.seen)
            .join(sign_in, sign_in.c.account == account.c.id)
            .where(sign_in.c.key == _key(token), sign_in.c.seen > written(time - IDLE))
            .where(sign_in.c.begun > written(time - LONGEST), account.c.locked.is_(False))
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.seen <= written(time - NOTED):
            with self.engine.begin() as connection:
                seen = update(sign_in).where(sign_in.c.key == _key(token))
                connection.execute(seen.values(seen=written(time)))
        return account_of(row)

    def end(self, token: str) -> None:
        """Sign out."""
        with self.engine.begin() as connection:
            connection.execute(delete(sign_in).where(sign_in.c.key == _key(token)))

    def _ended(self) -> ColumnElement[bool]:
        idle, old = written(self.clock() - IDLE), written(self.clock() - LONGEST)
        return (sign_in.c.seen <= idle) | (sign_in.c.begun <= old)


def _key(token: str) -> str:
    return sha256(token.encode()).hexdigest()
