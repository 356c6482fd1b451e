"""The desk on a paper book at prices of now, in one folder; several processes may open it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.broker.set_market import CALENDAR, MONDAY, Scene, SetMarket, live_book, ny
from tests.market.recording import SetClock
from tests.orders.rig import form
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.orders.desk import OrderDesk
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, Proposal, Side, Ticket

ACCOUNT = "paper-test"


@dataclass
class LivePaper(Scene):
    """A scene with a desk at it."""

    desk: OrderDesk
    database: Database

    def send(self, **fields: object) -> Proposal:
        ticket = Ticket(**({"symbol": "ACME", "side": Side.BUY, "qty": Decimal(10)} | fields))  # type: ignore[arg-type]
        proposal = self.desk.propose(ticket, form())
        assert proposal.gate.reasons == []
        return self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)

    def look(self, day: date, time: str) -> None:
        """Do what the thread of the app does: look at the market, and tell the desk."""
        self.clock.at = ny(day, time)
        if changed := tasks.look(self.broker, OutageLog("the market", self.clock)):
            self.desk.follow(changed)

    def close(self) -> None:
        self.broker.close()
        self.database.close()


def open_live_paper(folder: Path, *, owner: str = "test", time: str = "11:00", day: date = MONDAY) -> LivePaper:
    """Return the desk of a folder, not started; ACME has a quiet year behind it and is quoted 100.00 to 100.02."""
    clock = SetClock(ny(day, time))
    market = SetMarket(clock, symbols=("ACME", "SPY"))
    for symbol in ("ACME", "SPY"):
        for number, session in enumerate(CALENDAR.sessions(day - timedelta(days=400), day - timedelta(days=1))):
            market.day(session.day, "100 101 99 100" if number % 2 else "100 101 99 100.5", symbol=symbol)
    market.quotes("100.00", "100.02")
    broker = live_book(folder, market, clock)
    database = Database.in_folder(folder)
    upgrade(database)
    ensure_account(database, ACCOUNT, mode=broker.mode, venue=broker.name, at=clock.now())
    desk = OrderDesk(
        database=database,
        account_id=ACCOUNT,
        broker=broker,
        market=market,
        calendar=CALENDAR,
        wall_clock=clock,
        market_clock=clock,
        limits=LimitsBook(database, ACCOUNT, clock, data_dir=folder),
        data_dir=folder,
        owner=owner,
        benchmark="SPY",
    )
    return LivePaper(broker=broker, market=market, clock=clock, desk=desk, database=database)
