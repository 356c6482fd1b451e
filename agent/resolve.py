"""The last part of reading that needs the account: which position a bare "close" means, which order a cancel means."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from agent.intent_types import AskedCancel, AskedOrder, Reading
from agent.wording import shares, ticket_text
from trading.types import ENTRY_CLASSES, Action, Intent, Proposal

_EVERY = re.compile(
    r"\b(?:all(?!\s+(?:of\s+)?(?:(?:my|our|the)\s+)?shares)|everything|every|positions|holdings|both)\b", re.IGNORECASE
)
"""Words of every position; "all my shares" may be those of the one that was spoken of."""
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)


class Held(Protocol):
    """A holding, as far as a close needs it."""

    @property
    def symbol(self) -> str:
        """Return its symbol."""
        ...

    @property
    def qty(self) -> Decimal:
        """Return its signed size in shares."""
        ...


def needs_positions(reading: Reading) -> bool:
    """Say whether an order leaves open which position it means."""
    return any(order.symbol is None for order in reading.orders) and not reading.settled


def with_positions(reading: Reading, positions: Sequence[Held]) -> Reading:
    """Return the reading with each bare close tied to a position, or with the question which one.

    The only position is meant by "my position"; all of them only where the words say all.
    """
    held = [position for position in positions if position.qty != 0]
    if not held:
        return _settled(reading, "There is no open position, so there is nothing to close.")
    orders: list[AskedOrder] = []
    for order in reading.orders:
        if order.symbol is not None:
            orders.append(order)
        elif _is_clear(reading.words, order, held):
            orders += [replace(order, symbol=position.symbol) for position in held]
        else:
            names = ", ".join(f"{shares(position.qty)} {position.symbol}" for position in held)
            return _settled(
                reading,
                f"Which position do you mean? You hold {names}. Say for example: Close {held[0].symbol}, or "
                "close all positions.",
            )
    symbols = tuple(dict.fromkeys(order.symbol for order in orders if order.symbol))
    return replace(reading, orders=tuple(orders), symbols=symbols)


def _is_clear(words: str, order: AskedOrder, held: Sequence[Held]) -> bool:
    if _BOTH.search(words):
        return len(held) == 2
    return len(held) == 1 or (bool(_EVERY.search(words)) and order.size is not None and order.size.is_all)


def _settled(reading: Reading, reply: str, *, intent: Intent = Intent.UNCLEAR) -> Reading:
    return replace(reading, intent=intent, orders=(), reply=reply, settled=True)


def cancels(
    reading: Reading, resting: Sequence[Proposal], waiting: Sequence[Proposal]
) -> tuple[Reading, tuple[Proposal, ...]]:
    """Return the resting orders that a cancel means; where that is not one clear set, a reading that says so."""
    asked = reading.cancel
    if asked is None:
        return reading, ()
    meant = [proposal for proposal in resting if _fits(asked, proposal)]
    if meant and (len(meant) == 2 if asked.both else len(meant) == 1 or asked.every):
        return reading, tuple(meant)
    if meant:
        listed = "; ".join(ticket_text(proposal.ticket) for proposal in meant)
        return _settled(
            reading, f"Which order do you mean? These rest at the venue: {listed}. Name its symbol, or say all."
        ), ()
    about = f" of that kind{_for(asked)}" if asked.types or asked.bracket or asked.side else _for(asked)
    unsent = [proposal for proposal in waiting if _fits(asked, proposal)]
    if unsent:
        what = "; ".join(ticket_text(proposal.ticket) for proposal in unsent)
        never = f"What waits for your review was never sent: {what}. Discard it on its card."
        text = f"No order{about} rests at the venue. {never}"
        return _settled(reading, text, intent=Intent.CANCEL), ()
    return _settled(reading, f"There is no open order{about} to cancel.", intent=Intent.CANCEL), ()


def _for(asked: AskedCancel) -> str:
    return f" for {asked.symbol}" if asked.symbol else ""


def _fits(asked: AskedCancel, proposal: Proposal) -> bool:
    ticket = proposal.ticket
    return (
        ticket.action is not Action.CANCEL
        and (asked.symbol is None or ticket.symbol == asked.symbol)
        and (asked.side is None or ticket.side is asked.side)
        and (asked.types is None or ticket.type in asked.types)
        and (not asked.bracket or ticket.order_class in ENTRY_CLASSES)
    )
