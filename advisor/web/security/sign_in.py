"""Signing in: who may, how soon again, and what a browser is given."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from advisor.web.installation import Site
from advisor.web.store.accounts import Account, Accounts, plain
from advisor.web.store.attempts import Attempts
from advisor.web.store.factors import Factors
from advisor.web.store.moments import Clock, now
from advisor.web.store.signins import SignIns

NAME_AT_MOST = 200


@dataclass(frozen=True)
class Entered:
    """Signed in: the token and the device mark to give to the browser."""

    account: Account
    token: str
    device: str


@dataclass(frozen=True)
class Refused:
    """Not signed in; `wait` is in seconds, 0 when name, password or code was wrong."""

    wait: int = 0


@dataclass(frozen=True)
class Door:
    """Lets people in. `secret` signs device marks."""

    accounts: Accounts
    sign_ins: SignIns
    attempts: Attempts
    secret: bytes
    clock: Clock = now

    @classmethod
    def of(cls, site: Site) -> "Door":
        """The door of one installation."""
        database, secret = site.database, site.settings.secret
        attempts = Attempts(database, secret)
        return cls(Accounts(database), SignIns(database), attempts, secret)

    @property
    def factors(self) -> Factors:
        """The second factors of the accounts."""
        return Factors(self.accounts.engine, self.secret, self.clock)

    def enter(
        self, name: str, password: str, address: str, device: str, code: str = ""
    ) -> Entered | Refused:
        """Try a name, a password and a code, which counts where the account has a second factor,
        from an address. Whether the name exists makes no difference to the answer, nor to what is
        counted.
        """
        name = plain(name[:NAME_AT_MOST])
        counted = ("device", device) if self.knows(device, name) else ("account", name)
        wait = self.attempts.wait("address", address) or self.attempts.wait(*counted)
        if wait:
            return Refused(wait)
        account = self.accounts.check(
            name, password, lambda number: self.factors.accepts(number, code)
        )
        if account is None:
            return Refused()
        self.attempts.clear(*counted)
        self.attempts.give_back("address", address)
        mark = device if counted[0] == "device" else self.mark(name, secrets.token_urlsafe(16))
        return Entered(account, self.sign_ins.begin(account.id), mark)

    def knows(self, device: str, name: str) -> bool:
        """Whether this browser has signed in to this account before."""
        nonce = device.partition(".")[0]
        return hmac.compare_digest(device.encode(), self.mark(name, nonce).encode())

    def mark(self, name: str, nonce: str) -> str:
        """What a browser keeps to be known by; it lets nobody in."""
        signed = hmac.new(self.secret, f"device:{name}:{nonce}".encode(), sha256)
        return f"{nonce}.{signed.hexdigest()}"
