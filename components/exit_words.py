"""What a proposal says of exits that nobody typed: they are defaults, and how they came about."""

from components.figures import with_figures
from components.formats import dollars_a_share
from components.prose import plain
from trading.risk.exits import default_exits_in
from trading.types import Proposal

_NAMES = {"stop_loss": "Stop loss", "take_profit": "Take profit"}


def stated_exits(proposal: Proposal) -> list[str]:
    """Return a sentence for each exit that was filled in, safe to draw; empty where somebody named them all."""
    return [
        plain(f"{_NAMES[name]}: default, {with_figures(text)}.") for name, text in default_exits_in(proposal).items()
    ]


def exits_line(proposal: Proposal) -> str:
    """Return both exits of a proposal in one short line for its card, safe to draw; empty where it has none."""
    ticket, stated = proposal.ticket, default_exits_in(proposal)
    prices = (
        ("stop_loss", "stop", ticket.stop_loss and ticket.stop_loss.stop_price),
        ("take_profit", "target", ticket.take_profit and ticket.take_profit.limit_price),
    )
    parts = [
        f"{word} {plain(dollars_a_share(price))}{' (default)' if name in stated else ''}"
        for name, word, price in prices
        if price is not None
    ]
    return f":gray[Exits: {', '.join(parts)}]" if parts else ""
