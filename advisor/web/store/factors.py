"""The second factor: codes of an authenticator app (TOTP, RFC 6238)."""

import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pyotp
from sqlalchemy import Engine, delete, insert, select, update

from advisor.web.store.account_tables import second_factor
from advisor.web.store.moments import Clock, now

KEY_BYTES = 20
STEP = 30
"""Seconds for which a code is shown."""
AROUND = (-1, 0, 1)
"""Steps whose code is taken: clocks differ, and typing takes a while."""


@dataclass(frozen=True)
class Factors:
    """Whose app has been paired with which account, by the account's number."""

    engine: Engine
    secret: bytes
    clock: Clock = now

    def begin(self, account: int) -> None:
        """A new key, to be confirmed by its first code; one that is in use stays."""
        if self.is_on(account):
            return
        nonce = secrets.token_hex(16)
        row = {"account": account, "nonce": nonce, "confirmed": False, "step": 0}
        with self.engine.begin() as connection:
            old = second_factor.c.account == account
            connection.execute(delete(second_factor).where(old))
            connection.execute(insert(second_factor).values(row))

    def waiting(self, account: int) -> str | None:
        """The key that waits for its first code, in base 32."""
        row = self._row(account)
        return self._key(row) if row and not row.confirmed else None

    def is_on(self, account: int) -> bool:
        """Whether signing in takes a code."""
        row = self._row(account)
        return bool(row and row.confirmed)

    def any(self) -> bool:
        """Whether it does for anybody."""
        with self.engine.connect() as connection:
            return connection.execute(
                select(second_factor.c.account).where(second_factor.c.confirmed.is_(True))
            ).first() is not None  # fmt: skip

    def confirm(self, account: int, code: str) -> bool:
        """Turn it on, if this is the waiting key's code."""
        row = self._row(account)
        return bool(row and not row.confirmed) and self._take(row, code)

    def accepts(self, account: int, code: str) -> bool:
        """Whether this is a code that was not taken before, where one is needed."""
        row = self._row(account)
        return not (row and row.confirmed) or self._take(row, code)

    def remove(self, account: int) -> None:
        """Ask for no code any more."""
        with self.engine.begin() as connection:
            connection.execute(delete(second_factor).where(second_factor.c.account == account))

    def _row(self, account: int) -> Any:
        with self.engine.connect() as connection:
            query = select(second_factor).where(second_factor.c.account == account)
            return connection.execute(query).first()

    def _take(self, row: Any, code: str) -> bool:
        """Take the code, if it is one; of two that bring the same at once, one is refused."""
        given, present = "".join(code.split()), int(self.clock().timestamp()) // STEP
        app = pyotp.TOTP(self._key(row), interval=STEP)
        fitting = [
            step
            for step in (present + offset for offset in AROUND)
            if hmac.compare_digest(app.generate_otp(step).encode(), given.encode())
        ]
        with self.engine.begin() as connection:
            # The nonce: another key may have been begun meanwhile.
            same = (second_factor.c.account == row.account) & (second_factor.c.nonce == row.nonce)
            return any(
                connection.execute(
                    update(second_factor)
                    .where(same, second_factor.c.step < step)
                    .values(confirmed=True, step=step)
                ).rowcount
                for step in fitting
            )

    def _key(self, row: Any) -> str:
        text = f"factor:{row.account}:{row.nonce}"
        made = hmac.new(self.secret, text.encode(), sha256).digest()
        return b32encode(made[:KEY_BYTES]).decode()
