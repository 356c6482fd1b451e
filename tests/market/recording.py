"""Markets over a recording that may be cut: every clock and folder a test of this folder needs."""

from datetime import date, datetime
from pathlib import Path

from trading.market.calendar import ExchangeCalendar
from trading.market.replay import ReplayMarket, ReplayTape
from trading.market.replay.build_data import index_row, write_index, write_symbol

CALENDAR = ExchangeCalendar()


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def close_of(day: date) -> datetime:
    """Return the close of a session."""
    session = CALENDAR.session(day)
    assert session is not None, f"{day} is no session"
    return session.closes


def market_at(day: date, tape: ReplayTape | None = None) -> ReplayMarket:
    """Return the market standing at that session's close."""
    return ReplayMarket(tape or ReplayTape(), SetClock(close_of(day)), CALENDAR)


def cut_recording(folder: Path, until: date, symbols: tuple[str, ...]) -> ReplayTape:
    """Write the recording of some symbols as if it had been made on that day, and return its tape."""
    whole = ReplayTape()
    folder.mkdir()
    rows = []
    for symbol in symbols:
        history = whole.history(symbol)
        count = history.count_until(until)
        if not count:
            continue
        days = [date.fromordinal(day) for day in history.days[:count]]
        names = ["close"] if history.closes_only else ["open", "high", "low", "close"]
        columns = {name: getattr(history, name)[:count].tolist() for name in names}
        if not history.closes_only:
            # A file made on that day knows no later split or dividend: its last adjusted close is the raw one.
            rebase = history.close[count - 1] / history.adjusted[count - 1]
            columns |= {"adjusted_close": (history.adjusted[:count] * rebase).tolist()}
            columns |= {"volume": [int(size) for size in history.volume[:count]]}
        write_symbol(folder, symbol, {"day": days, **columns})
        rows.append(index_row(symbol, days, closes_only=history.closes_only))
    write_index(folder, rows)
    return ReplayTape(folder)
