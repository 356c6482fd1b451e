"""Risk: what is let through now, what can be lost, whether stops protect, and how much of each limit is used."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st

from components import faults
from components.attack_section import attack_section
from components.desk_facts import LOOK_AGAIN_S
from components.layout import open_page
from components.prose import plain
from components.risk_mend import mend
from components.risk_posture import posture_section
from components.risk_protections import protections_section
from components.risk_stops import stops_section
from components.risk_use import use_section
from components.risk_worst_case import worst_case_section
from components.venue_notes import not_played
from trading.errors import TradingError
from trading.jobs.heartbeat import watchdog_state
from trading.types.risk import Cause

T = TypeVar("T")

wired = open_page("Risk")
services, risk = wired.services, wired.services.risk


def section(title: str, draw: Callable[[], T]) -> T | None:
    """Draw one part under its title; what cannot be read leaves the other parts standing. Returns what was read."""
    st.subheader(title, anchor=False)
    try:
        return draw()
    except TradingError as fault:
        faults.show(fault)
        return None


def let_through() -> tuple[Cause, ...]:
    """Draw the posture and return its causes."""
    posture = risk.posture()
    posture_section(posture)
    return posture.causes


def stops() -> None:
    """Draw the findings of the auditor, each with its mend, and what of a paper book is not played now."""
    if services.matching is not None:
        not_played(services.matching.behind())
    stopped = services.desk.state().stopped
    stops_section(risk.stop_findings(), mend=partial(mend, services.desk), stopped=stopped)


def watchdog() -> None:
    """Say whether a second process stops trading should this one fall silent."""
    found = watchdog_state(services.settings.data_dir, services.wall_clock.now())
    icon = ":green[:material/check_circle:]" if found.is_on else ":orange[:material/warning:]"
    st.markdown(f"{icon} The watchdog is {plain(found.said)}.")


def body() -> None:
    """Draw what moves; at a venue whose clock runs by itself it is read again every few seconds."""
    causes = section("What is let through", let_through)
    section("Worst case", lambda: worst_case_section(risk.worst_case()))
    section("Stops", stops)
    section("Watchdog", watchdog)
    section("Used of the limits", lambda: use_section(risk.limit_uses()))
    section("Protections", lambda: protections_section(services.limits.current(), causes))


st.fragment(body, run_every=LOOK_AGAIN_S if services.runs_by_itself else None)()
section("Known attacks", lambda: attack_section(services))
