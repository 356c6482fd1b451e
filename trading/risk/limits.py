"""The limits: every number the gate measures against, valid from birth, with their wire form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from trading.errors import InvalidLimits
from trading.types.wire import number_in, to_wire

MAX_SYMBOLS = 2_000
PLACES = 6
SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits that hold, and the numbers by which protections, stops and sizes are reckoned.

    USD, percent, basis points (bps), seconds (s) and sessions of the exchange as the names say; a count or a percent
    of 0 turns a pause off, but the day's loss and the drawdown halt new risk at 0. `gap_pct` is how far a price may
    jump past a stop, or between two looks of the desk. `default_stop_pct` and `default_target_pct` are the exits that
    an entry is proposed with, from the side of the quote that would fill; 0 proposes none. The `size_` numbers are
    what trading.risk.sizing reckons with.
    `allowed_symbols` empty allows every symbol. Raises InvalidLimits with every reason at once.
    """

    max_order_notional: Decimal = Decimal(25_000)
    max_symbol_notional: Decimal = Decimal(50_000)
    max_gross_notional: Decimal = Decimal(200_000)
    max_symbol_weight_pct: Decimal = Decimal(50)
    max_orders_per_day: int = 500
    cooldown_s: int = 0
    max_daily_loss_pct: Decimal = Decimal(5)
    max_drawdown_pct: Decimal = Decimal(25)
    max_quote_age_s: int = 60
    max_spread_bps: Decimal = Decimal(100)
    max_drift_bps: Decimal = Decimal(50)
    approval_ttl_s: int = 60
    gap_pct: Decimal = Decimal(10)
    rejection_streak: int = 5
    rejection_pause_s: int = 600
    symbol_cooldown_sessions: int = 0
    stop_streak: int = 4
    stop_streak_sessions: int = 10
    stop_streak_pause_sessions: int = 2
    recent_drawdown_pct: Decimal = Decimal(15)
    recent_drawdown_sessions: int = 20
    recent_drawdown_pause_sessions: int = 5
    low_profit_trades: int = 4
    low_profit_pct: Decimal = Decimal(0)
    low_profit_sessions: int = 20
    low_profit_pause_sessions: int = 5
    default_stop_pct: Decimal = Decimal(5)
    default_target_pct: Decimal = Decimal(10)
    size_fixed_usd: Decimal = Decimal(1_000)
    size_equity_pct: Decimal = Decimal(5)
    size_volatility_pct: Decimal = Decimal("0.5")
    size_risk_pct: Decimal = Decimal(1)
    size_kelly_cap_pct: Decimal = Decimal(10)
    allowed_symbols: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        reasons = [reason for item in fields(self) if (reason := _fault(item.name, getattr(self, item.name)))]
        if reasons:
            raise InvalidLimits(reasons)

    def wire(self) -> dict[str, Any]:
        """Return the flat JSON object: decimals as text, counts and seconds as numbers, symbols as a list."""
        body: dict[str, Any] = to_wire(self)
        return body


LIMIT_NAMES = tuple(item.name for item in fields(Limits))
_BOUNDS: dict[str, tuple[int, int, str]] = {
    "max_order_notional": (0, 10**12, "USD"),
    "max_symbol_notional": (0, 10**12, "USD"),
    "max_gross_notional": (0, 10**12, "USD"),
    "max_symbol_weight_pct": (0, 1_000, "percent"),
    "max_orders_per_day": (0, 100_000, "orders"),
    "cooldown_s": (0, 86_400, "s"),
    "max_daily_loss_pct": (0, 100, "percent"),
    "max_drawdown_pct": (0, 100, "percent"),
    "max_quote_age_s": (0, 604_800, "s"),
    "max_spread_bps": (0, 20_000, "bps"),
    "max_drift_bps": (0, 20_000, "bps"),
    "approval_ttl_s": (1, 3_600, "s"),
    "gap_pct": (0, 100, "percent"),
    "rejection_streak": (1, 20, "orders"),
    "rejection_pause_s": (0, 86_400, "s"),
    "symbol_cooldown_sessions": (0, 250, "sessions"),
    "stop_streak": (0, 100, "trades"),
    "stop_streak_sessions": (1, 250, "sessions"),
    "stop_streak_pause_sessions": (1, 250, "sessions"),
    "recent_drawdown_pct": (0, 100, "percent"),
    "recent_drawdown_sessions": (1, 250, "sessions"),
    "recent_drawdown_pause_sessions": (1, 250, "sessions"),
    "low_profit_trades": (0, 100, "trades"),
    "low_profit_pct": (-100, 100, "percent"),
    "low_profit_sessions": (1, 250, "sessions"),
    "low_profit_pause_sessions": (1, 250, "sessions"),
    "default_stop_pct": (0, 90, "percent"),
    "default_target_pct": (0, 1_000, "percent"),
    "size_fixed_usd": (0, 10**12, "USD"),
    "size_equity_pct": (0, 100, "percent"),
    "size_volatility_pct": (0, 100, "percent"),
    "size_risk_pct": (0, 100, "percent"),
    "size_kelly_cap_pct": (0, 100, "percent"),
}
"""The least, the most and the unit of each number."""
_COUNTS = frozenset(item.name for item in fields(Limits) if item.type in (int, "int"))


def merged(limits: Limits, patch: Mapping[str, Any]) -> Limits:
    """Return the limits with a partial JSON object laid over them.

    Raises InvalidLimits with every unknown name and bad value; then nothing of the patch holds.
    """
    reasons: list[str] = []
    values: dict[str, Any] = {name: getattr(limits, name) for name in LIMIT_NAMES}
    for name, raw in patch.items():
        if name not in LIMIT_NAMES:
            reasons.append(f"{str(name)!r:.60} is not a limit; the limits are {', '.join(LIMIT_NAMES)}")
            continue
        try:
            values[name] = _value(name, raw)
        except InvalidLimits as fault:
            reasons.extend(fault.reasons)
            continue
        if reason := _fault(name, values[name]):
            reasons.append(reason)
    if reasons:
        raise InvalidLimits(reasons)
    return Limits(**values)


def limits_from_wire(body: Mapping[str, Any]) -> Limits:
    """Return stored limits. Raises InvalidLimits for an unknown or missing name: no rule is ever skipped."""
    missing = [f"{name} is missing from the stored limits; restore them" for name in LIMIT_NAMES if name not in body]
    if missing:
        raise InvalidLimits(missing)
    return merged(Limits(), body)


def _value(name: str, raw: Any) -> Any:
    if name == "allowed_symbols":
        return _symbols(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal) or len(str(raw)) > 60:
        raise InvalidLimits([f"{name} must be a number, not {raw!r:.40}"])
    number = number_in(str(raw))
    if number is None:
        raise InvalidLimits([f"{name} {raw!r:.40} is not a number; give one such as 100"])
    number = number or Decimal(0)  # a negative zero is zero
    if name in _COUNTS:
        if number != number.to_integral_value():
            raise InvalidLimits([f"{name} {raw} must be a whole number; round it"])
        return int(number) if abs(number) < 10**12 else number
    return number


def _symbols(raw: Any) -> tuple[str, ...]:
    is_list = isinstance(raw, list | tuple)
    if not is_list or not all(isinstance(item, str) and SYMBOL.fullmatch(item.strip().upper()) for item in raw):
        raise InvalidLimits(["allowed_symbols must be a list of symbols such as AAPL; [] allows every symbol"])
    return tuple(sorted({item.strip().upper() for item in raw}))


def _fault(name: str, value: Any) -> str | None:
    if name == "allowed_symbols":
        return None if len(value) <= MAX_SYMBOLS else f"allowed_symbols has {len(value)}, the limit is {MAX_SYMBOLS}"
    least, most, unit = _BOUNDS[name]
    number = Decimal(value)
    if not number.is_finite():
        return f"{name} {value} is not a number; give one from {least} to {most} {unit}"
    if not least <= number <= most:
        return f"{name} {value} is outside {least} to {most} {unit}; choose a number between"
    if number != round(number, PLACES):
        return f"{name} {value:.12f} has more than {PLACES} decimals; round it"
    return None
