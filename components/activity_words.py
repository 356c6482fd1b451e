"""The log in plain words: who did what to which order, one sentence an entry, read from the entry itself."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from components.figures import with_figures
from components.formats import day_and_time, dollars_a_share, price, shares
from components.order_tables import safe_cell
from components.ticket_words import title
from trading.errors import InvalidTicket
from trading.types import AuditEntry, Status
from trading.types.wire import canonical_json, ticket_from_wire

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Proposed": ("proposal.proposed", "proposal.open"),
    "Approved": ("proposal.approved", "proposal.sending"),
    "Refused": ("proposal.refused", "proposal.approval_refused", "proposal.rejected", "order.rejected"),
    "Sent and filled": (
        "order.sent",
        "order.partly_filled",
        "order.filled",
        "order.fill",
        "order.progress",
        "order.replaced",
        "order.adopted",
    ),
    "Ended": ("proposal.cancelled", "proposal.expired", "order.cancelled", "order.expired"),
    "In doubt": ("proposal.unknown", "order.unknown", "proposal.never_arrived", "order.never_arrived"),
    "Desk and limits": (
        "desk.stopped",
        "desk.stop_widened",
        "desk.stop_effects",
        "desk.resumed",
        "desk.held",
        "desk.released",
        "limits.changed",
        "risk.held",
        "risk.lifted",
    ),
}
_DEEDS = {
    "proposal.proposed": "proposed",
    "proposal.open": "may be approved",
    "proposal.priced": "priced anew",
    "proposal.approved": "approved",
    "proposal.sending": "being sent",
    "proposal.refused": "refused by the gate",
    "proposal.approval_refused": "approval refused by the gate",
    "proposal.cancelled": "discarded before it was sent",
    "proposal.expired": "expired; nothing was sent",
    "proposal.unknown": "not known whether the broker has it",
    "proposal.never_arrived": "never arrived at the broker",
    "proposal.rejected": "rejected by the broker",
    "order.sent": "the broker has it",
    "order.partly_filled": "filled in part",
    "order.filled": "filled",
    "order.fill": "execution",
    "order.progress": "changed at the broker",
    "order.cancelled": "cancelled at the broker",
    "order.expired": "expired at the broker",
    "order.rejected": "rejected by the broker",
    "order.replaced": "replaced by another order",
    "order.adopted": "found at the broker, not made here",
    "desk.stopped": "trading stopped",
    "desk.stop_widened": "the stop reaches protective exits too",
    "desk.resumed": "trading resumed",
    "desk.stop_effects": "effects of the stop",
    "desk.held": "orders held",
    "desk.released": "orders released",
    "limits.changed": "limits changed",
    "risk.held": "new risk held",
    "risk.lifted": "new risk allowed again",
}


def deed(entry: AuditEntry) -> str:
    """Return what happened in a few words; an unknown kind stands for itself."""
    if entry.kind == "proposal.cancelled" and str(entry.body.get("reason")).startswith("order "):
        return "cancelled at the broker"  # a cancel whose order has ended, see finish_cancel
    if entry.body.get("before") == Status.NEVER_ARRIVED:
        return f"turned up at the broker: {_DEEDS.get(entry.kind, entry.kind)}"
    return _DEEDS.get(entry.kind, entry.kind.replace(".", " ").replace("_", " "))


def about(entry: AuditEntry) -> str:
    """Return what it happened to and why, from the entry's own body; the subject where it says nothing else."""
    body = entry.body
    if entry.kind == "limits.changed":
        return "; ".join(
            f"{name}: {_plain(change.get('before'))} → {_plain(change.get('after'))}"
            for name, change in body.items()
            if isinstance(change, Mapping)
        )
    if entry.kind in ("risk.held", "risk.lifted"):
        return _risk(body)
    if isinstance(body.get("fill"), Mapping):
        return _fill(body["fill"])
    if isinstance(body.get("report"), Mapping):
        return _stop(body["report"])
    parts = [_ticket(body.get("ticket")) or _order(body.get("order")), _fill_of(body.get("order"))]
    parts.append(_priced(body.get("quote")) if entry.kind == "proposal.priced" else "")
    reasons = body.get("reasons")
    parts.append("; ".join(with_figures(str(reason)) for reason in reasons) if isinstance(reasons, list) else "")
    parts.append(with_figures(str(body.get("reason") or "")))
    return " · ".join(part for part in parts if part) or entry.subject


def activity_row(entry: AuditEntry) -> dict[str, Any]:
    """Return one entry as the table shows it."""
    return {
        "Time, ET": entry.at,
        "What": deed(entry),
        "About": about(entry),
        "Who": entry.actor.name,
        "Order": entry.subject,
        "No.": entry.seq,
    }


def activity_csv(entries: "list[AuditEntry]") -> str:
    """Return entries as CSV text with their hashes, so that the export can be held against the log."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("seq", "at", "actor_kind", "actor", "kind", "subject", "about", "body", "prev_hash", "hash"))
    for one in entries:
        writer.writerow(
            (
                one.seq,
                one.at.isoformat(),
                one.actor.kind.value,
                safe_cell(one.actor.name),
                one.kind,
                one.subject,
                safe_cell(about(one)),
                canonical_json(one.body),
                one.prev_hash,
                one.hash,
            )
        )
    return out.getvalue()


def _ticket(wire: Any) -> str:
    if not isinstance(wire, Mapping):
        return ""
    try:
        return title(ticket_from_wire(wire))
    except InvalidTicket:
        return str(wire.get("symbol", ""))


def _order(wire: Any) -> str:
    return f"{wire.get('side', '')} {wire.get('symbol', '')}".strip() if isinstance(wire, Mapping) else ""


def _priced(quote: Any) -> str:
    if not isinstance(quote, Mapping):
        return ""
    return f"{quote.get('symbol')} {dollars_a_share(_number(quote.get('last')))}{_market_time(quote.get('at'))}"


def _fill_of(order: Any) -> str:
    if not isinstance(order, Mapping) or order.get("filled_avg_price") is None:
        return ""
    return f"{shares(_number(order['filled_qty']))} at {dollars_a_share(_number(order['filled_avg_price']))}"


def _fill(fill: Mapping[str, Any]) -> str:
    verb = "Bought" if fill.get("side") == "buy" else "Sold"
    when = _market_time(fill.get("at"))
    return (
        f"{verb} {shares(_number(fill.get('qty')))} {fill.get('symbol')} at {price(_number(fill.get('price')))}{when}"
    )


def _market_time(text: Any) -> str:
    try:
        return f", {day_and_time(datetime.fromisoformat(str(text)))}"
    except ValueError:
        return ""


def _risk(body: Mapping[str, Any]) -> str:
    """Return what holds new risk, or holds it no more: the symbol, the protection, why, and until when."""
    until = body.get("until")
    ends = f"until {_market_time(until).removeprefix(', ')}" if until and body.get("since") else ""
    parts = [body.get("symbol"), body.get("title"), with_figures(str(body.get("reason") or "")), ends]
    return " · ".join(str(part) for part in parts if part)


def _stop(report: Mapping[str, Any]) -> str:
    cancelled, left = report.get("cancelled") or (), report.get("still_open") or ()
    naked = report.get("unprotected") or ()
    parts = [f"{len(cancelled)} {'order' if len(cancelled) == 1 else 'orders'} cancelled", f"{len(left)} still open"]
    parts += [f"without a stop: {', '.join(map(str, naked))}"] if naked else []
    return "; ".join([*parts, *(str(problem) for problem in report.get("problems") or ())])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all"
    return str(value)


def _number(text: Any) -> Any:
    try:
        return None if text is None else Decimal(str(text))
    except InvalidOperation:
        return None
