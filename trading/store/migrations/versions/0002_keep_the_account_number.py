"""Keep the account's number at the venue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.add_column("account", sa.Column("number", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("account", "number")
