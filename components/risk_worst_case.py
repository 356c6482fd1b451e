"""The worst case of today: the figure, what makes it up symbol by symbol, and what it assumes."""

import streamlit as st

from components import formats
from components.figures import with_figures
from components.prose import plain
from components.small_table import small_table
from trading.types.risk import LossLine, WorstCase

HELP = {
    "At most": "The most that can be lost from now before new risk is halted, with what is held and what rests.",
    "Until the halt": "What the day's loss limit still allows; then only exits go through.",
    "By what is held": "What is lost if every holding jumps against you and each live stop fills past its price.",
    "Ceiling": "The same bound if every order that the limits still let through were sent as well.",
}


def worst_case_section(worst: WorstCase) -> None:
    """Draw the four figures, the lines by symbol and the assumption."""
    figures = (worst.at_most, worst.until_halt, worst.by_holdings, worst.ceiling)
    with st.grid(4, min_column_width=150):
        for (label, meaning), amount in zip(HELP.items(), figures, strict=True):
            shown = "not known" if amount is None else formats.escaped(formats.money(amount))
            st.metric(label, shown, help=meaning, border=True)
    if worst.lines:
        small_table(
            ["Symbol", "Price", "Stop", "Can lose", "Why"],
            [_row(line) for line in by_loss(worst.lines)],
            right=["Price", "Stop", "Can lose"],
            alt="What each symbol can lose",
        )
    else:
        st.caption("Nothing is held and nothing rests at the broker, so nothing can be lost before the next order.")
    st.caption(plain(assumption(worst)))


def by_loss(lines: tuple[LossLine, ...]) -> list[LossLine]:
    """Return the lines with the largest loss first; one that is not known comes before all."""
    return sorted(lines, key=lambda line: (line.loss is not None, -(line.loss or 0), line.symbol))


def assumption(worst: WorstCase) -> str:
    """Return the gap that the figures assume and what they are no bound for, as one sentence each."""
    gap = formats.percent(worst.gap_pct)
    return (
        f"Assumes that a price jumps by at most {gap} past a stop or between two looks of the desk "
        f"({formats.as_of(worst.as_of)}). A larger jump can lose more; change the gap in Settings, Limits."
    )


def stop_words(line: LossLine) -> str:
    """Return the stop's price and how many of the shares it protects, where these are not all, as Markdown."""
    if line.stop_price is None or line.protected <= 0:
        return ":orange[none]"
    price = plain(formats.price(line.stop_price))
    return price if line.protected >= abs(line.qty) else f"{price} :orange[for {plain(formats.shares(line.protected))}]"


def _row(line: LossLine) -> tuple[str, ...]:
    lost = "not known" if line.loss is None else f"**{plain(formats.money(line.loss))}**"
    return (
        f"**{plain(line.symbol)}** {plain(formats.shares(line.qty))}",
        plain(formats.price(line.price)),
        stop_words(line),
        lost,
        plain(with_figures(line.reason)),
    )
