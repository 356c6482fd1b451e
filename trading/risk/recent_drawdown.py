"""The fall of the account within the last sessions, and the pause that it brings."""

from decimal import Decimal

from trading.risk.limits import Limits
from trading.risk.past import Past
from trading.risk.sessions import WAIT, sessions_words
from trading.types import Cause, PostureState
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
ZERO = Decimal(0)


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
        until, holds = past.sessions.pause(number, limits.recent_drawdown_pause_sessions)
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
                f"{sessions_words(limits.recent_drawdown_sessions)}, the limit is "
                f"{decimal_text(limits.recent_drawdown_pct)} percent; only exits now, {WAIT}",
                since=min(past.sessions.known[number].closes, past.sessions.now),
                until=until,
            )
    return None


def fall_now(past: Past, equity: Decimal, limits: Limits) -> Decimal:
    """Return the present fall from the highest close of the window, in percent."""
    return _fall(_closes(past, equity), past.sessions.here, limits)


def _closes(past: Past, equity: Decimal) -> dict[int, Decimal]:
    """Return the worth by session, the newest for the present one."""
    here = past.sessions.here
    numbers = past.sessions.numbers(point.at for point in past.points)
    return {n: point.equity for n, point in zip(numbers, past.points, strict=True) if 0 <= n < here} | {here: equity}


def _window(closes: dict[int, Decimal], number: int, limits: Limits) -> list[Decimal]:
    return [closes[n] for n in range(number - limits.recent_drawdown_sessions + 1, number + 1) if n in closes]


def _fall(closes: dict[int, Decimal], number: int, limits: Limits) -> Decimal:
    peak = max(_window(closes, number, limits))
    return (peak - closes[number]) / peak * HUNDRED if peak > 0 else HUNDRED
