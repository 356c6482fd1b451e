"""The words around an order: courtesy, requests, what places one, and the verbs that give its side."""

from decimal import Decimal

from agent.intent_draft import Draft
from agent.intent_types import Size, SizeKind
from trading.types import Side
from trading.words.cursor import Cursor

COURTESY = (
    "please", "kindly", "pls", "plz", "hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning",
    "ok", "okay",
    "now",
    "then", "also", "and", "and then", "next", "first", "just", "quickly", "so", ",", ":", "-", "i want to", "i wanna",
    "i want you to", "i would like to", "i'd like to", "i would like you to", "i'd like you to", "i need to",
    "i need you to", "i'd love to", "id like to", "let's", "lets", "let us", "go ahead and", "go and", "help me",
    "help me to", "propose to", "propose", "start by", "finally", "afterwards", "second", "new order", "order",
)  # fmt: skip
WONDERING = ("will you", "would you", "would you mind", "are you able to", "will u", "would u", "are u able to")
"""What asks for a forecast, an opinion or an ability as often as for an act: a request only with a word of asking."""
REQUESTS = ("can you", "could you", "can u", "could u", *WONDERING)
PLEASE = frozenset({"please", "kindly", "pls", "plz"})
PLACING = (
    "place", "submit", "enter", "create", "make", "put in", "set up", "prepare", "write", "draft", "put", "open",
    "send",
)  # fmt: skip
BUY = ("buy", "purchase", "acquire", "pick up", "get me", "buy me", "go long", "buy up", "invest")
SELL = ("sell", "dump", "unload", "offload", "get rid of", "sell off", "sell out of", "trim", "reduce")
CLOSE = (
    "close", "close out", "exit", "liquidate", "flatten", "get out of", "get me out of", "take me out of", "unwind",
    "sell all", "sell everything", "sell to close",
)  # fmt: skip
RIDDANCE = frozenset({"dump", "unload", "offload", "get rid of", "sell out of"})
HELD = tuple(
    f"{that}{said}{of}" for that in ("", "that ") for said in ("i have", "i own", "i hold", "i've got")
    for of in ("", " in", " of")
)  # fmt: skip
THANKS = ("please", "thanks", ",", "now")
SMALL = (
    "please", "for me", "for my account", "for us", "thanks", "thank you", "thx", "pls", "plz", "right now", "now",
    "asap", "at once",
    "immediately", "as soon as possible", "straight away", "just", "only", "today", "of", "in", "the", "my", "our",
    "by",
    "worth", "worth of", "a", "an", "kindly", "again", "exactly", "it", "them", "too", "as well", "company", "inc",
    "then", "also", "to me", "from my portfolio",
    "from my account", "in my portfolio", "in my account", "paper", "sir", "'", "(", ")", ":",
)  # fmt: skip
HOLDINGS = ("position", "positions", "holding", "holdings", "trade")
ORDER_TO = ("order", "an order", "order to", "an order to", "order for", "to", "position in")

_NOUNS = frozenset({"close", "exit"})
"""Closing verbs that are nouns as well: "close of AAPL" is a price."""


def take_verb(cursor: Cursor, draft: Draft) -> bool:
    """Take a verb of buying, selling or closing at the cursor and set the side that it says."""
    since = cursor.i
    if cursor.phrase(*CLOSE):
        said = cursor.said(since)
        draft.side, draft.closes = Side.SELL, True
        draft.said["side"] = said
        if said.lower() in ("sell all", "sell everything"):
            draft.put("size", Size(kind=SizeKind.FRACTION, value=Decimal(1)), said)
            cursor.phrase("of")
        elif said.lower() in _NOUNS and cursor.low() in ("of", "in"):
            draft.leftover.append(cursor.skip().text)
        elif cursor.phrase("both of my", "both of the", "both my", "both the", "both"):
            draft.names_held = True
        return True
    for side, verbs in ((Side.BUY, BUY), (Side.SELL, SELL)):
        word = cursor.phrase(*verbs)
        if word is not None:
            draft.side = side
            draft.said["side"] = word
            return True
    return False
