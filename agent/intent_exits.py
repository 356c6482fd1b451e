"""The grammar of wanting no exits: "without a stop" is a term of an order and no negation of it."""

import re

from agent.intent_draft import Draft
from trading.words.cursor import Cursor

_WHAT = ("stop loss", "stop losses", "stoploss", "stops", "stop", "exits", "exit", "protection", "bracket")
_DECLINES = tuple(
    f"{lead} {what}"
    for what in _WHAT
    for lead in ("without a", "without an", "without any", "without", "with no", "and no", "no")
)
_MORE = tuple(
    f"{link} {what}"
    for what in ("take profit", "target", "stop loss", "stop", "exits")
    for link in ("or a", "or any", "or", "and a", "and no", "and", "nor a", "nor")
)
_NOT_AFTER = ("limit", "price", "order", "buying", "selling", "trading", "at")
_WORDS = "|".join(re.escape(what).replace(r"\ ", r"[\s-]?") for what in _WHAT)
_DECLINED = re.compile(
    rf"\b(?:without(?:\s+(?:an?|any))?|(?:(?:with|and)\s+)?no)\s+(?:{_WORDS})\b"
    rf"(?:\s+(?:n?or|and)(?:\s+(?:a|any|no))?\s+(?:target|take[\s-]?profit|{_WORDS})\b)?"
    rf"(?!\s*-?\s*(?:{'|'.join(_NOT_AFTER)})\b)",
    re.IGNORECASE,
)


def take_decline(cursor: Cursor, draft: Draft) -> bool:
    """Take "without a stop" and its kin at the cursor; True when there was one."""
    since = cursor.i
    if cursor.phrase("naked"):
        draft.put("no_exits", True, cursor.said(since))
        return True
    if not cursor.phrase(*_DECLINES) or cursor.low() in _NOT_AFTER:
        cursor.i = since
        return False
    cursor.phrase(*_MORE)
    draft.put("no_exits", True, cursor.said(since))
    return True


def without_declines(own: str) -> str:
    """Return the words without those that only decline exits, so that a negation of the order itself is still found.

    >>> without_declines("Buy 1 AAPL without a stop")
    'Buy 1 AAPL '
    >>> without_declines("no stop buying AAPL")
    'no stop buying AAPL'
    """
    return _DECLINED.sub("", own)
