"""The desk on the real replay, calendar and paper broker, in one folder; several processes may open it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.orders.market import WALL, SetClock
from tests.orders.rig import form
from trading.broker.paper import PaperBroker
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, Proposal, Side, Ticket


@dataclass
class Paper:
    desk: OrderDesk
    broker: PaperBroker
    calendar: ExchangeCalendar
    wall: SetClock
    database: Database

    def send(self, **fields: object) -> Proposal:
        ticket = Ticket(**({"symbol": "AAPL", "side": Side.BUY, "qty": Decimal(10)} | fields))  # type: ignore[arg-type]
        return self.answer(ticket)

    def answer(self, ticket: Ticket) -> Proposal:
        proposal = self.desk.propose(ticket, form())
        assert proposal.gate.reasons == []
        return self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)

    def play(self, sessions: int = 1) -> None:
        for _ in range(sessions):
            self.broker.advance(self.calendar.next_session(self.broker.session_day()).day)
            self.desk.reconcile()

    def close(self) -> None:
        self.broker.close()
        self.database.close()


def open_paper(folder: Path, *, owner: str) -> Paper:
    """Return the desk of a folder, not started."""
    wall, calendar, tape = SetClock(WALL), ExchangeCalendar(), ReplayTape()
    broker = PaperBroker(
        book=folder / "paper.db",
        tape=tape,
        calendar=calendar,
        start=date(2012, 6, 1),
        cash=Decimal(100_000),
    )
    market_clock = ReplayClock(broker.session_day, calendar)
    database = Database.in_folder(folder)
    upgrade(database)
    ensure_account(database, "replay", mode=broker.mode, venue=broker.name, at=wall.now())
    desk = OrderDesk(
        database=database,
        account_id="replay",
        broker=broker,
        market=ReplayMarket(tape, market_clock, calendar),
        calendar=calendar,
        wall_clock=wall,
        market_clock=market_clock,
        limits=LimitsBook(database, "replay", wall, data_dir=folder),
        data_dir=folder,
        owner=owner,
    )
    return Paper(desk, broker, calendar, wall, database)
