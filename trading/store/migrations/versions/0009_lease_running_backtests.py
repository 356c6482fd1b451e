"""Give a running backtest a lease, so that of two processes on one database only one works on it."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.add_column("backtest", sa.Column("until", UtcTime(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("backtest", "until")
