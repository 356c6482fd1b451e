"""What the risk officer may look up: limits and their use, exposure, the worst case, what an order would change."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agent.lookups import symbol_of
from agent.tickets import RISK_OFFICER, ticket_of
from agent.wording import as_of, money, percent, shares, ticket_text
from trading.risk.limit_use import LimitUse
from trading.services import Services
from trading.types import FieldFrom, FieldSource, Impact, Origin, OriginKind, PostureState, Ticket
from trading.types.wire import rfc3339, to_wire

_TITLES = {
    "max_orders_per_day": "orders today",
    "rejection_streak": "rejections in a row",
    "max_daily_loss_pct": "loss today",
    "max_drawdown_pct": "below the peak",
    "max_gross_notional": "everything together",
    "max_symbol_notional": "largest symbol",
    "max_symbol_weight_pct": "largest share of the account",
}
_ORIGIN_RULE = "origin"
_SHOWN = 5


def limit_figures(services: Services, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up the limits that hold, what is used of each, and what holds new risk back."""
    limits, posture = services.limits.current(), services.risk.posture()
    uses = services.risk.limit_uses()
    held = "; ".join(cause.reason for cause in posture.causes)
    state = "New risk is let through" if posture.state is PostureState.ACTIVE else f"The desk is {posture.state}"
    return {
        "limits": limits.wire(),
        "used": {use.name: None if use.used is None else float(use.used) for use in uses},
        "posture": posture.state.value,
        "causes": [cause.reason for cause in posture.causes],
        "at": rfc3339(posture.as_of),
        "source": "the desk's limits",
        "sentence": f"An order may be worth {money(limits.max_order_notional)}. Used now: "
        f"{'; '.join(map(_use_text, uses))}. {state}{f': {held}' if held else '.'}",
    }


def exposure_figures(services: Services, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up what is held long and short, its weights, and the risk figures of the present holdings."""
    found = services.portfolio.snapshot()
    exposure, risk = found.exposure, found.risk
    largest = ", ".join(
        f"{one.symbol} {percent(one.weight * 100)}" for one in found.positions[:_SHOWN] if one.weight is not None
    )
    var = "not known" if risk.var_95 is None else percent(risk.var_95 * 100)
    beta = "not known" if risk.beta is None else f"{risk.beta:.2f}"
    return {
        "exposure": to_wire(exposure),
        "risk": to_wire(risk),
        "weights": {one.symbol: one.weight for one in found.positions},
        "at": rfc3339(found.as_of),
        "source": found.source,
        "sentence": f"Long {money(exposure.long)}, short {money(exposure.short)}, gross {money(exposure.gross)}"
        f"{f'; by weight {largest}' if largest else ''}. One session's value at risk (95%) is {var}, beta {beta}. "
        f"As of {as_of(found.as_of)}. Source: {found.source}.",
    }


def worst_case_figures(services: Services, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up the most that can be lost from now before the halt, under the stated jump of prices."""
    found = services.risk.worst_case()
    lines = "; ".join(f"{line.symbol} {_loss(line.loss)}" for line in found.lines[:_SHOWN])
    return {
        "at_most": float(found.at_most),
        "ceiling": float(found.ceiling),
        "until_halt": float(found.until_halt),
        "gap_pct": float(found.gap_pct),
        "lines": [to_wire(line) for line in found.lines],
        "at": rfc3339(found.as_of),
        "source": "the desk's worst case",
        "sentence": f"With what is held and rests, at most {money(found.at_most)} can be lost from now before the halt"
        f"{f' ({lines})' if lines else ''}; with whatever the limits still let through, {money(found.ceiling)}. "
        f"The day's loss limit still allows {money(found.until_halt)}. That holds while no price jumps by more than "
        f"{percent(found.gap_pct)} at once. As of {as_of(found.as_of)}.",
    }


def preview_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Reckon what an order would cost and change, and which rules it would pass. Nothing is written."""
    symbol = symbol_of(arguments)
    ticket = ticket_of({**arguments, "symbol": symbol}, lambda: services.market.quote(symbol))
    found = services.desk.check(ticket, _asked_only(ticket))
    quote, impact = found.quote, found.impact
    failing = [rule for rule in found.verdict.rules if not rule.ok and rule.name != _ORIGIN_RULE]
    verdict = "It would pass the limits." if not failing else f"It would be refused: {failing[0].reason}."
    stamp = "" if quote is None else f" As of {as_of(quote.at)}. Source: {quote.source}."
    return {
        "symbol": symbol,
        "ticket": to_wire(ticket),
        "impact": to_wire(impact),
        "would_pass": not failing,
        "reasons": [rule.reason for rule in failing],
        "at": rfc3339(services.market_clock.now() if quote is None else quote.at),
        "source": "" if quote is None else quote.source,
        "sentence": f"If you {ticket_text(ticket)}: {_changes(impact)}. {verdict} Nothing was proposed.{stamp}",
    }


def _asked_only(ticket: Ticket) -> Origin:
    """Return the origin of an order that is only asked about; nothing can be proposed with it, and nothing is."""
    foreign = FieldSource(source=FieldFrom.FOREIGN, text="asked about, not ordered")
    return Origin(kind=OriginKind.AGENT, actor=RISK_OFFICER, fields={"symbol": foreign})


def _changes(impact: Impact) -> str:
    parts = []
    if impact.cost is not None:
        verb = "costs at most" if impact.cost >= 0 else "brings at least"
        parts.append(f"it {verb} {money(abs(impact.cost))}")
    if impact.qty_before is not None and impact.qty_after is not None:
        parts.append(f"the position goes from {shares(impact.qty_before)} to {shares(impact.qty_after)} shares")
    if impact.weight_after is not None:
        parts.append(f"its share of the account becomes {percent(impact.weight_after * 100)}")
    if impact.worst_case_today is not None and impact.worst_case_after is not None:
        before, after = money(impact.worst_case_today), money(impact.worst_case_after)
        parts.append(f"the most that can be lost before the halt goes from {before} to {after}")
    if impact.var_95_before is not None and impact.var_95_after is not None:
        before, after = percent(impact.var_95_before * 100), percent(impact.var_95_after * 100)
        parts.append(f"one session's value at risk goes from {before} to {after}")
    return ", ".join(parts) or "what it changes is not known now"


def _use_text(use: LimitUse) -> str:
    title = _TITLES.get(use.name, use.name)
    if use.used is None:
        return f"{title} not known ({use.said})"
    if use.name.endswith("_pct"):
        return f"{title} {percent(use.used)} of {percent(use.limit)}"
    if use.name.endswith("_notional"):
        return f"{title} {money(use.used)} of {money(use.limit)}"
    return f"{title} {use.used:f} of {use.limit:f}"


def _loss(value: Decimal | None) -> str:
    return "has no bound" if value is None else money(value)
