"""How much of each limit of the account is used today: a bar and a figure each."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import streamlit as st

from components import formats
from components.figures import with_figures
from components.prose import plain
from trading.risk.limit_use import LimitUse

NEAR = 0.8
TITLES = {
    "max_orders_per_day": "Orders today",
    "rejection_streak": "Rejections in a row",
    "max_daily_loss_pct": "Loss today",
    "max_drawdown_pct": "Below the peak",
    "max_gross_notional": "Everything together",
    "max_symbol_notional": "Largest symbol",
    "max_symbol_weight_pct": "Largest share of the account",
}
PER_ORDER = "The other limits are measured on each order: its dialog shows them. All are changed in Settings, Limits."


def use_section(uses: Sequence[LimitUse]) -> None:
    """Draw one bar a limit, in a grid that folds on a phone."""
    with st.grid(3, min_column_width=230):
        for use in uses:
            if use.used is None:  # a bar at 0 would say that nothing is used
                st.markdown(f":small[{words(use)}]")
            else:
                st.progress(bar(use), text=words(use))
    st.caption(PER_ORDER)


def bar(use: LimitUse) -> float:
    """Return how far the bar reaches, 0 to 1; at a limit of 0, which lets nothing through, it is full."""
    return 1.0 if use.share is None else min(1.0, max(0.0, use.share))


def words(use: LimitUse) -> str:
    """Return a limit's title with figure and limit as Markdown: orange when it is near, red at the limit."""
    title = plain(TITLES.get(use.name, use.name))
    if use.used is None:
        return f"{title} :orange[not known: {plain(with_figures(use.said))}]"
    form = _form(use.name)
    of = f" ({plain(use.said)})" if use.said else ""
    figure = f"**{plain(form(use.used))}** of {plain(form(use.limit))}{of}"
    colour = _colour(use)
    return f"{title} :{colour}[{figure}]" if colour else f"{title} {figure}"


def _colour(use: LimitUse) -> str:
    reach = bar(use)
    return "red" if reach >= 1 else "orange" if reach >= NEAR else ""


def _form(name: str) -> Callable[[Decimal], str]:
    if name.endswith("_pct"):
        return formats.percent
    return formats.money if name.endswith("_notional") else _count


def _count(number: Decimal) -> str:
    return f"{number:,.0f}"
