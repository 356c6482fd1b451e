"""The facts that stand on every page: the account's worth, how old the data is, and the worst case today."""

import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.prose import plain
from trading.errors import TradingError
from trading.types import MarketMode

if TYPE_CHECKING:
    from trading.services import Services

WORST_CASE_HELP = (
    "The largest further loss before the day's loss limit halts new risk, by today's prices and positions. "
    "A gap overnight or a stop that slips can lose more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the frame shows; None is not known. `fault` says why, in a sentence, empty when all is known.

    `read_at` is the process's monotonic time of the reading.
    """

    equity: Decimal | None
    day_change_pct: float | None
    worst_case_today: Decimal | float | None
    as_of: datetime | None
    source: str
    age: str
    fault: str
    read_at: float


def read_facts(services: "Services") -> Facts:
    """Read the account and the market once for a page; a venue that does not answer becomes a sentence."""
    source = services.market.source
    try:
        brief = services.portfolio.brief()
    except TradingError as fault:
        return Facts(
            equity=None,
            day_change_pct=None,
            worst_case_today=None,
            as_of=None,
            source=source,
            age="age not known",
            fault=str(fault),
            read_at=time.monotonic(),
        )
    replays = services.replay is not None
    age = formats.as_of(brief.as_of) if replays else formats.age(brief.as_of, services.wall_clock.now())
    return Facts(
        equity=brief.equity,
        day_change_pct=float(brief.day_change_pct) if brief.day_change_pct is not None else None,
        worst_case_today=brief.worst_case_today,
        as_of=brief.as_of,
        source=source,
        age=age,
        fault="",
        read_at=time.monotonic(),
    )


def source_words(facts: Facts) -> str:
    """Return source and age of the data as Markdown."""
    words = f":material/schedule: {plain(facts.source)} · {plain(facts.age)}"
    return f":orange[{words}, orders are held]" if facts.fault else words


def worst_case_words(facts: Facts) -> str:
    """Return the worst case of today as Markdown."""
    if facts.worst_case_today is None:
        return ":material/shield: what can be lost today is not known"
    return f":material/shield: at most **{plain(formats.money(facts.worst_case_today))}** more can be lost today"


def facts_row(title: str, facts: Facts) -> None:
    """Draw the second row of a page: its title, the age of the data and the worst case."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="facts"):
        st.header(title, anchor=False, width="content")
        st.space("stretch")
        st.caption(source_words(facts), width="content")
        st.caption(worst_case_words(facts), width="content", help=WORST_CASE_HELP)


def mode_words(mode: MarketMode) -> str:
    """Return the badge of a mode as Markdown; live is red and framed."""
    match mode:
        case MarketMode.LIVE:
            return ':color[\u00a0**LIVE**\u00a0]{foreground="#FFFFFF" background="#B42318"}'
        case MarketMode.PAPER:
            return ":blue-badge[:material/science: PAPER]"
        case MarketMode.REPLAY:
            return ":violet-badge[:material/history: REPLAY]"
