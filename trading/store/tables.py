"""The tables; every aggregate has an account, every change an actor. Migrations make them, not these classes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Index, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import trading.store.news_tables  # noqa: F401  its tables belong to the same metadata
from trading.store.columns import Money, UtcTime


def _time(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(sa_column=Column(UtcTime, nullable=nullable, index=index))


def _json(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(JSON, nullable=nullable))


def _text(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Text, nullable=nullable))


def _money(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Money, nullable=nullable))


class AccountRow(SQLModel, table=True):
    """One account a data mode; its row is the lock under which an approval is judged and claimed."""

    __tablename__ = "account"
    id: str = Field(primary_key=True)
    mode: str
    venue: str
    created_at: datetime = _time()
    kill_on: bool = False
    kill_at: datetime | None = _time(nullable=True)
    kill_by: str | None = None
    kill_keeps_exits: bool = False
    """Whether the stop leaves exits that protect a position; the watchdog's does, a person's does not."""
    held: str | None = None
    """Why the desk holds all orders though nobody pressed Stop, for example refused keys; NULL when it does not."""
    number: str | None = None
    """The account's number at the venue, from the first answer on; NULL where the venue is our own."""


class ProposalRow(SQLModel, table=True):
    """A ticket and where it stands; `id` is the client_order_id at the venue."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("account_id", "intent_key", name="uq_proposal_intent"),
        Index("ix_proposal_account_status", "account_id", "status"),
        Index("ix_proposal_account_created", "account_id", "created_at", "id"),
        Index("ix_proposal_account_posted", "account_id", "posted_at", "id"),
        Index("ix_proposal_account_market", "account_id", "market_at"),
    )
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    status: str
    action: str
    symbol: str
    target_id: str | None = None
    run_id: str | None = Field(default=None, index=True)
    intent_key: str | None = None
    again_of: str | None = None
    adopted: bool = False
    ticket: dict[str, Any] = _json()
    ticket_hash: str
    origin: dict[str, Any] = _json()
    quote: dict[str, Any] | None = _json(nullable=True)
    gate: list[dict[str, Any]] = _json()
    impact: dict[str, Any] = _json()
    approval_hash: str
    reason: str = ""
    created_at: datetime = _time()
    updated_at: datetime = _time()
    expires_at: datetime = _time()
    market_at: datetime = _time()
    sending_owner: str | None = None
    lease_until: datetime | None = _time(nullable=True)
    posted_at: datetime | None = _time(nullable=True)
    lookups: int = 0
    next_lookup_at: datetime | None = _time(nullable=True)


class ApprovalRow(SQLModel, table=True):
    """One approval of one proposal, by a person, a key or a mandate; several may stand on a ticket."""

    __tablename__ = "approval"
    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    proposal_id: str = Field(foreign_key="proposal.id", index=True)
    approval_hash: str
    actor_kind: str
    actor_id: str
    actor_name: str
    at: datetime = _time()


class OrderRow(SQLModel, table=True):
    """The venue's order as last reported, one row an order; `id` is the proposal's id."""

    __tablename__ = "venue_order"
    __table_args__ = (Index("ix_order_account_submitted", "account_id", "submitted_at", "id"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    symbol: str = Field(index=True)
    status: str = Field(index=True)
    submitted_at: datetime = _time()
    updated_at: datetime = _time()
    body: dict[str, Any] = _json()


class FillRow(SQLModel, table=True):
    """One execution, once."""

    __tablename__ = "fill"
    __table_args__ = (
        Index("ix_fill_account_at", "account_id", "at"),
        Index("ix_fill_account_symbol", "account_id", "symbol", "at"),
    )
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    execution_id: str = Field(primary_key=True)
    order_id: str = Field(index=True)
    symbol: str
    side: str
    qty: Decimal = _money()
    price: Decimal = _money()
    at: datetime = _time()


class AuditRow(SQLModel, table=True):
    """One entry of the append-only log, chained to the one before by its hash."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_account_at", "account_id", "at"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = _time()
    actor_kind: str
    actor_id: str
    actor_name: str
    kind: str
    subject: str = Field(index=True)
    body: dict[str, Any] = _json()
    prev_hash: str
    hash: str


class LeaseRow(SQLModel, table=True):
    """Who may do a thing of which there is one, and until when."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    until: datetime = _time()


class LimitsRow(SQLModel, table=True):
    """One version of the limits; the highest version holds."""

    __tablename__ = "limits"
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    version: int = Field(primary_key=True)
    body: dict[str, Any] = _json()
    actor_kind: str
    actor_id: str
    actor_name: str
    at: datetime = _time()


class ConversationRow(SQLModel, table=True):
    """A chat: a title over its runs."""

    __tablename__ = "conversation"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    title: str
    created_at: datetime = _time()
    updated_at: datetime = _time()


class RunRow(SQLModel, table=True):
    """An agent run; its steps are rows of their own."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_account_created", "account_id", "created_at", "id"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    query: str = _text()
    words: str = _text()
    actor_kind: str
    actor_id: str
    actor_name: str
    status: str = Field(index=True)
    intent: str | None = None
    result: str | None = _text(nullable=True)
    error: str | None = _text(nullable=True)
    planner: str = ""
    usage: dict[str, Any] = _json()
    stop_requested: bool = False
    owner: str | None = None
    draft: str | None = _text(nullable=True)
    created_at: datetime = _time()
    updated_at: datetime = _time()
    finished_at: datetime | None = _time(nullable=True)


class RunStepRow(SQLModel, table=True):
    """One tool call of a run."""

    __tablename__ = "run_step"
    run_id: str = Field(foreign_key="run.id", primary_key=True)
    n: int = Field(primary_key=True)
    agent: str
    tool: str
    arguments: dict[str, Any] = _json()
    observation: Any = _json(nullable=True)
    error: str | None = _text(nullable=True)
    at: datetime = _time()


class ApiKeyRow(SQLModel, table=True):
    """A key of the REST API: never the key itself, only its hash."""

    __tablename__ = "api_key"
    id: str = Field(primary_key=True)
    name: str
    key_hash: str = Field(unique=True)
    scopes: str
    created_at: datetime = _time()
    revoked_at: datetime | None = _time(nullable=True)


class IdempotencyRow(SQLModel, table=True):
    """The first answer to a repeated request, per key and route."""

    __tablename__ = "idempotency"
    key_id: str = Field(primary_key=True)
    route: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    body_hash: str
    done: bool = False
    status: int | None = None
    answer: str | None = _text(nullable=True)
    owner: str = ""
    created_at: datetime = _time(index=True)


class WatchlistRow(SQLModel, table=True):
    """A list of symbols that the desk keeps itself; `symbols` is a JSON array in the person's order."""

    __tablename__ = "watchlist"
    __table_args__ = (UniqueConstraint("account_id", "name", name="uq_watchlist_name"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    name: str
    symbols: Any = _json()
    created_at: datetime = _time()
    updated_at: datetime = _time()


class ScreenRow(SQLModel, table=True):
    """A screen by its name; `rules` is its text as the address of the page has it."""

    __tablename__ = "screen"
    __table_args__ = (UniqueConstraint("account_id", "name", name="uq_screen_name"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    name: str
    rules: str = _text()
    updated_at: datetime = _time()


class ChartDrawingRow(SQLModel, table=True):
    """What is drawn on one symbol's chart: a list of levels and trend lines."""

    __tablename__ = "chart_drawing"
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    symbol: str = Field(primary_key=True)
    drawings: list[dict[str, Any]] = _json()
    updated_at: datetime = _time()


class TrialRow(SQLModel, table=True):
    """One strategy tried once on some data; `blocks` packs its sums and sums of squares as 32-bit floats."""

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_account_data", "account_id", "data_key", "family", "trial_key"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True)
    trial_key: str = Field(primary_key=True)
    data_key: str
    family: str
    span: str
    bars: int
    mean: float
    std: float
    skew: float
    kurt: float
    blocks: bytes
    at: datetime = _time()


class ModelCallRow(SQLModel, table=True):
    """One call of a model; `cost_micros` is in millionths of a USD, null where the price is not known."""

    __tablename__ = "model_call"
    __table_args__ = (Index("ix_model_call_day", "account_id", "day"), Index("ix_model_call_run", "run_id"))
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    run_id: str
    day: str
    member: str
    model: str
    state: str
    input_tokens: int
    output_tokens: int
    cost_micros: int | None = None
    at: datetime = _time()
    took_s: float | None = None


class BacktestRow(SQLModel, table=True):
    """A job over the past; `report` is JSON text, so that a list of jobs need not read it."""

    __tablename__ = "backtest"
    __table_args__ = (
        UniqueConstraint("account_id", "intent_key", name="uq_backtest_intent"),
        Index("ix_backtest_account_created", "account_id", "created_at", "id"),
        Index("ix_backtest_account_status", "account_id", "status"),
    )
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    intent_key: str | None = None
    kind: str
    request: dict[str, Any] = _json()
    status: str
    progress: float = 0.0
    left_s: float | None = None
    report: str | None = _text(nullable=True)
    error: str | None = _text(nullable=True)
    actor_kind: str
    actor_id: str
    actor_name: str
    owner: str | None = None
    begun: int = 0
    """How often a process has begun it; one that keeps ending the process is given up."""
    created_at: datetime = _time()
    updated_at: datetime = _time()
    finished_at: datetime | None = _time(nullable=True)


class StrategyRow(SQLModel, table=True):
    """A strategy by its name; `rules` is its rule set as JSON text."""

    __tablename__ = "strategy"
    __table_args__ = (UniqueConstraint("account_id", "name", name="uq_strategy_name"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    name: str
    rules: str = _text()
    created_at: datetime = _time()
    updated_at: datetime = _time()


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


ACCOUNT, PROPOSAL, APPROVAL, VENUE_ORDER = map(_table, ("account", "proposal", "approval", "venue_order"))
FILL, AUDIT, LEASE, LIMITS = map(_table, ("fill", "audit", "lease", "limits"))
CONVERSATION, RUN, RUN_STEP = map(_table, ("conversation", "run", "run_step"))
API_KEY, IDEMPOTENCY = map(_table, ("api_key", "idempotency"))
WATCHLIST, SCREEN, CHART_DRAWING = map(_table, ("watchlist", "screen", "chart_drawing"))
TRIAL, MODEL_CALL = map(_table, ("trial", "model_call"))
BACKTEST, STRATEGY = map(_table, ("backtest", "strategy"))
"""The same tables for SQLAlchemy Core, which every query uses: a sixth of the cost of the row classes."""
