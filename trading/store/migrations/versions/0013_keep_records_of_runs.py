"""Keep the record of each run, and the sources of the figures of its answer."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.add_column("run", sa.Column("figures", sa.JSON(), nullable=True))
    op.create_table(
        "record_blob",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "record_entry",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("run_id", "seq"),
    )
    op.create_index("ix_record_entry_account_run", "record_entry", ["account_id", "run_id"])
    op.create_table(
        "record_part",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"]),
        sa.PrimaryKeyConstraint("run_id", "address"),
    )
    op.create_index("ix_record_part_address", "record_part", ["address"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("record_part")
    op.drop_table("record_entry")
    op.drop_table("record_blob")
    op.drop_column("run", "figures")
