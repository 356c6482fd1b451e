"""A long run as a job that survives a reload: started, followed by one fragment, stopped; its end shows by itself."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session
from components import session_strategies as keys
from components.formats import countdown
from components.prose import plain
from trading.backtest.preparing import FOREIGN
from trading.errors import TradingError
from trading.strategies.files import PREFIX
from trading.types import FINAL_BACKTEST_STATES, OWNER, BacktestJob, BacktestKind, BacktestRequest, BacktestStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.services import Services
    from trading.types import Asset

LOOK_EVERY_S = 0.5
LONG = 150_000
"""Bars times symbols from which a run is a job; under it, it is over in less than a second."""
BARS_A_DAY = {"1Min": 390.0, "5Min": 78.0, "15Min": 26.0, "30Min": 13.0, "1Hour": 7.0, "1Day": 1.0, "1Week": 0.2}
_WORK_DAYS = 252 / 365


def is_long(request: BacktestRequest, assets: "Sequence[Asset]") -> bool:
    """Say whether a run is a job: code of the user always, ours from so many bars on."""
    if request.strategy.key.startswith(PREFIX):
        return True
    bars = 0.0
    for asset in assets:
        if asset.symbol in request.symbols:
            first, last = max(asset.first, request.start or asset.first), min(asset.last, request.end or asset.last)
            bars += max(0, (last - first).days) * _WORK_DAYS * BARS_A_DAY[request.timeframe.value]
    return bars > LONG


def start(services: "Services", kind: BacktestKind, request: BacktestRequest) -> str | None:
    """Start a job and return its id; None, and a sentence on the page, where it could not be started."""
    try:
        return services.backtests.start(kind, request, actor=OWNER).id
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return None


def job_of(services: "Services", job_id: str) -> BacktestJob:
    """Return a job; one that is over is read once. Raises NotFound."""
    over = keys.over(job_id)
    if over is not None:
        return over
    found = services.backtests.job(job_id)
    if found.status in FINAL_BACKTEST_STATES:
        keys.set_over(found)
    return found


def follow(services: "Services", job: BacktestJob) -> None:
    """Draw how far a job is, again every half second, until it is over; then the whole page is drawn with its end."""
    st.fragment(_look, run_every=LOOK_EVERY_S)(services, job.id)


def _look(services: "Services", job_id: str) -> None:
    try:
        job = services.backtests.job(job_id)
    except TradingError as fault:
        faults.show(fault)
        return
    if job.status in FINAL_BACKTEST_STATES:
        keys.restore_address()
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, job.progress), text=_progress(job))
        st.button(
            "Stop this run", key=f"strategy_stop_{job.id}", icon=":material/stop_circle:", on_click=_stop,
            args=(services, job.id), help="End this run. What it has counted so far stays counted.",
        )  # fmt: skip


def _progress(job: BacktestJob) -> str:
    if job.status is BacktestStatus.QUEUED:
        return "Waits for its turn; two run at a time. You may leave this page, it goes on."
    if job.progress >= 1:
        return "All is played; the report is being written."
    left = f", about {countdown_of(job.left_s)} left" if job.left_s is not None else ""
    ends = f" Code of your own ends by {FOREIGN.wall_s:g} s." if job.request["strategy"].startswith(PREFIX) else ""
    return plain(f"{job.progress:.0%} done{left}. You may leave this page, it goes on.{ends}")


def countdown_of(seconds: float) -> str:
    """Return the time that is left as minutes and seconds.

    >>> countdown_of(75.2)
    '1:15'
    """
    from datetime import timedelta

    return countdown(timedelta(seconds=seconds))


def _stop(services: "Services", job_id: str) -> None:
    try:
        services.backtests.stop(job_id)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def ended(job: BacktestJob) -> bool:
    """Say in a sentence how a job ended that has no report; returns whether it has one."""
    if job.status is BacktestStatus.DONE and job.report is not None:
        return True
    if job.status is BacktestStatus.STOPPED:
        st.warning("This run was stopped before its end. Press Run to begin it again.", icon=":material/stop_circle:")
    else:
        st.error(faults.sentence_of(job.error or "the run failed"), icon=":material/error:")
        st.caption("Change what the sentence names in the row above, then press Run.")
    return False
