"""The worst case behind its figure: what each symbol can lose, what the halt adds, and the jump that is assumed."""

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session_worst_case
from components.prose import plain
from components.small_table import small_table
from trading.errors import TradingError
from trading.types import OWNER, LossLine, WorstCase

if TYPE_CHECKING:
    from trading.services import Services

WIDTH = 340
MOST_SHOWN = 12
NOT_KNOWN = "what can be lost today is not known"
GAP_HELP = (
    "How far a price may jump against you at once: past a stop, or before the desk can look again. In the replay one "
    "session is one jump. It is an assumption; no market promises it."
)


def worst_case(services: "Services", at_most: Decimal | float | None) -> None:
    """Draw the most that can be lost, and the button that opens why; that is reckoned only while it is open.

    The figure is no part of the button: one whose label changes is a new one, and closes.
    """
    words = st.empty()
    popover = st.popover(
        "Why", icon=":material/shield:", type="tertiary", key=session_worst_case.OPEN, on_change="rerun"
    )  # fmt: skip
    if popover.open:
        case, fault = _read(services)
        at_most = None if case is None else case.at_most
        with popover:
            if case is None:
                st.caption(faults.sentence(fault) if fault else NOT_KNOWN, width=WIDTH)
            else:
                _why(services, case)
    words.caption(worst_case_words(at_most), width="content")


def worst_case_words(at_most: Decimal | float | None) -> str:
    """Return the worst case of today as Markdown."""
    if at_most is None:
        return NOT_KNOWN
    return f"at most **{plain(formats.money(at_most))}** more can be lost today"


def _read(services: "Services") -> tuple[WorstCase | None, TradingError | None]:
    try:
        return services.risk.worst_case(), None
    except TradingError as fault:
        return None, fault


def _why(services: "Services", case: WorstCase) -> None:
    if case.lines:
        rows = [_row(line) for line in case.lines[:MOST_SHOWN]]
        small_table(
            ["Symbol", "Shares", "Stop", "Can lose"], rows, right=["Shares", "Stop", "Can lose"],
            alt="What each symbol can lose",
        )  # fmt: skip
        if len(case.lines) > MOST_SHOWN:
            st.caption(f"{len(case.lines) - MOST_SHOWN} more symbols are counted.", width=WIDTH)
    else:
        st.caption("Nothing is held and no order rests, so nothing can be lost.", width=WIDTH)
    for sentence in sentences(case):
        st.caption(sentence, width=WIDTH)
    _gap(services, case)


def _row(line: LossLine) -> tuple[str, str, str, str]:
    """Return a line as cells; the stop is the worst of several, and stands with how much of the size it guards."""
    stop = formats.MISSING if line.stop_price is None else formats.price(line.stop_price)
    if line.stop_price is not None and line.protected < abs(line.qty):
        stop = f"{stop} for {formats.shares(line.protected)}"
    loss = "no bound" if line.loss is None else formats.money(line.loss)
    return plain(line.symbol), plain(formats.shares(line.qty)), plain(stop), plain(loss)


def sentences(case: WorstCase) -> list[str]:
    """Return how the figure comes about, as Markdown: by holdings, by the halt, and what the limits still allow."""
    left, most, ceiling = (plain(formats.money(x)) for x in (case.until_halt, case.at_most, case.ceiling))
    said = []
    if case.lines and case.by_holdings is not None and case.by_holdings <= case.at_most:
        said.append("All of it is what the stops and the prices leave, whether the halt strikes or not.")
    elif case.lines:
        jump = f"the jump of {plain(formats.percent(case.gap_pct, 1))} that strikes then"
        halt = f"new risk halts after {left} more" if case.until_halt else "new risk is halted for today"
        said.append(f"Not all of it at once: {halt}, and with {jump} it is {most}.")
    said.append(f"Whatever else the limits let through today, at most **{ceiling}** can be lost before the halt.")
    return said


def _gap(services: "Services", case: WorstCase) -> None:
    key = session_worst_case.gap_key(str(case.gap_pct))
    st.number_input(
        "Largest jump, %", min_value=0.0, max_value=100.0, value=float(case.gap_pct), step=1.0, key=key,
        format="%g", help=GAP_HELP, width=WIDTH, on_change=_save_gap, args=(services, key),
    )  # fmt: skip
    fault = session_worst_case.take_fault()
    if fault:
        st.error(fault, icon=":material/error:", width=WIDTH)


def _save_gap(services: "Services", key: str) -> None:
    typed = Decimal(str(st.session_state[key]))
    try:
        services.limits.update({"gap_pct": typed}, actor=OWNER)
    except TradingError as fault:
        session_worst_case.set_fault(faults.sentence(fault))
