"""Indicators as people name them in rules: with numbers before or behind, bands, signal lines, highs of many days."""

import re

from trading.errors import FixInput
from trading.indicators import named
from trading.indicators.catalogue import CATALOGUE
from trading.strategies.conditions import Operand
from trading.strategies.words.scene import Scene
from trading.strategies.words.spans import Span, take_span
from trading.words.indicators import take_catalogue_name, take_family
from trading.words.tokens import Kind

FAMILIES = {
    "stochrsi": ("stochastic rsi", "stoch rsi", "stochrsi"),
    "rsi": ("rsi", "relative strength index", "relative strength"),
    "vwmacd": ("volume weighted macd",),
    "macd": ("macd", "moving average convergence divergence"),
    "bbands": ("bollinger bands", "bollinger band", "bollinger", "bollingers", "bbands", "bband", "bb"),
    "kc": ("keltner channels", "keltner channel", "keltner bands", "keltner band", "keltner"),
    "donchian": ("donchian channels", "donchian channel", "donchian bands", "donchian band", "donchian"),
    "ema": ("ema", "emas", "exponential moving averages", "exponential moving average", "exponential average"),
    "wma": ("wma", "weighted moving average"),
    "hma": ("hma", "hull moving average"),
    "vwma": ("vwma", "volume weighted moving average"),
    "vwap": ("vwap", "volume weighted average price"),
    "natr": ("natr", "average true range in percent"),
    "atr": ("atr", "average true range"),
    "adx": ("adx", "average directional index"),
    "stochf": ("fast stochastic",),
    "stoch": ("stochastic oscillator", "slow stochastic", "stochastics", "stochastic", "stoch"),
    "cci": ("cci", "commodity channel index"),
    "mfi": ("mfi", "money flow index"),
    "cmf": ("cmf", "chaikin money flow"),
    "obv": ("obv", "on balance volume"),
    "willr": ("williams % r", "williams r", "williams", "willr"),
    "roc": ("roc", "rate of change"),
    "mom": ("mom", "momentum"),
    "supertrend": ("supertrend", "super trend"),
    "sar": ("parabolic sar", "psar", "sar"),
    "zscore": ("z score", "zscore"),
    "hvol": ("historical volatility", "realised volatility", "realized volatility"),
    "percentb": ("percent b", "% b"),
    "sma": (
        "sma", "smas", "simple moving averages", "simple moving average", "simple average", "moving averages",
        "moving average", "dma", "ma", "mas", "averages", "average", "mean",
    ),
}  # fmt: skip
_QUALIFIERS = {
    "upper": ("upper", "top", "high side", "outer upper"),
    "lower": ("lower", "bottom"),
    "middle": ("middle", "mid", "center", "centre", "central"),
}
_BANDS = ("bbands", "kc", "donchian")
_AVERAGES = ("sma", "ema", "wma", "hma", "vwma")
_HIGHS = ("high", "highs", "maximum", "peak", "max", "highest price", "highest high")
_LOWS = ("low", "lows", "minimum", "trough", "min", "lowest price", "lowest low")


def take_named(scene: Scene) -> Operand | None:
    """Take an indicator with its numbers and the output that is meant; None where there is none."""
    cursor, since = scene.cursor, scene.cursor.i
    found = _catalogue_name(scene) or _extreme(scene) or _signal(scene) or _by_family(scene)
    if found is None:
        cursor.i = since
    return found


def _catalogue_name(scene: Scene) -> Operand | None:
    cursor = scene.cursor
    word, _, output = cursor.low().partition(".")
    if "_" in word and output:
        cursor.skip()
        return scene.operand(f"{word}.{output}")
    joined = re.fullmatch(r"([a-z]+)([0-9]{1,3})", cursor.low())
    if joined and joined[1] in FAMILIES and len(CATALOGUE[joined[1]].parameters) == 1:
        cursor.skip()
        return scene.operand(f"{joined[1]}_{int(joined[2])}")
    name = take_catalogue_name(cursor) if "_" in word else None
    if name is None:
        return None
    return scene.operand(f"{name}{_output(scene, name.partition('_')[0], None)}")


def _extreme(scene: Scene) -> Operand | None:
    """Take a high or low of many days: "20-day high", "the highest high of the last 20 days", "52 week low"."""
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("new", "fresh")
    span = take_span(cursor)
    cursor.phrase("new", "intraday", "trading", "-")
    side = _side_of_range(scene)
    if span is None and side is not None:
        cursor.phrase("of", "in", "over", "for", "from", "during")
        cursor.phrase("the")
        cursor.phrase("last", "past", "previous", "prior", "preceding")
        span = take_span(cursor)
    if span is None or side is None:
        cursor.i = since
        return None
    text = cursor.said(since)
    bars = span.bars(scene.timeframe, scene.notes)
    scene.notes.assume(f"“{text}” is the {side} of the {bars} bars before the one that decides.")
    return scene.operand(f"donchian_{bars}.{'upper' if side == 'high' else 'lower'}", ago=1)


def _side_of_range(scene: Scene) -> str | None:
    if scene.cursor.phrase(*_HIGHS):
        return "high"
    return "low" if scene.cursor.phrase(*_LOWS) else None


def _signal(scene: Scene) -> Operand | None:
    """Take "the signal line", which belongs to what was spoken of last, else to MACD."""
    cursor = scene.cursor
    if not cursor.phrase("signal line", "signal", "trigger line", "% d"):
        return None
    last = scene.left.of if scene.left is not None and scene.left.of else ""
    name, _, output = last.partition(".")
    family = name.partition("_")[0]
    if family in ("stoch", "stochf", "stochrsi"):
        return scene.operand(f"{name}.d")
    if output and "signal" in CATALOGUE[family].outputs:
        return scene.operand(f"{name}.signal")
    return scene.operand("macd_12_26_9.signal")


def _by_family(scene: Scene) -> Operand | None:
    cursor, since = scene.cursor, scene.cursor.i
    qualifier = _qualifier(scene)
    span = take_span(cursor, bare=True)
    if span is not None:
        cursor.phrase("-")
    cursor.phrase("simple") if cursor.low(1) == "sma" else None
    qualifier = qualifier or _qualifier(scene)
    family = take_family(cursor, FAMILIES)
    if family is None:
        return _band_or_average(scene, qualifier, span, since)
    text = cursor.said(since)
    if family == "sma" and span is None and text == "MA" and not _digit_ahead(scene):
        return None
    numbers = _numbers(scene, family, span)
    name = "_".join([family, *numbers])
    if not numbers and CATALOGUE[family].parameters:
        scene.notes.assume(f"“{text}” is taken as {CATALOGUE[family].default_name}, for no number is said.")
    try:
        name = named(name).name
    except FixInput as fault:
        said = str(fault)
        scene.notes.ask(f"{said[:1].upper()}{said[1:]}.")
        return None
    return _of(scene, name, family, qualifier)


def _of(scene: Scene, name: str, family: str, qualifier: str | None) -> Operand | None:
    output = _output(scene, family, qualifier)
    if not output and CATALOGUE[family].outputs[0]:
        return None
    ago = 1 if family == "donchian" and output != ".middle" else 0
    if ago:
        scene.notes.assume("A Donchian band is that of the bars before the one that decides.")
    return scene.operand(f"{name}{output}", ago=ago)


def _band_or_average(scene: Scene, qualifier: str | None, span: Span | None, since: int) -> Operand | None:
    """Take "the lower band" and "the 200-day" without the name of what they are of."""
    cursor = scene.cursor
    if qualifier and cursor.phrase("band", "bands", "line", "channel"):
        text = cursor.said(since)
        scene.notes.assume(f"“{text}” is taken as that of the Bollinger Bands (20, 2).")
        return scene.operand(f"bbands_20_2.{qualifier}")
    follows = cursor.low()
    is_end = follows in ("", ",", ".", "and", "or", "then", "on", "with", "while") or follows[:5] in ("cross", "rises")
    if span is None or span.unit not in ("days", "weeks") or not (is_end or _turns(follows)):
        return None
    bars = span.bars(scene.timeframe, scene.notes)
    scene.notes.assume(f"“{span.text}” is taken as the simple average of {bars} bars.")
    return scene.operand(f"sma_{bars}")


def _turns(word: str) -> bool:
    return word in ("is", "goes", "moves", "breaks", "falls", "drops", "climbs", "rises", "above", "below", "over")


def _qualifier(scene: Scene) -> str | None:
    return next((each for each, phrases in _QUALIFIERS.items() if scene.cursor.phrase(*phrases)), None)


def _output(scene: Scene, family: str, qualifier: str | None) -> str:
    """Take the words behind a name that choose its output; the suffix of the operand's name."""
    cursor, outputs = scene.cursor, CATALOGUE[family].outputs
    if outputs[0] == "":
        cursor.phrase("line", "value", "indicator")
        return ""
    if family in _BANDS:
        here = cursor.i
        cursor.phrase("'s")
        qualifier = qualifier or _qualifier(scene)
        if qualifier is None:
            cursor.i = here
            return ""
        cursor.phrase("band", "bands", "line", "channel")
        return f".{qualifier}"
    if family in ("stoch", "stochf", "stochrsi"):
        if cursor.phrase("% d", "d line", "signal line", "signal"):
            return ".d"
        cursor.phrase("% k", "k line", "line", "oscillator")
        return ".k"
    cursor.phrase("'s")
    for output in outputs:
        if cursor.phrase(f"{output} line", output):
            return f".{output}"
    if family.endswith("macd"):
        cursor.phrase("line")
        return ".macd"
    return ""


def _numbers(scene: Scene, family: str, span: Span | None) -> list[str]:
    """Return the numbers of a name: the span before it, or what follows it, in brackets or bare."""
    cursor, wanted = scene.cursor, len(CATALOGUE[family].parameters)
    if span is not None:
        return [str(span.bars(scene.timeframe, scene.notes))] if wanted else []
    here = cursor.i
    bracket = cursor.phrase("(") is not None
    found: list[str] = []
    while len(found) < wanted and cursor.more and _plain_number(scene):
        value = cursor.tokens[cursor.i].value
        cursor.skip()
        found.append(f"{value:g}" if value is not None else "x")
        cursor.phrase("day", "days", "period", "periods") if wanted == 1 else None
        if len(found) < wanted:
            cursor.phrase(",", "/", "-")
    if found and (len(found) == wanted or bracket):
        cursor.phrase(")")
        return found
    cursor.i = here
    if family in _AVERAGES and cursor.phrase("of", "over"):
        cursor.phrase("the")
        cursor.phrase("last", "past", "previous")
        later = take_span(cursor)
        if later is not None:
            return [str(later.bars(scene.timeframe, scene.notes))]
        cursor.i = here
    return []


def _plain_number(scene: Scene) -> bool:
    token = scene.cursor.tokens[scene.cursor.i]
    return token.kind is Kind.NUMBER and not token.unit and token.value is not None and token.value > 0


def _digit_ahead(scene: Scene) -> bool:
    return scene.cursor.more and (_plain_number(scene) or scene.cursor.low() == "(")
