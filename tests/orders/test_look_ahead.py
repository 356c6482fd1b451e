"""The account that a person's look at a ticket has read serves its approval, for a moment and while nothing moves."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.orders.rig import ACCOUNT, Rig, form, make_rig
from tests.orders.test_concurrency import at_once
from trading.errors import PriceDrifted, Refused, TradingStopped
from trading.orders.asking import AHEAD_AFTER, KEPT
from trading.store.database import Database
from trading.types import OWNER, MarketMode, OrderType, Proposal, Side, Status, Ticket

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


def test_a_reading_that_grew_old_while_the_quote_was_asked_is_asked_again(
    paper: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = paper.buy(**LIMIT)
    quote = paper.market.quote

    def slow(symbol: str) -> Any:
        paper.venue.blocked = "trading is blocked"
        paper.wall.go(seconds=KEPT.total_seconds())
        paper.market_clock.go(seconds=KEPT.total_seconds())
        return quote(symbol)

    monkeypatch.setattr(paper.market, "quote", slow)
    with pytest.raises(Refused, match="trading is blocked"):
        paper.approve(proposal)
    assert paper.venue.posts == []


def test_a_drifted_price_is_never_judged_on_what_was_read_before(paper: Rig) -> None:
    proposal = paper.buy()
    paper.venue.blocked = "trading is blocked"
    paper.buy("IBM")  # reads the account while it is blocked
    paper.venue.blocked = None
    paper.market.prices["AAPL"] = Decimal(150)
    with pytest.raises(PriceDrifted):
        paper.approve(proposal)
    assert paper.desk.proposal(proposal.id).gate.allowed


def test_an_order_of_another_process_makes_the_account_be_asked_again(
    paper: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = paper.buy(**LIMIT)
    other = paper.again_started()
    elsewhere = other.propose(Ticket(symbol="IBM", side=Side.BUY, qty=Decimal(1)), form())
    other.approve(elsewhere.id, elsewhere.approval_hash, actor=OWNER)
    seen = asked(paper, monkeypatch)
    paper.approve(proposal)
    assert seen == ["account"]


def test_a_stop_pressed_while_a_kept_account_is_used_holds_the_ticket(
    paper: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = paper.buy(**LIMIT)
    quote = paper.market.quote

    def quote_then_stop(symbol: str) -> Any:
        found = quote(symbol)
        paper.again().stop_trading(actor=OWNER)
        return found

    monkeypatch.setattr(paper.market, "quote", quote_then_stop)
    with pytest.raises(TradingStopped):
        paper.approve(proposal)
    assert (paper.desk.proposal(proposal.id).status, paper.venue.posts) == (Status.OPEN, [])


def test_eight_tickets_of_60_percent_of_a_cap_on_one_kept_account_send_one(paper: Rig) -> None:
    paper.limits.update({"max_symbol_notional": "1000"}, actor=OWNER)
    proposals = [paper.buy(qty="6") for _ in range(8)]
    assert {proposal.status for proposal in proposals} == {Status.OPEN}
    answers = at_once([lambda p=p: paper.approve(p) for p in proposals])  # type: ignore[misc]
    assert len(paper.venue.posts) == 1
    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    assert paper.desk.verify().fault is None


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
