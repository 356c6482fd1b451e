"""Conditions in the words of an order: where they begin, and whether code can test them now."""

from agent.intent_types import Condition, Relation
from trading.words.cursor import Cursor
from trading.words.indicators import take_indicator
from trading.words.names import Lexicon
from trading.words.tokens import Token, text_of

_MARKERS = (
    ("if",), ("when",), ("whenever",), ("once",), ("unless",), ("until",), ("till",), ("provided",), ("assuming",),
    ("as", "soon", "as"), ("as", "long", "as"), ("in", "case"), ("after",), ("before",), ("while",), ("because",),
    ("only", "if"), ("in", "the", "event"), ("should", "it"), ("should", "the"), ("depending",), ("every", "time"),
)  # fmt: skip
_TIME_ENDS = ("cancelled", "canceled", "cancel", "i")
_RELATIONS: dict[Relation, tuple[str, ...]] = {
    Relation.BELOW: (
        "below", "under", "less than", "lower than", "<", "beneath", "smaller than", "drops below", "falls below",
        "goes below", "dips below", "trades below", "drops under", "falls under", "goes under", "dips under",
        "gets below",
        "fell below", "dropped below", "sinks below", "trading below", "drop below", "fall below",
    ),
    Relation.AT_OR_BELOW: (
        "drops to", "falls to", "dips to", "goes down to", "comes down to", "sinks to", "declines to", "< =", "at most",
        "at or below", "drop to", "fall to", "gets down to", "drops down to", "falls down to", "at or under",
    ),
    Relation.ABOVE: (
        "above", "over", "greater than", "more than", "higher than", ">", "rises above", "goes above", "climbs above",
        "goes over", "trades above", "exceeds", "gets above", "breaks above", "rose above", "trading above",
        "rises over",
        "moves above",
    ),
    Relation.AT_OR_ABOVE: (
        "rises to", "climbs to", "goes up to", "> =", "at least", "at or above", "gets up to", "rallies to",
        "at or over",
    ),
}  # fmt: skip
_SUBJECT = (
    "price of", "price", "its", "it", "stock price", "stock", "shares", "share price", "is", "'s", "of", "for", "that",
    "quote", "on", "value", "market price", "last price", "'", "are",
)  # fmt: skip
_ALL_RELATIONS = {phrase: relation for relation, phrases in _RELATIONS.items() for phrase in phrases}


def condition_at(tokens: list[Token]) -> tuple[int, int] | None:
    """Return where the first word of a condition stands and how many words mark it."""
    lows = [token.low for token in tokens]
    for i in range(len(lows)):
        for marker in sorted(_MARKERS, key=len, reverse=True):
            if tuple(lows[i : i + len(marker)]) == marker and not _is_something_else(lows, i, marker):
                return i, len(marker)
    return None


def _is_something_else(lows: list[str], i: int, marker: tuple[str, ...]) -> bool:
    after = lows[i + len(marker)] if i + len(marker) < len(lows) else ""
    if marker in (("until",), ("till",)):
        return after in _TIME_ENDS or (i > 0 and lows[i - 1] == "good")
    if marker == ("after",):
        return after == "hours"
    if marker == ("once",):
        return i > 0 and lows[i - 1] == "at"
    return marker == ("as", "soon", "as") and after == "possible"


def read_condition(tokens: list[Token], original: str, lexicon: Lexicon, symbol: str | None) -> Condition | None:
    """Return the condition when every word of it is understood and code can look it up now, else None.

    `symbol` is the order's own, which "it" and a missing name mean. A price that is to be "hit" or "reached" has no
    direction and a crossing is an event: neither is known from one look, so both give None.
    """
    tokens = [token for token in tokens if token.low not in (",", "then", "the", "currently", "now")]
    cursor = Cursor(tokens, original, lexicon)
    indicator: str | None = None
    named: str | None = None
    while cursor.more:
        if cursor.phrase(*_SUBJECT):
            continue
        found = take_indicator(cursor)
        if found is not None:
            if indicator is not None or found.startswith(("macd", "bbands")):
                return None
            indicator = found
            continue
        relation = cursor.phrase(*_ALL_RELATIONS)
        if relation is not None:
            break
        name = cursor.symbol()
        if name is None or named not in (None, name[0]):
            return None
        named = name[0]
    else:
        return None
    kind = next(r for phrase, r in _ALL_RELATIONS.items() if phrase.split() == _lows(relation))
    number = cursor.number()
    subject = named or symbol
    if number is None or number.value is None or number.unit == "%" or subject is None:
        return None
    cursor.phrase("dollars", "usd", "today", "right", "at the moment")
    if cursor.more:
        return None
    return Condition(
        symbol=subject, indicator=indicator, relation=kind, level=number.value, text=text_of(tokens, original)
    )


def _lows(relation: str) -> list[str]:
    return relation.lower().replace("<=", "< =").replace(">=", "> =").split()
