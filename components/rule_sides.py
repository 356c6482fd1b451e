"""One side of a condition as a line of text that people choose or type, and back: rsi_14, close 5 bars ago."""

import re

from pydantic import ValidationError

from trading.errors import FixInput
from trading.strategies.conditions import FIELDS, Operand
from trading.strategies.rule_faults import sentences

COMMON = (
    *FIELDS,
    *("rsi_14", "sma_20", "sma_50", "sma_200", "ema_12", "ema_26", "macd.macd", "macd.signal", "macd.histogram"),
    *("bbands.upper", "bbands.middle", "bbands.lower", "atr_14", "adx_14", "donchian.upper", "donchian.lower"),
)
"""What is offered first; any other indicator can be typed by its name."""
_CHANGE = re.compile(r"change of (?P<of>\S+) over (?P<bars>\d+) bars?(?: (?P<ago>\d+) bars? ago)?")
_PLAIN = re.compile(r"(?P<of>\S+?)(?: (?P<ago>\d+) bars? ago)?")


def offered() -> tuple[str, ...]:
    """Return those of COMMON that the catalogue has under that name."""
    return tuple(one for one in COMMON if _is_known(one))


def text_of(side: Operand) -> str:
    """Return a side as text; a number as it is.

    >>> text_of(Operand(of="close", ago=5)), text_of(Operand(of="close", change_over=10)), text_of(Operand(number=30.0))
    ('close 5 bars ago', 'change of close over 10 bars', '30')
    """
    if side.number is not None:
        return f"{side.number:.10g}"
    base = f"change of {side.of} over {_bars(side.change_over)}" if side.change_over else str(side.of)
    return f"{base} {_bars(side.ago)} ago" if side.ago else base


def side_of(text: str) -> Operand:
    """Return the side that a text means. Raises FixInput with what is wrong and what may be written."""
    said = " ".join(text.lower().split())
    try:
        return Operand(number=float(said))
    except ValueError:
        pass
    match = _CHANGE.fullmatch(said) or _PLAIN.fullmatch(said)
    if match is None:
        raise FixInput(
            f"{text!r:.60} is no side of a condition; write an indicator such as rsi_14, a field such as close, "
            "'close 5 bars ago' or 'change of close over 10 bars'"
        )
    found = match.groupdict()
    change = found.get("bars")
    try:
        return Operand(of=found["of"], ago=int(found["ago"] or 0), change_over=int(change) if change else None)
    except ValidationError as fault:
        raise FixInput("; ".join(sentences(fault.errors()))) from None


def _is_known(name: str) -> bool:
    try:
        side_of(name)
    except FixInput:
        return False
    return True


def _bars(count: int) -> str:
    return f"{count} bar" if count == 1 else f"{count} bars"
