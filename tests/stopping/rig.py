"""Desks that have an order at rest and are then stopped from beside, and how each stands after it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import bootstrap
from tests.orders.rig import form
from trading.broker.paper.venue import BookVenue
from trading.market.calendar import ExchangeCalendar
from trading.settings import Settings
from trading.store.accounts import account_ids, account_state
from trading.store.database import Database
from trading.store.heartbeat import APP, Beat, BeatFile
from trading.types import OWNER, OrderType, Side, Ticket, TimeInForce

END = date(2005, 6, 30)
NOBODY = "http://127.0.0.1:9"
"""The port of "discard": nothing listens there."""
Env = Callable[..., None]


def resting(symbol: str = "AAPL", price: int = 80) -> Ticket:
    return Ticket(
        symbol=symbol,
        side=Side.BUY,
        qty=Decimal(1),
        type=OrderType.LIMIT,
        limit_price=Decimal(price),
        time_in_force=TimeInForce.GTC,
    )


def files_desk(data: Path, folder: Path) -> str:
    """Let a desk on a folder of files send an order that rests, and return its account."""
    settings = Settings.load(data_dir=data, market_data="files", bars_folder=folder, replay_at=date(2005, 2, 24))
    wired = bootstrap.build(settings)
    try:
        wired.start()
        proposal = wired.services.desk.propose(resting(), form())
        wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
        return wired.services.account_id
    finally:
        wired.close()


def replay_desk(data: Path) -> None:
    """Let a desk on the bundled recording send an order that rests."""
    wired = bootstrap.build(Settings.load(data_dir=data, market_data="replay"))
    try:
        wired.start()
        proposal = wired.services.desk.propose(resting(price=1), form())
        wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    finally:
        wired.close()


def is_stopped(data: Path, account: str) -> bool:
    database = Database.in_folder(data)
    try:
        with database.read() as connection:
            return account_state(connection, account).kill_on
    finally:
        database.close()


def known_accounts(data: Path) -> list[str]:
    database = Database.in_folder(data)
    try:
        return account_ids(database)
    finally:
        database.close()


def open_orders(book: Path) -> int:
    venue = BookVenue(book=book, calendar=ExchangeCalendar())
    try:
        return len(venue.orders(open_only=True))
    finally:
        venue.close()


def stale_beat(data: Path) -> None:
    """Write the heartbeat of an app that fell silent an hour ago."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    BeatFile(data, APP).write(Beat(pid=1, owner="an app", at=an_hour_ago, number=1))


def junk_in_its_place(book: Path) -> None:
    book.write_bytes(b"no book, whatever its name says" * 100)
