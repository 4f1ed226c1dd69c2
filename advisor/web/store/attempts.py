"""Delays that make guessing passwords slow, counted in the database for all workers together.

An attempt is counted before its password is looked at, so that many at once do not slip through.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from sqlalchemy import Engine, case, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from advisor.web.store.account_tables import attempt
from advisor.web.store.moments import Clock, now

SECOND = 1000
HOUR = 3600 * SECOND


@dataclass(frozen=True)
class Limit:
    """`free` attempts without a delay, then 2, 4, 8 … seconds up to `longest`; all is forgotten
    when nobody has tried for `forgotten`. All times in milliseconds.
    """

    free: int
    longest: int
    forgotten: int

    def delay(self, count: int) -> int:
        """How long to wait after the attempt of this number."""
        beyond = min(max(count - self.free, 0), 30)
        return min(2**beyond * SECOND, self.longest) if beyond else 0


LIMITS = {
    "account": Limit(free=5, longest=HOUR // 4, forgotten=24 * HOUR),
    # A browser that has signed in to the account before is counted apart: whoever keeps guessing
    # elsewhere cannot keep its owner out.
    "device": Limit(free=5, longest=HOUR // 4, forgotten=24 * HOUR),
    # An office shares one address.
    "address": Limit(free=30, longest=HOUR // 12, forgotten=HOUR),
}
LONGEST = max(limit.forgotten for limit in LIMITS.values())
"""After so long nothing is left of any attempt."""


def uncounted(clock: Clock = now) -> int:
    """Attempts before this moment, in milliseconds since 1970, count no more."""
    return int(clock().timestamp() * SECOND) - LONGEST


@dataclass(frozen=True)
class Attempts:
    """Attempts to sign in, by a keyed hash of what they are counted for."""

    engine: Engine
    secret: bytes
    clock: Clock = now

    def wait(self, kind: str, name: str) -> int:
        """Count an attempt for an account, a device or an address; 0 if it may go on.

        Else the seconds to wait; then it was not counted.
        """
        key, limit = self._key(kind, name), LIMITS[kind]
        while True:
            time = int(self.clock().timestamp() * SECOND)
            left = self._count(key, limit, time)
            if left is not None:
                return ceil(left / SECOND)
            try:
                first = {"key": key, "count": 1, "last": time, "until": time}
                with self.engine.begin() as connection:
                    connection.execute(insert(attempt).values(first))
                    connection.execute(delete(attempt).where(attempt.c.last < time - LONGEST))
                return 0
            except IntegrityError:
                # Another process was first to count one here.
                continue

    def clear(self, kind: str, name: str) -> None:
        """Forget the attempts: the right password was given."""
        with self.engine.begin() as connection:
            connection.execute(delete(attempt).where(attempt.c.key == self._key(kind, name)))

    def give_back(self, kind: str, name: str) -> None:
        """Take back the last count, without forgetting the others."""
        with self.engine.begin() as connection:
            counted = (attempt.c.key == self._key(kind, name)) & (attempt.c.count > 0)
            less = {"count": attempt.c.count - 1, "until": attempt.c.last}
            connection.execute(update(attempt).where(counted).values(less))

    def _count(self, key: str, limit: Limit, time: int) -> int | None:
        """Milliseconds to wait, 0 when it was counted, None when nothing was ever counted here."""
        same = attempt.c.key == key
        fresh = attempt.c.last < time - limit.forgotten
        more = {"count": case((fresh, 1), else_=attempt.c.count + 1), "last": time}
        with self.engine.begin() as connection:
            # The update comes first: it holds the row until the delay is set.
            counted = update(attempt).where(same, attempt.c.until <= time).values(more)
            if connection.execute(counted).rowcount:
                count = connection.execute(select(attempt.c.count).where(same)).scalar_one()
                until = update(attempt).where(same).values(until=time + limit.delay(count))
                connection.execute(until)
                return 0
            until_when = connection.execute(select(attempt.c.until).where(same)).scalar()
        return None if until_when is None else max(until_when - time, 1)

    def _key(self, kind: str, name: str) -> str:
        return hmac.new(self.secret, f"attempt:{kind}:{name}".encode(), sha256).hexdigest()
