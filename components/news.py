"""What the desk has heard since a page was drawn: from the store, so that looking often costs the venue nothing."""

from datetime import timedelta
from typing import TYPE_CHECKING

from trading.types import AuditEntry

if TYPE_CHECKING:
    from trading.services import Services

WATCH_S = 1.0
SETTLES = timedelta(seconds=1.5)
"""What was read of the venue up to a second before a change may still be shown; after this time nothing of it is."""
KINDS = (
    "order.sent",
    "order.partly_filled",
    "order.filled",
    "order.fill",
    "order.progress",
    "order.replaced",
    "order.adopted",
    "order.cancelled",
    "order.expired",
    "order.rejected",
    "order.unknown",
    "order.never_arrived",
    "proposal.never_arrived",
    "desk.held",
    "desk.released",
    "desk.stop_effects",
    "limits.changed",
    "risk.held",
    "risk.lifted",
)


def newest(services: "Services") -> str:
    """Return a mark that changes when the venue's news reached the desk, and once more when they have settled.

    Empty in replay, where a page is drawn anew with the market's clock.
    """
    if not services.runs_by_itself:
        return ""
    found = services.desk.audit(kinds=KINDS, limit=1).items
    state = services.desk.state()
    return f"{_mark(found[0], services) if found else 'none'} {state.stopped} {state.reason}"


def _mark(entry: AuditEntry, services: "Services") -> str:
    settled = services.wall_clock.now() - entry.at >= SETTLES
    return f"{entry.seq}{' settled' if settled else ''}"
