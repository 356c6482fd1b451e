"""The head of a backtest: what was tested, six tiles against holding, and how far luck explains it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from components import formats
from components.formats import MINUS, MISSING
from components.light_table import light_table
from components.prose import one_line, plain
from components.strategy_terms import SIZINGS, costs_a_side
from trading.analysis.chart_request import BAR_WORDS
from trading.backtest.honesty.verdict import Word
from trading.backtest.report.cautions import FEW_TRADES
from trading.backtest.report.definitions import DEFINITIONS
from trading.types import BacktestRequest, Prices, Terms, Timeframe

MOST_NAMED = 4
TILES = (
    ("CAGR", "cagr_pct", "cagr_pct"),
    ("Sharpe", "sharpe", "sharpe"),
    ("Max drawdown", "max_drawdown_pct", "max_drawdown_pct"),
    ("Volatility", "annual_volatility_pct", "annual_volatility_pct"),
    ("Time invested", "time_in_market_pct", "time_in_market_pct"),
)
WORDS = {
    Word.LUCK: ("orange", ":material/casino:"),
    Word.NOT_SHOWN: ("gray", ":material/question_mark:"),
    Word.HOLDS: ("green", ":material/verified:"),
}
FIGURES = (
    ("Trials of this family on these data", "trials", "{:,.0f}"),
    ("Of them independent, about", "independent", "{:,.1f}"),
    ("Bars judged", "bars", "{:,.0f}"),
    ("Sharpe ratio of a bar", "sharpe", "{:.4f}"),
    ("Explained by holding", "explained", "{:.4f}"),
    ("Hurdle: holding and the best of the trials by luck", "hurdle", "{:.4f}"),
    ("Deflated Sharpe ratio: probability of more than the hurdle", "deflated", "{:.1%}"),
    ("Probability of more than holding explains", "probabilistic", "{:.1%}"),
    ("Probability of backtest overfitting", "overfit", "{:.0%}"),
    ("Minimum track record for 95%, bars", "least_bars", "{:,.0f}"),
    ("Years below which luck shows a Sharpe ratio of 1", "least_years", "{:,.1f}"),
)


def subject(report: Mapping[str, Any], request: BacktestRequest) -> str:
    """Return what was tested as Markdown: strategy with its numbers, symbols, length of a bar, period and costs."""
    numbers = " / ".join(f"{value:g}" for value in request.strategy.params.values())
    named = list(report["symbols"])
    symbols = ", ".join(named[:MOST_NAMED]) + (
        f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    )
    parts = [
        f"**{one_line(' '.join(filter(None, (str(report['title']), numbers))))}** on {plain(symbols)}",
        BAR_WORDS[Timeframe(report["timeframe"])],
        f"{_month(report['start'])} to {_month(report['end'])}",
        *said_terms(request.terms),
    ]
    return " · ".join(parts)


def said_terms(terms: Terms) -> list[str]:
    """Return the terms that a reader must know of: costs always, the rest where it is not what is usual."""
    costs, usual = terms.costs, Terms()
    said = f"costs {costs_a_side(costs):g} bps a side"
    if costs.commission_per_share:
        said += f" and ${costs.commission_per_share:g} a share"
    parts = [plain(said)]
    if terms.prices is not Prices.ADJUSTED:
        parts.append("prices raw" if terms.prices is Prices.RAW else "prices as traded")
    if terms.sizing is not usual.sizing:
        size = "" if terms.size is None else f" {terms.size:g}"
        parts.append(plain(f"{SIZINGS[terms.sizing].lower()}{size}"))
    parts += ["short too"] if terms.shorts else []
    if terms.leverage != usual.leverage:
        parts.append(f"leverage {terms.leverage:g} at {costs.margin_pct:g} % a year")
    return parts + (["limits applied"] if terms.limits else [])


def tiles(report: Mapping[str, Any]) -> None:
    """Draw the six figures that are read first, each beside what holding gives."""
    hold = report.get("hold") or {}
    with st.grid(6, min_column_width=150):
        for label, key, of_hold in TILES:
            st.metric(
                label, figure(key, report[key]), f"hold {figure(key, hold.get(of_hold))}", delta_color="off",
                delta_arrow="off", border=True, help=plain(DEFINITIONS[key].says),
            )  # fmt: skip
        few = report["trades"] < FEW_TRADES
        wins = figure("win_rate_pct", report["win_rate_pct"])
        st.metric(
            "Trades", f"{report['trades']:,}", "too few to trust" if few else f"{wins} won", delta_arrow="off",
            delta_color="orange" if few else "off", border=True,
            help=f"Round trips. Under {FEW_TRADES} of them the figures of trades rest on little.",
        )  # fmt: skip


def figure(key: str, value: float | None) -> str:
    """Return a figure of a report as people read it, by its unit; a dash for what is not known.

    >>> figure("cagr_pct", -12.345), figure("sharpe", 1.1), figure("sharpe", None)
    ('−12.34%', '1.10', '–')
    """
    if value is None:
        return MISSING
    unit = DEFINITIONS[key].unit.value
    if unit == "%":
        return formats.percent(value, 1 if key in ("time_in_market_pct", "exposure_time_pct") else 2)
    if unit == "USD":
        return formats.money(value)
    decimals = {"count": 0, "days": 0}.get(unit, 2)
    return f"{value:,.{decimals}f}{' days' if unit == 'days' else ''}".replace("-", MINUS)


def verdict(honesty: Mapping[str, Any]) -> None:
    """Draw what the ledger says of luck, with its figures behind a button."""
    word = Word(honesty["word"])
    color, icon = WORDS[word]
    said, figures = st.columns([9, 1], vertical_alignment="center")
    with said:
        st.markdown(f":{color}-badge[{icon} {word.value}] {plain(str(honesty['says']))}")
    with figures, st.popover("Figures", type="tertiary", icon=":material/functions:", key="strategy_luck"):
        rows = [
            (label, form.format(honesty[key]) if honesty.get(key) is not None else MISSING)
            for label, key, form in FIGURES
        ]
        light_table(["", "Value"], rows, right=["Value"])
        st.caption(plain(str(honesty["rule"])))
        st.caption("After Bailey and López de Prado, The Deflated Sharpe Ratio (2014).")


def _month(at: str) -> str:
    return formats.day(datetime.fromisoformat(at)).split(" ", 1)[1]
