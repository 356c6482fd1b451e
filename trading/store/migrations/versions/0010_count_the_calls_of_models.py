"""Count each call of a model, so that a day's budget holds for every process, and keep an answer while it grows."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "model_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.Integer(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("took_s", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_call_day", "model_call", ["account_id", "day"])
    op.create_index("ix_model_call_run", "model_call", ["run_id"])
    op.add_column("run", sa.Column("draft", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("run", "draft")
    op.drop_index("ix_model_call_run", "model_call")
    op.drop_index("ix_model_call_day", "model_call")
    op.drop_table("model_call")
