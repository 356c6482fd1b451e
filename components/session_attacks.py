"""The one trial of the known attacks that this process keeps: it runs in a thread of its own, pages only look."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from trading.errors import TradingError

if TYPE_CHECKING:
    from agent.attack.report import Tried
    from trading.services import Services


@dataclass(slots=True)
class AttackRun:
    """What the newest trial has come to: `began` is None before the first, `fault` says why it could not begin."""

    began: datetime | None = None
    tried: "tuple[Tried, ...]" = ()
    fault: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None

    @property
    def is_on(self) -> bool:
        """Say whether attacks are being tried now."""
        return self.thread is not None and self.thread.is_alive()


@st.cache_resource(show_spinner=False)
def attack_run() -> AttackRun:
    """Return the process's newest trial."""
    return AttackRun()


def begin_attacks(services: "Services") -> None:
    """Try every known attack in the background; while one trial is on there is no second."""
    run = attack_run()
    with run.lock:
        if run.is_on:
            return
        run.began, run.tried, run.fault = services.wall_clock.now(), (), ""
        run.thread = threading.Thread(target=_try_all, args=(services, run), name="attacks", daemon=True)
        run.thread.start()


def _try_all(services: "Services", run: AttackRun) -> None:
    from agent.attack.report import attack_report, running_now

    try:
        for item in attack_report(running_now(services)):
            run.tried = (*run.tried, item)
    except TradingError as fault:
        run.fault = str(fault)
