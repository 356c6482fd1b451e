"""Runs side by side: kept by a button, drawn as curves of growth and as a table of the figures that are read first."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.chart_parts import draw
from components.charts.growth import growths_figure
from components.charts.palette import Palette
from components.prose import one_line
from components.quick_table import quick_table
from components.strategy_body import Shown, shown_of
from components.strategy_headline import TILES, figure, subject
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.services import Services

MOST = 6
MORE = (("Return", "return_pct"), ("Sortino", "sortino"), ("Trades", "trades"), ("Won", "win_rate_pct"))


def keep_button() -> None:
    """Draw the button that puts the shown run beside others."""
    said = {name: text for name, text in keys.address().items() if name != "tab"}
    kept = keys.compared()
    full = len(kept) >= MOST and said not in kept
    st.button(
        "Kept" if said in kept else "Keep", icon=":material/library_add:", key="strategy_keep", on_click=_keep,
        args=(said,), disabled=said in kept or full, type="tertiary",
        help=f"At most {MOST} are kept; drop one in Compare." if full else "Keep this run to compare it with others.",
    )  # fmt: skip


def _keep(said: dict[str, str]) -> None:
    keys.set_compared([*keys.compared(), said])


def compare_tab(services: "Services", colors: Palette) -> None:
    """Draw the runs that were kept."""
    kept = keys.compared()
    if not kept:
        st.info("No run is kept yet. Press Keep beside a run's name, change something, run it, and keep that too.")
        return
    found: dict[str, Shown] = {}
    for at, said in enumerate(kept):
        name = f"{at + 1}"
        try:
            shown = shown_of(services, said)
        except TradingError as fault:
            shown = None
            st.warning(f"Run {name}: {faults.sentence(fault)}", icon=":material/error:")
        if shown is not None:
            found[name] = shown
        _row(name, said, shown)
    if not found:
        return
    labels = {name: f"Run {name}" for name in found}
    curves = {labels[name]: shown.report["equity_curve"] for name, shown in found.items()}
    draw(growths_figure(curves, colors), key="strategy_growths", alt=f"Growth of one dollar: {', '.join(curves)}")
    _table(found, colors)


def named(shown: Shown) -> str:
    """Return a run's strategy with its numbers and what it was played on, in short."""
    numbers = " / ".join(f"{value:g}" for value in shown.request.strategy.params.values())
    symbols = list(shown.report["symbols"])
    on = symbols[0] if len(symbols) == 1 else f"{len(symbols)} symbols"
    return " ".join(filter(None, (str(shown.report["title"]), numbers, on)))


def _row(name: str, said: dict[str, str], shown: Shown | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        text = subject(shown.report, shown.request) if shown else one_line(str(said))
        st.markdown(f"{name} · {text}", width="content")
        st.button(
            "Show",
            key=f"strategy_show_{name}",
            on_click=keys.show,
            args=(said,),
            kwargs={"fill": True},
            type="tertiary",
        )
        st.button(
            "", icon=":material/close:", key=f"strategy_drop_{name}", on_click=_drop, args=(said,), type="tertiary",
            help="Take this run out of the comparison.",
        )  # fmt: skip


def _drop(said: dict[str, str]) -> None:
    keys.set_compared([one for one in keys.compared() if one != said])


def _table(found: dict[str, Shown], colors: Palette) -> None:
    rows = [(label, key) for label, key, _hold in TILES] + list(MORE)
    heads = ["", *(f"{name} {named(shown)}" for name, shown in found.items())]
    cells = [(label, *(figure(key, shown.report[key]) for shown in found.values())) for label, key in rows]
    cells.append(("Luck", *(str(shown.report["honesty"]["word"]) for shown in found.values())))
    quick_table(heads, cells, colors, alt="The kept runs side by side")
