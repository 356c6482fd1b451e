"""The ticket: what somebody wants to happen at the venue, valid from birth."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trading.errors import InvalidTicket

MAX_QTY_DECIMALS = 6
MAX_CLOSING_DECIMALS = 9
"""A position that was bought for an amount of money can have nine at Alpaca, and must be closable to the last."""
MAX_QTY = Decimal("100000000")
MAX_PRICE = Decimal("10000000")
MIN_TRAIL_PERCENT = Decimal("0.1")


class Action(StrEnum):
    """What a ticket does: make an order, change one, or take one back."""

    ORDER = "order"
    REPLACE = "replace"
    CANCEL = "cancel"


class Side(StrEnum):
    """Which way an order trades."""

    BUY = "buy"
    SELL = "sell"


class OrderType(StrEnum):
    """How an order finds its price."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"


STOP_TYPES = frozenset({OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP})
"""Orders that wait for a price to be passed: what a position's stop can be."""


class TimeInForce(StrEnum):
    """How long an order lives."""

    DAY = "day"
    GTC = "gtc"
    OPG = "opg"
    CLS = "cls"
    IOC = "ioc"
    FOK = "fok"


class OrderClass(StrEnum):
    """Whether an order stands alone or carries its exits."""

    SIMPLE = "simple"
    BRACKET = "bracket"
    OCO = "oco"
    OTO = "oto"


ENTRY_CLASSES = frozenset({OrderClass.BRACKET, OrderClass.OTO})
"""Entries that carry their exits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeProfit:
    """The exit of a bracket that takes the gain: a limit price in USD."""

    limit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLoss:
    """The exit of a bracket that ends the loss: a stop price in USD, and a limit if it is a stop-limit."""

    stop_price: Decimal
    limit_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One intended act at the venue. Sizes are shares or USD, prices USD a share, all Decimal.

    Raises InvalidTicket with every reason at once. `side`, `type` and a size are None only on a cancel;
    a replace names in `target_id` the order it changes and carries the whole new ticket.
    """

    symbol: str
    action: Action = Action.ORDER
    target_id: str | None = None
    side: Side | None = None
    qty: Decimal | None = None
    notional: Decimal | None = None
    type: OrderType | None = OrderType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    time_in_force: TimeInForce | None = TimeInForce.DAY
    extended_hours: bool = False
    order_class: OrderClass | None = OrderClass.SIMPLE
    take_profit: TakeProfit | None = None
    stop_loss: StopLoss | None = None
    reduce_only: bool = False

    def __post_init__(self) -> None:
        reasons = list(_faults(self))
        if reasons:
            raise InvalidTicket(reasons)

    @property
    def is_fractional(self) -> bool:
        """True when the size is not a whole number of shares."""
        return self.notional is not None or (self.qty is not None and self.qty != self.qty.to_integral_value())


def _faults(ticket: Ticket) -> Iterator[str]:
    if not ticket.symbol or not ticket.symbol.strip():
        yield "symbol is missing; name one, for example AAPL"
    if (ticket.target_id is not None) != (ticket.action is not Action.ORDER):
        yield "target_id names the order to replace or cancel; give it with those actions and only with them"
    if ticket.action is Action.CANCEL:
        return
    if ticket.side is None:
        yield "side is missing; say buy or sell"
    yield from _size_faults(ticket)
    yield from _price_faults(ticket)
    yield from _class_faults(ticket)
    yield from _fractional_faults(ticket)


def _size_faults(ticket: Ticket) -> Iterator[str]:
    if (ticket.qty is None) == (ticket.notional is None):
        yield "give exactly one of qty (shares) and notional (USD)"
        return
    if ticket.qty is not None:
        decimals = MAX_CLOSING_DECIMALS if ticket.reduce_only else MAX_QTY_DECIMALS
        yield from _amount_faults("qty", ticket.qty, MAX_QTY, decimals)
    if ticket.notional is not None:
        yield from _amount_faults("notional", ticket.notional, MAX_QTY, 2)


def _amount_faults(name: str, value: Decimal, most: Decimal, decimals: int) -> Iterator[str]:
    if not value.is_finite():
        yield f"{name} {value} is not a number; give a positive number"
    elif value <= 0:
        yield f"{name} {value} must be more than 0; give a positive number"
    elif value > most:
        yield f"{name} {value:.4g} exceeds the limit of {most}; lower {name}"
    elif _decimals(value) > decimals:
        yield f"{name} {value} has {_decimals(value)} decimals, the limit is {decimals}; round it"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _price_faults(ticket: Ticket) -> Iterator[str]:
    kind = ticket.type
    if kind is None:
        yield "type is missing; say market, limit, stop, stop_limit or trailing_stop"
        return
    needs_limit = kind in (OrderType.LIMIT, OrderType.STOP_LIMIT)
    needs_stop = kind in (OrderType.STOP, OrderType.STOP_LIMIT)
    yield from _required("limit_price", ticket.limit_price, kind, needed=needs_limit)
    yield from _required("stop_price", ticket.stop_price, kind, needed=needs_stop)
    trails = [t for t in (ticket.trail_price, ticket.trail_percent) if t is not None]
    if kind is OrderType.TRAILING_STOP and len(trails) != 1:
        yield "a trailing_stop order needs exactly one of trail_price (USD) and trail_percent"
    if kind is not OrderType.TRAILING_STOP and trails:
        yield f"a {kind} order takes no trail; remove it or use type trailing_stop"
    if ticket.trail_price is not None:
        yield from tick_faults("trail_price", ticket.trail_price)
    if ticket.trail_percent is not None and not (MIN_TRAIL_PERCENT <= ticket.trail_percent < 100):
        yield f"trail_percent {ticket.trail_percent} must be at least {MIN_TRAIL_PERCENT} and below 100"


def _required(name: str, value: Decimal | None, kind: OrderType, *, needed: bool) -> Iterator[str]:
    if needed and value is None:
        yield f"a {kind} order needs {name} in USD; add it"
    if not needed and value is not None:
        yield f"a {kind} order takes no {name}; remove it or change the type"
    if value is not None:
        yield from tick_faults(name, value)


def tick_faults(name: str, value: Decimal) -> Iterator[str]:
    """Yield why a price cannot be quoted: at or above 1 USD it has at most 2 decimals, below it 4.

    The minimum price variance of SEC Rule 612 of Regulation NMS.
    """
    if not value.is_finite():
        yield f"{name} {value} is not a number; give a price in USD"
        return
    yield from _amount_faults(name, value, MAX_PRICE, 2 if value >= 1 else 4)


def _class_faults(ticket: Ticket) -> Iterator[str]:
    kind, profit, loss = ticket.order_class, ticket.take_profit, ticket.stop_loss
    if profit is not None:
        yield from tick_faults("take_profit.limit_price", profit.limit_price)
    if loss is not None:
        yield from tick_faults("stop_loss.stop_price", loss.stop_price)
        if loss.limit_price is not None:
            yield from tick_faults("stop_loss.limit_price", loss.limit_price)
    if kind in (None, OrderClass.SIMPLE):
        if profit is not None or loss is not None:
            yield "take_profit and stop_loss need order_class bracket, oco or oto; set it"
        return
    if kind in (OrderClass.BRACKET, OrderClass.OCO) and (profit is None or loss is None):
        yield f"order_class {kind} needs both take_profit and stop_loss; add the missing one"
    if kind is OrderClass.OTO and (profit is None) == (loss is None):
        yield "order_class oto needs exactly one of take_profit and stop_loss"
    if ticket.time_in_force not in (TimeInForce.DAY, TimeInForce.GTC):
        yield f"order_class {kind} takes time_in_force day or gtc, not {ticket.time_in_force}"
    if ticket.extended_hours:
        yield f"order_class {kind} cannot trade in extended hours; set extended_hours to false"
    if ticket.type not in (OrderType.MARKET, OrderType.LIMIT):
        yield f"order_class {kind} needs type market or limit, not {ticket.type}"
    if profit is not None and loss is not None and ticket.side is not None:
        above, below = profit.limit_price, loss.stop_price
        entry_buys = (ticket.side is Side.BUY) != (kind is OrderClass.OCO)
        if (above <= below) if entry_buys else (above >= below):
            yield f"take_profit {above} and stop_loss {below} are on the wrong sides of each other; swap them"


def _fractional_faults(ticket: Ticket) -> Iterator[str]:
    if ticket.extended_hours and not (
        ticket.type is OrderType.LIMIT and ticket.time_in_force in (TimeInForce.DAY, TimeInForce.GTC)
    ):
        yield "extended_hours needs type limit with time_in_force day or gtc"
    if not ticket.is_fractional:
        return
    if ticket.time_in_force is not TimeInForce.DAY:
        yield f"a fractional order must be time_in_force day, not {ticket.time_in_force}; use whole shares"
    if ticket.order_class not in (None, OrderClass.SIMPLE):
        yield f"a fractional order must be order_class simple, not {ticket.order_class}; use whole shares"
    if ticket.type is OrderType.TRAILING_STOP:
        yield "a fractional order cannot be a trailing_stop; use whole shares"
