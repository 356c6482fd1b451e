"""Attacks on the rules about size and loss: position, caps, share of the account, losses, buying power."""

from decimal import Decimal
from typing import Any

from trading.risk.attack.case import NotArmed, Running
from trading.risk.attack.scene import (
    CENT,
    RICH,
    Rest,
    altered,
    gate_attack,
    holding,
    honest,
    resting,
    small_price,
    with_account,
    with_quote,
)
from trading.risk.facts import Facts
from trading.types import OrderType, Side
from trading.types.ticket import MAX_QTY

HUNDRED = Decimal(100)


def _priced(facts: Facts, price: Decimal) -> Facts:
    return with_quote(facts, bid=price, ask=price, last=price)


def _short_as_exit(running: Running) -> Facts:
    return honest(running, side=Side.SELL, reduce_only=True)


def _flip(running: Running) -> Facts:
    facts = honest(running, side=Side.SELL, qty=Decimal(2), reduce_only=True)
    return holding(facts, facts.ticket.symbol, Decimal(1), small_price(running))


def _over_the_order_cap(running: Running) -> Facts:
    price = running.limits.max_order_notional + CENT
    _must_bind_first(running, "max_order_notional", price)
    return _priced(honest(running), price)


def _dear(running: Running, kind: OrderType, field: str) -> Facts:
    """Return an order within the cap at the market's price and beyond it at its own, which is twice that."""
    cap = running.limits.max_order_notional
    price = max(small_price(running), (cap / MAX_QTY).quantize(Decimal(1)))
    own = 2 * price
    qty = cap // own + 1
    _must_bind_first(running, "max_order_notional", qty * own)
    asked: dict[str, Any] = {"type": kind, field: own, "qty": qty}
    return _priced(honest(running, **asked), price)


def _limit_above(running: Running) -> Facts:
    return _dear(running, OrderType.LIMIT, "limit_price")


def _stop_above(running: Running) -> Facts:
    return _dear(running, OrderType.STOP, "stop_price")


def _full(running: Running) -> Decimal:
    """Return as many shares as fill the symbol's cap at the rehearsed price."""
    price = small_price(running)
    _must_bind_first(running, "max_symbol_notional", running.limits.max_symbol_notional + price)
    return running.limits.max_symbol_notional / price


def _adding_up(running: Running) -> Facts:
    facts, qty = honest(running), _full(running)
    return holding(facts, facts.ticket.symbol, qty, running.limits.max_symbol_notional)


def _resting_first(running: Running) -> Facts:
    return resting(honest(running), Rest(side=Side.BUY, qty=_full(running), price=small_price(running), is_plain=False))


def _orphaned_exits(running: Running) -> Facts:
    facts = honest(running, side=Side.SELL)
    return resting(facts, Rest(side=Side.SELL, qty=_full(running), price=small_price(running), is_plain=False))


def _spread_out(running: Running) -> Facts:
    return holding(honest(running), "OTHER", Decimal(1), max(running.limits.max_gross_notional, CENT))


def _all_in_one(running: Running) -> Facts:
    price, most = small_price(running), running.limits.max_symbol_weight_pct
    worth = RICH if most == 0 else price * HUNDRED / (most * Decimal("1.001"))
    return _worth(honest(running), now=worth, before=worth, peak=worth)


def _after_a_bad_day(running: Running) -> Facts:
    now = _after_falling(running.limits.max_daily_loss_pct, "max_daily_loss_pct")
    return _worth(honest(running), now=now, before=RICH, peak=now)


def _after_a_long_fall(running: Running) -> Facts:
    now = _after_falling(running.limits.max_drawdown_pct, "max_drawdown_pct")
    return _worth(honest(running), now=now, before=now, peak=RICH)


def _beyond_the_money(running: Running) -> Facts:
    return with_account(honest(running), buying_power=small_price(running) - CENT)


def _positions_unread(running: Running) -> Facts:
    said = {"positions": "the venue does not answer"}
    return altered(honest(running, side=Side.SELL), outside={"positions": None, "faults": said})


def _account_unread(running: Running) -> Facts:
    said = {"account": "the account's answer lacks its equity"}
    return altered(honest(running), outside={"account": None, "faults": said})


def _peak_unread(running: Running) -> Facts:
    said = {"peak_equity": "the history of equity could not be read"}
    return altered(honest(running), outside={"peak_equity": None, "faults": said})


def _worth(facts: Facts, *, now: Decimal, before: Decimal, peak: Decimal) -> Facts:
    return altered(with_account(facts, equity=now, last_equity=before), outside={"peak_equity": peak})


def _after_falling(percent: Decimal, name: str) -> Decimal:
    if percent >= HUNDRED:
        raise NotArmed(f"{name} is {percent:f}, which stops only when all is lost; lower it on Settings")
    return RICH * (HUNDRED - percent) / HUNDRED


def _must_bind_first(running: Running, name: str, worth: Decimal) -> None:
    """Raise NotArmed where a wider cap refuses that worth too: then this cap is never what holds an order."""
    limits = running.limits
    wider = {"max_symbol_notional": limits.max_symbol_notional, "max_gross_notional": limits.max_gross_notional}
    for other, most in wider.items():
        if other != name and worth > most:
            value = getattr(limits, name)
            raise NotArmed(f"{name} is {value:f} and {other} {most:f}, which comes first; lower {name} on Settings")


SIZE_ATTACKS = (
    gate_attack(
        "short_passed_as_exit",
        "A short that calls itself an exit",
        "Sales were taken for exits whatever was held, so a sale of nothing opened a short that no cap bound.",
        "position",
        _short_as_exit,
    ),
    gate_attack(
        "reduce_only_that_flips",
        "A close of more than is held",
        "A close of twice the position ended long and began short in one order.",
        "position",
        _flip,
    ),
    gate_attack(
        "positions_unread",
        "Positions that could not be read",
        "An error of the venue was taken for an empty account, and the whole position was built a second time.",
        None,
        _positions_unread,
    ),
    gate_attack(
        "account_unread",
        "An account whose fields have vanished",
        "A field was gone from the venue's answer, it was read as 0, and the loss of the day was 0 with it.",
        None,
        _account_unread,
    ),
    gate_attack(
        "peak_unread",
        "A history of equity that could not be read",
        "The highest worth began again at each start, so the fall from it was never large.",
        "drawdown",
        _peak_unread,
    ),
    gate_attack(
        "order_over_the_cap",
        "An order one cent over its cap",
        "A size was cut to the cap in silence, or the cap was compared after rounding.",
        "order_cap",
        _over_the_order_cap,
    ),
    gate_attack(
        "limit_far_above_the_market",
        "A purchase with a limit far above the market",
        "The order was valued at the market's price and may pay twice that by its own words.",
        "order_cap",
        _limit_above,
    ),
    gate_attack(
        "stop_far_above_the_market",
        "A conditional order that is dearer when it fires",
        "Stops were counted at today's price or not at all, for they had not fired yet.",
        "order_cap",
        _stop_above,
    ),
    gate_attack(
        "adding_up_in_one_symbol",
        "Small orders that add up in one symbol",
        "Each order was within its cap and nobody looked at the sum.",
        "symbol_cap",
        _adding_up,
    ),
    gate_attack(
        "resting_orders_not_counted",
        "Resting entries with exits, then one order more",
        "Only what was held counted, so any number of resting entries could fill at once.",
        "symbol_cap",
        _resting_first,
    ),
    gate_attack(
        "orphaned_exits_not_counted",
        "Exits that outlived their position, then a short",
        "A stop stayed behind after its position was turned round; when it fired it doubled the new one.",
        "symbol_cap",
        _orphaned_exits,
    ),
    gate_attack(
        "spread_over_many_symbols",
        "Within every symbol's cap, beyond the account's",
        "A hundred symbols were each within their cap and all of them fell on the same day.",
        "gross_cap",
        _spread_out,
    ),
    gate_attack(
        "all_in_one_symbol",
        "The whole of a small account in one symbol",
        "Caps in dollars were set for a large account and said nothing to a small one.",
        "symbol_weight",
        _all_in_one,
    ),
    gate_attack(
        "after_the_days_loss",
        "New risk after the day's loss",
        "The loss was counted from closed trades only, so a position deep under water stopped nothing.",
        "daily_loss",
        _after_a_bad_day,
    ),
    gate_attack(
        "after_the_drawdown",
        "New risk after a long fall",
        "Each day's loss was within its limit and the account halved in a month.",
        "drawdown",
        _after_a_long_fall,
    ),
    gate_attack(
        "beyond_the_buying_power",
        "A cent more than can be paid",
        "The order was sent to see whether the venue would mind, and on margin it did not.",
        "buying_power",
        _beyond_the_money,
    ),
)
