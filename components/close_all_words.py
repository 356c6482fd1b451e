"""What Close all says: each order with what it is worth, their sum, and whether every position is closed."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from components import formats
from components.batch_rows import Cells, Outcome, Row, View, Wording, counted, said_of, sentence
from components.confirm_view import MONEY
from components.figures import with_figures
from components.prose import plain
from components.standing import CHANGES, Tone, never_sent
from components.ticket_words import SIDES, STATES
from trading.types import IN_DOUBT, Proposal, Status

NAME = "close_all"
_BEFORE = ("Symbol", "Order", "Value, about", "What the gate says")
_AFTER = ("Symbol", "Order", "Value", "What became of it")


def wording(*, orders: Callable[[], None]) -> Wording:
    """Return the words of Close all; `orders` goes to the open orders, which may hold the shares."""
    return Wording(
        name=NAME,
        icon=":material/playlist_remove:",
        alt="The orders that close the positions",
        right=(1, 2),
        heads=lambda view: _BEFORE if view.waiting else _AFTER,
        heading=_heading,
        table=_table,
        foot=_foot,
        outcome=_outcome,
        send=_send,
        again=lambda view: any(never_sent(row.proposal) for row in view.rows),
        again_help="Lists a new order for each position that is still held; nothing is sent before you do",
        keep="Cancel",
        keep_help="Discards what was not sent; every position stays as it is",
        kept="Discarded. Nothing was sent.",
        typed="CLOSE ALL",
        elsewhere=("Open orders", orders),
    )


def value_of(proposal: Proposal) -> Decimal | None:
    """Return what was traded, and before that what the gate expects, in USD; None is not known."""
    order, cost = proposal.order, proposal.impact.cost
    if order is not None and order.filled_qty and order.filled_avg_price is not None:
        return order.filled_qty * order.filled_avg_price
    return None if cost is None else abs(cost)


def _heading(view: View) -> str:
    count = len(view.rows)
    return f"Close {count} positions" if count != 1 else f"Close the position in {view.rows[0].proposal.ticket.symbol}"


def _send(view: View) -> str:
    count = len(view.sendable)
    return f"Send {count} {MONEY[view.mode]} {'order' if count == 1 else 'orders'}"


def _table(view: View) -> list[Cells]:
    waits = bool(view.waiting)
    summed = view.sendable if waits else [row.proposal for row in view.rows if not never_sent(row.proposal)]
    rows = [_cells(view, row, is_summed=row.proposal in summed) for row in view.rows]
    return [*rows, _total(summed, of=len(rows), said="to be sent" if waits else "sent")]


def _cells(view: View, row: Row, *, is_summed: bool) -> Cells:
    """Return symbol, order, value and what is said of it, as Markdown; what the total leaves out is grey."""
    ticket = row.proposal.ticket
    side = SIDES[ticket.side] if ticket.side else ""
    value = plain(formats.money(value_of(row.proposal)))
    order = f"{side}\u00a0{plain(formats.shares(ticket.qty))}"
    return f"**{plain(ticket.symbol)}**", order, value if is_summed else f":gray[{value}]", said_of(row, view.now)


def _total(summed: Sequence[Proposal], *, of: int, said: str) -> Cells:
    """Return the last row: the sum, not known when one of it is not."""
    values = [value_of(proposal) for proposal in summed]
    known = [value for value in values if value is not None]
    total = plain(formats.money(sum(known, Decimal(0)) if len(known) == len(values) else None))
    return "**Total**", "", f"**{total}**", f"{len(summed)} of {of} {said}"


def _foot(view: View) -> str:
    works = dict.fromkeys(one.impact.session for one in view.sendable if one.impact.session)
    return " ".join(f":material/schedule: {plain(sentence(with_figures(said)))}" for said in works)


def _outcome(view: View) -> Outcome:
    statuses = [view.status(row) for row in view.rows]
    words = counted([STATES[status] for status in statuses])
    unsent = all(never_sent(row.proposal) for row in view.rows)
    text = f"**{words[:1].upper()}{words[1:]}.** {'Nothing was sent.' if unsent else ''}"
    if all(status is Status.FILLED for status in statuses):
        said = f"**Every position is closed.** {text}"
        return Outcome(tone=Tone.GOOD, icon=":material/check_circle:", text=said)
    if any(status in IN_DOUBT for status in statuses):
        said = f"{text} The desk asks the broker; nothing is sent again."
        return Outcome(tone=Tone.DOUBT, icon=":material/help:", text=said)
    if all(status in (*CHANGES, Status.FILLED) for status in statuses):
        said = f"{text} What is open fills at the broker by itself."
        return Outcome(tone=Tone.RESTS, icon=":material/send:", text=said)
    return Outcome(tone=Tone.DOUBT, icon=":material/info:", text=f"{text} What is not closed is still held.")
