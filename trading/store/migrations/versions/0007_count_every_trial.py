"""Count every strategy that was ever tried on the same data, so that luck can be told from edge."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "trial",
        sa.Column("account_id", sa.String(), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("trial_key", sa.String(), primary_key=True),
        sa.Column("data_key", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("bars", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Float(), nullable=False),
        sa.Column("std", sa.Float(), nullable=False),
        sa.Column("skew", sa.Float(), nullable=False),
        sa.Column("kurt", sa.Float(), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_trial_account_data", "trial", ["account_id", "data_key", "family", "trial_key"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("trial")
