"""What the fields of the page Strategies ask for: from their values to a request, and from a request into them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from components import session_strategies as keys
from trading.backtest.asking import LIMITS
from trading.backtest.listing import StrategyLine
from trading.errors import FixInput
from trading.strategies.catalogue import STRATEGIES
from trading.types import BacktestRequest, Costs, Prices, Sizing, StrategyRef, Terms, Timeframe

OWN = "rules"
"""The key of rules that are written on the page and not saved."""
FIRST, FIRST_SYMBOL = "sma_cross", "AAPL"
COSTS = tuple(each.name for each in fields(Costs))
PLAIN_TERMS = ("prices", "sizing", "size", "whole_shares", "shorts", "leverage")


def state_of(request: BacktestRequest) -> dict[str, Any]:
    """Return the value of each field, by its key, that asks for this request."""
    terms = request.terms
    state: dict[str, Any] = {
        keys.KEY: request.strategy.key,
        keys.SYMBOLS: list(request.symbols),
        keys.BARS: request.timeframe.value,
        keys.START: request.start,
        keys.END: request.end,
        keys.BENCHMARK: request.benchmark or "",
        keys.term_key("cash"): float(terms.cash),
    }
    params = request.strategy.params
    state |= {keys.param_key(request.strategy.key, name): value for name, value in params.items()}
    state |= {keys.term_key(name): getattr(terms, name) for name in PLAIN_TERMS}
    # options of a field are plain text: Streamlit would turn a member of an enum into one of another class
    state |= {keys.term_key("prices"): terms.prices.value, keys.term_key("sizing"): terms.sizing.value}
    state |= {keys.term_key(name): getattr(terms.costs, name) for name in COSTS}
    return state | {keys.term_key(name): (terms.limits or {}).get(name) for name in LIMITS}


def request_from(state: Mapping[str, Any], line: StrategyLine) -> BacktestRequest:
    """Return the request that the fields ask for; a field that was never drawn says what is usual."""

    def number(name: str, usual: float) -> float:
        said = state.get(name)
        return usual if said is None else float(said)

    usual, free = Terms(), Costs()
    costs = {name: number(keys.term_key(name), getattr(free, name)) for name in COSTS}
    said_limits = {name: state.get(keys.term_key(name)) for name in LIMITS}
    limits = {name: float(value) for name, value in said_limits.items() if value is not None}
    params = {each.name: number(keys.param_key(line.key, each.name), each.default) for each in line.parameters}
    sizing = Sizing(state.get(keys.term_key("sizing")) or usual.sizing)
    size = state.get(keys.term_key("size"))
    terms = Terms(
        cash=Decimal(f"{number(keys.term_key('cash'), float(usual.cash)):.2f}").normalize() + 0,
        prices=Prices(state.get(keys.term_key("prices")) or usual.prices),
        sizing=sizing,
        size=None if size is None or takes_all(sizing) else float(size),
        whole_shares=bool(state.get(keys.term_key("whole_shares"))),
        shorts=bool(state.get(keys.term_key("shorts"))),
        leverage=number(keys.term_key("leverage"), usual.leverage),
        costs=Costs(**costs),
        limits=limits or None,
    )
    return BacktestRequest(
        strategy=StrategyRef(key=line.key, params=params, rules=line.rules if line.key == OWN else None),
        symbols=tuple(state.get(keys.SYMBOLS) or ()),
        timeframe=Timeframe(state.get(keys.BARS) or Timeframe.DAY_1),
        start=_day(state.get(keys.START)),
        end=_day(state.get(keys.END)),
        benchmark=state.get(keys.BENCHMARK) or None,
        terms=terms,
    )


def takes_all(sizing: Sizing) -> bool:
    """Say whether an entry takes all cash, so that there is no size to name."""
    return sizing in (Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES)


def faults_of(request: BacktestRequest, line: StrategyLine) -> Sequence[str]:
    """Return every sentence that can be said before prices are read; empty when it may be run."""
    found = []
    if line.fault:
        found.append(line.fault)
    if not request.symbols:
        found.append("no symbol is chosen; choose one")
    elif not line.least_symbols <= len(request.symbols) <= line.most_symbols:
        least, most = line.least_symbols, line.most_symbols
        wanted = f"{least}" if least == most else f"{least} to {most}"
        found.append(f"{line.title} takes {wanted} symbols and {len(request.symbols)} are chosen; change the symbols")
    if request.start and request.end and request.end <= request.start:
        found.append(f"the end {request.end} is not after the start {request.start}; choose a later end")
    try:
        if request.strategy.key in STRATEGIES:
            STRATEGIES[request.strategy.key].build(request.strategy.params)
    except FixInput as fault:
        found.append(str(fault))
    return found


def _day(said: object) -> date | None:
    return said if isinstance(said, date) else None
