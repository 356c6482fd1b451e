"""What a chart shows, before it is drawn: plain values that the figures take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series over the bars: its name as people read it, and a value or None a bar."""

    label: str
    values: Values
    color: int = 2
    dashed: bool = False
    bars: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """A small chart below the price with its own scale; `guides` are dotted levels, `bounds` a fixed scale."""

    title: str
    lines: tuple[Line, ...]
    guides: tuple[float, ...] = ()
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened at one bar: `kind` is buy, sell, dividend or split, `sign` stands on the chart."""

    bar: int
    kind: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePicture:
    """All that the price chart shows; each sequence has one entry a bar, `days` are unique labels."""

    title: str
    days: Sequence[str]
    open: Values
    high: Values
    low: Values
    close: Values
    volume: Values
    closes_only: bool
    overlays: tuple[Line, ...] = ()
    panes: tuple[Pane, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An ECharts option and the height in pixels that its parts need."""

    option: dict[str, Any]
    height: int
