"""What is read of one symbol when many are looked at: its newest session against its own past."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from trading.analysis.screen_fields import (
    CHANGE,
    MONTH,
    OWN_FIELDS,
    PRICE,
    QUARTER,
    RANGE,
    VOLUME,
    VOLUME_RATIO,
    VOLUME_SESSIONS,
    YEAR,
)
from trading.market.calendar import NEW_YORK
from trading.types import Asset, Bars, Snapshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

SPARK_SESSIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One symbol: its figures by the keys of screen_fields, None where not known and why in `missing`.

    `closes` are the last adjusted closes, the newest price last. `at` is the time of that price.
    """

    symbol: str
    name: str
    sector: str | None
    closes_only: bool
    partial_volume: bool
    at: datetime
    source: str
    figures: Mapping[str, float | None]
    missing: Mapping[str, str]
    closes: tuple[float, ...]

    @property
    def change(self) -> float | None:
        """Return the change against the session before, in percent."""
        return self.figures[CHANGE]

    @property
    def volume(self) -> float | None:
        """Return the shares of the newest session, None where the source records none."""
        return self.figures[VOLUME]


def session_of(snapshot: Snapshot) -> date:
    """Return the New York date of a snapshot's price."""
    return snapshot.at.astimezone(NEW_YORK).date()


def scanned(asset: Asset, snapshot: Snapshot, bars: Bars, *, sector: str | None, split_today: float = 1.0) -> Scanned:
    """Return the figures of one symbol from its newest session and its adjusted daily bars.

    `split_today` is how many new shares came for one old in a session that the bars do not reach yet: their prices
    are those of before it.
    """
    before = _before(bars, session_of(snapshot))
    price, closes = float(snapshot.last), before["close"] / split_today
    volume = snapshot.volume
    usual = before["volume"] * split_today
    figures: dict[str, float | None] = {
        PRICE: price,
        CHANGE: _return(price, closes, 1),
        VOLUME: volume,
        VOLUME_RATIO: _ratio(volume, usual),
        RANGE: _place(snapshot, before, split_today),
        "return_1m": _return(price, closes, MONTH),
        "return_3m": _return(price, closes, QUARTER),
        "return_1y": _return(price, closes, YEAR),
    }
    return Scanned(
        symbol=asset.symbol,
        name=asset.name,
        sector=sector,
        closes_only=bars.closes_only,
        partial_volume=bars.partial_volume,
        at=snapshot.at,
        source=snapshot.source,
        figures=figures,
        missing={key: _why(key, asset, len(closes)) for key, value in figures.items() if value is None},
        closes=(*closes[-(SPARK_SESSIONS - 1) :].tolist(), price),
    )


def _before(bars: Bars, session: date) -> "dict[str, Column]":
    """Return the columns of the sessions before that one; the exchange closes on one date in New York and in UTC."""
    count = len(bars.frame)
    while count and bars.frame.index[count - 1].date() >= session:
        count -= 1
    return {name: bars.frame[name].to_numpy()[:count] for name in ("high", "low", "close", "volume")}


def _return(price: float, closes: "Column", sessions: int) -> float | None:
    return None if len(closes) < sessions else float(price / closes[-sessions] - 1) * 100


def _ratio(volume: float | None, before: "Column") -> float | None:
    usual = float(before[-VOLUME_SESSIONS:].mean()) if len(before) >= VOLUME_SESSIONS else 0.0
    return None if volume is None or not usual else volume / usual


def _place(snapshot: Snapshot, before: "dict[str, Column]", split_today: float) -> float | None:
    """Return where the price stands between the lowest and the highest of a year, this session in it."""
    if len(before["close"]) < YEAR - 1:
        return None
    price = float(snapshot.last)
    lows, highs = before["low"][1 - YEAR :] / split_today, before["high"][1 - YEAR :] / split_today
    lowest = min(float(lows.min()), price, float(snapshot.low or price))
    highest = max(float(highs.max()), price, float(snapshot.high or price))
    return None if highest == lowest else (price - lowest) / (highest - lowest) * 100


def _why(key: str, asset: Asset, sessions: int) -> str:
    if key in (VOLUME, VOLUME_RATIO) and asset.closes_only:
        return f"the volume of {asset.symbol} is not recorded, it has closes only"
    if key == VOLUME:
        return f"the source tells no volume of {asset.symbol} now"
    label = OWN_FIELDS[key].label
    return (
        f"{label}: {asset.symbol} has {sessions} sessions before this one, which are too few, or its price stood still"
    )
