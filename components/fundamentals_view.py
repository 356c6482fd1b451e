"""The upper half of the page Fundamentals: the choice of a company, its subject line, its figures and targets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session_fundamentals
from components.figures import with_figures
from components.prose import plain
from trading.analysis.companies import LABELS, currency_of, figure_text
from trading.errors import NoData
from trading.types import Asset, Company, Figure, Measure

if TYPE_CHECKING:
    from trading.services import Services

_GAP = "\u2003"
FIRST_COMPANY = "AAPL"
SHOWN = (
    Measure.PE, Measure.EPS, Measure.DIVIDEND_YIELD, Measure.MARKET_CAP, Measure.PRICE_TO_SALES, Measure.PRICE_TO_BOOK,
    Measure.GROSS_MARGIN, Measure.OPERATING_MARGIN, Measure.NET_MARGIN, Measure.REVENUE_GROWTH, Measure.EPS_GROWTH,
    Measure.RETURN_ON_EQUITY,
)  # fmt: skip
MEANINGS = {
    Measure.PE: "The price over the diluted earnings a share of the last twelve months.",
    Measure.EPS: "Diluted earnings a share of the last twelve months, as reported.",
    Measure.DIVIDEND_YIELD: "Cash dividends with an ex-date in the last twelve months, over the price.",
    Measure.MARKET_CAP: "The price times the shares.",
    Measure.PRICE_TO_SALES: "Market cap over the revenue of the last twelve months.",
    Measure.PRICE_TO_BOOK: "Market cap over the equity at the end of the newest period that states it.",
    Measure.GROSS_MARGIN: "Revenue less its cost, over revenue.",
    Measure.OPERATING_MARGIN: "Operating income over revenue.",
    Measure.NET_MARGIN: "Net income over revenue.",
    Measure.REVENUE_GROWTH: "The newest fiscal year's revenue against the one before.",
    Measure.EPS_GROWTH: "The newest fiscal year's diluted earnings a share against the one before.",
    Measure.RETURN_ON_EQUITY: "Net income of the last twelve months over equity.",
}


def company_picker(services: "Services") -> str:
    """Draw the choice of a company, which stands in the address; those with reports come first. Raises NoData."""
    names = {asset.symbol: asset.name for asset in _choices(services)}
    if not names:
        raise NoData("the market lists no stock now; look again in a minute")
    free = not services.fundamentals.covered()
    asked, kept = session_fundamentals.asked_company(), st.session_state.get(session_fundamentals.COMPANY)
    if asked is not None and (free or asked in names):
        st.session_state[session_fundamentals.COMPANY] = asked
    elif kept is None or not (free or kept in names):
        first = FIRST_COMPANY if FIRST_COMPANY in names else next(iter(names))
        st.session_state[session_fundamentals.COMPANY] = first
    chosen = st.selectbox(
        "Company",
        list(names),
        format_func=lambda one: f"{one} · {names[one]}" if one in names else one,
        key=session_fundamentals.COMPANY,
        label_visibility="collapsed",
        width=260,
        persist_state="session",
        accept_new_options=free,
    )
    symbol = str(chosen).strip().upper()
    session_fundamentals.write_company(symbol)
    return symbol


def _choices(services: "Services") -> Sequence[Asset]:
    covered = set(services.fundamentals.covered())
    tradable = [asset for asset in services.market.assets() if asset.tradable]
    return sorted(tradable, key=lambda asset: (asset.symbol not in covered, asset.symbol))


def subject_line(company: Company, sector: str | None) -> None:
    """Draw name, sector, price with its time, and what the figures come from."""
    about = " · ".join(plain(text) for text in (company.symbol, sector) if text)
    st.markdown(
        f"**{plain(company.name)}** :gray[{about}]{_GAP}**{plain(formats.price(company.price))}** "
        f":gray[{plain(company.facts.price_currency)} {plain(formats.as_of(company.price_at))}]"
    )
    facts = company.facts
    parts = [plain(facts.source)]
    if facts.reports:
        newest = facts.reports[0]
        filed = "filing day not told" if newest.filed is None else f"filed {formats.day(newest.filed)}"
        if newest.filed_at_latest:
            filed = f"filed by {formats.day(newest.filed)}"
        parts.append(plain(f"newest report {newest.label}, period to {formats.day(newest.ends)}, {filed}"))
    if facts.currency != facts.price_currency:
        parts.append(f":orange[reports are in {plain(facts.currency)}, the price is in {plain(facts.price_currency)}]")
    st.caption(" · ".join([*parts, f"price: {plain(company.price_source)}"]))


def metric_grid(company: Company) -> None:
    """Draw the figures, each with the period that it speaks of or the reason why it is not there."""
    with st.grid(6, min_column_width=170):
        for measure in SHOWN:
            figure = company.figures[measure]
            label = LABELS[measure]
            st.metric(
                f"{label[:1].upper()}{label[1:]}",
                _value(company, figure),
                border=True,
                height="stretch",
                help=f"{MEANINGS[measure]} {_under(figure)[:1].upper()}{_under(figure)[1:]}. {_known(figure)}".strip(),
                delta=_under(figure),
                delta_color="off",
                delta_arrow="off",
            )


def _value(company: Company, figure: Figure) -> str:
    if figure.value is None:
        return formats.MISSING
    return plain(figure_text(figure, currency=currency_of(company, figure.measure)))


def _under(figure: Figure) -> str:
    return with_figures(figure.basis if figure.value is not None else figure.reason)


def _known(figure: Figure) -> str:
    return "" if figure.known is None else f"Known since {formats.day(figure.known)}."


def targets_line(company: Company) -> None:
    """Draw analysts' targets against the price, or the sentence why there are none."""
    targets = company.facts.targets
    if targets is None:
        st.caption(f":material/info: No analysts' targets: {plain(company.facts.targets_reason)}.")
        return
    parts = []
    for name, value in (
        ("low", targets.low),
        ("mean", targets.mean),
        ("median", targets.median),
        ("high", targets.high),
    ):
        away = "" if value is None else f" ({formats.percent_change((value / company.price - 1) * 100, 1)})"
        parts.append(plain(f"{name} {formats.price(value)}{away}"))
    count = "" if targets.count is None else f" of {targets.count} analysts"
    st.markdown(f"**Analysts' targets**{plain(count)}{_GAP}{' · '.join(parts)}")
