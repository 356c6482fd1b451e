"""Orders as rows of a table: what open orders and the history show, as plain values."""

import csv
import io
from datetime import datetime
from typing import Any

from components.charts.palette import Palette
from components.figures import with_figures
from components.formats import money, shares
from components.ticket_words import SIDES, STATES, kind, terms
from trading.orders.wording import took_back
from trading.types import Action, Origin, OriginKind, Proposal, Status

OPEN_COLUMNS = ("Time, ET", "Side", "Symbol", "Size", "Filled", "Type", "Terms", "State", "By")
HISTORY_COLUMNS = ("Time, ET", "Side", "Symbol", "Size", "Type", "State", "Filled", "Fill", "Reason", "By")
_DOORS = {
    OriginKind.FORM: "You",
    OriginKind.AGENT: "Chat",
    OriginKind.DESK: "Desk",
    OriginKind.STRATEGY: "Strategy",
}


def open_row(proposal: Proposal) -> dict[str, Any]:
    """Return one open order as the table shows it."""
    order = proposal.order
    return _row(proposal) | {
        "Filled": shares(order.filled_qty if order else None),
        "Terms": terms(proposal.ticket),
    }


def history_row(proposal: Proposal) -> dict[str, Any]:
    """Return one past order or ticket as the table shows it, with the reason of whatever did not happen."""
    order = proposal.order
    average = order.filled_avg_price if order else None
    return _row(proposal) | {
        "Filled": shares(order.filled_qty) if order and order.filled_qty else None,
        "Fill": None if average is None else float(average),
        "Reason": with_figures(reason(proposal)),
    }


def reason(proposal: Proposal) -> str:
    """Return why it ended as it did, as one sentence; empty when it was simply filled."""
    order = proposal.order
    if proposal.status is Status.REFUSED:
        return "; ".join(proposal.gate.reasons) or proposal.reason
    if proposal.status is Status.EXPIRED and order is None:
        return "Nobody approved it in time; nothing was sent"
    if took_back(proposal):
        return "The broker has cancelled the order"
    if proposal.status is Status.CANCELLED and order is None:
        return proposal.reason or "Discarded before it was sent"
    if proposal.status is Status.UNKNOWN:
        return f"The broker has not answered; {proposal.ticket.symbol} is held"
    return proposal.reason or (order.reason if order else "")


def by(origin: Origin, *, adopted: bool) -> str:
    """Return who asked for it, by the door that it came through."""
    if adopted:
        return "Not from here"
    return _DOORS.get(origin.kind, origin.actor.name)


def asked(proposal: Proposal) -> str:
    """Return who asked for it, where, and the ticket's short id."""
    short = proposal.id if len(proposal.id) <= 10 else f"{proposal.id[:4]}…{proposal.id[-4:]}"
    doors = {"agent": "in the chat", "form": "on the order form", "api": "over the API", "desk": "by the desk"}
    where = doors.get(proposal.origin.kind.value, f"by a {proposal.origin.kind.value}")
    return f"Asked by {proposal.origin.actor.name} {where} · ticket {short}"


def state_colors(colors: Palette) -> dict[str, str]:
    """Return the chip's colour of each state: money colours for done and refused, orange for what waits."""
    good, bad, waits = {Status.FILLED}, {Status.REFUSED, Status.REJECTED, Status.NEVER_ARRIVED}, {Status.UNKNOWN}
    rests = {Status.SENT, Status.PARTLY_FILLED, Status.APPROVED, Status.SENDING}
    found = {}
    for status, words in STATES.items():
        chosen = colors.chip_quiet
        for group, color in (
            (good, colors.chip_good),
            (bad, colors.chip_bad),
            (waits, colors.chip_waits),
            (rests, colors.chip_rests),
        ):
            chosen = color if status in group else chosen
        found[words] = chosen
    return found


def history_csv(proposals: "list[Proposal]") -> str:
    """Return past orders as CSV text with full ids and times."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "created_at", "updated_at", "state", "order", "terms", "filled_qty", "fill", "reason", "by"))
    for one in proposals:
        order = one.order
        writer.writerow(
            (
                one.id,
                one.created_at.isoformat(),
                one.updated_at.isoformat(),
                one.status.value,
                f"{_side(one)} {_size(one)} {one.ticket.symbol} {kind(one.ticket)}".strip(),
                terms(one.ticket),
                "" if order is None else order.filled_qty,
                "" if order is None or order.filled_avg_price is None else order.filled_avg_price,
                safe_cell(reason(one)),
                safe_cell(by(one.origin, adopted=one.adopted)),
            )
        )
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("fine")
    ("'=1+1", 'fine')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _row(proposal: Proposal) -> dict[str, Any]:
    when: datetime = proposal.created_at
    words = kind(proposal.ticket)
    return {
        "id": proposal.id,
        "Time, ET": when,
        "Side": _side(proposal),
        "Symbol": proposal.ticket.symbol,
        "Size": _size(proposal),
        "Type": "–" if proposal.ticket.action is Action.CANCEL else f"{words[:1].upper()}{words[1:]}",
        "State": [STATES[proposal.status]],
        "By": by(proposal.origin, adopted=proposal.adopted),
    }


def _side(proposal: Proposal) -> str:
    ticket = proposal.ticket
    if ticket.action is Action.CANCEL:
        return "Cancel"
    side = SIDES[ticket.side] if ticket.side else ""
    return f"Replace: {side.lower()}" if ticket.action is Action.REPLACE else side


def _size(proposal: Proposal) -> str:
    ticket = proposal.ticket
    if ticket.action is Action.CANCEL:
        return ""
    return money(ticket.notional) if ticket.qty is None else shares(ticket.qty)
