"""Pages read the account of a moment ago: many askers are one question, and a fault is never kept."""

import threading
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from trading.broker.recent import KEEP_HISTORY_S, KEEP_S, RecentReads
from trading.errors import Unavailable
from trading.types import MarketMode, VenueAccount


class Venue:
    """Counts what it is asked."""

    mode, name = MarketMode.PAPER, "a venue"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.scarce = False
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def _answer(self, what: str, answer: Any) -> Any:
        self.gate.wait(5)
        self.asked.append(what)
        if self.fault is not None:
            raise self.fault
        return answer

    def account(self) -> VenueAccount:
        at, worth = datetime(2026, 11, 20, tzinfo=UTC), Decimal(len(self.asked))
        account = VenueAccount(number="1", equity=worth, cash=worth, buying_power=worth, last_equity=worth, as_of=at)
        return self._answer("account", account)

    def positions(self) -> list[Any]:
        return self._answer("positions", [])

    def fills(self, *, since: datetime | None = None) -> list[Any]:
        return self._answer(f"fills {since}", [])

    def is_scarce(self) -> bool:
        return self.scarce

    def equity(self, *, start: Any = None, end: Any = None) -> list[Any]:
        return self._answer(f"equity {start} {end}", [])

    def cash_movements(self, *, start: Any = None, end: Any = None) -> list[Any]:
        return self._answer(f"cash {start} {end}", [])


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def venue() -> Venue:
    return Venue()


@pytest.fixture
def reads(venue: Venue, now: list[float]) -> RecentReads:
    return RecentReads(venue, monotonic=lambda: now[0])


def test_an_answer_is_kept_for_a_second(reads: RecentReads, venue: Venue, now: list[float]) -> None:
    first = reads.account()
    now[0] += KEEP_S / 2
    assert reads.account() is first and venue.asked == ["account"]
    now[0] += KEEP_S
    assert reads.account() is not first


def test_while_requests_are_scarce_it_is_kept_longer(venue: Venue, now: list[float]) -> None:
    venue.scarce = True
    reads = RecentReads(venue, monotonic=lambda: now[0])
    first = reads.account()
    now[0] += KEEP_S * 10
    assert reads.account() is first
    venue.scarce = False
    assert reads.account() is not first


def test_history_is_kept_longer_and_by_its_range(reads: RecentReads, venue: Venue, now: list[float]) -> None:
    reads.equity()
    now[0] += KEEP_HISTORY_S / 2
    reads.equity()
    reads.equity(start=datetime(2026, 1, 1, tzinfo=UTC).date())
    reads.cash_movements()
    now[0] += KEEP_HISTORY_S / 2
    reads.cash_movements()
    assert venue.asked == ["equity None None", "equity 2026-01-01 None", "cash None None"]


def test_a_fault_is_raised_and_not_kept(reads: RecentReads, venue: Venue) -> None:
    venue.fault = Unavailable("not now")
    for _ in range(2):
        with pytest.raises(Unavailable):
            reads.positions()
    venue.fault = None
    assert reads.positions() == [] and len(venue.asked) == 3


def test_many_askers_at_once_are_one_question(reads: RecentReads, venue: Venue) -> None:
    venue.gate.clear()
    askers = [threading.Thread(target=reads.account) for _ in range(20)]
    for asker in askers:
        asker.start()
    venue.gate.set()
    for asker in askers:
        asker.join(5)
    assert venue.asked == ["account"]


def test_many_different_questions_do_not_pile_up(reads: RecentReads) -> None:
    for second in range(500):
        reads.fills(since=datetime.fromtimestamp(second, UTC))
    assert len(reads._kept) <= 64 and len(reads._asking) <= 65
