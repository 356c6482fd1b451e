"""Kelly's fraction of an account, from the trades that the account itself has closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.errors import NoData
from trading.portfolio.lots import ClosedTrade

LEAST_TRADES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kelly:
    """The fraction of the account that grows it fastest, negative where the trades lose; `said` is its arithmetic."""

    fraction: float
    said: str


def kelly(trades: Sequence[ClosedTrade]) -> Kelly:
    """Return f = p - (1 - p) / b: p the share of trades that won, b what a win earned for each unit a loss cost.

    Returns count in percent of what opening took, and everything that one order closed is one trade. Kelly, "A New
    Interpretation of Information Rate" (Bell System Technical Journal, 1956); Thorp, "The Kelly Criterion in
    Blackjack, Sports Betting, and the Stock Market" (2006). A trade that earned nothing counts as not won.
    Raises NoData for fewer than 20 trades, or when none of them lost: then b is not known.
    """
    returns = _returns(trades)
    count = len(returns)
    if count < LEAST_TRADES:
        raise NoData(
            f"half Kelly needs {LEAST_TRADES} closed trades of this account and there are {count}; "
            "choose another method until then"
        )
    wins = [one for one in returns if one > 0]
    losses = [-one for one in returns if one <= 0]
    p = len(wins) / count
    if not losses or sum(losses) == 0:
        raise NoData(
            f"none of the {count} closed trades lost, so what a loss costs is not known; choose another method"
        )
    loss = sum(losses) / len(losses)
    if not wins:
        return Kelly(fraction=-1.0, said=f"none of {count} closed trades won, so there is nothing to gain")
    b = sum(wins) / len(wins) / loss
    fraction = p - (1 - p) / b
    said = (
        f"{len(wins)} of {count} closed trades won (p {p:.2f}) and a win earned {b:.2f} times what a loss cost, "
        f"so f = p - (1 - p) / b is {fraction:.4f}"
    )
    return Kelly(fraction=fraction, said=said)


def _returns(trades: Sequence[ClosedTrade]) -> list[float]:
    """Return what each closing order earned for each USD that opening took."""
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for trade in trades:
        key = trade.symbol, trade.exit_order_id
        profit, cost = sums.get(key, (Decimal(0), Decimal(0)))
        sums[key] = profit + trade.profit, cost + trade.cost
    return [float(profit / cost) for profit, cost in sums.values() if cost > 0]
