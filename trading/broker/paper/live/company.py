"""What a company does to the book at prices of now: at the open of its day, or in it where the source told it late.

Who trades on the ex-date of a split trades in new shares. So only what was held at the open is multiplied, and an
order sent on that day at a price of that day is left as it is.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal

from trading.broker.paper.actions import pay_dividend, split_orders, split_position
from trading.broker.paper.book import Book
from trading.broker.paper.live.marks import is_seen_since, mark_of
from trading.broker.paper.live.opening import held_at_open, mend_cost
from trading.broker.paper.live.prices import NEW_YORK
from trading.types import CashActionKind, CorporateAction, Session, Status
from trading.types.wire import decimal_text

log = logging.getLogger(__name__)
TOLD_LATE = "a split was told after the session had begun; propose it again in new shares"


def act_at_open(book: Book, session: Session, actions: Iterable[CorporateAction]) -> None:
    """Pay dividends on what was held before the session, then split it and what rests."""
    for action in _new(book, actions):
        if action.kind is CashActionKind.DIVIDEND:
            pay_dividend(book, action, book.holding(action.symbol).qty)
        else:
            split_position(book, action, _price_after(book, action))
            split_orders(book, action, session.opens, until=_new_shares_from(book, action))
            _remark(book, action)


def act_late(book: Book, actions: Iterable[CorporateAction], at: datetime) -> None:
    """Carry out what was told after the open: a dividend is paid on what was held then; older orders end at a split."""
    for action in _new(book, actions):
        held_then = held_at_open(book, action.symbol)
        if action.kind is CashActionKind.DIVIDEND:
            pay_dividend(book, action, held_then)
        else:
            _split_late(book, action, held_then, at)


def _split_late(book: Book, action: CorporateAction, held_then: Decimal, at: datetime) -> None:
    ratio, symbol = action.ratio, action.symbol
    if ratio is None:
        return
    until = _new_shares_from(book, action)
    for order in book.file.rows("SELECT id, submitted_at FROM orders WHERE status = 'sent' AND symbol = ?", (symbol,)):
        if until is None or datetime.fromisoformat(order["submitted_at"]) < until:
            book.end(order["id"], Status.CANCELLED, at=at, reason=TOLD_LATE)
    traded = book.holding(symbol).qty - held_then
    if held_then * ratio + traded >= 0:
        price = _price_after(book, action)
        split_position(book, action, price, traded=traded)
        mend_cost(book, symbol, ratio, price)
    else:
        log.error(
            "a split of %s on %s was told after more was sold that day than was left of it: check the position by hand",
            symbol,
            action.ex_date,
        )
    _remark(book, action)


def _new(book: Book, actions: Iterable[CorporateAction]) -> list[CorporateAction]:
    """Return the actions that were not carried out yet, dividends first, and note that they are now."""
    ordered = sorted(actions, key=lambda one: one.kind is CashActionKind.SPLIT)
    return [action for action in ordered if _first_time(book, action)]


def _first_time(book: Book, action: CorporateAction) -> bool:
    key = (action.symbol, action.kind.value, action.ex_date.isoformat())
    if book.file.row("SELECT 1 FROM done_action WHERE symbol = ? AND kind = ? AND day = ?", key) is not None:
        return False
    book.file.do("INSERT INTO done_action (symbol, kind, day) VALUES (?, ?, ?)", key)
    return True


def _new_shares_from(book: Book, action: CorporateAction) -> datetime | None:
    """Return from when on orders are of new shares: from the ex-date's midnight, if a price of that day was seen."""
    if not is_seen_since(book, action.symbol, action.ex_date):
        return None
    return datetime.combine(action.ex_date, time(), NEW_YORK)


def _price_after(book: Book, action: CorporateAction) -> Decimal:
    """Return the last price seen, in new shares."""
    price = mark_of(book, action.symbol)
    return price if is_seen_since(book, action.symbol, action.ex_date) else price / (action.ratio or 1)


def _remark(book: Book, action: CorporateAction) -> None:
    price = _price_after(book, action)
    book.file.do("UPDATE mark SET price = ? WHERE symbol = ?", (decimal_text(price), action.symbol))
