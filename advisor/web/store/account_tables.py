"""Tables of accounts, of who is signed in, and of failed attempts to sign in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table

from advisor.web.store.database import metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    # Empty for an account that only the identity provider lets in.
    Column("password", String(255), nullable=False),
    Column("locked", Boolean, nullable=False, default=False),
    # Until when an initial password that somebody else has seen can be used; null for one's own.
    Column("initial_until", String(32)),
    Column("created", String(32), nullable=False),
    Column("signed_in", String(32)),
)
sign_in = Table(
    "sign_in",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("account", ForeignKey(account.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("begun", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
)
attempt = Table(
    "attempt",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    # Milliseconds since 1970.
    Column("last", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)
identity = Table(
    "identity",
    metadata,
    # The hash of what the identity provider calls somebody.
    Column("key", String(64), primary_key=True),
    Column("account", ForeignKey(account.c.id, ondelete="CASCADE"), nullable=False, index=True),
)
second_factor = Table(
    "second_factor",
    metadata,
    Column("account", ForeignKey(account.c.id, ondelete="CASCADE"), primary_key=True),
    # The app's key is computed from this and the installation's secret: the table alone tells none.
    Column("nonce", String(32), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    # The last half minute whose code was taken: no code is taken twice.
    Column("step", BigInteger, nullable=False),
)
