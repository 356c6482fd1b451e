"""Orders that wait for an answer: a card each with the time left, what it costs, Discard and Review."""

from typing import TYPE_CHECKING

import streamlit as st

from components import confirm, formats, session
from components.order_tables import by
from components.prose import plain
from components.standing import HURRY
from components.ticket_words import terms, title
from trading.types import Proposal

if TYPE_CHECKING:
    from trading.services import Services

MOST_SHOWN = 20


def waiting_cards(services: "Services", count: int) -> None:
    """Draw every proposal that waits; the time left is counted each second, and another count redraws the page."""
    st.fragment(_cards, run_every=1.0)(services, count)


def _cards(services: "Services", count: int) -> None:
    if services.desk.open_count() != count:
        session.draw_anew()
    waiting = services.desk.proposals(limit=MOST_SHOWN)
    if not waiting.items:
        st.caption("Nothing waits for you. An order that is proposed here, in the chat or over the API is listed here.")
        return
    stopped = services.desk.state().stopped
    for proposal in waiting.items:
        _card(services, proposal, stopped=stopped)
    if waiting.next_cursor is not None:
        st.caption(f"The newest {MOST_SHOWN} are shown; older ones follow as these are answered.")


def _card(services: "Services", proposal: Proposal, *, stopped: bool) -> None:
    left = proposal.expires_at - services.wall_clock.now()
    color = "red" if left <= HURRY else "orange"
    with (
        st.container(border=True, key=f"waiting_{proposal.id}"),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        said = f"**{plain(title(proposal.ticket))}** :{color}-badge[:material/timer: {formats.countdown(left)}]"
        st.markdown(f"{said}  \n:gray[:small[{_facts(proposal)}]]", width="content")
        st.space("stretch")
        args = (services.desk, proposal.id)
        st.button("Discard", key=f"discard_{proposal.id}", type="tertiary", on_click=confirm.discard, args=args)
        st.button(
            "Review",
            key=f"review_{proposal.id}",
            type="primary",
            on_click=confirm.review,
            args=args,
            disabled=stopped,
            help="Trading is stopped" if stopped else None,
        )


def _facts(proposal: Proposal) -> str:
    impact = proposal.impact
    parts = [terms(proposal.ticket)]
    if impact.cost is not None:
        verb = "brings in" if impact.cost < 0 else "costs at most"
        parts.append(f"{verb} {formats.money(abs(impact.cost))}")
    if impact.weight_after is not None:
        before, after = formats.share_of(impact.weight_before, 1), formats.share_of(impact.weight_after, 1)
        parts.append(f"weight {before} → {after}")
    passed = sum(rule.ok for rule in proposal.gate.rules)
    parts.append(f"{passed} of {len(proposal.gate.rules)} rules pass")
    parts.append(f"by {by(proposal.origin, adopted=proposal.adopted).lower()}")
    return " · ".join(plain(part) for part in parts if part)
