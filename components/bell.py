"""The bell: how many orders wait for you, each with the time left and Review, and what turned up at the broker."""

from typing import TYPE_CHECKING

import streamlit as st

from components import confirm, formats, session
from components.prose import plain
from components.ticket_words import title
from components.turned_up import Surprise, turned_up_list
from trading.types import Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.services import Services

MOST_SHOWN = 8


def bell(services: "Services", count: int, *, stopped: bool, found: "Sequence[Surprise]") -> None:
    """Draw the bell with the number of open proposals; it opens the list of them, and of what was `found`."""
    key = f"bell-{session.reviews()}"
    icon = ":material/notification_important:" if found else ":material/notifications:"
    said = "Waits for you; an order turned up at the broker" if found else "Waits for you"
    with st.popover(str(count), icon=icon, type="tertiary", key=key, help=said):
        _waiting(services, count, stopped=stopped)
        turned_up_list(found, services.wall_clock.now())


def _waiting(services: "Services", count: int, *, stopped: bool) -> None:
    if not count:
        st.caption("No order waits for your review.")
        return
    st.markdown("**Waits for your review**")
    for proposal in services.desk.proposals(limit=MOST_SHOWN).items:
        _row(services, proposal, stopped=stopped)
    if count > MOST_SHOWN:
        st.page_link("pages/orders.py", label=f"{count - MOST_SHOWN} more on Orders")


def _row(services: "Services", proposal: Proposal, *, stopped: bool) -> None:
    left = proposal.expires_at - services.wall_clock.now()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{plain(title(proposal.ticket))} :orange-badge[:material/timer: {formats.countdown(left)}]")
        st.space("stretch")
        st.button(
            "Review",
            key=f"bell_{proposal.id}",
            on_click=confirm.review,
            args=(services.desk, proposal.id),
            disabled=stopped,
            help="Trading is stopped" if stopped else None,
        )
