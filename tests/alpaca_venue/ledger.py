"""What the account holds: cash to the cent, positions, and the activities that explain them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.alpaca_venue.amounts import cents, plain, stamp
from tests.alpaca_venue.assets import Asset
from tests.alpaca_venue.orders import ZERO, Order


@dataclass(slots=True)
class Holding:
    """A position: `qty` is negative for a short, `cost` has its sign."""

    asset: Asset
    qty: Decimal = ZERO
    cost: Decimal = ZERO
    day_qty: Decimal = ZERO

    @property
    def average(self) -> Decimal:
        return self.cost / self.qty if self.qty else ZERO


@dataclass(slots=True)
class Ledger:
    """Cash, holdings and activities. Every change of cash has its activity."""

    cash: Decimal = Decimal(100_000)
    holdings: dict[str, Holding] = field(default_factory=dict)
    activities: list[dict[str, Any]] = field(default_factory=list)
    activity_times: list[int] = field(default_factory=list)

    def qty(self, symbol: str) -> Decimal:
        """Return the signed size held."""
        held = self.holdings.get(symbol)
        return held.qty if held else ZERO

    def book(self, order: Order, qty: Decimal, price: Decimal, at: int) -> dict[str, Any]:
        """Move shares and cash for one execution, after the order has counted it; return its activity."""
        signed = qty if order.side == "buy" else -qty
        self.cash -= cents(signed * price)
        held = self.holdings.setdefault(order.symbol, Holding(order.asset))
        before, after = held.qty, held.qty + signed
        if before * signed >= 0:
            held.cost += signed * price
        elif before * after < 0:
            held.cost = after * price
        else:
            held.cost = held.average * after
        held.qty = after
        if not after:
            del self.holdings[order.symbol]
        done = order.status == "filled"
        return self.record(
            at,
            {
                "activity_type": "FILL",
                "type": "fill" if done else "partial_fill",
                "transaction_time": stamp(at),
                "price": plain(price),
                "qty": plain(qty),
                "side": order.side,
                "symbol": order.symbol,
                "leaves_qty": plain(ZERO if done else order.remaining),
                "cum_qty": plain(order.filled_qty),
                "order_id": order.id,
                "order_status": order.status,
            },
        )

    def record(self, at: int, row: dict[str, Any]) -> dict[str, Any]:
        """Keep an activity under an id that begins with its time, as Alpaca's do."""
        digits = stamp(at // 1_000_000 * 1_000_000 + 1).translate({ord(c): None for c in "-:.TZ"})
        entry = {"id": f"{digits[:17]}::{uuid4()}", **row}
        self.activities.append(entry)
        self.activity_times.append(at)
        return entry

    def transfer(self, at: int, kind: str, amount: Decimal, symbol: str | None) -> dict[str, Any]:
        """Book what is not a trade: a dividend, a fee, a deposit."""
        self.cash += cents(amount)
        row: dict[str, Any] = {"activity_type": kind, "date": stamp(at)[:10], "net_amount": plain(cents(amount))}
        row |= {"status": "executed", "created_at": stamp(at), "currency": "USD"}
        return self.record(at, row | ({"symbol": symbol} if symbol else {}))
