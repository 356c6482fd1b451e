"""Conditions that have a name: golden cross, oversold, a new high, a MACD crossover, candles."""

from trading.strategies.conditions import Comparison, Condition, Operand
from trading.strategies.words.named_sides import take_named
from trading.strategies.words.scene import Scene
from trading.words.tokens import Kind

_CANDLES: dict[tuple[str, ...], tuple[str, bool]] = {
    ("bullish engulfing", "bullish engulfing pattern", "bullish engulfing candle"): ("cdlengulfing", True),
    ("bearish engulfing", "bearish engulfing pattern", "bearish engulfing candle"): ("cdlengulfing", False),
    ("hammer", "hammer candle", "hammer pattern"): ("cdlhammer", True),
    ("hanging man",): ("cdlhangingman", False),
    ("doji", "doji candle"): ("cdldoji", True),
    ("morning star",): ("cdlmorningstar", True),
    ("evening star",): ("cdleveningstar", False),
    ("shooting star",): ("cdlshootingstar", False),
    ("three white soldiers",): ("cdl3whitesoldiers", True),
    ("three black crows",): ("cdl3blackcrows", False),
}
_FAMILIES = {"sma": "sma", "simple": "sma", "ma": "sma", "moving": "sma", "ema": "ema", "exponential": "ema"}
_OVERSOLD = {"rsi": 30.0, "stoch": 20.0, "stochf": 20.0, "stochrsi": 20.0, "mfi": 20.0, "willr": -80.0, "cci": -100.0}
_OVERBOUGHT = {"rsi": 70.0, "stoch": 80.0, "stochf": 80.0, "stochrsi": 80.0, "mfi": 80.0, "willr": -20.0, "cci": 100.0}


def take_shape(scene: Scene) -> Condition | None:
    """Take a condition that has a name of its own and no left side."""
    cursor, since = scene.cursor, scene.cursor.i
    while cursor.phrase(
        "there is", "there's", "we see", "a", "an", "the", "it forms", "forms", "on", "it has", "it shows"
    ):
        pass
    found = _cross(scene) or _numbered_cross(scene) or _macd_cross(scene) or _candle(scene) or _new_extreme(scene)
    if found is None:
        cursor.i = since
    return found


def take_shape_of(scene: Scene, left: Operand) -> Condition | None:
    """Take what is said of a left side that was read: oversold, turns positive, crosses up, makes a new high."""
    cursor, since = scene.cursor, scene.cursor.i
    found = _stretched(scene, left) or _signed(scene, left) or _own_cross(scene, left)
    if found is None and left.of == "close":
        cursor.phrase("is", "'s", "forms", "shows", "has")
        cursor.phrase("a", "an", "at")
        found = _new_extreme(scene) or _candle(scene) or _cross(scene)
    if found is None:
        cursor.i = since
    return found


def _cross(scene: Scene) -> Condition | None:
    since = scene.cursor.i
    golden = scene.cursor.phrase("golden cross", "golden crossover")
    if not golden and not scene.cursor.phrase("death cross", "dead cross"):
        return None
    fast, slow = _pair(scene) or (50, 200)
    said = scene.cursor.said(since)
    scene.notes.assume(f"“{said}” is the {fast}-bar simple average crossing the {slow}-bar one.")
    return _averages("sma", fast, slow, is_up=golden is not None)


def _numbered_cross(scene: Scene) -> Condition | None:
    """Take "50/200 SMA crossover" and "20/50 EMA cross"."""
    cursor, since = scene.cursor, scene.cursor.i
    family = _family(scene)
    pair = _pair(scene)
    cursor.phrase("-")
    cursor.phrase("day", "days", "bar", "period")
    family = _family(scene) or family
    down = cursor.phrase("bearish", "downward", "negative") is not None
    cursor.phrase("bullish", "upward", "positive")
    if pair is None or not cursor.phrase("crossover", "crosses over", "cross over", "cross", "crosses", "crossing"):
        cursor.i = since
        return None
    down = cursor.phrase("down", "downwards", "under", "below") is not None or down
    cursor.phrase("up", "upwards", "over")
    if family is None:
        scene.notes.assume(f"“{cursor.said(since)}” is read of simple averages.")
    return _averages(family or "sma", *pair, is_up=not down)


def _family(scene: Scene) -> str | None:
    cursor = scene.cursor
    first = cursor.low()
    if cursor.phrase("simple moving averages", "simple moving average", "exponential moving averages",
                     "exponential moving average", "moving averages", "moving average", "sma", "smas", "ema", "emas",
                     "ma", "mas"):  # fmt: skip
        return _FAMILIES.get(first.removesuffix("s"), "sma")
    return None


def _pair(scene: Scene) -> tuple[int, int] | None:
    cursor = scene.cursor
    cursor.phrase("(", "of the", "of")
    values = [token.value for token in cursor.tokens[cursor.i : cursor.i + 3 : 2] if token.kind is Kind.NUMBER]
    if len(values) == 2 and cursor.low(1) in ("/", "-", "and", "&", ",", "over") and all(v and v > 1 for v in values):
        cursor.i += 3
        cursor.phrase(")")
        low, high = sorted(int(value or 0) for value in values)
        return low, high
    return None


def _averages(family: str, fast: int, slow: int, *, is_up: bool) -> Condition | None:
    if not 2 <= fast < slow <= 400:
        return None
    how = Comparison.CROSSES_ABOVE if is_up else Comparison.CROSSES_BELOW
    return Condition(left=Operand(of=f"{family}_{fast}"), how=how, right=Operand(of=f"{family}_{slow}"))


def _macd_cross(scene: Scene) -> Condition | None:
    """Take "bullish MACD crossover" and "MACD crossover"."""
    cursor, since = scene.cursor, scene.cursor.i
    way = _way(scene)
    line = take_named(scene) if cursor.low() == "macd" else None
    way = _way(scene) if way is None else way
    if line is None or not cursor.phrase("crossover", "cross over", "cross", "signal cross", "signal crossover"):
        cursor.i = since
        return None
    return _over_signal(line, is_up=way is not False)


def _way(scene: Scene) -> bool | None:
    if scene.cursor.phrase("bullish", "positive", "upward"):
        return True
    return False if scene.cursor.phrase("bearish", "negative", "downward") else None


def _over_signal(line: Operand, *, is_up: bool) -> Condition:
    name = str(line.of).partition(".")[0]
    how = Comparison.CROSSES_ABOVE if is_up else Comparison.CROSSES_BELOW
    return Condition(left=Operand(of=f"{name}.macd"), how=how, right=Operand(of=f"{name}.signal"))


def _own_cross(scene: Scene, left: Operand) -> Condition | None:
    """Take "crosses up" of MACD, which crosses its signal line, and "turns bullish"."""
    cursor, since = scene.cursor, scene.cursor.i
    if not str(left.of).endswith(".macd"):
        return None
    if cursor.phrase("crosses", "cross", "turns", "goes", "is", "gets", "has a", "makes a", "gives a"):
        if cursor.phrase("up", "upwards", "bullish", "upward"):
            cursor.phrase("cross", "crossover", "signal")
            return _ended(scene, since, _over_signal(left, is_up=True))
        if cursor.phrase("down", "downwards", "bearish", "downward"):
            cursor.phrase("cross", "crossover", "signal")
            return _ended(scene, since, _over_signal(left, is_up=False))
    cursor.i = since
    return None


def _ended(scene: Scene, since: int, found: Condition) -> Condition | None:
    """Keep a shape only where no other side follows: "crosses up through zero" is a comparison."""
    if scene.cursor.low() in ("through", "to", "over", "across", "past"):
        scene.cursor.i = since
        return None
    scene.notes.assume(f"“MACD {scene.cursor.said(since)}” is read as crossing its signal line.")
    return found


def _stretched(scene: Scene, left: Operand) -> Condition | None:
    """Take "is oversold" of an oscillator, else of the 14-bar RSI."""
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("is", "are", "'s", "gets", "becomes", "turns", "goes", "looks")
    cursor.phrase("no longer") and cursor.phrase("overbought", "oversold")
    low = cursor.phrase("oversold") is not None
    if not low and not cursor.phrase("overbought"):
        cursor.i = since
        return None
    family = str(left.of).partition("_")[0]
    operand = left if family in _OVERSOLD else Operand(of="rsi_14")
    level = (_OVERSOLD if low else _OVERBOUGHT)[str(operand.of).partition("_")[0]]
    how = Comparison.BELOW if low else Comparison.ABOVE
    found = Condition(left=operand, how=how, right=Operand(number=level))
    scene.notes.assume(f"“{'oversold' if low else 'overbought'}” is taken as: {found.words}.")
    return found


def _signed(scene: Scene, left: Operand) -> Condition | None:
    """Take "turns positive" and "is negative" of what can be both."""
    cursor, since = scene.cursor, scene.cursor.i
    turns = cursor.phrase("turns", "turn", "goes", "becomes", "gets", "flips") is not None
    if (turns or cursor.phrase("is", "are", "stays", "'s")) and left.of not in ("close", "volume", "open"):
        way = True if cursor.phrase("positive") else False if cursor.phrase("negative") else None
        if way is not None:
            pairs = {
                (True, True): Comparison.CROSSES_ABOVE,
                (True, False): Comparison.CROSSES_BELOW,
                (False, True): Comparison.ABOVE,
                (False, False): Comparison.BELOW,
            }
            return Condition(left=left, how=pairs[turns, way], right=Operand(number=0.0))
    cursor.i = since
    return None


def _candle(scene: Scene) -> Condition | None:
    cursor = scene.cursor
    for phrases, (key, is_up) in _CANDLES.items():
        if cursor.phrase(*phrases):
            cursor.phrase("forms", "appears", "shows up", "prints", "candle", "pattern")
            how = Comparison.ABOVE if is_up else Comparison.BELOW
            return Condition(left=Operand(of=key), how=how, right=Operand(number=0.0))
    return None


def _new_extreme(scene: Scene) -> Condition | None:
    """Take "makes a new 20-day high"."""
    cursor, since = scene.cursor, scene.cursor.i
    verb = cursor.phrase("makes", "hits", "sets", "reaches", "posts", "prints", "is at", "closes at", "trades at",
        "make",
                         "hit", "marks", "at", "breaks to", "breaks out to", "touches")  # fmt: skip
    cursor.phrase("a", "an", "its", "the")
    new = cursor.low() in ("new", "fresh")
    found = take_named(scene) if verb or new else None
    side = str(found.of).rpartition(".")[2] if found is not None else ""
    if found is None or not str(found.of).startswith("donchian_") or side not in ("upper", "lower"):
        cursor.i = since
        return None
    how = Comparison.ABOVE if side == "upper" else Comparison.BELOW
    return Condition(left=Operand(of="close"), how=how, right=found)
