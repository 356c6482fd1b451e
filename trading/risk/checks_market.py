"""Rules about the symbol, the gate's own quote, the session, and what the venue takes."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from trading.market.freshness import counted_until
from trading.risk.exposure import exposure
from trading.risk.facts import Facts
from trading.risk.rule import CHANGES, Judgement, Rule, at_most, no, yes
from trading.types import Action, MarketMode, OrderClass, OrderType, Side, TimeInForce

NEW_YORK = ZoneInfo("America/New_York")
EXTENDED_FROM, EXTENDED_TO = time(4, 0), time(20, 0)
OPG_FROM, OPG_UNTIL = time(19, 0), time(9, 28)
CLS_BEFORE_CLOSE = timedelta(minutes=5)
"""Venue's hours in New York: extended 04:00-20:00; opg 19:00-09:28; cls until 15:55 (error texts of Alpaca, 2026)."""
FUTURE_QUOTE = timedelta(seconds=5)
FEWEST_USD = Decimal(1)


def _symbol(facts: Facts) -> Judgement:
    asset, allowed = facts.asset, facts.limits.allowed_symbols
    if asset.symbol != facts.ticket.symbol:
        return no(
            "another symbol", f"{facts.ticket.symbol} is looked up as {asset.symbol}; propose it under {asset.symbol}"
        )
    if not asset.tradable:
        return no(
            "not tradable", f"{asset.symbol} ({asset.name}) can be looked at but not traded; choose another symbol"
        )
    if allowed and asset.symbol not in allowed:
        return no("not allowed", f"{asset.symbol} is not among the {len(allowed)} allowed symbols; add it in Settings")
    return yes(
        "tradable", f"{asset.symbol} is one tradable asset" + (" on the list of allowed ones" if allowed else "")
    )


def _fractions(facts: Facts) -> Judgement:
    if not facts.ticket.is_fractional:
        return yes("whole shares", "the size is in whole shares")
    if not facts.asset.fractionable:
        return no("fractional", f"{facts.ticket.symbol} is not traded in parts of a share; use whole shares")
    settings = facts.account.settings
    if settings is not None and settings.fractional is False:
        asked = "an amount of money" if facts.ticket.notional is not None else f"{facts.ticket.qty} shares"
        return no(
            "fractional trading off",
            f"the order is for {asked}, and fractional trading is off in the account's settings at the venue; "
            "use whole shares or turn it on there",
        )
    worth = facts.ticket.notional or exposure(facts).cost
    if facts.ticket.side is Side.BUY and worth < FEWEST_USD:
        return no(
            f"{worth:.2f} USD", f"the order is worth {worth:.2f} USD, the venue takes 1 USD or more; raise the size"
        )
    return yes("fractional", f"{facts.ticket.symbol} is traded in parts of a share")


def _quote_age(facts: Facts) -> Judgement:
    """While the exchange is closed the age counts from the end of the session."""
    quote, limit = facts.quote, facts.limits.max_quote_age_s
    if quote.symbol != facts.ticket.symbol:
        return no("wrong symbol", f"the quote is of {quote.symbol}, not of {facts.ticket.symbol}; try again")
    if min(quote.bid, quote.ask, quote.last) <= 0:
        return no("no price", f"{quote.symbol} has no bid or ask above 0 now; wait for a price")
    if quote.at - facts.market_now > FUTURE_QUOTE:
        return no("from the future", f"the quote is stamped {quote.at:%H:%M:%S}, later than now; check the clock")
    age = Decimal(quote_age_s(facts))
    return at_most(age, Decimal(limit), "s", what="the quote's age of", next_step="wait for a fresh price", places=0)


def _spread(facts: Facts) -> Judgement:
    quote = facts.quote
    if quote.ask < quote.bid:
        return no("crossed", f"the ask {quote.ask} is below the bid {quote.bid}; wait for a sound price")
    return at_most(
        quote.spread_bps,
        facts.limits.max_spread_bps,
        "bps",
        what="the spread of",
        next_step="wait for it to narrow or raise the limit in Settings",
    )


def _session(facts: Facts) -> Judgement:
    """Say when the order works, and refuse what the venue's hours do not take."""
    kind, now = facts.ticket.time_in_force, facts.market_now
    outside = facts.outside
    if outside.session is None and outside.next_session is None:
        return no("not known", outside.faults.get("session", "the exchange's calendar is not known; try again"))
    if facts.mode is not MarketMode.REPLAY:
        if kind is TimeInForce.OPG and not _in_opg_hours(now):
            return no("opg", "opg orders are taken from 19:00 to 09:28 New York; use another time_in_force or wait")
        if kind is TimeInForce.CLS and not _before_close(facts):
            return no("cls", "cls orders are taken until 5 minutes before the close; use another time_in_force")
        if kind in (TimeInForce.IOC, TimeInForce.FOK) and not is_open(facts):
            return no(str(kind), f"{kind} needs an open exchange and it is closed; use day, or wait for the open")
    return yes("open" if is_open(facts) else "closed", session_text(facts))


def _extended_hours(facts: Facts) -> Judgement:
    if not facts.ticket.extended_hours:
        return yes("regular hours", "the order trades in regular hours")
    local = facts.market_now.astimezone(NEW_YORK).time()
    if facts.mode is MarketMode.REPLAY:
        return no("extended", "the replay has daily bars and no extended hours; set extended_hours to false")
    if not EXTENDED_FROM <= local < EXTENDED_TO:
        return no("extended", f"it is {local:%H:%M} in New York, extended hours are 04:00 to 20:00; wait or use day")
    return yes("extended", "the order may trade in extended hours")


def _stops(facts: Facts) -> Judgement:
    """A stop on the wrong side of the market would fire at once."""
    ticket, quote = facts.ticket, facts.quote
    if ticket.type in (OrderType.STOP, OrderType.STOP_LIMIT) and ticket.stop_price is not None:
        if ticket.side is Side.BUY and ticket.stop_price <= quote.ask:
            return no(
                f"{ticket.stop_price} USD",
                f"stop_price {ticket.stop_price} of a buy must be above {quote.ask}; raise it",
            )
        if ticket.side is Side.SELL and ticket.stop_price >= quote.bid:
            return no(
                f"{ticket.stop_price} USD",
                f"stop_price {ticket.stop_price} of a sale must be below {quote.bid}; lower it",
            )
    profit, loss = ticket.take_profit, ticket.stop_loss
    closes = ticket.order_class is OrderClass.OCO
    base = quote.ask if ticket.side is Side.BUY else quote.bid
    base = ticket.limit_price if ticket.limit_price is not None and not closes else base
    up = (ticket.side is Side.BUY) != closes
    if profit is not None and (profit.limit_price <= base if up else profit.limit_price >= base):
        return no(
            f"{profit.limit_price} USD", f"take_profit {profit.limit_price} is on the losing side of {base}; move it"
        )
    if loss is not None and (loss.stop_price >= base if up else loss.stop_price <= base):
        return no(f"{loss.stop_price} USD", f"stop_loss {loss.stop_price} is on the winning side of {base}; move it")
    return yes("in order", "stop and exit prices are on their right sides of the market")


def _target(facts: Facts) -> Judgement:
    """The order to replace or cancel is the account's own, of this symbol, and still works."""
    ticket, book = facts.ticket, facts.book
    if book.target_status is None:
        return no(
            "not found", f"there is no order {ticket.target_id!r:.60} to {ticket.action}; look for its id on Orders"
        )
    target, status = book.target, book.target_status
    may_work = status in _WORKING or (target is not None and any(leg.status in _WORKING for leg in target.legs))
    if not may_work:
        return no(str(status), f"order {ticket.target_id} is {status} and cannot be changed; propose a new one")
    if target is not None and target.symbol != ticket.symbol:
        return no(
            target.symbol, f"order {ticket.target_id} is for {target.symbol}, not {ticket.symbol}; name the right one"
        )
    if ticket.action is Action.REPLACE:
        if target is None:
            return no("not known", f"the venue has not reported order {ticket.target_id} yet; wait and try again")
        if target.side is not ticket.side or target.order_class is not ticket.order_class or target.legs:
            return no(
                "another order", "a replace keeps the side and the class, and takes no brackets; cancel it instead"
            )
        if ticket.qty is None or ticket.qty <= target.filled_qty:
            return no(
                "size", f"qty must be more than the {target.filled_qty} filled already; raise it or cancel the order"
            )
        if ticket.type is not target.type:
            return no(
                str(ticket.type), f"a replace keeps the type {target.type}; cancel the order and propose a new one"
            )
    return yes(str(status), f"order {ticket.target_id} still works")


_WORKING = frozenset({"sent", "partly_filled", "unknown", "sending"})


def is_open(facts: Facts) -> bool:
    """Say whether the session is on; a replay stands at a close, which counts as open."""
    session = facts.outside.session
    return session is not None and session.opens <= facts.market_now <= session.closes


def session_text(facts: Facts) -> str:
    """Return the sentence of when the order works."""
    following = facts.outside.next_session
    if is_open(facts):
        waits = facts.ticket.time_in_force is TimeInForce.OPG or (
            facts.mode is MarketMode.REPLAY and facts.ticket.type is not OrderType.MARKET
        )
        if waits and following is not None:
            return f"works from the next session, {following.day}"
        return "the exchange is open: works at once"
    if following is None:
        return "the exchange is closed"
    return f"the exchange is closed: queues for the open of {following.day}"


def quote_age_s(facts: Facts) -> int:
    """Return the age of the gate's quote in whole seconds, never below 0; while closed it counts to the session's end.

    Raises Unknown without a quote.
    """
    outside = facts.outside
    until = counted_until(facts.market_now, outside.session, outside.previous_session)
    return max(0, int((until - facts.quote.at).total_seconds()))


def _in_opg_hours(now: datetime) -> bool:
    local = now.astimezone(NEW_YORK).time()
    return local >= OPG_FROM or local < OPG_UNTIL


def _before_close(facts: Facts) -> bool:
    session = facts.outside.session
    return session is not None and facts.market_now < session.closes - CLS_BEFORE_CLOSE


MARKET_RULES = (
    Rule(name="symbol", title="One tradable symbol", judge=_symbol),
    Rule(name="fractions", title="Size the venue takes", judge=_fractions),
    Rule(name="quote_age", title="Fresh price", judge=_quote_age),
    Rule(name="spread", title="Narrow spread", judge=_spread),
    Rule(name="session", title="Session and time in force", judge=_session),
    Rule(name="extended_hours", title="Hours", judge=_extended_hours),
    Rule(name="stop_prices", title="Stops on their right sides", judge=_stops),
    Rule(name="target", title="The order it changes", judge=_target, actions=CHANGES),
)
