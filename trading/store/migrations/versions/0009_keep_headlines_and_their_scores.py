"""Keep headlines, the symbols that they are about, and what each scorer made of them."""

import sqlalchemy as sa
from alembic import op

from trading.store.columns import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "headline",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "id"),
    )
    op.create_index("ix_headline_account_published", "headline", ["account_id", "published_at", "id"])
    op.create_table(
        "headline_symbol",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("headline_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "symbol", "headline_id"),
    )
    op.create_index("ix_headline_symbol_headline", "headline_symbol", ["account_id", "headline_id"])
    op.create_table(
        "headline_score",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("headline_id", sa.String(), nullable=False),
        sa.Column("scorer", sa.String(), nullable=False),
        sa.Column("mood", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "headline_id", "scorer"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("headline_score")
    op.drop_index("ix_headline_symbol_headline", "headline_symbol")
    op.drop_table("headline_symbol")
    op.drop_index("ix_headline_account_published", "headline")
    op.drop_table("headline")
