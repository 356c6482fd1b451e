"""How large an order may be: five methods that reckon whole shares from a price, the account and its limits.

A size is a suggestion; it becomes an order only as a ticket that the gate judges and a person approves.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from trading.errors import FixInput, NoData
from trading.portfolio.lots import ClosedTrade
from trading.risk.kelly import kelly
from trading.risk.limits import Limits
from trading.risk.sizing_request import TITLES, SizingMethod, SizingRequest
from trading.types import Side
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
ZERO = Decimal(0)
ATR_PERIOD = 14
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class SizingFacts:
    """What a size is reckoned from. `quoted` is the side of the quote that would fill, `equity` USD.

    `atr` is Wilder's average true range of 14 sessions, USD a share; `trades` are what the account has closed. Both
    are None where the method does not ask for them.
    """

    quoted: Decimal
    equity: Decimal
    limits: Limits
    atr: Decimal | None = None
    trades: tuple[ClosedTrade, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """A suggested size: whole shares, rounded down, at the entry `price`.

    `reason` is the arithmetic in words and figures, with a next step where `qty` is 0; `basis` names the method and
    what it was a part of, in few words. `capped_by` names the rules of the gate that made it smaller.
    """

    symbol: str
    side: Side
    method: SizingMethod
    qty: Decimal
    price: Decimal
    basis: str
    reason: str
    capped_by: tuple[str, ...] = ()


def sized(request: SizingRequest, facts: SizingFacts) -> Sizing:
    """Return the size that the method gives, before any limit of the gate.

    Raises NoData where a figure that the method needs is not known, FixInput for a stop on the wrong side.
    """
    if not (facts.quoted.is_finite() and facts.quoted > 0):
        raise NoData(f"{request.symbol} has no price to size by (it reads {facts.quoted} USD); wait for a quote")
    if not (facts.equity.is_finite() and facts.equity > 0):
        raise NoData(f"the account is worth {facts.equity} USD, so no size can be reckoned; look at Portfolio")
    price = entry_price(request, facts.quoted)
    found = _METHODS[request.method](request, facts, price)
    qty = found.exact.to_integral_value(ROUND_DOWN)
    return Sizing(
        symbol=request.symbol,
        side=request.side,
        method=request.method,
        qty=qty,
        price=price,
        basis=found.basis,
        reason=f"{TITLES[request.method]}: {found.said}{_rounded(found, qty)}",
    )


def entry_price(request: SizingRequest, quoted: Decimal) -> Decimal:
    """Return the price at which the order is taken to fill: its limit, else its trigger, else the quote.

    A sale with a limit below the quote fills at the quote.
    """
    own = request.limit_price if request.limit_price is not None else request.trigger_price
    if own is None:
        return quoted
    return max(own, quoted) if request.side is Side.SELL and request.limit_price is not None else own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Shares before rounding, never below 0; `next_step` is what to do where they are less than one."""

    exact: Decimal
    basis: str
    said: str
    next_step: str


def _rounded(found: _Found, qty: Decimal) -> str:
    if qty > 0:
        return f" that is {_figure(found.exact)} shares, rounded down to {decimal_text(qty)}."
    if found.exact > 0:
        return f" that is {_figure(found.exact)} shares, less than one, so the size is 0; {found.next_step}."
    return f", so the size is 0; {found.next_step}."


def _fixed(request: SizingRequest, facts: SizingFacts, price: Decimal) -> _Found:
    amount = facts.limits.size_fixed_usd
    return _Found(
        exact=amount / price,
        basis=f"a fixed amount, {_figure(amount)} USD",
        said=f"{_figure(amount)} USD; at {decimal_text(price)} USD a share",
        next_step="raise the fixed amount in Settings or choose another method",
    )


def _equity(request: SizingRequest, facts: SizingFacts, price: Decimal) -> _Found:
    percent = _percent(request, facts.limits.size_equity_pct)
    amount = facts.equity * percent / HUNDRED
    return _Found(
        exact=amount / price,
        basis=_part(percent, facts, "of equity,"),
        said=f"{_part(percent, facts)} is {_figure(amount)} USD; at {decimal_text(price)} USD a share",
        next_step="say a larger percent, raise it in Settings or choose another method",
    )


def _volatility(request: SizingRequest, facts: SizingFacts, price: Decimal) -> _Found:
    """The unit of the Turtles: a day's usual move costs a set part of equity.

    Curtis Faith, "The Original Turtle Trading Rules" (2003), chapter 3, with N as Wilder's average true range of 14
    sessions (New Concepts, 1978).
    """
    atr = facts.atr
    if atr is None or not (atr.is_finite() and atr > 0):
        raise NoData(
            f"the average true range of {request.symbol} over {ATR_PERIOD} sessions is not known; "
            "choose another method or another symbol"
        )
    percent = _percent(request, facts.limits.size_volatility_pct)
    amount = facts.equity * percent / HUNDRED
    return _Found(
        exact=amount / atr,
        basis=f"a volatility target, {_part(percent, facts)}",
        said=(
            f"{_part(percent, facts)} is {_figure(amount)} USD; with a usual day's move of "
            f"{_figure(atr)} USD a share (ATR {ATR_PERIOD})"
        ),
        next_step="raise the volatility target in Settings or choose another method",
    )


def _kelly(request: SizingRequest, facts: SizingFacts, price: Decimal) -> _Found:
    found, cap = kelly(facts.trades or ()), facts.limits.size_kelly_cap_pct
    half = (Decimal(f"{found.fraction:.6f}") / 2 * HUNDRED).quantize(_CENT, ROUND_DOWN)
    percent = min(max(half, ZERO), cap)
    said = f"{found.said}; half of it is {half} percent"
    if half <= 0:
        return _Found(
            exact=ZERO,
            basis="half Kelly",
            said=f"{said}: the account's own trades say not to trade",
            next_step="choose another method, or wait until the trades earn",
        )
    if half > cap:
        said += f", which is more than the cap of {decimal_text(cap)} percent"
    amount = facts.equity * percent / HUNDRED
    return _Found(
        exact=amount / price,
        basis=f"half Kelly, {_part(percent, facts)}",
        said=f"{said}; {_part(percent, facts)} is {_figure(amount)} USD; at {decimal_text(price)} USD a share",
        next_step="raise the cap of half Kelly in Settings or choose another method",
    )


def _risk(request: SizingRequest, facts: SizingFacts, price: Decimal) -> _Found:
    stop, whose = _stop(request, facts.limits, price)
    distance = price - stop if request.side is Side.BUY else stop - price
    if distance <= 0:
        side, where = ("buy", "below") if request.side is Side.BUY else ("sale", "above")
        raise FixInput(
            f"the stop {decimal_text(stop)} USD does not stand {where} the entry at {decimal_text(price)} USD, so a "
            f"{side} has no loss to size by; move the stop"
        )
    percent = _percent(request, facts.limits.size_risk_pct)
    amount = facts.equity * percent / HUNDRED
    return _Found(
        exact=amount / distance,
        basis=f"equal risk to the stop, {_part(percent, facts)}",
        said=(
            f"{_part(percent, facts)} is {_figure(amount)} USD; with {_figure(distance)} USD a share from "
            f"{decimal_text(price)} USD to {whose} {decimal_text(stop)} USD"
        ),
        next_step="say a larger percent, raise it in Settings or move the stop nearer",
    )


def _stop(request: SizingRequest, limits: Limits, price: Decimal) -> tuple[Decimal, str]:
    if request.stop_price is not None:
        return request.stop_price, "the stop at"
    percent = limits.default_stop_pct
    if percent <= 0:
        raise NoData("equal risk needs a stop, none is given and none is proposed by default; give a stop price")
    away = price * percent / HUNDRED
    stop = (price - away if request.side is Side.BUY else price + away).quantize(_CENT if price >= 1 else _CENT**2)
    return stop, f"the default stop of {decimal_text(percent)} percent at"


def _percent(request: SizingRequest, default: Decimal) -> Decimal:
    return default if request.percent is None else request.percent


def _part(percent: Decimal, facts: SizingFacts, of: str = "of") -> str:
    return f"{decimal_text(percent)} percent {of} {_figure(facts.equity)} USD"


def _figure(value: Decimal) -> str:
    """Return two decimals, rounded down: 0.999 of a share is not one."""
    return str(value.quantize(_CENT if value >= 1 or value == 0 else _CENT**2, ROUND_DOWN))


_METHODS = {
    SizingMethod.FIXED: _fixed,
    SizingMethod.EQUITY: _equity,
    SizingMethod.VOLATILITY: _volatility,
    SizingMethod.KELLY: _kelly,
    SizingMethod.RISK: _risk,
}
