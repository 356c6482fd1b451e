"""Rules about the desk itself: stopped, read-only, which market, in agreement with the venue, pace."""

from datetime import timedelta
from decimal import Decimal

from trading.risk.facts import Facts
from trading.risk.rule import EVERY_ACTION, Judgement, Rule, at_most, no, yes
from trading.types import Action, MarketMode

CLOCKS_APART = timedelta(seconds=5)


def _stopped(facts: Facts) -> Judgement:
    if facts.book.kill_on and facts.ticket.action is not Action.CANCEL:
        return no("stopped", facts.book.kill_reason)
    return yes("on" if not facts.book.kill_on else "a cancel", "trading is not stopped for this")


def _read_only(facts: Facts) -> Judgement:
    if facts.read_only:
        return no("read-only", "this desk is read-only, so nothing can be sent; unset READ_ONLY and start again")
    return yes("may write", "the desk is not read-only")


def _mode(facts: Facts) -> Judgement:
    """In replay the broker is always paper; a venue takes only quotes stamped by the wall clock; live is allowed."""
    if facts.mode is MarketMode.LIVE and not facts.live_allowed:
        return no(
            "live",
            "this account trades real money and the settings do not allow that; set ALPACA_LIVE=true and a "
            "DESK_PASSWORD and start again, or use the keys of a paper account",
        )
    apart = abs(facts.market_now - facts.wall_now)
    if facts.mode is not MarketMode.REPLAY and apart > CLOCKS_APART:
        return no(
            str(facts.mode),
            f"prices are of {facts.market_now:%Y-%m-%d %H:%M} UTC, not of now, and the venue is {facts.mode}; "
            "use the replay's own paper broker for a replayed market",
        )
    return yes(str(facts.mode), f"orders go to the {facts.mode} account and prices belong to it")


def _agreement(facts: Facts) -> Judgement:
    if facts.book.held is not None:
        return no("held", facts.book.held)
    if not facts.book.reconciled:
        return no("not yet", "the desk has not yet agreed with the venue since it started; wait for it and try again")
    return yes("agreed", "the desk's book agrees with the venue's")


def _venue(facts: Facts) -> Judgement:
    account = facts.account
    if account.blocked is not None:
        return no("blocked", f"the venue does not trade this account now ({account.blocked}); lift that there first")
    return yes("open", "the venue accepts orders of this account")


def _in_doubt(facts: Facts) -> Judgement:
    doubted = facts.book.in_doubt.get(facts.ticket.symbol)
    if doubted is not None:
        return no(
            "in doubt",
            f"it is not known yet whether the venue has order {doubted} for {facts.ticket.symbol}; "
            "wait until the desk has asked it",
        )
    return yes("clear", f"no order for {facts.ticket.symbol} is in doubt")


def _orders_per_day(facts: Facts) -> Judgement:
    return at_most(
        Decimal(facts.book.orders_today + 1),
        Decimal(facts.limits.max_orders_per_day),
        "orders",
        what="this day's count with this one of",
        next_step="wait for the next session or raise the limit in Settings",
        places=0,
    )


def _cooldown(facts: Facts) -> Judgement:
    pause, last = facts.limits.cooldown_s, facts.book.last_sent_at
    if pause == 0 or last is None:
        return yes("none", "no pause is due since the last order")
    since = max(0, int((facts.wall_now - last).total_seconds()))
    share = min(1.0, since / pause)
    if since < pause:
        return Judgement(
            ok=False,
            figure=f"{since} of {pause} s",
            reason=f"the last order was {since} s ago, the limit is {pause} s; wait {pause - since} s",
            limit=f"{pause} s",
            share=share,
        )
    return Judgement(ok=True, figure=f"{since} of {pause} s", reason="the pause is over", limit=f"{pause} s")


def _rejections(facts: Facts) -> Judgement:
    count, last, limits = facts.book.rejections, facts.book.last_rejected_at, facts.limits
    most, pause = limits.rejection_streak, timedelta(seconds=limits.rejection_pause_s)
    figure = f"{count} of {most} in a row"
    if count >= most and last is not None and facts.wall_now - last < pause:
        return Judgement(
            ok=False,
            figure=figure,
            reason=f"the venue rejected {count} orders in a row, the limit is {most}; "
            f"read their reasons on Orders and wait {_span(limits.rejection_pause_s)} after the last",
            limit=str(most),
            share=count / most,
        )
    return Judgement(
        ok=True,
        figure=figure,
        reason="the venue has not rejected too many in a row",
        limit=str(most),
        share=min(1.0, count / most),
    )


def _span(seconds: int) -> str:
    """Return a pause in words: minutes where it is whole minutes."""
    if seconds < 60 or seconds % 60:
        return f"{seconds} s"
    return "1 minute" if seconds == 60 else f"{seconds // 60} minutes"


DESK_RULES = (
    Rule(name="kill_switch", title="Trading is on", judge=_stopped, actions=EVERY_ACTION),
    Rule(name="read_only", title="The desk may send", judge=_read_only, actions=EVERY_ACTION),
    Rule(name="mode", title="Prices and account belong together", judge=_mode),
    Rule(name="agreement", title="Agreed with the venue", judge=_agreement),
    Rule(name="venue", title="The venue is open to us", judge=_venue),
    Rule(name="in_doubt", title="No order in doubt", judge=_in_doubt),
    Rule(name="orders_per_day", title="Orders today", judge=_orders_per_day),
    Rule(name="cooldown", title="Pause between orders", judge=_cooldown),
    Rule(name="rejections", title="Rejections in a row", judge=_rejections),
)
