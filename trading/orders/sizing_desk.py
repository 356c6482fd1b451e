"""Reads what a size is reckoned from: the quote, the account, what is in flight, bars and closed trades."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.errors import FixInput, NoData
from trading.indicators.core import atr
from trading.orders.book import left_resting, read_flight
from trading.orders.executions import fills_of_book
from trading.portfolio.lots import ClosedTrade, match_lots
from trading.risk.facts import Book, Facts, Outside
from trading.risk.limits import Limits
from trading.risk.sizing import ATR_PERIOD, Sizing, SizingFacts, sized
from trading.risk.sizing_caps import capped
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.types import (
    OWNER,
    Asset,
    OrderType,
    Origin,
    OriginKind,
    Position,
    Quote,
    Side,
    Ticket,
    VenueAccount,
)

if TYPE_CHECKING:
    from trading.orders.risk_desk import RiskDesk

ATR_DAYS = 250
"""Calendar days of bars: Wilder's smoothing forgets where it began after some hundred sessions."""


def size_order(desk: "RiskDesk", request: SizingRequest) -> Sizing:
    """Return the size of an order by that method, held to what the gate would let through.

    With the exchange closed the last quote counts. Raises UnknownSymbol, NoData, FixInput, Unavailable: a figure
    that cannot be had gives no size.
    """
    asset = desk.market.asset(request.symbol)
    if not asset.tradable:
        raise FixInput(f"{request.symbol} cannot be traded, so it has no size; choose another symbol")
    read = _Read(
        asset=asset,
        quote=desk.market.quote(request.symbol),
        account=desk.reader.account(),
        positions={position.symbol: position for position in desk.reader.positions()},
        limits=desk.limits.current(),
    )
    facts = SizingFacts(
        quoted=read.quote.ask if request.side is Side.BUY else read.quote.bid,
        equity=read.account.equity,
        limits=read.limits,
        atr=_atr(desk, request.symbol) if request.method is SizingMethod.VOLATILITY else None,
        trades=_closed_trades(desk) if request.method is SizingMethod.KELLY else None,
    )
    found = sized(request, facts)
    return found if found.qty <= 0 else capped(found, _gate_facts(desk, request, read))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What market and account said."""

    asset: Asset
    quote: Quote
    account: VenueAccount
    positions: Mapping[str, Position]
    limits: Limits


def _atr(desk: "RiskDesk", symbol: str) -> Decimal | None:
    """Return Wilder's average true range of finished sessions in the shares of now, None where there is none."""
    now = desk.market_clock.now()
    try:
        bars = desk.market.bars(symbol, start=(now - timedelta(days=ATR_DAYS)).date())
    except NoData:
        return None
    frame = bars.frame[bars.frame.index <= now]
    if bars.closes_only or len(frame) <= ATR_PERIOD:
        return None
    value = float(atr(frame["high"], frame["low"], frame["close"], ATR_PERIOD).iloc[-1])
    return Decimal(f"{value:.6f}")


def _closed_trades(desk: "RiskDesk") -> tuple[ClosedTrade, ...]:
    with desk.ledger.read() as connection:
        by_symbol = fills_of_book(connection, desk.account_id, desk.reader)
    closed = [
        trade
        for symbol, mine in by_symbol.items()
        if mine
        for trade in match_lots(mine, desk.market.corporate_actions(symbol, start=mine[0].at.date())).closed
    ]
    return tuple(sorted(closed, key=lambda trade: trade.closed_at))


def _gate_facts(desk: "RiskDesk", request: SizingRequest, read: _Read) -> Facts:
    """Return what the rules about size read; no other rule is asked, so what those read is left empty."""
    now = desk.market_clock.now()
    outside = Outside(
        log_seq=0,
        asked_at=now,
        quote=read.quote,
        asset=read.asset,
        session=None,
        previous_session=None,
        next_session=None,
        account=read.account,
        positions=read.positions,
        peak_equity=None,
        past=None,
        average_volume=None,
    )
    return Facts(
        ticket=_ticket(request),
        origin=Origin(kind=OriginKind.DESK, actor=OWNER),
        mode=desk.reader.mode,
        read_only=False,
        wall_now=desk.wall_clock.now(),
        market_now=now,
        outside=outside,
        book=_book(desk, read.limits),
    )


def _book(desk: "RiskDesk", limits: Limits) -> Book:
    with desk.ledger.read() as connection:
        flight = read_flight(connection, desk.account_id)
    return Book(
        limits=limits,
        limits_fault="",
        kill_on=False,
        kill_reason="",
        held=None,
        reconciled=True,
        working=flight.working,
        left_resting=tuple(left_resting(flight)),
        in_doubt={},
        orders_today=0,
        last_sent_at=None,
        rejections=0,
        last_rejected_at=None,
        twin=None,
        target=None,
        target_status=None,
    )


def _ticket(request: SizingRequest) -> Ticket:
    kinds = {
        (False, False): OrderType.MARKET,
        (True, False): OrderType.LIMIT,
        (False, True): OrderType.STOP,
        (True, True): OrderType.STOP_LIMIT,
    }
    return Ticket(
        symbol=request.symbol,
        side=request.side,
        qty=Decimal(1),
        type=kinds[request.limit_price is not None, request.trigger_price is not None],
        limit_price=request.limit_price,
        stop_price=request.trigger_price,
    )
