"""Attacks on the rules about the symbol, the gate's own price, the session, and what the venue takes."""

from datetime import timedelta
from decimal import Decimal

from trading.risk.attack.case import NotArmed, Running
from trading.risk.attack.scene import (
    Rest,
    altered,
    gate_attack,
    holding,
    honest,
    resting,
    small_price,
    symbol_of,
    venue_mode,
    with_asset,
    with_quote,
)
from trading.risk.facts import Facts
from trading.types import Action, MarketMode, OrderClass, OrderType, Side, StopLoss, TakeProfit

WIDEST_BPS = Decimal(20_000)
"""The spread of a bid of nothing: a limit of this lets every spread pass."""


def _unknown_symbol(running: Running) -> Facts:
    said = {"asset": f"{symbol_of(running)} is not known here"}
    return altered(honest(running), outside={"asset": None, "faults": said})


def _not_tradable(running: Running) -> Facts:
    return with_asset(honest(running), tradable=False)


def _not_on_the_list(running: Running) -> Facts:
    allowed = running.limits.allowed_symbols
    if not allowed:
        raise NotArmed("allowed_symbols is empty, so every symbol is allowed; name some on Settings if you want that")
    stranger = next(name for name in ("ZZZZ", "YYYY", "XXXX") if name not in allowed)
    facts = with_quote(honest(running, symbol=stranger), symbol=stranger)
    return with_asset(facts, symbol=stranger)


def _another_name(running: Running) -> Facts:
    return with_asset(honest(running), symbol="OTHER")


def _part_of_a_share(running: Running) -> Facts:
    return with_asset(honest(running, qty=Decimal("0.5")), fractionable=False)


def _no_quote(running: Running) -> Facts:
    return altered(honest(running), outside={"quote": None, "faults": {"quote": "the source has no price now"}})


def _price_of_zero(running: Running) -> Facts:
    return with_quote(honest(running), last=Decimal(0))


def _stale(running: Running) -> Facts:
    facts = honest(running)
    age = timedelta(seconds=running.limits.max_quote_age_s + 1)
    return with_quote(facts, at=facts.market_now - age)


def _from_the_future(running: Running) -> Facts:
    facts = honest(running)
    return with_quote(facts, at=facts.market_now + timedelta(minutes=1))


def _of_another_symbol(running: Running) -> Facts:
    return with_quote(honest(running), symbol="OTHER")


def _wide(running: Running) -> Facts:
    widest = running.limits.max_spread_bps
    if widest >= WIDEST_BPS:
        raise NotArmed(f"max_spread_bps is {widest:f}, which no spread exceeds; lower it on Settings")
    middle, half = small_price(running), small_price(running) * (widest + (WIDEST_BPS - widest) / 2) / WIDEST_BPS
    return with_quote(honest(running), bid=middle - half, ask=middle + half)


def _no_calendar(running: Running) -> Facts:
    return altered(honest(running), outside={"session": None, "previous_session": None, "next_session": None})


def _at_night(running: Running) -> Facts:
    """In the replay there are no extended hours; at a venue 07:00 UTC is 3 in the morning in New York."""
    facts = honest(
        running,
        extended_hours=True,
        type=OrderType.LIMIT,
        limit_price=small_price(running),
    )
    if facts.mode is MarketMode.REPLAY or facts.outside.previous_session is None:
        return facts
    night = facts.market_now.replace(hour=7)
    facts = with_quote(facts, at=facts.outside.previous_session.closes)
    return altered(facts, market_now=night, wall_now=night)


def _wrong_side(running: Running) -> Facts:
    return honest(running, type=OrderType.STOP, stop_price=small_price(running) / 2)


def _somebody_elses_order(running: Running) -> Facts:
    return honest(
        running,
        action=Action.CANCEL,
        target_id="an order of another account",
        side=None,
        qty=None,
        type=None,
        time_in_force=None,
        order_class=None,
    )


def _own_other_side(running: Running) -> Facts:
    facts, price = honest(running, mode=venue_mode(running)), small_price(running)
    facts = holding(facts, facts.ticket.symbol, Decimal(1), price)
    return resting(facts, Rest(side=Side.SELL, qty=Decimal(1), price=price))


def _exits_that_open(running: Running) -> Facts:
    price = small_price(running)
    below, above = price / 2, price * 2
    return honest(
        running,
        mode=venue_mode(running),
        type=OrderType.LIMIT,
        limit_price=below,
        order_class=OrderClass.OCO,
        take_profit=TakeProfit(limit_price=below),
        stop_loss=StopLoss(stop_price=above),
    )


MARKET_ATTACKS = (
    gate_attack(
        "unknown_symbol",
        "A symbol that nobody knows",
        "A model made a symbol up, the look-up failed, and the order went out for whatever the venue made of it.",
        "symbol",
        _unknown_symbol,
    ),
    gate_attack(
        "symbol_that_is_not_tradable",
        "A symbol that can be looked at and not traded",
        "An index or a delisted share was ordered because it had a price.",
        "symbol",
        _not_tradable,
    ),
    gate_attack(
        "symbol_off_the_list",
        "A symbol that is not on the allow-list",
        "The list was read where orders are typed and not where they are sent.",
        "symbol",
        _not_on_the_list,
    ),
    gate_attack(
        "symbol_under_another_name",
        "A symbol that is looked up as another",
        "An alias passed the checks as one company and was traded as another.",
        "symbol",
        _another_name,
    ),
    gate_attack(
        "part_of_a_share",
        "Half a share where only whole ones are traded",
        "A size was rounded on its way to the venue, so what was sent was not what was approved.",
        "fractions",
        _part_of_a_share,
    ),
    gate_attack(
        "order_without_a_price",
        "An order while there is no price",
        "A missing quote was taken as 0, and 0 times any number of shares is within every cap.",
        None,
        _no_quote,
    ),
    gate_attack(
        "price_of_zero",
        "A price of zero",
        "A feed sent zeros during an outage and they were believed.",
        "quote_age",
        _price_of_zero,
    ),
    gate_attack(
        "stale_price",
        "An order on an old price",
        "The feed had stopped, the last price stood, and orders were judged and filled at it.",
        "quote_age",
        _stale,
    ),
    gate_attack(
        "price_from_the_future",
        "A price that is stamped later than now",
        "A wrong time zone made old prices look new for hours.",
        "quote_age",
        _from_the_future,
    ),
    gate_attack(
        "price_of_another_symbol",
        "The price of another symbol",
        "A cache answered with its newest quote whatever was asked for.",
        "quote_age",
        _of_another_symbol,
    ),
    gate_attack(
        "wide_spread",
        "A market order into a wide spread",
        "Outside the session one quote was pulled away and market orders paid whatever was left.",
        "spread",
        _wide,
    ),
    gate_attack(
        "no_calendar",
        "An order while the calendar is not known",
        "The calendar could not be read, so the exchange was taken as open.",
        "session",
        _no_calendar,
    ),
    gate_attack(
        "hours_that_do_not_exist",
        "Extended hours in the middle of the night",
        "An order for extended hours was taken at any hour and filled at the next open.",
        "extended_hours",
        _at_night,
    ),
    gate_attack(
        "stop_that_fires_at_once",
        "A stop on the wrong side of the market",
        "Two prices were mixed up and the stop was a market order the moment it arrived.",
        "stop_prices",
        _wrong_side,
    ),
    gate_attack(
        "somebody_elses_order",
        "A cancel of an order that is not this account's",
        "An id from a text was cancelled without asking whose order it was.",
        "target",
        _somebody_elses_order,
    ),
    gate_attack(
        "trade_with_oneself",
        "A purchase that could meet one's own sale",
        "Two strategies of one account traded with each other, which a venue takes for a wash trade.",
        "wash_trade",
        _own_other_side,
    ),
    gate_attack(
        "exits_without_a_position",
        "A pair of exits that opens a position",
        "A pair of exits was sent after its position had gone, and one of them opened the opposite one.",
        "exits",
        _exits_that_open,
    ),
)
