"""The protections: what each watches by its limits, and what it holds now."""

from collections.abc import Sequence

import streamlit as st

from components import formats
from components.figures import with_figures
from components.prose import plain
from components.small_table import small_table
from trading.risk.limits import Limits
from trading.types.risk import Cause

TITLES = {
    "symbol_cooldown": "Rest of a symbol",
    "stop_streak": "Stopped losses",
    "recent_drawdown": "Recent drawdown",
    "low_profit": "Poor trades of a symbol",
    "rejections": "Rejections in a row",
}


def protections_section(limits: Limits, causes: Sequence[Cause] | None) -> None:
    """Draw one row a protection, by the name of its rule; causes that could not be read are None."""
    rows = [(TITLES[name], _cell(rule_words(name, limits)), _now(name, limits, causes)) for name in TITLES]
    small_table(["Protection", "What it does", "Now"], rows, right=[], alt="Protections and what they hold")
    st.caption("Exits always stay possible. The numbers are changed in Settings, Limits.")


def rule_words(name: str, limits: Limits) -> str:
    """Return what a protection does with the limits that hold, empty when it is off."""
    match name:
        case "symbol_cooldown" if limits.symbol_cooldown_sessions:
            return f"after a position was closed its symbol rests for {_sessions(limits.symbol_cooldown_sessions)}"
        case "stop_streak" if limits.stop_streak:
            return (
                f"{limits.stop_streak} trades stopped at a loss within {_sessions(limits.stop_streak_sessions)} leave "
                f"only exits for {_sessions(limits.stop_streak_pause_sessions)}"
            )
        case "recent_drawdown" if limits.recent_drawdown_pct:
            return (
                f"a fall of more than {formats.percent(limits.recent_drawdown_pct)} from the high of "
                f"{_sessions(limits.recent_drawdown_sessions)} leaves only exits for "
                f"{_sessions(limits.recent_drawdown_pause_sessions)}"
            )
        case "low_profit" if limits.low_profit_trades:
            return (
                f"{limits.low_profit_trades} trades of a symbol within {_sessions(limits.low_profit_sessions)} that "
                f"earn less than {formats.percent(limits.low_profit_pct)} lock it for "
                f"{_sessions(limits.low_profit_pause_sessions)}"
            )
        case "rejections":
            return (
                f"{limits.rejection_streak} orders in a row that the venue rejects pause new ones for "
                f"{limits.rejection_pause_s:,} s"
            )
    return ""


def _now(name: str, limits: Limits, causes: Sequence[Cause] | None) -> str:
    if causes is None:
        return ":orange[not known]"
    held = [cause for cause in causes if cause.name == name]
    if held:
        return "; ".join(_held(cause) for cause in held)
    return "holds nothing" if rule_words(name, limits) else ":gray[off]"


def _held(cause: Cause) -> str:
    until = f" until {formats.day_and_time(cause.until)}" if cause.until else ""
    whom = cause.symbol or "everything new"
    return f":orange[{plain(whom + until)}]: {plain(with_figures(cause.reason))}"


def _cell(words: str) -> str:
    return plain(words[:1].upper() + words[1:]) if words else ":gray[off]"


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"
