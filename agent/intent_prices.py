"""The part of an order's words that says how and how long: type, prices, exits, time in force."""

from decimal import Decimal
from itertools import pairwise

from agent.intent_draft import Draft
from agent.intent_exits import take_decline
from agent.intent_types import PriceSpec
from trading.types import OrderType, Side, TimeInForce
from trading.words.cursor import Cursor, Number

_ABOVE = ("above", "higher", "over", "up", "gain", "profit", "more")
_BELOW = ("below", "lower", "under", "down", "beneath", "less", "loss")
_OF_COST = ("gain", "profit", "loss")
"""Percent of what was paid, while a limit in percent is of the price now: asked back."""
_REFERENCE = (
    "the entry price", "entry price", "the entry", "my entry", "entry", "the fill price", "the fill",
    "the market price",
    "market price", "the market", "market", "the current price", "current price", "the price", "the ask", "the bid",
    "the quote", "that", "it", "the last price", "last price", "what i pay", "the purchase price", "the buy price",
)  # fmt: skip
_NOISE = ("at", "of", "to", "is", "price", "order", "target", "a", "the", "with", "set", "by", ":", "=", "@", "in")
_EACH = ("or better", "or lower", "or less", "or cheaper", "or higher", "or more", "each", "apiece", "per share",
         "a share", "a piece", "per stock", "or below", "or above", "( each )")  # fmt: skip
_TIMES = {
    TimeInForce.GTC: (
        "gtc", "good till cancelled", "good till canceled", "good til cancelled", "good til canceled",
        "good until cancelled", "good until canceled", "good till cancel", "until cancelled", "until canceled",
        "till cancelled", "till canceled", "until i cancel it", "until i cancel",
    ),
    TimeInForce.OPG: (
        "opg", "moo", "market on open", "on the open", "at the open", "at open", "on open", "at the opening",
        "at market open", "at the market open", "at the next open", "on the next open", "next open",
        "at the opening bell",
    ),
    TimeInForce.CLS: (
        "cls", "moc", "market on close", "on the close", "at the close", "at close", "on close", "at market close",
        "at the market close", "at the closing bell",
    ),
    TimeInForce.IOC: ("ioc", "immediate or cancel"),
    TimeInForce.FOK: ("fok", "fill or kill"),
    TimeInForce.DAY: (
        "day order", "as a day order", "good for the day", "good for day", "for the day", "for today", "day only",
        "today only", "only today", "good today",
    ),
}  # fmt: skip


def take_terms(cursor: Cursor, draft: Draft) -> bool:
    """Take one phrase about type, price, exits or time at the cursor; True when there was one."""
    start, faults = cursor.i, len(draft.faults)
    for reader in (_time, take_decline, _exits, _trail, _stop_limit, _market, _limit, _stop, _percent_first, _at_price):
        if reader(cursor, draft):
            return True
        cursor.i = start
        del draft.faults[faults:]
    return False


def _noise(cursor: Cursor) -> None:
    while cursor.phrase(*_NOISE):
        pass


def _price(cursor: Cursor, draft: Draft, default_sign: int | None) -> PriceSpec | None:
    _noise(cursor)
    number = cursor.number()
    return None if number is None else _spec(cursor, draft, number, default_sign)


def _spec(cursor: Cursor, draft: Draft, number: Number, default_sign: int | None) -> PriceSpec:
    if number.value is None:
        draft.faults.append(number.doubt)
        return PriceSpec(price=Decimal(0))
    sign = default_sign
    if number.unit == "%" or cursor.low() in (*_ABOVE, *_BELOW):
        if cursor.low() in _ABOVE:
            cursor.skip()
            sign = 1
        elif cursor.low() in _BELOW:
            cursor.skip()
            sign = -1
        cursor.phrase("from", "than")
        cursor.phrase(*_REFERENCE)
        if number.unit != "%":
            draft.faults.append(f"I can place a price by percent or at an amount, not {number.text} above or below")
        if number.value < 0 and sign is not None:
            sign = -1
        if sign is None:
            draft.faults.append(f"say whether {number.text} is above or below the price")
        elif (abs(number.value) >= 100 and sign < 0) or number.value == 0:
            draft.faults.append(f"{number.text} is no distance that an exit or a limit can have; say below 100 %")
        return PriceSpec(percent=abs(number.value) * (sign or 1))
    cursor.phrase("dollars", "dollar", "usd", "bucks")
    while cursor.phrase(*_EACH):
        pass
    return PriceSpec(price=number.value)


def _time(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    named = cursor.phrase("as a", "as", "time in force", "tif")
    cursor.phrase(":", "=")
    if named is not None and named.lower() not in ("as", "as a") and cursor.phrase("day"):
        draft.put("time_in_force", TimeInForce.DAY, cursor.said(since))
        return True
    for choice, phrases in _TIMES.items():
        if cursor.phrase(*phrases):
            cursor.phrase("order")
            draft.put("time_in_force", choice, cursor.said(since))
            return True
    cursor.i = since
    if cursor.phrase(
        "in extended hours", "extended hours", "after hours", "pre market", "premarket", "in the pre market"
    ):
        draft.put("extended_hours", True, cursor.said(since))
        return True
    return False


def _exit_signs(draft: Draft) -> tuple[int, int]:
    return (-1, 1) if draft.side is Side.SELL else (1, -1)


def _exits(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    profit_sign, loss_sign = _exit_signs(draft)
    cursor.phrase("with a", "with an", "with", "and a", "and", "plus a", "plus", "a", "set a", "set")
    if cursor.phrase("bracket order", "as a bracket", "bracket"):
        draft.bracket = True
        draft.said["order_class"] = cursor.said(since)
        return True
    if cursor.phrase("take profit", "takeprofit", "profit target", "price target", "target", "tp", "take the profit",
                     "take profits"):  # fmt: skip
        spec = _price(cursor, draft, profit_sign)
        if spec is None:
            draft.faults.append("at which price, or how many percent above, shall the profit be taken?")
            spec = PriceSpec(price=Decimal(0))
        draft.put("take_profit", spec, cursor.said(since))
        return True
    protective = cursor.phrase("stop loss", "stoploss", "sl", "protective stop", "stop me out", "cut losses")
    if not protective and draft.side is Side.BUY and cursor.phrase("stop", "stopped out", "exit"):
        protective = _reads_as_exit(cursor, draft, since)
    if not protective:
        return False
    spec = _price(cursor, draft, loss_sign)
    if spec is None:
        draft.faults.append("at which price, or how many percent below, shall the loss be stopped?")
        spec = PriceSpec(price=Decimal(0))
    if draft.side is Side.SELL and draft.size is not None and draft.type is None and spec.percent is None:
        draft.put("stop", spec, cursor.said(since))
        draft.put("type", OrderType.STOP, cursor.said(since))
        return True
    draft.put("stop_loss", spec, cursor.said(since))
    return True


def _reads_as_exit(cursor: Cursor, draft: Draft, since: int) -> str | None:
    """A buy's "stop" is its exit beside a take-profit, with a percent below, or after "with a"."""
    here = cursor.i
    _noise(cursor)
    number = cursor.number()
    percent_below = number is not None and number.unit == "%" and cursor.low() not in _ABOVE
    beside = draft.take_profit is not None or draft.bracket or _profit_follows(cursor) or _is_about_risk(cursor)
    with_a = number is not None and cursor.tokens[since].low in ("with", "and", "plus", "a", "set") and since > 0
    is_limit = cursor.low() == "limit" or (cursor.low() in ("and", ",") and cursor.low(1) == "limit")
    cursor.i = here
    return "stop" if (percent_below or beside or with_a) and not is_limit and cursor.low() != "limit" else None


def _profit_follows(cursor: Cursor) -> bool:
    words = [token.low for token in cursor.tokens[cursor.i :]]
    return any(pair in (("take", "profit"), ("profit", "target")) for pair in pairwise(words)) or (
        "tp" in words or "target" in words
    )


def _is_about_risk(cursor: Cursor) -> bool:
    """A size by risk is measured to the stop that ends the loss, so a stop in the same sentence is that one."""
    return any(token.low in ("risk", "risking") for token in cursor.tokens)


def _trail(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    attached = cursor.phrase("with a", "with")
    cursor.phrase("a", "using a", "as a", "on a")
    first = cursor.number() if cursor.low() not in ("trailing", "trail") else None
    if not cursor.phrase("trailing stop loss", "trailing stop", "trailing", "trail"):
        return False
    cursor.phrase("order")
    _noise(cursor)
    number = first or cursor.number()
    cursor.phrase("behind", "below", "above", "away")
    said = cursor.said(since)
    draft.put("type", OrderType.TRAILING_STOP, said)
    if attached and draft.side is Side.BUY:
        draft.faults.append(
            "a trailing stop cannot hang on a buy here; buy first, then ask to sell with a trailing stop"
        )
    if number is None:
        draft.faults.append("how far shall the stop trail, in percent or in $?")
    elif number.value is None:
        draft.faults.append(number.doubt)
    elif number.unit == "%":
        draft.put("trail_percent", number.value, said)
    else:
        draft.put("trail_price", number.value, said)
    return True


def _stop_limit(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    cursor.phrase("as a", "with a", "using a", "on a", "at", "a")
    named = cursor.phrase("stop limit order", "stop limit", "stoplimit")
    if named:
        draft.put("type", OrderType.STOP_LIMIT, cursor.said(since))
        _noise(cursor)
        if cursor.low() in ("stop", "limit", "trigger"):
            return True
        if (spec := _price(cursor, draft, None)) is None:
            return True
        draft.put("stop", spec, cursor.said(since))
        _noise(cursor)
        cursor.phrase("and", "/", ",")
        cursor.phrase("limit")
        if (limit := _price(cursor, draft, None)) is not None:
            draft.put("limit", limit, cursor.said(since))
        return True
    if not cursor.phrase("stop", "trigger") or cursor.low() in ("loss", "losses"):
        return False
    stop = _price(cursor, draft, None)
    cursor.phrase("and", ",", "/")
    cursor.phrase("with a", "a", "with")
    if stop is None or not cursor.phrase("limit"):
        return False
    limit = _price(cursor, draft, None)
    if limit is None:
        return False
    said = cursor.said(since)
    draft.type = None if draft.type in (OrderType.STOP, OrderType.LIMIT) else draft.type
    for name, value in (("type", OrderType.STOP_LIMIT), ("stop", stop), ("limit", limit)):
        draft.put(name, value, said)
    return True


def _market(cursor: Cursor, draft: Draft) -> bool:
    said = cursor.phrase(
        "at the market price", "at market price", "at the market", "at market", "at current market price",
        "at the current market price", "at the current price", "at current price", "at the best price",
        "at the going price", "market order", "as a market order", "with a market order", "at the price now",
        "market price", "market", "mkt", "at mkt", "for the market price", "at any price",
    )  # fmt: skip
    if said is None:
        return False
    draft.put("type", OrderType.MARKET, said)
    return True


def _limit(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    cursor.phrase("with a", "at a", "as a", "on a", "using a", "a", "at", "with", "for a", "and a", "and")
    if not cursor.phrase("limit price", "limit order", "limit", "lmt"):
        return False
    spec = _price(cursor, draft, None)
    said = cursor.said(since)
    if draft.type is not OrderType.STOP_LIMIT:
        if draft.type is OrderType.STOP:
            draft.faults.append("I read a limit and a stop; say stop-limit with both, or which of them is an exit")
        else:
            draft.put("type", OrderType.LIMIT, said)
    if spec is not None:
        draft.put("limit", spec, said)
    return True


def _stop(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    cursor.phrase("with a", "at a", "as a", "on a", "using a", "a", "at", "on", "with", "and a", "and")
    if not cursor.phrase("stop price", "stop order", "stop", "trigger"):
        return False
    if cursor.low() in ("loss", "losses", "buy", "buying", "sell", "selling", "it", "trading"):
        return False
    spec = _price(cursor, draft, -1 if draft.side is Side.SELL else 1)
    said = cursor.said(since)
    if draft.type is not OrderType.STOP_LIMIT:
        if draft.type is OrderType.LIMIT:
            draft.faults.append("I read a limit and a stop; say stop-limit with both, or stop loss for an exit")
        else:
            draft.put("type", OrderType.STOP, said)
    if spec is not None:
        draft.put("stop", spec, said)
    return True


def _percent_first(cursor: Cursor, draft: Draft) -> bool:
    """Read "10% take profit", "5% stop loss", "2% below market", with "a" or "with a" before."""
    since = cursor.i
    profit_sign, loss_sign = _exit_signs(draft)
    cursor.phrase("with a", "and a", "at a", "at", "with", "a")
    number = cursor.number()
    if number is None or number.unit not in ("%", "$", "") or number.value is None:
        return False
    for name, sign, words in (
        ("take_profit", profit_sign, ("take profit", "profit target", "target", "tp")),
        ("stop_loss", loss_sign, ("stop loss", "sl", "stop")),
    ):
        if cursor.phrase(*words):
            if name == "stop_loss" and number.unit != "%":
                return False
            spec = PriceSpec(percent=abs(number.value) * sign) if number.unit == "%" else PriceSpec(price=number.value)
            draft.put(name, spec, cursor.said(since))
            return True
    if number.unit == "%" and cursor.low() in (*_ABOVE, *_BELOW) and cursor.low() not in _OF_COST:
        spec = _spec(cursor, draft, number, None)
        draft.put("type", OrderType.LIMIT, cursor.said(since))
        draft.put("limit", spec, cursor.said(since))
        return True
    return False


def _at_price(cursor: Cursor, draft: Draft) -> bool:
    since = cursor.i
    marked = cursor.phrase("at a price of", "at the price of", "at price of", "at price", "at", "@",
                           "for a price of", "for")  # fmt: skip
    if marked is None:
        return False
    number = cursor.number()
    if number is None or number.unit == "%":
        return False
    per_share = marked != "for"
    here = cursor.i
    if cursor.phrase(*_EACH):
        per_share = True
    cursor.i = here
    if not per_share:
        return False
    spec = _spec(cursor, draft, number, None)
    if cursor.phrase("limit", "limit order"):
        pass
    elif cursor.low() == "stop" and not cursor.number_ahead(1) and cursor.phrase("stop", "stop order"):
        draft.put("type", OrderType.STOP, cursor.said(since))
        draft.put("stop", spec, cursor.said(since))
        return True
    if draft.type in (OrderType.STOP_LIMIT, OrderType.STOP) and draft.stop is None:
        if draft.type is OrderType.STOP:
            draft.put("stop", spec, cursor.said(since))
            return True
        draft.faults.append("a stop-limit order needs a stop and a limit price; say stop ... limit ...")
        return True
    if draft.type is OrderType.STOP:
        draft.faults.append("I read a limit and a stop; say stop-limit with both, or stop loss for an exit")
        return True
    if draft.type is None:
        draft.put("type", OrderType.LIMIT, cursor.said(since))
    elif draft.type is OrderType.MARKET:
        draft.faults.append(f"I read a market order and a price, {number.text}; say which you want")
    draft.put("limit", spec, cursor.said(since))
    return True
