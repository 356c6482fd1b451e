"""The order card: what was proposed, what it costs, and where it stands now."""

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from components import confirm, formats
from components.exit_words import exits_line
from components.figures import with_figures
from components.prose import plain
from components.reasons import in_one
from components.standing import HURRY, Tone, shown_status, standing
from components.ticket_words import kind, size, terms
from trading.types import Action, Impact, Proposal, Side, Status

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk


def order_card(desk: "OrderDesk", proposal: Proposal, *, now: datetime, stopped: bool, place: str) -> None:
    """Draw one proposal as a card with its live state; `place` keeps the keys of two cards of one proposal apart."""
    status = shown_status(proposal, now)
    said = standing(proposal, now)
    with st.container(border=True, key=f"card_{place}_{proposal.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_order_words(proposal), width="content")
            colour = "red" if said.tone is Tone.WAITS and proposal.expires_at - now <= HURRY else said.tone
            st.markdown(f":{colour}-badge[{said.icon} {plain(said.badge)}]", width="content")
            st.space("stretch")
            _buttons(desk, proposal, status, stopped=stopped, place=place)
        if status is Status.OPEN:
            st.markdown("  \n".join(line for line in (_figures(proposal), exits_line(proposal)) if line))
        elif said.title or said.text:
            st.markdown(f":gray[{plain(' '.join(part for part in (said.title, said.text) if part))}]")
        if status is Status.REFUSED:
            for reason in in_one(proposal.gate.reasons) or ([proposal.reason] if proposal.reason else []):
                st.markdown(f":red[:material/block:] {plain(with_figures(reason[:1].upper() + reason[1:]))}")


def _order_words(proposal: Proposal) -> str:
    ticket = proposal.ticket
    if ticket.action is Action.CANCEL:
        return f"**Cancel the order for {plain(ticket.symbol)}**"
    verb = "Buy" if ticket.side is Side.BUY else "Sell"
    change = "Change to: " if ticket.action is Action.REPLACE else ""
    return f"**{change}{verb} {plain(size(ticket))}** · {plain(kind(ticket))} · {plain(terms(ticket))}"


def _figures(proposal: Proposal) -> str:
    impact, symbol = proposal.impact, plain(proposal.ticket.symbol)
    parts = [] if proposal.ticket.action is Action.CANCEL else [_cost_words(impact)]
    if impact.weight_after is not None:
        before, after = formats.share_of(impact.weight_before), formats.share_of(impact.weight_after)
        parts.append(f":gray[{symbol}] {plain(before)} → **{plain(after)}** :gray[of the account]")
    rules, reasons = proposal.gate.rules, proposal.gate.reasons
    if reasons:
        parts.append(f":red[:material/block:] {len(reasons)} of {len(rules)} rules say no")
    elif rules:
        parts.append(f":green[:material/check:] {len(rules)} {'rule passes' if len(rules) == 1 else 'rules pass'}")
    return " · ".join(part for part in parts if part)


def _cost_words(impact: Impact) -> str:
    if impact.cost is None:
        return ":orange[cost not known]"
    verb = "Brings in about" if impact.cost < 0 else "Costs at most"
    return f":gray[{verb}] **{plain(formats.money(abs(impact.cost)))}**"


def _buttons(desk: "OrderDesk", proposal: Proposal, status: Status, *, stopped: bool, place: str) -> None:
    args, mine = (desk, proposal.id), f"{place}_{proposal.id}"
    with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
        if status is Status.OPEN:
            st.button("Discard", key=f"discard_{mine}", type="tertiary", on_click=confirm.discard, args=args)
            st.button(
                "Review",
                key=f"review_{mine}",
                type="primary",
                on_click=confirm.review,
                args=args,
                disabled=stopped,
                help="Trading is stopped" if stopped else None,
            )
        elif status in {Status.EXPIRED, Status.NEVER_ARRIVED} and proposal.order is None:
            st.button(
                "Propose again",
                key=f"propose_again_{mine}",
                icon=":material/refresh:",
                on_click=confirm.propose_again,
                args=args,
                disabled=stopped,
                help="Trading is stopped" if stopped else "Writes a new order at today's figures for your review",
            )
        else:
            st.button("Details", key=f"details_{mine}", type="tertiary", on_click=confirm.look, args=args)
