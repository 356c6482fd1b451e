"""Tax lots: executions matched first in, first out, and the trades that this closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trading.types import CashActionKind, CorporateAction, Fill, Side

NEW_YORK = ZoneInfo("America/New_York")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What one execution opened and nothing has closed yet: `qty` signed (negative is short), `price` USD a share.

    Both are in the shares of now: a split since has been applied.
    """

    symbol: str
    qty: Decimal
    price: Decimal
    opened_at: datetime
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedTrade:
    """A lot, or a part of one, that an execution closed. Shares unsigned; money USD.

    `cost` is what opening it took (for a short: brought), `profit` what the whole earned, negative for a loss.
    """

    symbol: str
    is_long: bool
    qty: Decimal
    cost: Decimal
    profit: Decimal
    opened_at: datetime
    closed_at: datetime
    exit_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBook:
    """The open lots, oldest first, and what was closed, in the order of closing."""

    lots: tuple[Lot, ...]
    closed: tuple[ClosedTrade, ...]

    @property
    def qty(self) -> Decimal:
        """Return the signed size of all open lots; where it is not the position's, some fills are not known."""
        return sum((lot.qty for lot in self.lots), ZERO)


def match_lots(
    fills: Sequence[Fill], splits: Sequence[CorporateAction] = (), *, after: LotBook | None = None
) -> LotBook:
    """Return the lots of one symbol's executions, given oldest first, and the trades they closed.

    `after` is the book of the executions before these; the splits are then only those that it has not seen.

    First in, first out, the rule where no lot is named (26 CFR 1.1012-1(c)(1)). A split multiplies the lots that
    are open before its ex-date's executions.
    """
    pending = sorted((s for s in splits if s.kind is CashActionKind.SPLIT and s.ratio), key=lambda s: s.ex_date)
    lots: list[Lot] = [] if after is None else list(after.lots)
    closed: list[ClosedTrade] = [] if after is None else list(after.closed)
    for fill in fills:
        while pending and pending[0].ex_date <= fill.at.astimezone(NEW_YORK).date():
            lots = _split(lots, pending.pop(0))
        left = fill.qty if fill.side is Side.BUY else -fill.qty
        while left and lots and (lots[0].qty > 0) != (left > 0):
            lot, size = lots[0], min(abs(left), abs(lots[0].qty))
            closed.append(_close(lot, fill, size))
            sign = 1 if left > 0 else -1
            left -= sign * size
            rest = lot.qty + sign * size
            lots = [replace(lot, qty=rest), *lots[1:]] if rest else lots[1:]
        if left:
            opened = Lot(symbol=fill.symbol, qty=left, price=fill.price, opened_at=fill.at, order_id=fill.order_id)
            lots.append(opened)
    for action in pending:
        lots = _split(lots, action)
    return LotBook(lots=tuple(lots), closed=tuple(closed))


def _close(lot: Lot, fill: Fill, size: Decimal) -> ClosedTrade:
    gain = (fill.price - lot.price) * size
    return ClosedTrade(
        symbol=lot.symbol,
        is_long=lot.qty > 0,
        qty=size,
        cost=lot.price * size,
        profit=gain if lot.qty > 0 else -gain,
        opened_at=lot.opened_at,
        closed_at=fill.at,
        exit_order_id=fill.order_id,
    )


def _split(lots: list[Lot], action: CorporateAction) -> list[Lot]:
    ratio = action.ratio or Decimal(1)
    return [replace(lot, qty=lot.qty * ratio, price=lot.price / ratio) for lot in lots]
