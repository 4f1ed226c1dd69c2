"""Whom an identity provider knows by which account."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    account = sa.Table("account", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "identity",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column(
            "account", sa.Integer, sa.ForeignKey(account.c.id, ondelete="CASCADE"), nullable=False
        ),
    )
    op.create_index("ix_identity_account", "identity", ["account"])
