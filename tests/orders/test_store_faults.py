"""A full disk, a read-only one, a store that is held, many writers: no order without its intent, nothing lost."""

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.desk_process import ROOT
from tests.exactly_once.desk import CASH, build, make_venue, place_of
from tests.exactly_once.judge import judge
from tests.orders.disk import Disk, small_disk
from tests.orders.rig import Rig, form, make_rig
from tests.orders.test_concurrency import at_once
from trading.errors import TradingError, Unavailable
from trading.market.clock import WallClock
from trading.orders.desk import OrderDesk
from trading.store.database import Database
from trading.types import IN_DOUBT, OWNER, OrderType, Proposal, Side, Status, Ticket

FAULTS = ("full", "read-only")
SAID = {"full": "free some disk space", "read-only": "check the disk"}
"""The next step that each fault names."""
WRITERS = 16


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def on_disk(disk: Disk, tmp_path: Path) -> Iterator[Rig]:
    """A desk whose whole data folder is on the small disk, at a venue that looks whether each intent is committed."""
    made = make_rig(tmp_path / "disk")
    disk.attach(made.database.engine)
    made.venue.before_accepting = lambda order_id: assert_committed(tmp_path / "disk", order_id)
    yield made
    disk.mend()
    made.close()


def assert_committed(folder: Path, order_id: str) -> None:
    """Look from a connection of its own, which sees what is committed and nothing else."""
    looking = sqlite3.connect(f"file:{folder / 'desk.db'}?mode=ro", uri=True)
    try:
        found = looking.execute("SELECT status FROM proposal WHERE id = ?", (order_id,)).fetchone()
    finally:
        looking.close()
    assert found == ("sending",), f"order {order_id} reached the venue while its ticket was {found}"


def break_disk(disk: Disk, kind: str) -> None:
    if kind == "full":
        disk.fill()
    else:
        disk.make_read_only()


def until_it_fails(work: Callable[[], object]) -> Unavailable:
    """Repeat until the store says no: what the log has room for may still be written on a full disk."""
    for _ in range(500):
        try:
            work()
        except Unavailable as fault:
            return fault
    raise AssertionError("the store took 500 writes on a broken disk")


@pytest.mark.parametrize("kind", FAULTS)
def test_a_broken_disk_sends_nothing_says_why_and_the_desk_goes_on_when_it_is_mended(
    on_disk: Rig, disk: Disk, kind: str
) -> None:
    first, waiting = on_disk.approve(on_disk.buy()), on_disk.buy("MSFT")
    break_disk(disk, kind)
    fault = until_it_fails(lambda: on_disk.buy("IBM"))
    assert SAID[kind] in str(fault)
    with pytest.raises(Unavailable, match=SAID[kind]):
        on_disk.approve(waiting)
    assert on_disk.venue.posts == [first.id]
    disk.mend()
    assert on_disk.desk.proposal(waiting.id).status is Status.OPEN
    assert on_disk.approve(waiting).status is Status.FILLED
    assert on_disk.venue.posts == [first.id, waiting.id]
    assert on_disk.desk.verify().fault is None


@pytest.mark.parametrize("kind", FAULTS)
def test_an_order_whose_outcome_could_not_be_written_is_looked_up_and_never_sent_again(
    on_disk: Rig, disk: Disk, kind: str
) -> None:
    """The disk breaks between the claim and the venue's answer."""
    waiting = on_disk.buy(qty="2")
    on_disk.venue.after_accepting = lambda _id: break_until_no_write_passes(on_disk, disk, kind)
    with pytest.raises(Unavailable, match=SAID[kind]):
        on_disk.approve(waiting)
    on_disk.venue.after_accepting = lambda _id: None
    disk.mend()
    assert on_disk.desk.proposal(waiting.id).status is Status.SENDING
    for _ in range(8):
        on_disk.wall.go(seconds=10)
        on_disk.desk.reconcile()
    assert on_disk.desk.proposal(waiting.id).status is Status.FILLED
    assert [fill.qty for fill in on_disk.desk.fills().items] == [Decimal(2)]
    assert on_disk.venue.posts == [waiting.id]
    assert on_disk.desk.verify().fault is None


def break_until_no_write_passes(rig: Rig, disk: Disk, kind: str) -> None:
    break_disk(disk, kind)
    until_it_fails(lambda: rig.buy("IBM"))


@pytest.mark.parametrize("kind", FAULTS)
def test_a_stop_on_a_broken_disk_holds_at_the_venue_and_is_written_when_it_can_be(
    on_disk: Rig, disk: Disk, kind: str
) -> None:
    resting = on_disk.approve(on_disk.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    break_until_no_write_passes(on_disk, disk, kind)
    report = on_disk.desk.stop_trading(actor=OWNER)
    assert (report.suspended, report.cancelled, report.still_open) == (True, (resting.id,), ())
    assert "was not written" in report.problems[0] and SAID[kind] in report.problems[0]
    disk.mend()
    assert on_disk.desk.state().stopped
    on_disk.desk.reconcile()
    assert on_disk.again().state().stopped
    assert on_disk.desk.proposal(resting.id).status is Status.CANCELLED
    assert on_disk.desk.verify().fault is None


def test_a_store_that_another_holds_for_longer_than_the_desk_waits_sends_nothing_and_loses_nothing(
    tmp_path: Path,
) -> None:
    rig = make_rig(tmp_path / "desk")
    impatient = Database.in_folder(rig.folder, patience_ms=200)
    desk = rig.again(database=impatient)
    desk.start()
    waiting = rig.buy()
    rig.venue.before_accepting = lambda order_id: assert_committed(rig.folder, order_id)
    holder = sqlite3.connect(rig.folder / "desk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    for work in (
        lambda: desk.approve(waiting.id, waiting.approval_hash, actor=OWNER),
        lambda: desk.propose(Ticket(symbol="IBM", side=Side.BUY, qty=Decimal(1)), form()),
    ):
        with pytest.raises(Unavailable, match=r"locked.*another process holds it; try again in a moment"):
            work()
    assert rig.venue.posts == []
    holder.execute("ROLLBACK")
    holder.close()
    assert desk.approve(waiting.id, waiting.approval_hash, actor=OWNER).status is Status.FILLED
    assert (rig.venue.posts, desk.verify().fault) == ([waiting.id], None)
    impatient.close()
    rig.close()


def test_a_store_that_is_held_while_the_order_is_at_the_venue_loses_neither_order_nor_fill(tmp_path: Path) -> None:
    rig = make_rig(tmp_path / "desk")
    impatient = Database.in_folder(rig.folder, patience_ms=200)
    desk = rig.again(database=impatient)
    desk.start()
    waiting, holder = rig.buy(qty="3"), sqlite3.connect(rig.folder / "desk.db", isolation_level=None)
    rig.venue.after_accepting = lambda _id: holder.execute("BEGIN IMMEDIATE").close()
    with pytest.raises(Unavailable, match="locked"):
        desk.approve(waiting.id, waiting.approval_hash, actor=OWNER)
    assert rig.desk.proposal(waiting.id).status is Status.SENDING
    holder.execute("ROLLBACK")
    holder.close()
    for _ in range(8):
        rig.wall.go(seconds=10)
        desk.reconcile()
    assert desk.proposal(waiting.id).status is Status.FILLED
    assert ([fill.qty for fill in desk.fills().items], rig.venue.posts) == ([Decimal(3)], [waiting.id])
    impatient.close()
    rig.close()


def test_sixteen_writers_at_once_send_each_ticket_once_and_lose_none(rig: Rig) -> None:
    """Each proposes and approves three of its own symbol, and all try for one ticket that is shared."""
    rig.market.prices |= {f"W{n:02d}": Decimal(100) for n in range(WRITERS)}
    desks = [rig.again_started() for _ in range(WRITERS)]
    shared = rig.buy("IBM")
    sent: list[Proposal] = []
    keeping = threading.Lock()

    def write(desk: OrderDesk, symbol: str) -> None:
        for n in range(3):
            limit = {"type": OrderType.LIMIT, "limit_price": Decimal(90 + n)}
            proposal = desk.propose(Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(1), **limit), form())  # type: ignore[arg-type]
            assert proposal.status is Status.OPEN, proposal.reason
            approved = desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
            with keeping:
                sent.append(approved)
        won = desk.approve(shared.id, shared.approval_hash, actor=OWNER)
        with keeping:
            sent.append(won)

    answers = at_once([lambda n=n, desk=desk: write(desk, f"W{n:02d}") for n, desk in enumerate(desks)])
    lost = [answer for answer in answers if isinstance(answer, TradingError)]
    assert (len(lost), len(sent)) == (WRITERS - 1, 3 * WRITERS + 1), "all but one lose the shared ticket, only that"
    assert sorted(rig.venue.posts) == sorted(proposal.id for proposal in sent)
    assert {rig.desk.proposal(proposal.id).status for proposal in sent} == {Status.SENT, Status.FILLED}
    assert rig.desk.verify().fault is None


@pytest.mark.service
def test_sixteen_processes_at_once_on_one_store_send_each_ticket_once_and_lose_none(tmp_path: Path) -> None:
    venue, folder, orders = make_venue(WRITERS), tmp_path / "desk", 2
    place = json.dumps(asdict(place_of(venue, symbols=WRITERS)))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.orders.writers", str(folder), place, str(orders)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        approved = done.stdout.split()
        assert (done.returncode, len(approved)) == (0, orders * WRITERS), done.stderr
        built = build(folder, place_of(venue, symbols=WRITERS), WallClock(), owner="judge", sleep=time.sleep)
        built.desk.start()
        gives_up = time.monotonic() + 90
        while built.desk.orders(statuses=IN_DOUBT).items and time.monotonic() < gives_up:
            built.desk.reconcile()  # a writer whose lease ended on a busy machine left it to be looked up
            time.sleep(0.5)
        verdict = judge(built.desk, venue, cash=CASH)
        assert verdict.faults == []
        assert {order.client_order_id for order in venue.book.sequence} <= set(approved)
        assert verdict.orders >= WRITERS, "the writers did send"
        assert built.desk.verify().fault is None
        built.close()
    finally:
        venue.stop()
