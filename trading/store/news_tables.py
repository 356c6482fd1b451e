"""The tables of headlines, the symbols that they are about, and their scores."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Table, Text
from sqlmodel import Field, SQLModel

from trading.store.columns import UtcTime


class HeadlineRow(SQLModel, table=True):
    """A text about companies, once; what was published before what is kept goes first."""

    __tablename__ = "headline"
    __table_args__ = (Index("ix_headline_account_published", "account_id", "published_at", "id"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    id: str = Field(primary_key=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    summary: str = Field(sa_column=Column(Text, nullable=False))
    url: str | None = Field(sa_column=Column(Text, nullable=True))
    publisher: str
    source: str
    kind: str
    published_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


class HeadlineSymbolRow(SQLModel, table=True):
    """That a headline is about a symbol."""

    __tablename__ = "headline_symbol"
    __table_args__ = (Index("ix_headline_symbol_headline", "account_id", "headline_id"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    symbol: str = Field(primary_key=True)
    headline_id: str = Field(primary_key=True)


class HeadlineScoreRow(SQLModel, table=True):
    """What one scorer made of a headline; `words` are pairs of a word and how far it moved the score."""

    __tablename__ = "headline_score"
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    headline_id: str = Field(primary_key=True)
    scorer: str = Field(primary_key=True)
    mood: str
    score: float
    words: Any = Field(sa_column=Column(JSON, nullable=False))


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


HEADLINE, HEADLINE_SYMBOL, HEADLINE_SCORE = map(_table, ("headline", "headline_symbol", "headline_score"))
"""The same tables for SQLAlchemy Core."""
