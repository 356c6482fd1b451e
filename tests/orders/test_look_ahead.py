"""The account that a person's look at a ticket has read serves its approval, for a moment and while nothing moves."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.orders.rig import ACCOUNT, Rig, make_rig
from trading.errors import Refused
from trading.orders.asking import AHEAD_AFTER, KEPT
from trading.store.database import Database
from trading.types import MarketMode, OrderType, Status

LIMIT = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Rig]:
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    yield rig
    rig.close()


def asked(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that grows with each reading of the account."""
    account, seen = rig.venue.account, []

    def counted() -> Any:
        seen.append("account")
        return account()

    monkeypatch.setattr(rig.venue, "account", counted)
    return seen


def test_an_approval_soon_after_the_look_asks_nothing_again(paper: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = paper.buy(**LIMIT)
    seen = asked(paper, monkeypatch)
    paper.wall.go(seconds=(KEPT / 2).total_seconds())
    assert paper.approve(proposal).status is Status.SENT
    assert seen == []


def test_a_later_approval_asks_again(paper: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = paper.buy(**LIMIT)
    seen = asked(paper, monkeypatch)
    paper.wall.go(seconds=KEPT.total_seconds())
    paper.approve(proposal)
    assert seen == ["account"]


def test_an_order_that_moved_meanwhile_makes_the_account_be_asked_again(
    paper: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = paper.buy(**LIMIT), paper.buy("IBM", **LIMIT)
    seen = asked(paper, monkeypatch)
    paper.approve(first)
    assert seen == []
    paper.approve(second)
    assert seen == ["account"]


def test_a_no_is_never_said_on_what_was_read_before(paper: Rig) -> None:
    proposal = paper.buy(**LIMIT)
    paper.venue.blocked = "trading is blocked"
    paper.buy("IBM")  # reads the account while it is blocked
    paper.venue.blocked = None
    assert paper.approve(proposal).status is Status.SENT


def test_a_no_of_the_venue_now_holds(paper: Rig) -> None:
    proposal = paper.buy(**LIMIT)
    paper.venue.blocked = "trading is blocked"
    paper.wall.go(seconds=KEPT.total_seconds())
    with pytest.raises(Refused, match="trading is blocked"):
        paper.approve(proposal)
    assert (paper.desk.proposal(proposal.id).status, paper.venue.posts) == (Status.OPEN, [])


def test_a_reading_with_a_fault_is_not_kept(paper: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = paper.buy(**LIMIT)
    monkeypatch.setattr(paper.venue, "equity", lambda: 1 / 0)
    assert paper.buy("IBM").status is Status.REFUSED
    monkeypatch.undo()
    seen = asked(paper, monkeypatch)
    paper.approve(proposal)
    assert seen == ["account"]


def test_looking_ahead_reads_in_the_background(paper: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = paper.buy(**LIMIT)
    paper.wall.go(seconds=AHEAD_AFTER.total_seconds())
    read, account = Event(), paper.venue.account
    monkeypatch.setattr(paper.venue, "account", lambda: (account(), read.set())[0])
    paper.desk.look_ahead("AAPL")
    assert read.wait(5)
    paper.desk._gate._readings._askers.shutdown()
    monkeypatch.setattr(paper.venue, "account", lambda: 1 / 0)
    paper.wall.go(seconds=(KEPT / 2).total_seconds())
    kept = paper.desk._gate._readings.recent()
    assert kept is not None and kept.at == paper.wall.now() - KEPT / 2
    assert proposal.status is Status.OPEN


def test_while_requests_are_scarce_nobody_looks_ahead(paper: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    paper.buy(**LIMIT)
    seen = asked(paper, monkeypatch)
    monkeypatch.setattr(paper.venue, "is_scarce", lambda: True)
    paper.wall.go(seconds=KEPT.total_seconds())
    paper.desk.look_ahead("AAPL")
    paper.desk._gate._readings._askers.shutdown()
    assert seen == []


def test_a_replay_is_asked_each_time(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clock can move on between two looks, and its book costs nothing to read."""
    proposal = rig.buy(**LIMIT)
    seen = asked(rig, monkeypatch)
    rig.desk.look_ahead("AAPL")
    assert seen == []
    rig.approve(proposal)
    assert seen == ["account"]


def test_an_approval_that_cannot_be_claimed_is_none(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = rig.buy()
    monkeypatch.setattr(rig.desk._approval, "_claim", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rig.approve(proposal)
    assert (rig.desk.proposal(proposal.id).status, rig.venue.posts) == (Status.OPEN, [])
    assert approvals(rig.database) == 0


def approvals(database: Database) -> int:
    with database.read() as connection:
        query = "SELECT count(*) FROM approval WHERE account_id = ?"
        count: int = connection.exec_driver_sql(query, (ACCOUNT,)).scalar_one()
    return count
