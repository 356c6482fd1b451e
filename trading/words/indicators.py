"""Names of indicators in words, turned into the catalogue's names such as rsi_14."""

import re
from collections.abc import Mapping

from trading.errors import FixInput
from trading.indicators import named
from trading.words.cursor import Cursor

Families = Mapping[str, tuple[str, ...]]
_PERIODS = {"rsi": 14, "sma": 20, "ema": 20, "atr": 14}
USUAL: Families = {
    "rsi": ("rsi", "relative strength index", "relative strength"),
    "macd": ("macd", "moving average convergence divergence"),
    "bbands": ("bollinger bands", "bollinger band", "bollinger", "bbands", "bband"),
    "sma": ("sma", "simple moving average", "moving average", "moving averages"),
    "ema": ("ema", "exponential moving average"),
    "atr": ("atr", "average true range"),
}
"""What people mostly speak of, by the catalogue's keys."""
_WHOLE = {"macd": "macd_12_26_9", "bbands": "bbands_20_2"}
_DIGITS = re.compile(r"[0-9]+\Z")
_CATALOGUE = re.compile(
    r"(rsi|sma|ema|atr)_?([0-9]{1,3})\Z|macd_([0-9]+)_([0-9]+)_([0-9]+)\Z|bbands_([0-9]+)_([0-9]+)\Z"
)
_BARE = frozenset({"adx", "obv", "roc", "stoch", "supertrend", "ichimoku", "aroon", "donchian", "vwap", "mfi", "cci"})
"""Keys of the catalogue that are no other word of a trader's."""


def take_catalogue_name(cursor: Cursor) -> str | None:
    """Take a name as the catalogue writes it, such as supertrend_10_3; the full name or None.

    A key alone, such as adx, stands for its default numbers, so only where the sentence has no number of its own.
    """
    word = cursor.low()
    bare = word in _BARE and not any(letter.isdigit() for token in cursor.tokens for letter in token.low)
    if not bare and "_" not in word:
        return None
    try:
        name = named(word).name
    except FixInput:
        return None
    cursor.skip()
    return name


def take_family(cursor: Cursor, families: Families) -> str | None:
    """Take the name of a kind of indicator, without numbers; the catalogue's key of it or None."""
    for family, phrases in families.items():
        if cursor.phrase(*phrases):
            return family
    return None


def take_indicator(cursor: Cursor) -> str | None:
    """Take one of the usual indicators, its period before or behind it; the catalogue's name or None."""
    start = cursor.i
    period = _period_before(cursor)
    family = take_family(cursor, USUAL)
    if family in _WHOLE:
        numbers = take_numbers(cursor, 3 if family == "macd" else 2)
        return "_".join([family, *numbers]) if numbers else _WHOLE[family]
    if family is not None:
        if cursor.low() == "(" and cursor.low(2) == ")":
            cursor.skip()
            period = period or _whole(cursor)
            cursor.skip()
        elif period is None and _whole_ahead(cursor):
            period = _whole(cursor)
        return f"{family}_{period or _PERIODS[family]}"
    cursor.i = start
    if cursor.more and _CATALOGUE.match(cursor.low()):
        return _joined(cursor.skip().low)
    if cursor.phrase("overbought", "oversold"):
        return "rsi_14"
    return None


def _joined(word: str) -> str:
    match = re.match(r"(rsi|sma|ema|atr)_?([0-9]+)\Z", word)
    return f"{match.group(1)}_{int(match.group(2))}" if match else word


def take_numbers(cursor: Cursor, wanted: int) -> list[str]:
    """Take exactly so many whole numbers, parted by commas or in brackets; else none, and nothing is taken."""
    here = cursor.i
    numbers: list[str] = []
    while cursor.more and len(numbers) < wanted and (cursor.low() in ("(", ",") or cursor.low()[0] in "0123456789"):
        token = cursor.skip()
        numbers += re.findall(r"[0-9]+", token.low)
    if len(numbers) == wanted:
        cursor.phrase(")")
        return numbers
    cursor.i = here
    return []


def _period_before(cursor: Cursor) -> int | None:
    if not _whole_ahead(cursor):
        return None
    period = _whole(cursor)
    cursor.phrase("-")
    cursor.phrase("day", "days", "period", "session", "sessions", "d")
    return period


def _whole_ahead(cursor: Cursor) -> bool:
    return cursor.more and _DIGITS.match(cursor.low()) is not None and 1 <= len(cursor.low()) <= 3


def _whole(cursor: Cursor) -> int:
    digits = cursor.skip().low
    return int(digits) if _DIGITS.match(digits) else 0
