"""Words that ask for a chart: of what, over how long, by which bars, with which indicators; code judges each."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.intent_types import Reading
from trading.analysis.chart_request import (
    SPAN_WORDS,
    ChartKind,
    ChartRequest,
    ChartSpan,
    chart_request,
    span_of_days,
    spans_of,
)
from trading.errors import FixInput
from trading.indicators import named
from trading.indicators.catalogue import search
from trading.types import Intent, Timeframe
from trading.words.cursor import Cursor
from trading.words.indicators import take_catalogue_name, take_indicator
from trading.words.names import Lexicon
from trading.words.tokens import Kind, Token

CHART = "chart"
_I = re.IGNORECASE
_CHART = re.compile(r"\b(?:charts?|charted|charting|graphs?|plot|plotted|candles?|candlesticks?)\b|^\W*draw\b", _I)
_SHOW = re.compile(r"\b(?:show|display|see|look at)\b", _I)
_COMPARE = re.compile(r"\b(?:compare\w*|comparison|versus|vs|against|side by side)\b", _I)
_ANALYSE = re.compile(r"\banaly[sz]\w*|\banalysis\b", _I)
_LINE, _AREA = re.compile(r"\blines?(?: chart| graph)?\b", _I), re.compile(r"\barea\b", _I)
_MINUTES = {1: Timeframe.MIN_1, 5: Timeframe.MIN_5, 15: Timeframe.MIN_15, 30: Timeframe.MIN_30, 60: Timeframe.HOUR_1}
_BARS = re.compile(
    r"\b(?:(?P<minutes>1|5|15|30|60)[ -]?(?:m|min|mins|minutes?)(?! ?\w* ?(?:sma|ema|rsi|atr)\b)|"
    r"(?P<hour>1 ?h|1[ -]?hours?|hourly|1 ?hr)|(?P<day>daily|1 ?d(?= (?:bars?|candles?|chart)))|"
    r"(?P<week>weekly|1 ?w(?:eek)?(?= (?:bars?|candles?|chart))))\b"
)
_COUNTED = re.compile(
    r"\b(?P<count>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half a|half an)[ -]?"
    r"(?P<unit>month|year|yr)s?\b",
    _I,
)
_SHORT = re.compile(r"\b(?P<count>\d{1,2}) ?(?P<unit>mo|mos|y|yr|yrs|M|Y|m)\b")
_LOOKING_BACK = re.compile(
    r"\b(?:last|past|previous|over|for|of)\s+(?:the\s+)?(?:last\s+|past\s+)?(?P<count>\d{1,3}|a|one|two|three|four|six)?"
    r"\s*(?P<unit>day|week|quarter)s?\b",
    _I,
)
_NAMED: tuple[tuple[re.Pattern[str], ChartSpan], ...] = (
    (re.compile(r"\b(?:this year|year to date|ytd|so far this year|since (?:the )?(?:new year|january))\b", _I),
     ChartSpan.THIS_YEAR),
    (re.compile(r"\b(?:all time|all-time|max(?:imum)?|since inception|(?:whole|entire|full|all(?: the)?) history|"
                r"all (?:there is|data)|everything|since (?:19|20)\d\d)\b", _I), ChartSpan.ALL),
    (re.compile(r"\b(?:(?:last|past|the) year)\b", _I), ChartSpan.YEAR),
    (re.compile(r"\b(?:this|last|past|the) quarter\b", _I), ChartSpan.MONTHS_3),
    (re.compile(r"\b(?:this|last|past|the) month\b", _I), ChartSpan.MONTH),
    (re.compile(r"\b(?:this|last|past|the) week\b", _I), ChartSpan.DAYS_5),
    (re.compile(r"\b(?:today|intraday)\b", _I), ChartSpan.DAY),
)  # fmt: skip
_NUMBERS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "half a": 0.5, "half an": 0.5,
}  # fmt: skip
_UNIT_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.0, "year": 365.0}
_SHORT_UNITS = {"m": "month", "mo": "month", "mos": "month", "y": "year", "yr": "year", "yrs": "year"}
_WITH = frozenset({"with", "plus", "including", "overlaid", "overlay", "adding", "add"})
_ENDS_AN_ITEM = frozenset({"and", ",", "&", "plus", "with"})
_ENDS_THE_LIST = frozenset({
    "over", "for", "during", "in", "on", "since", "from", "of", "this", "last", "past", ".", "?", "!", ";", "as", "at",
    "to",
})  # fmt: skip
_NO_ITEM = frozenset({
    "the", "a", "an", "its", "it", "my", "please", "some", "indicator", "indicators", "overlay", "overlays", "lines",
    "line", "bars", "bar", "candles", "candle", "candlesticks", "chart", "volume", "volumes", "price", "prices", "day",
    "daily", "weekly", "hourly", "period", "both", "also", "too", "me", "area", "trades", "dividends", "earnings",
})  # fmt: skip


def read_chart(own: str, tokens: Sequence[Token], lexicon: Lexicon, found: Reading) -> Reading | None:
    """Return the reading of words that ask for a chart of symbols, None for other words; a fault is a settled sentence.

    Two symbols are one comparison unless indicators are named: then each has a chart of its own.
    """
    bars, span = _bars(own), _span(own)
    if not found.symbols or not _asks(own, found, has_bars=bars is not None, has_span=span is not None):
        return None
    compares = len(found.symbols) > 1 and not found.indicators
    beside, strange = ([], "") if compares else _beside(Cursor(tokens, own, lexicon))
    if strange:
        return _told(found, _unknown(strange))
    kind = ChartKind.LINE if _LINE.search(own) else ChartKind.AREA if _AREA.search(own) else None
    timeframe = bars or Timeframe.DAY_1
    try:
        wanted = None if span is None else _fitting(span, timeframe)
        groups = [found.symbols] if compares else [(symbol,) for symbol in found.symbols]
        charts = tuple(
            chart_request(
                group,
                timeframe=timeframe,
                span=wanted,
                indicators=tuple(dict.fromkeys((*found.indicators, *beside))),
                kind=None if compares else kind,
            )
            for group in groups
        )
    except FixInput as fault:
        return _told(found, str(fault))
    intent = Intent.COMPARE if compares else Intent.INDICATOR if charts[0].indicators else Intent.ANALYSIS
    topic = "" if _ANALYSE.search(own) else CHART
    return replace(
        found,
        intent=intent,
        charts=charts,
        indicators=charts[0].indicators,
        topic=topic,
        note=_widened(span, charts[0]) or found.note,
    )


def _asks(own: str, found: Reading, *, has_bars: bool, has_span: bool) -> bool:
    if _CHART.search(own):
        return True
    if len(found.symbols) > 1 and has_span and _COMPARE.search(own):
        return True
    beside = bool(found.indicators) and re.search(r"\bwith\b", own, _I) is not None
    return _SHOW.search(own) is not None and (has_bars or beside)


def _bars(own: str) -> Timeframe | None:
    match = _BARS.search(own)
    if match is None:
        return None
    if match["minutes"]:
        return _MINUTES[int(match["minutes"])]
    return Timeframe.HOUR_1 if match["hour"] else Timeframe.DAY_1 if match["day"] else Timeframe.WEEK_1


def _span(own: str) -> ChartSpan | float | None:
    """Return the span that words name, or how many days they count; None where they say neither."""
    rest = _BARS.sub(" ", own)
    counted = _COUNTED.search(rest) or _LOOKING_BACK.search(rest)
    named_span = next((span for pattern, span in _NAMED if pattern.search(rest)), None)
    if counted is not None and (counted["count"] or named_span is None):
        unit = counted["unit"].lower().replace("yr", "year")
        return _number(counted["count"] or "1") * _UNIT_DAYS[unit]
    short = _SHORT.search(rest)
    if short is not None:
        return int(short["count"]) * _UNIT_DAYS[_SHORT_UNITS[short["unit"].lower()]]
    return named_span


def _number(text: str) -> float:
    return _NUMBERS.get(text.lower()) or float(text)


def _fitting(span: ChartSpan | float, timeframe: Timeframe) -> ChartSpan:
    """Return the span of the chart: as named where its bars allow that, else the shortest that holds it."""
    if isinstance(span, ChartSpan):
        if span in spans_of(timeframe):
            return span
        return span_of_days({ChartSpan.DAY: 1, ChartSpan.DAYS_5: 7}.get(span, 366), timeframe)
    return span_of_days(int(span), timeframe)


def _widened(span: ChartSpan | float | None, chart: ChartRequest) -> str:
    """Say that a chart begins earlier than was asked, empty where it does not."""
    if span is None or span == chart.span:
        return ""
    days = 0.0 if isinstance(span, ChartSpan) else span
    is_near = chart.span is not ChartSpan.ALL and span_of_days(int(days * 1.5) + 1, chart.timeframe) is not chart.span
    if days and is_near:
        return ""
    return f"The nearest span of such a chart is {SPAN_WORDS[chart.span]}."


def _beside(cursor: Cursor) -> tuple[list[str], str]:
    """Return the indicators that stand after "with" by their titles, and the first words that name none."""
    found: list[str] = []
    while cursor.more and cursor.low() not in _WITH:
        cursor.skip()
    item: list[str] = []
    while cursor.more:
        if take_indicator(cursor) or take_catalogue_name(cursor) or cursor.symbol():
            item = []
            continue
        token = cursor.skip()
        if token.low in _ENDS_THE_LIST and not (token.low == "on" and cursor.low() == "balance"):
            break
        if token.low in _ENDS_AN_ITEM:
            if strange := _take(item, found):
                return found, strange
            item = []
        elif token.low not in _NO_ITEM and token.kind in (Kind.WORD, Kind.NUMBER):
            item.append(token.low)
    return found, _take(item, found)


def _take(item: list[str], found: list[str]) -> str:
    """Add what the words of an item name; return them where they name nothing of the catalogue."""
    words = [word for word in item if not re.fullmatch(r"[\d.]+", word)]
    if not words:
        return ""
    numbers = [word for word in item if word not in words]
    matches = search(" ".join(words), 1) or search(" ".join(word.rstrip("s") for word in words), 1)
    if not matches:
        return " ".join(item)
    try:
        found.append(named("_".join((matches[0].key, *numbers))).name)
    except FixInput:
        return " ".join(item)
    return ""


def _unknown(words: str) -> str:
    try:
        named(words.replace(" ", "_"))
    except FixInput as fault:
        return str(fault)
    return f"{words!r:.40} is not an indicator of the catalogue"


def _told(found: Reading, said: str) -> Reading:
    sentence = f"{said[:1].upper()}{said[1:]}"
    ended = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    return replace(found, intent=Intent.UNCLEAR, reply=f"No chart was drawn. {ended}", note="", settled=True)
