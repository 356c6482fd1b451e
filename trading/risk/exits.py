"""The exits that a position or an entry is proposed with: a stop and a target from one price, rounded to the tick."""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from trading.risk.limits import Limits
from trading.types import (
    Action,
    FieldFrom,
    FieldSource,
    OrderClass,
    OrderType,
    Proposal,
    Quote,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
_BASE = re.compile(r" of (\d+(?:\.\d+)?) USD ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """The prices of two exits, USD a share; None for one that the limits turn off. `base` is what both start from."""

    base: Decimal
    stop: Decimal | None
    target: Decimal | None

    @property
    def order_class(self) -> OrderClass:
        """Return the class of an entry that carries these exits."""
        if self.stop is None and self.target is None:
            return OrderClass.SIMPLE
        return OrderClass.BRACKET if self.stop is not None and self.target is not None else OrderClass.OTO

    @property
    def stop_loss(self) -> StopLoss | None:
        """Return the stop as a ticket holds it."""
        return None if self.stop is None else StopLoss(stop_price=self.stop)

    @property
    def take_profit(self) -> TakeProfit | None:
        """Return the target as a ticket holds it."""
        return None if self.target is None else TakeProfit(limit_price=self.target)


def tick(price: Decimal) -> Decimal:
    """Return a price rounded to the tick: 2 decimals at or above 1 USD, 4 below (SEC Rule 612)."""
    return price.quantize(Decimal("0.01") if price >= 1 else Decimal("0.0001"), ROUND_HALF_UP)


def default_exits(base: Decimal, limits: Limits, *, is_long: bool) -> Exits:
    """Return the exits of a long or short position that costs `base` USD a share, by the limits' percentages.

    One whose price would not be above 0, or would round to the base itself, is left out.
    """
    sign = 1 if is_long else -1
    stop = _away(base, -sign * limits.default_stop_pct)
    target = _away(base, sign * limits.default_target_pct)
    return Exits(base=base, stop=stop, target=target)


def _away(base: Decimal, percent: Decimal) -> Decimal | None:
    price = tick(base * (1 + percent / HUNDRED))
    return price if percent and price > 0 and price != base else None


def fills_at(quote: Quote, side: Side) -> Decimal:
    """Return the side of a quote at which an order would fill, USD a share."""
    return quote.ask if side is Side.BUY else quote.bid


def takes_exits(ticket: Ticket, *, held: Decimal) -> bool:
    """Say whether a ticket is an entry that can carry exits and has none; `held` is the position before it, signed."""
    closes = held > 0 if ticket.side is Side.SELL else held < 0
    is_lone = ticket.action is Action.ORDER and ticket.order_class in (None, OrderClass.SIMPLE)
    can_carry = (
        ticket.type in (OrderType.MARKET, OrderType.LIMIT)
        and ticket.time_in_force in (TimeInForce.DAY, TimeInForce.GTC)
        and ticket.qty is not None
        and not (ticket.is_fractional or ticket.extended_hours or ticket.reduce_only)
    )
    return is_lone and can_carry and not closes


def with_default_exits(
    ticket: Ticket, quote: Quote, limits: Limits, *, lives: TimeInForce | None
) -> tuple[Ticket, dict[str, FieldSource]]:
    """Return an entry with the exits that the limits propose, and the source of each field that this fills in.

    Both start from the ticket's limit or, at the market, from the side of the quote that would fill. `lives` is the
    time in force where somebody said it; unsaid, an entry at the market is until cancelled, so that its exits outlive
    the day. With both percentages at 0, or no price, the ticket comes back as it is.
    """
    side, is_long = ticket.side or Side.BUY, ticket.side is not Side.SELL
    base = fills_at(quote, side) if ticket.limit_price is None else ticket.limit_price
    exits = default_exits(base, limits, is_long=is_long)
    if exits.order_class is OrderClass.SIMPLE:
        return ticket, {}
    changes: dict[str, object] = {"order_class": exits.order_class}
    texts = {"order_class": "an entry is proposed with its exits unless they are declined"}
    for name, value, percent, is_above in (
        ("stop_loss", exits.stop_loss, limits.default_stop_pct, not is_long),
        ("take_profit", exits.take_profit, limits.default_target_pct, is_long),
    ):
        if value is not None:
            changes[name], texts[name] = value, exit_words(percent, base, is_above=is_above)
    if ticket.type is OrderType.MARKET and lives is None:
        changes["time_in_force"] = TimeInForce.GTC
        texts["time_in_force"] = "until cancelled, so that the exits outlive the day"
    sources = {name: FieldSource(source=FieldFrom.DEFAULT, text=text) for name, text in texts.items()}
    return replace(ticket, **changes), sources  # type: ignore[arg-type]


def exit_words(percent: Decimal, base: Decimal, *, is_above: bool) -> str:
    """Return the sentence that states a default exit; `base_in` reads the price back from it."""
    way = "above" if is_above else "below"
    text = f"{decimal_text(percent)} percent {way} the price of {decimal_text(base)} USD at which it would fill, "
    return text + "the default of Settings"


def mend_words(base: Decimal) -> str:
    """Return the sentence that states an exit which the auditor of stops offers; `base_in` reads the price back."""
    return f"the default of Settings from the price of {decimal_text(base)} USD at which it would fill"


def base_in(text: str) -> Decimal | None:
    """Return the price that a stated default exit starts from, None where the sentence names none."""
    found = _BASE.search(text)
    return None if found is None else Decimal(found.group(1))


def default_exits_in(proposal: Proposal) -> dict[str, str]:
    """Return the sentence of each exit of a proposal that code filled in, by its field; empty where none was."""
    return {
        name: proposal.origin.fields[name].text
        for name in ("stop_loss", "take_profit")
        if name in proposal.origin.fields and proposal.origin.fields[name].source is FieldFrom.DEFAULT
    }
