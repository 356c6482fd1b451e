"""Tickets that follow from what is there: close a position, cancel or replace an order."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from trading.errors import FixInput, NotFound
from trading.orders.parts import Parts
from trading.store.proposals import get_proposal
from trading.types import Action, Position, Proposal, Side, Ticket
from trading.types.wire import decimal_text, ticket_from_wire, to_wire

HUNDRED = Decimal(100)
SIXTH = Decimal("0.000001")


def close_ticket(parts: Parts, symbol: str, *, qty: Decimal | None, percentage: Decimal | None) -> Ticket:
    """Return a reduce-only ticket for all or part of a position, with the exact size.

    A percentage of a position in whole shares rounds down to whole shares. Raises FixInput when there is no
    position, for a size beyond it, or for one that rounds to nothing; Unavailable when the venue cannot be read.
    """
    symbol = symbol.strip().upper()
    position = next((p for p in parts.broker.positions() if p.symbol == symbol and p.qty != 0), None)
    if position is None:
        raise FixInput(f"there is no position in {symbol} to close; look at Portfolio for what is held")
    if qty is not None and percentage is not None:
        raise FixInput("give qty (shares) or percentage, not both")
    return _closing(position, _size(position, qty, percentage))


def close_tickets(parts: Parts) -> list[Ticket]:
    """Return the reduce-only ticket of every position, each with the whole size, by symbol. Raises Unavailable."""
    held = sorted((p for p in parts.broker.positions() if p.qty != 0), key=lambda position: position.symbol)
    return [_closing(position, abs(position.qty)) for position in held]


def _closing(position: Position, size: Decimal) -> Ticket:
    side = Side.SELL if position.qty > 0 else Side.BUY
    return Ticket(symbol=position.symbol, side=side, qty=size, reduce_only=True)


def _size(position: Position, qty: Decimal | None, percentage: Decimal | None) -> Decimal:
    held = abs(position.qty)
    if qty is not None:
        if not qty.is_finite() or qty <= 0:
            raise FixInput(f"qty {qty} must be more than 0; give a number of shares")
        if qty > held:
            raise FixInput(f"qty {decimal_text(qty)} exceeds the {decimal_text(held)} shares held; lower qty")
        return qty
    if percentage is None or percentage == HUNDRED:
        return held
    if not percentage.is_finite() or not 0 < percentage <= HUNDRED:
        raise FixInput(f"percentage {percentage} must be more than 0 and at most 100; give such a number")
    step = Decimal(1) if held == held.to_integral_value() else SIXTH
    size = (held * percentage / HUNDRED).quantize(step, ROUND_DOWN)
    if size <= 0:
        raise FixInput(
            f"{decimal_text(percentage)} percent of {decimal_text(held)} shares is less than {step}; give a larger part"
        )
    return size


def cancel_ticket(parts: Parts, order_id: str) -> Ticket:
    """Return the ticket that takes an order back. Raises NotFound."""
    return Ticket(symbol=_order(parts, order_id).ticket.symbol, action=Action.CANCEL, target_id=order_id)


def replace_ticket(parts: Parts, order_id: str, changes: Mapping[str, Any]) -> Ticket:
    """Return the ticket of an order with some fields changed, given as JSON values. Raises NotFound, InvalidTicket."""
    old = to_wire(_order(parts, order_id).ticket)
    return ticket_from_wire(old | dict(changes) | {"action": Action.REPLACE.value, "target_id": order_id})


def _order(parts: Parts, order_id: str) -> Proposal:
    with parts.ledger.read() as connection:
        proposal = get_proposal(connection, parts.account_id, order_id)
    if proposal.ticket.action is Action.CANCEL:
        raise NotFound(f"{order_id} is a cancel, not an order; name the order itself")
    return proposal
