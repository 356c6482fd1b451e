"""A backtest as the end of an address, `strategies?strategy=sma_cross&symbols=AAPL`; what is default is left out."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from trading.errors import FixInput
from trading.types import BacktestRequest, Costs, Prices, Sizing, StrategyRef, Terms, Timeframe

NAMES = ("strategy", "symbols", "bars", "start", "end", "benchmark", "params", "rules", "terms")
"""What a backtest may say in an address; the page has more names, of its own."""
MOST_TEXT = 8_000
_COSTS = tuple(each.name for each in fields(Costs))
_LIMIT = "limit_"
"""How a limit of the gate begins among the terms."""


def address_of(request: BacktestRequest) -> dict[str, str]:
    """Return the request as parameters of an address, in the order of NAMES.

    >>> address_of(BacktestRequest(strategy=StrategyRef(key="sma_cross", params={"fast": 20}), symbols=("AAPL",)))
    {'strategy': 'sma_cross', 'symbols': 'AAPL', 'params': 'fast:20'}
    """
    said = {
        "strategy": request.strategy.key,
        "symbols": ",".join(request.symbols),
        "bars": "" if request.timeframe is Timeframe.DAY_1 else request.timeframe.value,
        "start": request.start.isoformat() if request.start else "",
        "end": request.end.isoformat() if request.end else "",
        "benchmark": request.benchmark or "",
        "params": _pairs(request.strategy.params),
        "rules": request.strategy.rules or "",
        "terms": _pairs(_terms_said(request.terms)),
    }
    return {name: text for name, text in said.items() if text}


def request_of(params: Mapping[str, str]) -> BacktestRequest | None:
    """Return the backtest that an address names, None where it names none. Raises FixInput for what cannot be read."""
    if not params.get("strategy"):
        return None
    for name in NAMES:
        if len(params.get(name, "")) > MOST_TEXT:
            raise FixInput(f"{name} in the address has more than {MOST_TEXT} characters; shorten it")
    bars = params.get("bars") or Timeframe.DAY_1.value
    if bars not in {each.value for each in Timeframe}:
        raise FixInput(f"bars {bars!r:.20} in the address is no length; choose {', '.join(Timeframe)}")
    return BacktestRequest(
        strategy=StrategyRef(
            key=params["strategy"],
            params={name: _number(name, text) for name, text in _split("params", params).items()},
            rules=params.get("rules") or None,
        ),
        symbols=tuple(each.strip().upper() for each in params.get("symbols", "").split(",") if each.strip()),
        timeframe=Timeframe(bars),
        start=_day("start", params),
        end=_day("end", params),
        benchmark=params.get("benchmark") or None,
        terms=_terms(_split("terms", params)),
    )


def _terms_said(terms: Terms) -> dict[str, Any]:
    """Return what differs from the terms that everybody gets."""
    plain, usual = Terms(), Costs()
    names = ("cash", "prices", "sizing", "size", "whole_shares", "shorts", "leverage")
    said = {name: getattr(terms, name) for name in names if getattr(terms, name) != getattr(plain, name)}
    said |= {name: getattr(terms.costs, name) for name in _COSTS if getattr(terms.costs, name) != getattr(usual, name)}
    return said | {f"{_LIMIT}{name}": value for name, value in (terms.limits or {}).items()}


def _terms(said: Mapping[str, str]) -> Terms:
    terms = Terms()
    for name, text in said.items():
        if name in _COSTS:
            terms = replace(terms, costs=replace(terms.costs, **{name: _number(name, text)}))
        elif name.startswith(_LIMIT):
            terms = replace(terms, limits={**(terms.limits or {}), name.removeprefix(_LIMIT): _number(name, text)})
        else:
            terms = replace(terms, **{name: _term(name, text)})
    return terms


def _term(name: str, text: str) -> Any:
    if name == "cash":
        try:
            return Decimal(text)
        except InvalidOperation:
            raise FixInput(f"cash {text!r:.20} in the address is no amount; write it like 100000") from None
    if name in ("size", "leverage"):
        return _number(name, text)
    if name in ("whole_shares", "shorts"):
        return text == "yes"
    kinds: Mapping[str, type[Prices] | type[Sizing]] = {"prices": Prices, "sizing": Sizing}
    kind = kinds.get(name)
    if kind is None:
        raise FixInput(f"{name!r:.30} in the address is no term of a backtest; take it out")
    if text not in {each.value for each in kind}:
        raise FixInput(f"{name} {text!r:.30} in the address is not known; choose {', '.join(kind)}")
    return kind(text)


def _pairs(values: Mapping[str, Any]) -> str:
    return ",".join(f"{name}:{_said(value)}" for name, value in values.items())


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float | int) else str(value)


def _split(name: str, params: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for part in params.get(name, "").split(","):
        key, colon, text = part.partition(":")
        if part.strip() and not (colon and text):
            raise FixInput(f"{part!r:.40} in {name} of the address is no pair; write it like fast:20")
        if part.strip():
            found[key.strip()] = text.strip()
    return found


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise FixInput(f"{name} {text!r:.20} in the address is no number; write it like 20 or 0.5") from None


def _day(name: str, params: Mapping[str, str]) -> date | None:
    text = params.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FixInput(f"{name} {text!r:.20} in the address is no date; write it like 2004-10-01") from None
