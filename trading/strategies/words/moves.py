"""Price moves in words: up 5 % in 3 days, three down days in a row, 3 % under its average, a profit or a loss."""

from decimal import Decimal

from trading.strategies.conditions import Comparison, Condition, Operand
from trading.strategies.rule_strategy import RuleSide
from trading.strategies.words.scene import Scene
from trading.strategies.words.sides import CLOSE, take_right
from trading.strategies.words.spans import Span, take_span

_UP = (
    "rises", "rise", "rising", "risen", "rose", "gains", "gain", "gained", "climbs", "climb", "jumps", "jump", "up",
    "increases", "increase", "rallies", "surges", "goes up", "go up", "advances", "moves up", "grows", "higher",
)  # fmt: skip
_DOWN = (
    "falls", "fall", "falling", "fallen", "fell", "drops", "drop", "dropped", "declines", "decline", "down", "loses",
    "lose", "lost", "decreases", "dips", "dip", "sinks", "goes down", "go down", "slides", "plunges", "tumbles",
    "crashes", "lower", "moves down", "sheds", "corrects",
)  # fmt: skip
_HELPERS = (
    "is",
    "are",
    "has",
    "have",
    "'s",
    "was",
    "closes",
    "close",
    "closed",
    "has been",
    "have been",
    "keeps",
    "been",
)
_MORE = ("by", "more than", "at least", "over", "another", "a further", "about", ">", "around", "some")
_ROW = ("in a row", "straight", "running", "consecutively", "in succession", "on end", "one after another", "or more")
_WINDOW = (
    "in",
    "over",
    "within",
    "for",
    "during",
    "across",
    "inside",
    "on",
    "from",
    "since",
    "after",
    "against",
    "than",
)
_NOUNS_UP = ("up", "green", "rising", "positive", "higher", "gaining", "winning")
_NOUNS_DOWN = ("down", "red", "falling", "negative", "lower", "losing")


def take_move(scene: Scene, left: Operand | None) -> Condition | bool | None:
    """Take a move of the price; True where it was an exit at a profit or a loss, which is in the draft now."""
    cursor, since = scene.cursor, scene.cursor.i
    while cursor.phrase(*_HELPERS):
        pass
    way = True if cursor.phrase(*_UP) else False if cursor.phrase(*_DOWN) else None
    while cursor.phrase(*_MORE):
        pass
    found: Condition | bool | None = None
    number = cursor.number() if way is not None else None
    if number is not None and number.value is not None and number.value > 0 and number.unit == "%":
        change = float(number.value) if way else -float(number.value)
        found = _percent(scene, left or CLOSE, change, since)
    elif way is not None and number is None:
        found = _streak(scene, left, is_up=way, since=since)
    elif way is not None and number is not None:
        cursor.i = since
        while cursor.phrase(*_HELPERS, *_UP, *_DOWN):
            pass
        cursor.phrase("for", "on", "over")
        found = _streak_of(scene, left or CLOSE, take_span(cursor), is_up=way)
    if found is None:
        cursor.i = since
    return found


def take_streak_noun(scene: Scene) -> Condition | None:
    """Take "three down days in a row" and "5 consecutive higher closes"."""
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("after", "there are", "it has", "has", "it had", "at least", "we see", "it makes", "it closes")
    number = cursor.number()
    if number is not None and number.value is not None and not number.unit and 1 <= number.value <= 100:
        cursor.phrase("consecutive", "straight", "successive", "-")
        way = True if cursor.phrase(*_NOUNS_UP) else False if cursor.phrase(*_NOUNS_DOWN) else None
        cursor.phrase("consecutive", "straight")
        if way is not None and cursor.phrase("days", "day", "bars", "closes", "sessions", "candles", "close", "weeks"):
            cursor.phrase(*_ROW)
            return _moves(CLOSE, int(number.value), is_up=way)
    cursor.i = since
    return None


def take_distance(scene: Scene, left: Operand | None) -> Condition | None:
    """Take "5 % under its 50-day average" and "20 % below its peak"."""
    cursor, since = scene.cursor, scene.cursor.i
    while cursor.phrase(*_HELPERS, "trades", "trading", "falls", "drops", "rises", "climbs", "goes", "at least"):
        pass
    cursor.phrase("more than", "by", "at least", "over")
    number = cursor.number()
    found = None
    if number is not None and number.value is not None and number.unit == "%" and number.value > 0:
        way = (
            True if cursor.phrase("above", "over", "higher than")
            else False if cursor.phrase("below", "under", "beneath", "lower than", "off", "from", "less than")
            else None
        )  # fmt: skip
        if way is not None and left in (None, CLOSE):
            found = _from_anchor(scene, float(number.value), is_up=way)
    if found is None:
        cursor.i = since
    return found


def _from_anchor(scene: Scene, percent: float, *, is_up: bool) -> Condition | None:
    cursor = scene.cursor
    cursor.phrase("the", "its", "their")
    if not is_up and cursor.phrase("all time high", "peak", "all time highs", "record high", "highest close", "high"):
        scene.notes.assume("The peak is the highest close since the first bar of the test.")
        return _against("drawdown", Comparison.ABOVE, percent / 100, scene)
    right = take_right(scene)
    anchor = right.operand if right is not None else None
    if anchor is None or anchor.of is None:
        return None
    how = Comparison.ABOVE if is_up else Comparison.BELOW
    signed = percent if is_up else -percent
    family, _, bars = anchor.of.partition("_")
    if family == "sma" and not anchor.ago:
        return _against(f"bias_{bars}", how, signed / 100, scene)
    if anchor.of == "close" and anchor.ago:
        return Condition(left=Operand(of="close", change_over=anchor.ago), how=how, right=Operand(number=signed))
    return None


def _against(of: str, how: Comparison, level: float, scene: Scene) -> Condition | None:
    left = scene.operand(of)
    return None if left is None else Condition(left=left, how=how, right=Operand(number=level))


def _percent(scene: Scene, left: Operand, change: float, since: int) -> Condition | bool | None:
    """Take what follows a percentage; a fall is a negative change."""
    cursor, is_up, percent = scene.cursor, change > 0, abs(change)
    if cursor.phrase(
        "from the entry", "from entry", "from my entry", "from the purchase price", "from where i bought", "from cost",
        "from the buy price", "from my purchase price", "since i bought", "since the entry", "since entry",
        "above the entry", "below the entry", "above entry", "below entry", "above my entry", "below my entry",
        "after the entry", "from purchase", "since purchase",
    ):  # fmt: skip
        return _at_profit(scene, percent, is_up=is_up)
    if cursor.phrase("from its high", "from the high", "from its peak", "from the peak", "from its highest price"):
        if scene.inside == "exit":
            scene.draft.trail_pct = percent
            return True
        scene.notes.assume("The peak is the highest close since the first bar of the test.")
        return _against("drawdown", Comparison.ABOVE, percent / 100, scene)
    span = _window(scene)
    if span is None and cursor.low() in ("from", "of", "off", "below", "above", "under", "over"):
        return None
    if span is None and scene.inside == "exit" and left == CLOSE:
        said = cursor.said(since)
        scene.notes.assume(f"“{said}” is counted from the close of the bar that decided the entry.")
        return _at_profit(scene, percent, is_up=is_up)
    if span is None:
        scene.notes.assume(f"“{cursor.said(since)}” is read as a change from one bar to the next.")
    bars = 1 if span is None else span.bars(scene.timeframe, scene.notes)
    operand = scene.operand(str(left.of), ago=left.ago, change_over=bars)
    if operand is None:
        return None
    how = Comparison.ABOVE if is_up else Comparison.BELOW
    return Condition(left=operand, how=how, right=Operand(number=change))


def _at_profit(scene: Scene, percent: float, *, is_up: bool) -> bool:
    gains = is_up == (scene.draft.side is not RuleSide.SHORT)
    if gains:
        scene.draft.take_pct = percent
    else:
        scene.draft.stop_pct = percent
    return True


def _window(scene: Scene) -> Span | None:
    cursor, here = scene.cursor, scene.cursor.i
    if cursor.phrase("today", "on the day", "overnight", "since yesterday", "from yesterday", "from the day before"):
        return Span(count=1, unit="bars", text="a day")
    if cursor.phrase(*_WINDOW) or cursor.low() in ("a", "per"):
        cursor.phrase("the")
        cursor.phrase("last", "past", "previous", "span of", "space of")
        cursor.phrase("single") if cursor.low(1) in ("day", "session") else None
        span = take_span(cursor)
        if span is None and cursor.phrase("day", "session", "bar"):
            span = Span(count=1, unit="bars", text="a day")
        if span is not None:
            return span
    cursor.i = here
    return None


def _streak(scene: Scene, left: Operand | None, *, is_up: bool, since: int) -> Condition | None:
    """Take what follows "rises" without a percentage: for 3 days, or nothing."""
    cursor = scene.cursor
    cursor.phrase("for", "on", "over")
    cursor.phrase("the")
    cursor.phrase("last", "past", "previous")
    span = take_span(cursor)
    if span is not None:
        return _streak_of(scene, left or CLOSE, span, is_up=is_up)
    ends = cursor.low() in ("", ",", "and", "or", ".", "then", "buy", "sell", "short", "cover")
    if left is None or not ends or cursor.said(since).lower() in ("up", "down", "higher", "lower"):
        return None
    scene.notes.assume(f"“{cursor.said(since)}” is read as from one bar to the next.")
    return _moves(left, 1, is_up=is_up)


def _streak_of(scene: Scene, left: Operand, span: Span | None, *, is_up: bool) -> Condition | None:
    if span is None:
        return None
    scene.cursor.phrase(*_ROW)
    return _moves(left, span.bars(scene.timeframe, scene.notes), is_up=is_up)


def _moves(left: Operand, bars: int, *, is_up: bool) -> Condition | None:
    if not 1 <= bars <= 400:
        return None
    return Condition(left=left, how=Comparison.RISES if is_up else Comparison.FALLS, bars=bars)


def multiple(scene: Scene) -> Decimal | None:
    """Take "twice", "3 times", "1.5x", "150 % of" before an average; the factor or None."""
    cursor, here = scene.cursor, scene.cursor.i
    if cursor.phrase("twice", "double", "two times"):
        return Decimal(2)
    if cursor.phrase("three times", "triple"):
        return Decimal(3)
    number = cursor.number()
    if number is not None and number.value is not None and number.value > 0:
        if number.unit == "%" and cursor.phrase("of"):
            return number.value / 100
        if not number.unit and cursor.phrase("times", "x"):
            return number.value
    cursor.i = here
    return None
