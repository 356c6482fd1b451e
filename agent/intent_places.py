"""Where a bare number is the size of an order: beside its verb or its symbol, and nowhere else."""

from agent.intent_draft import Draft
from trading.types import Side
from trading.words.cursor import Cursor, Number

BEFORE_SYMBOL = frozenset({
    "of", "the", "my", "our", "more", "additional", "extra", "please", "whole", "full", "shares", "share", "stocks",
    "stock", "units", "unit",
})  # fmt: skip
_AFTER_VERB = frozenset({
    "me", "my", "the", "our", "us", "please", "kindly", "exactly", "only", "just", "another", "order", "for", "of",
    "up", "a", "an", "position", "positions", "holding", "holdings", "by", ",", ":", "(", "-", "shares",
    "stock",
})  # fmt: skip
_AFTER_SYMBOL = frozenset({
    "please", "exactly", "only", "just", "position", "positions", "holding", "holdings", "stock", "stocks", "share",
    "shares", "x", "inc", "company", "corp", ",", ":", "(", ")", "-", "'", "'s", "another",
})  # fmt: skip
_YEARS = range(1900, 2101)
_LONGEST_NAME = 6


def is_placed(cursor: Cursor, draft: Draft, at: int, number: Number) -> bool:
    """Say whether a number that began at that token stands where a size does, the cursor behind it.

    That is directly after the verb or a symbol or at the start of an answer, or before a symbol or "each". A number
    elsewhere is a price, a time or a year as often as a size.
    """
    if cursor.low() in ("each", "apiece") or symbol_follows(cursor, BEFORE_SYMBOL):
        return True
    if number.unit == "$" and symbol_follows(cursor, BEFORE_SYMBOL | {"in", "into", "worth"}):
        return True
    end = _back(cursor, at, _AFTER_VERB)
    if end == 0 or _verb_ends(cursor, draft, end):
        return True
    reduces = draft.side is Side.SELL and number.value not in _YEARS
    end = _back(cursor, at, _AFTER_SYMBOL | ({"by"} if reduces else set()))
    return end == 0 or _symbol_ends(cursor, end)


def symbol_follows(cursor: Cursor, fillers: frozenset[str]) -> bool:
    """Say whether a symbol comes next, with nothing but these words before it; the cursor stays."""
    here = cursor.i
    while cursor.low() in fillers:
        cursor.i += 1
    found = cursor.symbol() is not None
    cursor.i = here
    return found


def _back(cursor: Cursor, at: int, fillers: frozenset[str] | set[str]) -> int:
    while at > 0 and cursor.tokens[at - 1].low in fillers:
        at -= 1
    return at


def _verb_ends(cursor: Cursor, draft: Draft, end: int) -> bool:
    verb = draft.said.get("side", "").lower().split()
    before = [token.low for token in cursor.tokens[:end] if token.low != "-"]
    return bool(verb) and before[-len(verb) :] == verb


def _symbol_ends(cursor: Cursor, end: int) -> bool:
    here = cursor.i
    found = False
    for start in range(max(0, end - _LONGEST_NAME), end):
        cursor.i = start
        found = found or (cursor.symbol() is not None and cursor.i == end)
    cursor.i = here
    return found
