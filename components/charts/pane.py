"""What the price pane in the browser is told: which bars to read, what to draw of them, and in which colours."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from components.charts.indicator_lines import drawn
from components.charts.palette import Palette
from components.charts.picture import Mark
from trading.types import Asset, Timeframe

TOP_PX, PRICE_PX, VOLUME_PX, PANE_PX, BOTTOM_PX = 40, 320, 73, 96, 26
"""Heights that the code in assets/chart/layout.js lays out; there the price takes what is left."""
FEED = "/api/bars"
LENGTHS: Mapping[Timeframe, tuple[int, str, float]] = {
    Timeframe.MIN_1: (1, "minutes", 1 / 390),
    Timeframe.MIN_5: (5, "minutes", 5 / 390),
    Timeframe.MIN_15: (15, "minutes", 15 / 390),
    Timeframe.MIN_30: (30, "minutes", 30 / 390),
    Timeframe.HOUR_1: (1, "hours", 60 / 390),
    Timeframe.DAY_1: (1, "days", 1.0),
    Timeframe.WEEK_1: (1, "weeks", 5.0),
}
"""How many of which unit a bar is, and its part of a session of 390 minutes; a week has five sessions."""
A_SESSION_S = 86_400 * 7 / 5
HINT = "drag to move, Ctrl and wheel or pinch to zoom, double click for the whole range"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanePlan:
    """One symbol's chart: `start` is the first day that is seen at first, None for everything.

    `indicators` are full names that the symbol has data for; `extended` adds the hours
    outside of the session; `live_every_s` is 0 while the last bar stands still. `ends` is the last day that may be
    seen, None for the newest: a chart of an answer stays the one that was answered with.
    """

    asset: Asset
    timeframe: Timeframe
    start: date | None
    title: str
    kind: str
    profile: bool
    indicators: Sequence[str]
    marks: Sequence[Mark]
    drawings: Sequence[Mapping[str, Any]]
    extended: bool = False
    live_every_s: float = 0
    ends: date | None = None


def pane_data(plan: PanePlan, colors: Palette, *, token: str, code: str) -> dict[str, Any]:
    """Return the plan as the plain values that the component in the browser takes."""
    lines = drawn(plan.indicators)
    units, unit, sessions = LENGTHS[plan.timeframe]
    closes_only = plan.asset.closes_only
    last = plan.asset.last if plan.ends is None else min(plan.asset.last, plan.ends)
    height = TOP_PX + PRICE_PX + BOTTOM_PX + len(lines.panes) * PANE_PX + (0 if closes_only else VOLUME_PX)
    return {
        "code": code,
        "feed": FEED,
        "token": token,
        "symbol": plan.asset.symbol,
        "timeframe": plan.timeframe.value,
        "adjusted": True,
        "extended": plan.extended,
        "indicators": ",".join(plan.indicators),
        "start": None if plan.start is None else plan.start.isoformat(),
        "last": last.isoformat(),
        "ends": None if plan.ends is None else plan.ends.isoformat(),
        "start_at": None if plan.start is None else _midnight(plan.start),
        "first_at": _midnight(plan.asset.first),
        "last_at": _midnight(last) + 86_400,
        "units": units,
        "unit": unit,
        "clock_s": sessions * A_SESSION_S,
        "intraday": plan.timeframe not in (Timeframe.DAY_1, Timeframe.WEEK_1),
        "kind": "line" if closes_only and plan.kind == "candles" else plan.kind,
        "volume": not closes_only,
        "profile": plan.profile and not closes_only,
        **asdict(lines),
        "marks": [asdict(mark) for mark in plan.marks],
        "drawings": [dict(one) for one in plan.drawings],
        "colors": asdict(colors),
        "title": plan.title,
        "alt": f"{plan.title}: {plan.kind} of {plan.asset.name}; arrow keys move, plus and minus zoom",
        "hint": HINT,
        "height": height,
        "live_every_s": plan.live_every_s,
    }


def _midnight(on: date) -> int:
    return int(datetime.combine(on, time.min, tzinfo=UTC).timestamp())
