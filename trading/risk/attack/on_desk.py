"""Attacks on the rules about the desk itself: stopped, read-only, which market, in agreement, pace."""

from dataclasses import replace
from datetime import timedelta

from trading.risk.attack.case import NotArmed, Running
from trading.risk.attack.scene import WALL_NOW, altered, gate_attack, honest, symbol_of, venue_mode, with_account
from trading.risk.facts import Facts
from trading.types import MarketMode

STREAK = 20
"""As many rejections in a row as the desk ever counts."""


def _stopped(running: Running) -> Facts:
    return altered(honest(running), book={"kill_on": True, "kill_reason": "trading is stopped; resume it first"})


def _read_only(running: Running) -> Facts:
    return replace(honest(running), read_only=True)


def _replayed(running: Running) -> Facts:
    facts = honest(running, mode=venue_mode(running))
    return altered(facts, wall_now=facts.market_now + timedelta(days=1))


def _real_money(running: Running) -> Facts:
    return replace(honest(running, mode=MarketMode.LIVE), live_allowed=False)


def _before_agreement(running: Running) -> Facts:
    return altered(honest(running), book={"reconciled": False})


def _held(running: Running) -> Facts:
    return altered(honest(running), book={"held": "the venue refuses the keys, so orders are held"})


def _blocked(running: Running) -> Facts:
    return with_account(honest(running), blocked="trading is suspended")


def _in_doubt(running: Running) -> Facts:
    return altered(honest(running), book={"in_doubt": {symbol_of(running): "an order without an answer"}})


def _one_too_many(running: Running) -> Facts:
    return altered(honest(running), book={"orders_today": running.limits.max_orders_per_day})


def _too_soon(running: Running) -> Facts:
    if running.limits.cooldown_s == 0:
        raise NotArmed("cooldown_s is 0, so there is no pause between orders; set one on Settings if you want it")
    just_now = WALL_NOW - timedelta(seconds=running.limits.cooldown_s - 1)
    return altered(honest(running), book={"last_sent_at": just_now})


def _hammering(running: Running) -> Facts:
    if running.limits.rejection_pause_s == 0:
        raise NotArmed(
            "rejection_pause_s is 0, so rejections in a row hold nothing; set one on Settings if you want it"
        )
    return altered(honest(running), book={"rejections": STREAK, "last_rejected_at": WALL_NOW})


DESK_ATTACKS = (
    gate_attack(
        "order_while_stopped",
        "An order while trading is stopped",
        "A stop that only greys out a button is no stop: the order comes in by another door and is sent.",
        "kill_switch",
        _stopped,
    ),
    gate_attack(
        "order_while_read_only",
        "An order at a read-only desk",
        "A desk that is meant to watch was handed an order through its API and sent it.",
        "read_only",
        _read_only,
    ),
    gate_attack(
        "replayed_prices_at_a_venue",
        "Yesterday's prices, today's venue",
        "A simulator's clock was left running while the account behind it was a real one.",
        "mode",
        _replayed,
    ),
    gate_attack(
        "real_money_by_accident",
        "Real money that nobody allowed",
        "The keys of a live account were put where paper keys were expected, and every test order was real.",
        "mode",
        _real_money,
    ),
    gate_attack(
        "order_before_agreement",
        "An order before the desk has agreed with its venue",
        "A restarted system traded on an empty book before it had asked what it already held.",
        "agreement",
        _before_agreement,
    ),
    gate_attack(
        "order_while_held",
        "An order while all orders are held",
        "Keys that the venue had just refused were tried again with a new order.",
        "agreement",
        _held,
    ),
    gate_attack(
        "order_at_a_blocked_account",
        "An order for an account that its venue has blocked",
        "A suspension at the venue was seen and not read, and orders queued up behind it.",
        "venue",
        _blocked,
    ),
    gate_attack(
        "order_beside_one_in_doubt",
        "A second order while the first is in doubt",
        "A time-out was read as a failure, the order was sent again, and both were filled.",
        "in_doubt",
        _in_doubt,
    ),
    gate_attack(
        "one_order_too_many",
        "One order more than the day allows",
        "A loop sent orders all day because nobody counted them, or the count was lost.",
        "orders_per_day",
        _one_too_many,
    ),
    gate_attack(
        "order_without_the_pause",
        "An order within the pause after the last",
        "A machine that answers in milliseconds fills its limits before a person can look up.",
        "cooldown",
        _too_soon,
    ),
    gate_attack(
        "hammering_a_venue",
        "On and on against a venue that says no",
        "A bot sent the same rejected order hundreds of times until the venue closed the account.",
        "rejections",
        _hammering,
    ),
)
