"""Reads what the limits of the account are measured against now; what cannot be read is not known, with the reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from trading.errors import TradingError
from trading.orders.book import left_resting, market_day, read_flight
from trading.risk.exposure import larger_of_pairs, worth_by_symbol
from trading.risk.facts import Unknown, Working
from trading.risk.limit_use import LimitUse, counted, exposed, lost
from trading.store import tally
from trading.types import VenueAccount

if TYPE_CHECKING:
    from trading.orders.risk_desk import RiskDesk

T = TypeVar("T")


def limit_uses(desk: "RiskDesk") -> tuple[LimitUse, ...]:
    """Return what is used of each limit of the account; raises InvalidLimits and Unavailable of the store alone."""
    with desk.ledger.read() as connection:
        limits = desk.limits.read(connection)
        start, end = market_day(desk.market_clock.now())
        orders_today = tally.sent_between(connection, desk.account_id, start, end, without="")
        rejections, _ = tally.rejections(connection, desk.account_id)
        flight = read_flight(connection, desk.account_id)
        working = (*flight.working, *left_resting(flight))
    account, fault = _asked(desk.reader.account)
    peak, peak_fault = (None, fault) if account is None else _asked(lambda: _peak(desk, account))
    worth, worth_fault = _asked(lambda: _worth(desk, working))
    return (
        *counted(limits, orders_today=orders_today, rejections=rejections),
        *lost(limits, account, peak, fault or peak_fault),
        *exposed(limits, account, worth, worth_fault or fault),
    )


def _asked(question: Callable[[], T]) -> tuple[T | None, str]:
    try:
        return question(), ""
    except (TradingError, Unknown) as fault:
        return None, str(fault)


def _peak(desk: "RiskDesk", account: VenueAccount) -> Decimal:
    return max(account.equity, account.last_equity, *(point.equity for point in desk.reader.equity()))


def _worth(desk: "RiskDesk", working: tuple[Working, ...]) -> dict[str, Decimal]:
    held = {position.symbol: position for position in desk.reader.positions()}
    return worth_by_symbol(held, larger_of_pairs(working))
