"""What a questionnaire that goes on from an earlier consultation is still to ask again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "renewal",
        sa.Column(
            "draft", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("term", sa.String(100), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
    )
