"""What an order does to the risk of the account: sector weight, value at risk, beta, a gap, the stop."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trading.market.sectors import sector_of
from trading.portfolio.lots import NEW_YORK
from trading.portfolio.risk_figures import LEAST_RETURNS, beta, portfolio_returns, value_at_risk
from trading.risk.background import Background, LiveStop
from trading.risk.exposure import Exposure
from trading.risk.facts import Facts
from trading.risk.order_price import trailing_stop
from trading.types import STOP_TYPES, Impact, Side

CENT, HUNDRED = Decimal("0.01"), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Signed shares of equity by symbol, what is not held left out, before the order and with it filled."""

    before: Mapping[str, float]
    after: Mapping[str, float]


def with_risk(impact: Impact, facts: Facts, found: Exposure) -> Impact:
    """Return the impact with its figures of risk; what cannot be computed stays None, with its reason."""
    filled = _with_gap(_with_stop(impact, facts, found), facts, found)
    weights = _weights(facts, impact)
    if weights is None:
        return filled
    return _with_tail(_with_sector(filled, facts, weights), facts, weights)


def _weights(facts: Facts, impact: Impact) -> Weights | None:
    """The ticket's symbol at the order's price, as the card weighs it, the others at the venue's value."""
    account, positions = facts.outside.account, facts.outside.positions
    if account is None or positions is None or impact.weight_before is None or impact.weight_after is None:
        return None
    mine = facts.ticket.symbol
    others = {s: float(p.market_value / account.equity) for s, p in positions.items() if s != mine and p.qty}
    before = {mine: impact.weight_before} if impact.weight_before else {}
    after = {mine: impact.weight_after} if impact.weight_after else {}
    return Weights(before=others | before, after=others | after)


def _with_sector(impact: Impact, facts: Facts, weights: Weights) -> Impact:
    """A holding of an unknown sector could be in this one, so the weight is then not known."""
    day = facts.market_now.astimezone(NEW_YORK).date()
    sector = sector_of(facts.ticket.symbol, day)
    if sector is None:
        return _missing(impact, "sector", f"the sector of {facts.ticket.symbol} on {day} is not known")
    sectors = {symbol: sector_of(symbol, day) for symbol in {*weights.before, *weights.after}}
    unknown = ", ".join(sorted(symbol for symbol, its in sectors.items() if its is None))
    if unknown:
        named = replace(impact, sector=sector.value)
        return _missing(named, "sector_weight_after", f"{unknown} may be in {sector} too: its sector is not known")
    return replace(
        impact,
        sector=sector.value,
        sector_weight_before=sum((w for s, w in weights.before.items() if sectors[s] is sector), 0.0),
        sector_weight_after=sum((w for s, w in weights.after.items() if sectors[s] is sector), 0.0),
    )


def _with_tail(impact: Impact, facts: Facts, weights: Weights) -> Impact:
    background = facts.outside.background
    if background is None:
        return impact
    before, after = _tail(background, weights.before), _tail(background, weights.after)
    figures = replace(
        impact, var_95_before=before[0], beta_before=before[1], var_95_after=after[0], beta_after=after[1]
    )
    held = weights.before if before[0] is None else weights.after
    if before[0] is None or after[0] is None:
        figures = _missing(figures, "var_95_after", _why_no_tail(background, held))
    if before[1] is None or after[1] is None:
        figures = _missing(figures, "beta_after", background.faults.get("benchmark") or _why_no_tail(background, held))
    return figures


def _tail(background: Background, weights: Mapping[str, float]) -> tuple[float | None, float | None]:
    """Return value at risk and beta of these weights; cash alone has none of either."""
    if not weights:
        return 0.0, 0.0
    if not background.closes.keys() >= weights.keys():
        return None, None
    returns = portfolio_returns(background.closes, weights)
    if returns is None:
        return None, None
    benchmark = background.benchmark
    return value_at_risk(returns.tolist()), None if benchmark is None else beta(returns, benchmark.pct_change())


def _why_no_tail(background: Background, weights: Mapping[str, float]) -> str:
    for symbol in sorted(weights):
        if symbol not in background.closes:
            return background.faults.get(symbol, f"the prices of {symbol} are not known")
    shortest = min(weights, key=lambda symbol: len(background.closes[symbol]))
    count = len(background.closes[shortest])
    return f"{shortest} has prices of {count} sessions, and {LEAST_RETURNS + 1} in common with the others are needed"


def _with_gap(impact: Impact, facts: Facts, found: Exposure) -> Impact:
    """A short loses by a jump up what a long position loses by a jump down."""
    limits = facts.book.limits
    if limits is None:
        return _missing(impact, "gap_loss", facts.book.limits_fault)
    loss = abs(found.qty_after) * found.price * limits.gap_pct / HUNDRED
    return replace(impact, gap_pct=limits.gap_pct, gap_loss=loss.quantize(CENT))


def _with_stop(impact: Impact, facts: Facts, found: Exposure) -> Impact:
    """The ticket's own stop, or where it has none the worst of the live ones, if they hold all of the position."""
    price = _own_stop(facts, found)
    if price is None:
        price = _live_stop(facts, found)
    if price is None or found.price <= 0:
        background = facts.outside.background
        fault = "" if background is None or background.stops is not None else background.faults["stops"]
        return _missing(impact, "stop_price", fault) if fault else impact
    distance = float(abs(found.price - price) / found.price * HUNDRED)
    return replace(impact, stop_price=price, stop_distance_pct=distance)


def _own_stop(facts: Facts, found: Exposure) -> Decimal | None:
    ticket = facts.ticket
    if ticket.stop_loss is not None:
        return ticket.stop_loss.stop_price
    if ticket.type not in STOP_TYPES or not found.held or (found.held > 0) == (ticket.side is Side.BUY):
        return None
    return trailing_stop(facts) or ticket.stop_price


def _live_stop(facts: Facts, found: Exposure) -> Decimal | None:
    background, after = facts.outside.background, found.qty_after
    if background is None or not background.stops or not after:
        return None
    closing = Side.SELL if after > 0 else Side.BUY
    gone = {facts.ticket.target_id, *(group.order_id for group in found.releases)}
    stops = [stop for stop in background.stops if stop.side is closing and stop.order_id not in gone]
    if _covered(stops) < abs(after):
        return None
    prices = [stop.price for stop in stops]
    return min(prices) if after > 0 else max(prices)


def _covered(stops: list[LiveStop]) -> Decimal:
    return sum((stop.qty for stop in stops), Decimal(0))


def _missing(impact: Impact, name: str, why: str) -> Impact:
    return replace(impact, not_known={**impact.not_known, name: why})
