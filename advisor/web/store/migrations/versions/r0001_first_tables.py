"""The tables as the program made them before it kept a version of them.

A database of then has them already; one that is older still lacks some.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make those that are not there."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("touched", sa.String(32), nullable=False),
        sa.Column("record", sa.Integer),
        sa.Column("recorded", sa.String(64)),
        if_not_exists=True,
    )
    op.create_table(
        "answer",
        sa.Column(
            "draft", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("term", sa.String(100), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("value", sa.String(100), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "receipt",
        sa.Column(
            "draft", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("hash", sa.String(80), nullable=False),
        if_not_exists=True,
    )
    account = op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("initial_until", sa.String(32)),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("signed_in", sa.String(32)),
        if_not_exists=True,
    )
    op.create_table(
        "sign_in",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column(
            "account", sa.Integer, sa.ForeignKey(account.c.id, ondelete="CASCADE"), nullable=False
        ),
        sa.Column("begun", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_sign_in_account", "sign_in", ["account"], if_not_exists=True)
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        if_not_exists=True,
    )
