"""Strategies of the catalogue in words: "SMA 20/50", "the MACD strategy", "Bollinger breakout (20, 2)"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from trading.errors import FixInput
from trading.strategies.catalogue import STRATEGIES

_I = re.IGNORECASE
_N = r"\d+(?:\.\d+)?"
_ENDS = r"(?:cross(?:over|es|ing)?|crossovers|strateg(?:y|ies)|system|rule)"
_NAMES: Mapping[str, str] = {
    "buy_and_hold": r"buy(?:ing)?[ -]?(?:and|&|n)[ -]?hold(?:ing)?|just holding|simply holding",
    "dollar_cost_averaging": r"dollar[ -]cost[ -]averag\w*|dca|cost averag\w*",
    "momentum_rotation": r"momentum(?: rotation)?|relative strength rotation|sector rotation|rotation",
    "volatility_target": r"vol(?:atility)?[ -]target\w*|target(?:ing)? (?:of )?vol(?:atility)?",
    "risk_parity": r"risk[ -]parity|inverse volatility|equal risk",
    "pairs": r"pairs?(?: trad\w+| strategy)|stat(?:istical)?[ -]arb\w*|pairs",
    "donchian": r"donchian|turtles?",
    "bollinger_breakout": r"bollinger(?: bands?)?(?: breakouts?)?",
    "rsi_reversion": r"rsi(?:[ -](?:mean[ -])?reversion)?|mean[ -]reversion",
    "macd_cross": rf"macd(?: {_ENDS})?",
    "ema_cross": rf"(?:ema|exponential moving averages?)s?(?: {_ENDS})?",
    "sma_cross": rf"(?:sma|simple moving averages?|moving averages?|ma|golden cross)s?(?: {_ENDS})?",
}
_PAIR = re.compile(
    rf"(?<![\d.])({_N})\s*(?:/|,|-|\band\b|\bover\b|\bvs\b|x|\s)\s*({_N})(?:\s*(?:/|,|-|\s)\s*({_N}))?", _I
)
_ONE = re.compile(rf"(?<![\d./-])\$?({_N})\s*(%|percent)?(?![\d/])", _I)
_IN_ORDER: Mapping[str, tuple[str, ...]] = {
    "sma_cross": ("fast", "slow"),
    "ema_cross": ("fast", "slow"),
    "rsi_reversion": ("period", "low", "high"),
    "macd_cross": ("fast", "slow", "signal"),
    "bollinger_breakout": ("period", "width"),
    "donchian": ("entry", "exit"),
    "momentum_rotation": ("lookback", "hold"),
    "pairs": ("lookback", "entry", "exit"),
    "volatility_target": ("target", "lookback"),
    "risk_parity": ("lookback",),
    "dollar_cost_averaging": ("amount",),
}
"""Which parameters bare numbers are, in the order in which people say them."""
_CROSSES = ("sma_cross", "ema_cross")
_PERCENT = re.compile(rf"{_N}\s*(?:%|percent\b|per cent\b)", _I)
_OTHERS = re.compile(
    rf"\b(?:trailing |stop |take )?(?:stop|target|profit|trail|risk\w*|loss|leverage)\b(?:\s+(?:of|at|is))?"
    rf"(?:\s*\$?{_N}\s*(?:%|percent)?)?|{_N}\s*(?:shares?|lots?|contracts?)\b|{_N}\s*(?:%|percent)\s+"
    r"(?:stop|target|trail\w*|risk|loss|profit)\b",
    _I,
)
"""What only a rule set can say; a strategy of the catalogue has its own exits and takes the size of the test."""
_TOP = re.compile(r"\b(?:top|best|hold(?:ing)?)\s+(\d+)\b", _I)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedKind:
    """A strategy of the catalogue with the numbers that the words give; `unread` is what fits none of them."""

    key: str
    params: Mapping[str, float] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    fault: str = ""


def read_kind(text: str) -> AskedKind | None:
    """Return the strategy of the catalogue that a text names, None where it names none.

    Dates, symbols and cash should be blanked out before: numbers that stay are taken for parameters.
    """
    found = [(match.start(), -len(match[0]), key, match) for key in _NAMES for match in _matches(key, text)]
    if not found:
        return None
    _, _, key, match = min(found, key=lambda each: (each[1] > -6 and each[2] in ("rsi_reversion",), each[0], each[1]))
    rest = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    said, rest = _by_name(key, rest)
    if key == "momentum_rotation" and (top := _TOP.search(rest)) is not None:
        said["hold"] = float(top[1])
        rest = rest[: top.start()] + rest[top.end() :]
    others = [match[0] for match in _OTHERS.finditer(rest)]
    rest = _OTHERS.sub(" ", rest)
    if key != "volatility_target":
        others += [match[0] for match in _PERCENT.finditer(rest)]
        rest = _PERCENT.sub(" ", rest)
    numbers = [float(each) for each in _bare(rest)]
    if match[0].lower().startswith("golden"):
        said |= {"fast": 50.0, "slow": 200.0}
    open_names = [name for name in _IN_ORDER.get(key, ()) if name not in said]
    if key in _CROSSES:
        numbers = sorted(numbers[:2]) + numbers[2:]
    said |= dict(zip(open_names, numbers, strict=False))
    left = [f"{number:g}" for number in numbers[len(open_names) :]]
    if key in _CROSSES and len(numbers) == 1 and len(open_names) == len(_IN_ORDER[key]):
        left.append(f"{numbers[0]:g}")  # a cross has two averages: one number does not say which
    return AskedKind(key=key, params=said, unread=(*others, *left), fault=_fault(key, said))


def _matches(key: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"\b(?:{key}|{_NAMES[key]})\b", text, _I))


def _by_name(key: str, text: str) -> tuple[dict[str, float], str]:
    """Take "fast 10", "period of 7", "low=25"."""
    said: dict[str, float] = {}
    for parameter in STRATEGIES[key].parameters:
        match = re.search(rf"\b{parameter.name}\b\s*(?:of|=|:|is|at)?\s*\$?({_N})\s*(?:%|percent)?", text, _I)
        if match is not None:
            said[parameter.name] = float(match[1])
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return said, text


def _bare(text: str) -> list[str]:
    pair = _PAIR.search(text)
    first = [each for each in pair.groups() if each] if pair else []
    rest = text if pair is None else text[: pair.start()] + " " + text[pair.end() :]
    return [*first, *(match[1] for match in _ONE.finditer(rest))]


def _fault(key: str, said: Mapping[str, float]) -> str:
    try:
        STRATEGIES[key].build(said)
    except FixInput as fault:
        return str(fault)
    return ""
