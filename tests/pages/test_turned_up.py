"""A lost order that turns up, and one that was not made here, are told once and stay in the bell."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import turned_up
from components.activity_words import deed
from tests.pages.conftest import Open, propose, send, texts
from trading.broker.paper import PaperBroker
from trading.errors import OutcomeUnknown
from trading.market.clock import WallClock
from trading.types import OWNER, Proposal, Side, Status, Ticket

LATER = "AAPL: the order that had never arrived has turned up at the broker and is filled."


class Time:
    """Real time, moved on by as much as a test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = timedelta()
        monkeypatch.setattr(WallClock, "now", lambda _clock: datetime.now(UTC) + self._ahead)

    def go(self, **by: float) -> None:
        self._ahead += timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def _lose(wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """Send an order whose answer is lost and that the venue does not know."""
    proposal = propose(wired, symbol="AAPL", side="buy", qty=1)

    def lost(_broker: PaperBroker, _id: str, _ticket: Ticket) -> None:
        raise OutcomeUnknown("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(PaperBroker, "submit", lost)
        return wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)


def _turn_up(wired: bootstrap.Wiring, order_id: str, symbol: str = "AAPL") -> None:
    _submit(wired, order_id, symbol)
    wired.services.desk.reconcile()


def _submit(wired: bootstrap.Wiring, order_id: str, symbol: str) -> None:
    wired.services.desk._parts.broker.submit(order_id, Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(1)))


def _said(at: AppTest) -> list[str]:
    return [one.value.replace("*", "").replace("\\", "") for one in at.toast]


def _never_arrived(wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch, time: Time) -> Proposal:
    lost = _lose(wired, monkeypatch)
    time.go(seconds=61)
    wired.services.desk.reconcile()
    assert wired.services.desk.proposal(lost.id).status is Status.NEVER_ARRIVED
    return lost


def test_a_lost_order_that_turns_up_is_said_once_and_stays_in_the_bell(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch, time: Time
) -> None:
    lost = _never_arrived(wired, monkeypatch, time)
    at = visit("orders")
    assert _said(at) == [] and "Turned up" not in texts(at)
    _turn_up(wired, lost.id)
    assert wired.services.desk.proposal(lost.id).status is Status.FILLED
    at.run()
    assert _said(at) == [LATER]
    assert LATER in texts(at).replace("*", "").replace("\\", "")
    at.run()
    assert _said(at) == []
    assert "Turned up at the broker" in texts(at)
    (entry,) = wired.services.desk.audit(kinds=("order.filled",), subject=lost.id).items
    assert deed(entry) == "turned up at the broker: filled"


def test_a_new_browser_session_is_told_for_an_hour_and_the_bell_lists_it_for_a_day(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch, time: Time
) -> None:
    _turn_up(wired, _never_arrived(wired, monkeypatch, time).id)
    time.go(minutes=59)
    assert _said(visit("portfolio")) == [LATER]
    time.go(minutes=2)
    at = visit("portfolio")
    assert _said(at) == [] and "Turned up at the broker" in texts(at)
    time.go(hours=24)
    assert "Turned up at the broker" not in texts(visit("portfolio"))


def test_orders_that_were_not_made_here_are_said_and_many_of_them_in_few_words(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    at = visit("orders")
    for number in range(5):
        _turn_up(wired, f"elsewhere-{number}", "IBM")
    at.run()
    said = _said(at)
    assert said[:3] == ["IBM: an order that was not made here was found at the broker and is filled."] * 3
    assert said[3:] == ["2 more orders turned up at the broker; see Activity."]


@pytest.mark.parametrize(("waits", "told"), [(5, 0), (130, 1)])
def test_a_doubt_is_worth_a_word_when_it_has_lasted_long(
    wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch, time: Time, waits: float, told: int
) -> None:
    lost = _lose(wired, monkeypatch)
    with wired.services.desk._parts.memory.reconciling:  # else the clockwork could look between the two
        time.go(seconds=waits)
        _submit(wired, lost.id, "AAPL")
    wired.services.desk.reconcile()
    found = turned_up.surprises(wired.services, wired.services.desk.glance().newest_seq)
    assert len(found) == told
    assert all("in doubt for 2 min has turned up" in one.text for one in found)


def test_an_ordinary_fill_and_a_cancel_are_no_surprise(wired: bootstrap.Wiring) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=1).status is Status.FILLED
    resting = send(wired, symbol="AAPL", side="buy", qty=1, type="limit", limit_price=400)
    taken_back = send(wired, action="cancel", symbol="AAPL", target_id=resting.id)
    assert taken_back.status is Status.CANCELLED
    assert turned_up.surprises(wired.services, wired.services.desk.glance().newest_seq) == []
