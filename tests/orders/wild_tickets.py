"""A proposer that knows no good: huge, tiny, doubled, wrong-sided and protective orders taken away, in any order."""

import random
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from trading.types import (
    Action,
    OrderClass,
    OrderType,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
    VenueAccount,
    VenueOrder,
)

CENT = Decimal("0.01")
FORCES = [TimeInForce.GTC, TimeInForce.GTC, TimeInForce.DAY]


class WildTickets:
    """Makes tickets from what is held and rests; a ticket that is not valid from birth raises InvalidTicket."""

    def __init__(self, rng: random.Random, symbols: tuple[str, ...], gap: Decimal, cap: Decimal) -> None:
        """`cap` is about the largest order that the limits let through, USD: most sizes keep near it."""
        self._rng, self._symbols, self._gap, self._cap = rng, symbols, gap, cap
        self._last: Ticket | None = None

    def next(
        self,
        prices: dict[str, Decimal],
        held: dict[str, Decimal],
        resting: list[VenueOrder],
        account: VenueAccount,
    ) -> Ticket:
        """Return the next ticket; now and then the very same one again."""
        if self._last is not None and self._rng.random() < 0.08:
            return self._last
        symbol = self._rng.choice(self._symbols)
        moves = [self._enter, self._enter, self._enter, self._bracket, self._bracket, self._malice]
        if held.get(symbol):
            moves += [self._leave, self._guard, self._guard, self._guard]
        if resting:
            moves += [self._change]
        self._last = self._rng.choice(moves)(symbol, prices[symbol], held.get(symbol, Decimal(0)), resting, account)
        return self._last

    def _enter(self, symbol: str, price: Decimal, _held: Any, _resting: Any, account: VenueAccount) -> Ticket:
        kind = self._rng.choice([OrderType.MARKET, OrderType.MARKET, *OrderType])
        fields: dict[str, Any] = {"type": kind, "time_in_force": self._rng.choice(FORCES)}
        if kind is OrderType.MARKET:
            fields["time_in_force"] = self._rng.choice([TimeInForce.DAY, *TimeInForce])
            if self._rng.random() < 0.2:
                amount = (min(account.buying_power, self._cap) * self._share()).quantize(CENT)
                return Ticket(symbol=symbol, side=Side.BUY, notional=amount)
        if kind in (OrderType.LIMIT, OrderType.STOP_LIMIT):
            fields["limit_price"] = self._near(price)
        if kind in (OrderType.STOP, OrderType.STOP_LIMIT):
            fields["stop_price"] = self._near(price)
        if kind is OrderType.TRAILING_STOP:
            fields["trail_percent"] = Decimal(self._rng.randint(1, 60))
        highest = max(price, fields.get("limit_price") or price, fields.get("stop_price") or price)
        fraction = self._rng.random() < 0.15 and fields["time_in_force"] is TimeInForce.DAY
        qty = self._size(account, highest, parts=fraction)
        return Ticket(symbol=symbol, side=Side.BUY, qty=qty, **fields)

    def _bracket(self, symbol: str, price: Decimal, _held: Any, _resting: Any, account: VenueAccount) -> Ticket:
        """An entry with exits; the stop may be on the wrong side, or a stop-limit that a jump leaves behind."""
        limit = self._near(price) if self._rng.random() < 0.5 else None
        base = limit or price
        stop = (base * (1 - self._gap * Decimal(str(self._rng.uniform(-0.1, 1.2))))).quantize(CENT)
        slip = Decimal(str(self._rng.choice([0.99, 0.7, 0.5])))
        loss = StopLoss(stop_price=stop, limit_price=(stop * slip).quantize(CENT) if self._rng.random() < 0.3 else None)
        kind = self._rng.choice([OrderClass.BRACKET, OrderClass.OTO])
        target = TakeProfit(limit_price=(base * Decimal(str(self._rng.uniform(0.98, 1.4)))).quantize(CENT))
        return Ticket(
            symbol=symbol,
            side=Side.BUY,
            qty=self._size(account, max(price, base)),
            type=OrderType.MARKET if limit is None else OrderType.LIMIT,
            limit_price=limit,
            order_class=kind,
            time_in_force=self._rng.choice(FORCES),
            stop_loss=loss,
            take_profit=target if kind is OrderClass.BRACKET else None,
        )

    def _guard(self, symbol: str, price: Decimal, held: Decimal, _resting: Any, _account: VenueAccount) -> Ticket:
        """A protective order on the whole, on a part, or on more than is held."""
        qty = self._part(held)
        near = (price * (1 - self._gap * Decimal(str(self._rng.uniform(-0.1, 1.0))))).quantize(CENT)
        kind = self._rng.choice(["stop", "stop", "stop_limit", "trailing", "oco"])
        fields: dict[str, Any] = {"time_in_force": self._rng.choice(FORCES)}
        if kind == "trailing":
            fields |= {"type": OrderType.TRAILING_STOP, "trail_percent": Decimal(self._rng.randint(1, 30))}
        elif kind == "oco":
            high = (price * Decimal("1.2")).quantize(CENT)
            fields |= {"order_class": OrderClass.OCO, "type": OrderType.LIMIT, "limit_price": high}
            fields |= {"take_profit": TakeProfit(limit_price=high), "stop_loss": StopLoss(stop_price=near)}
        else:
            fields |= {"type": OrderType(kind), "stop_price": near}
            if kind == "stop_limit":
                fields["limit_price"] = (near * Decimal(str(self._rng.choice([0.99, 0.8, 0.6])))).quantize(CENT)
        return Ticket(symbol=symbol, side=Side.SELL, qty=qty, **fields)

    def _leave(self, symbol: str, price: Decimal, held: Decimal, _resting: Any, _account: VenueAccount) -> Ticket:
        only = self._rng.random() < 0.5
        if self._rng.random() < 0.3:
            limit = self._near(price)
            return Ticket(symbol=symbol, side=Side.SELL, qty=self._part(held), type=OrderType.LIMIT, limit_price=limit)
        return Ticket(symbol=symbol, side=Side.SELL, qty=self._part(held), reduce_only=only)

    def _change(
        self, symbol: str, price: Decimal, _held: Any, resting: list[VenueOrder], _account: VenueAccount
    ) -> Ticket:
        """Take an order back, a protective one too, or make it larger, dearer, or of another kind."""
        order = self._rng.choice(resting)
        if self._rng.random() < 0.5 or order.legs or order.qty is None:
            legs = [leg.client_order_id for leg in order.legs]
            named = self._rng.choice([order.client_order_id, *legs])
            return Ticket(
                symbol=order.symbol, action=Action.CANCEL, target_id=named, type=None,
                time_in_force=None, order_class=None,
            )  # fmt: skip
        return Ticket(
            symbol=order.symbol,
            action=Action.REPLACE,
            target_id=order.client_order_id,
            side=order.side,
            qty=(order.qty * self._rng.choice([1, 2, 3, 10])).normalize(),
            type=order.type,
            time_in_force=order.time_in_force,
            limit_price=None if order.limit_price is None else self._near(order.limit_price),
            stop_price=None if order.stop_price is None else self._near(order.stop_price),
            trail_price=order.trail_price,
            trail_percent=order.trail_percent,
        )

    def _malice(self, symbol: str, price: Decimal, held: Decimal, resting: Any, account: VenueAccount) -> Ticket:
        qty = self._size(account, price)
        plain = Ticket(symbol=symbol, side=Side.BUY, qty=qty)
        kind = self._rng.randrange(7)
        if kind == 0:
            return replace(plain, qty=Decimal(self._rng.choice(["100000000", "0.000001", "99999", "1"])))
        if kind == 1:
            return replace(plain, side=Side.SELL, qty=abs(held) + qty)
        if kind == 2:
            return replace(plain, reduce_only=True)
        if kind == 3:
            return replace(plain, side=Side.SELL, reduce_only=True, qty=abs(held) + 1)
        if kind == 4:
            return replace(plain, symbol="NOPE")
        if kind == 5:  # a sale whose exits would buy again
            up, down = (price * Decimal("1.1")).quantize(CENT), (price * Decimal("0.9")).quantize(CENT)
            exits = {"take_profit": TakeProfit(limit_price=down), "stop_loss": StopLoss(stop_price=up)}
            return replace(plain, side=Side.SELL, order_class=OrderClass.BRACKET, **exits)  # type: ignore[arg-type]
        return replace(plain, type=OrderType.LIMIT, limit_price=(price * 50).quantize(CENT))

    def _near(self, price: Decimal) -> Decimal:
        return max(CENT, (price * Decimal(str(self._rng.uniform(0.8, 1.15)))).quantize(CENT))

    def _share(self) -> Decimal:
        return Decimal(str(round(self._rng.choice([0.2, 0.5, 0.8, 0.99, 1.0, 1.5]) * self._rng.uniform(0.9, 1.0), 6)))

    def _size(self, account: VenueAccount, price: Decimal, *, parts: bool = False) -> Decimal:
        """Return a part of what can be bought, sometimes all of it or more."""
        power = max(account.buying_power, account.equity / 50)
        qty = (power if self._rng.random() < 0.2 else min(power, self._cap)) * self._share() / price
        step = Decimal("0.000001") if parts else Decimal(1)
        return max(step, qty.quantize(step, rounding=ROUND_DOWN))

    def _part(self, held: Decimal) -> Decimal:
        whole = held.to_integral_value(rounding=ROUND_DOWN)
        part = self._rng.choice([whole, whole, held, (held / 2).to_integral_value(rounding=ROUND_DOWN), whole + 1])
        return max(Decimal("0.000001"), part)
