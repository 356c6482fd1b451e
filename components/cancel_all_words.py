"""What Cancel all says: each order with what has filled of it, and whether it was cancelled or filled before."""

from components import formats
from components.batch_rows import Cells, Outcome, Row, View, Wording, can_still_fill, counted, said_of
from components.prose import plain
from components.standing import Tone, fill_sentence, never_sent
from components.ticket_words import SIDES, STATES, kind
from trading.orders.wording import took_back
from trading.types import IN_DOUBT, IN_FLIGHT, RESTING, Proposal, Status

NAME = "cancel_all"
FILLED_FIRST = "filled before it could be cancelled"
_ENDED = {
    Status.CANCELLED: "It had been cancelled already.",
    Status.EXPIRED: "It had expired already.",
    Status.REJECTED: "The broker had rejected it.",
    Status.REPLACED: "Another order had taken its place.",
}


def order_words(order: Proposal) -> str:
    """Return an order without its symbol, such as "Buy 10, limit $432.00", as Markdown."""
    ticket = order.ticket
    size = formats.money(ticket.notional) if ticket.qty is None else formats.shares(ticket.qty)
    words = plain(f"{SIDES[ticket.side] if ticket.side else ''} {size}, {kind(ticket)}".strip())
    return f"Exits of: {words}" if _only_exits_rest(order) else words


def filled_words(order: Proposal) -> str:
    """Return how much has filled, of how much: of the exits where only they can still fill."""
    found = order.order
    if found is None:
        return plain(formats.shares(None))
    if _only_exits_rest(order):
        filled, whole = sum(leg.filled_qty for leg in found.legs), found.filled_qty
    else:
        filled, whole = found.filled_qty, found.qty
    of = f" of {formats.shares(whole)}" if whole is not None else ""
    return plain(f"{formats.shares(filled)}{of}").replace(" ", "\u00a0")


def became_of(row: Row, view: View) -> str:
    """Return what the gate says of a cancel, or what became of it and of its order, as Markdown."""
    order, ticket = row.target, row.proposal
    if order is None or not row.came_late:
        return said_of(row, view.now)
    if took_back(ticket):
        exits = order.order.legs if order.order is not None else ()
        if any(leg.status is Status.FILLED for leg in exits):
            return f":orange[:material/info: An exit {FILLED_FIRST}.]"
        return said_of(row, view.now)
    if order.status is Status.FILLED:
        fill = plain(fill_sentence(order))
        return f":orange[:material/info: {FILLED_FIRST[0].upper()}{FILLED_FIRST[1:]}.] {fill}".strip()
    if ticket.status in IN_FLIGHT or order.status not in _ENDED:
        return said_of(row, view.now)
    return f":gray[:material/info: {_ENDED[order.status]}]"


def _only_exits_rest(order: Proposal) -> bool:
    return order.order is not None and bool(order.order.legs) and order.status is Status.FILLED


def _heading(view: View) -> str:
    count = len(view.rows)
    return f"Cancel {count} orders" if count != 1 else f"Cancel the order for {view.rows[0].proposal.ticket.symbol}"


def _heads(view: View) -> Cells:
    return "Symbol", "Order", "Filled", "What the gate says" if view.waiting else "What became of it"


def _table(view: View) -> list[Cells]:
    rows = []
    for row in view.rows:
        order = row.target or row.proposal
        rows.append((_symbol(order), order_words(order), filled_words(order), became_of(row, view)))
    return [*rows, *map(_left_out, view.left_out)]


def _left_out(order: Proposal) -> Cells:
    if order.status in IN_DOUBT:
        why = ":orange[:material/help: Not included:] we do not know yet whether the broker has it; the desk asks."
    elif can_still_fill(order):
        why = ":orange[:material/help: Not included:] the broker has it by now."
    else:
        why = f":gray[:material/info: Not included: {STATES[order.status]} by now.]"
    return _symbol(order), order_words(order), filled_words(order), why


def _symbol(order: Proposal) -> str:
    return f"**{plain(order.ticket.symbol)}**"


def _foot(view: View) -> str:
    if view.waiting or any(row.proposal.status in RESTING for row in view.rows):
        return ":material/schedule: An order can still fill until the broker says that it is cancelled."
    return ""


def _outcome(view: View) -> Outcome:
    words = counted([_word(view, row) for row in view.rows])
    unsent = all(never_sent(row.proposal) for row in view.rows)
    text = f"**{words[:1].upper()}{words[1:]}.** {'Nothing was sent.' if unsent else ''}".strip()
    left = " What is not included can still fill." if any(map(_may_fill, view.left_out)) else ""
    statuses = [view.status(row) for row in view.rows]
    if all(took_back(row.proposal) for row in view.rows):
        said = f"{text}{left}" if left else f"**Every order is cancelled.** {text}"
        return Outcome(tone=Tone.RESTS if left else Tone.GOOD, icon=":material/check_circle:", text=said)
    if any(status in IN_DOUBT for status in statuses):
        said = f"{text} The desk asks the broker again.{left}"
        return Outcome(tone=Tone.DOUBT, icon=":material/help:", text=said)
    if all(status in RESTING or took_back(row.proposal) for status, row in zip(statuses, view.rows, strict=True)):
        return Outcome(tone=Tone.RESTS, icon=":material/send:", text=f"{text}{left}")
    still = " What is not cancelled can still fill." if any(map(_is_undone, view.rows)) else ""
    return Outcome(tone=Tone.DOUBT, icon=":material/info:", text=f"{text}{still or left}")


def _word(view: View, row: Row) -> str:
    order, status = row.target, view.status(row)
    if took_back(row.proposal):
        return "cancelled"
    if order is not None and row.came_late and order.status is Status.FILLED:
        return FILLED_FIRST
    if status in RESTING:
        return "asked to cancel"
    if row.came_late and status not in IN_FLIGHT:
        return "ended before"
    if status is Status.CANCELLED:
        return "kept"
    return "not cancelled" if status is Status.REJECTED else STATES[status]


def _is_undone(row: Row) -> bool:
    """Say whether its order can still fill and nobody has been asked to cancel it."""
    return not row.came_late and row.proposal.status not in IN_FLIGHT


def _may_fill(order: Proposal) -> bool:
    return order.status in IN_DOUBT or can_still_fill(order)


def _send(view: View) -> str:
    count = len(view.sendable)
    return f"Cancel {count} {'order' if count == 1 else 'orders'} at the broker"


WORDING = Wording(
    name=NAME,
    icon=":material/playlist_remove:",
    alt="The orders to be cancelled",
    right=(2,),
    heads=_heads,
    heading=_heading,
    table=_table,
    foot=_foot,
    outcome=_outcome,
    send=_send,
    again=lambda view: any(map(_is_undone, view.rows)) or any(map(can_still_fill, view.left_out)),
    again_help="Lists every order that can still fill; nothing is cancelled before you do",
    keep="Keep them",
    keep_help="Discards what was not sent; the orders stay at the broker",
    kept="The orders were kept; no cancel was sent for them.",
    passes_stop=True,
)
