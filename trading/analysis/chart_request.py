"""What a chart is to show, as one value that is valid from birth: chosen by words or by a model, judged by code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from trading.errors import FixInput
from trading.indicators import named
from trading.types import Asset, Timeframe

MOST_INDICATORS, MOST_TOGETHER = 8, 7
_Choice = TypeVar("_Choice", bound=StrEnum)


class ChartKind(StrEnum):
    """How prices are drawn: one symbol's bars in one of three ways, or percent changes of several."""

    CANDLES = "candles"
    LINE = "line"
    AREA = "area"
    COMPARISON = "comparison"


class ChartSpan(StrEnum):
    """How far back a chart begins."""

    DAY = "1D"
    DAYS_5 = "5D"
    MONTH = "1M"
    MONTHS_3 = "3M"
    MONTHS_6 = "6M"
    THIS_YEAR = "YTD"
    YEAR = "1Y"
    YEARS_5 = "5Y"
    ALL = "All"

    def start(self, today: date) -> date | None:
        """Return the first day of the span that ends today, None for everything."""
        if self is ChartSpan.THIS_YEAR:
            return date(today.year, 1, 1)
        days = SPAN_DAYS.get(self)
        return None if days is None else today - timedelta(days=days)


SPAN_DAYS: Mapping[ChartSpan, int] = {
    ChartSpan.DAY: 1,
    ChartSpan.DAYS_5: 6,
    ChartSpan.MONTH: 31,
    ChartSpan.MONTHS_3: 92,
    ChartSpan.MONTHS_6: 183,
    ChartSpan.YEAR: 366,
    ChartSpan.YEARS_5: 1827,
}
"""Calendar days of the spans that have a fixed length."""
SPAN_WORDS: Mapping[ChartSpan, str] = {
    ChartSpan.DAY: "one day",
    ChartSpan.DAYS_5: "five days",
    ChartSpan.MONTH: "one month",
    ChartSpan.MONTHS_3: "three months",
    ChartSpan.MONTHS_6: "six months",
    ChartSpan.THIS_YEAR: "this year",
    ChartSpan.YEAR: "one year",
    ChartSpan.YEARS_5: "five years",
    ChartSpan.ALL: "all that is recorded",
}
BAR_WORDS: Mapping[Timeframe, str] = {
    Timeframe.MIN_1: "1 minute",
    Timeframe.MIN_5: "5 minutes",
    Timeframe.MIN_15: "15 minutes",
    Timeframe.MIN_30: "30 minutes",
    Timeframe.HOUR_1: "hourly",
    Timeframe.DAY_1: "daily",
    Timeframe.WEEK_1: "weekly",
}
INTRADAY_SPANS = (
    ChartSpan.DAY,
    ChartSpan.DAYS_5,
    ChartSpan.MONTH,
    ChartSpan.MONTHS_3,
    ChartSpan.MONTHS_6,
    ChartSpan.ALL,
)
DAILY_SPANS = (
    ChartSpan.MONTH,
    ChartSpan.MONTHS_3,
    ChartSpan.MONTHS_6,
    ChartSpan.THIS_YEAR,
    ChartSpan.YEAR,
    ChartSpan.YEARS_5,
    ChartSpan.ALL,
)
_USUAL: Mapping[Timeframe, ChartSpan] = {
    Timeframe.MIN_1: ChartSpan.DAY,
    Timeframe.MIN_5: ChartSpan.DAYS_5,
    Timeframe.MIN_15: ChartSpan.DAYS_5,
    Timeframe.MIN_30: ChartSpan.MONTH,
    Timeframe.HOUR_1: ChartSpan.MONTH,
    Timeframe.DAY_1: ChartSpan.MONTHS_6,
    Timeframe.WEEK_1: ChartSpan.YEARS_5,
}


def is_intraday(timeframe: Timeframe) -> bool:
    """Say whether a bar is shorter than a day."""
    return timeframe not in (Timeframe.DAY_1, Timeframe.WEEK_1)


def spans_of(timeframe: Timeframe) -> tuple[ChartSpan, ...]:
    """Return the spans that make sense for this length of a bar."""
    return INTRADAY_SPANS if is_intraday(timeframe) else DAILY_SPANS


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRequest:
    """A chart: which symbols, how far back, by which bars, with which indicators, and drawn how.

    Indicators are full names of the catalogue, such as rsi_14. A comparison has 2 to 7 symbols and no indicators, any
    other kind one symbol. Raises FixInput with what there is instead.
    """

    symbols: tuple[str, ...]
    timeframe: Timeframe = Timeframe.DAY_1
    span: ChartSpan = ChartSpan.MONTHS_6
    indicators: tuple[str, ...] = ()
    kind: ChartKind = ChartKind.CANDLES

    def __post_init__(self) -> None:
        _check_symbols(self.symbols, self.kind)
        if self.span not in spans_of(self.timeframe):
            raise FixInput(
                f"a chart of {BAR_WORDS[self.timeframe]} bars cannot span {self.span}; "
                f"choose one of {', '.join(spans_of(self.timeframe))}"
            )
        if self.kind is ChartKind.COMPARISON and self.indicators:
            raise FixInput("a comparison shows percent changes and no indicators; leave them out or name one symbol")
        if len(self.indicators) > MOST_INDICATORS:
            raise FixInput(f"{len(self.indicators)} indicators are more than the {MOST_INDICATORS} of one chart")
        for name in self.indicators:
            if named(name).name != name:
                raise FixInput(f"{name!r:.40} is not the whole name of an indicator; write it like {named(name).name}")

    @property
    def words(self) -> str:
        """Return what is drawn in a few words: AAPL, daily candles over six months with RSI (14)."""
        bars, span = re.sub(r" minutes?$", "-minute", BAR_WORDS[self.timeframe]), SPAN_WORDS[self.span]
        over = span if self.span is ChartSpan.THIS_YEAR else f"over {span}"
        if self.kind is ChartKind.COMPARISON:
            return f"{', '.join(self.symbols)} compared by percent change, {bars} bars, {over}"
        labels = [named(name).label for name in self.indicators]
        beside = f" with {' and '.join(filter(None, (', '.join(labels[:-1]), labels[-1])))}" if labels else ""
        return f"{self.symbols[0]}, {bars} {_DRAWN[self.kind]} {over}{beside}"


_DRAWN = {ChartKind.CANDLES: "candles", ChartKind.LINE: "closes", ChartKind.AREA: "closes"}


def _check_symbols(symbols: Sequence[str], kind: ChartKind) -> None:
    if len(set(symbols)) != len(symbols) or not all(symbols):
        raise FixInput(f"{', '.join(symbols)!r:.80} names a symbol twice or none; name each once")
    if kind is ChartKind.COMPARISON and not 2 <= len(symbols) <= MOST_TOGETHER:
        raise FixInput(f"{len(symbols)} symbols cannot be compared in one chart; name 2 to {MOST_TOGETHER}")
    if kind is not ChartKind.COMPARISON and len(symbols) != 1:
        raise FixInput(
            f"{len(symbols)} symbols do not fit one chart of {kind}; name one, or ask for {ChartKind.COMPARISON}"
        )


def chart_request(
    symbols: Sequence[str],
    *,
    timeframe: str | None = None,
    span: str | None = None,
    indicators: Sequence[str] = (),
    kind: str | None = None,
) -> ChartRequest:
    """Return the request that plain texts ask for; what is left out takes what is usual. Raises FixInput.

    >>> chart_request(["AAPL"], indicators=["rsi", "macd"]).indicators
    ('rsi_14', 'macd_12_26_9')
    """
    bars = _choice("the length of a bar", Timeframe, timeframe) or Timeframe.DAY_1
    usual = ChartKind.COMPARISON if len(symbols) > 1 and not indicators else ChartKind.CANDLES
    return ChartRequest(
        symbols=tuple(dict.fromkeys(symbols)),
        timeframe=bars,
        span=_choice("the span", ChartSpan, span) or _USUAL[bars],
        indicators=tuple(dict.fromkeys(named(name).name for name in indicators)),
        kind=_choice("the kind", ChartKind, kind) or usual,
    )


def request_from_wire(body: Mapping[str, Any]) -> ChartRequest:
    """Return the request that a step has kept. Raises FixInput."""
    return chart_request(
        [str(symbol) for symbol in body["symbols"]],
        timeframe=str(body["timeframe"]),
        span=str(body["span"]),
        indicators=[str(name) for name in body["indicators"]],
        kind=str(body["kind"]),
    )


def span_of_days(days: int, timeframe: Timeframe) -> ChartSpan:
    """Return the shortest span of fixed length that holds so many days, everything where none does.

    >>> span_of_days(60, Timeframe.DAY_1), span_of_days(4000, Timeframe.DAY_1)
    (<ChartSpan.MONTHS_3: '3M'>, <ChartSpan.ALL: 'All'>)
    """
    fixed = [span for span in spans_of(timeframe) if span in SPAN_DAYS]
    return next((span for span in fixed if SPAN_DAYS[span] >= days), ChartSpan.ALL)


def computable(asset: Asset, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the indicators into those that this symbol's data allows and the sentences of the others."""
    from trading.indicators.catalogue import Needs

    if not asset.closes_only:
        return list(names), []
    kept, left_out = [], []
    for name in names:
        wanted = named(name)
        if wanted.indicator.needs is Needs.CLOSE:
            kept.append(name)
        else:
            left_out.append(f"{wanted.label} needs the {wanted.indicator.needs} of each bar, which is not recorded.")
    return kept, left_out


def _choice(what: str, choices: type[_Choice], text: str | None) -> _Choice | None:
    if text is None or not text.strip():
        return None
    found = next((one for one in choices if one.value.casefold() == text.strip().casefold()), None)
    if found is None:
        raise FixInput(f"{what} of a chart is one of {', '.join(choices)}, not {text!r:.40}")
    return found
