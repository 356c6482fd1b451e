"""The parts of the Portfolio page: the headline figures, the equity chart, exposure and risk, and the exports."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats, session
from components.charts.equity import drawdowns, equity_figure
from components.charts.palette import Palette
from components.formats import NEW_YORK, Number
from components.order_tables import safe_cell
from components.prose import plain
from trading.errors import TradingError
from trading.types import EquityPoint

if TYPE_CHECKING:
    from trading.portfolio.portfolio import PortfolioSnapshot
    from trading.services import Services

SPANS = ("1M", "3M", "YTD", "1Y", "All")
_DAYS = {"1M": 31, "3M": 92, "1Y": 366}
RISK_WORDS = (
    (
        "var_95",
        "Value at risk, 95 %",
        "By the last year of prices: today's holdings lost more than this on one day in 20. A past, not a bound.",
    ),
    (
        "cvar_95",
        "Expected shortfall, 95 %",
        "By the last year of prices: what today's holdings lost on average on the worst day in 20.",
    ),
    (
        "volatility",
        "Volatility",
        "How much what is held now swings: standard deviation of daily returns, a year.",
    ),
    ("beta", "Beta", "How much what is held now moved for 1 % of the S&P 500: 1 is as much, 0 is unrelated."),
    (
        "max_drawdown",
        "Deepest drawdown",
        "The largest fall of the account from a peak to a later low, at sessions' closes and now.",
    ),
)
BENCHMARKS = {
    "SPX": ("S&P 500", "price index without dividends"),
    "SPY": ("SPY", "the S&P 500 as a fund, with its dividends"),
}


def headline(snapshot: "PortfolioSnapshot", curve: Sequence[EquityPoint], *, max_daily_loss_pct: Decimal) -> None:
    """Draw the five figures that a person looks for first."""
    account = snapshot.account
    unrealized = sum((one.unrealized_pl for one in snapshot.positions), start=account.cash * 0)
    cost = sum((one.market_value - one.unrealized_pl for one in snapshot.positions), start=account.cash * 0)
    fallen = drawdowns([*(float(point.equity) for point in curve), float(account.equity)])
    worst = snapshot.risk.worst_case_today
    with st.grid(5, min_column_width=160):
        st.metric(
            "Account value",
            plain(formats.money(account.equity)),
            _delta(account.day_change),
            delta_description=f"{formats.percent_change(account.day_change_pct)} today",
            border=True,
            height="stretch",
        )
        st.metric(
            "Unrealised P&L",
            plain(formats.money_change(unrealized)),
            (formats.delta(unrealized / cost * 100, "%") if unrealized else 0) if cost else None,
            delta_description="on cost" if cost else "nothing is held",
            border=True,
            height="stretch",
        )
        st.metric(
            "Drawdown now",
            formats.percent(fallen[-1]) if fallen else formats.MISSING,
            formats.percent(min(fallen)) if fallen else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="deepest",
            border=True,
            height="stretch",
        )
        st.metric(
            "Cash",
            plain(formats.money(account.cash)),
            formats.share_of(account.cash / account.equity, 1) if account.equity else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="of the account",
            border=True,
            height="stretch",
        )
        st.metric(
            "Worst case today",
            plain(formats.money(None if worst is None else -abs(worst))),
            _used(snapshot, max_daily_loss_pct),
            delta_color="off",
            delta_arrow="off",
            delta_description="of the day's limit",
            border=True,
            height="stretch",
            help="The most that can be lost before the day's loss limit halts new risk, by what is held, its stops, "
            "resting orders and the largest jump that is assumed. The figure beside the page's title opens why.",
        )


def _delta(change: Number | None) -> str | int | None:
    """Return a day's change for a metric: 0 as a number, because "+0" as text would point up."""
    text = formats.delta(change, "$")
    return 0 if text == "$0.00" else None if text is None else formats.escaped(text)


def _used(snapshot: "PortfolioSnapshot", max_daily_loss_pct: Decimal) -> str | None:
    """Return how much of the day's loss limit is used up, None where there is no limit to measure by."""
    change = snapshot.account.day_change
    allowed = (snapshot.account.equity - change) * max_daily_loss_pct / 100
    return None if allowed <= 0 else f"{max(0.0, float(-change / allowed)):.0%} used"


def span_picker(services: "Services") -> str:
    """Draw the spans of the equity chart and return the chosen one; a broker elsewhere tells of the last year."""
    spans = SPANS if services.link is None else SPANS[:-1]
    st.session_state.setdefault(session.EQUITY_SPAN, spans[-1])
    chosen = st.segmented_control(
        "Range", spans, key=session.EQUITY_SPAN, required=True, label_visibility="collapsed", persist_state="session"
    )
    return str(chosen)


def within(curve: Sequence[EquityPoint], span: str) -> Sequence[EquityPoint]:
    """Return the part of an equity curve that a span shows, counted back from its last point."""
    if not curve or span == "All":
        return curve
    last = _day(curve[-1].at)
    first = date(last.year, 1, 1) if span == "YTD" else last - timedelta(days=_DAYS[span])
    return [point for point in curve if _day(point.at) >= first]


def equity_chart(services: "Services", curve: Sequence[EquityPoint], colors: Palette) -> None:
    """Draw equity against the benchmark over the drawdown, or say when the curve begins."""
    if len(curve) < 2:
        if services.replay is not None:
            st.caption("The curve begins with the second session of this book. Step the replay by a day to see it.")
        else:
            st.caption(
                "The curve begins with the account's second session at the broker. Look again after the next one."
            )
        return
    days = [_day(point.at).isoformat() for point in curve]
    equity = [float(point.equity) for point in curve]
    symbol = services.portfolio.benchmark
    name, kind = BENCHMARKS.get(symbol, (symbol, "with dividends"))
    against = benchmark(services, days, equity[0])
    figure = equity_figure(days, equity, colors, benchmark=against, name=name)
    alt = "Account value against the benchmark, and drawdown, over time"
    st.echarts_chart(figure.option, height=figure.height, key="equity_chart", alt=alt)
    last = plain(formats.weekday_and_time(curve[-1].at))
    about = (
        f"{name}: {kind}, scaled to the account's first value" if against else f"{name} has no prices for these days"
    )
    st.caption(f"USD at each session's close, last {last} · {about}")


def benchmark(services: "Services", days: Sequence[str], first_value: float) -> list[float | None]:
    """Return the benchmark at these days, scaled to begin at the account's value; empty when it has no prices."""
    try:
        bars = services.market.bars(
            services.portfolio.benchmark, start=date.fromisoformat(days[0]), end=date.fromisoformat(days[-1])
        )
    except TradingError:
        return []
    times = bars.frame.index.to_list()
    closes = {_day(at).isoformat(): float(close) for at, close in zip(times, bars.frame["close"], strict=True)}
    base = next((closes[day] for day in days if day in closes), None)
    if base is None:
        return []
    return [closes[day] / base * first_value if day in closes else None for day in days]


def risk_figures(snapshot: "PortfolioSnapshot") -> None:
    """Draw each risk figure with what it means behind its question mark; a dash is not known, never zero."""
    risk, exposure = snapshot.risk, snapshot.exposure
    with st.grid(4, min_column_width=150):
        for name, label, meaning in RISK_WORDS:
            st.metric(label, _risk_text(name, getattr(risk, name)), border=True, height="stretch", help=meaning)
        for label, value, meaning in (
            ("Gross exposure", plain(formats.money(exposure.gross)), "The worth of all positions, longs plus shorts."),
            ("Net exposure", plain(formats.money(exposure.net)), "The worth of longs minus that of shorts."),
            ("Largest weight", formats.share_of(exposure.largest_weight), "The largest position's share of equity."),
        ):
            st.metric(label, value, border=True, height="stretch", help=meaning)


def _risk_text(name: str, value: float | None) -> str:
    if value is None:
        return formats.MISSING
    if name == "beta":
        return f"{value:.2f}".replace("-", formats.MINUS)
    return formats.share_of(-value if name == "max_drawdown" and value else value)


def positions_csv(snapshot: "PortfolioSnapshot") -> str:
    """Return the positions as CSV text with exact decimals."""
    names = ("symbol", "name", "qty", "avg_entry_price", "last_price", "market_value", "unrealized_pl", "weight")
    rows = [[safe_cell(str(getattr(one, name))) if name == "name" else getattr(one, name) for name in names]
            for one in snapshot.positions]  # fmt: skip
    return _csv([names, *rows])


def equity_csv(curve: Sequence[EquityPoint]) -> str:
    """Return the equity curve as CSV text."""
    return _csv([("at", "equity", "cash"), *((point.at.isoformat(), point.equity, point.cash) for point in curve)])


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _day(at: datetime) -> date:
    return at.astimezone(NEW_YORK).date()
