"""The bodies that are sent to us, strictly: an unknown name is refused."""

import math
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from trading.types import Action, OrderClass, OrderType, Side, Timeframe, TimeInForce

MAX_TEXTS = 1_000
"""Of one call that judges texts."""
Size = Annotated[Decimal | str, Field(description='A decimal as text, for example "1.5"; a JSON number is read too.')]


def _date(value: Any) -> Any:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("give a date such as 2012-06-04")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("give a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("give a number that is not beyond 1e308")
    return number


Number = Annotated[float, BeforeValidator(_number, json_schema_input_type=float)]
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


class SentimentRequest(Sent):
    """The texts to judge, each for itself."""

    texts: list[StrictStr] = Field(
        max_length=MAX_TEXTS, examples=[["Apple beats estimates and raises its outlook", "Boeing cut to Sell"]]
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


SENT: tuple[type[BaseModel], ...] = (
    RunRequest,
    AnalyzeRequest,
    SentimentRequest,
    TicketRequest,
    ChangeRequest,
    ApproveRequest,
    CloseRequest,
    KillRequest,
    ReplayRequest,
    LimitsRequest,
)
"""The bodies that are sent to us, which main adds to the OpenAPI document."""
