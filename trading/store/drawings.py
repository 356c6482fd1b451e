"""What a person drew on a symbol's chart: levels and trend lines, kept by account and symbol."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from sqlalchemy import delete, insert, select

from trading.errors import FixInput
from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import CHART_DRAWING

MOST_DRAWINGS = 100
Drawing = Mapping[str, Any]
"""{"kind": "level", "price"} or {"kind": "trend", "from": {"time", "price"}, "to": {...}}; epoch seconds and USD."""


class DrawingStore:
    """The drawings of one account. Threads may share it; of two pages that draw at once the later one counts."""

    def __init__(self, database: Database, account_id: str, wall_clock: Clock) -> None:
        self._database = database
        self._account_id = account_id
        self._clock = wall_clock

    def of(self, symbol: str) -> Sequence[Drawing]:
        """Return what is drawn on a symbol's chart, oldest first."""
        table = CHART_DRAWING
        wanted = select(table.c.drawings).where(table.c.account_id == self._account_id, table.c.symbol == symbol)
        with self._database.read() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        return list(found or [])

    def keep(self, symbol: str, drawings: object) -> None:
        """Keep this list and forget the one before. Raises FixInput for what is no list of drawings."""
        checked = checked_drawings(drawings)
        table = CHART_DRAWING
        row = {"account_id": self._account_id, "symbol": symbol, "drawings": checked, "updated_at": self._clock.now()}
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.account_id == self._account_id, table.c.symbol == symbol))
            if checked:
                connection.execute(insert(table).values(**row))


def checked_drawings(given: object) -> list[Drawing]:
    """Return the drawings with their known fields alone. Raises FixInput with what is wrong."""
    if not isinstance(given, list):
        raise FixInput(f"{given!r:.60} is no list of drawings; draw again")
    if len(given) > MOST_DRAWINGS:
        raise FixInput(f"{len(given)} drawings are more than {MOST_DRAWINGS} on one chart; erase some first")
    return [_checked(one) for one in given]


def _checked(given: object) -> Drawing:
    body = given if isinstance(given, Mapping) else {}
    if body.get("kind") == "level":
        return {"kind": "level", "price": _number(body.get("price"))}
    if body.get("kind") == "trend":
        return {"kind": "trend", "from": _spot(body.get("from")), "to": _spot(body.get("to"))}
    raise FixInput(f"{given!r:.60} is neither a level nor a trend line; draw it again")


def _spot(given: object) -> dict[str, float]:
    body = given if isinstance(given, Mapping) else {}
    return {"time": int(_number(body.get("time"))), "price": _number(body.get("price"))}


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        raise FixInput(f"{given!r:.40} is no number of a drawing; draw it again")
    return float(given)
