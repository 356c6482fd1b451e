"""Orders whose size the words leave to the desk: code reckons it, and the words stand as what asked for it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from agent.intent_types import AskedOrder, AskedSize, Reading, Size, SizeKind
from agent.lookups import sizing_body
from agent.tickets import ticket_of, tool_arguments
from agent.watching import Watch
from trading.errors import FixInput, TradingError
from trading.risk.sizing import Sizing
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.services import Services
from trading.types import Intent, Ticket
from trading.types.wire import decimal_text

TOOL = "size_position"
UNNAMED = SizingMethod.RISK
"""What "size it for me" means where the words name no method."""


def needs_sizes(reading: Reading) -> bool:
    """Say whether an order leaves its size to the desk."""
    return any(order.sizing is not None for order in reading.orders) and not reading.settled


def with_sizes(watch: Watch, reading: Reading) -> Reading:
    """Return the reading with each such order's size filled in, or with the sentence why there is none.

    Each size is a step of the run, with its arithmetic. From here on the size counts as said by the words: a ticket
    with exactly that number traces to them, one with any other does not. Raises EndedEarly.
    """
    orders: list[AskedOrder] = []
    said: list[str] = []
    for order in reading.orders:
        if order.sizing is None:
            orders.append(order)
            continue
        try:
            found = _sized(watch, order, order.sizing)
        except TradingError as fault:
            reply = f"I could not size “{_short(order)}”, so nothing was proposed: {fault}."
            return replace(reading, intent=Intent.UNCLEAR, orders=(), reply=reply, settled=True)
        orders.append(replace(order, size=Size(kind=SizeKind.QTY, value=found.qty)))
        said.append(
            f"Sized by the desk, as “{order.said.get('size', '')}” asks{_unnamed(order.sizing)}. {found.reason}"
        )
    note = " ".join(part for part in (reading.note, *said) if part)
    return replace(reading, orders=tuple(orders), note=note)


def _sized(watch: Watch, order: AskedOrder, asked: AskedSize) -> Sizing:
    arguments: dict[str, Any] = {"symbol": order.symbol, "side": order.side, "method": asked.method or UNNAMED}
    if asked.percent is not None:
        arguments["percent"] = decimal_text(asked.percent)
    services = watch.services
    body: dict[str, Any] = {"sentence": ""}
    fault: TradingError | None = None
    try:
        found = watch.look(lambda: services.risk.size(_request(_one_share(services, order), asked)), name=TOOL)
        body = dict(sizing_body(found))
        if found.qty <= 0:
            fault = FixInput(found.reason.rstrip("."))
    except TradingError as told:
        fault = told
    services.runs.add_step(
        watch.run_id,
        agent="trader",
        tool=TOOL,
        arguments=arguments,
        observation=body,
        error=None if fault is None else str(fault),
    )
    if fault is not None:
        raise fault
    return found


def _one_share(services: Services, order: AskedOrder) -> Ticket:
    """Return the order with one share, which carries the prices that the words give."""
    one = replace(order, size=Size(kind=SizeKind.QTY, value=Decimal(1)))
    return ticket_of(tool_arguments(one), lambda: services.market.quote(order.symbol or ""))


def _request(ticket: Ticket, asked: AskedSize) -> SizingRequest:
    if ticket.side is None:
        raise FixInput("the side is not said; say buy or sell")
    return SizingRequest(
        symbol=ticket.symbol,
        side=ticket.side,
        method=asked.method or UNNAMED,
        percent=asked.percent,
        limit_price=ticket.limit_price,
        trigger_price=ticket.stop_price,
        stop_price=None if ticket.stop_loss is None else ticket.stop_loss.stop_price,
    )


def _unnamed(asked: AskedSize) -> str:
    return ", by equal risk to the stop because the words name no method" if asked.method is None else ""


def _short(order: AskedOrder) -> str:
    parts = (order.said.get("side", "trade").lower(), order.symbol or "", order.said.get("size", ""))
    return " ".join(part for part in parts if part)
