"""The bars and the stretch of the past that words name: weekly bars, since 2005, over the last five years."""

import re
from calendar import monthrange
from datetime import date

from trading.strategies.words.reading import Period
from trading.types import Timeframe

_I = re.IGNORECASE
_BAR = r"(?:bars?|candles?|candlesticks?|charts?|data|closes?|prices?|basis|timeframe|time frame|bar size)"
_LENGTHS = (
    (Timeframe.MIN_1, r"(?:1|one)[ -]?min(?:ute)?"),
    (Timeframe.MIN_5, r"(?:5|five)[ -]?min(?:ute)?"),
    (Timeframe.MIN_15, r"(?:15|fifteen)[ -]?min(?:ute)?"),
    (Timeframe.MIN_30, r"(?:30|thirty)[ -]?min(?:ute)?"),
    (Timeframe.HOUR_1, r"(?:hourly|(?:1|one)[ -]?hour|60[ -]?min(?:ute)?)"),
    (Timeframe.DAY_1, r"(?:daily|(?:1|one)[ -]?day|end[ -]of[ -]day)"),
    (Timeframe.WEEK_1, r"(?:weekly|(?:1|one)[ -]?week)"),
)
_TIMEFRAMES = tuple(
    (each, re.compile(rf"\b(?:(?:on|using|with|at|over)\s+)?(?:an?\s+|the\s+)?{words}\s+{_BAR}\b", _I))
    for each, words in _LENGTHS
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    rf"(?:(?:18|19|20|21)\d\d-\d{{1,2}}-\d{{1,2}}|(?:{_MONTH}\.?,?\s+)?(?:\d{{1,2}},?\s+)?(?:19|20)\d\d)"
    r"(?!\d|-\d|\s*(?:usd|dollars|shares|%|/))"
)
_RANGES = (
    re.compile(
        rf"\b(?:from|between)\s+(?P<start>{_DAY})\s*(?:to|until|till|and|through|-|up to)\s*(?P<end>{_DAY})", _I
    ),
    re.compile(r"\b(?P<start>(?:19|20)\d\d)\s*(?:-|to)\s*(?P<end>(?:19|20)\d\d)\b(?!-)", _I),
    re.compile(
        rf"\b(?:since|starting(?: in| from)?|beginning(?: in)?|from)\s+(?P<start>{_DAY})(?:\s+(?:on|onwards?))?", _I
    ),
    re.compile(rf"\b(?:until|up to|through|before)\s+(?P<end>{_DAY})", _I),
    re.compile(rf"\b(?:in|during|for|over)\s+(?:the\s+year\s+)?(?P<whole>{_DAY})", _I),
)
_COUNTS = {
    word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_LAST = re.compile(
    r"\b(?:(?:over|in|for|during|across|using|on)\s+)?(?:the\s+)?(?:last|past|previous)\s+"
    rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})?\s*(?P<unit>years?|months?|decades?)\b(?!\s*(?:high|low))",
    _I,
)
_OF_DATA = re.compile(
    rf"\b(?:(?:over|on|with|for)\s+)?(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+(?P<unit>years?|months?|decades?)"
    r"(?:\s+of\s+(?:data|history|prices|daily data|bars)|\s+back)",
    _I,
)
_A_UNIT = {"year": 12, "month": 1, "decade": 120}


def take_timeframe(text: str) -> tuple[Timeframe | None, str]:
    """Return the length of the bars that the words name, and the words with those blanked out."""
    for timeframe, pattern in _TIMEFRAMES:
        match = pattern.search(text)
        if match is not None:
            return timeframe, _blank(text, match)
    return None, text


def take_period(text: str) -> tuple[Period | None, str]:
    """Return the stretch of the past that the words name, and the words with it blanked out."""
    for pattern in _RANGES:
        match = pattern.search(text)
        if match is None:
            continue
        found = _period(match.groupdict())
        if found is not None:
            return found, _blank(text, match)
    match = _LAST.search(text) or _OF_DATA.search(text)
    if match is None:
        return None, text
    said = (match["count"] or "1").lower()
    count = _COUNTS.get(said) or int(said)
    months = count * _A_UNIT[match["unit"].lower().removesuffix("s")]
    return (Period(last_months=months), _blank(text, match)) if 0 < months <= 2400 else (None, text)


def _period(found: dict[str, str | None]) -> Period | None:
    whole = found.get("whole")
    if whole:
        first, last = _edge(whole, last=False), _edge(whole, last=True)
        return Period(start=first, end=last) if first and last else None
    start, end = found.get("start"), found.get("end")
    first = _edge(start, last=False) if start else None
    last = _edge(end, last=True) if end else None
    if (start and first is None) or (end and last is None) or (first and last and last < first):
        return None
    return Period(start=first, end=last)


def _edge(text: str, *, last: bool) -> date | None:
    """Return the first or last day of what a date says: a day, a month or a year."""
    try:
        if "-" in text:
            return date(*map(int, text.split("-")))
        year = int(text[-4:])
        named = re.match(_MONTH, text, _I)
        month = next((n for n, name in enumerate(_MONTHS, 1) if named and name.startswith(named[0][:3].lower())), None)
        day = re.search(r"\b(\d{1,2}),?\s+\d{4}", text)
        if month is None:
            return date(year, 12, 31) if last else date(year, 1, 1)
        if day is not None:
            return date(year, month, int(day[1]))
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except ValueError:
        return None


def _blank(text: str, match: re.Match[str]) -> str:
    """Return the text with a match as spaces, so that places in it stay."""
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
