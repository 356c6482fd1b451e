"""Folders of a user's files, made of the bundled recording or of a few lines."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from tests.market.recording import CALENDAR, SetClock, close_of
from trading.market.calendar import NEW_YORK
from trading.market.files import FileRecording
from trading.market.replay import ReplayMarket, ReplayTape

BUNDLED = ReplayTape()
HEADER = "Date,Open,High,Low,Close,Volume"
MINUTES_OF_DAY = (-60, 0, 5, 200, 385, 400)
"""Where bars of five minutes begin, in minutes from the open: before it, in the session, and after most closes."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def market(folder: Path, at: date | datetime, **recording: object) -> ReplayMarket:
    """Return the replay over a folder, standing at that session's close or that time."""
    tape = ReplayTape(FileRecording(folder, CALENDAR, **recording))  # type: ignore[arg-type]
    return ReplayMarket(tape, SetClock(at if isinstance(at, datetime) else close_of(at)), CALENDAR)


def export(folder: Path, symbols: tuple[str, ...], until: date, *, since: date = date(2004, 1, 2)) -> Path:
    """Write the recording as a person would have it on that day: CSV, adjusted closes of that day, and the actions."""
    folder.mkdir(exist_ok=True)
    actions = ["symbol,ex_date,kind,value"]
    for symbol in symbols:
        history = BUNDLED.history(symbol)
        rows = range(history.count_before(since), history.count_until(until))
        if not rows:
            continue
        rebase = history.close[rows[-1]] / history.adjusted[rows[-1]]
        lines = ["Date,Open,High,Low,Close,Adj Close,Volume"]
        for row in rows:
            day, bar = date.fromordinal(history.days[row]), history.bar(row)
            adjusted = repr(float(history.adjusted[row] * rebase))
            lines.append(f"{day},{bar.open},{bar.high},{bar.low},{bar.close},{adjusted},{int(history.volume[row])}")
        (folder / f"{symbol}.csv").write_text("\n".join(lines) + "\n")
        for found in BUNDLED.actions_by_day(symbol).values():
            actions += [
                f"{symbol},{one.ex_date},{one.kind},{one.amount or one.ratio}"
                for one in found
                if since < one.ex_date <= until
            ]
    (folder / "actions.csv").write_text("\n".join(actions) + "\n")
    return folder


def add_short(folder: Path, symbol: str, until: datetime, *, since: date) -> None:
    """Write bars of five minutes that had ended by then, at prices that a seeded walk makes."""
    walk = np.random.default_rng(7)
    lines = ["timestamp,open,high,low,close,volume"]
    for session in CALENDAR.sessions(since, until.date() + timedelta(days=1)):
        for minutes in MINUTES_OF_DAY:
            begins = session.opens + timedelta(minutes=minutes)
            price = round(float(walk.uniform(50, 60)), 2)
            ends = begins + timedelta(minutes=5)
            if ends <= until:
                lines.append(f"{begins.astimezone(NEW_YORK):%Y-%m-%d %H:%M},{price},{price},{price},{price},100")
    (folder / f"{symbol}.5Min.csv").write_text("\n".join(lines) + "\n")
