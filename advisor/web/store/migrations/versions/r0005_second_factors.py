"""Codes of an authenticator app, asked for besides the password."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    account = sa.Table("account", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "second_factor",
        sa.Column(
            "account", sa.Integer, sa.ForeignKey(account.c.id, ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
    )  # fmt: skip
