"""Lives of a careless desk: wild tickets, all of them approved, on a market that jumps, beside the worst case it read.

The desk, the gate, the paper venue and the risk desk are the real ones. A day of the desk is one or several sessions
of the recording, so that losses also come step by step, with new orders between, until the halt strikes.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.broker.hand_tape import CALENDAR, HandTape
from tests.orders.market import WALL, SetClock, SetMarket
from tests.orders.rig import form
from tests.orders.wild_tape import wild_tape
from tests.orders.wild_tickets import WildTickets
from trading.broker.paper import PaperBroker
from trading.errors import TradingError
from trading.market.clock import ReplayClock
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.ledger import Ledger
from trading.store.migrate import upgrade
from trading.types import OWNER, Action, Side, Status, VenueAccount, WorstCase

SYMBOLS = ("ACME", "BOLT", "CORE", "DUNE")
START, CASH, ACCOUNT = date(2012, 6, 1), Decimal(100_000), "replay"
MEMORY = Path("/dev/shm")
ROUNDING = Decimal("0.25")
"""Worths are rounded to the cent a position and a fill; a split rounds each stop and limit to the tick besides."""


class DayBroker(PaperBroker):
    """The paper venue whose day is as many sessions as the test says: the loss of the day counts from its begin."""

    day_began_at: Decimal = CASH

    def account(self) -> VenueAccount:
        return replace(super().account(), last_equity=self.day_began_at)


@dataclass
class Life:
    """What one life has seen; `faults` are sentences, none of which may be there."""

    days: int = 0
    steps: int = 0
    tickets: int = 0
    approved: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    of_at_most: list[float] = field(default_factory=list)
    of_ceiling: list[float] = field(default_factory=list)
    halts: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class _Rig:
    desk: OrderDesk
    risk: RiskDesk
    broker: DayBroker
    market: SetMarket
    wall: SetClock
    tape: HandTape

    def worth(self) -> Decimal:
        return self.broker.account().equity

    def prices(self) -> dict[str, Decimal]:
        day = self.broker.session_day()
        return {symbol: self.tape.last_close(symbol, day) or Decimal(0) for symbol in SYMBOLS}

    def gross(self) -> Decimal:
        """Return what is held and what resting purchases would cost at the prices that they name."""
        prices = self.prices()
        resting = (o for o in self.broker.orders(open_only=True) if o.side is Side.BUY and o.status is Status.SENT)
        held = sum((one.market_value for one in self.broker.positions()), Decimal(0))
        return held + sum(
            ((o.qty or Decimal(0)) * (o.limit_price or o.stop_price or prices[o.symbol]) for o in resting), Decimal(0)
        )


@contextmanager
def in_memory() -> Iterator[Path]:
    """Give a folder that is no disk where there is one: the lives prove bounds, and a disk that syncs is slow."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


def live(folder: Path, *, days: int, seed: int) -> Life:
    """Live so many days of the desk and return what was seen."""
    rng, life = random.Random(seed), Life()
    limits = _limits(rng)
    gap = Decimal(str(limits["gap_pct"])) / 100
    with _rig(folder, rng, limits, gap=gap, sessions=days * 7 + 5) as rig:
        wild = WildTickets(rng, SYMBOLS, gap, _cap(limits))
        most = Decimal(str(limits["max_gross_notional"]))
        for _ in range(days):
            _day(rig, wild, rng, life, most_gross=most)
        _books_agree(rig, life)
    return life


def _day(rig: _Rig, wild: WildTickets, rng: random.Random, life: Life, *, most_gross: Decimal) -> None:
    rig.broker.day_began_at = began = rig.worth()
    rig.market.prices = rig.prices()
    ceiling, halted = rig.risk.worst_case().ceiling, False
    still: list[tuple[Decimal, WorstCase]] = []  # readings since the last ticket: each holds until the halt
    for _ in range(rng.choice([1, 1, 2, 4, 7])):
        if rng.random() < 0.85:
            _trade(rig, wild, rng, life, most_gross=most_gross)
            still = []
        still.append((rig.worth(), rig.risk.worst_case()))
        _step(rig)
        worth = rig.worth()
        for before, read in still if not halted else still[-1:]:
            _measure(life.of_at_most, before - worth, read.at_most, "at_most", life, rig)
        if not halted:
            _measure(life.of_ceiling, began - worth, ceiling, "ceiling", life, rig)
        if not halted and rig.risk.worst_case().until_halt == 0:
            halted = True
            life.halts += 1
        life.steps += 1
    life.days += 1


def _trade(rig: _Rig, wild: WildTickets, rng: random.Random, life: Life, *, most_gross: Decimal) -> None:
    """Propose several tickets, then approve all that the gate lets through, in any order."""
    for _ in range(rng.choice([1, 2, 3])):
        waiting = []
        for _ in range(rng.choice([1, 2, 3])):
            account, held = rig.broker.account(), {one.symbol: one.qty for one in rig.broker.positions()}
            resting = list(rig.broker.orders(open_only=True))
            life.tickets += 1
            try:
                proposal = rig.desk.propose(wild.next(rig.market.prices, held, resting, account), form())
            except TradingError as fault:
                life.refused[type(fault).__name__] += 1
                continue
            if proposal.status is Status.OPEN:
                waiting.append(proposal)
            for name in (rule.name for rule in proposal.gate.rules if not rule.ok):
                life.refused[name] += 1
        rng.shuffle(waiting)
        for proposal in waiting:
            before = rig.gross()
            try:
                done = rig.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
            except TradingError as fault:
                life.refused[type(fault).__name__] += 1
                continue
            life.approved[_kind(proposal.ticket)] += 1
            after = rig.gross()
            if after > max(before, most_gross) + ROUNDING:
                life.faults.append(f"gross {after} is above {most_gross} after {done.id}")
    rig.wall.go(minutes=30)


def _kind(ticket: Any) -> str:
    if ticket.action is not Action.ORDER:
        return str(ticket.action)
    return f"{ticket.side} {ticket.order_class} {ticket.type}"


def _step(rig: _Rig) -> None:
    rig.broker.advance(CALENDAR.next_session(rig.broker.session_day()).day)
    rig.market.prices = rig.prices()
    rig.desk.reconcile()


def _measure(ratios: list[float], loss: Decimal, bound: Decimal, what: str, life: Life, rig: _Rig) -> None:
    if loss > bound + ROUNDING:
        life.faults.append(f"lost {loss}, {what} was {bound}, at the close of {rig.broker.session_day()}")
    if bound > 0:
        ratios.append(max(0.0, float(loss / bound)))


def _books_agree(rig: _Rig, life: Life) -> None:
    """Every order has its ticket, and cash is what the fills and the company actions left of it."""
    known: set[str] = set()
    cursor = None
    while True:
        page = rig.desk.proposals(statuses=None, limit=200, cursor=cursor)
        known |= {one.id for one in page.items if not one.adopted and one.status is not Status.REFUSED}
        cursor = page.next_cursor
        if cursor is None:
            break
    orders = rig.broker.orders()
    life.faults += [f"order {one.client_order_id} has no ticket" for one in orders if one.client_order_id not in known]
    fills = rig.broker.fills()
    flows = [one.qty * one.price * (-1 if one.side is Side.BUY else 1) for one in fills]
    moved = [one.amount or Decimal(0) for one in rig.broker.cash_movements()]
    expected, cash = CASH + sum(flows, Decimal(0)) + sum(moved, Decimal(0)), rig.broker.account().cash
    if abs(expected - cash) > Decimal("0.01") * (len(fills) + 1):
        life.faults.append(f"cash is {cash}, fills and actions make {expected}")
    if cash < 0 or any(one.qty < 0 for one in rig.broker.positions()):
        life.faults.append(f"cash {cash} or a position is below zero")


def _limits(rng: random.Random) -> dict[str, Any]:
    return {
        "gap_pct": rng.choice(["3", "7.5", "10", "15", "25", "40"]),
        "max_daily_loss_pct": rng.choices(["0", "1", "3", "5", "10", "30", "60"], [1, 3, 5, 6, 5, 3, 2])[0],
        "max_gross_notional": rng.choice(["60000", "100000", "300000", "300000"]),
        "max_symbol_notional": rng.choice(["40000", "300000"]),
        "max_order_notional": rng.choice(["30000", "300000"]),
        "max_symbol_weight_pct": rng.choice(["30", "60", "1000"]),
        "max_drawdown_pct": "100",
        "max_orders_per_day": 100_000,
        "recent_drawdown_pct": "0",
        "stop_streak": 0,
        "low_profit_trades": 0,
        "default_stop_pct": "0",
        "default_target_pct": "0",
    }


def _cap(limits: dict[str, Any]) -> Decimal:
    names = ("max_gross_notional", "max_symbol_notional", "max_order_notional")
    return min(CASH * Decimal(limits["max_symbol_weight_pct"]) / 100, *(Decimal(limits[name]) for name in names))


@contextmanager
def _rig(folder: Path, rng: random.Random, limits: dict[str, Any], *, gap: Decimal, sessions: int) -> Iterator[_Rig]:
    days = [one.day for one in CALENDAR.sessions(START, date(2021, 12, 31))][:sessions]
    tape, wall = wild_tape(rng, SYMBOLS, days, gap), SetClock(WALL)
    folder.mkdir(parents=True, exist_ok=True)
    broker = DayBroker(book=folder / "paper.db", tape=tape, calendar=CALENDAR, start=START, cash=CASH)
    clock = ReplayClock(broker.session_day, CALENDAR)
    database = Database.in_folder(folder)
    upgrade(database)
    ensure_account(database, ACCOUNT, mode=broker.mode, venue=broker.name, at=wall.now())
    book = LimitsBook(database, ACCOUNT, wall, data_dir=folder)
    book.update(limits, actor=OWNER)
    market = SetMarket(clock)  # type: ignore[arg-type]
    shared: dict[str, Any] = {
        "account_id": ACCOUNT, "market": market, "calendar": CALENDAR, "wall_clock": wall, "market_clock": clock,
        "limits": book,
    }  # fmt: skip
    desk = OrderDesk(database=database, broker=broker, data_dir=folder, owner="careless", **shared)
    risk = RiskDesk(ledger=Ledger(database, ACCOUNT, wall, folder), reader=broker, **shared)
    try:
        rig = _Rig(desk, risk, broker, market, wall, tape)
        market.prices = rig.prices()
        desk.start()
        yield rig
    finally:
        broker.close()
        database.close()
