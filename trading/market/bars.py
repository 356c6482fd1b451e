"""Price tables: the check that makes them trustworthy, and weeks made of days."""

from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.types import Bars, Timeframe

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("open", "high", "low", "close", "volume")
RELATIVE_SLACK = 1e-12
"""What a re-based price may lose to floating point before high < close is an error."""


def check_bars(
    frame: "pd.DataFrame", *, symbol: str, timeframe: Timeframe, adjusted: bool, closes_only: bool, source: str
) -> Bars:
    """Return the table as Bars after every promise of Bars has been checked.

    Raises FixInput with the first fault: columns, index, order, empty cells, prices not above 0, volume below 0,
    a high or low that does not contain the open and close.
    """
    fault = _index_fault(frame) or _cell_fault(frame) or _range_fault(frame)
    if fault:
        raise FixInput(f"the {timeframe} bars of {symbol} from {source} cannot be used: {fault}; mend the source")
    return Bars(
        symbol=symbol,
        timeframe=timeframe,
        adjusted=adjusted,
        closes_only=closes_only,
        source=source,
        as_of=frame.index[-1].to_pydatetime(),
        frame=frame,
    )


def _index_fault(frame: "pd.DataFrame") -> str | None:
    if tuple(frame.columns) != COLUMNS:
        return f"the columns are {', '.join(map(str, frame.columns))}, not {', '.join(COLUMNS)}"
    if frame.empty:
        return "there is no bar"
    index = frame.index
    if index.name != "time" or str(getattr(index, "tz", None)) != "UTC":
        return f"the index is {index.name!r} in zone {getattr(index, 'tz', None)}, not 'time' in UTC"
    if index.hasnans:
        return "the index has an empty time"
    if not (index.is_monotonic_increasing and index.is_unique):
        return "the times do not ascend, each once"
    return None


def _cell_fault(frame: "pd.DataFrame") -> str | None:
    import numpy as np

    for name in COLUMNS:
        column = frame[name]
        if column.dtype != np.float64:
            return f"{name} holds {column.dtype}, not float64"
        values = column.to_numpy()
        wrong = ~np.isfinite(values) | (values < 0 if name == "volume" else values <= 0)
        if wrong.any():
            return f"{name} is {values[wrong][0]} at {frame.index[wrong][0]}"
    return None


def _range_fault(frame: "pd.DataFrame") -> str | None:
    body = frame[["open", "close"]]
    high_broken = (frame["high"] < body.max(axis=1) * (1 - RELATIVE_SLACK)).to_numpy()
    low_broken = (frame["low"] > body.min(axis=1) * (1 + RELATIVE_SLACK)).to_numpy()
    for name, broken in (("high", high_broken), ("low", low_broken)):
        if broken.any():
            row = frame[broken].iloc[0]
            return (
                f"{name} is {row[name]} at {frame.index[broken][0]}, open {row['open']} and close {row['close']} "
                "are outside of it"
            )
    return None


def weeks(daily: "pd.DataFrame") -> "pd.DataFrame":
    """Return weekly bars of daily ones: Monday to Sunday, each at the time of its last session.

    The last week is cut where the daily bars end, so it can still grow.
    """
    import pandas as pd

    # The exchange closes on the same date in New York and in UTC. 1970-01-01 was a Thursday: with three days added,
    # the count of whole weeks steps on Mondays.
    days = pd.DatetimeIndex(daily.index).tz_convert(None).to_numpy().astype("datetime64[D]")
    week_number = (days.astype("int64") + 3) // 7
    stamped = daily.assign(time=daily.index)
    weekly = stamped.groupby(week_number, sort=True).agg(
        {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum", "time": "last"}
    )
    return weekly.set_index("time")
