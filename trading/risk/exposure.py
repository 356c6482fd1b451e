"""Signed exposure after a trade: what the account could hold if everything that works were to fill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from trading.risk.facts import Facts, Unknown, Working
from trading.risk.releasing import to_release
from trading.risk.resting import ExitGroup
from trading.types import Position, Side, Ticket

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One ticket's effect. Sizes are signed shares, money USD.

    `price` is the worse of quote and limit, `cost` the order's worth there. `free` is what may be sold now:
    the venue's available size less what is on its way to it. `is_exit` says that the ticket can only shrink the
    position. `spent_elsewhere` is what tickets on their way to the venue will take of the buying power,
    `given_back` what a replaced order sets free. A replace counts as the larger of the old order and the new.
    `releases` are the resting exits that are cancelled first; what they reserve is in `free`.
    """

    price: Decimal
    qty: Decimal
    cost: Decimal
    held: Decimal
    free: Decimal
    is_exit: bool
    symbol_after: Decimal
    gross_before: Decimal
    gross_after: Decimal
    qty_after: Decimal
    spent_elsewhere: Decimal
    given_back: Decimal
    releases: tuple[ExitGroup, ...] = ()


def exposure(facts: Facts) -> Exposure:
    """Return the exposure of the ticket with everything in flight counted, computed once. Raises Unknown.

    A position read from the venue and a ticket in flight are never the same shares here: a ticket leaves `working`
    when it is final, its filled part when the venue reports it, and the gate reads the venue again when either
    happened after the reading. A ticket in doubt that has filled already may count twice until it is looked up:
    too much, never too little.
    """
    found: Exposure | None = facts.computed.get("exposure")
    if found is None:
        found = facts.computed["exposure"] = _exposure(facts)
    return found


def _exposure(facts: Facts) -> Exposure:
    ticket, side = facts.ticket, _side(facts)
    target = next((w for w in facts.book.working if w.id == ticket.target_id), None)
    price = max(worse_price(facts), ZERO if target is None or target.price is None else target.price)
    asked = order_qty(facts, price)
    qty = max(asked, ZERO if target is None else target.qty)
    position = facts.positions.get(ticket.symbol)
    held, available = (ZERO, ZERO) if position is None else (position.qty, position.available)
    releases = to_release(facts, held=held, available=available, qty=qty)
    ended = {group.order_id for group in releases}
    others = [w for w in larger_of_pairs(facts.book.working) if w is not target and w.id not in ended]
    others += [w for w in facts.book.left_resting if w.id not in ended]
    mine = [w for w in others if w.symbol == ticket.symbol]
    buys = sum((w.qty for w in mine if w.side is Side.BUY), ZERO)
    free = _free(held, available + sum((group.qty for group in releases), ZERO), mine)
    if target is not None and target.side is Side.SELL and target.known_to_venue:
        free += target.qty
    covers = side is Side.BUY and held < 0 and qty + buys <= -held
    elsewhere = _elsewhere(facts, others)
    resting = _in_symbol(held, mine, price)
    symbol_after = _in_symbol(held, mine, price, (side, qty))
    return Exposure(
        price=price,
        qty=qty,
        cost=qty * price,
        held=held,
        free=free,
        is_exit=covers or (side is Side.SELL and held > 0 and qty <= free),
        symbol_after=symbol_after,
        gross_before=elsewhere + resting,
        gross_after=elsewhere + symbol_after,
        qty_after=held + (asked if side is Side.BUY else -asked),
        spent_elsewhere=sum((w.value for w in others if w.side is Side.BUY and not w.known_to_venue), ZERO),
        given_back=target.value if target is not None and side is Side.BUY and target.known_to_venue else ZERO,
        releases=releases,
    )


def worse_price(facts: Facts) -> Decimal:
    """Return the worse of the quote and the ticket's own prices, USD a share.

    For a buy the highest it might pay. For a sale the highest too: that is the larger exposure of a short.
    """
    ticket = facts.ticket
    quoted = facts.quote.ask if _side(facts) is Side.BUY else facts.quote.bid
    return max([quoted + trail_above(ticket, quoted), *(p for p in (ticket.limit_price, ticket.stop_price) if p)])


def trail_above(ticket: Ticket, price: Decimal) -> Decimal:
    """Return how far above a price a purchase on a trailing stop may fill, USD a share; 0 for any other order."""
    if ticket.side is not Side.BUY:
        return ZERO
    if ticket.trail_percent is not None:
        return price * ticket.trail_percent / 100
    return ticket.trail_price or ZERO


def order_qty(facts: Facts, price: Decimal) -> Decimal:
    """Return the size in shares; a notional order is sized, as the venue does, at the lowest price it may pay."""
    ticket = facts.ticket
    if ticket.qty is not None:
        return ticket.qty
    quoted = facts.quote.ask if _side(facts) is Side.BUY else facts.quote.bid
    lowest = min([quoted, *(p for p in (ticket.limit_price, ticket.stop_price) if p is not None)])
    if ticket.notional is None or lowest <= 0 or price <= 0:
        raise Unknown("the size of the order in shares is not known; give qty")
    return (ticket.notional / lowest).quantize(Decimal("0.000001"), ROUND_DOWN)


def _side(facts: Facts) -> Side:
    if facts.ticket.side is None:
        raise Unknown("the side of the order is not known; say buy or sell")
    return facts.ticket.side


def larger_of_pairs(working: tuple[Working, ...]) -> list[Working]:
    """Return what is in flight with a replaced order and its successor counted once, as the larger of both."""
    by_id = {w.id: w for w in working}
    smaller: set[str] = set()
    for w in working:
        old = by_id.get(w.replaces or "")
        if old is not None:
            smaller.add(w.id if w.value < old.value else old.id)
    return [w for w in working if w.id not in smaller]


def _free(held: Decimal, available: Decimal, mine: list[Working]) -> Decimal:
    if held <= 0:
        return ZERO
    on_the_way = sum((w.qty for w in mine if w.side is Side.SELL and not w.known_to_venue), ZERO)
    return max(ZERO, available - on_the_way)


def _in_symbol(
    held: Decimal, mine: list[Working], price: Decimal, asked: tuple[Side, Decimal] | None = None
) -> Decimal:
    """Return what the symbol can come to, long or short, each order at the worse of its own price and the ticket's."""
    buys = [(w.qty, max(price, w.price or ZERO)) for w in mine if w.side is Side.BUY]
    sells = [(w.qty, max(price, w.price or ZERO)) for w in mine if w.side is Side.SELL]
    if asked is not None:
        (buys if asked[0] is Side.BUY else sells).append((asked[1], price))
    return _either_way(held, abs(held) * price, buys, sells)


def _elsewhere(facts: Facts, others: list[Working]) -> Decimal:
    mine = facts.ticket.symbol
    held = {symbol: position for symbol, position in facts.positions.items() if symbol != mine}
    return sum(worth_by_symbol(held, [w for w in others if w.symbol != mine]).values(), ZERO)


def worth_by_symbol(positions: Mapping[str, Position], working: Iterable[Working]) -> dict[str, Decimal]:
    """Return for each symbol the larger of what it could be long and short, USD; positions at the venue's value.

    Raises Unknown for an order without a known price.
    """
    mine: dict[str, list[Working]] = {symbol: [] for symbol in positions}
    for w in working:
        mine.setdefault(w.symbol, []).append(w)
    found: dict[str, Decimal] = {}
    for symbol, orders in mine.items():
        position = positions.get(symbol)
        held, worth = (ZERO, ZERO) if position is None else (position.qty, abs(position.market_value))
        buys = [(w.qty, w.known_price) for w in orders if w.side is Side.BUY]
        sells = [(w.qty, w.known_price) for w in orders if w.side is Side.SELL]
        found[symbol] = _either_way(held, worth, buys, sells)
    return found


def _either_way(
    held: Decimal, worth: Decimal, buys: list[tuple[Decimal, Decimal]], sells: list[tuple[Decimal, Decimal]]
) -> Decimal:
    """Return the larger of long and short: what is held, and orders beyond those that only give it back."""
    long = (worth if held > 0 else ZERO) + _beyond(buys, max(-held, ZERO))
    short = (worth if held < 0 else ZERO) + _beyond(sells, max(held, ZERO))
    return max(long, short)


def _beyond(orders: list[tuple[Decimal, Decimal]], given_back: Decimal) -> Decimal:
    """Return what orders (shares, price) open once that many shares are given back, the dearest left for last."""
    left = max(ZERO, sum((qty for qty, _ in orders), ZERO) - given_back)
    total = ZERO
    for qty, price in sorted(orders, key=lambda order: order[1], reverse=True):
        part = min(left, qty)
        total, left = total + part * price, left - part
    return total
