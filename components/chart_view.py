"""The view of the price chart as plain values: what is in the address, what it means, and which dates it spans."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from trading.analysis.chart_request import BAR_WORDS as WORDS
from trading.analysis.chart_request import MOST_INDICATORS, MOST_TOGETHER, ChartKind, ChartRequest, ChartSpan, spans_of
from trading.analysis.chart_request import is_intraday as is_short
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
BAR_WORDS = {name: WORDS[timeframe] for name, timeframe in BAR_LENGTHS.items()}
SPANS = tuple(span.value for span in ChartSpan)
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
MOST_COMPARED = MOST_TOGETHER - 1
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
        return tuple(span.value for span in spans_of(self.timeframe))

    @property
    def is_intraday(self) -> bool:
        """Say whether a bar is shorter than a day."""
        return is_short(self.timeframe)

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
        return ChartSpan(self.span).start(today)


def view_of(request: ChartRequest) -> ChartView:
    """Return the page's view of what words or a model have asked for."""
    compares = request.kind is ChartKind.COMPARISON
    return ChartView(
        symbol=request.symbols[0],
        bars=next(name for name, timeframe in BAR_LENGTHS.items() if timeframe is request.timeframe),
        span=request.span.value,
        indicators=request.indicators,
        compare=request.symbols[1:],
        kind=next(iter(KINDS)) if compares else request.kind.value.capitalize(),
    )


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
