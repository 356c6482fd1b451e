"""A hand-written venue with a book, for the desk's tests.

The venue keeps its book in a SQLite file when it is given one, so that it outlives a killed process, and calls
`before_accepting` and `after_accepting` around each post, where tests make it late, silent or dead.
"""

import pickle
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tests.orders.market import SetMarket
from trading.errors import NotFound, OutcomeUnknown, VenueRejected
from trading.types import (
    RESTING,
    AccountSettings,
    CashMovement,
    EquityPoint,
    Fill,
    MarketMode,
    OrderClass,
    OrderType,
    Position,
    Side,
    Status,
    Ticket,
    TimeInForce,
    VenueAccount,
    VenueOrder,
)


@dataclass
class _Book:
    cash: Decimal = Decimal(100_000)
    orders: dict[str, VenueOrder] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    suspended: bool = False


class SetVenue:
    """A venue that fills market orders at once at the market's price and lets others rest until `fill` is called."""

    name = "test venue"

    def __init__(self, market: SetMarket, *, file: Path | None = None, mode: MarketMode = MarketMode.REPLAY) -> None:
        self.market = market
        self.mode = mode
        self.fault: Exception | None = None
        self.last_equity = Decimal(100_000)
        self.equity_points: list[Decimal] = []
        self.equity_history: list[EquityPoint] = []
        self.blocked: str | None = None
        self.may_short: bool | None = None
        self.settings: AccountSettings | None = None
        self.before_accepting: Callable[[str], None] = lambda client_order_id: None
        self.after_accepting: Callable[[str], None] = lambda client_order_id: None
        self._file = file
        self._lock = threading.RLock()
        self._book = _Book()
        if file is not None:
            with sqlite3.connect(file) as database:
                database.execute("CREATE TABLE IF NOT EXISTS book (id INTEGER PRIMARY KEY, body BLOB)")
                row = database.execute("SELECT body FROM book").fetchone()
                self._book = pickle.loads(row[0]) if row else self._book
            database.close()

    @property
    def posts(self) -> list[str]:
        """The ids of every post that reached the venue, in order, repeats too."""
        return self._book.posts

    @property
    def known(self) -> dict[str, VenueOrder]:
        return self._book.orders

    def _save(self) -> None:
        if self._file is not None:
            with sqlite3.connect(self._file) as database:
                database.execute("INSERT OR REPLACE INTO book VALUES (1, ?)", (pickle.dumps(self._book),))
            database.close()

    def _answer(self) -> None:
        if self.fault is not None:
            raise self.fault

    def account(self) -> VenueAccount:
        self._answer()
        with self._lock:
            equity = self._book.cash + sum((p.market_value for p in self._positions()), Decimal(0))
            reserved = sum(
                (
                    ((o.qty or Decimal(0)) - o.filled_qty) * (o.limit_price or o.stop_price or self._price(o.symbol))
                    for o in self._book.orders.values()
                    if o.status in RESTING and o.side is Side.BUY
                ),
                Decimal(0),
            )
            return VenueAccount(
                number="T1",
                equity=equity,
                cash=self._book.cash,
                buying_power=self._book.cash - reserved,
                last_equity=self.last_equity,
                as_of=self.market.clock.now(),
                blocked=self.blocked,
                may_short=self.may_short,
                settings=self.settings,
            )

    def positions(self) -> Sequence[Position]:
        self._answer()
        with self._lock:
            return self._positions()

    def number(self) -> str:
        return self.account().number

    def quantities(self) -> dict[str, Decimal]:
        return {position.symbol: position.qty for position in self.positions()}

    def _positions(self) -> list[Position]:
        held: dict[str, Decimal] = {}
        for fill in self._book.fills:
            signed = fill.qty if fill.side is Side.BUY else -fill.qty
            held[fill.symbol] = held.get(fill.symbol, Decimal(0)) + signed
        return [self._position(symbol, qty) for symbol, qty in sorted(held.items()) if qty]

    def _position(self, symbol: str, qty: Decimal) -> Position:
        reserved = Decimal(0)
        for order in self._book.orders.values():
            if order.symbol == symbol and order.status in RESTING and order.side is Side.SELL:
                reserved += (order.qty or Decimal(0)) - order.filled_qty
            elif order.symbol == symbol and any(leg.status in RESTING for leg in order.legs):
                reserved += order.qty or Decimal(0)
        price = self._price(symbol)
        return Position(
            symbol=symbol,
            qty=qty,
            available=max(Decimal(0), qty - reserved),
            avg_entry_price=price,
            last_price=price,
            market_value=qty * price,
            unrealized_pl=Decimal(0),
            realized_pl=Decimal(0),
        )

    def _price(self, symbol: str) -> Decimal:
        return self.market.prices[symbol]

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        self.before_accepting(client_order_id)
        with self._lock:
            self._book.posts.append(client_order_id)
            if client_order_id in self._book.orders:
                self._save()
                raise OutcomeUnknown("client_order_id must be unique")
            if self._book.suspended:
                self._save()
                raise VenueRejected("new orders are rejected by user request")
            self._book.orders[client_order_id] = self._new(client_order_id, ticket)
            if ticket.type is OrderType.MARKET and ticket.time_in_force is TimeInForce.DAY:
                self.fill(client_order_id)
            self._save()
            order = self._book.orders[client_order_id]
        self.after_accepting(client_order_id)
        return order

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        self.before_accepting(client_order_id)
        with self._lock:
            self._book.posts.append(client_order_id)
            target = self._book.orders[target_id]
            if target.status not in RESTING:
                raise VenueRejected("unable to replace order, order is not open")
            self._book.orders[target_id] = replace(
                target, status=Status.REPLACED, replaced_by=client_order_id, updated_at=self.market.clock.now()
            )
            self._book.orders[client_order_id] = self._new(client_order_id, ticket)
            self._save()
        self.after_accepting(client_order_id)
        return self._book.orders[client_order_id]

    def _new(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        now = self.market.clock.now()
        qty = ticket.qty
        if qty is None and ticket.notional is not None:
            qty = (ticket.notional / self._price(ticket.symbol)).quantize(Decimal("0.000001"))
        order = VenueOrder(
            client_order_id=client_order_id,
            broker_id=f"b-{client_order_id}",
            symbol=ticket.symbol,
            side=ticket.side or Side.BUY,
            qty=qty,
            notional=ticket.notional,
            type=ticket.type or OrderType.MARKET,
            time_in_force=ticket.time_in_force or TimeInForce.DAY,
            order_class=ticket.order_class or OrderClass.SIMPLE,
            limit_price=ticket.limit_price,
            stop_price=ticket.stop_price,
            trail_price=ticket.trail_price,
            trail_percent=ticket.trail_percent,
            extended_hours=ticket.extended_hours,
            status=Status.SENT,
            filled_qty=Decimal(0),
            filled_avg_price=None,
            submitted_at=now,
            updated_at=now,
        )
        if ticket.stop_loss is None:
            return order
        leg = replace(
            order,
            client_order_id=f"{client_order_id}-stop",
            side=Side.SELL,
            type=OrderType.STOP,
            stop_price=ticket.stop_loss.stop_price,
            limit_price=None,
            order_class=OrderClass.SIMPLE,
        )
        return replace(order, legs=(leg,))

    def fill(self, client_order_id: str, qty: Decimal | None = None, price: Decimal | None = None) -> None:
        """Fill a resting order, all of it unless a size is given."""
        with self._lock:
            order = self._book.orders[client_order_id]
            part = qty or (order.qty or Decimal(0)) - order.filled_qty
            paid = price or order.limit_price or self._price(order.symbol)
            filled = order.filled_qty + part
            self._book.orders[client_order_id] = replace(
                order,
                filled_qty=filled,
                filled_avg_price=paid,
                status=Status.FILLED if filled == order.qty else Status.PARTLY_FILLED,
                updated_at=self.market.clock.now(),
            )
            self._book.cash += -part * paid if order.side is Side.BUY else part * paid
            self._book.fills.append(
                Fill(
                    execution_id=f"e{len(self._book.fills) + 1}-{client_order_id}",
                    order_id=client_order_id,
                    symbol=order.symbol,
                    side=order.side,
                    qty=part,
                    price=paid,
                    at=self.market.clock.now(),
                )
            )
            self._save()

    def fill_stop_leg(self, client_order_id: str, price: Decimal) -> None:
        """Fill the stop of a bracket whose entry has filled; the execution is told under the parent's id."""
        with self._lock:
            order, now = self._book.orders[client_order_id], self.market.clock.now()
            stop = order.legs[0]
            size = stop.qty or Decimal(0)
            filled = replace(stop, status=Status.FILLED, filled_qty=size, filled_avg_price=price, updated_at=now)
            self._book.orders[client_order_id] = replace(order, legs=(filled, *order.legs[1:]), updated_at=now)
            self._book.cash += size * price if stop.side is Side.SELL else -size * price
            self._book.fills.append(
                Fill(
                    execution_id=f"e{len(self._book.fills) + 1}-{client_order_id}",
                    order_id=client_order_id,
                    symbol=order.symbol,
                    side=stop.side,
                    qty=size,
                    price=price,
                    at=now,
                )
            )
            self._save()

    def forget(self) -> None:
        """Begin a new, empty book, as a reset of the replay does."""
        with self._lock:
            self._book = _Book()
            self._save()

    def add_foreign(self, order_id: str, ticket: Ticket) -> None:
        """Put an order into the book that no desk has sent."""
        with self._lock:
            self._book.orders[order_id] = self._new(order_id, ticket)
            self._save()

    def cancel(self, client_order_id: str) -> None:
        self._answer()
        with self._lock:
            for parent in list(self._book.orders.values()):
                if any(leg.client_order_id == client_order_id for leg in parent.legs):
                    legs = tuple(replace(leg, status=Status.CANCELLED) for leg in parent.legs)
                    self._book.orders[parent.client_order_id] = replace(parent, legs=legs)
                    self._save()
                    return
            order = self._book.orders.get(client_order_id)
            if order is None:
                raise NotFound(f"order not found for {client_order_id}")
            if order.status not in RESTING:
                raise VenueRejected(f'order is already in "{order.status}" state')
            legs = tuple(replace(leg, status=Status.CANCELLED) for leg in order.legs)
            self._book.orders[client_order_id] = replace(
                order, status=Status.CANCELLED, legs=legs, updated_at=self.market.clock.now()
            )
            self._save()

    def find(self, client_order_id: str) -> VenueOrder | None:
        self._answer()
        with self._lock:
            return self._book.orders.get(client_order_id)

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        self._answer()
        with self._lock:
            found = [o for o in self._book.orders.values() if since is None or o.updated_at >= since]
            if open_only:
                found = [o for o in found if o.status in RESTING or any(leg.status in RESTING for leg in o.legs)]
            return found

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        self._answer()
        with self._lock:
            return [fill for fill in self._book.fills if since is None or fill.at >= since]

    def is_scarce(self) -> bool:
        return False

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        self._answer()
        now = self.market.clock.now()
        today = [EquityPoint(at=now, equity=worth, cash=worth) for worth in self.equity_points]
        return [*self.equity_history, *today]

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        self._answer()
        return []

    def suspend(self, *, on: bool) -> None:
        self._answer()
        with self._lock:
            self._book.suspended = on
            self._save()
