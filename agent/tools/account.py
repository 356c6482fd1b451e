"""The trader's tools: the account and its orders, and proposals where the user's words ask for them."""

from agent.intent_types import Reading
from agent.tools.sizing import SIZE_POSITION
from agent.tools.spec import ONE_SYMBOL, SYMBOL, Inputs, ToolSpec, optional
from trading.types import Intent

TRADER_TOOLS = (
    ToolSpec(name="get_portfolio", description="Return the account, its positions, exposure and risk."),
    ToolSpec(
        name="get_open_orders",
        description="List orders that have not ended and proposals that wait for the user's review.",
        inputs=ONE_SYMBOL,
    ),
    ToolSpec(name="get_history", description="List the newest executions and orders.", inputs=ONE_SYMBOL),
    SIZE_POSITION,
)
ORDER_INPUTS: Inputs = {
    **SYMBOL,
    "side": {"type": "string", "description": "buy or sell."},
    "qty": optional("Shares, such as 10 or 0.5."),
    "notional": optional("USD instead of shares, such as 500."),
    "type": optional("market, limit, stop, stop_limit or trailing_stop; market unless said."),
    "limit_price": optional("USD a share."),
    "limit_percent": optional("Limit as signed percent of the quote, such as -2, instead of limit_price."),
    "stop_price": optional("USD a share."),
    "stop_percent": optional("Stop as signed percent of the quote, instead of stop_price."),
    "trail_price": optional("USD, for a trailing_stop."),
    "trail_percent": optional("Percent, for a trailing_stop."),
    "time_in_force": optional("day, gtc, opg, cls, ioc or fok; day unless said."),
    "extended_hours": optional("true only where the words say so."),
    "take_profit_price": optional("USD a share."),
    "take_profit_percent": optional("Signed percent of the quote, such as 10, instead of take_profit_price."),
    "stop_loss_price": optional("USD a share."),
    "stop_loss_percent": optional("Signed percent of the quote, such as -5, instead of stop_loss_price."),
    "stop_loss_limit_price": optional("USD a share, where the stop loss has a limit."),
}
PROPOSE_ORDER = ToolSpec(
    name="propose_order",
    description=(
        "Write down one order exactly as the user's own words ask for it. It is not sent: a person reviews it. "
        "Give qty or notional, never both. Leave out what the words do not say. Amounts are decimal texts."
    ),
    inputs=ORDER_INPUTS,
)
PROPOSE_CLOSE = ToolSpec(
    name="propose_close",
    description="Write down the sale that closes a position or a part of it. It is not sent: a person reviews it.",
    inputs={
        **SYMBOL,
        "qty": optional("Shares to sell; leave out for all."),
        "percentage": optional("Percent of the position instead of qty."),
    },
)
PROPOSE_CANCEL = ToolSpec(
    name="propose_cancel",
    description="Write down that a resting order shall be cancelled. It is not sent: a person reviews it.",
    inputs={"order_id": {"type": "string", "description": "The id of the order, from get_open_orders."}},
)


def trader_tools(reading: Reading, *, may_order: bool) -> tuple[ToolSpec, ...]:
    """Return the trader's tools: proposing is among them only where the user's words ask for it."""
    if not may_order:
        return TRADER_TOOLS
    if reading.intent is Intent.CANCEL:
        return (*TRADER_TOOLS, PROPOSE_CANCEL)
    found = [PROPOSE_ORDER] if any(not order.from_position for order in reading.orders) else []
    if any(order.from_position for order in reading.orders):
        found.append(PROPOSE_CLOSE)
    return (*TRADER_TOOLS, *found)
