"""The known attacks on this desk's limits: a button that tries them in rehearsals, and what came of each."""

from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.prose import plain
from components.session_attacks import AttackRun, attack_run, begin_attacks

if TYPE_CHECKING:
    from agent.attack.report import Tried
    from trading.services import Services

LOOK_S = 1.0
MARKS = {"held": "Held off", "not armed": "Not armed", "BROKEN": "CAME THROUGH"}
WORST_FIRST = ("BROKEN", "not armed", "held")


def attack_section(services: "Services") -> None:
    """Draw the section; while attacks are being tried it looks once a second, and the page never waits for them."""
    ticks = attack_run().is_on
    st.fragment(_section, run_every=LOOK_S if ticks else None)(services, ticks)


def _section(services: "Services", ticks: bool) -> None:
    run = attack_run()
    if run.is_on is not ticks:
        st.rerun()
    st.caption(
        "Ways in which other trading systems were got round, tried against your limits as they are now. "
        "Everything happens in rehearsals in a temporary folder: your account and your data are not touched."
    )
    st.button(
        "Try the known attacks",
        key="try_attacks",
        icon=":material/security:",
        on_click=begin_attacks,
        args=(services,),
        disabled=run.is_on,
    )
    if run.is_on:
        st.progress(_share(run), text=f"{len(run.tried)} attacks tried")
    elif run.fault:
        st.error(f"The attacks could not be tried: {plain(run.fault)}", icon=":material/error:")
    elif run.tried:
        _results(run)


def _share(run: AttackRun) -> float:
    from agent.attack.report import ATTACKS

    return min(1.0, len(run.tried) / len(ATTACKS))


def _results(run: AttackRun) -> None:
    import pandas as pd

    from agent.attack.report import summary

    worst = next(mark for mark in WORST_FIRST if any(item.outcome.verdict == mark for item in run.tried))
    said = f"{plain(summary(run.tried))} :gray[{formats.clock(run.began)}]"
    if worst == "BROKEN":
        st.error(said, icon=":material/gpp_bad:")
    else:
        st.success(said, icon=":material/verified_user:")
    ranked = sorted(run.tried, key=lambda item: WORST_FIRST.index(item.outcome.verdict))
    frame = pd.DataFrame([_row(item) for item in ranked], columns=["Outcome", "Attack", "What came of it", "Story"])
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height=420,
        alt="Known attacks with what came of each",
        key="attack_results",
    )


def _row(item: "Tried") -> tuple[str, str, str, str]:
    return MARKS[item.outcome.verdict], item.attack.title, item.outcome.said, item.attack.story
