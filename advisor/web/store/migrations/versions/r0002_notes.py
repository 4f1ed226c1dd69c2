"""What is noted on a plan's steps, and what of it was recorded last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "note",
        sa.Column(
            "draft", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("step", sa.String(100), primary_key=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("due", sa.String(10)),
        sa.Column("evidence", sa.String(2000), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
    )
    op.create_table(
        "followed",
        sa.Column(
            "draft", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(80), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
    )
