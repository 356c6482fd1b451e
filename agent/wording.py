"""Figures, times and tickets as an answer says them."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trading.risk.exits import default_exits_in
from trading.types import Action, OrderType, Proposal, Quote, Side, Status, Ticket, TimeInForce

_NEW_YORK = ZoneInfo("America/New_York")


def money(value: Decimal | float) -> str:
    """Return USD as $1,234.50, below a dollar with four decimals where they matter, minus sign before the $."""
    amount = Decimal(str(abs(value)))
    fine = 0 < amount < 1 and amount != amount.quantize(Decimal("0.01"))
    digits = f"{amount:,.4f}" if fine else f"{amount:,.2f}"
    return f"{'−' if value < 0 else ''}${digits}"


def signed_money(value: Decimal | float) -> str:
    """Return a change in USD with its sign."""
    return f"+{money(value)}" if value > 0 else money(value)


def percent(value: Decimal | float, *, signed: bool = False) -> str:
    """Return a percentage that is given in percent with two decimals."""
    sign = "−" if value < 0 else ("+" if signed and value > 0 else "")
    return f"{sign}{abs(value):,.2f}%"


def shares(value: Decimal) -> str:
    """Return a size with thousands separated and no trailing zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_of(at: datetime) -> str:
    """Return a time as people in the market read it: 1 Jun 2012, 16:00 ET."""
    local = at.astimezone(_NEW_YORK)
    return f"{local.day} {local:%b %Y, %H:%M} ET"


def ticket_text(ticket: Ticket) -> str:
    """Return the order in words: buy 10 AAPL, limit $430.00, good till cancelled."""
    if ticket.action is Action.CANCEL:
        return f"cancel the {ticket.symbol} order"
    size = shares(ticket.qty) if ticket.qty is not None else f"{money(ticket.notional or Decimal(0))} of"
    parts = [f"{ticket.side} {size} {ticket.symbol}{_price_text(ticket)}"]
    if ticket.take_profit is not None:
        parts.append(f"take profit at {money(ticket.take_profit.limit_price)}")
    if ticket.stop_loss is not None:
        parts.append(f"stop loss at {money(ticket.stop_loss.stop_price)}")
    if ticket.time_in_force not in (TimeInForce.DAY, None):
        parts.append(_TIMES[ticket.time_in_force])
    if ticket.extended_hours:
        parts.append("in extended hours too")
    return ", ".join(parts)


_TIMES = {
    TimeInForce.GTC: "good till cancelled",
    TimeInForce.OPG: "at the open",
    TimeInForce.CLS: "at the close",
    TimeInForce.IOC: "immediate or cancel",
    TimeInForce.FOK: "fill or kill",
    TimeInForce.DAY: "for the day",
}


def _price_text(ticket: Ticket) -> str:
    limit = money(ticket.limit_price) if ticket.limit_price is not None else ""
    stop = money(ticket.stop_price) if ticket.stop_price is not None else ""
    if ticket.type is OrderType.TRAILING_STOP:
        trail = f"{ticket.trail_percent}%" if ticket.trail_percent is not None else money(ticket.trail_price or 0.0)
        return f" with a trailing stop of {trail}"
    return {
        OrderType.MARKET: " at market",
        OrderType.LIMIT: f", limit {limit}",
        OrderType.STOP: f", stop {stop}",
        OrderType.STOP_LIMIT: f", stop {stop}, limit {limit}",
    }[ticket.type or OrderType.MARKET]


def proposal_sentence(proposal: Proposal) -> str:
    """Return what has become of an order as it was written down: waiting for review, or refused and why."""
    what = ticket_text(proposal.ticket)
    if proposal.status is Status.REFUSED:
        why = "; ".join(proposal.gate.reasons) or proposal.reason or "a rule says no"
        return f"Refused, nothing was sent: {what}. {_sentence(why)}"
    if proposal.status is not Status.OPEN:
        return f"The order to {what} is {proposal.status.replace('_', ' ')}."
    worth = _worth(proposal.ticket, proposal.quote)
    return f"Proposed, not sent: {what}{worth}. {_defaults(proposal)}Press Review to see what it does and to send it."


def _defaults(proposal: Proposal) -> str:
    """Say that exits were filled in and how to decline them, empty where the words or the form named them."""
    if not default_exits_in(proposal):
        return ""
    both = proposal.ticket.take_profit is not None and proposal.ticket.stop_loss is not None
    what = "The take profit and the stop loss are" if both else "The exit is"
    return f"{what} the default of Settings; say “without a stop” to have none. "


def _worth(ticket: Ticket, quote: Quote | None) -> str:
    if quote is None or ticket.action is Action.CANCEL:
        return ""
    price = ticket.limit_price or (quote.ask if ticket.side is Side.BUY else quote.bid)
    stamp = f"{quote.symbol} {money(quote.last)}, {quote.source}, as of {as_of(quote.at)}"
    if ticket.qty is None:
        return f" ({stamp})"
    return f", about {money(price * ticket.qty)} ({stamp})"


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
