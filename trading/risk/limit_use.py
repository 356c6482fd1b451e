"""How much of each limit of the account is used now: the figures that the gate measures before any new order."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trading.risk.limits import Limits
from trading.types import VenueAccount

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """One limit and what is used of it, in the limit's own unit: USD, percent or a count.

    `used` is None where it is not known, and `said` then tells why; else `said` names what the figure is of, where
    that is one symbol.
    """

    name: str
    used: Decimal | None
    limit: Decimal
    said: str = ""

    @property
    def share(self) -> float | None:
        """Return how near the limit the figure is, 1.0 at the limit; None where it is not known or has no scale."""
        if self.used is None or self.limit <= 0:
            return None
        return float(self.used / self.limit)


def counted(limits: Limits, *, orders_today: int, rejections: int) -> tuple[LimitUse, ...]:
    """Return the limits on counts: orders of the New York day, orders that the venue rejected in a row."""
    return (
        LimitUse(name="max_orders_per_day", used=Decimal(orders_today), limit=Decimal(limits.max_orders_per_day)),
        LimitUse(name="rejection_streak", used=Decimal(rejections), limit=Decimal(limits.rejection_streak)),
    )


def lost(limits: Limits, account: VenueAccount | None, peak: Decimal | None, fault: str) -> tuple[LimitUse, ...]:
    """Return the limits on losses: the day's, from the last close, and the fall from the peak, percent."""
    before, equity = (None, None) if account is None else (account.last_equity, account.equity)
    day, drawdown = _fall(before, equity), _fall(peak, equity)
    why = fault or "the account's worth before is not above 0"
    return (
        LimitUse(name="max_daily_loss_pct", used=day, limit=limits.max_daily_loss_pct, said=why if day is None else ""),
        LimitUse(
            name="max_drawdown_pct",
            used=drawdown,
            limit=limits.max_drawdown_pct,
            said=why if drawdown is None else "",
        ),
    )


def exposed(
    limits: Limits, account: VenueAccount | None, worth: Mapping[str, Decimal] | None, fault: str
) -> tuple[LimitUse, ...]:
    """Return the limits on size: everything together, the largest symbol, and its share of equity.

    `worth` is what each symbol could come to with its open orders, USD.
    """
    largest = max(worth, key=lambda symbol: (worth[symbol], symbol)) if worth else ""
    gross = None if worth is None else sum(worth.values(), ZERO)
    most = None if worth is None else worth.get(largest, ZERO)
    weight = None
    if most is not None and account is not None and account.equity > 0:
        weight = most / account.equity * HUNDRED
    why = fault or "the account is worth nothing or less"
    return (
        LimitUse(
            name="max_gross_notional", used=gross, limit=limits.max_gross_notional, said=fault if worth is None else ""
        ),
        LimitUse(
            name="max_symbol_notional",
            used=most,
            limit=limits.max_symbol_notional,
            said=fault if worth is None else largest,
        ),
        LimitUse(
            name="max_symbol_weight_pct",
            used=weight,
            limit=limits.max_symbol_weight_pct,
            said=why if weight is None else largest,
        ),
    )


def _fall(high: Decimal | None, now: Decimal | None) -> Decimal | None:
    if high is None or now is None or high <= 0:
        return None
    return max(ZERO, (high - now) / high * HUNDRED)
