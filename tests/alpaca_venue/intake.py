"""Read the body of a new order: what is wrong with it whatever the account holds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.alpaca_venue.amounts import number
from tests.alpaca_venue.errors import malformed, unprocessable

TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")
TIMES = ("day", "gtc", "opg", "cls", "ioc", "fok")
CLASSES = ("", "simple", "bracket", "oco", "oto")
LEAST_TRAIL_PERCENT = Decimal("0.1")


@dataclass(slots=True, kw_only=True)
class Ask:
    """What a client asks for, read and well formed."""

    symbol: str
    side: str
    type: str
    time_in_force: str
    order_class: str
    extended_hours: bool
    client_order_id: str | None
    qty: Decimal | None
    notional: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    trail_price: Decimal | None
    trail_percent: Decimal | None
    profit_price: Decimal | None
    loss_stop: Decimal | None
    loss_limit: Decimal | None
    intent: str | None

    @property
    def is_simple(self) -> bool:
        return self.order_class == ""

    @property
    def is_fractional(self) -> bool:
        return self.notional is not None or (self.qty is not None and self.qty != self.qty.to_integral_value())


def read(body: Any) -> Ask:
    """Return the order that a body asks for. Raises VenueError with Alpaca's words."""
    if not isinstance(body, dict):
        raise malformed("request body format is invalid")
    profit, loss = body.get("take_profit") or {}, body.get("stop_loss") or {}
    kind = body.get("order_class") or ""
    ask = Ask(
        symbol=str(body.get("symbol") or ""),
        side=str(body.get("side") or ""),
        type=str(body.get("type") or ""),
        time_in_force=str(body.get("time_in_force") or ""),
        order_class="" if kind == "simple" else str(kind),
        extended_hours=bool(body.get("extended_hours")),
        client_order_id=body.get("client_order_id") or None,
        qty=_amount(body, "qty"),
        notional=_amount(body, "notional"),
        limit_price=_amount(body, "limit_price", "limit price"),
        stop_price=_amount(body, "stop_price", "stop price"),
        trail_price=_amount(body, "trail_price"),
        trail_percent=_amount(body, "trail_percent"),
        profit_price=_amount(profit, "limit_price", "take_profit.limit_price"),
        loss_stop=_amount(loss, "stop_price", "stop_loss.stop_price"),
        loss_limit=_amount(loss, "limit_price", "stop_loss.limit_price"),
        intent=body.get("position_intent"),
    )
    _check_words(ask)
    _check_size(ask)
    _check_class(ask)
    _check_prices(ask)
    _check_fraction(ask)
    return ask


def _amount(body: dict[str, Any], name: str, said: str = "") -> Decimal | None:
    raw = body.get(name)
    if raw is None or raw == "":
        return None
    value = number(raw)
    if value is None:
        raise malformed(f"invalid {said or name}")
    if value <= 0:
        raise malformed(f"{said or name} must be > 0")
    return value


def _check_words(ask: Ask) -> None:
    if not ask.symbol:
        raise malformed("symbol is required")
    if ask.side not in ("buy", "sell"):
        raise malformed("invalid side")
    if ask.type not in TYPES:
        raise malformed("invalid order type")
    if ask.time_in_force not in TIMES:
        raise malformed("invalid time_in_force")
    if ask.order_class not in CLASSES:
        raise malformed("invalid order_class")
    if ask.client_order_id is not None and len(ask.client_order_id) > 128:
        raise malformed("client_order_id must be no more than 128 characters")


def _check_size(ask: Ask) -> None:
    if ask.qty is None and ask.notional is None:
        raise malformed("qty or notional is required")
    if ask.qty is not None and ask.notional is not None:
        raise malformed("only one of qty or notional is accepted")
    if ask.notional is not None and ask.notional != round(ask.notional, 2):
        raise unprocessable("notional value must be limited to 2 decimal places")


def _check_class(ask: Ask) -> None:
    if ask.order_class == "oco":
        if ask.type != "limit":
            raise malformed("oco orders must be limit orders")
        if ask.profit_price is None and ask.limit_price is not None:
            ask.profit_price = ask.limit_price
        ask.limit_price = ask.limit_price or ask.profit_price
    if ask.order_class in ("bracket", "oco") and (ask.profit_price is None or ask.loss_stop is None):
        raise malformed(f"{ask.order_class} orders require both take_profit.limit_price and stop_loss.stop_price")
    if ask.order_class == "oto" and (ask.profit_price is None) == (ask.loss_stop is None):
        raise malformed("oto orders require either take_profit or stop_loss")
    if ask.order_class and ask.time_in_force not in ("day", "gtc"):
        raise unprocessable("complex orders must be DAY or GTC orders")
    if ask.order_class and ask.type not in ("market", "limit"):
        raise unprocessable("complex orders must be market or limit orders")


def _check_prices(ask: Ask) -> None:
    limit, stop = ask.limit_price, ask.stop_price
    if ask.type == "market" and (limit is not None or stop is not None):
        raise malformed("market orders require no stop or limit price")
    if ask.type == "limit" and limit is None:
        raise malformed("limit orders require a limit price")
    if ask.type == "stop" and stop is None:
        raise malformed("stop orders require a stop price")
    if ask.type == "stop_limit" and (stop is None or limit is None):
        raise malformed("stop limit orders require both stop and limit price")
    if ask.type == "trailing_stop":
        if (ask.trail_price is None) == (ask.trail_percent is None):
            raise malformed("trailing stop orders must specify one of trail_price or trail_percent")
        if ask.trail_percent is not None and ask.trail_percent < LEAST_TRAIL_PERCENT:
            raise malformed("trail_percent must be greater than or equal to 0.1")
        if ask.time_in_force not in ("day", "gtc") or ask.order_class:
            raise unprocessable("trailing stop orders must be simple DAY or GTC orders")
    check_pennies("limit_price", limit)
    check_pennies("stop_price", stop)
    check_pennies("take_profit.limit_price", ask.profit_price)
    check_pennies("stop_loss.stop_price", ask.loss_stop)
    check_pennies("stop_loss.limit_price", ask.loss_limit)


def check_pennies(name: str, price: Decimal | None) -> None:
    """Refuse a price with more decimals than a quote may have."""
    if price is not None and price != round(price, 2 if price >= 1 else 4):
        said = f"invalid {name} {price}. sub-penny increment does not fulfill minimum pricing criteria"
        raise unprocessable(said)


def _check_fraction(ask: Ask) -> None:
    if ask.extended_hours and not (ask.type == "limit" and ask.time_in_force in ("day", "gtc") and ask.is_simple):
        raise unprocessable("extended hours order must be DAY or GTC limit orders")
    if not ask.is_fractional:
        return
    if ask.type == "trailing_stop":
        raise unprocessable("fractional orders must be market, limit, stop, or stop_limit orders")
    if ask.time_in_force != "day":
        raise unprocessable("fractional orders must be DAY orders")
    if not ask.is_simple:
        raise unprocessable("fractional orders must be simple orders")
