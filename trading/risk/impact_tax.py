"""The tax lots that an order closes, and whether a loss of it or before it is a wash sale; federal tax of the US.

A figure for orientation: it knows this account alone, and only what was traded through this desk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trading.portfolio.lots import NEW_YORK, ClosedTrade, Lot, LotBook
from trading.risk.exposure import Exposure
from trading.risk.facts import Facts
from trading.risk.order_price import order_price
from trading.types import Impact, LotTouched, Side
from trading.types.wire import decimal_text

CENT, ZERO = Decimal("0.01"), Decimal(0)
WASH_DAYS = timedelta(days=30)
"""IRC section 1091(a): 30 days before the sale to 30 days after it; IRS Publication 550, Wash Sales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What an order takes of one lot. `gain` is USD, negative for a loss."""

    lot: Lot
    qty: Decimal
    gain: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Whether there is a wash sale, and a sentence; empty where there is nothing to say."""

    is_wash: bool
    reason: str = ""


def with_tax(impact: Impact, facts: Facts, found: Exposure) -> Impact:
    """Return the impact with its lots and its wash-sale flag; both are not known where executions are missing."""
    asked = found.qty_after - found.held
    closing = min(abs(asked), abs(found.held)) if asked * found.held < 0 else ZERO
    book, why = _book(facts, found)
    if book is None:
        lots = None if closing else ()
        return replace(
            impact, lots=lots, wash_sale_reason=why, not_known={**impact.not_known, "lots": why, "wash_sale": why}
        )
    day, price = facts.market_now.astimezone(NEW_YORK).date(), order_price(facts, found)
    taken = list(closings(book.lots, closing, price))
    flag = _flag(facts, book, taken, opens_long=asked > 0 if abs(asked) > closing else None)
    return replace(
        impact,
        lots=tuple(_touched(one, day) for one in taken),
        wash_sale=flag.is_wash,
        wash_sale_reason=flag.reason,
    )


def closings(lots: Sequence[Lot], qty: Decimal, price: Decimal) -> Iterator[Closing]:
    """Yield what closing that many shares takes of each lot, first in first out (26 CFR 1.1012-1(c)(1))."""
    left = qty
    for lot in lots:
        size = min(left, abs(lot.qty))
        if size <= 0:
            return
        gain = (price - lot.price) * size
        yield Closing(lot=lot, qty=size, gain=gain if lot.qty > 0 else -gain)
        left -= size


def is_long_term(opened: date, sold: date) -> bool:
    """Say whether shares were held for more than a year, counted from the day after they were bought.

    IRS Topic 409; Rev. Rul. 66-7 for the last day of a month.

    >>> is_long_term(date(2011, 6, 1), date(2012, 6, 1)), is_long_term(date(2011, 6, 1), date(2012, 6, 2))
    (False, True)
    """
    begin = opened + timedelta(days=1)
    try:
        return sold >= begin.replace(year=begin.year + 1)
    except ValueError:  # begun on a 29 February: the year is full when the next one is over
        return sold >= date(begin.year + 1, 3, 1)


def _book(facts: Facts, found: Exposure) -> tuple[LotBook | None, str]:
    """Return the lots where they add up to what the venue says is held, else why they are not known."""
    background, symbol = facts.outside.background, facts.ticket.symbol
    if background is None or background.lots is None:
        return None, "" if background is None else background.faults["lots"]
    if background.lots.qty == found.held:
        return background.lots, ""
    traded, held = decimal_text(background.lots.qty), decimal_text(found.held)
    return None, (
        f"the executions that this desk knows add up to {traded} shares of {symbol} and the account holds {held}: "
        "the others were not traded here"
    )


def _touched(one: Closing, day: date) -> LotTouched:
    opened = _day_of(one.lot)
    return LotTouched(
        opened=opened,
        qty=one.qty,
        cost=(one.lot.price * one.qty).quantize(CENT),
        gain=one.gain.quantize(CENT),
        # what a short sale earns is short-term by rule (IRC section 1233)
        long_term=one.lot.qty > 0 and is_long_term(opened, day),
    )


def _flag(facts: Facts, book: LotBook, taken: Sequence[Closing], *, opens_long: bool | None) -> Flag:
    """A loss that the order takes comes first; then one that was taken before it. Shorts alike: section 1091(e)."""
    day, symbol = facts.market_now.astimezone(NEW_YORK).date(), facts.ticket.symbol
    losses = [one for one in taken if one.gain < 0]
    if losses:
        return _of_this_sale(facts, book, losses, _left(book.lots, taken))
    before = [] if opens_long is None else _losses_before(book.closed, day, is_long=opens_long)
    if not before:
        return Flag(is_wash=False)
    days = [one.closed_at.astimezone(NEW_YORK).date() for one in before]
    amount = -sum((one.profit for one in before), ZERO)
    done, when = "sold" if opens_long else "bought back", f"on {days[-1]}"
    return Flag(
        is_wash=True,
        reason=f"{symbol} was {done} at a loss of {amount:.2f} USD "
        f"{when if days[0] == days[-1] else f'since {days[0]}, last {when}'}, and this is within 30 days of it: "
        "the loss cannot be deducted at once for as many shares",
    )


def _of_this_sale(facts: Facts, book: LotBook, losses: Sequence[Closing], left: Sequence[Lot]) -> Flag:
    day, symbol = facts.market_now.astimezone(NEW_YORK).date(), facts.ticket.symbol
    amount = -sum((one.gain for one in losses), ZERO)
    again = [lot for lot in left if _is_near(_day_of(lot), day) and any(_replaces(lot, one) for one in losses)]
    if again:
        bought = _day_of(again[-1])
        return Flag(
            is_wash=True,
            reason=f"the order takes a loss of {amount:.2f} USD and {symbol} was bought on {bought}, within the "
            "30 days before: the loss cannot be deducted at once for as many shares",
        )
    opening = Side.BUY if losses[0].lot.qty > 0 else Side.SELL
    resting = (w for w in facts.book.working if w.symbol == symbol and w.side is opening)
    if any(w.id != facts.ticket.target_id for w in resting):
        return Flag(
            is_wash=True,
            reason=f"the order takes a loss of {amount:.2f} USD and an order to {opening.value} {symbol} rests: filled "
            f"until {day + WASH_DAYS} it makes this a wash sale",
        )
    return Flag(
        is_wash=False,
        reason=f"the order takes a loss of {amount:.2f} USD; {symbol} bought again until {day + WASH_DAYS} "
        "would make it a wash sale",
    )


def _replaces(lot: Lot, one: Closing) -> bool:
    """What the same order bought is no replacement of what is sold: Rev. Rul. 56-602."""
    return lot.order_id != one.lot.order_id


def _left(lots: Sequence[Lot], taken: Sequence[Closing]) -> list[Lot]:
    """The lots that stay open; first in, first out leaves none older than what is sold."""
    whole = sum(1 for one in taken if one.qty == abs(one.lot.qty))
    return list(lots[whole:])


def _losses_before(closed: Sequence[ClosedTrade], day: date, *, is_long: bool) -> list[ClosedTrade]:
    return [
        one
        for one in closed
        if one.profit < 0 and one.is_long is is_long and _is_near(one.closed_at.astimezone(NEW_YORK).date(), day)
    ]


def _is_near(before: date, day: date) -> bool:
    return before <= day <= before + WASH_DAYS


def _day_of(lot: Lot) -> date:
    return lot.opened_at.astimezone(NEW_YORK).date()
