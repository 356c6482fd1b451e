"""Real bars for the whole catalogue: IBM's last recorded sessions before June 2012, adjusted."""

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd

from tests.market.recording import market_at
from trading.types import Bars

SESSIONS = 500


@cache
def recorded() -> Bars:
    bars = market_at(date(2012, 6, 1)).bars("IBM")
    return replace(bars, frame=bars.frame.iloc[-SESSIONS:])


def first(length: int) -> Bars:
    """Return the recording as it was after so many bars; the rest does not exist."""
    return of(recorded().frame.iloc[:length].copy())


def of(frame: pd.DataFrame) -> Bars:
    return replace(recorded(), frame=frame, as_of=frame.index[-1].to_pydatetime())
