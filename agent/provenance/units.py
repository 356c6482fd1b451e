"""What the figures of tool results count and are called, read from the names under which they stand."""

import re
from functools import cache

from agent.provenance.figures import Unit

FRACTION = "fraction"
"""A share of one, 0.025 for 2.5 %: the unit of weights, margins, yields and growth in tool results."""
_USD = frozenset(
    [
        "last",
        "bid",
        "ask",
        "price",
        "open",
        "high",
        "low",
        "close",
        "change",
        "equity",
        "cash",
        "net",
        "gross",
        "long",
        "short",
        "profit",
        "notional",
        "cost",
        "eps",
        "held",
        "revenue",
        "market_cap",
        "dividends_per_share",
        "free_cash_flow",
        "net_income",
        "buying_power",
        "day_change",
        "market_value",
        "unrealized_pl",
        "realized_pl",
        "avg_entry_price",
        "last_price",
        "limit_price",
        "stop_price",
        "trail_price",
        "final_equity",
        "worst_case_today",
        "amount",
        "income",
        "assets",
        "debt",
        "worth",
    ]
)
_COUNT = frozenset(
    [
        "qty",
        "volume",
        "trades",
        "advancers",
        "decliners",
        "unchanged",
        "looked_at",
        "shares",
        "sessions",
        "available",
        "headlines",
        "count",
    ]
)
_FRACTION = frozenset(
    ["weight", "largest_weight", "volatility", "max_drawdown", "var_95", "cvar_95", "return_on_equity"]
)
_FRACTION_ENDS = ("_margin", "_yield", "_growth", "_weight")
_IN_PRICE = frozenset(
    [
        "sma",
        "ema",
        "wma",
        "hma",
        "dema",
        "tema",
        "kama",
        "trima",
        "t3",
        "vwma",
        "alma",
        "bbands",
        "keltner",
        "donchian",
        "supertrend",
        "psar",
        "sar",
        "vwap",
        "atr",
        "macd",
        "natr",
        "mom",
        "apo",
        "pivot",
        "ichimoku",
        "midpoint",
        "midprice",
        "linreg",
        "lower",
        "middle",
        "upper",
    ]
)
"""Indicators in units of the price; the others are numbers without one."""

_CALLED: dict[str, str] = {
    "last": "price quote last trading trades trade quoted priced close closed closing",
    "price": "price quote last trading trades quoted priced close closed closing paid",
    "last_price": "price last trading close closed",
    "bid": "bid",
    "ask": "ask offer asking",
    "change": "off change moved move rose fell gained lost up down rise drop dropped climbed slipped session",
    "change_pct": "off change moved move rose fell gained lost up down rise drop dropped climbed slipped session",
    "return_pct": "return returned returns gained gain rose performance profit total up earned made",
    "buy_and_hold_return_pct": "hold holding held buy instead benchmark simply gained gain return returned made rose",
    "cagr_pct": "cagr annual annually yearly year annualised annualized compound",
    "volatility_pct": "volatility swung swings volatile swing",
    "annual_volatility_pct": "volatility swung swings volatile swing annual",
    "volatility": "volatility swung swings volatile",
    "max_drawdown_pct": "drawdown fall deepest worst peak decline maximum",
    "max_drawdown": "drawdown fall deepest worst peak decline maximum",
    "win_rate_pct": "win winning winners won rate profitable",
    "time_in_market_pct": "invested market exposure exposed time",
    "final_equity": "became ended end grew final finished finishing equity",
    "sharpe": "sharpe ratio",
    "trades": "trades trade",
    "equity": "equity worth account value valued total",
    "cash": "cash",
    "buying_power": "buying power",
    "day_change": "today day change up down gained lost rose fell",
    "day_change_pct": "today day change up down gained lost rose fell",
    "market_value": "worth value valued position",
    "unrealized_pl": "profit loss gain unrealized unrealised up down pl lost gained",
    "unrealized_pl_pct": "profit loss gain unrealized unrealised up down pl lost gained",
    "realized_pl": "realized realised profit",
    "avg_entry_price": "average entry cost bought paid",
    "qty": "shares share quantity qty size holding buy sell hold own",
    "weight": "weight share part portfolio account",
    "volume": "volume traded shares turnover",
    "pe": "p/e pe earnings multiple ratio",
    "eps": "eps earnings share",
    "ps": "p/s sales",
    "pb": "p/b book",
    "dividend_yield": "dividend yield yields",
    "dividends_per_share": "dividend dividends share",
    "market_cap": "market cap capitalisation capitalization",
    "gross_margin": "gross margin margins",
    "operating_margin": "operating margin margins",
    "net_margin": "net margin margins",
    "revenue": "revenue revenues sales",
    "revenue_growth": "revenue sales growth grew",
    "eps_growth": "eps earnings growth grew",
    "free_cash_flow": "free cash flow",
    "return_on_equity": "return equity roe",
    "debt_to_equity": "debt equity",
    "limit_price": "limit price",
    "take_profit.limit_price": "take profit target price",
    "stop_loss.stop_price": "stop loss price",
    "stop_price": "stop price",
    "trail_percent": "trail trailing",
    "notional": "worth amount",
    "advancers": "rose advanced advancers advancing up gainers",
    "decliners": "fell declined decliners declining down losers",
    "unchanged": "unchanged flat",
    "looked_at": "looked symbols stocks",
    "above_sma_50_pct": "50 average above",
    "above_sma_200_pct": "200 average above",
    "level": "level asked threshold below above condition",
    "worst_case_today": "worst lose lost loss",
}
_OF_INDICATORS: dict[str, str] = {
    "rsi": "rsi relative strength index",
    "sma": "sma simple moving average averages ma",
    "ema": "ema exponential moving average averages",
    "macd": "macd",
    "bbands": "bollinger band bands",
    "atr": "atr true range",
    "adx": "adx directional",
    "lower": "lower band bands bollinger support",
    "middle": "middle band bands bollinger mid",
    "upper": "upper band bands bollinger resistance",
    "signal": "signal",
    "histogram": "histogram",
}
SIGNED = frozenset(
    ["change", "change_pct", "return_pct", "cagr_pct", "day_change", "day_change_pct", "unrealized_pl", "realized_pl"]
)
"""Figures of which the sign says as much as the size."""
_TOKEN = re.compile(r"p/[a-z]|[a-z]+|\d+")


def tokens_of(text: str) -> list[str]:
    """Return the words and whole numbers of a text in lower case, in order."""
    return _TOKEN.findall(text.lower())


@cache
def unit_of(key: str) -> Unit | str | None:
    """Return the unit of a figure that stands under a name, None where the name does not tell.

    >>> unit_of("change_pct"), unit_of("gross_margin"), unit_of("beta")
    (<Unit.PERCENT: 'percent'>, 'fraction', None)
    """
    name = key.rpartition(".")[2]
    if name.endswith(("_pct", "_percent")):
        return Unit.PERCENT
    if name in _FRACTION or name.endswith(_FRACTION_ENDS):
        return FRACTION
    if name in _COUNT or name.endswith("_count"):
        return Unit.COUNT
    if name in _USD or name.endswith(("_price", "_usd")):
        return Unit.USD
    family = name.partition("_")[0]
    if family in _IN_PRICE:
        return Unit.USD
    return Unit.PLAIN if family in _OF_INDICATORS or name in ("pe", "ps", "pb", "sharpe", "beta") else None


@cache
def labels_of(key: str) -> frozenset[str]:
    """Return the words by which an answer may call the figure under a name; `key` ends with the name."""
    name = key.rpartition(".")[2]
    pair = ".".join(key.split(".")[-2:])
    called = _CALLED.get(pair) or _CALLED.get(name)
    if called is not None:
        return frozenset(called.split())
    words = set(tokens_of(name.replace("_", " ")))
    for word in tuple(words):
        words |= set(_OF_INDICATORS.get(word, "").split())
    return frozenset(words - {"pct", "percent", "value"})
