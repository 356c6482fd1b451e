"""What a source may not have told yet: believed only after some minutes, because what was played is not played back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from trading.broker.paper.live.prices import Stretch
from trading.errors import Unavailable
from trading.types import Session

GAP = Decimal("0.2")
"""A minute that opens so much further off than the last price, as a fraction of it, may be of a split."""
EXPLAINED = timedelta(minutes=10)
"""How long a gap over night waits for the split that explains it; a true one is then played by the same minutes."""
SECOND_ANSWER = timedelta(minutes=6)
"""How long after the first "no data" of a symbol a second one means that it did not trade: longer than the store of
bars repeats an answer of the same evening (DAILY_AGAIN_S in trading/market/barstore/plan.py)."""


def has_gap(stretches: Sequence[Stretch], last: Decimal, *, told_until: datetime) -> bool:
    """Say whether one of the bars since `told_until` opens far from the price before it, at first from `last`."""
    for one in stretches:
        if one.ends > told_until and abs(one.bar.open - last) > GAP * last:
            return True
        last = one.bar.close
    return False


def not_told(symbols: Collection[str], session: Session) -> Unavailable:
    """Return the sentence about symbols that a source is silent about."""
    return Unavailable(
        f"what {', '.join(sorted(symbols))} did on {session.day} is not told yet; "
        f"asked again for {SECOND_ANSWER.seconds // 60} minutes before it counts as not traded"
    )


class Doubt:
    """Remembers since when a gap has no explanation, and since when a symbol is silent about ended sessions."""

    def __init__(self) -> None:
        self._gaps: dict[str, tuple[date, datetime]] = {}
        self._silent: dict[str, datetime] = {}

    def waits(self, symbol: str, session: Session, now: datetime) -> bool:
        """Say whether a gap of this session that no split explains is still to wait for one."""
        day, since = self._gaps.get(symbol, (session.day, now))
        if day != session.day:
            since = now
        self._gaps[symbol] = session.day, since
        return abs(now - since) < EXPLAINED

    def is_young(self, symbol: str, session: Session, now: datetime, *, is_silent: bool) -> bool:
        """Say whether a silence about an ended session is too new to mean that the symbol did not trade.

        One that was noted before this session's close is of an earlier one, and says nothing of this.
        """
        if not is_silent:
            self._silent.pop(symbol, None)
            return False
        since = self._silent.get(symbol, now)
        self._silent[symbol] = since if since >= session.closes else now
        return abs(now - self._silent[symbol]) < SECOND_ANSWER
