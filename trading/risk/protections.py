"""Protections: what closed trades and the account's worth forbid for some sessions.

Everything here is a function of history alone: the same closed trades, closes and limits always give the same causes,
after a restart too. A cause counts from the session in which it was reached and holds until the close of the last
session of its pause; what happens after it was reached can prolong it and never lift it. Only the fall within the
present session follows the newest worth, for no close has settled it yet.
"""

from bisect import bisect_right
from decimal import Decimal
from itertools import accumulate

from trading.risk.closings import Closing
from trading.risk.limits import Limits
from trading.risk.past import Counted, Past
from trading.risk.recent_drawdown import recent_drawdown
from trading.risk.sessions import WAIT, sessions_words
from trading.types import Cause, PostureState
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
ZERO = Decimal(0)


def protections(past: Past, equity: Decimal, limits: Limits) -> tuple[Cause, ...]:
    """Return what holds new risk now; `equity` is the account's newest worth, USD."""
    account = (stop_streak(past, limits), recent_drawdown(past, equity, limits))
    each = ((symbol_cooldown(past, s, limits), low_profit(past, s, limits)) for s in sorted(past.counted))
    return tuple(cause for pair in (account, *each) for cause in pair if cause is not None)


def symbol_cooldown(past: Past, symbol: str, limits: Limits) -> Cause | None:
    """Return the pause after a position in the symbol, or a part of it, was closed; None when none is due."""
    pause, mine = limits.symbol_cooldown_sessions, past.counted.get(symbol, [])
    if not pause or not mine:
        return None
    until, holds = past.sessions.pause(mine[-1][0], pause)
    if not holds:
        return None
    ago = past.sessions.here - mine[-1][0]
    return Cause(
        name="symbol_cooldown",
        title="Pause after a closing",
        state=PostureState.REDUCING,
        reason=f"a position in {symbol} was closed {sessions_words(ago)} ago, the limit is no new risk in it for "
        f"{sessions_words(pause)} after that; {WAIT}",
        symbol=symbol,
        since=mine[-1][1].at,
        until=until,
    )


def stop_streak(past: Past, limits: Limits) -> Cause | None:
    """Return the pause after too many losing trades were closed by a stop within a window of sessions.

    The window ends with the session of any such trade; the newest that completes a streak tells the end. A stop that
    closed at a profit, or at cost, does not count.
    """
    if not limits.stop_streak:
        return None
    stops = _stops(past)
    numbers = [number for number, _ in stops]
    for last in range(len(stops) - 1, -1, -1):
        until, holds = past.sessions.pause(numbers[last], limits.stop_streak_pause_sessions)
        if not holds:
            return None
        count = last + 1 - bisect_right(numbers, numbers[last] - limits.stop_streak_sessions)
        if count >= limits.stop_streak:
            return Cause(
                name="stop_streak",
                title="Losses at stops",
                state=PostureState.REDUCING,
                reason=f"{losses_words(count)} closed by a stop within {sessions_words(limits.stop_streak_sessions)}, "
                f"the limit is {limits.stop_streak}; only exits now, {WAIT}",
                since=stops[last][1].at,
                until=until,
            )
    return None


def stops_now(past: Past, limits: Limits) -> int:
    """Return how many losing trades a stop has closed in the window that ends with the present session."""
    after = past.sessions.here - limits.stop_streak_sessions
    return sum(1 for number, _ in _stops(past) if number > after)


def low_profit(past: Past, symbol: str, limits: Limits) -> Cause | None:
    """Return the pause of a symbol whose trades within a window of sessions together earned too little.

    It takes `low_profit_trades` of them, and their profits in percent of their summed cost must be below
    `low_profit_pct`. The window ends with the session of any trade, as for the streak of stops.
    """
    mine = past.counted.get(symbol, []) if limits.low_profit_trades else []
    numbers = [number for number, _ in mine]
    profits, costs = ([ZERO, *accumulate(v)] for v in ((c.profit for _, c in mine), (c.cost for _, c in mine)))
    for last in range(len(mine), 0, -1):
        until, holds = past.sessions.pause(numbers[last - 1], limits.low_profit_pause_sessions)
        if not holds:
            return None
        first = bisect_right(numbers, numbers[last - 1] - limits.low_profit_sessions)
        profit, cost = profits[last] - profits[first], costs[last] - costs[first]
        is_low = profit * HUNDRED < limits.low_profit_pct * cost
        if last - first >= limits.low_profit_trades and is_low:
            return Cause(
                name="low_profit",
                title="Earnings of the symbol",
                state=PostureState.REDUCING,
                reason=f"{last - first} trades in {symbol} within {sessions_words(limits.low_profit_sessions)} earned "
                f"{_percent(profit, cost):.2f} percent of their cost, the limit is "
                f"{decimal_text(limits.low_profit_pct)} percent; no new risk in {symbol}, {WAIT}",
                symbol=symbol,
                since=mine[last - 1][1].at,
                until=until,
            )
    return None


def trades_now(past: Past, symbol: str, limits: Limits) -> list[Closing]:
    """Return the closings of the symbol in the window that ends with the present session."""
    after = past.sessions.here - limits.low_profit_sessions
    return [one for number, one in past.counted.get(symbol, []) if number > after]


def earned_pct(window: list[Closing]) -> Decimal:
    """Return what trades earned together in percent of what opening them took; 0 for none."""
    return _percent(sum((one.profit for one in window), ZERO), sum((one.cost for one in window), ZERO))


def losses_words(count: int) -> str:
    """Return how many losing trades were, as a sentence begins."""
    return f"{count} losing trade was" if count == 1 else f"{count} losing trades were"


def _stops(past: Past) -> list[Counted]:
    """Return the losing trades that a stop closed, of all symbols, ascending."""
    found = (pair for mine in past.counted.values() for pair in mine if pair[1].by_stop and pair[1].profit < 0)
    return sorted(found, key=lambda pair: (pair[0], pair[1].at))


def _percent(profit: Decimal, cost: Decimal) -> Decimal:
    return profit / cost * HUNDRED if cost else ZERO
