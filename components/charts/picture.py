"""What a chart shows, before it is drawn: plain values that the figures take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series over the bars: its name as people read it, and the column of `/api/bars` that holds its values."""

    label: str
    column: str
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
    """Something that happened at a time, epoch seconds: `kind` is buy, sell, dividend, split or earnings.

    `sign` stands on the chart, `text` is told when the pointer is on its bar.
    """

    at: int
    kind: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An ECharts option and the height in pixels that its parts need."""

    option: dict[str, Any]
    height: int
