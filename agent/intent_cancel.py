"""The grammar of taking an order back: every word understood, or it is none."""

from agent.intent_types import AskedCancel
from agent.intent_verbs import PLEASE, REQUESTS, WONDERING
from trading.types import Side
from trading.words.cursor import Cursor

_VERBS = ("cancel", "withdraw", "take back", "revoke", "pull", "kill", "discard", "delete", "remove")
_BEFORE = (
    "please", "i want to", "i'd like to", "i would like to", "now", "hi", "hey", "ok", "okay", "let's",
    "go ahead and", "kindly", ",", *REQUESTS,
)  # fmt: skip
_FILL = ("my", "the", "that", "this", "it", "open", "pending", "resting", "last", "latest", "order", "for", "of",
"on", "in",
         "please", "now", "limit", "stop", "stop limit", "trailing", "waiting", "proposal", "for me", "thanks", ",",
         "to",
         "shares", "stock", "bracket", "and", "a", "unfilled", "working", "current")  # fmt: skip


def read_cancel_sentence(cursor: Cursor, *, polite_only: bool) -> AskedCancel | None:
    """Return which orders a sentence takes back, None when it is no such request.

    With `polite_only` (it ends as a question), and after "would you", it must ask with please.
    """
    polite = False
    while said := cursor.phrase(*_BEFORE):
        polite |= said.lower() in PLEASE
        polite_only |= said.lower() in WONDERING
    since = cursor.i
    if cursor.phrase(*_VERBS) is None:
        return None
    symbol: str | None = None
    side: Side | None = None
    every = False
    said_fields: dict[str, str] = {}
    while cursor.more:
        if cursor.phrase("all", "every", "both", "each") or cursor.phrase("orders", "proposals", "everything"):
            every = True
        elif word := cursor.phrase("buy", "sell"):
            side = Side(word.lower())
        elif phrase := cursor.phrase(*_FILL):
            polite |= phrase.lower() == "please"
        elif (found := cursor.symbol()) is not None and symbol in (None, found[0]):
            symbol = found[0]
            said_fields["symbol"] = found[1]
        else:
            return None
    if polite_only and not polite:
        return None
    said_fields["action"] = cursor.said(since)
    return AskedCancel(symbol=symbol, side=side, every=every, said=said_fields)
