"""What was closed, kept while executions arrive: always the same as read anew, whatever comes late or twice."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.market import START
from tests.orders.rig import ACCOUNT, Rig, make_rig
from trading.orders.closed import ClosedTrades
from trading.orders.record import record_fills
from trading.store.ledger import Ledger
from trading.types import CashActionKind, CorporateAction, Fill, MarketMode, Side


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    made.market.actions = [
        CorporateAction(symbol="AAPL", kind=CashActionKind.SPLIT, ex_date=date(2012, 6, day), ratio=Decimal(ratio))
        for day, ratio in ((5, 2), (12, 3))
    ]
    yield made
    made.close()


def reader(rig: Rig) -> ClosedTrades:
    ledger = Ledger(rig.database, ACCOUNT, rig.wall, rig.folder)
    return ClosedTrades(ledger=ledger, account_id=ACCOUNT, market=rig.market, reader=rig.venue)


def fill(number: int, symbol: str, side: Side, qty: int, price: int, *, hours: int) -> Fill:
    return Fill(
        execution_id=f"e{number}",
        order_id=f"o{number // 2}",
        symbol=symbol,
        side=side,
        qty=Decimal(qty),
        price=Decimal(price),
        at=START + timedelta(hours=hours),
    )


def record(rig: Rig, *fills: Fill) -> None:
    with Ledger(rig.database, ACCOUNT, rig.wall, rig.folder).write() as writing:
        record_fills(writing, list(fills))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_is_read_anew(rig: Rig, seed: int) -> None:
    """Executions of two symbols over three weeks and two splits, one in six of them late by days."""
    drawn, kept = random.Random(seed), reader(rig)
    for number in range(60):
        hours = number * 8 - (drawn.randint(9, 60) if drawn.random() < 1 / 6 else 0)
        side = drawn.choice([Side.BUY, Side.SELL])
        symbol = drawn.choice(["AAPL", "MSFT"])
        record(rig, fill(number, symbol, side, drawn.randint(1, 9), drawn.randint(20, 90), hours=hours))
        if drawn.random() < 0.7:
            start = START + timedelta(hours=drawn.randint(0, 200) if drawn.random() < 0.2 else 0)
            found = [one for one in kept.since(start, number="1") if one.at >= start]
            assert found == [one for one in reader(rig).since(start, number="1") if one.at >= start]


def test_two_executions_of_one_order_are_one_closing(rig: Rig) -> None:
    """4 bought at 10; 1 sold at 12 and 3 at 8 by one order: +2 and -6 are -4 of 40 USD."""
    record(rig, fill(0, "MSFT", Side.BUY, 4, 10, hours=0))
    kept = reader(rig)
    assert kept.since(START, number="1") == ()
    record(rig, fill(2, "MSFT", Side.SELL, 1, 12, hours=1))
    record(rig, fill(3, "MSFT", Side.SELL, 3, 8, hours=2))
    (found,) = kept.since(START, number="1")
    assert (found.profit, found.cost, found.at) == (Decimal(-4), Decimal(40), START + timedelta(hours=2))


def test_an_unmoved_history_reads_no_executions_again(rig: Rig) -> None:
    """The market is asked for splits when executions lie days apart; a second look must not ask."""
    record(rig, fill(0, "AAPL", Side.BUY, 1, 50, hours=0), fill(2, "AAPL", Side.SELL, 1, 50, hours=48))
    kept = reader(rig)
    first = kept.since(START, number="1")
    rig.market.actions_fault = AssertionError("it was asked again")
    assert kept.since(START, number="1") == first
    with pytest.raises(AssertionError):
        kept.since(START, number="2")


def test_a_paper_book_that_was_started_anew_has_no_past(tmp_path: Path) -> None:
    rig = make_rig(tmp_path / "replay")
    rig.approve(rig.buy("AAPL", "1"))
    rig.approve(rig.sell("AAPL", "1"))
    kept = reader(rig)
    assert len(kept.since(START, number="1")) == 1
    rig.venue.forget()
    assert kept.since(START, number="2") == ()
    rig.close()
