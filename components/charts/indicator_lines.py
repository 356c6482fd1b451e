"""How each indicator of the catalogue is drawn: over the price or in its own pane, with which levels."""

from collections.abc import Mapping, Sequence

from components.charts.picture import Line, Pane
from trading.indicators import Named, named
from trading.indicators.catalogue import VALUE
from trading.indicators.catalogue import Pane as Place

_SHORT = {
    "sma": "SMA",
    "ema": "EMA",
    "bbands": "Bollinger",
    "rsi": "RSI",
    "macd": "MACD",
    "atr": "ATR",
    "stoch": "Stochastic",
    "adx": "ADX",
    "roc": "Rate of change",
    "obv": "On-balance volume",
}
_LEVELS: Mapping[str, tuple[float, ...]] = {
    "rsi": (30, 70),
    "stoch": (20, 80),
    "adx": (25,),
    "roc": (0,),
    "macd": (0,),
}
_BOUNDS: Mapping[str, tuple[float, float]] = {"rsi": (0, 100), "stoch": (0, 100)}
_BARS = frozenset({"histogram"})
_DASHED = frozenset({"signal", "d", "lower", "upper"})
_OVER_PRICE_COLORS = (2, 3, 4, 7)
_OWN_PANE_COLORS = (0, 2, 1, 3, 4, 7)


def short_label(wanted: Named) -> str:
    """Return the name for a legend, for example "SMA 20" or "MACD 12, 26, 9"."""
    title = _SHORT.get(wanted.indicator.key, wanted.indicator.title)
    numbers = ", ".join(f"{value:g}" for value in wanted.values)
    return f"{title} {numbers}".strip()


def drawn(names: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Pane, ...]]:
    """Return lines over the price and panes below it, for indicators by their full names."""
    overlays: list[Line] = []
    panes: list[Pane] = []
    for name in names:
        wanted = named(name)
        if wanted.indicator.pane is Place.PRICE:
            color = _OVER_PRICE_COLORS[len({line.color for line in overlays}) % len(_OVER_PRICE_COLORS)]
            overlays += _lines(wanted, (color,))
        else:
            panes.append(_pane(wanted))
    return tuple(overlays), tuple(panes)


def _pane(wanted: Named) -> Pane:
    key = wanted.indicator.key
    return Pane(
        title=short_label(wanted),
        lines=tuple(_lines(wanted, _OWN_PANE_COLORS)),
        guides=_LEVELS.get(key, ()),
        bounds=_BOUNDS.get(key),
    )


def _lines(wanted: Named, colors: Sequence[int]) -> list[Line]:
    outputs = wanted.indicator.outputs
    return [
        Line(
            label=_label(wanted, output, alone=len(outputs) == 1),
            column=wanted.name if output == VALUE else f"{wanted.name}.{output}",
            color=colors[at % len(colors)],
            dashed=output in _DASHED,
            bars=output in _BARS,
        )
        for at, output in enumerate(outputs)
    ]


def _label(wanted: Named, output: str, *, alone: bool) -> str:
    plainly = alone or output in ("middle", "macd")
    return short_label(wanted) if plainly else f"{short_label(wanted)} {output}"
