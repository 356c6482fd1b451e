"""One desk with everything around it, as the tests of orders use it."""

import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.orders.market import START, WALL, SetClock, SetMarket, WeekdayCalendar
from tests.orders.venue import SetVenue
from trading.orders.desk import OrderDesk
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import (
    OWNER,
    FieldFrom,
    FieldSource,
    MarketMode,
    Origin,
    OriginKind,
    Proposal,
    Side,
    Ticket,
)
from trading.types.wire import TICKET_FIELDS

ACCOUNT = "test"
_owners = itertools.count(1)


@dataclass
class Rig:
    """The parts of one desk; `again` makes a second desk on the same store and venue, as a restart does."""

    folder: Path
    database: Database
    wall: SetClock
    market_clock: SetClock
    market: SetMarket
    venue: SetVenue
    limits: LimitsBook
    desk: OrderDesk
    closes: list[Database] = field(default_factory=list)

    def again(self, *, owner: str | None = None, **changes: Any) -> OrderDesk:
        return _desk(self, owner=owner, **changes)

    def again_started(self) -> OrderDesk:
        desk = self.again()
        desk.start()
        return desk

    def buy(self, symbol: str = "AAPL", qty: str = "1", **more: Any) -> Proposal:
        return self.desk.propose(Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(qty), **more), form())

    def sell(self, symbol: str = "AAPL", qty: str = "1", **more: Any) -> Proposal:
        return self.desk.propose(Ticket(symbol=symbol, side=Side.SELL, qty=Decimal(qty), **more), form())

    def approve(self, proposal: Proposal) -> Proposal:
        return self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)

    def kinds(self) -> list[str]:
        return [entry.kind for entry in reversed(self.desk.audit(limit=500).items)]

    def close(self) -> None:
        self.database.close()


def form() -> Origin:
    """Return the origin of a ticket whose every field was filled in on the form."""
    said = {name: FieldSource(source=FieldFrom.FORM, text="form") for name in TICKET_FIELDS}
    return Origin(kind=OriginKind.FORM, actor=OWNER, fields=said)


def make_rig(
    folder: Path,
    *,
    url: str | None = None,
    start: bool = True,
    mode: MarketMode = MarketMode.REPLAY,
    venue_file: Path | None = None,
) -> Rig:
    """Return a started desk on a new store; clocks stand still."""
    folder.mkdir(parents=True, exist_ok=True)
    wall, market_clock = SetClock(WALL), SetClock(START)
    if mode is not MarketMode.REPLAY:
        market_clock.set(WALL)
    database = Database(url) if url else Database.in_folder(folder)
    upgrade(database)
    market = SetMarket(market_clock)
    venue = SetVenue(market, file=venue_file, mode=mode)
    ensure_account(database, ACCOUNT, mode=mode, venue=venue.name, at=wall.now())
    limits = LimitsBook(database, ACCOUNT, wall, data_dir=folder)
    rig = Rig(folder, database, wall, market_clock, market, venue, limits, desk=None)  # type: ignore[arg-type]
    rig.desk = _desk(rig)
    if start:
        rig.desk.start()
    return rig


def _desk(rig: Rig, *, owner: str | None = None, **changes: Any) -> OrderDesk:
    parts: dict[str, Any] = {
        "database": rig.database,
        "account_id": ACCOUNT,
        "broker": rig.venue,
        "market": rig.market,
        "calendar": WeekdayCalendar(),
        "wall_clock": rig.wall,
        "market_clock": rig.market_clock,
        "limits": rig.limits,
        "data_dir": rig.folder,
        "owner": owner or f"test-{next(_owners)}",
    }
    return OrderDesk(**(parts | changes))
