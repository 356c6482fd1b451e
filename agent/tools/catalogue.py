"""What each tool is called, does and takes; who is offered which depends on what the user's words ask for."""

from dataclasses import dataclass, field
from typing import Any

from agent.intent_types import Reading
from trading.types import Intent, Measure

Inputs = dict[str, dict[str, Any]]
_SYMBOL: Inputs = {"symbol": {"type": "string", "description": "A symbol such as AAPL."}}
_ONE_SYMBOL: Inputs = {
    "symbol": {"type": "string", "description": "Only this symbol; leave out for all.", "nullable": True}
}


def _optional(description: str) -> dict[str, Any]:
    return {"type": "any", "description": description, "nullable": True}


_MEASURES = _optional(f"Only these figures, a list out of {', '.join(Measure)}; leave out for the usual ones.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """One tool; the description is the contract that a model reads."""

    name: str
    description: str
    inputs: Inputs = field(default_factory=dict)


SIZE_POSITION = ToolSpec(
    name="size_position",
    description=(
        "Return how many shares an order would have by one of the desk's methods, with the arithmetic. It orders "
        "nothing, and a size that the user's words do not ask for may not be proposed."
    ),
    inputs={
        **_SYMBOL,
        "side": {"type": "string", "description": "buy or sell."},
        "method": {"type": "string", "description": "fixed, equity, volatility, kelly (half Kelly) or risk."},
        "stop_price": _optional("USD a share, where a loss would be ended; for risk."),
    },
)
ANALYST_TOOLS = (
    ToolSpec(name="get_quote", description="Return the price of one symbol now, with source and time.", inputs=_SYMBOL),
    ToolSpec(
        name="get_indicator",
        description="Return one indicator of one symbol at the last daily bar.",
        inputs={
            **_SYMBOL,
            "indicator": {
                "type": "string",
                "description": "Such as rsi_14, macd_12_26_9, bbands_20_2, sma_50, atr_14, adx_14, supertrend_10_3.",
            },
        },
    ),
    ToolSpec(
        name="analyze",
        description="Return price, change, the standard indicators and a summary of one symbol.",
        inputs=_SYMBOL,
    ),
    ToolSpec(
        name="compare",
        description="Compare 2 to 12 symbols: return, volatility and drawdown over the last year.",
        inputs={"symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}}},
    ),
    ToolSpec(
        name="get_fundamentals",
        description="Return what a company reports, as known now: P/E, EPS, dividend yield, margins, growth.",
        inputs={**_SYMBOL, "measures": _MEASURES},
    ),
    ToolSpec(
        name="compare_fundamentals",
        description="Return the same figures of 2 to 12 companies side by side.",
        inputs={
            "symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}},
            "measures": _MEASURES,
        },
    ),
    ToolSpec(
        name="search_symbols",
        description="Find symbols by the name of a company.",
        inputs={"text": {"type": "string", "description": "A name or the beginning of a symbol."}},
    ),
    ToolSpec(
        name="market_movers",
        description="Return who rose, fell and traded the most in the newest session, and how broadly.",
        inputs={"which": _optional("gainers, losers, active or all; all unless said.")},
    ),
    ToolSpec(
        name="screen_symbols",
        description=(
            "Return which symbols meet every rule, and which could not be judged. A rule is a figure, < <= > or >=, "
            "and a number or another figure: price, change, volume, volume_ratio, range_52w, return_1m, return_3m, "
            "return_1y, or an indicator such as rsi_14."
        ),
        inputs={
            "rules": {"type": "string", "description": "Parted by semicolons, such as rsi_14<30; price>sma_200."},
            "symbols": _optional("A list of symbols; leave out for all at hand."),
        },
    ),
    SIZE_POSITION,
)
STRATEGIST_TOOLS = (
    ToolSpec(name="list_strategies", description="Return the strategies that can be tested, with their parameters."),
    ToolSpec(
        name="read_rule",
        description=(
            "Read a rule strategy from words: the rules as JSON text, what was assumed, what cannot be expressed. With "
            "anything missing or unread, ask the user and test nothing."
        ),
        inputs={"words": {"type": "string", "description": "The user's own words of the rule."}},
    ),
    ToolSpec(
        name="run_backtest",
        description=(
            "Test one strategy on the past and return its figures with source, period, costs and the verdict on luck. "
            "It orders nothing and changes nothing."
        ),
        inputs={
            "strategy": {"type": "string", "description": "A key of list_strategies, or rules with rules given."},
            "symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}},
            "params": _optional('An object of numbers such as {"fast": 20, "slow": 50}; leave out for defaults.'),
            "rules": _optional("The JSON text that read_rule gave."),
            "timeframe": _optional("1Day unless said; 1Week, 1Hour, 30Min, 15Min, 5Min or 1Min."),
            "start": _optional("The first day, such as 2005-01-31; leave out for all there is."),
            "end": _optional("The last day; leave out for now."),
            "cash": _optional("USD to begin with, 100000 unless said."),
        },
    ),
)
TRADER_TOOLS = (
    ToolSpec(name="get_portfolio", description="Return the account, its positions, exposure and risk."),
    ToolSpec(
        name="get_open_orders",
        description="List orders that have not ended and proposals that wait for the user's review.",
        inputs=_ONE_SYMBOL,
    ),
    ToolSpec(name="get_history", description="List the newest executions and orders.", inputs=_ONE_SYMBOL),
    SIZE_POSITION,
)
PROPOSE_ORDER = ToolSpec(
    name="propose_order",
    description=(
        "Write down one order exactly as the user's own words ask for it. It is not sent: a person reviews it. "
        "Give qty or notional, never both. Leave out what the words do not say. Amounts are decimal texts."
    ),
    inputs={
        **_SYMBOL,
        "side": {"type": "string", "description": "buy or sell."},
        "qty": _optional("Shares, such as 10 or 0.5."),
        "notional": _optional("USD instead of shares, such as 500."),
        "type": _optional("market, limit, stop, stop_limit or trailing_stop; market unless said."),
        "limit_price": _optional("USD a share."),
        "limit_percent": _optional("Limit as signed percent of the quote, such as -2, instead of limit_price."),
        "stop_price": _optional("USD a share."),
        "stop_percent": _optional("Stop as signed percent of the quote, instead of stop_price."),
        "trail_price": _optional("USD, for a trailing_stop."),
        "trail_percent": _optional("Percent, for a trailing_stop."),
        "time_in_force": _optional("day, gtc, opg, cls, ioc or fok; day unless said."),
        "extended_hours": _optional("true only where the words say so."),
        "take_profit_price": _optional("USD a share."),
        "take_profit_percent": _optional("Signed percent of the quote, such as 10, instead of take_profit_price."),
        "stop_loss_price": _optional("USD a share."),
        "stop_loss_percent": _optional("Signed percent of the quote, such as -5, instead of stop_loss_price."),
        "stop_loss_limit_price": _optional("USD a share, where the stop loss has a limit."),
    },
)
PROPOSE_CLOSE = ToolSpec(
    name="propose_close",
    description="Write down the sale that closes a position or a part of it. It is not sent: a person reviews it.",
    inputs={
        **_SYMBOL,
        "qty": _optional("Shares to sell; leave out for all."),
        "percentage": _optional("Percent of the position instead of qty."),
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
