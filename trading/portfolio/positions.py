"""Holdings as people read them: name, weight, profit, the day's change, and how old their price is."""

from collections.abc import Sequence
from decimal import Decimal

from trading.errors import UnknownSymbol
from trading.portfolio.closes import Closes
from trading.portfolio.views import PositionSide, PositionView
from trading.ports import Calendar, MarketData
from trading.types import Asset, Fill, Position, Session, Side, VenueAccount

ZERO, HUNDRED = Decimal(0), Decimal(100)


def position_views(
    positions: Sequence[Position],
    fills_today: Sequence[Fill],
    account: VenueAccount,
    market: MarketData,
    calendar: Calendar,
    closes: Closes,
) -> tuple[PositionView, ...]:
    """Return the holdings, largest first."""
    views = [_view(held, fills_today, account, market, calendar, closes) for held in positions]
    return tuple(sorted(views, key=lambda view: (-abs(view.market_value), view.symbol)))


def _view(
    held: Position,
    fills: Sequence[Fill],
    account: VenueAccount,
    market: MarketData,
    calendar: Calendar,
    closes: Closes,
) -> PositionView:
    asset, today = _asset(market, held.symbol), calendar.session_at(account.as_of)
    priced = today if asset is None or today is None or asset.last >= today.day else calendar.session(asset.last)
    as_of = account.as_of if priced is None else min(priced.closes, account.as_of)
    stale = priced is not None and today is not None and priced.day < today.day
    cost = held.market_value - held.unrealized_pl
    return PositionView(
        symbol=held.symbol,
        name=held.symbol if asset is None else asset.name,
        qty=held.qty,
        side=PositionSide.LONG if held.qty > 0 else PositionSide.SHORT,
        available=held.available,
        avg_entry_price=held.avg_entry_price,
        last_price=held.last_price,
        market_value=held.market_value,
        unrealized_pl=held.unrealized_pl,
        unrealized_pl_pct=float(held.unrealized_pl / abs(cost) * HUNDRED) if cost else None,
        realized_pl=held.realized_pl,
        day_change=None if stale or today is None else _day_change(held, fills, today, closes),
        weight=float(held.market_value / account.equity) if account.equity > 0 else None,
        as_of=as_of,
        stale=stale,
    )


def _asset(market: MarketData, symbol: str) -> Asset | None:
    try:
        return market.asset(symbol)
    except UnknownSymbol:
        return None


def _day_change(held: Position, fills: Sequence[Fill], today: Session, closes: Closes) -> Decimal | None:
    """Return worth now, minus worth at the previous close, minus what was paid today, plus what was received."""
    traded = [fill for fill in fills if fill.symbol == held.symbol]
    signed = [(fill.qty if fill.side is Side.BUY else -fill.qty, fill.price) for fill in traded]
    paid = sum((qty * price for qty, price in signed), start=ZERO)
    before = held.qty - sum((qty for qty, _ in signed), start=ZERO)
    if before == 0:
        return (held.market_value - paid).quantize(Decimal("0.01"))
    previous = closes.previous(held.symbol, today)
    if previous is None:
        return None
    return (held.market_value - before * previous - paid).quantize(Decimal("0.01"))
