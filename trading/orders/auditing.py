"""What the store knows of resting orders and why they were made, for the auditor of stops and for releasing exits."""

from sqlalchemy import Connection

from trading.errors import NotFound, TradingError
from trading.ports import MarketData
from trading.risk.resting import Made, Resting, made_for
from trading.store.orders import working_orders
from trading.store.proposals import get_proposal
from trading.types import Quote, VenueOrder


def read_resting(connection: Connection, account_id: str, *, symbol: str | None = None) -> tuple[Resting, ...]:
    """Return the orders that can still fill, as last reported, each with why it was made; of one symbol, if named."""
    orders = (order for order in working_orders(connection, account_id) if symbol in (None, order.symbol))
    return tuple(Resting(order=order, made=_made(connection, account_id, order)) for order in orders)


def price_now(market: MarketData, symbol: str) -> Quote | None:
    """Return the quote of a symbol, None where there is none now."""
    try:
        return market.quote(symbol)
    except TradingError:
        return None


def _made(connection: Connection, account_id: str, order: VenueOrder) -> Made:
    try:
        proposal = get_proposal(connection, account_id, order.client_order_id)
    except NotFound:
        return Made.UNKNOWN
    return made_for(proposal.ticket, qty_before=proposal.impact.qty_before, adopted=proposal.adopted)
