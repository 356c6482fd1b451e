"""Requests about many symbols at once: who moves, how the market stands, and screens in words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.intent_types import Reading
from trading.types import Intent
from trading.words.cursor import Cursor
from trading.words.indicators import take_indicator
from trading.words.names import Lexicon
from trading.words.tokens import Token

_I = re.IGNORECASE
_GAINERS = re.compile(
    r"\b(?:gainers|risers|advancers|winners|(?:rose|risen|gained|rising|gaining|(?:gone|going|went|is|are) up)"
    r" (?:the )?most|(?:best|top)[- ]perform\w+ (?:stocks|symbols|shares|companies))\b",
    _I,
)
_LOSERS = re.compile(
    r"\b(?:losers|decliners|fallers|(?:fell|fallen|lost|falling|losing|dropped|(?:gone|going|went|is|are) down)"
    r" (?:the )?most|worst[- ]perform\w+ (?:stocks|symbols|shares|companies))\b",
    _I,
)
_ACTIVE = re.compile(r"\b(?:most (?:active|traded)|(?:highest|largest|biggest) volumes?|volume leaders)\b", _I)
_MARKET = re.compile(
    r"\b(?:market (?:overview|summary|breadth|movers)|(?:top|biggest|today'?s) movers|"
    r"overview of the (?:stock )?market|"
    r"what(?:'s| is) moving|movers today|how(?:'s| is| are| was| did| does)? the (?:stock )?markets? "
    r"(?:do|doing|today|going|look|looking|done)|sectors? (?:today|performance|overview))\b",
    _I,
)
_SCREEN_WORD = re.compile(r"\b(?:screen(?:er|ing)?|scan|filter)\b", _I)
_MANY = r"(?:stocks|symbols|shares|companies|names|ones|tickers|equities)"
_SCREEN = re.compile(
    rf"\b(?:(?:which|what|any|all|find|list|show)(?: me)?(?: all| any)?(?: the| of the)? {_MANY}|"
    rf"^\W*{_MANY} (?:with|that|whose|having|where|above|below|over|under|trading|near|at|in|up|down|is|are))\b",
    _I,
)
_BELOW = ("below", "under", "less than", "lower than", "smaller than", "beneath", "<")
_ABOVE = ("above", "over", "more than", "greater than", "higher than", "larger than", "exceeding", "exceeds", ">")
_AT_MOST, _AT_LEAST = ("at most", "up to", "no more than", "maximum"), ("at least", "no less than", "minimum")
_RELATIONS = {"<": _BELOW, ">": _ABOVE, "<=": _AT_MOST, ">=": _AT_LEAST}
_BETWEEN = frozenset({
    "is", "are", "was", "of", "that", "trading", "trade", "the", "a", "an", "currently", "now", "today", "has", "have",
    "their", "its", "being", "by", "ratio", "than", "value", "stands", "been", "session",
})  # fmt: skip
_FIGURES: dict[str, tuple[str, ...]] = {
    "volume_ratio": ("relative volume", "volume ratio", "volume against usual"),
    "volume": ("volume", "trading volume"),
    "return_1m": ("return over a month", "monthly return", "one month return", "1 month return", "month return"),
    "return_3m": ("three month return", "3 month return", "quarterly return"),
    "return_1y": ("yearly return", "annual return", "one year return", "1 year return", "year return"),
    "change": ("change", "daily change", "change today", "day change"),
    "price": ("price", "share price", "prices"),
    "pe": ("p / e", "pe", "price earnings", "price to earnings"),
    "eps": ("eps", "earnings per share"),
    "dividend_yield": ("dividend yield", "yield"),
    "market_cap": ("market cap", "market capitalization", "market value"),
    "net_margin": ("net margin", "profit margin"),
    "operating_margin": ("operating margin",),
    "gross_margin": ("gross margin",),
    "revenue_growth": ("revenue growth", "sales growth"),
    "return_on_equity": ("return on equity", "roe"),
    "debt_to_equity": ("debt to equity",),
    "pb": ("p / b", "price to book"),
    "ps": ("p / s", "price to sales"),
}
"""Words by the key of the figure that they name; those of companies hold where the desk has their reports."""
_UP, _DOWN = ("up", "rose", "risen", "gained", "rising"), ("down", "fell", "fallen", "lost", "dropped", "falling")
_SPANS = {
    "return_1y": ("this year", "in a year", "over a year", "in the last year", "over the last year", "past year"),
    "return_3m": ("this quarter", "in three months", "over three months", "in 3 months", "over 3 months"),
    "return_1m": ("this month", "in a month", "over a month", "in the last month", "over the last month", "past month"),
}
_HIGH = ("high", "highs", "yearly high", "year's high", "52 week high", "52 week highs", "year high")
_LOW = ("low", "lows", "yearly low", "year's low", "52 week low", "52 week lows", "year low")
NOT_WHOLE = "I could not read every part of that screen, so nothing was looked up."
ASK_RULE = (
    "What shall I screen for? I know price, change, volume, the place in the year's range, returns and every "
    "indicator, for example: Which stocks have RSI below 30 and a price above their 200-day moving average?"
)


def read_market(own: str, tokens: Sequence[Token], lexicon: Lexicon, found: Reading) -> Reading | None:
    """Return the reading of words about many symbols, None for other words; `found` has the symbols that they name."""
    asked = replace(found, intent=Intent.ANALYSIS, note="")
    explicit = _SCREEN_WORD.search(own) is not None
    if explicit or _SCREEN.search(own):
        rules, whole = _rules(Cursor(tokens, own, lexicon))
        if not whole:
            read = f" I read: {', '.join(rules)}." if rules else ""
            return replace(found, intent=Intent.UNCLEAR, reply=f"{NOT_WHOLE}{read} {ASK_RULE}", note="", settled=True)
        if rules:
            return replace(asked, screen="; ".join(dict.fromkeys(rules)))
        if explicit and not found.symbols:
            return replace(found, intent=Intent.UNCLEAR, reply=ASK_RULE, note="")
    if found.symbols:
        return None
    which = [name for name, words in _WHICH.items() if words.search(own)]
    if not which:
        return None
    return replace(asked, movers=which[0] if len(which) == 1 else "all")


_WHICH = {"gainers": _GAINERS, "losers": _LOSERS, "active": _ACTIVE, "all": _MARKET}


def _rules(cursor: Cursor) -> tuple[list[str], bool]:
    """Return the rules, and whether no comparison was left that could not be read as one."""
    rules: list[str] = []
    whole = True
    while cursor.more:
        since = cursor.i
        rule = _state(cursor) or _move(cursor) or _comparison(cursor)
        if rule is None:
            cursor.i = since
            whole = whole and _relation(cursor) is None
            cursor.i = since
            cursor.skip()
        else:
            rules.append(rule)
    return rules, whole


def _state(cursor: Cursor) -> str | None:
    """Take a state that has a name: oversold, overbought, near the year's high or low."""
    if cursor.phrase("oversold"):
        return "rsi_14<30"
    if cursor.phrase("overbought"):
        return "rsi_14>70"
    if not cursor.phrase("near", "close to", "at"):
        return None
    _pass(cursor)
    if cursor.phrase(*_HIGH):
        return "range_52w>=90"
    return "range_52w<=10" if cursor.phrase(*_LOW) else None


def _move(cursor: Cursor) -> str | None:
    """Take a rise or a fall of so many percent: up more than 5% this month."""
    sign, rising = (">", True) if cursor.phrase(*_UP) else ("<", False)
    if not rising and not cursor.phrase(*_DOWN):
        return None
    _pass(cursor)
    relation = _relation(cursor)
    number = cursor.number()
    if number is None or number.value is None or number.unit != "%" or relation in ("<", "<="):
        return None
    value = number.value if rising else -number.value
    span = next((key for key, words in _SPANS.items() if cursor.phrase(*words)), "change")
    return f"{span}{sign}{'=' if relation == '>=' else ''}{value.normalize():f}"


def _comparison(cursor: Cursor) -> str | None:
    """Take a figure against a level; a level that is an average, or in dollars, is the price's own."""
    key = _figure(cursor)
    _pass(cursor)
    if cursor.phrase("between"):
        return _range(cursor, key)
    relation = _relation(cursor)
    if relation is None:
        return None
    _pass(cursor)
    start = cursor.i
    other = take_indicator(cursor)
    if other is not None:
        return f"{key or 'price'}{relation}{other}"
    cursor.i = start
    number = cursor.number()
    if number is None or number.value is None or (key is None and number.unit != "$"):
        return None
    return f"{key or 'price'}{relation}{number.value.normalize():f}"


def _range(cursor: Cursor, key: str | None) -> str | None:
    """Take the two ends of a range, both of them in it."""
    low = cursor.number()
    high = cursor.number() if cursor.phrase("and", "to", "-") else None
    if low is None or high is None or low.value is None or high.value is None:
        return None
    if key is None and "$" not in (low.unit, high.unit):
        return None
    return "; ".join(f"{key or 'price'}{sign}{each.value:f}" for sign, each in ((">=", low), ("<=", high)))


def _figure(cursor: Cursor) -> str | None:
    start = cursor.i
    if cursor.low() not in ("oversold", "overbought"):
        indicator = take_indicator(cursor)
        if indicator is not None:
            return indicator
    cursor.i = start
    return next((key for key, words in _FIGURES.items() if cursor.phrase(*words)), None)


def _relation(cursor: Cursor) -> str | None:
    for sign, words in _RELATIONS.items():
        if cursor.phrase(*words):
            _pass(cursor)
            if sign in "<>" and cursor.low() == "=":
                cursor.skip()
                return f"{sign}="
            return sign
    return None


def _pass(cursor: Cursor) -> None:
    while cursor.more and cursor.low() in _BETWEEN:
        cursor.skip()
