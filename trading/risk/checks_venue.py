"""Rules of a real venue, said before it would say them; the paper broker of the replay has none of them."""

from trading.risk.exposure import exposure
from trading.risk.facts import Facts, Working
from trading.risk.rule import NEW_ORDERS, Judgement, Rule, no, yes
from trading.types import ENTRY_CLASSES, MarketMode, OrderClass, OrderType, Side

_LIMITED = frozenset({OrderType.LIMIT, OrderType.STOP_LIMIT})


def _wash_trade(facts: Facts) -> Judgement:
    """Refuse what could trade with an order of one's own that rests on the other side.

    The table of Alpaca's page on user protection (2026): market and stop orders block and are blocked, limits only
    where they cross; orders with exits and trailing stops are left out.
    """
    ticket = facts.ticket
    trails = ticket.type is OrderType.TRAILING_STOP
    if facts.mode is MarketMode.REPLAY or trails or ticket.order_class not in (None, OrderClass.SIMPLE):
        return yes("none", "no order of your own can be its other side")
    for order in facts.book.working:
        opposite = order.symbol == ticket.symbol and order.side is not ticket.side and order.id != ticket.target_id
        if opposite and order.is_plain and _could_meet(facts, order):
            return no(
                f"order {order.id:.8}",
                f"your {order.side} order {order.id} for {order.symbol} rests on the other side and could trade with "
                "this one, which the venue takes for a wash trade; cancel it first, or move the limit",
            )
    return yes("none", "no order of your own can be its other side")


def _could_meet(facts: Facts, order: Working) -> bool:
    ticket = facts.ticket
    if ticket.type not in _LIMITED or order.type not in _LIMITED:
        return True
    buys = ticket.side is Side.BUY
    bid, asked = (ticket.limit_price, order.limit_price) if buys else (order.limit_price, ticket.limit_price)
    return bid is None or asked is None or bid >= asked


def _exits(facts: Facts) -> Judgement:
    """An entry with exits opens or adds, a pair of exits closes; the venue takes neither the other way round."""
    ticket, kind = facts.ticket, facts.ticket.order_class
    if facts.mode is MarketMode.REPLAY or kind in (None, OrderClass.SIMPLE):
        return yes("in order", "the order stands alone, or its exits fit the position")
    found = exposure(facts)
    against = (found.held > 0 and ticket.side is Side.SELL) or (found.held < 0 and ticket.side is Side.BUY)
    if kind in ENTRY_CLASSES and against:
        return no(
            f"{found.held} held",
            f"a {kind} order opens a position and this one would close {ticket.symbol}; use a simple order, or oco",
        )
    if kind is OrderClass.OCO and not found.is_exit:
        return no(
            f"{found.held} held",
            f"an oco order closes a position and {found.held} {ticket.symbol} are held, {found.free} of them free; "
            "wait until the position is booked, or lower the size",
        )
    return yes("in order", "the exits fit the position")


VENUE_RULES = (
    Rule(name="wash_trade", title="No order of your own on the other side", judge=_wash_trade, actions=NEW_ORDERS),
    Rule(name="exits", title="Exits that fit the position", judge=_exits, actions=NEW_ORDERS),
)
