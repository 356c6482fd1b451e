"""What an order will do to the account; what cannot be computed stays not known, never 0."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from trading.risk.checks_caps import spendable
from trading.risk.checks_market import quote_age_s, session_text
from trading.risk.exposure import Exposure, exposure
from trading.risk.facts import Facts, Unknown
from trading.risk.impact_risk import with_risk
from trading.risk.impact_tax import with_tax
from trading.risk.order_price import order_price
from trading.risk.worst_case_of_ticket import at_most_after, at_most_now
from trading.types import Action, Impact, MarketMode, Side

T = TypeVar("T")

FEES = {MarketMode.REPLAY: Decimal(0), MarketMode.PAPER: Decimal(0), MarketMode.LIVE: None}
"""Neither the replay nor Alpaca's paper money charges any (docs.alpaca.markets/docs/paper-trading, read 2026-10). Real
money pays no commission but what regulators ask for, whose rates change: not known."""


def impact(facts: Facts) -> Impact:
    """Return the impact of one ticket."""
    if facts.ticket.action is Action.CANCEL:
        return Impact(session="cancels a resting order; it can still fill until the venue has cancelled it")
    found = _known(lambda: exposure(facts))
    earnings = None if facts.outside.background is None else facts.outside.background.next_earnings
    bare = Impact(
        session=session_text(facts),
        worst_case_today=_known(lambda: at_most_now(facts)),
        spread_bps=_known(lambda: float(facts.quote.spread_bps)),
        quote_age_s=_known(lambda: quote_age_s(facts)),
        earnings_date=None if earnings is None else earnings.isoformat(),
    )
    if found is None:
        return bare
    whole = with_tax(with_risk(_with_money(bare, facts, found), facts, found), facts, found)
    why = _why_no_volume(facts)
    return whole if why is None else replace(whole, not_known={**whole.not_known, "share_of_volume": why})


def _with_money(bare: Impact, facts: Facts, found: Exposure) -> Impact:
    value = found.qty * order_price(facts, found)
    cost = value if facts.ticket.side is Side.BUY else -value
    power, equity = _known(lambda: spendable(facts, found)), _known(lambda: facts.account.equity)
    return replace(
        bare,
        cost=_cents(cost),
        fees=FEES[facts.mode],
        buying_power_before=power,
        buying_power_after=None if power is None else _cents(power - cost),
        qty_before=found.held,
        qty_after=found.qty_after.quantize(Decimal("0.000001")).normalize(),
        weight_before=_weight(found.held, found, equity),
        weight_after=_weight(found.qty_after, found, equity),
        gross_before=_cents(found.gross_before),
        gross_after=_cents(found.gross_before - abs(cost) if found.is_exit else found.gross_after),
        worst_case_after=_known(lambda: at_most_after(facts)),
        share_of_volume=_share(found.qty, facts.outside.average_volume),
        releases=releases(facts),
    )


def releases(facts: Facts) -> tuple[str, ...]:
    """Return the orders whose exits the ticket cancels first. Raises Unknown."""
    if facts.ticket.action is Action.CANCEL:
        return ()
    return tuple(group.order_id for group in exposure(facts).releases)


def _weight(qty: Decimal, found: Exposure, equity: Decimal | None) -> float | None:
    return None if equity is None or equity <= 0 else float(qty * found.price / equity)


def _share(qty: Decimal, volume: float | None) -> float | None:
    return None if volume is None or volume <= 0 else float(qty) / volume


def _why_no_volume(facts: Facts) -> str | None:
    background = facts.outside.background
    return None if background is None else background.faults.get("volume")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _known(compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except (Unknown, ArithmeticError):
        return None
