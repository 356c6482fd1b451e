"""Which resting exits a ticket that only closes must end first, because they reserve the shares that it trades."""

from collections.abc import Sequence
from decimal import Decimal

from trading.risk.facts import Facts
from trading.risk.resting import ZERO, ExitGroup, Made
from trading.types import Action, OrderClass, Side, Ticket
from trading.types.wire import decimal_text


def may_release(ticket: Ticket) -> bool:
    """Say whether a ticket may end resting exits: a lone order that promises to only reduce."""
    is_lone = ticket.order_class in (None, OrderClass.SIMPLE)
    return ticket.action is Action.ORDER and ticket.reduce_only and is_lone


def to_release(facts: Facts, *, held: Decimal, available: Decimal, qty: Decimal) -> tuple[ExitGroup, ...]:
    """Return the exits to cancel so that `qty` shares are free; none where that many are, or never will be.

    A target alone goes before one with a stop, and the older before the newer: no more than is needed. `held` is
    signed, `available` what the venue says that nothing has reserved.
    """
    ticket = facts.ticket
    closes = held != 0 and (ticket.side is Side.SELL) == (held > 0)
    if not (may_release(ticket) and closes and qty <= abs(held)):
        return ()
    # not cut off at 0: what another ticket on its way has been promised cannot be released for this one too
    missing = qty - (abs(available) - on_the_way(facts))
    chosen: list[ExitGroup] = []
    for group in sorted(facts.book.exits, key=lambda one: one.stop is not None):
        if missing > 0 and group.side is ticket.side and group.made is not Made.ENTRY and group.is_working:
            chosen.append(group)
            missing -= group.qty
    return tuple(chosen) if missing <= 0 else ()


def on_the_way(facts: Facts) -> Decimal:
    """Return what orders of the same side, which the venue has not reported yet, will reserve."""
    ticket = facts.ticket
    return sum(
        (
            one.qty
            for one in facts.book.working
            if one.symbol == ticket.symbol and one.side is ticket.side and not one.known_to_venue
        ),
        ZERO,
    )


def release_words(groups: Sequence[ExitGroup]) -> str:
    """Return what is cancelled first, such as "cancels first: the stop at 95 USD and the target at 110 USD"."""
    parts = [part for group in groups for part in _parts(group)]
    return f"cancels first: {', '.join(parts[:-1]) + ' and ' if parts[1:] else ''}{parts[-1]}"


def _parts(group: ExitGroup) -> list[str]:
    named = (
        ("the stop", group.stop, None if group.stop is None else group.stop.stop_price),
        ("the target", group.target, None if group.target is None else group.target.limit_price),
    )
    parts = [
        name if price is None else f"{name} at {decimal_text(price)} USD"
        for name, order, price in named
        if order is not None
    ]
    return parts or [f"order {group.order_id:.8}"]
