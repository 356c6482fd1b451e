"""What a rule does, in words: buy, short, hold, sell, cover; and the words between that and its conditions."""

from enum import StrEnum

from trading.strategies.words.scene import Scene
from trading.strategies.words.sizes import take_size


class Act(StrEnum):
    """What the words want done."""

    LONG = "long"
    SHORT = "short"
    HOLD = "hold"
    EXIT = "exit"
    COVER = "cover"
    UNTIL = "until"


_VERBS: dict[Act, tuple[str, ...]] = {
    Act.SHORT: (
        "short", "shorting", "shorts", "sell short", "selling short", "go short", "going short", "short sell",
        "short selling", "enter short", "open a short", "open a short position", "open short", "enter a short",
    ),
    Act.COVER: (
        "cover", "covering", "buy back", "buying back", "buy it back", "buy to cover", "cover it", "buy them back",
        "cover the short", "close the short", "exit the short",
    ),
    Act.LONG: (
        "buy", "buying", "buys", "bought", "go long", "going long", "long", "enter long", "enter a long", "open a long",
        "open a long position", "purchase", "purchasing", "get in", "getting in", "invest in", "pick up", "enter",
        "entering", "enter a position", "acquire", "entry", "entry rule", "buy rule", "entry condition", "buy signal",
        "get long", "open a position", "take a long position", "buy in", "open long",
    ),
    Act.HOLD: (
        "hold", "holding", "stay long", "be long", "stay invested", "own", "stay in", "be in the market", "be invested",
        "keep", "owning", "staying long", "being long",
    ),
    Act.EXIT: (
        "sell", "selling", "sells", "sold", "exit", "exiting", "exits", "close out", "get out", "getting out",
        "liquidate", "dump", "bail", "bail out", "exit rule", "sell rule", "exit condition", "get rid of it",
        "step out",
        "sell signal", "close it", "close the position", "close the trade", "close position", "close them", "unload",
        "close my position", "closing the position", "closing it", "sell out", "leave", "sell off", "go to cash",
        "go flat",
    ),
    Act.UNTIL: ("until", "till"),
}  # fmt: skip
MARKERS = (
    "when", "if", "once", "whenever", "as soon as", "every time", "only if", "only when", "while", "as long as",
    "when the",
    "provided", "provided that", "in case", "after", "on", "each time", "where", "upon", "when ever", "any time",
    "on a",
    "on days when", "so long as", "but only if", "but only when", "only while", "given", "at", "if and only if",
    "assuming",
    "the moment", "as",
)  # fmt: skip
_OBJECTS = (
    "it", "them", "the stock", "stock", "stocks", "shares", "the shares", "the position", "position", "positions",
    "all",
    "everything", "again", "out", "back", "in", "to", "of", "some", "the", "only", "into", "my", "that", "this", ":",
    "-",
    "signal", "rule", "a", "then", "on", "each", "any", "all of it", "the lot", "long", "for", "at market", "just",
    "one",
    "immediately", "worth of", "whatever", "me", "is", "out of it", "either", "the trade", "half of it not",
)  # fmt: skip


def take_act(scene: Scene) -> Act | None:
    """Take a verb of trading; the longest that stands here."""
    cursor, since = scene.cursor, scene.cursor.i
    best: tuple[int, Act] | None = None
    for act, phrases in _VERBS.items():
        if cursor.phrase(*phrases) and (best is None or cursor.i > best[0]):
            best = (cursor.i, act)
        cursor.i = since
    if best is None and cursor.low() == "close" and cursor.low(1) in ("when", "if", "once", "whenever", "after"):
        best = (since + 1, Act.EXIT)
    if best is None:
        return None
    cursor.i = best[0]
    return best[1]


def take_objects(scene: Scene) -> None:
    """Take what is traded behind a verb: symbols go into the draft, "it" and "the stock" say nothing new."""
    cursor = scene.cursor
    while cursor.more:
        here = cursor.i
        listed = bool(scene.draft.symbols) and cursor.phrase("and", ",", "&", "or", "/", "plus") is not None
        if not listed and cursor.low(1) not in ("a", "the") and cursor.low() in ("on", "at", "for"):
            if cursor.skip() and (symbol := cursor.symbol()) is not None and not _compares(scene):
                scene.draft.name(symbol[0])
                continue
            cursor.i = here
            return
        if not listed and (take_size(scene) or cursor.phrase(*_OBJECTS)):
            continue
        symbol = cursor.symbol()
        if symbol is None or _compares(scene):
            cursor.i = here
            return
        scene.draft.name(symbol[0])


def take_marker(scene: Scene) -> str | None:
    """Take the words that lead to a condition."""
    cursor = scene.cursor
    found = cursor.phrase(*MARKERS)
    while found is not None and cursor.phrase("that", "then", "the moment", "and only if", "and when", "ever"):
        pass
    return found


def _compares(scene: Scene) -> bool:
    """Say whether a symbol that was just taken is the left side of a comparison: "AAPL and MSFT crosses"."""
    return scene.cursor.low() in ("is", "crosses", "falls", "rises", "drops", "closes", "trades", "breaks", "'s")
