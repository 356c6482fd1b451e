"""Find the newest posts, a day's orders and the log of a day without reading everything: they are asked for each time."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_index("ix_proposal_account_posted", "proposal", ["account_id", "posted_at", "id"], unique=False)
    op.create_index("ix_proposal_account_market", "proposal", ["account_id", "market_at"], unique=False)
    op.create_index("ix_audit_account_at", "audit", ["account_id", "at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_audit_account_at", table_name="audit")
    op.drop_index("ix_proposal_account_market", table_name="proposal")
    op.drop_index("ix_proposal_account_posted", table_name="proposal")
