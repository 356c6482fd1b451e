"""The worst case: the most that can be lost from now before the halt, under a stated model of how prices jump.

**The gap model.** A price moves freely, but it never jumps against you by more than `gap_pct` at once: between two
moments at which the desk or a stop can act, the price at which you can deal is nowhere more than `gap_pct` percent
worse than at any moment before it, a fill and its spread included. In the replay one session is one such jump.

Write `g` for the gap as a fraction and `A` for what the day's loss limit still allows (`until_halt`).

*By holdings.* A part of `q` shares at price `p` with a live stop at `s` is out at `s x (1 - g)` or better, so it loses
at most `q x (p - s x (1 - g))`; a short one `q x (s x (1 + g) - p)`. A stop on the wrong side of the market protects
nothing, nor does a stop-limit whose limit lies inside the jump. A long part without a stop can lose all its worth; a
short one without a stop has no bound of its own, and then `by_holdings` is None. What rests or is on its way counts
as filled at the worst price at which it can (its limit, else the worse of quote and stop, and one jump on top), with
its own stop; the exits of one order count once; a resting sale of what is held takes nothing off, for it may not fill.

*By the halt.* While new risk is not halted less than `A` has been lost. The jump that strikes the halt costs `g` of
what is held then. Let `C` be what the longs are worth now, entries at their fill. Sold, fallen or not, what is left of
them after a loss `D < A` is worth at most `C - D`, for a gain before it is a gain of the account as well. So the whole
is at most `D + g x (C - D) < A + g x C`. A short grows as it loses, to at most `C + A` in all: with shorts the bound is
`A + g x (C + A)`, which also takes that nothing moved in your favour before: one gain that hides a loss as
large would leave a larger book.

`at_most` is the smaller of the two. `ceiling` also counts whatever the limits still let through, however many tickets
are approved before a loss shows: each is gated with all before it, so that at the last approval the gross is at most
`max_gross_notional`, or what there was already, and a fill may be one jump dearer than the gate's quote. Gains after it
are gains of the account, as above; losses before it are less than `A`, or the gate says no. An account without margin
cannot hold more than it has now and can buy. So `ceiling = A + g x G`, with `g x A` more where there are, or may be,
shorts. A stop does not lower it: a ticket can cancel a stop.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from trading.risk.exposure import larger_of_pairs
from trading.risk.facts import Unknown, Working
from trading.risk.limits import Limits
from trading.risk.live_stops import Stop, live_stops, working_legs
from trading.risk.loss_lines import CENT, HUNDRED, ZERO, Addition, Measured, SymbolRisk, measure
from trading.types import RESTING, OrderType, Position, Side, StopLoss, VenueAccount, VenueOrder, WorstCase

LIMITED = frozenset({OrderType.LIMIT, OrderType.STOP_LIMIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """What the worst case is reckoned from. `working` are the tickets in flight, `orders` what rests at the venue.

    `leaving` names orders that a ticket in flight cancels or replaces: their stops may be gone when they are needed.
    `filled` are additions that are taken as given, such as the order of a ticket that is only
    proposed, `new_stops` stops, each with its symbol.
    """

    account: VenueAccount
    positions: Mapping[str, Position]
    working: Sequence[Working]
    orders: Sequence[VenueOrder]
    leaving: Collection[str]
    limits: Limits
    filled: Sequence[Addition] = ()
    new_stops: Sequence[tuple[str, Stop]] = ()


def worst_case(found: AtRisk) -> WorstCase:
    """Return the worst case now. Raises Unknown for an order in flight that has no known price."""
    account, limits, gap = found.account, found.limits, found.limits.gap_pct / HUNDRED
    measured = _measured(found, gap)
    lines = tuple(one.line for one in measured)
    gross = sum((one.gross for one in measured), ZERO)
    by_holdings = _sum([line.loss for line in lines])
    left = until_halt(account, limits)
    may_be_short = any(one.may_be_short for one in measured)
    by_halt = left + gap * (gross + (left if may_be_short else ZERO)) if lines else ZERO
    largest, growth = max(gross, limits.max_gross_notional * (1 + gap)), left
    if not may_be_short and _has_no_margin(account):
        largest, growth = max(gross, min(largest, gross + account.buying_power)), ZERO
    return WorstCase(
        at_most=_cents(by_halt if by_holdings is None else min(by_holdings, by_halt)),
        ceiling=_cents(left + gap * (largest + growth)),
        until_halt=_cents(left),
        by_holdings=by_holdings,
        gap_pct=limits.gap_pct,
        lines=lines,
        as_of=account.as_of,
    )


def until_halt(account: VenueAccount, limits: Limits) -> Decimal:
    """Return how much more may be lost today before the day's loss limit halts new risk, USD; 0 once it has."""
    if limits.max_daily_loss_pct <= 0:
        return ZERO
    return max(ZERO, account.last_equity * limits.max_daily_loss_pct / HUNDRED - lost_today(account))


def lost_today(account: VenueAccount) -> Decimal:
    """Return what the account has lost since the previous session's close, USD, negative for a gain."""
    return account.last_equity - account.equity


def _measured(found: AtRisk, gap: Decimal) -> list[Measured]:
    additions = [*_in_flight(found, gap), *_exits(found, gap), *found.filled]
    stops = live_stops(found.orders, found.leaving)
    for symbol, stop in found.new_stops:
        stops.setdefault(symbol, []).append(stop)
    risks = (
        SymbolRisk(
            symbol=symbol,
            held=found.positions.get(symbol),
            additions=tuple(one for one in additions if one.symbol == symbol),
            stops=tuple(stops.get(symbol, ())),
        )
        for symbol in sorted({*found.positions, *(one.symbol for one in additions)})
    )
    return [one for risk in risks if (one := measure(risk, gap)) is not None]


def _in_flight(found: AtRisk, gap: Decimal) -> Iterator[Addition]:
    """Give what may still fill; an order that is being cancelled or replaced may fill without the stop it carries."""
    known = {one.id for one in found.working}
    for one in larger_of_pairs(tuple(found.working)):
        is_moving = one.id in found.leaving or one.replaces in known
        if one.qty > 0:
            yield addition(one, gap, stop_loss=None if is_moving else one.stop_loss)


def addition(one: Working, gap: Decimal, *, stop_loss: StopLoss | None) -> Addition:
    """Return an order at its worst fill: a limit is the most a purchase pays and the least a sale brings.

    Any other may fill one jump away from its price, and so may a sale above its limit, which makes a larger short.

    Raises Unknown where no price is known.
    """
    if one.price is None:
        raise Unknown(f"order {one.id} for {one.symbol} has no known price; cancel it or wait until it ends")
    is_limited = one.type in LIMITED and one.limit_price is not None
    stop = None
    # a short is sold at its limit or better; without one no price is sure, so no stop bounds its loss
    if stop_loss is not None and (one.side is Side.BUY or one.price == one.limit_price):
        guard = Side.SELL if one.side is Side.BUY else Side.BUY
        brought = Stop(side=guard, qty=one.qty, price=stop_loss.stop_price, limit_price=stop_loss.limit_price)
        stop = brought if brought.acts_at(one.price) is not None else None
    highest = one.price if is_limited and one.side is Side.BUY else one.price * (1 + gap)
    price = highest if one.side is Side.BUY else one.price
    return Addition(symbol=one.symbol, side=one.side, qty=one.qty, price=price, highest=highest, stop=stop)


def _exits(found: AtRisk, gap: Decimal) -> Iterator[Addition]:
    """Give the exits of entries that have ended: what they trade beyond the position would open another."""
    for order in found.orders:
        legs = working_legs(order) if order.status not in RESTING else ()
        qty = max(((leg.qty or ZERO) - leg.filled_qty for leg in legs), default=ZERO)
        if qty <= 0:
            continue
        prices = [price for leg in legs for price in (leg.limit_price, leg.stop_price) if price is not None]
        if not prices:
            raise Unknown(f"the exits of order {order.client_order_id} have no known price; cancel them")
        price = max(prices) * (1 + gap)
        yield Addition(symbol=order.symbol, side=legs[0].side, qty=qty, price=price, highest=price)


def _has_no_margin(account: VenueAccount) -> bool:
    """Say whether the account can only spend its cash: then it can never hold more than it has and can buy."""
    told = account.settings.margin_multiplier if account.settings is not None else None
    return account.buying_power <= account.cash and not account.may_short and (told is None or told <= 1)


def _sum(losses: Sequence[Decimal | None]) -> Decimal | None:
    known = [loss for loss in losses if loss is not None]
    return sum(known, ZERO) if len(known) == len(losses) else None


def _cents(value: Decimal) -> Decimal:
    """Return a bound in whole cents, never lowered."""
    return value.quantize(CENT, rounding=ROUND_CEILING)
