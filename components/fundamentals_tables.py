"""The lower half of the page Fundamentals: ratio history, statements by period, and companies side by side."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session_fundamentals
from components.chart_parts import draw
from components.charts.palette import Palette
from components.charts.ratio import ratio_figure
from components.fundamentals_csv import history_csv, peers_csv, statements_csv
from components.fundamentals_view import SHOWN
from components.prose import plain
from components.session_drawn import drawn_once
from components.small_table import small_table
from trading.analysis.companies import LABELS, currency_of, figure_text
from trading.errors import TradingError
from trading.types import (
    PER_SHARE,
    STATEMENT_LINES,
    Company,
    Line,
    Measure,
    PeriodKind,
    RatioHistory,
    Report,
    Statement,
)

if TYPE_CHECKING:
    from trading.services import Services

MOST_PERIODS, MOST_PEERS = 5, 8
PERIODS = {"Annual": PeriodKind.YEAR, "Quarterly": PeriodKind.QUARTER}
STATEMENTS = {"Income": Statement.INCOME, "Balance sheet": Statement.BALANCE, "Cash flow": Statement.CASH_FLOW}
LINE_WORDS: Mapping[Line, str] = {
    Line.REVENUE: "Revenue",
    Line.COST_OF_REVENUE: "Cost of revenue",
    Line.GROSS_PROFIT: "Gross profit",
    Line.OPERATING_INCOME: "Operating income",
    Line.NET_INCOME: "Net income",
    Line.NET_INCOME_COMMON: "Net income, common shares",
    Line.EPS_DILUTED: "EPS, diluted",
    Line.SHARES_DILUTED: "Shares, diluted (millions)",
    Line.DIVIDENDS_PER_SHARE: "Dividends a share",
    Line.CASH: "Cash and equivalents",
    Line.TOTAL_ASSETS: "Total assets",
    Line.LONG_TERM_DEBT: "Long-term debt",
    Line.TOTAL_LIABILITIES: "Total liabilities",
    Line.EQUITY: "Equity",
    Line.OPERATING_CASH_FLOW: "Cash from operations",
    Line.CAPITAL_SPENDING: "Capital spending",
    Line.FREE_CASH_FLOW: "Free cash flow",
}


def history_section(services: "Services", company: Company, colors: Palette) -> None:
    """Draw P/E against the price since the first report; each day knows only what had been filed by then."""
    found = services.fundamentals.history(company.symbol)
    _heading("P/E against price", lambda: history_csv(found), f"{company.symbol}-pe.csv", key="ratio_csv")
    if not any(point.pe is not None for point in found.points):
        st.caption("P/E has no history here: no session had positive earnings of twelve months on file.")
        return
    drawn_once(
        f"ratio {company.symbol} {company.price_at} {company.name} {colors.background} {len(found.points)}",
        lambda: _ratio_chart(company, found, colors),
    )
    notes = [company.price_source, "each day with what had been filed by then", *found.notes]
    st.caption(" · ".join(plain(note) for note in notes))


def _ratio_chart(company: Company, found: RatioHistory, colors: Palette) -> None:
    figure = ratio_figure(
        [point.day.isoformat() for point in found.points],
        [point.price for point in found.points],
        [point.pe for point in found.points],
        [point.eps for point in found.points],
        title=f"{company.symbol} P/E",
        colors=colors,
    )
    draw(figure, key="ratio_chart", alt=f"P/E of {company.name} against its price")


def statements_section(company: Company) -> None:
    """Draw one statement over the newest periods, the newest at the left."""
    whole = company.facts.reports
    _heading("Statements", lambda: statements_csv(whole), f"{company.symbol}-statements.csv", key="reports_csv")
    with st.container(horizontal=True, vertical_alignment="center"):
        statement = _choice("Statement", list(STATEMENTS), session_fundamentals.STATEMENT)
        period = _choice("Period", list(PERIODS), session_fundamentals.PERIOD)
    kind = PERIODS[period]
    reports = [one for one in whole if one.kind is kind][:MOST_PERIODS]
    lines = [line for line in STATEMENT_LINES[STATEMENTS[statement]] if any(line in one.lines for one in reports)]
    if not lines:
        st.caption(f"{statement}: no {period.lower()} figures are reported by this source. Choose the other period.")
        return
    heads = [plain(one.label) for one in reports]
    rows = [[LINE_WORDS[line], *(plain(_cell(one, line)) for one in reports)] for line in lines]
    rows.append([":gray[Period to]", *(f":gray[{formats.day(one.ends)}]" for one in reports)])
    rows.append([":gray[Filed]", *(f":gray[{_filed(one)}]" for one in reports)])
    small_table([" ", *heads], rows, right=heads, alt=f"{statement} of {company.name}")
    notes = [
        f"{plain(company.facts.currency)} millions, per-share lines in {plain(company.facts.currency)}",
        f"{formats.MISSING} is not reported",
    ]
    st.caption(" · ".join([*notes, *(plain(note) for note in company.facts.notes)]))


def peers_section(services: "Services", company: Company) -> None:
    """Draw the figures of companies beside each other: those of the same sector, or those that are chosen."""
    known = list(services.fundamentals.covered()) or [asset.symbol for asset in services.market.assets()]
    others = [one for one in known if one != company.symbol]
    chosen = [one for one in st.session_state.get(session_fundamentals.PEERS) or [] if one in others]
    symbols = chosen or list(services.fundamentals.peers(company.symbol))[:MOST_PEERS]
    found, faulty = _companies(services, symbols)
    beside = [company, *found]
    _heading("Side by side", lambda: peers_csv(beside), f"{company.symbol}-peers.csv", key="peers_csv")
    st.multiselect(
        "Companies beside it", others, key=session_fundamentals.PEERS, max_selections=MOST_PEERS, width=420,
        placeholder="The same sector; choose others", label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    heads = [plain(one.symbol) for one in beside]
    rows = [
        [f"{LABELS[measure][:1].upper()}{LABELS[measure][1:]}", *(_figure(one, measure) for one in beside)]
        for measure in SHOWN
    ]
    small_table([" ", *heads], rows, right=heads, alt=f"{company.name} beside {', '.join(symbols) or 'nobody'}")
    if not symbols:
        st.caption("No peers are known here. Choose companies above to set them beside this one.")
    for sentence in faulty:
        st.caption(f":material/info: {sentence}")
    st.caption(f"{formats.MISSING} is not reported or not meaningful · {plain(company.facts.source)}")


def _companies(services: "Services", symbols: Sequence[str]) -> tuple[list[Company], list[str]]:
    found: list[Company] = []
    faulty: list[str] = []
    for symbol in symbols:
        try:
            found.append(services.fundamentals.company(symbol))
        except TradingError as fault:
            faulty.append(faults.sentence(fault))
    return found, faulty


def _figure(company: Company, measure: Measure) -> str:
    figure = company.figures[measure]
    if figure.value is None:
        return formats.MISSING
    return plain(figure_text(figure, currency=currency_of(company, figure.measure)))


def _cell(report: Report, line: Line) -> str:
    value = report.lines.get(line)
    if value is None:
        return formats.MISSING
    decimals, shown = (2, value) if line in PER_SHARE else (0, value / 1e6)
    sign = formats.MINUS if round(shown, decimals) < 0 else ""
    return f"{sign}{abs(shown):,.{decimals}f}"


def _filed(report: Report) -> str:
    if report.filed is None:
        return "not told"
    return f"{'by ' if report.filed_at_latest else ''}{formats.day(report.filed)}"


def _heading(title: str, table: Callable[[], str], file_name: str, *, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="content")
        st.space("stretch")
        st.download_button(
            "CSV", table, file_name, "text/csv", key=key, on_click="ignore", icon=":material/download:",
            type="tertiary",
        )  # fmt: skip


def _choice(label: str, options: list[str], key: str) -> str:
    chosen = st.segmented_control(
        label, options, key=key, default=options[0], required=True, label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
    return str(chosen)
