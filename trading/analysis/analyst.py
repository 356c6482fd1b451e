"""The analyst: figures and plain words about symbols, from the market port and what companies report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from trading.analysis.buckets import bar_columns
from trading.analysis.companies import company_answer
from trading.analysis.compared import compare_closes
from trading.analysis.kept import KeptColumns
from trading.analysis.moods import mood_answer
from trading.analysis.reports import Analysis, BarColumns, Comparison, IndicatorReading
from trading.analysis.words import analysis_summary, indicator_sentence
from trading.errors import FixInput, NoData, TradingError
from trading.fundamentals.desk import Fundamentals
from trading.indicators import Category, Reading, named, read
from trading.ports import Clock, MarketData
from trading.types import Bars, Timeframe

if TYPE_CHECKING:
    import pandas as pd

    from trading.sentiment.desk import SentimentDesk

STANDARD = ("rsi_14", "macd_12_26_9", "bbands_20_2", "sma_20", "ema_20", "atr_14")
MOST_INDICATORS = 20
MOST_COMPARED = 12
NO_FUNDAMENTALS = "no source of fundamentals is wired to this analysis"


class Analyst:
    """Analyses what the market shows at its now; raises what the market raises (UnknownSymbol, NoData, ...)."""

    def __init__(
        self,
        market: MarketData,
        clock: Clock,
        fundamentals: Fundamentals | None = None,
        sentiment: "SentimentDesk | None" = None,
    ) -> None:
        self._market = market
        self._clock = clock
        self._fundamentals = fundamentals
        self._sentiment = sentiment
        self._kept = KeptColumns()

    def analyze(
        self, symbol: str, timeframe: Timeframe = Timeframe.DAY_1, indicators: Sequence[str] | None = None
    ) -> Analysis:
        """Return price, change, indicators and a summary, computed on the whole adjusted history up to now.

        Without names it reads the standard ones and says in `missing` why one cannot be had; a name that was asked
        for and is unknown raises FixInput.
        """
        wanted = _names(STANDARD if indicators is None else indicators)
        asset = self._market.asset(symbol)
        bars = self._market.bars(symbol, timeframe)
        closes = bars.frame["close"].to_numpy()
        price = float(closes[-1])
        change = None if len(closes) == 1 else float(closes[-1] / closes[-2] - 1) * 100
        values, missing = _read_all(bars, wanted)
        company, reason = self._company(symbol)
        mood, why_none = mood_answer(self._sentiment, symbol)
        found = Analysis(
            symbol=symbol,
            name=asset.name,
            timeframe=timeframe,
            as_of=bars.as_of,
            source=bars.source,
            price=price,
            change_pct=change,
            closes_only=bars.closes_only,
            indicators=values,
            missing=missing,
            fundamentals=company,
            fundamentals_reason=reason,
            sentiment=mood,
            sentiment_reason=why_none,
        )
        return replace(found, summary=analysis_summary(found, now=self._clock.now()))

    def _company(self, symbol: str) -> tuple[Mapping[str, Any] | None, str | None]:
        """Return the company's figures, or None and why: prices stand though no report can be had."""
        if self._fundamentals is None:
            return None, NO_FUNDAMENTALS
        try:
            return company_answer(self._fundamentals.company(symbol)), None
        except TradingError as fault:
            return None, str(fault)

    def indicator(self, symbol: str, name: str, timeframe: Timeframe = Timeframe.DAY_1) -> IndicatorReading:
        """Return one indicator at the last bar, under its full name. Raises FixInput, NoData."""
        full_name = named(name).name
        bars = self._market.bars(symbol, timeframe)
        value = read(bars, full_name)
        price = float(bars.frame["close"].iloc[-1])
        return IndicatorReading(
            symbol=symbol,
            name=full_name,
            value=value,
            as_of=bars.as_of,
            source=bars.source,
            sentence=indicator_sentence(full_name, value, price=price, where=f" of {symbol} on {bars.as_of:%Y-%m-%d}"),
        )

    def compare(self, symbols: Sequence[str], sessions: int = 252) -> Comparison:
        """Return several symbols over the last sessions that all of them have, up to `sessions` steps of a day.

        Raises FixInput for fewer than two or too many symbols, NoData when they share fewer than two sessions.
        """
        wanted = list(dict.fromkeys(symbols))
        if not 2 <= len(wanted) <= MOST_COMPARED:
            raise FixInput(f"{len(wanted)} different symbols cannot be compared; name 2 to {MOST_COMPARED}")
        if sessions < 1:
            raise FixInput(f"{sessions} sessions are too few to compare; ask for 1 or more")
        found = [(self._market.asset(symbol), self._market.bars(symbol)) for symbol in wanted]
        return compare_closes(found, sessions=sessions)

    def bar_buckets(
        self,
        symbol: str,
        timeframe: Timeframe = Timeframe.DAY_1,
        start: date | None = None,
        end: date | None = None,
        *,
        adjusted: bool = True,
        buckets: int | None = None,
        indicators: Sequence[str] = (),
        extended: bool = False,
    ) -> BarColumns:
        """Return the columns of a chart between two inclusive dates, in at most `buckets` rows.

        Indicators are computed on the whole history, so that they agree with `analyze` wherever the chart starts.
        With `extended` they are computed on the bars of all hours, as charts of other desks do: an average of 20
        bars is that of the 20 bars that are seen, and may differ from what `analyze` says.
        Raises FixInput for fewer than one bucket or an unknown indicator, NoData for an empty range.
        """
        if buckets is not None and buckets < 1:
            raise FixInput(f"{buckets} buckets cannot hold a bar; ask for 1 or more")
        names = _names(indicators)
        shown = self._market.bars(symbol, timeframe, start=start, end=end, adjusted=adjusted, extended=extended)
        columns: dict[str, pd.Series[float]] = {}
        patterns = [name for name in names if named(name).indicator.category is Category.CANDLE]
        if names:
            whole, first = self._whole(shown, start, end)
            for name in names:
                for part, values in self._kept.of(whole, name).items():
                    key = name if part == name else f"{name}.{part}"
                    columns[key] = values.iloc[first : first + len(shown.frame)]
        return bar_columns(shown, columns, patterns, buckets=buckets)

    def _whole(self, shown: Bars, start: date | None, end: date | None) -> tuple[Bars, int]:
        """Return the bars that indicators are computed on, and where in them the shown ones begin.

        All up to now, so that every part of a chart asks for the same; up to `end` where a bar that is cut there,
        a week for example, is not among them.
        """
        if start is None and end is None:
            return shown, 0
        extended = shown.outside is not None
        whole = self._market.bars(shown.symbol, shown.timeframe, adjusted=shown.adjusted, extended=extended)
        first, count = whole.frame.index.searchsorted(shown.frame.index[0]), len(shown.frame)
        if not whole.frame.index[first : first + count].equals(shown.frame.index):
            whole = self._market.bars(
                shown.symbol, shown.timeframe, end=end, adjusted=shown.adjusted, extended=extended
            )
            first = len(whole.frame) - count
        # a source far away tells a few years unless it is asked for more, and the chart may begin before them
        return (whole, int(first)) if first >= 0 else (shown, 0)


def _names(asked: Sequence[str]) -> list[str]:
    if len(asked) > MOST_INDICATORS:
        raise FixInput(f"{len(asked)} indicators are more than {MOST_INDICATORS}; ask for fewer at a time")
    return list(dict.fromkeys(named(name).name for name in asked))


def _read_all(bars: Bars, names: Sequence[str]) -> tuple[dict[str, Reading], dict[str, str]]:
    values: dict[str, Reading] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            values[name] = read(bars, name)
        except NoData as fault:
            missing[name] = str(fault)
    return values, missing
