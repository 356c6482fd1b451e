"""A request as plain JSON values, as it is stored, and back; the names are those of `POST /api/backtests`."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from trading.types import (
    BacktestRequest,
    Costs,
    Objective,
    ParameterRange,
    Prices,
    Search,
    SearchMethod,
    Sizing,
    StrategyRef,
    Terms,
    Timeframe,
    WindowKind,
    Windows,
)
from trading.types.wire import to_wire

COSTS = tuple(field.name for field in fields(Costs))
_TERMS = ("cash", "prices", "sizing", "size", "whole_shares", "shorts", "leverage", "limits")


def request_to_wire(request: BacktestRequest) -> dict[str, Any]:
    """Return the request with every value said, so that it means the same when defaults change."""
    strategy, terms = request.strategy, request.terms
    said: dict[str, Any] = {
        "strategy": strategy.key,
        "params": strategy.params,
        "rules": strategy.rules,
        "symbols": request.symbols,
        "timeframe": request.timeframe,
        "start": request.start,
        "end": request.end,
        "benchmark": request.benchmark,
        "search": request.search,
    }
    said |= {name: getattr(terms, name) for name in _TERMS} | {name: getattr(terms.costs, name) for name in COSTS}
    return {name: to_wire(value) for name, value in said.items()}


def request_from_wire(body: Mapping[str, Any]) -> BacktestRequest:
    """Return the request that `request_to_wire` has written."""
    # a cost that a stored request does not name was not charged when it was made
    costs = Costs(**{name: body.get(name, 0.0) for name in COSTS})
    terms = {name: body[name] for name in _TERMS} | {
        "cash": Decimal(body["cash"]),
        "prices": Prices(body["prices"]),
        "sizing": Sizing(body["sizing"]),
    }
    return BacktestRequest(
        strategy=StrategyRef(key=body["strategy"], params=body["params"], rules=body["rules"]),
        symbols=tuple(body["symbols"]),
        timeframe=Timeframe(body["timeframe"]),
        start=_date(body["start"]),
        end=_date(body["end"]),
        benchmark=body["benchmark"],
        search=_search(body.get("search")),
        terms=Terms(costs=costs, **terms),
    )


def _search(said: Mapping[str, Any] | None) -> Search | None:
    """Return a search; backtests that were stored before there were any say nothing of one."""
    if said is None:
        return None
    values = {
        "ranges": {name: ParameterRange(**one) for name, one in said["ranges"].items()},
        "method": SearchMethod(said["method"]),
        "objective": Objective(said["objective"]),
        "heat": None if said["heat"] is None else tuple(said["heat"]),
        "windows": Windows(**{**said["windows"], "kind": WindowKind(said["windows"]["kind"])}),
    }
    return Search(**{**said, **values})


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
