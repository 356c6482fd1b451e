"""The terms of an account as the numbers that the loop reads, checked."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.risk.limits import Limits
from trading.types import Costs, Prices, Sizing, Terms

if TYPE_CHECKING:
    from trading.backtest.arrays import Rules

BPS = 10_000
HUNDRED = 100
DAYS_A_YEAR = 365
MOST_LEVERAGE = 10.0
CAPS = (
    "max_order_notional",
    "max_symbol_notional",
    "max_gross_notional",
    "max_symbol_weight_pct",
    "max_orders_per_day",
    "max_daily_loss_pct",
    "max_drawdown_pct",
)
"""The limits of the gate that a backtest can apply; the others need quotes, approvals or a venue."""
SIZES = {
    Sizing.FIXED: "size_fixed_usd",
    Sizing.EQUITY: "size_equity_pct",
    Sizing.VOLATILITY: "size_volatility_pct",
    Sizing.RISK: "size_risk_pct",
    Sizing.KELLY: "size_kelly_cap_pct",
}
"""Where the number of a method stands in the limits when the terms name none."""
STOP = "default_stop_pct"


def rules_of(terms: Terms) -> "Rules":
    """Return the terms as plain numbers. Raises FixInput with every fault."""
    from trading.backtest import places as at
    from trading.backtest.arrays import Rules

    faults = [*_faults(terms), *_cost_faults(terms.costs), *_limit_faults(terms.limits or {})]
    if faults:
        raise FixInput("; ".join(faults))
    costs, limits = terms.costs, terms.limits or {}
    caps = [_cap(limits, name) for name in CAPS]
    codes = {Sizing.FIXED: at.FIXED, Sizing.EQUITY: at.EQUITY, Sizing.VOLATILITY: at.VOLATILITY}
    codes |= {Sizing.KELLY: at.KELLY, Sizing.RISK: at.RISK}
    return Rules(
        sizing=codes.get(terms.sizing, at.ALL_IN),
        size=_size(terms),
        start=_number(limits, SIZES[Sizing.EQUITY]) / HUNDRED,
        stop_default=_number(limits, STOP) / HUNDRED or math.nan,
        whole=terms.whole_shares or terms.sizing is Sizing.ALL_IN_WHOLE_SHARES,
        shorts=terms.shorts,
        leverage=float(terms.leverage),
        ticks=terms.prices is not Prices.ADJUSTED,
        bps=costs.commission_bps / BPS,
        per_share=float(costs.commission_per_share),
        least=float(costs.commission_least),
        half_spread=costs.spread_bps / 2 / BPS,
        slippage=costs.slippage_bps / BPS,
        borrow=costs.borrow_pct / HUNDRED / DAYS_A_YEAR,
        margin=costs.margin_pct / HUNDRED / DAYS_A_YEAR,
        gated=any(math.isfinite(cap) for cap in caps),
        order_cap=caps[0],
        symbol_cap=caps[1],
        gross_cap=caps[2],
        weight_cap=caps[3],
        orders_cap=caps[4],
        loss_cap=caps[5],
        fall_cap=caps[6],
    )


def _size(terms: Terms) -> float:
    name = SIZES.get(terms.sizing)
    if name is None:
        return 0.0
    number = _number(terms.limits or {}, name) if terms.size is None else float(terms.size)
    return number if terms.sizing is Sizing.FIXED else number / HUNDRED


def _number(limits: Mapping[str, float], name: str) -> float:
    """Return a limit that is given, else the default of the desk."""
    return float(limits.get(name, getattr(Limits(), name)))


def _cap(limits: Mapping[str, float], name: str) -> float:
    if name not in limits:
        return math.inf
    return float(limits[name]) / HUNDRED if name.endswith("_pct") else float(limits[name])


def _faults(terms: Terms) -> list[str]:
    faults = []
    if not (terms.cash.is_finite() and terms.cash > 0):
        faults.append(f"an account cannot begin with {terms.cash} USD; give more than 0")
    if not 1 <= terms.leverage <= MOST_LEVERAGE:
        faults.append(f"leverage {terms.leverage:g} is outside 1 to {MOST_LEVERAGE:g}; choose a number between")
    size = terms.size
    if size is not None and not (math.isfinite(size) and size > 0):
        faults.append(f"a size of {size:g} buys nothing; give more than 0")
    elif size is not None and terms.sizing in SIZES and terms.sizing is not Sizing.FIXED and size > HUNDRED:
        faults.append(f"a size of {size:g} percent of equity is more than 100; give at most 100")
    return faults


def _cost_faults(costs: Costs) -> list[str]:
    most = {"commission_bps": 1000, "spread_bps": 2000, "slippage_bps": 1000, "borrow_pct": 1000, "margin_pct": 1000}
    faults = []
    for item in fields(costs):
        value, limit = getattr(costs, item.name), most.get(item.name, 10_000)
        if not (math.isfinite(value) and 0 <= value <= limit):
            faults.append(f"{item.name} {value:g} is outside 0 to {limit}; choose a number between")
    return faults


def _limit_faults(limits: Mapping[str, float]) -> list[str]:
    known = (*CAPS, *SIZES.values(), STOP)
    faults = [
        f"{name} is no limit that a backtest can apply; it has {', '.join(known)}"
        for name in limits
        if name not in known
    ]
    faults += [
        f"{name} {limits[name]} is no number from 0 on; correct it"
        for name in limits
        if not (math.isfinite(limits[name]) and limits[name] >= 0)
    ]
    return faults
