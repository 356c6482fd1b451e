"""A row of Close all: the order, what it is worth, and what the gate says of it or what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from components import formats
from components.figures import with_figures
from components.order_tables import reason
from components.prose import plain
from components.reasons import in_one
from components.session import Note
from components.standing import Tone, shown_status, standing
from components.ticket_words import SIDES
from trading.types import Proposal, Status

Cells = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ticket of the list, and what the dialog must say of it besides its state."""

    proposal: Proposal
    note: Note | None


def cells(row: Row, now: datetime, *, is_counted: bool) -> Cells:
    """Return symbol, order, value and what is said of it, as Markdown; what the total leaves out is grey."""
    proposal = row.proposal
    ticket = proposal.ticket
    side = SIDES[ticket.side] if ticket.side else ""
    value = plain(formats.money(value_of(proposal)))
    order = f"{side}\u00a0{plain(formats.shares(ticket.qty))}"
    return f"**{plain(ticket.symbol)}**", order, value if is_counted else f":gray[{value}]", said_of(row, now)


def total_cells(counted: Sequence[Proposal], *, of: int, said: str) -> Cells:
    """Return the last row: the sum of what is counted, not known when one of it is not."""
    values = [value_of(proposal) for proposal in counted]
    known = [value for value in values if value is not None]
    total = plain(formats.money(sum(known, Decimal(0)) if len(known) == len(values) else None))
    return "**Total**", "", f"**{total}**", f"{len(counted)} of {of} {said}"


def value_of(proposal: Proposal) -> Decimal | None:
    """Return what was traded, and before that what the gate expects, in USD; None is not known."""
    order, cost = proposal.order, proposal.impact.cost
    if order is not None and order.filled_qty and order.filled_avg_price is not None:
        return order.filled_qty * order.filled_avg_price
    return None if cost is None else abs(cost)


def said_of(row: Row, now: datetime) -> str:
    """Return what the gate says of a ticket that waits, or what became of it, as Markdown."""
    proposal, note = row.proposal, row.note
    status = shown_status(proposal, now)
    if status is Status.OPEN and note is not None and note.kind == "drifted":
        return f":orange[:material/trending_up: The price moved:] {plain(note.text)} Not sent."
    if status is Status.OPEN and note is not None and note.kind == "changed":
        return ":orange[:material/sync_problem: The figures changed while you read.] Not sent."
    if status is Status.OPEN and note is not None:
        return f":red[:material/block: Not sent:] {_plain(note.text)}"
    if is_refused(row, now):
        why = " ".join(map(sentence, in_one(proposal.gate.reasons))) or reason(proposal)
        return f":red[:material/block: Refused:] {_plain(why)}"
    if status is Status.OPEN:
        return f":green[:material/check: all {len(proposal.gate.rules)} rules pass]"
    said = standing(proposal, now)
    color = {Tone.DOUBT: "orange"}.get(said.tone, said.tone.value)
    more = f" {plain(said.text)}" if said.tone in (Tone.BAD, Tone.DOUBT) else ""
    return f":{color}[{said.icon} {plain(said.title)}]{more}"


def is_refused(row: Row, now: datetime) -> bool:
    """Say whether the gate says no, for good or at the present price."""
    status = shown_status(row.proposal, now)
    return status is Status.REFUSED or (status is Status.OPEN and not row.proposal.gate.allowed)


def sentence(text: str) -> str:
    """Return a reason as a sentence of its own."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _plain(text: str) -> str:
    return plain(sentence(with_figures(text)))
