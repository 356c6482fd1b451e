"""Told: a lost order that turned up at the broker after all, and an order there that was not made here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats, session
from components.prose import plain
from components.ticket_words import STATES
from trading.errors import TradingError
from trading.types import Action, AuditEntry, Status

if TYPE_CHECKING:
    from trading.services import Services

ADOPTED = "order.adopted"
KINDS = (
    ADOPTED,
    "order.sent",
    "order.partly_filled",
    "order.filled",
    "order.cancelled",
    "order.rejected",
    "order.expired",
    "order.replaced",
)
DOUBTS = ("order.unknown", "proposal.unknown")
LISTED_FOR = timedelta(hours=24)
TOLD_FOR = timedelta(hours=1)
"""How old a surprise may be to be said to a browser session that has just begun; the bell lists it longer."""
LONG = timedelta(minutes=1)
"""From when on a doubt lasted so long that its end is worth a word."""
MOST_READ, MOST_TOLD, MOST_LISTED = 200, 3, 5
ICON = ":material/travel_explore:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """One order that nobody expected at the broker; `seq` is the log's entry.

    `text` is safe Markdown, empty for one that is counted and not listed: each page run would read its order.
    """

    seq: int
    at: datetime
    order_id: str
    text: str


def surprises(services: "Services", newest_seq: int) -> list[Surprise] | None:
    """Return those of the last day, newest first; None when the log cannot be read now.

    They are read once for each newest number of the log: it says how each order stands.
    """
    start = services.wall_clock.now() - LISTED_FOR
    key = f"surprises {services.account_id} {services.settings.data_dir} {newest_seq}"
    try:
        return [one for one in session.kept(key, lambda: _read(services, start)) if one.at >= start]
    except TradingError:
        return None


def _read(services: "Services", start: datetime) -> list[Surprise]:
    entries = services.desk.audit(kinds=KINDS, start=start, limit=MOST_READ).items
    found = [(entry, said) for entry in entries if (said := _what(services, entry))]
    worded = [_surprise(services, entry, said) for entry, said in found[:MOST_LISTED]]
    return worded + [_unworded(entry) for entry, _ in found[MOST_LISTED:]]


def tell(services: "Services", found: Sequence[Surprise]) -> None:
    """Say what this browser session has not been told yet, each once, at the end of this run."""
    before, now = session.told(), services.wall_clock.now()
    if before is None:
        new = [one for one in found if now - one.at <= TOLD_FOR]
    else:
        new = [one for one in found if one.seq > before]
    for one in reversed(new[:MOST_TOLD]):
        session.toast(one.text, ICON)
    if len(new) > MOST_TOLD:
        session.toast(f"{len(new) - MOST_TOLD} more orders turned up at the broker; see Activity.", ICON)
    session.set_told(max([before or 0, *(one.seq for one in found)]))


def turned_up_list(found: Sequence[Surprise], now: datetime) -> None:
    """Draw what turned up within a day, newest first; draws nothing when nothing did."""
    if not found:
        return
    st.markdown("**Turned up at the broker**")
    for one in found[:MOST_LISTED]:
        st.markdown(f"{ICON} {one.text} :gray[:small[{plain(formats.moment(one.at, now))}]]")
    if len(found) > MOST_LISTED:
        st.page_link("pages/activity.py", label=f"{len(found) - MOST_LISTED} more on Activity")


def _surprise(services: "Services", entry: AuditEntry, said: str) -> Surprise:
    standing = services.desk.proposal(entry.subject)
    text = f"**{plain(standing.ticket.symbol)}**: {plain(said)} and is {plain(STATES[standing.status])}."
    return Surprise(seq=entry.seq, at=entry.at, order_id=entry.subject, text=text)


def _unworded(entry: AuditEntry) -> Surprise:
    return Surprise(seq=entry.seq, at=entry.at, order_id=entry.subject, text="")


def _what(services: "Services", entry: AuditEntry) -> str:
    """Return what is surprising about an entry, empty when it is an order's ordinary way."""
    if entry.kind == ADOPTED:
        return "an order that was not made here was found at the broker"
    before = entry.body.get("before")
    if _is_cancel(entry.body.get("ticket")):
        return ""
    if before == Status.NEVER_ARRIVED:
        return "the order that had never arrived has turned up at the broker"
    if before == Status.UNKNOWN:
        began = services.desk.audit(kinds=DOUBTS, subject=entry.subject, limit=1).items
        lasted = entry.at - began[0].at if began else timedelta()
        if lasted >= LONG:
            minutes = round(lasted.total_seconds() / 60)
            return f"the order that was in doubt for {minutes} min has turned up at the broker"
    return ""


def _is_cancel(ticket: Any) -> bool:
    return isinstance(ticket, dict) and ticket.get("action") == Action.CANCEL
