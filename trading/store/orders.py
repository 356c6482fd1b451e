"""The venue's orders as last reported, one row an order, and executions, each once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from trading.store.forms import order_from_wire
from trading.store.paging import after_cursor, cursor_of, page_size
from trading.store.tables import FILL, VENUE_ORDER
from trading.types import RESTING, Fill, Page, Side, Status, VenueOrder
from trading.types.wire import to_wire

_INSERT = insert(VENUE_ORDER)


def working_status(order: VenueOrder) -> Status:
    """Return whether the order or one of its legs can still fill: a resting state if so, else the order's own.

    A bracket whose entry has filled is `filled`, but its exits rest; the row's status column says the latter.
    """
    if order.status in RESTING:
        return order.status
    return next((leg.status for leg in order.legs if leg.status in RESTING), order.status)


def save_order(connection: Connection, account_id: str, order: VenueOrder, *, before: VenueOrder | None) -> None:
    """Write what the venue reports over what stood there before, None for a new row."""
    values = {
        "symbol": order.symbol,
        "status": working_status(order).value,
        "submitted_at": order.submitted_at,
        "updated_at": order.updated_at,
        "body": to_wire(order),
    }
    if before is None:
        row = {"id": order.client_order_id, "account_id": account_id}
        connection.execute(_INSERT, row | values)
    elif before != order:
        connection.execute(update(VENUE_ORDER).where(VENUE_ORDER.c.id == order.client_order_id).values(**values))


def get_order(connection: Connection, order_id: str) -> VenueOrder | None:
    """Return the order of that client_order_id as last reported, None when the venue never reported it."""
    row = connection.execute(select(VENUE_ORDER.c.body).where(VENUE_ORDER.c.id == order_id)).first()
    return None if row is None else order_from_wire(row.body)


def working_orders(connection: Connection, account_id: str) -> list[VenueOrder]:
    """Return orders that can still fill, or have exits that can, oldest first."""
    rows = connection.execute(_WORKING)
    found = [order_from_wire(row.body) for row in rows if row.account_id == account_id]
    return sorted(found, key=lambda order: (order.submitted_at, order.client_order_id))


_WORKING = select(VENUE_ORDER.c.body, VENUE_ORDER.c.account_id).where(
    or_(*(VENUE_ORDER.c.status == status.value for status in sorted(RESTING)))
)
"""It asks for neither account nor order of rows: with either SQLite walks all orders that the account ever had, with
the status alone it finds the few that rest; and every approval asks."""


def newest_update(connection: Connection, account_id: str) -> datetime | None:
    """Return the venue's time of the newest report, None when there is none."""
    query = select(func.max(VENUE_ORDER.c.updated_at)).where(VENUE_ORDER.c.account_id == account_id)
    newest: datetime | None = connection.execute(query).scalar_one()
    return newest


def known_executions(connection: Connection, account_id: str, ids: Sequence[str]) -> set[str]:
    """Return which of these executions are written already."""
    known: set[str] = set()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        query = select(FILL.c.execution_id).where(FILL.c.account_id == account_id, FILL.c.execution_id.in_(part))
        known |= {row.execution_id for row in connection.execute(query)}
    return known


def save_fill(connection: Connection, account_id: str, fill: Fill) -> None:
    """Write one execution that is not written yet."""
    connection.execute(
        insert(FILL).values(
            account_id=account_id,
            execution_id=fill.execution_id,
            order_id=fill.order_id,
            symbol=fill.symbol,
            side=fill.side.value,
            qty=fill.qty,
            price=fill.price,
            at=fill.at,
        )
    )


def page_of_fills(
    connection: Connection,
    account_id: str,
    *,
    start: datetime | None,
    end: datetime | None,
    limit: int,
    cursor: str | None,
) -> Page[Fill]:
    """Return executions newest first, in the half-open time range."""
    query = select(FILL).where(FILL.c.account_id == account_id)
    query = query if start is None else query.where(FILL.c.at >= start)
    query = query if end is None else query.where(FILL.c.at < end)
    if cursor is not None:
        query = query.where(after_cursor(cursor, FILL.c.at, FILL.c.execution_id))
    size = page_size(limit)
    rows = connection.execute(query.order_by(FILL.c.at.desc(), FILL.c.execution_id.desc()).limit(size + 1)).all()
    fills = [_fill(row) for row in rows[:size]]
    more = len(rows) > size
    return Page(items=tuple(fills), next_cursor=cursor_of(fills[-1].at, fills[-1].execution_id) if more else None)


def fills_of(connection: Connection, account_id: str, *, symbol: str | None = None) -> list[Fill]:
    """Return every execution of the account, or of one symbol, oldest first."""
    query = select(FILL).where(FILL.c.account_id == account_id)
    query = query if symbol is None else query.where(FILL.c.symbol == symbol)
    return [_fill(row) for row in connection.execute(query.order_by(FILL.c.at, FILL.c.execution_id))]


def symbols_filled(connection: Connection, account_id: str, *, since: datetime | None = None) -> set[str]:
    """Return the symbols with an execution, at or after that time where one is given."""
    query = select(FILL.c.symbol).where(FILL.c.account_id == account_id).distinct()
    query = query if since is None else query.where(FILL.c.at >= since)
    return set(connection.execute(query).scalars())


def get_orders(connection: Connection, order_ids: Collection[str]) -> dict[str, VenueOrder]:
    """Return the orders as last reported, by client_order_id; those that the venue never reported are left out."""
    found: dict[str, VenueOrder] = {}
    every = sorted(order_ids)
    for part in (every[start : start + 500] for start in range(0, len(every), 500)):
        query = select(VENUE_ORDER.c.id, VENUE_ORDER.c.body).where(VENUE_ORDER.c.id.in_(part))
        found |= {row.id: order_from_wire(row.body) for row in connection.execute(query)}
    return found


def _fill(row: Row[Any]) -> Fill:
    return Fill(
        execution_id=row.execution_id,
        order_id=row.order_id,
        symbol=row.symbol,
        side=Side(row.side),
        qty=row.qty,
        price=row.price,
        at=row.at,
    )
