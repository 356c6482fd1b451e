"""What one symbol can lose: what is held and what may still fill, each part with the stops that guard it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from trading.risk.live_stops import Stop
from trading.types import LossLine, Position, Side
from trading.types.wire import decimal_text

CENT, ZERO, HUNDRED = Decimal("0.01"), Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Shares that may still be bought or sold, and the stop that they bring.

    `price` is the worst fill, USD a share: the highest of a purchase, the lowest of a sale; `highest` is the highest of
    either, at which the gross counts.
    """

    symbol: str
    side: Side
    qty: Decimal
    price: Decimal
    highest: Decimal
    stop: Stop | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRisk:
    """Everything that can lose in one symbol: the position, None when flat, additions and the stops that work."""

    symbol: str
    held: Position | None
    additions: tuple[Addition, ...] = ()
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A symbol's line, its gross at worst prices, USD, and whether it is, or may become, short."""

    line: LossLine
    gross: Decimal
    may_be_short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    qty: Decimal
    price: Decimal
    highest: Decimal
    stops: Sequence[Stop] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """One side of a symbol if everything on it fills. `loss` is None where nothing bounds it."""

    side: Side
    qty: Decimal
    gross: Decimal
    guarded: Decimal
    worst_stop: Decimal | None
    loss: Decimal | None


def measure(risk: SymbolRisk, gap: Decimal) -> Measured | None:
    """Return what a symbol can lose, None where nothing is held and nothing may fill. `gap` is a fraction.

    The line is that of the side that can lose more; the gross that of the larger side.
    """
    books = [book for side in Side if (book := _book(risk, side, gap)) is not None]
    if not books:
        return None
    worst = max(books, key=lambda book: (book.loss is None, book.loss or ZERO))
    last = risk.held.last_price if risk.held is not None else max(one.highest for one in risk.additions)
    line = LossLine(
        symbol=risk.symbol,
        qty=worst.qty if worst.side is Side.BUY else -worst.qty,
        price=last,
        protected=worst.guarded,
        stop_price=worst.worst_stop,
        loss=None if worst.loss is None else worst.loss.quantize(CENT, rounding=ROUND_CEILING),
        reason=_reason(worst, gap),
    )
    may_be_short = any(book.side is Side.SELL for book in books)
    return Measured(line=line, gross=max(book.gross for book in books), may_be_short=may_be_short)


def _book(risk: SymbolRisk, side: Side, gap: Decimal) -> _Book | None:
    parts = _parts(risk, side)
    if not parts:
        return None
    losses: list[Decimal | None] = []
    guarded, stops = ZERO, list[Decimal]()
    for part in parts:
        loss, safe, used = _part_loss(part, side, gap)
        losses.append(loss)
        guarded += safe
        stops += used
    known = [loss for loss in losses if loss is not None]
    return _Book(
        side=side,
        qty=sum((part.qty for part in parts), ZERO),
        gross=sum((part.qty * part.highest for part in parts), ZERO),
        guarded=guarded,
        worst_stop=(min(stops) if side is Side.BUY else max(stops)) if stops else None,
        loss=sum(known, ZERO) if len(known) == len(losses) else None,
    )


def _parts(risk: SymbolRisk, side: Side) -> list[_Part]:
    """Return what would be held on that side: an addition first closes what is held on the other one."""
    held = ZERO if risk.held is None else risk.held.qty if side is Side.BUY else -risk.held.qty
    found: list[_Part] = []
    if risk.held is not None and held > 0:
        guards = tuple(stop for stop in risk.stops if stop.side is not side)
        last = risk.held.last_price
        found.append(_Part(qty=held, price=last, highest=last, stops=guards))
    to_close = max(ZERO, -held)
    for one in sorted((a for a in risk.additions if a.side is side), key=lambda a: a.highest):
        opens = max(ZERO, one.qty - to_close)
        to_close = max(ZERO, to_close - one.qty)
        if opens > 0:
            stops = () if one.stop is None else (one.stop,)
            found.append(_Part(qty=opens, price=one.price, highest=one.highest, stops=stops))
    return found


def _part_loss(part: _Part, side: Side, gap: Decimal) -> tuple[Decimal | None, Decimal, list[Decimal]]:
    """Return the loss of a part, how much of it has a stop, and the prices of the stops that guard it.

    Of several stops the one nearest to the market acts first.
    """
    known = [
        (at, out, stop.qty)
        for stop in part.stops
        if (out := stop.out_at(part.price, gap)) is not None and (at := stop.acts_at(part.price)) is not None
    ]
    known.sort(key=lambda found: found[0], reverse=side is Side.BUY)
    left, loss, used = part.qty, ZERO, list[Decimal]()
    for at, out, qty in known:
        taken = min(left, qty)
        if taken > 0:
            loss += taken * (part.price - out if side is Side.BUY else out - part.price)
            used.append(at)
            left -= taken
    if left > 0 and side is Side.SELL:
        return None, part.qty - left, used
    return loss + left * part.price, part.qty - left, used


def _reason(book: _Book, gap: Decimal) -> str:
    size, safe, stop = (decimal_text(x) for x in (book.qty, book.guarded, book.worst_stop or ZERO))
    jump = f"a jump of {decimal_text(gap * HUNDRED)} percent past it"
    if book.guarded >= book.qty:
        return f"all {size} shares have a stop, the worst at {stop} USD, and {jump} is counted"
    naked = decimal_text(book.qty - book.guarded)
    begins = f"{safe} of {size} shares have a stop; " if book.guarded else ""
    if book.side is Side.SELL:
        return f"{begins}{naked} shares sold short have none, so only the halt bounds them; place a stop"
    return f"{begins}{naked} shares have none, so all their worth counts; place a stop to bound it"
