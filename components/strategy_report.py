"""The report of a backtest: growth against holding, trades on the price, months, symbols, costs, every figure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats
from components import session_strategies as keys
from components.chart_parts import draw
from components.charts.growth import growth_figure
from components.charts.palette import Palette
from components.prose import plain
from components.quick_table import quick_table
from components.strategy_body import Shown
from components.strategy_downloads import downloads
from components.strategy_figures import all_figures
from components.strategy_headline import figure
from components.strategy_months import months_table
from components.strategy_own import line_of
from components.strategy_price import price_with_trades
from components.strategy_rules import rules_picture
from trading.strategies.rules import rules_from_text

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.backtest.listing import StrategyLine
    from trading.services import Services
    from trading.types import BacktestRequest

LOG, LINEAR = "Log", "Linear"
PAID = {
    "fees": "Commissions",
    "spread": "Paid by the spread",
    "slippage": "Paid by slippage",
    "borrow": "Borrow fees of shorts",
    "interest": "Interest on borrowed cash",
    "dividends": "Dividends, less those of shorts",
}


def report_tab(wired: "Wiring", shown: Shown, lines: "Mapping[str, StrategyLine]", colors: Palette) -> None:
    """Draw the report of a run."""
    report = shown.report
    left, right = st.columns([2.4, 1], gap="medium")
    with left:
        _growth(wired.services, shown, colors)
    with right:
        _rules(shown.request, lines)
        for said in report["warnings"]:
            st.caption(f":orange[:material/warning:] {plain(said)}")
    price_with_trades(wired, report, shown.request, colors)
    _title("Monthly returns, %")
    months_table(report, colors)
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        _title("By symbol")
        _by_symbol(report, colors)
    with right:
        _title("Exposure and costs")
        _exposure(report, colors)
    _title("Every figure")
    all_figures(report, colors)


def _rules(request: "BacktestRequest", lines: "Mapping[str, StrategyLine]") -> None:
    """Draw the rules that were played; of rules that were not saved those of the request, not those of the form."""
    if request.strategy.rules is not None:
        rules_picture(line_of(rules_from_text(request.strategy.rules)))
    elif request.strategy.key in lines:
        rules_picture(lines[request.strategy.key])


def _title(text: str) -> None:
    st.subheader(text, anchor=False)


def _growth(services: "Services", shown: Shown, colors: Palette) -> None:
    report = shown.report
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Growth of \\$1", anchor=False, width="content")
        if keys.SCALE not in st.session_state:
            st.session_state[keys.SCALE] = LOG
        scale = st.segmented_control(
            "Scale", [LOG, LINEAR], key=keys.SCALE, required=True, label_visibility="collapsed", persist_state="session"
        )
        st.space("stretch")
        downloads(services, shown)
    hold = str(report["benchmark"]["name"])
    figure_ = growth_figure(report["equity_curve"], colors, hold=hold, title=str(report["title"]), is_log=scale == LOG)
    ends = f"ended at {formats.money(report['final_equity'])}, {hold} at {figure('return_pct', _held_return(report))}"
    draw(figure_, key="strategy_growth", alt=f"Growth of one dollar by {report['title']}: {ends}")
    st.caption(
        f"{plain(str(report['source']))} · {report['bars']:,} bars to {formats.day(_at(report['end']))} · ended at "
        f"{plain(formats.money(report['final_equity']))}, {plain(formats.percent_change(report['return_pct']))}; "
        f"{plain(hold)} {plain(formats.percent_change(_held_return(report)))}"
    )


def _held_return(report: Mapping[str, Any]) -> float | None:
    found: float | None = (report.get("hold") or {}).get("return_pct", report["benchmark"]["return_pct"])
    return found


def _by_symbol(report: Mapping[str, Any], colors: Palette) -> None:
    rows = [
        (
            str(row["symbol"]),
            f"{row['trades']:,}",
            figure("win_rate_pct", row["win_rate_pct"]),
            formats.money_change(row["pnl"]),
            formats.percent_change(row["share_pct"]),
            formats.money(row["fees"]),
        )
        for row in report["by_symbol"]
    ]
    heads = ["Symbol", "Trades", "Won", "Profit", "Of the cash", "Fees"]
    quick_table(heads, rows, colors, alt="What each symbol brought")


def _exposure(report: Mapping[str, Any], colors: Palette) -> None:
    found = report["exposure"]
    rows = [
        ("Bars with a position", formats.percent(found["time_pct"], 1)),
        ("Mean gross exposure", formats.percent(found["avg_gross_pct"], 1)),
        ("Largest gross exposure", formats.percent(found["max_gross_pct"], 1)),
        ("Mean net exposure", formats.percent(found["avg_net_pct"], 1)),
        *((PAID.get(name, name), formats.money(value)) for name, value in report["costs"].items()),
        *((f"Orders held back: {why}", f"{count:,}") for why, count in report["refused"].items()),
    ]
    quick_table(["", "Value"], rows, colors, alt="How much was invested, and what it cost")


def _at(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
