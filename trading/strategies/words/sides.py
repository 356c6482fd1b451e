"""The two sides of a comparison in words: a field of the bar, an indicator, a number, or what was spoken of last."""

from dataclasses import dataclass
from decimal import Decimal

from trading.strategies.conditions import Operand
from trading.strategies.words.named_sides import take_named
from trading.strategies.words.scene import Scene
from trading.strategies.words.spans import take_span

CLOSE = Operand(of="close")
_FIELDS = {
    "close": (
        "closing price", "close price", "close", "closes", "price", "prices", "stock price", "share price",
        "last price", "market price", "price of the stock", "stock", "shares", "share", "market", "index",
    ),
    "volume": ("trading volume", "daily volume", "volume"),
    "open": ("opening price", "open price", "open", "opening"),
}  # fmt: skip
_RANGE = {"high": ("high", "high price"), "low": ("low", "low price")}
_BEFORE = (
    "yesterday's", "yesterdays", "previous day's", "prior day's", "previous bar's", "prior bar's", "last bar's",
    "previous", "prior", "the day before's", "previous session's",
)  # fmt: skip
_OF_TODAY = ("today's", "day's", "daily", "bar's", "current")
_ARTICLES = ("the", "its", "their", "his", "a", "an", "my", "this", "current", "today's", "'s")
_PRONOUNS = ("it", "it's", "they", "they're", "that", "this one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A side as it was said: an operand, or "it", which another word will decide; a level keeps its unit."""

    operand: Operand | None = None
    is_pronoun: bool = False
    level: Decimal | None = None
    unit: str = ""


def take_left(scene: Scene) -> Said | None:
    """Take what is compared; None where the words name nothing."""
    cursor, since = scene.cursor, scene.cursor.i
    _articles(scene)
    if cursor.phrase(*_PRONOUNS):
        cursor.phrase("'s")
        return Said(is_pronoun=True)
    found = take_operand(scene)
    if found is not None:
        return Said(operand=found)
    symbol = cursor.symbol()
    if symbol is None:
        cursor.i = since
        return None
    scene.subjects.setdefault(symbol[0], symbol[1])
    _articles(scene)
    return Said(operand=take_operand(scene) or CLOSE)


def take_right(scene: Scene) -> Said | None:
    """Take what it is compared with: a number, or another operand."""
    cursor, since = scene.cursor, scene.cursor.i
    _articles(scene)
    if cursor.phrase("zero line", "zero", "0 line"):
        return Said(operand=Operand(number=0.0), level=Decimal(0))
    cursor.phrase("level of", "level", "value of")
    found = take_operand(scene)
    if found is not None:
        return Said(operand=found)
    number = cursor.number()
    if number is not None and number.value is not None and abs(number.value) <= 10**12:
        cursor.phrase("level", "mark", "line")
        return Said(operand=Operand(number=float(number.value)), level=number.value, unit=number.unit)
    if number is not None and number.doubt:
        scene.notes.ask(f"{number.doubt[:1].upper()}{number.doubt[1:]}.")
    cursor.i = since
    return None


def take_operand(scene: Scene) -> Operand | None:
    """Take a field of the bar, perhaps of an earlier one, or an indicator."""
    cursor, since = scene.cursor, scene.cursor.i
    found = _change(scene) or take_named(scene)
    if found is None:
        found = _field(scene)
    if found is None:
        cursor.i = since
        return None
    _symbol_behind(scene)
    return _earlier(scene, found)


def _change(scene: Scene) -> Operand | None:
    """Take "the 3-day change", in percent."""
    cursor, since = scene.cursor, scene.cursor.i
    span = take_span(cursor)
    cursor.phrase("-")
    cursor.phrase("price", "percentage", "percent")
    if span is not None and cursor.phrase("change", "return", "performance", "price change", "gain"):
        return scene.operand("close", change_over=span.bars(scene.timeframe, scene.notes))
    cursor.i = since
    return None


def _articles(scene: Scene) -> None:
    while scene.cursor.phrase(*_ARTICLES):
        pass


def _field(scene: Scene) -> Operand | None:
    cursor = scene.cursor
    before = cursor.phrase(*_BEFORE) is not None
    of_today = not before and cursor.phrase(*_OF_TODAY) is not None
    named = dict(_FIELDS) | (_RANGE if before or of_today else {})
    for field, phrases in named.items():
        if cursor.phrase(*phrases):
            return scene.operand(field, ago=int(before))
    return None


def _symbol_behind(scene: Scene) -> None:
    """Take "of AAPL" or "of the stock" behind an operand."""
    cursor, here = scene.cursor, scene.cursor.i
    if not cursor.phrase("of", "on", "for"):
        return
    if cursor.phrase("the stock", "the price", "it", "the close", "the closes", "the closing price"):
        return
    symbol = cursor.symbol()
    if symbol is None:
        cursor.i = here
    else:
        scene.subjects.setdefault(symbol[0], symbol[1])


def _earlier(scene: Scene, found: Operand) -> Operand | None:
    cursor, here = scene.cursor, scene.cursor.i
    if cursor.phrase("yesterday", "the day before", "of yesterday", "of the day before", "of the previous day"):
        return scene.operand(str(found.of), ago=found.ago + 1)
    cursor.phrase("of", "from")
    span = take_span(cursor)
    if span is not None and cursor.phrase("ago", "before", "earlier"):
        return scene.operand(str(found.of), ago=found.ago + span.bars(scene.timeframe, scene.notes))
    cursor.i = here
    return found
