"""Keep whether a stop spares the exits, find a symbol's fills, and give stored limits what the risk desk adds."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Body = dict[str, Any]
ADDED: Body = {
    "gap_pct": "10",
    "rejection_streak": 5,
    "rejection_pause_s": 600,
    "symbol_cooldown_sessions": 0,
    "stop_streak": 4,
    "stop_streak_sessions": 10,
    "stop_streak_pause_sessions": 2,
    "recent_drawdown_pct": "15",
    "recent_drawdown_sessions": 20,
    "recent_drawdown_pause_sessions": 5,
    "low_profit_trades": 4,
    "low_profit_pct": "0",
    "low_profit_sessions": 20,
    "low_profit_pause_sessions": 5,
    "default_stop_pct": "5",
    "default_target_pct": "10",
    "size_fixed_usd": "1000",
    "size_equity_pct": "5",
    "size_volatility_pct": "0.5",
    "size_risk_pct": "1",
    "size_kelly_cap_pct": "10",
}
"""The limits of this step with the values that held when it was written."""
LIMITS = sa.table("limits", sa.column("account_id"), sa.column("version"), sa.column("body", sa.JSON))


def upgrade() -> None:
    """Make the step."""
    op.add_column("account", sa.Column("kill_keeps_exits", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.create_index("ix_fill_account_symbol", "fill", ["account_id", "symbol", "at"], unique=False)
    _rewrite(lambda body: ADDED | body)


def downgrade() -> None:
    """Take it back."""
    _rewrite(lambda body: {name: value for name, value in body.items() if name not in ADDED})
    op.drop_index("ix_fill_account_symbol", table_name="fill")
    op.drop_column("account", "kill_keeps_exits")


def _rewrite(change: Callable[[Body], Body]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(LIMITS)).all():
        body = row.body if isinstance(row.body, dict) else json.loads(row.body)
        where = (LIMITS.c.account_id == row.account_id) & (LIMITS.c.version == row.version)
        connection.execute(sa.update(LIMITS).where(where).values(body=change(body)))
