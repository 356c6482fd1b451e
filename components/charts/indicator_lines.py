"""How each indicator of the catalogue is drawn: over the price or in its own pane, with which levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.charts.picture import Line, Pane
from trading.indicators import Category, Named, named
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
_BANDS = frozenset({"upper", "middle", "lower", "top", "pivot", "bottom"})
"""Lines of one thing: they share a colour, and the edges are dashed."""
_DASHED = frozenset({"signal", "d", "lower", "upper", "top", "bottom", "span_a", "span_b", "lead"})
_WORDS = {
    "span_a": "cloud edge A",
    "span_b": "cloud edge B",
    "k": "%K",
    "d": "%D",
    "j": "J",
    "ar": "AR",
    "br": "BR",
    "plus": "+VI",
    "minus": "−VI",
    "macd": "MACD",
    "rsi": "RSI",
    "smi": "SMI",
    "kst": "KST",
    "kvo": "KVO",
    "trix": "TRIX",
    "rvgi": "RVGI",
    "mama": "MAMA",
    "fama": "FAMA",
    "inphase": "in phase",
    "bull": "bull power",
    "bear": "bear power",
    "on": "squeeze on",
    "long": "stop of a long",
    "short": "stop of a short",
}
"""What people call an output whose name in the catalogue is no word."""
_OVER_PRICE_COLORS = (2, 3, 4, 7, 0, 1)
_PATTERN_COLORS = (0, 4, 1, 7)
_OWN_PANE_COLORS = (0, 2, 1, 3, 4, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Indicators by their place: lines over the price, panes below it, and candle patterns as signs at their bars."""

    overlays: tuple[Line, ...]
    panes: tuple[Pane, ...]
    patterns: tuple[Line, ...]


def short_label(wanted: Named) -> str:
    """Return the name for a legend, for example "SMA 20" or "MACD 12, 26, 9"."""
    title = _SHORT.get(wanted.indicator.key, wanted.indicator.title)
    numbers = ", ".join(f"{value:g}" for value in wanted.values)
    return f"{title} {numbers}".strip()


def drawn(names: Sequence[str]) -> Drawn:
    """Return where each of the indicators, given by their full names, is drawn and how."""
    overlays: list[Line] = []
    panes: list[Pane] = []
    patterns: list[Line] = []
    for name in names:
        wanted = named(name)
        if wanted.indicator.category is Category.CANDLE:
            patterns += _lines(wanted, _PATTERN_COLORS[len(patterns) % len(_PATTERN_COLORS) :], short_label(wanted))
        elif wanted.indicator.pane is Place.PRICE:
            overlays += _lines(wanted, _free(overlays), short_label(wanted))
        else:
            panes.append(_pane(wanted))
    return Drawn(overlays=tuple(overlays), panes=tuple(panes), patterns=tuple(patterns))


def _free(taken: Sequence[Line]) -> Sequence[int]:
    """Return the colours over the price, those that no line has yet first."""
    at = len({line.color for line in taken}) % len(_OVER_PRICE_COLORS)
    return _OVER_PRICE_COLORS[at:] + _OVER_PRICE_COLORS[:at]


def _pane(wanted: Named) -> Pane:
    key = wanted.indicator.key
    return Pane(
        title=short_label(wanted),
        lines=tuple(_lines(wanted, _OWN_PANE_COLORS, "")),
        guides=_LEVELS.get(key, ()),
        bounds=_BOUNDS.get(key),
    )


def _lines(wanted: Named, colors: Sequence[int], title: str) -> list[Line]:
    """Return the lines of one indicator; the first begins with the title, so that the others need only their word."""
    outputs = wanted.indicator.outputs
    are_bands = set(outputs) <= _BANDS
    return [
        Line(
            label=f"{title if at == 0 else ''} {'' if output == VALUE else _WORDS.get(output, output)}".strip(),
            column=wanted.name if output == VALUE else f"{wanted.name}.{output}",
            color=colors[0 if are_bands else at % len(colors)],
            dashed=output in _DASHED,
            bars=output in _BARS,
        )
        for at, output in enumerate(outputs)
    ]
