"""Small tables inside an answer, read from what the tools returned; text in them is never markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from components import formats
from components.prose import plain
from components.small_table import small_table
from trading.types import RunStep

MOST_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One small table: a caption, the column heads and the cells as text."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def sheet_of(step: RunStep) -> Sheet | None:
    """Return the table of an observation, None when it has none that is worth one."""
    body = step.observation
    if step.error is not None or not isinstance(body, Mapping):
        return None
    for name, (caption, columns) in _SHEETS.items():
        rows = body.get(name)
        if isinstance(rows, list) and rows and all(isinstance(row, Mapping) and columns[0][1] in row for row in rows):
            cells = [[_cell(row, key, form) for _, key, form in columns] for row in rows[:MOST_ROWS]]
            more = f", first {MOST_ROWS} of {len(rows)}" if len(rows) > MOST_ROWS else ""
            return Sheet(caption=caption + more, heads=[head for head, _, _ in columns], rows=cells)
    return None


def draw_sheet(sheet: Sheet) -> None:
    """Draw a table; numbers stand right, the first column left."""
    st.caption(plain(sheet.caption))
    heads = [plain(head) for head in sheet.heads]
    rows = [[plain(cell) for cell in row] for row in sheet.rows]
    small_table(heads, rows, right=heads[1:], alt=sheet.caption)


def _cell(row: Mapping[str, Any], key: str, form: Callable[[Any], str]) -> str:
    value = row.get(key)
    if value is None or value == "":
        return formats.MISSING
    try:
        return form(value)
    except (ArithmeticError, ValueError, TypeError):
        return str(value)[:60]


def _number(form: Callable[[float], str]) -> Callable[[Any], str]:
    return lambda value: form(float(value))


def _text(value: Any) -> str:
    return str(value).replace("_", " ")[:60]


def _day(value: Any) -> str:
    return formats.day(datetime.fromisoformat(str(value)))


_Columns = Sequence[tuple[str, str, Callable[[Any], str]]]
_MOVERS: _Columns = (
    ("Symbol", "symbol", _text),
    ("Price", "price", _number(formats.price)),
    ("Change", "change_pct", _number(formats.percent_change)),
    ("Volume", "volume", _number(formats.volume)),
)
_SHEETS: Mapping[str, tuple[str, _Columns]] = {
    "positions": (
        "Positions",
        (
            ("Symbol", "symbol", _text),
            ("Shares", "qty", _number(formats.shares)),
            ("Last", "last_price", _number(formats.price)),
            ("Worth", "market_value", _number(formats.money)),
            ("Profit", "unrealized_pl", _number(formats.money_change)),
            ("Weight", "weight", _number(formats.share_of)),
        ),
    ),
    "rows": (
        "Compared over the same sessions",
        (
            ("Symbol", "symbol", _text),
            ("Last", "last_price", _number(formats.price)),
            ("Return", "return_pct", _number(formats.percent_change)),
            ("Volatility a year", "volatility_pct", _number(formats.percent)),
            ("Deepest fall", "max_drawdown_pct", _number(formats.percent)),
        ),
    ),
    "companies": (
        "As reported by now",
        (
            ("Symbol", "symbol", _text),
            ("P/E", "pe", _number(formats.price)),
            ("EPS", "eps", _number(formats.price)),
            ("Yield", "dividend_yield", _number(formats.share_of)),
            ("Gross margin", "gross_margin", _number(formats.share_of)),
            ("Operating", "operating_margin", _number(formats.share_of)),
            ("Net", "net_margin", _number(formats.share_of)),
        ),
    ),
    "gainers": ("Gainers", _MOVERS),
    "losers": ("Losers", _MOVERS),
    "active": ("Most active", _MOVERS),
    "screened": ("Meets every rule", _MOVERS),
    "fills": (
        "Fills",
        (
            ("Symbol", "symbol", _text),
            ("Side", "side", _text),
            ("Shares", "qty", _number(formats.shares)),
            ("Price", "price", _number(formats.price)),
            ("Day", "at", _day),
        ),
    ),
    "orders": ("Orders", (("Order", "text", _text), ("State", "status", _text), ("Day", "created_at", _day))),
    "proposals": ("Waits for you", (("Order", "text", _text), ("State", "status", _text), ("Day", "created_at", _day))),
}
"""By the name of the list in an observation: the table's caption and its columns (head, key, format)."""
