"""The shapes of the contract as OpenAPI tells them: what is answered, with room to grow."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shown(BaseModel):
    """A body that we answer: it may grow."""

    model_config = ConfigDict(extra="allow")


class ProblemShape(Shown):
    """A problem detail of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[str]


class TaskShape(Shown):
    """The id of a run."""

    task_id: str


class StepShape(Shown):
    """One tool call of a run."""

    n: int
    agent: str
    tool: str
    arguments: dict[str, Any]
    observation: Any
    at: str
    error: str | None


class UsageShape(Shown):
    """What a run has used of the model."""

    model_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    worked_s: float
    model_s: float
    own_s: float


class RunShape(Shown):
    """A run with its steps."""

    task_id: str
    query: str
    status: Literal["queued", "running", "awaiting_approval", "done", "failed", "stopped"]
    intent: str | None
    steps: list[StepShape]
    result: str | None
    proposals: list[str]
    usage: UsageShape
    error: str | None


class OrderShape(Shown):
    """An order as the venue last reported it; before that, as it was sent."""

    id: str
    client_order_id: str
    broker_id: str | None
    symbol: str
    side: str | None
    qty: str | None
    notional: str | None
    type: str | None
    time_in_force: str | None
    order_class: str | None
    status: str
    filled_qty: str
    filled_avg_price: str | None
    submitted_at: str | None
    updated_at: str
    legs: "list[OrderShape]"


class QuoteShape(Shown):
    """The price that a proposal was made at."""

    bid: str
    ask: str
    last: str
    at: str
    source: str


class RuleShape(Shown):
    """The verdict of one rule."""

    name: str
    ok: bool
    figure: str
    reason: str


class GateShape(Shown):
    """The verdict of the gate."""

    allowed: bool
    rules: list[RuleShape]


class ActorShape(Shown):
    """Who did it."""

    kind: str
    id: str
    name: str


class OriginShape(Shown):
    """Where a ticket and each of its fields came from."""

    kind: str
    actor: ActorShape
    run_id: str | None
    fields: dict[str, dict[str, str]]


IMPACT = (
    "What the order will do. Money and sizes are decimals as text, in USD and shares; weights are fractions of equity; "
    "null is not known, never 0, and `not_known` then says why, by the field's name. "
    "`cost` (negative: brings in), `fees`; `buying_power_before`, `_after`; `qty_before`, `_after`; `weight_before`, "
    "`_after`; `gross_before`, `_after`; `sector`, `sector_weight_before`, `_after`; `var_95_before`, `_after` (one "
    "session, fraction of equity); `beta_before`, `_after`; `gap_pct` (percent) and `gap_loss` (USD, of the position "
    "after the trade); `stop_price` and `stop_distance_pct` (percent of the price; null: no stop for all of it); "
    "`worst_case_today`, `worst_case_after`; `spread_bps`; `quote_age_s`; `share_of_volume` (of the 20-session average "
    "day); `session`; `earnings_date`; `lots`, a list of `opened`, `qty`, `cost`, `gain`, `long_term` of what the "
    "order closes, first in first out; `wash_sale` with `wash_sale_reason`; `releases`, the resting exits that are "
    "cancelled first."
)


class ProposalShape(Shown):
    """A ticket with its price, the gate's verdict, and where it stands."""

    id: str
    status: str
    ticket: dict[str, Any]
    origin: OriginShape
    created_at: str
    expires_at: str
    approval_hash: str
    quote: QuoteShape | None
    gate: GateShape
    impact: dict[str, Any] = Field(description=IMPACT)
    order: OrderShape | None


class ProposalPage(Shown):
    """Proposals, newest first."""

    items: list[ProposalShape]
    next_cursor: str | None


class OrderPage(Shown):
    """Orders, newest first."""

    items: list[OrderShape]
    next_cursor: str | None


class HistoryItem(Shown):
    """One thing that happened; its other names depend on its kind."""

    kind: Literal["order", "fill", "run", "proposal", "audit", "equity"]
    at: str


class HistoryPage(Shown):
    """What happened, newest first."""

    items: list[HistoryItem]
    next_cursor: str | None


class AccountShape(Shown):
    """The account, USD."""

    equity: str
    cash: str
    buying_power: str
    day_change: str | None


class PositionShape(Shown):
    """A holding."""

    symbol: str
    qty: str
    side: str
    avg_entry_price: str
    last_price: str
    market_value: str
    unrealized_pl: str
    weight: float | None


class RiskShape(Shown):
    """Risk figures; null is "not known"."""

    var_95: float | None
    cvar_95: float | None
    volatility: float | None
    beta: float | None
    max_drawdown: float | None
    worst_case_today: float | None


class PortfolioShape(Shown):
    """The account with its positions."""

    as_of: str
    source: str
    mode: Literal["replay", "paper", "live"]
    account: AccountShape
    positions: list[PositionShape]
    exposure: dict[str, Any]
    risk: RiskShape


class AnalysisShape(Shown):
    """One symbol looked at from all sides that this release has."""

    symbol: str
    as_of: str
    source: str
    price: float
    indicators: dict[str, Any]
    fundamentals: dict[str, Any] | None
    fundamentals_reason: str | None
    sentiment: dict[str, Any] | None
    sentiment_reason: str | None
    summary: str


class ScoreShape(Shown):
    """The judgement of one text: its likeliest mood, and the chance of positive less that of negative."""

    label: Literal["negative", "neutral", "positive"]
    score: float = Field(ge=-1, le=1)


class SentimentShape(Shown):
    """One judgement a text, in the order of the texts."""

    items: list[ScoreShape]


class BarsShape(Shown):
    """Price columns of equal length."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]
    indicators: dict[str, list[float | None]]
    source: str
    as_of: str
    bucketed: bool
    bars_per_bucket: int
    outside: list[bool] | None


class LimitsShape(Shown):
    """The limits; decimals as text."""

    max_order_notional: str
    max_symbol_notional: str
    max_gross_notional: str
    max_symbol_weight_pct: str
    max_orders_per_day: int
    cooldown_s: int | str
    max_daily_loss_pct: str
    max_drawdown_pct: str
    max_quote_age_s: int | str
    max_spread_bps: str
    max_drift_bps: str
    approval_ttl_s: int | str
    gap_pct: str
    rejection_streak: int
    rejection_pause_s: int
    symbol_cooldown_sessions: int
    stop_streak: int
    stop_streak_sessions: int
    stop_streak_pause_sessions: int
    recent_drawdown_pct: str
    recent_drawdown_sessions: int
    recent_drawdown_pause_sessions: int
    low_profit_trades: int
    low_profit_pct: str
    low_profit_sessions: int
    low_profit_pause_sessions: int
    default_stop_pct: str
    default_target_pct: str
    size_fixed_usd: str
    size_equity_pct: str
    size_volatility_pct: str
    size_risk_pct: str
    size_kelly_cap_pct: str
    allowed_symbols: list[str]


class KillShape(Shown):
    """What the switch did."""

    on: bool


class ReplayShape(Shown):
    """The market clock."""

    now: str
    session_day: str
    first: str
    last: str
    playing: bool


class HealthShape(Shown):
    """The process is alive."""

    status: Literal["ok"]


class ReadyShape(Shown):
    """The product is able to work, and with what."""

    ready: bool
    wired: dict[str, Any]
