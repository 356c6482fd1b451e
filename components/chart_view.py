"""The view of the price chart as plain values: what is in the address, what it means, and which dates it spans."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trading.errors import FixInput
from trading.indicators import named
from trading.types import Timeframe

BAR_LENGTHS = {"Day": Timeframe.DAY_1, "Week": Timeframe.WEEK_1}
SPANS = {"3M": 92, "6M": 183, "1Y": 366, "5Y": 1827, "All": None}
PRESETS = (
    "bbands_20_2",
    "sma_20",
    "sma_50",
    "sma_200",
    "ema_12",
    "ema_26",
    "rsi_14",
    "macd_12_26_9",
    "stoch_14_3_3",
    "atr_14",
    "adx_14",
    "roc_10",
    "obv",
)
FIRST_SEEN = ("bbands_20_2", "rsi_14", "macd_12_26_9")
MOST_INDICATORS, MOST_COMPARED = 8, 6
_NAMES = ("symbol", "bars", "range", "indicators", "compare")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What the chart shows: one symbol, the length of a bar, the span, indicators by name, and others beside it."""

    symbol: str
    bars: str = "Day"
    span: str = "6M"
    indicators: tuple[str, ...] = FIRST_SEEN
    compare: tuple[str, ...] = ()

    @property
    def timeframe(self) -> Timeframe:
        """Return the length of a bar as the market names it."""
        return BAR_LENGTHS[self.bars]

    def start(self, today: date) -> date | None:
        """Return the first day of the span that ends today, None for everything."""
        days = SPANS[self.span]
        return None if days is None else today - timedelta(days=days)


def view_to_params(view: ChartView) -> dict[str, str]:
    """Return the view as the address carries it; lists are joined by commas, an empty list stays visible.

    >>> view_to_params(ChartView(symbol="AAPL", indicators=()))
    {'symbol': 'AAPL', 'bars': 'Day', 'range': '6M', 'indicators': ''}
    """
    params = {
        "symbol": view.symbol,
        "bars": view.bars,
        "range": view.span,
        "indicators": ",".join(view.indicators),
    }
    return params | ({"compare": ",".join(view.compare)} if view.compare else {})


def view_from_params(params: Mapping[str, str], base: ChartView, symbols: Collection[str]) -> ChartView:
    """Return the view that an address asks for; what it does not say, or says wrongly, stays as in `base`."""
    symbol = params.get("symbol", "").upper()
    bars, span = params.get("bars", "").capitalize(), params.get("range", "")
    span = next((known for known in SPANS if known.lower() == span.lower()), base.span)
    symbol = symbol if symbol in symbols else base.symbol
    indicators = known_names(params["indicators"].split(",")) if "indicators" in params else base.indicators
    others = [one.upper() for one in params.get("compare", "").split(",")]
    return ChartView(
        symbol=symbol,
        bars=bars if bars in BAR_LENGTHS else base.bars,
        span=span,
        indicators=indicators[:MOST_INDICATORS],
        compare=tuple(dict.fromkeys(one for one in others if one in symbols and one != symbol))[:MOST_COMPARED],
    )


def own_params(params: Mapping[str, str]) -> dict[str, str]:
    """Return the part of an address that speaks of the chart."""
    return {name: params[name] for name in _NAMES if name in params}


def known_names(typed: Collection[str]) -> tuple[str, ...]:
    """Return the indicators that these texts name, in full and without repeats; what is none is left out.

    >>> known_names(["RSI", "sma 100", "nonsense", "rsi_14"])
    ('rsi_14', 'sma_100')
    """
    found: dict[str, None] = {}
    for text in typed:
        try:
            found[_indicator(text)] = None
        except FixInput:
            continue
    return tuple(found)


def unknown_names(typed: Collection[str]) -> list[str]:
    """Return the sentences of the texts that name no indicator."""
    sentences = []
    for text in typed:
        try:
            _indicator(text)
        except FixInput as fault:
            sentences.append(str(fault))
    return sentences


def _indicator(text: str) -> str:
    joined = "_".join(text.replace(",", " ").replace("(", " ").replace(")", " ").replace("_", " ").split())
    return named(joined).name
