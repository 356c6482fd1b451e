"""Keep of trials that nobody compares any more their sums and eight bytes each, so that the ledger stays small."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "trial_fold",
        sa.Column("account_id", sa.String(), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("data_key", sa.String(), primary_key=True),
        sa.Column("family", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("square", sa.Float(), nullable=False),
        sa.Column("bars", sa.Float(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("trial_fold")
