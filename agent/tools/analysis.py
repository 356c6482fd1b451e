"""The analyst's tools: prices, indicators, what companies report, movers and screens."""

from agent.tools.sizing import SIZE_POSITION
from agent.tools.spec import SYMBOL, ToolSpec, optional
from trading.analysis.chart_request import ChartKind, ChartSpan
from trading.types import Measure, Timeframe

_MEASURES = optional(f"Only these figures, a list out of {', '.join(Measure)}; leave out for the usual ones.")
ANALYST_TOOLS = (
    ToolSpec(name="get_quote", description="Return the price of one symbol now, with source and time.", inputs=SYMBOL),
    ToolSpec(
        name="get_indicator",
        description="Return one indicator of one symbol at the last daily bar.",
        inputs={
            **SYMBOL,
            "indicator": {
                "type": "string",
                "description": "Such as rsi_14, macd_12_26_9, bbands_20_2, sma_50, atr_14, adx_14, supertrend_10_3.",
            },
        },
    ),
    ToolSpec(
        name="analyze",
        description="Return price, change, the standard indicators and a summary of one symbol.",
        inputs=SYMBOL,
    ),
    ToolSpec(
        name="compare",
        description="Compare 2 to 12 symbols: return, volatility and drawdown over the last year.",
        inputs={"symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}}},
    ),
    ToolSpec(
        name="get_fundamentals",
        description="Return what a company reports, as known now: P/E, EPS, dividend yield, margins, growth.",
        inputs={**SYMBOL, "measures": _MEASURES},
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
        inputs={"which": optional("gainers, losers, active or all; all unless said.")},
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
            "symbols": optional("A list of symbols; leave out for all at hand."),
        },
    ),
    ToolSpec(
        name="draw_chart",
        description=(
            "Draw a chart that the user sees beside the answer: one symbol's prices with indicators, or the percent "
            "changes of 2 to 7 symbols. Returns the figures of what is drawn."
        ),
        inputs={
            "symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}},
            "span": optional(f"How far back: {', '.join(ChartSpan)}."),
            "bars": optional(f"The length of a bar: {', '.join(Timeframe)}; 1Day unless said."),
            "indicators": optional("A list such as rsi_14, macd_12_26_9, bbands_20_2, sma_50; for one symbol only."),
            "kind": optional(f"{', '.join(ChartKind)}; candles for one symbol and comparison for several unless said."),
        },
    ),
    SIZE_POSITION,
)
