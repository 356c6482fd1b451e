"""A rehearsal desk: a real desk, store and paper venue in a temporary folder, with the faults that attacks use.

Nothing of the user's is opened: neither DATA_DIR nor a venue nor the network.
"""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trading.broker.paper import PaperBroker
from trading.errors import Refused, Unavailable
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.risk.attack.case import NotArmed, Running
from trading.risk.attack.scene import WALL_NOW, filled_in
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, Position, Proposal, Quote, Side, Status, Ticket

ACCOUNT = "rehearsal"
DAY = date(2012, 6, 1)
CASH = Decimal(10) ** 12
IN_MEMORY = Path("/dev/shm")  # noqa: S108  no secret is written there, and TemporaryDirectory makes its own folder
"""Where a system has it, a folder in memory: a rehearsal need not outlive anything, and disks are slow to sync."""
DEAF = "the venue does not answer; try again"
LOST = "the connection was dropped before an answer came"
PACE = {"cooldown_s": 0, "max_orders_per_day": 100_000}


class HandClock:
    """A wall clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def go(self, seconds: float) -> None:
        """Move it on."""
        self._now += timedelta(seconds=seconds)


class ProcessKilled(BaseException):
    """The process ends in the middle of a send; no handler of ordinary errors catches it."""


class Faults:
    """What the venue does around a send. `posts` are the ids that reached it, repeats too."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.before: BaseException | None = None
        self.after: BaseException | None = None

    def before_accepting(self, client_order_id: str) -> None:
        """Count the post; raise what is set to happen before the venue has the order."""
        self.posts.append(client_order_id)
        if self.before is not None:
            raise self.before

    def after_accepting(self, client_order_id: str) -> None:
        """Raise what is set to happen once the venue has the order."""
        if self.after is not None:
            raise self.after


class RehearsedVenue(PaperBroker):
    """The paper venue; `deaf` fails every question and request, `flat` forgets what is held."""

    deaf = False
    flat = False

    def positions(self) -> list[Position]:
        """Return the positions, none while `flat`. Raises Unavailable while `deaf`."""
        self._answer()
        return [] if self.flat else list(super().positions())

    def quantities(self) -> Mapping[str, Decimal]:
        """Return the size of every position, none while `flat`. Raises Unavailable while `deaf`."""
        return {position.symbol: position.qty for position in self.positions()}

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Any:
        """Return the orders. Raises Unavailable while `deaf`."""
        self._answer()
        return super().orders(open_only=open_only, since=since)

    def cancel(self, client_order_id: str) -> None:
        """Cancel an order. Raises Unavailable while `deaf`."""
        self._answer()
        super().cancel(client_order_id)

    def suspend(self, *, on: bool) -> None:
        """Refuse new orders. Raises Unavailable while `deaf`."""
        self._answer()
        super().suspend(on=on)

    def _answer(self) -> None:
        if self.deaf:
            raise Unavailable(DEAF)


class RehearsedMarket(ReplayMarket):
    """The recorded market; `age` makes its quotes old, `factor` moves them."""

    age = timedelta(0)
    factor = Decimal(1)

    def quote(self, symbol: str) -> Quote:
        """Return the price as the attack has it."""
        real = super().quote(symbol)
        return Quote(
            symbol=symbol,
            bid=real.bid * self.factor,
            ask=real.ask * self.factor,
            last=real.last * self.factor,
            at=real.at - self.age,
            source=real.source,
        )


class Rehearsal:
    """One desk for one attack, under the limits that hold; use it as a context.

    Only the pace is let go (`PACE`): several orders follow each other here, and the gate's own attacks try it.
    """

    def __init__(self, running: Running) -> None:
        self.running = running
        self._stack = ExitStack()
        self._restarts = 0

    def __enter__(self) -> Self:
        where = IN_MEMORY if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) else None
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-", dir=where)))
        self.wall, self.calendar, tape = HandClock(WALL_NOW), ExchangeCalendar(), ReplayTape()
        self.faults = Faults()
        self.venue = RehearsedVenue(
            book=self.folder / "paper.db",
            tape=tape,
            calendar=self.calendar,
            start=DAY,
            cash=CASH,
            faults=self.faults,
        )
        self._stack.callback(self.venue.close)
        self.clock = ReplayClock(self.venue.session_day, self.calendar)
        self.market = RehearsedMarket(tape, self.clock, self.calendar)
        self.database = Database.in_folder(self.folder)
        self._stack.callback(self.database.close)
        upgrade(self.database)
        ensure_account(self.database, ACCOUNT, mode=self.venue.mode, venue=self.venue.name, at=self.wall.now())
        self.limits = LimitsBook(self.database, ACCOUNT, self.wall, data_dir=self.folder)
        self.limits.update(self.running.limits.wire() | PACE, actor=OWNER)
        self.symbol = self._symbol()
        self.desk = self._desk()
        self.desk.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def restart(self) -> None:
        """Begin a second desk on the same store and venue, as a process that starts again does."""
        self.desk = self._desk()
        self.desk.start()

    def restarted_unstarted(self) -> OrderDesk:
        """Return a second desk that has not started yet."""
        return self._desk()

    def ticket(self, **fields: Any) -> Ticket:
        """Return a purchase of one share, with fields changed."""
        asked: dict[str, Any] = {"symbol": self.symbol, "side": Side.BUY, "qty": Decimal(1)} | fields
        return Ticket(**asked)

    def propose(self, intent_key: str | None = None, **fields: Any) -> Proposal:
        """Propose that purchase."""
        return self.desk.propose(self.ticket(**fields), filled_in(), intent_key=intent_key)

    def opened(self, **fields: Any) -> Proposal:
        """Propose a purchase that must be let through. Raises NotArmed where the limits refuse even that."""
        proposal = self.propose(**fields)
        if proposal.status is not Status.OPEN:
            raise NotArmed(f"the limits refuse even the small order of the rehearsal: {proposal.reason}")
        return proposal

    def approve(self, proposal: Proposal) -> Proposal:
        """Approve what was shown, as the owner."""
        return self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)

    def bought(self, **fields: Any) -> Proposal:
        """Propose and approve a purchase."""
        return self.sent(self.opened(**fields))

    def sent(self, proposal: Proposal) -> Proposal:
        """Approve what must be let through. Raises NotArmed where the limits refuse it by now."""
        try:
            return self.approve(proposal)
        except Refused as fault:
            raise NotArmed(f"the limits refuse the second small order of the rehearsal: {fault}") from None

    def price(self) -> Decimal:
        """Return the recorded price of the rehearsal's symbol, USD."""
        return self.market.quote(self.symbol).last

    def _symbol(self) -> str:
        """Return the first symbol that the limits allow and the recording trades; AAPL where there is none."""
        allowed = self.running.limits.allowed_symbols
        listed = ("AAPL", *(asset.symbol for asset in self.market.assets() if asset.tradable))
        return next((symbol for symbol in listed if not allowed or symbol in allowed), "AAPL")

    def _desk(self) -> OrderDesk:
        self._restarts += 1
        return OrderDesk(
            database=self.database,
            account_id=ACCOUNT,
            broker=self.venue,
            market=self.market,
            calendar=self.calendar,
            wall_clock=self.wall,
            market_clock=self.clock,
            limits=self.limits,
            data_dir=self.folder,
            owner=f"rehearsal-{self._restarts}",
        )
