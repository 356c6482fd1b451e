"""The market at a glance: the benchmark, breadth, gainers, losers, the most active, sectors; and every symbol."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session_market
from components.market_symbols import looked_at
from components.market_tables import CHANGE, short_table, symbols_table
from components.prose import plain
from components.session_drawn import drawn_once
from components.small_table import small_table
from trading.analysis.overview import (
    LONG_AVERAGE,
    SHORT_AVERAGE,
    breadth,
    by_sector,
    distances,
    gainers,
    losers,
    most_active,
)
from trading.analysis.screen_fields import field_named

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from trading.analysis.at_hand import AtHand
    from trading.analysis.market_scan import Scan, Value
    from trading.analysis.scanned import Scanned
    from trading.services import Services

MOST_MOVERS = 5


def market_overview(services: "Services", found: "AtHand", bar: "DeltaGenerator") -> None:
    """Draw the page's first view; what was looked at is said in the bar above. Raises Unavailable."""
    benchmark = services.portfolio.benchmark
    with st.spinner(f"Reading {len(found.symbols)} symbols …", show_time=True):
        scan = services.scan.scan((*found.symbols, benchmark))
        values = services.scan.values(scan.rows, [field_named(SHORT_AVERAGE), field_named(LONG_AVERAGE)])
    of_these = scan.only(found.symbols)
    stocks = [row for row in of_these.rows if row.symbol != benchmark]
    with bar:
        looked_at(found, of_these.unread)
    if not stocks:
        st.info("None of these symbols has a price in this session. Choose other symbols above.")
        return
    index = next((row for row in scan.rows if row.symbol == benchmark), None)
    prices = tuple((row.symbol, row.at, row.figures["price"]) for row in scan.rows)
    key = (str(services.settings.data_dir), st.context.theme.type, found.symbols, prices)

    def draw() -> None:
        _headline(index, stocks, values)
        _movers(stocks)
        st.subheader("By sector", anchor=False)
        _sectors(stocks)

    drawn_once(repr(key), draw)
    notes(of_these)


def every_symbol(services: "Services", found: "AtHand", bar: "DeltaGenerator") -> None:
    """Draw all that is known of every symbol. Raises Unavailable."""
    with st.spinner(f"Reading {len(found.symbols)} symbols …", show_time=True):
        scan = services.scan.scan(found.symbols)
    with bar:
        looked_at(found, scan.unread)
    if scan.rows:
        symbols_table(scan.rows, services.watchlists, key="market_all", click=session_market.TABLE_CLICK)
        notes(scan)
    else:
        st.info("None of these symbols has a price in this session. Choose other symbols above.")


def notes(scan: "Scan") -> None:
    """Say of which session the figures are, from where, and what they lack."""
    said = [f"{plain(scan.source)} · {formats.as_of(scan.at)} · changes and returns from adjusted closes"]
    if any(row.closes_only for row in scan.rows):
        said.append("of symbols with closes only, volume is not recorded and the price is the adjusted close")
    if any(row.partial_volume for row in scan.rows):
        said.append("volume is that of one exchange, a few percent of what was traded")
    st.caption(" · ".join(said))


def _headline(
    index: "Scanned | None", stocks: "Sequence[Scanned]", values: "Mapping[str, Mapping[str, Value]]"
) -> None:
    found, grid = breadth(stocks, values), st.grid(4, min_column_width=160)
    if index is None:
        grid.metric("Benchmark", formats.MISSING, border=True, help="It has no price in this session.")
    else:
        grid.metric(
            plain(index.name), formats.price(index.figures["price"]), formats.delta(index.change, "%"),
            chart_data=list(index.closes), border=True, height="stretch",
        )  # fmt: skip
    same = f", {found.unchanged} unchanged" if found.unchanged else ""
    grid.metric(
        "Rose and fell", f"{found.advancers} : {found.decliners}", f"against the session before{same}", border=True,
        chart_data=sorted(row.change for row in stocks if row.change is not None), chart_type="bar",
        delta_color="off", delta_arrow="off", height="stretch", help="Each bar is the change of one symbol.",
    )  # fmt: skip
    for label, average, above in (
        ("Above SMA 50", SHORT_AVERAGE, found.above_short),
        ("Above SMA 200", LONG_AVERAGE, found.above_long),
    ):
        grid.metric(
            label, formats.percent(above.percent, 0), f"{above.count} of {above.known} that have one", border=True,
            chart_data=distances(stocks, values, average), chart_type="bar", delta_color="off", delta_arrow="off",
            height="stretch", help="Each bar is how far one symbol stands from its average.",
        )  # fmt: skip


def _movers(stocks: "Sequence[Scanned]") -> None:
    # the sides are as wide as their tables need; on a phone they stand below each other
    risen, fallen, active = st.columns(3, gap="medium")
    with risen:
        _part("Gainers", gainers(stocks, MOST_MOVERS), "None of these symbols rose in this session.")
    with fallen:
        _part("Losers", losers(stocks, MOST_MOVERS), "None of these symbols fell in this session.")
    with active:
        _part(
            "Most active",
            most_active(stocks, MOST_MOVERS),
            "Volume is not recorded for any of these symbols.",
            last="Volume",
        )  # fmt: skip


def _part(title: str, rows: "Sequence[Scanned]", empty: str, *, last: str = CHANGE) -> None:
    st.subheader(title, anchor=False)
    if rows:
        short_table(rows, key=f"market_{title}", alt=title, last=last)
    else:
        st.caption(empty)


def _sectors(stocks: "Sequence[Scanned]") -> None:
    rows = [
        (
            each.name,
            _signed(each.change_pct),
            f"{each.advancers} : {each.decliners}",
            ", ".join(each.symbols),
        )
        for each in by_sector(stocks)
    ]
    small_table(["Sector", "Mean change", "Rose : fell", "Symbols"], rows, right=["Mean change"], alt="Sectors")


def _signed(change: float) -> str:
    text, color = plain(formats.percent_change(change)), "green" if change > 0 else "red"
    return f":{color}[{text}]" if change else text
