"""Keep the levels and trend lines that a person draws on a chart, by account and symbol."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "chart_drawing",
        sa.Column("account_id", sa.String(), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("symbol", sa.String(), primary_key=True),
        sa.Column("drawings", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("chart_drawing")
