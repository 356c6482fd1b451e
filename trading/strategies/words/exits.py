"""Exits by price and by time in words: stop 5 %, take profit at 10 percent, trail 8 %, sell after ten days."""

from trading.strategies.words.scene import Scene
from trading.strategies.words.spans import take_span
from trading.words.cursor import Number

_JOIN = (
    "of", "at", "is", "to", ":", "=", "a", "an", "the", "by", "set", "set at", "behind", "around", "about", "after",
    "when", "it", "falls", "loses", "-", "when it is", "up", "down", "loss of", "gain of", "profit of",
)  # fmt: skip
_TRAIL = ("trailing stop loss", "trailing stop", "trail stop", "trail", "trailing", "trailing exit")
_STOP = (
    "stop loss", "stop losses", "stop", "stops", "stoploss", "stop out", "cut losses", "cut my losses", "cut the loss",
    "max loss", "maximum loss", "loss limit", "protective stop", "hard stop", "sl",
)  # fmt: skip
_TAKE = (
    "take profit", "take profits", "take my profit", "take the profit", "profit target", "target", "price target",
    "profit", "tp", "take gains", "profit taking",
)  # fmt: skip
_BEHIND_STOP = (
    "stop loss", "stop", "loss", "stop losses", "protective stop", "hard stop", "max loss", "below my entry",
    "below the entry", "under the entry", "below entry", "under entry", "below the purchase price",
    "below my purchase price", "under my entry",
)  # fmt: skip
_BEHIND_TAKE = (
    "profit target", "take profit", "target", "profit", "gain", "above my entry", "above the entry", "over the entry",
    "above entry", "above the purchase price", "profit taking",
)  # fmt: skip
_TAILS = (
    "below the entry", "under the entry", "below entry", "from the entry", "from entry", "below my entry",
    "below the entry price", "under the entry price", "above the entry", "above entry", "above my entry", "loss",
    "profit", "gain", "below the purchase price", "from the top", "from the high", "from the peak", "from its high",
    "below the high", "behind", "behind the price", "below the highest price", "below the best price", "away",
)  # fmt: skip


def take_exit(scene: Scene) -> bool:
    """Take one exit by price; say whether there was one."""
    since = scene.cursor.i
    found = _named_first(scene) or _number_first(scene)
    if not found:
        scene.cursor.i = since
    return found


def _named_first(scene: Scene) -> bool:
    cursor = scene.cursor
    cursor.phrase("use", "set", "place", "put", "add", "with", "have")
    cursor.phrase("a", "an", "my", "the", "initial")
    for field, phrases in (("trail_pct", _TRAIL), ("take_pct", _TAKE), ("stop_pct", _STOP)):
        since = cursor.i
        if cursor.phrase(*phrases):
            while cursor.phrase(*_JOIN):
                pass
            number = cursor.number()
            if number is not None:
                return _set(scene, field, number, since)
            if cursor.i > since:
                return False
    return False


def _number_first(scene: Scene) -> bool:
    cursor = scene.cursor
    since = cursor.i
    cursor.phrase("with", "use", "set", "and", "sell at", "exit at", "close at", "get out at", "out at", "cover at",
                  "sell with", "exit with", "sell for")  # fmt: skip
    cursor.phrase("a", "an", "the")
    number = cursor.number()
    if number is None or number.unit != "%":
        return False
    cursor.phrase("-")
    if cursor.phrase(*_TRAIL):
        return _set(scene, "trail_pct", number, since)
    if cursor.phrase(*_BEHIND_TAKE):
        return _set(scene, "take_pct", number, since)
    return cursor.phrase(*_BEHIND_STOP) is not None and _set(scene, "stop_pct", number, since)


def _set(scene: Scene, field: str, number: Number, since: int) -> bool:
    cursor = scene.cursor
    words = {"stop_pct": "a stop", "take_pct": "a target", "trail_pct": "a trailing stop"}[field]
    follows = cursor.phrase("atr", "atrs", "x atr", "times atr", "times the atr", "average true range", "r", "points",
                            "point", "cents", "ticks")  # fmt: skip
    cursor.phrase(*_TAILS)
    said = cursor.said(since)
    if follows or number.value is None or number.unit == "$":
        scene.notes.leave(f"“{said}” cannot be expressed; {words} of a rule is a percentage, such as 5 %.")
        return True
    value = abs(float(number.value))
    most = 1000.0 if field == "take_pct" else 100.0
    if not 0 < value < most:
        scene.notes.ask(f"“{said}” is not more than 0 and less than {most:g} percent; say {words} inside.")
        return True
    if number.unit != "%":
        scene.notes.assume(f"“{said}” is taken as {value:g} percent.")
    setattr(scene.draft, field, value)
    return True


_HOLDS = (
    "hold it for", "hold for", "holding for", "keep it for", "keep for", "held for", "hold them for", "hold", "keep it",
    "stay in for", "keep them for", "hold the position for", "hold it", "max holding period", "maximum holding period",
    "holding period", "max holding time", "maximum holding time", "holding time", "time stop",
)  # fmt: skip
_AFTER = (
    "after", "for at most", "for up to", "for no more than", "within", "at most", "for a maximum of", "no later than",
    "at the latest after", "no longer than", "up to",
)  # fmt: skip
_LATER = (
    "later", "in the trade", "at most", "at the latest", "have passed", "of holding", "regardless", "no matter what",
    "in any case", "anyway", "and then sell", "then sell", "and sell",
)  # fmt: skip


def take_time(scene: Scene) -> bool:
    """Take how long a trade may last: "after 10 days", "hold for two weeks", "at most 5 bars", "10 days later"."""
    cursor, since = scene.cursor, scene.cursor.i
    holds = cursor.phrase(*_HOLDS)
    after = cursor.phrase(*_AFTER)
    cursor.phrase("at most", "up to", "about", "exactly", "no more than", "a maximum of", "only", "of", "is", ":")
    span = take_span(cursor)
    later = cursor.phrase(*_LATER) if span is not None else None
    said = holds or (after and after.lower() != "within") or (later or "").lower() == "later"
    if span is None or not span.unit or not said:
        cursor.i = since
        return False
    scene.draft.most_bars = span.bars(scene.timeframe, scene.notes)
    return True
