"""The desk's sentences about a ticket: what it is, and what became of it."""

from decimal import Decimal

from trading.types import Action, Proposal, Side, Status, Ticket
from trading.types.wire import decimal_text

HELD_BACK = "nothing was sent: "
"""How the reason begins of a ticket whose exits did not end before it."""


def ticket_words(ticket: Ticket) -> str:
    """Return the ticket in words, such as "buy 10 AAPL, limit 432"."""
    if ticket.action is Action.CANCEL:
        return f"cancel of order {ticket.target_id} for {ticket.symbol}"
    size = f"{_text(ticket.notional)} USD of" if ticket.qty is None else _text(ticket.qty)
    prices = [
        f"{name} {_text(value)}"
        for name, value in (
            ("limit", ticket.limit_price),
            ("stop", ticket.stop_price),
            ("trail", ticket.trail_price),
            ("trail percent", ticket.trail_percent),
        )
        if value is not None
    ]
    words = ", ".join([f"{ticket.side} {size} {ticket.symbol}", *(prices or ["market"])])
    return words if ticket.action is Action.ORDER else f"replace of order {ticket.target_id} by {words}"


def outcome_words(proposal: Proposal) -> str:
    """Return what became of a proposal, one sentence, with the reason where there is one."""
    words, reason = ticket_words(proposal.ticket), proposal.reason.rstrip(".")
    if took_back(proposal):
        return f"The venue has cancelled order {proposal.ticket.target_id}."
    if was_held_back(proposal):
        return f"Not sent ({words}): {reason.removeprefix(HELD_BACK)}."
    because = f": {reason}" if reason else ""
    return f"{_OUTCOMES[proposal.status].format(words=words, fill=_fill(proposal))}{because}."


def was_held_back(proposal: Proposal) -> bool:
    """Say whether a claimed ticket was not posted after all: the venue has never seen what stands here as rejected."""
    is_rejected = proposal.status is Status.REJECTED and proposal.order is None
    return is_rejected and proposal.reason.startswith(HELD_BACK)


def took_back(proposal: Proposal) -> bool:
    """Say whether a cancel was sent and its order has ended; one that was discarded or has run out took nothing back.

    Both are cancelled without an order of their own; `finish_cancel` begins its reason with the order that ended.
    """
    ticket = proposal.ticket
    is_done = ticket.action is Action.CANCEL and proposal.status is Status.CANCELLED
    return is_done and proposal.reason.startswith(f"order {ticket.target_id} ")


_OUTCOMES: dict[Status, str] = {
    Status.PROPOSED: "{words}: being checked",
    Status.OPEN: "{words}: waits for your approval",
    Status.APPROVED: "{words}: approved, not sent yet",
    Status.REFUSED: "Refused, nothing was sent ({words})",
    Status.CANCELLED: "Cancelled ({words}){fill}",
    Status.EXPIRED: "Expired ({words}){fill}",
    Status.SENDING: "{words}: being sent",
    Status.SENT: "Sent to the venue ({words})",
    Status.PARTLY_FILLED: "Partly filled ({words}){fill}",
    Status.FILLED: "Filled ({words}){fill}",
    Status.REJECTED: "The venue rejected it ({words}){fill}",
    Status.UNKNOWN: "It is not known yet whether the venue has it; it will not be sent again ({words})",
    Status.NEVER_ARRIVED: "It never arrived at the venue ({words})",
    Status.REPLACED: "Replaced by another order ({words}){fill}",
}


def _fill(proposal: Proposal) -> str:
    order = proposal.order
    if order is None or order.filled_qty == 0:
        return ""
    verb = "bought" if order.side is Side.BUY else "sold"
    price = "" if order.filled_avg_price is None else f" at {_text(order.filled_avg_price)} USD"
    return f", {verb} {_text(order.filled_qty)}{price}"


def _text(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)
