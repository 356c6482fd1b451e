"""What an order will do to the account; what cannot be computed stays not known, never 0."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from trading.risk.checks_caps import spendable, worst_case_today
from trading.risk.checks_market import session_text
from trading.risk.exposure import Exposure, exposure
from trading.risk.facts import Facts, Unknown
from trading.types import Action, Impact, MarketMode, Side

T = TypeVar("T")


def impact(facts: Facts) -> Impact:
    """Return the impact of one ticket."""
    if facts.ticket.action is Action.CANCEL:
        return Impact(session="cancels a resting order; it can still fill until the venue has cancelled it")
    found = _known(lambda: exposure(facts))
    worst, spread = _known(lambda: worst_case_today(facts)), _known(lambda: float(facts.quote.spread_bps))
    if found is None:
        return Impact(session=session_text(facts), worst_case_today=worst, spread_bps=spread)
    cost = found.qty * _most_paid(facts, found) if facts.ticket.side is Side.BUY else -found.qty * _sale_price(facts)
    power, equity = _known(lambda: spendable(facts, found)), _known(lambda: facts.account.equity)
    return Impact(
        cost=_cents(cost),
        fees=Decimal(0) if facts.mode is MarketMode.REPLAY else None,
        buying_power_before=power,
        buying_power_after=None if power is None else _cents(power - cost),
        qty_before=found.held,
        qty_after=found.qty_after.quantize(Decimal("0.000001")).normalize(),
        weight_before=_weight(found.held, found, equity),
        weight_after=_weight(found.qty_after, found, equity),
        gross_before=_cents(found.gross_before),
        gross_after=_cents(found.gross_before - abs(cost) if found.is_exit else found.gross_after),
        worst_case_today=None if worst is None else _cents(worst),
        spread_bps=spread,
        share_of_volume=_share(found.qty, facts.outside.average_volume),
        session=session_text(facts),
        releases=releases(facts),
    )


def releases(facts: Facts) -> tuple[str, ...]:
    """Return the orders whose exits the ticket cancels first. Raises Unknown."""
    if facts.ticket.action is Action.CANCEL:
        return ()
    return tuple(group.order_id for group in exposure(facts).releases)


def _most_paid(facts: Facts, found: Exposure) -> Decimal:
    """A limit is the most that a purchase can pay, also below today's price, where the caps count the price."""
    limit = facts.ticket.limit_price
    return found.price if limit is None else limit


def _sale_price(facts: Facts) -> Decimal:
    """A sale brings the worse of bid and limit: a resting limit is above the bid, so the bid is what is sure."""
    return facts.quote.bid if facts.ticket.limit_price is None else min(facts.quote.bid, facts.ticket.limit_price)


def _weight(qty: Decimal, found: Exposure, equity: Decimal | None) -> float | None:
    return None if equity is None or equity <= 0 else float(qty * found.price / equity)


def _share(qty: Decimal, volume: float | None) -> float | None:
    return None if volume is None or volume <= 0 else float(qty) / volume


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _known(compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except (Unknown, ArithmeticError):
        return None
