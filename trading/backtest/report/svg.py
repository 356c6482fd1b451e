"""Two pictures as SVG text: lines over time, and an area under zero."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 1_000, 300
LEFT, RIGHT, TOP, BOTTOM = 90, 8, 24, 24
MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve: None for a gap; `colour` is a CSS colour."""

    title: str
    values: Sequence[float | None]
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Where each value stands in time, ascending numbers, and what the ends are called."""

    places: Sequence[float]
    first: str
    last: str

    def x(self) -> list[float]:
        """Return the places as pixels."""
        begin = self.places[0]
        span = (self.places[-1] - begin) or 1.0
        return [LEFT + (WIDTH - LEFT - RIGHT) * (place - begin) / span for place in self.places]


def line_chart(lines: Sequence[Line], axis: Axis) -> str:
    """Return lines on one scale with a legend, from the first to the last day."""
    known = [value for line in lines for value in line.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    legend, place = "", LEFT
    for line in lines:
        box, label = place, place + 16
        legend += f'<rect x="{box}" y="4" width="12" height="12" fill="{line.colour}"/>'
        legend += f'<text x="{label}" y="14">{escape(line.title[:60])}</text>'
        place += 40 + 7 * len(line.title[:60])
    drawn = "".join(
        f'<path d="{_path(line.values, axis, low, high)}" fill="none" stroke="{line.colour}" stroke-width="1.5"/>'
        for line in lines
    )
    return _frame(drawn + legend, (low, high), axis, " and ".join(line.title for line in lines))


def area_chart(line: Line, axis: Axis) -> str:
    """Return one curve that fills the space up to zero."""
    low = min((value for value in line.values if value is not None), default=0.0)
    path = _path(line.values, axis, low, 0.0)
    zero = f"{WIDTH - RIGHT} {TOP}L{LEFT} {TOP}Z"
    drawn = f'<path d="{path}L{zero}" fill="{line.colour}" fill-opacity="0.35" stroke="{line.colour}"/>' if path else ""
    return _frame(drawn, (low, 0.0), axis, line.title)


def round_step(span: float) -> float:
    """Return a distance of 1, 2 or 5 times a power of ten that gives at most six grid lines.

    >>> round_step(5_274_865.0), round_step(29.7), round_step(0.0)
    (1000000.0, 5.0, 1.0)
    """
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    return next(step * power for step in (1, 2, 5, 10) if span / (step * power) <= MOST_TICKS)


def _path(values: Sequence[float | None], axis: Axis, low: float, high: float) -> str:
    span, tall = (high - low) or 1.0, HEIGHT - TOP - BOTTOM
    made, pen = [], "M"
    for x, value in zip(axis.x(), values, strict=True):
        if value is None:
            pen = "M"
            continue
        made.append(f"{pen}{x:.1f} {TOP + tall * (high - value) / span:.1f}")
        pen = "L"
    return "".join(made)


def _frame(drawn: str, scale: tuple[float, float], axis: Axis, title: str) -> str:
    low, high = scale
    step = round_step(high - low)
    grid = ""
    for tick in range(math.ceil(low / step), math.floor(high / step) + 1):
        y = TOP + (HEIGHT - TOP - BOTTOM) * (high - tick * step) / ((high - low) or 1.0)
        grid += f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="var(--line)"/>'
        grid += (
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick * step:,.{0 if step >= 1 else 2}f}</text>'
        )
    bottom = HEIGHT - 4
    days = (
        f'<text x="{LEFT}" y="{bottom}">{escape(axis.first)}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{bottom}" text-anchor="end">{escape(axis.last)}</text>'
    )
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{grid}{drawn}{days}</svg>'
