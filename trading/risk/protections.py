"""Protections: what closed trades and the account's worth forbid for some sessions.

Everything here is a function of history alone: the same closed trades, closes and limits always give the same causes,
after a restart too. A cause counts from the session in which it was reached and holds until the close of the last
session of its pause; what happens after it was reached can prolong it and never lift it. Only the fall within the
present session follows the newest worth, for no close has settled it yet.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import accumulate

from trading.risk.closings import Closing
from trading.risk.limits import Limits
from trading.risk.sessions import Sessions
from trading.types import Cause, EquityPoint, PostureState
from trading.types.wire import decimal_text

Counted = tuple[int, Closing]
HUNDRED = Decimal(100)
ZERO = Decimal(0)
NEXT_STEP = "wait until then or change the limit in Settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the protections look back on: closings ascending, the worth at closes (USD), and the sessions to count by.

    `reach` is how many sessions back it was read, as `reach` returned it for the limits that held then.
    """

    closings: tuple[Closing, ...]
    points: tuple[EquityPoint, ...]
    sessions: Sessions
    reach: tuple[int, int]
    counted: Mapping[str, list[Counted]] = field(init=False, repr=False, compare=False)
    """The closings by symbol with the numbers of their sessions, ascending; those before all sessions are over."""

    def __post_init__(self) -> None:
        counted: dict[str, list[Counted]] = defaultdict(list)
        for one, number in zip(self.closings, self.sessions.numbers(c.at for c in self.closings), strict=True):
            if number >= 0:
                counted[one.symbol].append((number, one))
        object.__setattr__(self, "counted", counted)


def reach(limits: Limits) -> tuple[int, int]:
    """Return how many sessions back and ahead of now the protections of these limits need."""
    looks = [(0, limits.symbol_cooldown_sessions)]
    if limits.stop_streak:
        looks.append((limits.stop_streak_sessions, limits.stop_streak_pause_sessions))
    if limits.recent_drawdown_pct:
        looks.append((limits.recent_drawdown_sessions, limits.recent_drawdown_pause_sessions))
    if limits.low_profit_trades:
        looks.append((limits.low_profit_sessions, limits.low_profit_pause_sessions))
    return max(window + pause for window, pause in looks), max(pause for _, pause in looks)


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
    until, holds = _until(past.sessions, mine[-1][0], pause)
    if not holds:
        return None
    ago = past.sessions.here - mine[-1][0]
    return Cause(
        name="symbol_cooldown",
        title="Pause after a closing",
        state=PostureState.REDUCING,
        reason=f"a position in {symbol} was closed {_sessions(ago)} ago, the limit is no new risk in it for "
        f"{_sessions(pause)} after that; {NEXT_STEP}",
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
        until, holds = _until(past.sessions, numbers[last], limits.stop_streak_pause_sessions)
        if not holds:
            return None
        count = last + 1 - bisect_right(numbers, numbers[last] - limits.stop_streak_sessions)
        if count >= limits.stop_streak:
            return Cause(
                name="stop_streak",
                title="Losses at stops",
                state=PostureState.REDUCING,
                reason=f"{losses_words(count)} closed by a stop within {_sessions(limits.stop_streak_sessions)}, "
                f"the limit is {limits.stop_streak}; only exits now, {NEXT_STEP}",
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
        until, holds = _until(past.sessions, numbers[last - 1], limits.low_profit_pause_sessions)
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
                reason=f"{last - first} trades in {symbol} within {_sessions(limits.low_profit_sessions)} earned "
                f"{_percent(profit, cost):.2f} percent of their cost, the limit is "
                f"{decimal_text(limits.low_profit_pct)} percent; no new risk in {symbol}, {NEXT_STEP}",
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


def recent_drawdown(past: Past, equity: Decimal, limits: Limits) -> Cause | None:
    """Return the pause after the account fell too far from its highest close of the last sessions.

    The fall of a session is from the highest close of the window that ends with it. It is reached in a session whose
    fall is above the limit while that of the session before was not, and again in each that closes below all others of
    its window: a fall that only lasts is let go after the pause, one that deepens is not.
    """
    if not limits.recent_drawdown_pct:
        return None
    closes = _closes(past, equity)
    numbers = sorted(closes)
    for place in range(len(numbers) - 1, -1, -1):
        number = numbers[place]
        until, holds = _until(past.sessions, number, limits.recent_drawdown_pause_sessions)
        if not holds:
            return None
        fall = _fall(closes, number, limits)
        before = _fall(closes, numbers[place - 1], limits) if place else ZERO
        lowest = all(closes[number] < other for other in _window(closes, number, limits)[:-1])
        if fall > limits.recent_drawdown_pct and (lowest or before <= limits.recent_drawdown_pct):
            return Cause(
                name="recent_drawdown",
                title="Fall in the last sessions",
                state=PostureState.REDUCING,
                reason=f"the account fell {fall:.2f} percent from its highest close of "
                f"{_sessions(limits.recent_drawdown_sessions)}, the limit is "
                f"{decimal_text(limits.recent_drawdown_pct)} percent; only exits now, {NEXT_STEP}",
                since=min(past.sessions.known[number].closes, past.sessions.now),
                until=until,
            )
    return None


def fall_now(past: Past, equity: Decimal, limits: Limits) -> Decimal:
    """Return the present fall from the highest close of the window, in percent."""
    return _fall(_closes(past, equity), past.sessions.here, limits)


def _stops(past: Past) -> list[Counted]:
    """Return the losing trades that a stop closed, of all symbols, ascending."""
    found = (pair for mine in past.counted.values() for pair in mine if pair[1].by_stop and pair[1].profit < 0)
    return sorted(found, key=lambda pair: (pair[0], pair[1].at))


def _until(sessions: Sessions, number: int, pause: int) -> tuple[datetime | None, bool]:
    """Return when a pause that began in that session ends, and whether it holds; without a known end it does."""
    until = sessions.close_after(number, pause)
    return until, until is None or sessions.now < until


def _closes(past: Past, equity: Decimal) -> dict[int, Decimal]:
    """Return the worth by session, the newest for the present one."""
    here = past.sessions.here
    numbers = past.sessions.numbers(point.at for point in past.points)
    return {n: point.equity for n, point in zip(numbers, past.points, strict=True) if 0 <= n < here} | {here: equity}


def _percent(profit: Decimal, cost: Decimal) -> Decimal:
    return profit / cost * HUNDRED if cost else ZERO


def _window(closes: dict[int, Decimal], number: int, limits: Limits) -> list[Decimal]:
    return [closes[n] for n in range(number - limits.recent_drawdown_sessions + 1, number + 1) if n in closes]


def _fall(closes: dict[int, Decimal], number: int, limits: Limits) -> Decimal:
    peak = max(_window(closes, number, limits))
    return (peak - closes[number]) / peak * HUNDRED if peak > 0 else HUNDRED


def losses_words(count: int) -> str:
    """Return how many losing trades were, as a sentence begins."""
    return f"{count} losing trade was" if count == 1 else f"{count} losing trades were"


def _sessions(count: int) -> str:
    return f"{count} session" if count == 1 else f"{count} sessions"
