"""What is wrong with the stops, one sentence each, and the button that offers to mend it."""

from collections.abc import Callable, Sequence

import streamlit as st

from components.figures import with_figures
from components.prose import plain
from components.ticket_words import title
from trading.types.risk import Finding, Mend

NAMES = {
    Mend.NAKED: "No stop",
    Mend.TOO_SMALL: "Stop too small",
    Mend.TOO_LARGE: "Stop too large",
    Mend.DOUBLED: "More than one stop",
    Mend.ORPHANED: "Stop without a position",
    Mend.WRONG_SIDE: "Stop on the wrong side",
}
CLEAN = ":green[:material/check_circle:] Every position has its stop, and no stop is left over."


def stops_section(findings: Sequence[Finding], *, mend: Callable[[Finding], None], stopped: bool) -> None:
    """Draw each finding as a card; `mend` proposes its ticket and opens the dialog, which nobody has to approve."""
    if not findings:
        st.markdown(CLEAN)
        return
    for finding in findings:
        _card(finding, mend, stopped=stopped)


def _card(finding: Finding, mend: Callable[[Finding], None], *, stopped: bool) -> None:
    with (
        st.container(border=True, key=f"finding_{finding.key}"),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        badge = f":orange-badge[:material/shield: {plain(NAMES[finding.kind])}]"
        mends = f"  \n:gray[:small[Mends it: {plain(title(finding.ticket))}]]" if finding.ticket else ""
        st.markdown(f"**{plain(finding.symbol)}** {badge} {plain(with_figures(finding.said))}{mends}", width="content")
        if finding.ticket is None:
            return
        st.space("stretch")
        st.button(
            "Mend…",
            key=f"mend_{finding.key}",
            on_click=mend,
            args=(finding,),
            disabled=stopped,
            help="Trading is stopped" if stopped else "Proposes the order; nothing is sent before you approve it",
        )
