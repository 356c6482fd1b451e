"""What a screen may ask about a symbol: price, volume, where it stands, any indicator, and figures from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from trading.errors import FixInput
from trading.indicators import named

MONTH, QUARTER, YEAR = 21, 63, 252
"""Sessions, as the exchange has them in a year of 252."""
VOLUME_SESSIONS = 20


class Unit(StrEnum):
    """How a figure is written."""

    PRICE = "USD a share"
    PERCENT = "%"
    COUNT = "shares"
    TIMES = "times"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One figure of a symbol by its key, with the words that people read; `note` says what it is reckoned from."""

    key: str
    label: str
    unit: Unit
    note: str = ""


PRICE, CHANGE, VOLUME = "price", "change", "volume"
VOLUME_RATIO, RANGE = "volume_ratio", "range_52w"
OWN_FIELDS: Mapping[str, Field] = {
    each.key: each
    for each in (
        Field(key=PRICE, label="Price", unit=Unit.PRICE, note="the newest price"),
        Field(key=CHANGE, label="Change today", unit=Unit.PERCENT, note="against the adjusted close before"),
        Field(key=VOLUME, label="Volume", unit=Unit.COUNT, note="shares traded in the newest session"),
        Field(
            key=VOLUME_RATIO,
            label="Volume against usual",
            unit=Unit.TIMES,
            note=f"volume over the average of the {VOLUME_SESSIONS} sessions before",
        ),
        Field(
            key=RANGE,
            label="Place in the year's range",
            unit=Unit.PERCENT,
            note=f"0 at the lowest price of {YEAR} sessions, 100 at the highest",
        ),
        Field(key="return_1m", label="Return, 1 month", unit=Unit.PERCENT, note=f"over {MONTH} sessions, adjusted"),
        Field(key="return_3m", label="Return, 3 months", unit=Unit.PERCENT, note=f"over {QUARTER} sessions, adjusted"),
        Field(key="return_1y", label="Return, 1 year", unit=Unit.PERCENT, note=f"over {YEAR} sessions, adjusted"),
    )
}


class FigureSource(Protocol):
    """Figures of a symbol that are not made of its prices, such as fundamentals."""

    def fields(self) -> Sequence[Field]:
        """Return the figures that this source may know."""
        ...

    def figures(self, symbol: str) -> Mapping[str, float | None]:
        """Return what is known at now, by the key of the field; raises any TradingError when nothing can be."""
        ...


def field_named(name: str, others: Sequence[Field] = ()) -> Field:
    """Return the field of that name: one of ours, one from elsewhere, or an indicator such as rsi_14.

    An indicator with several outputs is named with one: macd_12_26_9.signal. Raises FixInput for an unknown name.
    """
    key = name.strip().lower()
    known = {**OWN_FIELDS, **{each.key: each for each in others}}
    if key in known:
        return known[key]
    base, part = name_and_output(key)
    try:
        wanted = named(base)
    except FixInput as fault:
        if "is not an indicator" not in str(fault):
            raise
        raise FixInput(
            f"{name!r:.40} cannot be screened for; use {', '.join(known)} or an indicator such as rsi_14 or sma_200"
        ) from None
    outputs = [each for each in wanted.indicator.outputs if each]
    if not part and wanted.indicator.key in outputs:
        part = wanted.indicator.key
    if (part or outputs) and part not in outputs:
        written = " or ".join(f"{base}.{one}" for one in outputs) or base
        raise FixInput(f"{name!r:.40} names none of the indicator's outputs; write {written}")
    label = f"{wanted.label} {part}".strip() if part != wanted.indicator.key else wanted.label
    unit = Unit.PRICE if wanted.indicator.pane == "price" else Unit.NUMBER
    return Field(key=f"{wanted.name}.{part}" if part else wanted.name, label=label, unit=unit)


def name_and_output(key: str) -> tuple[str, str]:
    """Return an indicator's name and the output behind its last point; a number may have a point of its own.

    >>> name_and_output("bbands_20_2.5.upper"), name_and_output("bbands_20_2.5"), name_and_output("rsi_14")
    (('bbands_20_2.5', 'upper'), ('bbands_20_2.5', ''), ('rsi_14', ''))
    """
    base, _, part = key.rpartition(".")
    return (base, part) if base and part[:1].isalpha() else (key, "")
