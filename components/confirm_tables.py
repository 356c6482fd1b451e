"""The three answers of the confirmation dialog as tables: what will be sent, what it will do, why it may."""

from decimal import Decimal

import streamlit as st

from components import formats
from components.effect_rows import effect_notes, effect_rows, more_rows, wash_note
from components.exit_words import stated_exits
from components.figures import with_figures
from components.light_table import light_table
from components.prose import plain
from components.releases import cancels_first
from components.ticket_fields import fields
from trading.types import Action, GateVerdict, Proposal, RuleResult, Ticket

NEAREST = 3


def sent_table(
    proposal: Proposal, *, name: str, account: str, target: Ticket | None, heading: str = "What will be sent"
) -> None:
    """Draw what will be sent, read from the ticket; `target` is the order that it cancels or replaces."""
    st.markdown(f"**{heading}**")
    found = fields(proposal.ticket, name=name, account=account, target=target)
    light_table(["", ""], [(f":gray[{label}]", text) for label, text in found.items()])
    stated = stated_exits(proposal)
    if stated:
        st.caption("  \n".join(stated))


def effect_table(proposal: Proposal, *, heading: str = "What it will do", now: str = "Now") -> None:
    """Draw what the order will do to the account: `now` heads the column of before, the other one is after."""
    st.markdown(f"**{heading}**")
    impact, symbol = proposal.impact, proposal.ticket.symbol
    is_cancel = proposal.ticket.action is Action.CANCEL
    if is_cancel:
        st.markdown("Takes the order back from the broker. Cash and positions stay as they are.")
    else:
        rows = effect_rows(impact, symbol)
        light_table(["", now, "After"], rows, right=[now, "After"])
    first = cancels_first(proposal)
    if first:
        st.markdown(f":orange[:material/playlist_remove:] {first}")
    session = with_figures(impact.session) or "when it would work is not known"
    st.caption(f":material/schedule: {plain(session[:1].upper() + session[1:])}")
    if is_cancel:
        st.empty()
        st.empty()
        return
    wash = wash_note(impact)
    if wash:
        st.caption(f":material/receipt_long: {wash}")
    else:
        st.empty()
    more = st.expander("More figures", type="compact", key=f"more_figures_{proposal.id}", on_change="rerun")
    if more.open:
        with more:
            light_table(["", now, "After"], more_rows(impact, symbol), right=[now, "After"])
            for note in effect_notes(impact):
                st.caption(note)


def rules_tables(gate: GateVerdict | None, *, heading: str = "Why it may") -> None:
    """Draw why it may: failing rules, else those nearest to their limit; the others folded. None draws nothing."""
    with st.container():
        if gate is None:
            for _ in range(3):
                st.empty()
            return
        first = [rule for rule in gate.rules if not rule.ok] or nearest(gate)
        st.markdown(_verdict(gate, heading))
        _rules(first, "Rule" if gate.reasons else "Rule, nearest to its limit first")
        rest = [rule for rule in gate.rules if rule not in first]
        if not rest:
            st.empty()
            return
        label = f"{len(rest)} more {'rule' if len(rest) == 1 else 'rules'}"
        more = st.expander(label, type="compact", key="more_rules", on_change="rerun")
        if more.open:
            with more:
                _rules(rest, "Rule")


def _verdict(gate: GateVerdict, heading: str) -> str:
    count, failing = len(gate.rules), sum(not rule.ok for rule in gate.rules)
    if failing:
        return f"**Why it may not** :red-badge[:material/block: {failing} of {count} rules say no]"
    return f"**{heading}** :green-badge[:material/check: all {count} rules pass]" if count else f"**{heading}**"


def nearest(gate: GateVerdict) -> list[RuleResult]:
    """Return the passing rules with the least room to their limit, nearest first."""
    measured = sorted((rule for rule in gate.rules if rule.share is not None), key=lambda r: -(r.share or 0.0))
    others = [rule for rule in gate.rules if rule.share is None]
    return [*measured, *others][:NEAREST]


def figure_and_limit(rule: RuleResult) -> tuple[str, str]:
    """Return a rule's figure and its limit as cells: the limit is said once, dollars and percent in their format.

    >>> rule = RuleResult(name="n", title="t", ok=True, reason="", figure="1682.97 of 25000 USD", limit="25000 USD")
    >>> figure_and_limit(rule)
    ('$1,682.97', '$25,000.00')
    """
    figure, limit = rule.figure.removesuffix(f" of {rule.limit}") if rule.limit else rule.figure, rule.limit
    number, _, unit = limit.partition(" ")
    form = {"USD": formats.money, "percent": formats.percent}.get(unit)
    if form is None:
        return figure, limit
    try:
        return form(Decimal(figure.removesuffix(f" {unit}"))), form(Decimal(number))
    except ArithmeticError:
        return figure, limit


def _rules(rules: list[RuleResult], heading: str) -> None:
    rows = [(_rule_words(rule), *map(plain, figure_and_limit(rule))) for rule in rules]
    light_table([heading, "Figure", "Limit"], rows, right=["Figure", "Limit"])


def _rule_words(rule: RuleResult) -> str:
    title = plain(rule.title or rule.name)
    if rule.ok:
        return f":green[:material/check:] {title}"
    return f":red[:material/block:] **{title}**: {plain(with_figures(rule.reason))}"
