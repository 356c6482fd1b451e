"""What a request must hold to before anything is run: each fault is a sentence, and all of them are told at once."""

import math
from collections.abc import Iterator

from trading.errors import InvalidBacktest
from trading.types import BacktestRequest, Costs, Sizing, Terms

MOST_SYMBOLS = 500
MOST_CASH = 10**12
MOST_LEVERAGE = 10
MOST_BPS = 1_000
MOST_PCT = 100
_FILLS_ALL = (Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES)
LIMITS = (
    *("max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct"),
    *("max_orders_per_day", "max_daily_loss_pct", "max_drawdown_pct"),
)
"""The limits of the gate that a backtest can apply."""


def check(request: BacktestRequest) -> None:
    """Raise InvalidBacktest with every fault of the request that can be told without prices."""
    faults = [*_of_symbols(request), *_of_terms(request.terms), *_of_costs(request.terms.costs)]
    if request.start and request.end and request.end < request.start:
        faults.append(f"end {request.end} is before start {request.start}; swap them")
    if faults:
        raise InvalidBacktest(faults)


def _of_symbols(request: BacktestRequest) -> Iterator[str]:
    count = len(request.symbols)
    if not 1 <= count <= MOST_SYMBOLS:
        yield f"{count} symbols were named and 1 to {MOST_SYMBOLS} can be tested together; name fewer"
    twice = sorted({symbol for symbol in request.symbols if request.symbols.count(symbol) > 1})
    if twice:
        yield f"{', '.join(twice)} is named twice; name each symbol once"


def _of_terms(terms: Terms) -> Iterator[str]:
    if not terms.cash.is_finite() or not 0 < terms.cash <= MOST_CASH:
        yield f"cash {terms.cash} is not more than 0 and at most {MOST_CASH}; choose an amount in USD"
    if not 1 <= terms.leverage <= MOST_LEVERAGE:
        yield f"leverage {terms.leverage:g} is not from 1 to {MOST_LEVERAGE}; choose one inside"
    if terms.size is not None and not _is_size(terms.sizing, terms.size):
        most = f"{MOST_CASH} USD" if terms.sizing is Sizing.FIXED else f"{MOST_PCT} percent"
        yield f"size {terms.size:g} is not more than 0 and at most {most} for {terms.sizing}; choose one inside"
    for name, value in (terms.limits or {}).items():
        if name not in LIMITS:
            yield f"{name:.60} is no limit that a backtest applies; there are {', '.join(LIMITS)}"
        elif not (math.isfinite(value) and value > 0):
            yield f"{name} {value:g} is not more than 0; choose a larger one or leave it out"


def _is_size(sizing: Sizing, size: float) -> bool:
    most = math.inf if sizing in _FILLS_ALL else MOST_CASH if sizing is Sizing.FIXED else MOST_PCT
    return 0 < size <= most


def _of_costs(costs: Costs) -> Iterator[str]:
    most = {
        "commission_bps": MOST_BPS,
        "commission_per_share": MOST_PCT,
        "commission_least": MOST_BPS,
        "spread_bps": MOST_BPS,
        "slippage_bps": MOST_BPS,
        "borrow_pct": MOST_PCT,
        "margin_pct": MOST_PCT,
    }
    for name, limit in most.items():
        value = getattr(costs, name)
        if not 0 <= value <= limit:
            yield f"{name} {value:g} is not from 0 to {limit}; choose one inside"
