"""Rules about lately: pauses after closings, stops, a fall of the account and trades that earn too little."""

from zoneinfo import ZoneInfo

from trading.risk.exposure import exposure
from trading.risk.facts import Facts
from trading.risk.protections import (
    earned_pct,
    losses_words,
    low_profit,
    stop_streak,
    stops_now,
    symbol_cooldown,
    trades_now,
)
from trading.risk.recent_drawdown import fall_now, recent_drawdown
from trading.risk.rule import Judgement, Rule, figure_text, yes
from trading.types import Cause
from trading.types.wire import decimal_text

NEW_YORK = ZoneInfo("America/New_York")


def _cooldown(facts: Facts) -> Judgement:
    pause = facts.limits.symbol_cooldown_sessions
    if not pause or exposure(facts).is_exit:
        return _free(is_off=not pause)
    symbol = facts.ticket.symbol
    cause = symbol_cooldown(facts.past, symbol, facts.limits)
    if cause is None:
        return yes("none", f"no pause is due since a position in {symbol} was closed")
    return _held(cause, figure="pausing", limit=f"{pause} sessions")


def _stop_streak(facts: Facts) -> Judgement:
    most = facts.limits.stop_streak
    if not most or exposure(facts).is_exit:
        return _free(is_off=not most)
    cause, count = stop_streak(facts.past, facts.limits), stops_now(facts.past, facts.limits)
    figure = f"{count} of {most} stops"
    if cause is not None:
        return _held(cause, figure=figure, limit=f"{most} stops")
    within = f"{losses_words(count)} closed by a stop within {facts.limits.stop_streak_sessions} sessions"
    return _within(f"{within}, the limit is {most}", figure=figure, limit=f"{most} stops", share=count / most)


def _recent_drawdown(facts: Facts) -> Judgement:
    most = facts.limits.recent_drawdown_pct
    if not most or exposure(facts).is_exit:
        return _free(is_off=not most)
    equity = facts.account.equity
    cause, fall = recent_drawdown(facts.past, equity, facts.limits), fall_now(facts.past, equity, facts.limits)
    limit = f"{decimal_text(most)} percent"
    figure = f"{figure_text(fall)} of {limit}"
    if cause is not None:
        return _held(cause, figure=figure, limit=limit)
    within = f"the fall from the highest close of {facts.limits.recent_drawdown_sessions} sessions is"
    return _within(f"{within} {figure_text(fall)} percent", figure=figure, limit=limit, share=float(fall / most))


def _low_profit(facts: Facts) -> Judgement:
    most = facts.limits.low_profit_trades
    if not most or exposure(facts).is_exit:
        return _free(is_off=not most)
    symbol = facts.ticket.symbol
    cause, trades = low_profit(facts.past, symbol, facts.limits), trades_now(facts.past, symbol, facts.limits)
    least = f"{decimal_text(facts.limits.low_profit_pct)} percent"
    figure = f"{figure_text(earned_pct(trades))} percent in {len(trades)} of {most} trades"
    if cause is not None:
        return _held(cause, figure=figure, limit=least)
    said = f"{len(trades)} trades in {symbol} within {facts.limits.low_profit_sessions} sessions do not hold it"
    return Judgement(ok=True, figure=figure, reason=said, limit=least)


def until_words(cause: Cause) -> str:
    """Return when a cause ends, in New York time, where that is known."""
    if cause.until is None:
        return "its end is not known"
    return f"until {cause.until.astimezone(NEW_YORK):%Y-%m-%d %H:%M} in New York"


def _held(cause: Cause, *, figure: str, limit: str) -> Judgement:
    return Judgement(ok=False, figure=figure, reason=f"{cause.reason} ({until_words(cause)})", limit=limit, share=1.0)


def _within(reason: str, *, figure: str, limit: str, share: float) -> Judgement:
    return Judgement(ok=True, figure=figure, reason=reason, limit=limit, share=min(1.0, share))


def _free(*, is_off: bool) -> Judgement:
    if is_off:
        return yes("off", "this protection is turned off in Settings")
    return yes("an exit", "the order only reduces what is held, so this protection does not bind it")


PROTECTION_RULES = (
    Rule(name="symbol_cooldown", title="Pause after a closing", judge=_cooldown),
    Rule(name="stop_streak", title="Losses at stops", judge=_stop_streak),
    Rule(name="recent_drawdown", title="Fall in the last sessions", judge=_recent_drawdown),
    Rule(name="low_profit", title="Earnings of the symbol", judge=_low_profit),
)
