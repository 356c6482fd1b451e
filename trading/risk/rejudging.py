"""Judge a verdict of the past by other limits, from the figures that its rules have left in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from trading.risk.limits import Limits
from trading.types import GateVerdict, RuleResult
from trading.types.wire import decimal_text

PLACES = 4
"""A figure is share times limit; floating point leaves it exact to this many decimals up to 10 billion."""
REFUSES_NOTHING = frozenset(
    {
        "gap_pct",
        "default_stop_pct",
        "default_target_pct",
        "size_fixed_usd",
        "size_equity_pct",
        "size_volatility_pct",
        "size_risk_pct",
        "size_kelly_cap_pct",
    }
)
"""Limits by which something is reckoned or proposed, but no order refused."""
NOT_IN_THE_LOG = frozenset(
    {
        "max_drift_bps",
        "approval_ttl_s",
        "symbol_cooldown_sessions",
        "stop_streak",
        "stop_streak_sessions",
        "stop_streak_pause_sessions",
        "recent_drawdown_pct",
        "recent_drawdown_sessions",
        "recent_drawdown_pause_sessions",
        "low_profit_trades",
        "low_profit_pct",
        "low_profit_sessions",
        "low_profit_pause_sessions",
    }
)
"""Limits that no stored figure can be held against: what they measure depends on the limit, or was not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """What other limits would have said: the sentence of each failing rule, and the limits that no figure tells."""

    reasons: tuple[str, ...]
    not_known: frozenset[str]

    @property
    def allowed(self) -> bool:
        """Say whether no rule would have said no."""
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Whether a rule would have passed, None when its figure does not tell, and the sentence of a no."""

    ok: bool | None
    said: str = ""


def rejudged(verdict: GateVerdict, limits: Limits, *, symbol: str) -> Rejudged:
    """Return what those limits would have said of an order; a rule without a measured limit says what it said then.

    The order is taken alone, as it stood then: that another one had been refused before it is not followed up.
    """
    reasons: list[str] = []
    not_known: set[str] = set()
    for rule in verdict.rules:
        judge = _JUDGES.get(rule.name)
        found = _Found(ok=rule.ok, said=rule.reason) if judge is None else judge(rule, limits, symbol)
        if found.ok is None:
            not_known.update(MEASURED[rule.name])
        if not (rule.ok if found.ok is None else found.ok):
            reasons.append(found.said or rule.reason)
    return Rejudged(reasons=tuple(reasons), not_known=frozenset(not_known))


def _within(name: str, *, halts: bool = False) -> Callable[[RuleResult, Limits, str], _Found]:
    """Return the judge of a rule that holds one figure against one limit; `halts` says no at the limit itself."""

    def judge(rule: RuleResult, limits: Limits, _symbol: str) -> _Found:
        value = _figure(rule)
        if value is None:  # an exit, which the limit does not bind, or a no for another cause
            return _Found(ok=rule.ok, said=rule.reason)
        limit, unit = Decimal(getattr(limits, name)), rule.limit.partition(" ")[2]
        beyond = value >= limit if halts else value > limit
        shown = rule.figure.partition(" ")[0]
        verb = "reaches" if halts else "exceeds"
        said = f"{rule.title}: {shown} {unit} {verb} the limit of {decimal_text(limit)} {unit}"
        return _Found(ok=not beyond, said=said)

    return judge


def _figure(rule: RuleResult) -> Decimal | None:
    """Return what a rule measured: exactly from its share, else as its figure was rounded; None for no number."""
    if not rule.limit or not rule.figure.endswith(f" of {rule.limit}"):
        return None
    try:
        shown, limit = Decimal(rule.figure.partition(" ")[0]), Decimal(rule.limit.partition(" ")[0])
    except InvalidOperation:
        return None
    return round(Decimal(rule.share) * limit, PLACES) if rule.share is not None and limit > 0 else shown


def _symbols(rule: RuleResult, limits: Limits, symbol: str) -> _Found:
    """A symbol that could not be traded for another cause stays refused."""
    if not rule.ok and rule.figure != "not allowed":
        return _Found(ok=False, said=rule.reason)
    ok = not limits.allowed_symbols or symbol in limits.allowed_symbols
    return _Found(ok=ok, said=f"{rule.title}: {symbol} is not among the {len(limits.allowed_symbols)} allowed symbols")


def _cooldown(rule: RuleResult, limits: Limits, _symbol: str) -> _Found:
    """While the pause was off nobody wrote down how long ago the order before was."""
    since, pause = rule.figure.partition(" ")[0], limits.cooldown_s
    if pause == 0:
        return _Found(ok=True)
    if not since.isdigit():
        return _Found(ok=None if rule.ok else False, said=rule.reason)
    return _Found(ok=int(since) >= pause, said=f"{rule.title}: {since} s passed, the limit is {pause} s")


def _rejections(rule: RuleResult, limits: Limits, _symbol: str) -> _Found:
    """A streak that is too long may be old enough again, and how old it was is not written down."""
    count = rule.figure.partition(" ")[0]
    if not count.isdigit():
        return _Found(ok=rule.ok, said=rule.reason)
    return _Found(ok=True if int(count) < limits.rejection_streak else None, said=rule.reason)


MEASURED: Mapping[str, tuple[str, ...]] = {
    "orders_per_day": ("max_orders_per_day",),
    "cooldown": ("cooldown_s",),
    "rejections": ("rejection_streak", "rejection_pause_s"),
    "symbol": ("allowed_symbols",),
    "quote_age": ("max_quote_age_s",),
    "spread": ("max_spread_bps",),
    "order_cap": ("max_order_notional",),
    "symbol_cap": ("max_symbol_notional",),
    "gross_cap": ("max_gross_notional",),
    "symbol_weight": ("max_symbol_weight_pct",),
    "daily_loss": ("max_daily_loss_pct",),
    "drawdown": ("max_drawdown_pct",),
}
"""The rules whose stored figures tell what another limit would have said, and the limits that each measures."""
_OWN = {"cooldown": _cooldown, "rejections": _rejections, "symbol": _symbols}
_HALTS = frozenset({"daily_loss", "drawdown"})
_JUDGES = {
    rule: _OWN[rule] if rule in _OWN else _within(names[0], halts=rule in _HALTS) for rule, names in MEASURED.items()
}
