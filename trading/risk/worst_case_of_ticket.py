"""The worst case that a ticket meets, and the worst case that it would leave behind."""

from dataclasses import replace
from decimal import Decimal

from trading.risk.exposure import Exposure, exposure
from trading.risk.facts import Facts
from trading.risk.live_stops import Stop
from trading.risk.loss_lines import ZERO, Addition
from trading.risk.worst_case import AtRisk, worst_case
from trading.types import STOP_TYPES, OrderClass, Position, Side, Ticket


def at_most_now(facts: Facts) -> Decimal:
    """Return the most that can be lost now, USD. Raises Unknown."""
    return worst_case(_at_risk(facts)).at_most


def at_most_after(facts: Facts) -> Decimal:
    """Return the most that can be lost with the ticket's order filled, its own stop with it, USD. Raises Unknown.

    An exit that is a stop, or brings one, protects what is held instead: it has not sold anything yet.
    """
    found, ticket = exposure(facts), facts.ticket
    before = _at_risk(facts)
    gone = {*filter(None, [ticket.target_id]), *(group.order_id for group in found.releases)}
    rest = replace(
        before,
        working=tuple(one for one in before.working if one.id not in gone),
        orders=tuple(one for one in before.orders if one.client_order_id not in gone),
        leaving={*before.leaving, *gone},
    )
    if not found.is_exit:
        return worst_case(replace(rest, filled=(_filled(ticket, found),))).at_most
    stop = _own_stop(ticket, found)
    if stop is not None:
        return worst_case(replace(rest, new_stops=((ticket.symbol, stop),))).at_most
    held = facts.positions[ticket.symbol]
    return worst_case(replace(rest, positions=_reduced(before, held, found))).at_most


def _at_risk(facts: Facts) -> AtRisk:
    return AtRisk(
        account=facts.account,
        positions=facts.positions,
        working=facts.book.working,
        orders=facts.book.orders,
        leaving=facts.book.leaving,
        limits=facts.limits,
    )


def _filled(ticket: Ticket, found: Exposure) -> Addition:
    side, loss = ticket.side or Side.BUY, ticket.stop_loss
    guard = Side.SELL if side is Side.BUY else Side.BUY
    stop = None
    if loss is not None and ticket.order_class is not OrderClass.OCO:
        stop = Stop(side=guard, qty=found.qty, price=loss.stop_price, limit_price=loss.limit_price)
    return Addition(symbol=ticket.symbol, side=side, qty=found.qty, price=found.price, highest=found.price, stop=stop)


def _own_stop(ticket: Ticket, found: Exposure) -> Stop | None:
    side, loss = ticket.side or Side.SELL, ticket.stop_loss
    if loss is not None:
        return Stop(side=side, qty=found.qty, price=loss.stop_price, limit_price=loss.limit_price)
    if ticket.type not in STOP_TYPES:
        return None
    return Stop(
        side=side,
        qty=found.qty,
        price=ticket.stop_price,
        limit_price=ticket.limit_price,
        trail_price=ticket.trail_price,
        trail_percent=ticket.trail_percent,
    )


def _reduced(before: AtRisk, held: Position, found: Exposure) -> dict[str, Position]:
    left = max(ZERO, abs(held.qty) - found.qty)
    after = {symbol: one for symbol, one in before.positions.items() if symbol != held.symbol}
    if left > 0:
        share = left / abs(held.qty)
        after[held.symbol] = replace(held, qty=held.qty * share, market_value=held.market_value * share)
    return after
