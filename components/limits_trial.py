"""What a change of limits would have meant for the orders of the past month, before it is saved."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, formats
from components.figures import with_figures
from components.limits_words import label_of
from components.prose import plain
from components.small_table import small_table
from trading.errors import TradingError
from trading.orders.what_if import MOST, WhatIf
from trading.risk.limits import Limits, merged
from trading.risk.rejudging import REFUSES_NOTHING

if TYPE_CHECKING:
    from trading.services import Services

DAYS = 30
MOST_SHOWN = 20
ALONE = "Each order is judged alone, as it stood when it was last priced. Nothing has been saved yet."


def limits_trial(services: "Services", patch: Mapping[str, Any]) -> None:
    """Draw what the change would have refused and let through in the past 30 days."""
    try:
        before = services.limits.current()
        after = merged(before, patch)
        with st.spinner(f"Looking through the orders of the last {DAYS} days…"):
            found = services.risk.would_have_refused(after, days=DAYS)
    except TradingError as fault:
        faults.show(fault)
        return
    with st.container(border=True):
        st.markdown("**What this change would have refused**")
        st.caption(change_words(before, after))
        show_what_if(found, [name for name in patch if name in REFUSES_NOTHING])


def show_what_if(found: WhatIf, idle: list[str]) -> None:
    """Draw the answer; `idle` names the changed limits by which no order is refused."""
    if found.checked == 0:
        st.caption(f"No order was proposed in the last {DAYS} days, so there is nothing to judge it by.")
    else:
        st.markdown(headline(found))
    rows = rows_of(found)
    if rows:
        small_table(["When", "Order", "Would be", "Because"], rows[:MOST_SHOWN], right=[], alt="Orders that change")
    if len(rows) > MOST_SHOWN:
        st.caption(f"And {len(rows) - MOST_SHOWN:,} more.")
    if not found.whole:
        st.caption(f"There were more than {MOST:,} orders; the newest {MOST:,} were looked at.")
    if found.not_known:
        st.caption(f":material/help: Not known from the log: {_labels(found.not_known)}.")
    if idle:
        st.caption(f":material/info: No order is refused by: {_labels(idle)}.")
    st.caption(ALONE)


def headline(found: WhatIf) -> str:
    """Return the counts as a sentence of Markdown."""
    orders = "the 1 order" if found.checked == 1 else f"{found.checked:,} orders"
    refused = f"**{len(found.refused):,}**" if found.refused else "none"
    said = f"Of {orders} of the last {DAYS} days this would have refused {refused}"
    if found.allowed:
        said += f" and let through **{len(found.allowed):,}** that the gate refused"
    return f"{said}."


def rows_of(found: WhatIf) -> list[tuple[str, str, str, str]]:
    """Return when, order, verdict and reason of each order that changes, newest first, as safe Markdown."""
    both = [(one, ":red[refused]") for one in found.refused] + [(one, ":green[let through]") for one in found.allowed]
    both.sort(key=lambda pair: (pair[0].at, pair[0].proposal_id), reverse=True)
    return [
        (
            plain(formats.day_and_time(one.at)),
            f"{plain(one.symbol)} :gray[{plain(one.proposal_id[:8])}]",
            verdict,
            plain(with_figures(one.said)),
        )
        for one, verdict in both
    ]


def change_words(before: Limits, after: Limits) -> str:
    """Return each changed limit with its old and new value, as Markdown."""
    old, new = before.wire(), after.wire()
    changed = [(label_of(name), _value(old[name]), _value(new[name])) for name in new if old[name] != new[name]]
    return " · ".join(f"{plain(label)}: {plain(was)} → {plain(will)}" for label, was, will in changed)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) if value else "all"
    return str(value)


def _labels(names: tuple[str, ...] | list[str]) -> str:
    return plain("; ".join(label_of(name) for name in names))
