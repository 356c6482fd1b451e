"""The desk's posture: what it lets through now, each cause with its sentence, and when it ends."""

from collections.abc import Sequence

import streamlit as st

from components import formats
from components.figures import with_figures
from components.prose import plain
from components.small_table import small_table
from trading.types.risk import Cause, Posture, PostureState

BADGES = {
    PostureState.ACTIVE: ":green-badge[:material/check_circle: ACTIVE]",
    PostureState.REDUCING: ":orange-badge[:material/logout: ONLY EXITS]",
    PostureState.HALTED: ":red-badge[:material/block: HALTED]",
}
SENTENCES = {
    PostureState.ACTIVE: "Orders go through within the limits.",
    PostureState.REDUCING: "Only orders that reduce what is held go through; new risk waits.",
    PostureState.HALTED: "No new order goes through. Resting orders can still be cancelled.",
}


def posture_section(posture: Posture) -> None:
    """Draw the badge with its sentence and the table of causes."""
    st.markdown(headline(posture))
    if posture.causes:
        rows = [_row(cause) for cause in ordered(posture.causes)]
        small_table(["Held back", "Why", "Since", "Until"], rows, right=[], alt="Why new risk is held back")
    else:
        st.caption("Nothing holds new risk back.")


def headline(posture: Posture) -> str:
    """Return the badge, its sentence and, for a desk that is active, how many symbols are held, as Markdown."""
    symbols = sorted({cause.symbol for cause in posture.causes if cause.symbol is not None})
    said = SENTENCES[posture.state]
    if symbols and posture.state is PostureState.ACTIVE:
        said += f" New risk in {', '.join(map(plain, symbols))} waits."
    return f"{BADGES[posture.state]} {said}"


def ordered(causes: Sequence[Cause]) -> list[Cause]:
    """Return the causes of the whole account first, the strictest first of all, then those of single symbols."""
    strictness = {PostureState.HALTED: 0, PostureState.REDUCING: 1, PostureState.ACTIVE: 2}
    return sorted(causes, key=lambda one: (one.symbol is not None, strictness[one.state], one.symbol or "", one.name))


def _row(cause: Cause) -> tuple[str, str, str, str]:
    whom = f"**{plain(cause.symbol)}**" if cause.symbol else "**everything new**"
    reason = with_figures(cause.reason)
    return (
        whom,
        f"{plain(cause.title)}: {plain(reason)}",
        plain(formats.day_and_time(cause.since)),
        plain(formats.day_and_time(cause.until)) if cause.until else "it is lifted",
    )
