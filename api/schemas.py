"""The shapes of the contract as OpenAPI tells them: what is sent, strictly, and what is answered, with room to grow."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from trading.types import Action, OrderClass, OrderType, Side, Timeframe, TimeInForce

Size = Annotated[Decimal | str, Field(description='A decimal as text, for example "1.5"; a JSON number is read too.')]
TimeframeText = Literal["1Min", "5Min", "15Min", "30Min", "1Hour", "1Day", "1Week"]


def _date(value: Any) -> Any:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("give a date such as 2012-06-04")
    return value


IsoDate = Annotated[date, BeforeValidator(_date, json_schema_input_type=date)]


class Sent(BaseModel):
    """A body that is sent to us: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class RunRequest(Sent):
    """A question or an order in the user's words."""

    query: StrictStr = Field(min_length=1, max_length=4_000, examples=["Buy 1 share of AAPL at market price"])


class AnalyzeRequest(Sent):
    """What to analyse."""

    symbol: StrictStr = Field(min_length=1, max_length=40, examples=["AAPL"])
    timeframe: Timeframe = Timeframe.DAY_1
    indicators: list[Annotated[StrictStr, Field(min_length=1, max_length=60)]] | None = Field(
        None, max_length=40, examples=[["rsi_14", "macd_12_26_9", "bbands_20_2"]]
    )


class TakeProfitRequest(Sent):
    """The exit that takes the gain."""

    limit_price: Size


class StopLossRequest(Sent):
    """The exit that ends the loss."""

    stop_price: Size
    limit_price: Size | None = None


class TicketRequest(Sent):
    """An order ticket; what it does not say takes the default shown."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "market"}}
    )

    action: Action = Action.ORDER
    target_id: str | None = Field(None, description="The order that a replace or a cancel means.")
    symbol: str | None = Field(None, examples=["AAPL"], description="Needed; a replace or cancel takes its order's.")
    side: Side | None = None
    qty: Size | None = None
    notional: Size | None = None
    type: OrderType | None = OrderType.MARKET
    limit_price: Size | None = None
    stop_price: Size | None = None
    trail_price: Size | None = None
    trail_percent: Size | None = None
    time_in_force: TimeInForce | None = TimeInForce.DAY
    extended_hours: bool | None = False
    order_class: OrderClass | None = OrderClass.SIMPLE
    take_profit: TakeProfitRequest | None = None
    stop_loss: StopLossRequest | None = None
    reduce_only: bool | None = False


class ChangeRequest(Sent):
    """What a replacement changes of a resting order; the rest stays as it is."""

    qty: Size | None = None
    limit_price: Size | None = None
    stop_price: Size | None = None
    trail_price: Size | None = None
    trail_percent: Size | None = None
    time_in_force: TimeInForce | None = None


class ApproveRequest(Sent):
    """The hash of what was seen."""

    approval_hash: StrictStr = Field(min_length=1, max_length=200)


class CloseRequest(Sent):
    """How much of the position; neither means all of it."""

    qty: Size | None = None
    percentage: Size | None = None


class KillRequest(Sent):
    """Stop all trading, or lift that."""

    on: StrictBool


class ReplayRequest(Sent):
    """Where the market clock is to go: so many sessions on, to a date, or into a new paper book."""

    step: StrictInt | None = Field(None, ge=1, le=1_000)
    now: IsoDate | None = Field(None, examples=["2012-06-04"])
    reset: StrictBool | None = None


class LimitsRequest(BaseModel):
    """Some or all limits; those not named stay as they are."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"example": {"max_order_notional": "25000"}})


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
    cost_usd: float


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
    impact: dict[str, Any]
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


SENT: tuple[type[BaseModel], ...] = (
    RunRequest,
    AnalyzeRequest,
    TicketRequest,
    ChangeRequest,
    ApproveRequest,
    CloseRequest,
    KillRequest,
    ReplayRequest,
    LimitsRequest,
)
"""The bodies that are sent to us, which main adds to the OpenAPI document."""
