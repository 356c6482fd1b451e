"""At which price an order is reckoned on the impact card, USD a share."""

from decimal import Decimal

from trading.risk.exposure import Exposure
from trading.risk.facts import Facts
from trading.types import Side

CENT, HUNDRED = Decimal("0.01"), Decimal(100)


def order_price(facts: Facts, found: Exposure) -> Decimal:
    """Return the most that a purchase pays, or the least that a sale is sure to bring."""
    return most_paid(facts, found) if facts.ticket.side is Side.BUY else sale_price(facts)


def most_paid(facts: Facts, found: Exposure) -> Decimal:
    """Return the limit, also below today's price, where the caps count the price; without one the worse price."""
    limit = facts.ticket.limit_price
    return found.price if limit is None else limit


def sale_price(facts: Facts) -> Decimal:
    """Return the least of bid, limit and stop: a resting limit is above the bid, and a stop sells below it."""
    ticket = facts.ticket
    known = (facts.quote.bid, ticket.limit_price, ticket.stop_price, trailing_stop(facts))
    return min(price for price in known if price is not None)


def trailing_stop(facts: Facts) -> Decimal | None:
    """Return where a trailing stop would stand if it were sent now, None for any other order."""
    ticket, quote = facts.ticket, facts.quote
    base = quote.ask if ticket.side is Side.BUY else quote.bid
    if ticket.trail_price is not None:
        trail = ticket.trail_price
    elif ticket.trail_percent is not None:
        trail = base * ticket.trail_percent / HUNDRED
    else:
        return None
    return (base + trail if ticket.side is Side.BUY else base - trail).quantize(CENT)
