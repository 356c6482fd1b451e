"""The view of the price chart as plain values: what is in the address, what it means, and which dates it spans."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trading.errors import FixInput
from trading.indicators import named
from trading.types import Timeframe

BAR_LENGTHS = {
    "1m": Timeframe.MIN_1,
    "5m": Timeframe.MIN_5,
    "15m": Timeframe.MIN_15,
    "30m": Timeframe.MIN_30,
    "1h": Timeframe.HOUR_1,
    "Day": Timeframe.DAY_1,
    "Week": Timeframe.WEEK_1,
}
BAR_WORDS = {
    "1m": "1 minute",
    "5m": "5 minutes",
    "15m": "15 minutes",
    "30m": "30 minutes",
    "1h": "hourly",
    "Day": "daily",
    "Week": "weekly",
}
SPANS = {"1D": 1, "5D": 6, "1M": 31, "3M": 92, "6M": 183, "1Y": 366, "5Y": 1827, "All": None}
INTRADAY_SPANS = ("1D", "5D", "1M", "3M", "6M", "All")
DAILY_SPANS = ("1M", "3M", "6M", "1Y", "5Y", "All")
_PROFILE = "profile"
_ALL_HOURS = "all"
KINDS = {"Candles": "candles", "Line": "line", "Area": "area"}
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
_NAMES = ("symbol", "bars", "range", "indicators", "compare", "kind", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What the chart shows: one symbol, the length of a bar, the span, indicators by name, and others beside it.

    `kind` is a key of KINDS; `profile` adds the volume traded at each price, `extended` the bars of a day from before
    the open and after the close.
    """

    symbol: str
    bars: str = "Day"
    span: str = "6M"
    indicators: tuple[str, ...] = FIRST_SEEN
    compare: tuple[str, ...] = ()
    kind: str = "Candles"
    profile: bool = False
    extended: bool = False

    @property
    def spans(self) -> tuple[str, ...]:
        """Return the spans that make sense for this length of a bar."""
        return INTRADAY_SPANS if self.is_intraday else DAILY_SPANS

    @property
    def is_intraday(self) -> bool:
        """Say whether a bar is shorter than a day."""
        return self.timeframe not in (Timeframe.DAY_1, Timeframe.WEEK_1)

    @property
    def timeframe(self) -> Timeframe:
        """Return the length of a bar as the market names it."""
        return BAR_LENGTHS[self.bars]

    @property
    def bar_words(self) -> str:
        """Return the length of a bar as the title says it."""
        return BAR_WORDS[self.bars]

    def start(self, today: date) -> date | None:
        """Return the first day of the span that ends today, None for everything."""
        days = SPANS[self.span]
        return None if days is None else today - timedelta(days=days)


def view_to_params(view: ChartView) -> dict[str, str]:
    """Return the view as the address carries it; lists are joined by commas, an empty list stays visible.

    >>> view_to_params(ChartView(symbol="AAPL", indicators=()))
    {'symbol': 'AAPL', 'bars': 'Day', 'range': '6M', 'indicators': '', 'kind': 'candles'}
    """
    params = {
        "symbol": view.symbol,
        "bars": view.bars,
        "range": view.span,
        "indicators": ",".join(view.indicators),
    }
    params["kind"] = view.kind.lower() + (f",{_PROFILE}" if view.profile else "")
    hours = {"hours": _ALL_HOURS} if view.extended else {}
    return params | ({"compare": ",".join(view.compare)} if view.compare else {}) | hours


def view_from_params(params: Mapping[str, str], base: ChartView, symbols: Collection[str]) -> ChartView:
    """Return the view that an address asks for; what it does not say, or says wrongly, stays as in `base`."""
    symbol = params.get("symbol", "").upper()
    bars, span = params.get("bars", "").capitalize(), params.get("range", "")
    span = next((known for known in SPANS if known.lower() == span.lower()), base.span)
    symbol = symbol if symbol in symbols else base.symbol
    indicators = known_names(params["indicators"].split(",")) if "indicators" in params else base.indicators
    kind, _, profile = params.get("kind", "").partition(",")
    others = [one.upper() for one in params.get("compare", "").split(",")]
    return ChartView(
        symbol=symbol,
        bars=bars if bars in BAR_LENGTHS else base.bars,
        span=span,
        indicators=indicators[:MOST_INDICATORS],
        compare=tuple(dict.fromkeys(one for one in others if one in symbols and one != symbol))[:MOST_COMPARED],
        kind=kind.capitalize() if kind.capitalize() in KINDS else base.kind,
        profile=profile == _PROFILE if "kind" in params else base.profile,
        extended=params.get("hours", "") == _ALL_HOURS,
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
