"""Closing what exits protect at a venue whose cancels take their time: seen to have ended, then sent once."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.alpaca.rig import AlpacaRig
from tests.orders.rig import form
from tests.orders.test_release_and_close import EXITS
from trading.types import (
    OWNER,
    OrderClass,
    Proposal,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


@pytest.fixture
def alpaca(tmp_path: Path) -> Iterator[AlpacaRig]:
    with AlpacaRig(tmp_path / "data") as made:
        yield made


def _protected(alpaca: AlpacaRig) -> Proposal:
    sent = alpaca.send(qty="10", order_class=OrderClass.BRACKET, time_in_force=TimeInForce.GTC, **EXITS)
    alpaca.wait(lambda: alpaca.standing(sent).status is Status.FILLED, "the entry's fill")
    return sent


def _closing(alpaca: AlpacaRig) -> Proposal:
    proposal: Proposal = alpaca.desk.propose(alpaca.desk.close_ticket("AAPL"), form())
    assert proposal.status is Status.OPEN, proposal.gate.reasons
    return proposal


def _posts(alpaca: AlpacaRig) -> int:
    return len(alpaca.venue.requests("POST", "/v2/orders"))


def test_at_alpaca_a_close_ends_the_exits_of_a_bracket_and_sells_once(alpaca: AlpacaRig) -> None:
    entry = _protected(alpaca)
    close = _closing(alpaca)
    assert close.impact.releases == (entry.id,)
    alpaca.desk.approve(close.id, close.approval_hash, actor=OWNER)
    alpaca.wait(lambda: alpaca.standing(close).status is Status.FILLED, "the close")
    assert _posts(alpaca) == 2
    alpaca.wait(lambda: not alpaca.wired.services.portfolio.snapshot().positions, "a flat account")
    assert alpaca.wired.services.risk.stop_findings() == ()


def test_at_alpaca_the_close_waits_until_a_slow_cancel_is_done(alpaca: AlpacaRig) -> None:
    _protected(alpaca)
    close = _closing(alpaca)
    book = alpaca.venue.book
    book.slow_cancel = True

    def finish() -> None:
        for order in list(book.orders.values()):
            if order.status == "pending_cancel":
                book.finish_cancel(order.id)

    done = threading.Event()

    def keep_finishing() -> None:
        while not done.wait(0.4):
            finish()

    thread = threading.Thread(target=keep_finishing)
    thread.start()
    alpaca.desk.approve(close.id, close.approval_hash, actor=OWNER)
    alpaca.wait(lambda: alpaca.standing(close).status is Status.FILLED, "the close")
    done.set()
    thread.join()
    assert _posts(alpaca) == 2


def test_at_alpaca_a_cancel_that_stays_pending_leaves_the_close_unsent(alpaca: AlpacaRig) -> None:
    _protected(alpaca)
    close = _closing(alpaca)
    alpaca.venue.book.slow_cancel = True
    ended = alpaca.desk.approve(close.id, close.approval_hash, actor=OWNER)
    assert (ended.status, _posts(alpaca)) == (Status.REJECTED, 1)
    assert "not confirmed in time" in ended.reason


def test_a_short_sale_at_a_venue_is_bought_back_past_its_own_exits(alpaca: AlpacaRig) -> None:
    exits = {"stop_loss": StopLoss(stop_price=Decimal(110)), "take_profit": TakeProfit(limit_price=Decimal(80))}
    sent = alpaca.send(qty="10", side=Side.SELL, order_class=OrderClass.BRACKET, time_in_force=TimeInForce.GTC, **exits)
    alpaca.wait(lambda: alpaca.standing(sent).status is Status.FILLED, "the short sale")
    close = _closing(alpaca)
    assert close.impact.releases == (sent.id,)
    assert close.ticket == Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(10), reduce_only=True)
    alpaca.desk.approve(close.id, close.approval_hash, actor=OWNER)
    alpaca.wait(lambda: alpaca.standing(close).status is Status.FILLED, "the close")
