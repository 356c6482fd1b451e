"""What an order that closes cancels first, in the words in which the gate has judged it."""

from components.figures import with_figures
from components.prose import plain
from trading.types import Proposal


def cancels_first(proposal: Proposal) -> str:
    """Return a sentence such as "Cancels first: the stop at $95.00; ...", safe to draw; empty where nothing is."""
    if not proposal.impact.releases:
        return ""
    said = next((rule.reason for rule in proposal.gate.rules if rule.name == "position" and rule.ok), "")
    words = said or f"cancels first: {len(proposal.impact.releases)} resting exits"
    return plain(f"{with_figures(words[:1].upper() + words[1:])}.")
