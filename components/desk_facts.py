"""The facts that stand on every page: the account's worth, how old the data is, and the worst case today."""

import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import streamlit as st

from components import formats, news, session
from components.prose import plain
from components.worst_case import worst_case
from trading.errors import TradingError
from trading.types import MarketMode, Posture

if TYPE_CHECKING:
    from trading.services import Services

LOOK_AGAIN_S = 5.0
JUST_READ_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the frame shows; None is not known. `fault` says why, in a sentence, empty when all is known.

    `late` says in a few words that the venue's reports do not arrive by themselves, empty when they do or in replay.
    `read_at` is the process's monotonic time of the reading, `posture` what the desk lets through.
    """

    equity: Decimal | None
    day_change_pct: float | None
    worst_case_today: Decimal | float | None
    as_of: datetime | None
    source: str
    age: str
    fault: str
    read_at: float
    late: str = ""
    posture: Posture | None = None


def read_facts(services: "Services", newest_seq: int | None = None) -> Facts:
    """Read the account and the market once for a page; a venue that does not answer becomes a sentence.

    `newest_seq` is the log's newest number where the page has just read it.
    """
    if not services.runs_by_itself:
        return _read(services, newest_seq)
    key = f"{services.account_id} {services.settings.data_dir} {news.newest(services)}"
    return session.recently(key, lambda: _read(services, newest_seq))


def _read(services: "Services", newest_seq: int | None) -> Facts:
    source, late = services.market.source, _late_words(services)
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
            late=late,
        )
    return Facts(
        equity=brief.equity,
        day_change_pct=float(brief.day_change_pct) if brief.day_change_pct is not None else None,
        worst_case_today=brief.worst_case_today,
        as_of=brief.as_of,
        source=source,
        age=formats.as_of(brief.as_of) if not services.runs_by_itself else _age_words(services, brief.as_of),
        fault="",
        read_at=time.monotonic(),
        late=late,
        posture=_posture(services, newest_seq),
    )


def _posture(services: "Services", newest_seq: int | None) -> Posture | None:
    """Return the posture, read once for each state of the market's clock and the log; None when it cannot be."""
    try:
        mark = ""
        if not services.runs_by_itself:
            seq = services.desk.glance().newest_seq if newest_seq is None else newest_seq
            mark = f"{services.market_clock.now()} {seq}"
        return session.recently(
            f"posture {services.account_id} {services.settings.data_dir} {mark}", services.risk.posture
        )
    except TradingError:
        return None


def _age_words(services: "Services", as_of: datetime) -> str:
    """Return when prices that move were read, or since when none moves because the exchange is closed."""
    session_now = services.calendar.session_at(as_of)
    if session_now is not None and session_now.opens <= as_of < session_now.closes:
        return f"as of {formats.clock(as_of)}"
    if session_now is not None and session_now.closes <= as_of:
        closed = session_now
    else:
        closed = services.calendar.previous_session(as_of.astimezone(formats.NEW_YORK).date())
    return f"exchange closed since {formats.weekday_and_time(closed.closes)}"


def _late_words(services: "Services") -> str:
    """Return that fills show late when the venue's reports do not arrive: then the desk asks every half minute."""
    if services.link is None or services.link.state().connected:
        return ""
    return "fills may show up to 30 s late"


def source_words(facts: Facts) -> str:
    """Return source and age of the data as Markdown."""
    words = f":material/schedule: {plain(facts.source)} · {plain(facts.age)}"
    if facts.fault:
        return f":orange[{words}, orders are held]"
    return f"{words} :orange[· {plain(facts.late)}]" if facts.late else words


def facts_row(services: "Services", title: str, facts: Facts) -> None:
    """Draw the second row of a page: its title, the age of the data and the worst case."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="facts"):
        st.header(title, anchor=False, width="content")
        data_words(services, facts, alignment="right")


def data_words(services: "Services", facts: Facts, *, alignment: Literal["right", "center"]) -> None:
    """Draw the age of the data and the worst case; where the market's clock runs by itself they follow it.

    They are a part of their own also in the replay, so that what opens there does not draw the whole page anew.
    """
    pace = LOOK_AGAIN_S if services.runs_by_itself else None
    st.fragment(_data_words, run_every=pace)(services, facts, alignment=alignment)


def _data_words(services: "Services", first: Facts, *, alignment: Literal["right", "center"]) -> None:
    facts = latest(services, first)
    with st.container(horizontal=True, horizontal_alignment=alignment, vertical_alignment="center", gap="small"):
        st.caption(source_words(facts), width="content")
        worst_case(services, facts.worst_case_today)


def latest(services: "Services", first: Facts) -> Facts:
    """Return the facts that a page was just drawn with, or, when it looks again, new ones."""
    return first if time.monotonic() - first.read_at < JUST_READ_S else read_facts(services)


def mode_words(mode: MarketMode) -> str:
    """Return the badge of a mode as Markdown; live is red and framed."""
    match mode:
        case MarketMode.LIVE:
            return ':color[\u00a0**LIVE**\u00a0]{foreground="#FFFFFF" background="#B42318"}'
        case MarketMode.PAPER:
            return ":blue-badge[:material/science: PAPER]"
        case MarketMode.REPLAY:
            return ":violet-badge[:material/history: REPLAY]"
