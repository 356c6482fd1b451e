"""Attacks on the pauses: trading on right after losses, as if nothing had been learned."""

from dataclasses import replace
from decimal import Decimal

from trading.risk.attack.case import NotArmed, Running
from trading.risk.attack.scene import RICH, altered, gate_attack, honest, symbol_of
from trading.risk.closings import Closing
from trading.risk.facts import Facts
from trading.risk.limits import Limits, merged
from trading.types import EquityPoint

COST = Decimal(1000)
SWITCHES = ("symbol_cooldown_sessions", "stop_streak", "recent_drawdown_pct", "low_profit_trades")
"""The limits that turn a protection off at 0."""


def _armed(limits: Limits, name: str) -> int:
    """Return how many of something a protection waits for."""
    most = getattr(limits, name)
    if not most:
        raise NotArmed(f"{name} is off; set it in Settings to try this")
    return int(most)


def _only(running: Running, kept: str) -> Running:
    """Return the running limits with the other protections off, so that only the one under attack can say no."""
    off = {name: 0 for name in SWITCHES if name != kept}
    return replace(running, limits=merged(running.limits, off))


def _after(running: Running, count: int, *, profit: Decimal, by_stop: bool = False) -> Facts:
    """Return the facts of an honest order just after so many closings of its symbol."""
    facts = honest(running)
    closing = Closing(symbol=symbol_of(running), at=facts.market_now, profit=profit, cost=COST, by_stop=by_stop)
    return altered(facts, outside={"past": replace(facts.past, closings=(closing,) * count)})


def _at_once_again(running: Running) -> Facts:
    _armed(running.limits, "symbol_cooldown_sessions")
    return _after(_only(running, "symbol_cooldown_sessions"), 1, profit=COST)


def _stopped_again(running: Running) -> Facts:
    most = _armed(running.limits, "stop_streak")
    return _after(_only(running, "stop_streak"), most, profit=-COST, by_stop=True)


def _poor_symbol(running: Running) -> Facts:
    most = _armed(running.limits, "low_profit_trades")
    loss = COST * (running.limits.low_profit_pct - 1) / 100
    return _after(_only(running, "low_profit_trades"), most, profit=loss)


def _falling(running: Running) -> Facts:
    """The account stood higher a session ago, by more than the protection allows and less than the other limits do."""
    _armed(running.limits, "recent_drawdown_pct")
    most = running.limits.recent_drawdown_pct
    facts = honest(_only(running, "recent_drawdown_pct"))
    if most >= 100:
        raise NotArmed(f"recent_drawdown_pct is {most}, and no account falls further; lower it in Settings to try this")
    highest = RICH / (1 - (most + (100 - most) / 2) / 100)
    sessions = facts.past.sessions
    before = sessions.known[sessions.here - 1].closes
    points = (EquityPoint(at=before, equity=highest, cash=None),)
    return altered(facts, outside={"past": replace(facts.past, points=points)})


PROTECTION_ATTACKS = (
    gate_attack(
        "at_once_again",
        "Back in at once",
        "A position was closed and bought again in the same minute, over and over, each time paying the spread.",
        "symbol_cooldown",
        _at_once_again,
    ),
    gate_attack(
        "stopped_again",
        "One stop after the other",
        "A strategy that no longer fitted the market was stopped out all day, and the day after.",
        "stop_streak",
        _stopped_again,
    ),
    gate_attack(
        "poor_symbol",
        "The symbol that only costs",
        "One symbol lost a little with every trade, too little each time for any limit on a single order.",
        "low_profit",
        _poor_symbol,
    ),
    gate_attack(
        "falling_account",
        "A slow fall",
        "The account fell for weeks, each day by less than the day's limit.",
        "recent_drawdown",
        _falling,
    ),
)
