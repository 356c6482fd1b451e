"""The executions of the book that is worked on now, in their order."""

from collections.abc import Collection

from sqlalchemy import Connection

from trading.ports import VenueReader
from trading.store.orders import fills_of, symbols_filled
from trading.types import Fill, MarketMode


def fills_of_book(
    connection: Connection, account_id: str, reader: VenueReader, symbols: Collection[str] | None = None
) -> dict[str, list[Fill]]:
    """Return the stored executions of these symbols (None for all), oldest first. Raises Unavailable.

    A paper book that was started anew has left executions of the one before in the store; they are left out.
    """
    wanted = symbols_filled(connection, account_id) if symbols is None else symbols
    found = {symbol: fills_of(connection, account_id, symbol=symbol) for symbol in wanted}
    if not any(found.values()) or reader.mode is not MarketMode.REPLAY:
        return found
    told = reader.fills()  # in their order: a replay's carry their session's time, so many are equal
    known = {fill.execution_id for fills in found.values() for fill in fills}
    return {symbol: [f for f in told if f.symbol == symbol and f.execution_id in known] for symbol in found}
