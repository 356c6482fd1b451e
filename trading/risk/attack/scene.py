"""The facts of an honest order under the limits that hold; each attack changes what it needs and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.risk.attack.case import Attack, Outcome, Running, broken, held
from trading.risk.checks import judge
from trading.risk.facts import Book, Facts, Outside, Working
from trading.risk.limits import Limits
from trading.risk.past import Past, reach
from trading.risk.sessions import Sessions
from trading.types import (
    OWNER,
    Asset,
    FieldFrom,
    FieldSource,
    MarketMode,
    OrderType,
    Origin,
    OriginKind,
    Position,
    Quote,
    Session,
    Side,
    Status,
    Ticket,
    VenueAccount,
)
from trading.types.wire import TICKET_FIELDS

CENT, TWO_CENTS = Decimal("0.01"), Decimal("0.02")
RICH = Decimal(10) ** 18
"""The rehearsed account's worth, USD: so much that only the rule under attack can mind."""
REPLAY_NOW = datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
VENUE_NOW = datetime(2026, 6, 3, 15, 0, tzinfo=UTC)
"""A session's close in the replay; the morning of a Wednesday in New York at a venue."""
WALL_NOW = VENUE_NOW
SATURDAY = 5


def gate_attack(name: str, title: str, story: str, rule: str | None, make: Callable[[Running], Facts]) -> Attack:
    """Return an attack on the gate alone: `make` gives the facts of an order that must not pass."""

    def trial(running: Running) -> Outcome:
        verdict = judge(make(running), running.rules)
        if verdict.allowed:
            return broken("the gate let the order through")
        return held(next((r.reason for r in verdict.rules if not r.ok and r.name == rule), verdict.reasons[0]))

    return Attack(name=name, title=title, story=story, rule=rule, trial=trial)


def symbol_of(running: Running) -> str:
    """Return a symbol that the limits allow."""
    allowed = running.limits.allowed_symbols
    return "AAPL" if not allowed or "AAPL" in allowed else allowed[0]


def small_price(running: Running) -> Decimal:
    """Return a price of one share, USD: at most a quarter of every cap, 4 cents or more, and half of it is a price."""
    limits = running.limits
    least = min(limits.max_order_notional, limits.max_symbol_notional, limits.max_gross_notional)
    return max(2 * TWO_CENTS, min(Decimal(100), least / 4 // TWO_CENTS * TWO_CENTS))


def venue_mode(running: Running) -> MarketMode:
    """Return the mode of a venue, for rules that a replay does not have."""
    return MarketMode.PAPER if running.mode is MarketMode.REPLAY else running.mode


def filled_in() -> Origin:
    """Return the origin of a ticket whose every field a person filled in."""
    said = {name: FieldSource(source=FieldFrom.FORM, text="form") for name in TICKET_FIELDS}
    return Origin(kind=OriginKind.FORM, actor=OWNER, fields=said)


def honest(running: Running, *, mode: MarketMode | None = None, **ticket: Any) -> Facts:
    """Return the facts of an order that every rule passes unless a limit forbids all orders.

    One share at `small_price` for a very rich account that holds nothing; `ticket` changes fields of the order.
    """
    mode = mode or running.mode
    symbol, price = symbol_of(running), small_price(running)
    now = REPLAY_NOW if mode is MarketMode.REPLAY else VENUE_NOW
    asked: dict[str, Any] = {"symbol": symbol, "side": Side.BUY, "qty": Decimal(1)} | ticket
    return Facts(
        ticket=Ticket(**asked),
        origin=filled_in(),
        mode=mode,
        read_only=False,
        wall_now=WALL_NOW,
        market_now=now,
        outside=_outside(symbol, price, now, running.limits),
        book=_book(running),
        live_allowed=True,
    )


def altered(
    facts: Facts,
    *,
    outside: Mapping[str, Any] | None = None,
    book: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Facts:
    """Return facts with some of them changed."""
    changes["outside"] = replace(facts.outside, **(outside or {}))
    changes["book"] = replace(facts.book, **(book or {}))
    return replace(facts, **changes)


def with_account(facts: Facts, **changes: Any) -> Facts:
    """Return facts with the venue's account changed."""
    return altered(facts, outside={"account": replace(facts.account, **changes)})


def with_quote(facts: Facts, **changes: Any) -> Facts:
    """Return facts with the gate's own quote changed."""
    return altered(facts, outside={"quote": replace(facts.quote, **changes)})


def with_asset(facts: Facts, **changes: Any) -> Facts:
    """Return facts with the asset changed."""
    return altered(facts, outside={"asset": replace(facts.asset, **changes)})


def holding(facts: Facts, symbol: str, qty: Decimal, worth: Decimal) -> Facts:
    """Return facts with a position of that many shares, all free, worth that in USD."""
    price = abs(worth / qty)
    position = Position(
        symbol=symbol,
        qty=qty,
        available=max(qty, Decimal(0)),
        avg_entry_price=price,
        last_price=price,
        market_value=worth,
        unrealized_pl=Decimal(0),
        realized_pl=None,
    )
    return altered(facts, outside={"positions": {**facts.positions, symbol: position}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An order that rests at the venue: shares and USD a share."""

    side: Side
    qty: Decimal
    price: Decimal
    is_plain: bool = True


def resting(facts: Facts, *orders: Rest) -> Facts:
    """Return facts with orders of the ticket's symbol that rest at the venue."""
    found = tuple(
        Working(
            id=f"resting-{number}",
            symbol=facts.ticket.symbol,
            side=order.side,
            qty=order.qty,
            price=order.price,
            status=Status.SENT,
            known_to_venue=True,
            type=OrderType.LIMIT,
            limit_price=order.price,
            is_plain=order.is_plain,
        )
        for number, order in enumerate(orders)
    )
    return altered(facts, book={"working": found})


def quiet_past(limits: Limits, now: datetime) -> Past:
    """Return a past in which nothing was closed, as far back and ahead as the protections look."""
    back, ahead = reach(limits)
    days = (now.date() + timedelta(days=number) for number in range(-2 * back - 7, 2 * ahead + 8))
    known = tuple(session_on(day) for day in days if day.weekday() < SATURDAY)
    return Past(closings=(), points=(), sessions=Sessions(known=known, now=now), reach=(back, ahead))


def _outside(symbol: str, price: Decimal, now: datetime, limits: Limits) -> Outside:
    return Outside(
        log_seq=0,
        asked_at=now,
        quote=Quote(symbol=symbol, bid=price, ask=price, last=price, at=now, source="rehearsal"),
        asset=Asset(
            symbol=symbol,
            name="A rehearsed company",
            exchange="XNYS",
            tradable=True,
            fractionable=True,
            shortable=True,
            closes_only=False,
            first=date(2000, 1, 3),
            last=now.date(),
        ),
        session=session_on(now.date()),
        previous_session=session_on(now.date() - timedelta(days=1)),
        next_session=session_on(now.date() + timedelta(days=1)),
        account=VenueAccount(
            number="rehearsal", equity=RICH, cash=RICH, buying_power=RICH, last_equity=RICH, as_of=now
        ),
        positions={},
        peak_equity=RICH,
        past=quiet_past(limits, now),
        average_volume=None,
    )


def session_on(day: date) -> Session:
    """Return a regular session of New York's summer time: 13:30 to 20:00 UTC."""
    opens, closes = (datetime(day.year, day.month, day.day, *at, tzinfo=UTC) for at in ((13, 30), (20, 0)))
    return Session(day=day, opens=opens, closes=closes, is_half_day=False)


def _book(running: Running) -> Book:
    return Book(
        limits=running.limits,
        limits_fault="",
        kill_on=False,
        kill_reason="",
        held=None,
        reconciled=True,
        working=(),
        in_doubt={},
        orders_today=0,
        last_sent_at=None,
        rejections=0,
        last_rejected_at=None,
        twin=None,
        target=None,
        target_status=None,
    )
