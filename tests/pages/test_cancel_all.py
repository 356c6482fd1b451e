"""Cancel all on Orders: a cancel an order, one dialog over all of them, and the venue asked once for each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import Open, propose, send, texts
from trading.broker.paper import PaperBroker
from trading.errors import OutcomeUnknown, VenueRejected
from trading.market.clock import WallClock
from trading.types import OWNER, Action, Proposal, Status, Ticket

SEND = "cancel_all_send_"
FILLED_FIRST = "Filled before it could be cancelled"
Asked = list[str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every order that the venue was asked to cancel, in the order of asking."""
    cancel, ids = PaperBroker.cancel, []

    def counting(broker: PaperBroker, order_id: str) -> None:
        ids.append(order_id)
        cancel(broker, order_id)

    monkeypatch.setattr(PaperBroker, "cancel", counting)
    return ids


def _open_list(visit: Open) -> AppTest:
    at = visit("orders")
    at.session_state[session._ORDERS_LIST] = 1
    at.session_state[session._ORDERS_TABS] = None
    at.run()
    assert not at.exception
    return at


def _press(visit: Open) -> AppTest:
    return _click(_open_list(visit), "cancel_all")


def _click(at: AppTest, key: str) -> AppTest:
    found = [one for one in at.button if str(one.key) == key or (key.endswith("_") and str(one.key).startswith(key))]
    assert len(found) == 1, (key, [one.key for one in at.button])
    found[0].click().run()
    assert not at.exception
    return at


def _keys(at: AppTest) -> list[str]:
    return [str(one.key) for one in at.button]


def _send_label(at: AppTest) -> str:
    (label,) = [one.label for one in at.button if str(one.key).startswith(SEND)]
    return str(label)


def _rows(at: AppTest) -> dict[str, list[str]]:
    """Return the list in the dialog: the cells of each row by its symbol."""
    (table,) = [one.value for one in at.table if "Filled" in one.value.columns]
    return {
        str(row[0]).strip("*"): [str(cell).replace("\\", "").replace("\u00a0", " ") for cell in row[1:]]
        for row in table.to_numpy()
    }


def _tickets(wired: bootstrap.Wiring) -> list[Proposal]:
    made = wired.services.desk.proposals(statuses=None, limit=200).items
    return [one for one in made if (one.intent_key or "").startswith("cancel-all/")]


def _rest(wired: bootstrap.Wiring, symbol: str = "AAPL", qty: int = 2, limit: str = "400") -> Proposal:
    made = send(wired, symbol=symbol, side="buy", qty=qty, type="limit", limit_price=Decimal(limit))
    assert made.status is Status.SENT
    return made


def _two(wired: bootstrap.Wiring) -> list[Proposal]:
    return [_rest(wired), _rest(wired, "IBM", 7, "20")]


def _in_doubt(wired: bootstrap.Wiring, symbol: str) -> Proposal:
    def lost(_broker: PaperBroker, _id: str, _ticket: Ticket) -> None:
        raise OutcomeUnknown("the connection ended before the answer")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PaperBroker, "submit", lost)
        made = send(wired, symbol=symbol, side="buy", qty=1, type="limit", limit_price=Decimal(20))
    assert made.status is Status.UNKNOWN
    return made


def test_one_open_order_has_its_own_cancel_and_no_cancel_all(wired: bootstrap.Wiring, visit: Open) -> None:
    _rest(wired)
    assert "cancel_all" not in _keys(_open_list(visit))


def test_pressing_lists_a_cancel_for_each_order_and_asks_the_venue_for_nothing(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    aapl, ibm = _two(wired)
    at = _press(visit)
    rows = _rows(at)
    assert rows["AAPL"][:2] == ["Buy 2, limit $400.00", "0 of 2"]
    assert rows["IBM"][:2] == ["Buy 7, limit $20.00", "0 of 7"]
    assert "rules pass" in rows["AAPL"][2] and "rules pass" in rows["IBM"][2]
    assert _send_label(at) == "Cancel 2 orders at the broker"
    made = _tickets(wired)
    assert {one.ticket.target_id for one in made} == {aapl.id, ibm.id}
    assert all(one.status is Status.OPEN and one.ticket.action is Action.CANCEL for one in made)
    assert all((one.intent_key or "").endswith(f"/{one.ticket.target_id}/1") for one in made)
    assert asked == []


def test_one_approval_cancels_each_order_once_and_a_second_one_asks_nothing_more(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    orders = _two(wired)
    at = _press(visit)
    shown = [(one.id, one.approval_hash) for one in _tickets(wired)]
    _click(at, SEND)
    assert sorted(asked) == sorted(one.id for one in orders)
    assert {wired.services.desk.proposal(one.id).status for one in orders} == {Status.CANCELLED}
    assert "Every order is cancelled" in texts(at)
    assert "The broker has cancelled the order" in _rows(at)["AAPL"][2]

    def twice(shown: list[tuple[str, str]]) -> None:
        import bootstrap as wiring
        from components.batch import send_all

        send_all(wiring.wiring().services.desk, shown)

    late = AppTest.from_function(twice, args=(shown,)).run()
    assert not late.exception
    assert len(asked) == 2
    _click(at, "cancel_all_done")
    assert "cancel_all_done" not in _keys(at)


def test_a_reload_and_a_second_tab_find_the_same_tickets_and_cancel_nothing_twice(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    _two(wired)
    first = _press(visit)
    written = {one.id for one in _tickets(wired)}
    second = _press(visit)
    assert {one.id for one in _tickets(wired)} == written
    (stale,) = [one for one in first.button if str(one.key).startswith(SEND)]
    _click(second, SEND)
    stale.click().run()
    assert not first.exception
    assert "Every order is cancelled" in texts(first)
    assert len(asked) == len(set(asked)) == 2
    assert {one.id for one in _tickets(wired)} == written


def test_a_cancel_that_has_not_ended_is_found_again_and_not_asked_for_again(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Asked = []
    orders = _two(wired)
    monkeypatch.setattr(PaperBroker, "cancel", lambda _broker, order_id: calls.append(order_id))
    at = _click(_press(visit), SEND)
    assert sorted(calls) == sorted(one.id for one in orders)
    assert "2 asked to cancel" in texts(at) and "Nothing was sent" not in texts(at)
    assert "can still fill until the broker says" in texts(at)
    written = {one.id for one in _tickets(wired)}
    again = _press(visit)
    assert {one.id for one in _tickets(wired)} == written
    assert "was asked to cancel" in _rows(again)["IBM"][2]
    assert not [key for key in _keys(again) if key.startswith(SEND)]
    assert "cancel_all_again" not in _keys(again)
    assert len(calls) == 2


def _fill(wired: bootstrap.Wiring, order: Proposal) -> None:
    """Let the replay go on until the order has filled."""
    assert wired.services.replay is not None
    for _ in range(60):
        if wired.services.desk.proposal(order.id).status is Status.FILLED:
            return
        wired.services.replay.step(1)
    raise AssertionError("the market never came to the limit")


def test_an_order_that_fills_while_the_list_is_read_says_so_and_the_other_is_cancelled(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    near = send(
        wired, symbol="AAPL", side="buy", qty=2, type="limit", limit_price=Decimal("560.5"), time_in_force="gtc"
    )
    far = send(wired, symbol="IBM", side="buy", qty=7, type="limit", limit_price=Decimal(20), time_in_force="gtc")
    at = _press(visit)
    _fill(wired, near)
    _click(at, SEND)
    assert asked == [far.id]
    said = _rows(at)["AAPL"]
    assert said[1] == "2 of 2" and FILLED_FIRST in said[2] and "Bought 2 AAPL" in said[2]
    assert "cancelled the order" in _rows(at)["IBM"][2]
    assert "1 filled before it could be cancelled" in texts(at) and "cancel_all_again" not in _keys(at)
    _click(at, "cancel_all_done")
    assert not wired.services.desk.open_count(), "the cancel of what has filled waits for nobody"


def test_an_order_that_the_venue_fills_first_says_so_from_the_venues_own_word(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = send(
        wired, symbol="AAPL", side="buy", qty=2, type="limit", limit_price=Decimal("560.5"), time_in_force="gtc"
    )
    _rest(wired, "IBM", 7, "20")
    at = _press(visit)
    cancel = PaperBroker.cancel
    found = _as_filled(wired, near)

    def too_late(broker: PaperBroker, order_id: str) -> None:
        if order_id != near.id:
            return cancel(broker, order_id)
        monkeypatch.setattr(PaperBroker, "find", found)
        raise VenueRejected('order is already in "filled" state')

    monkeypatch.setattr(PaperBroker, "cancel", too_late)
    _click(at, SEND)
    assert FILLED_FIRST in _rows(at)["AAPL"][2]


def _as_filled(wired: bootstrap.Wiring, order: Proposal) -> Callable[[PaperBroker, str], object]:
    """Return a `find` by which the venue has filled that order a moment ago."""
    from dataclasses import replace

    find, was = PaperBroker.find, wired.services.desk.proposal(order.id).order
    assert was is not None
    filled = replace(
        was, status=Status.FILLED, filled_qty=was.qty or Decimal(0), filled_avg_price=Decimal("560.5"),
        updated_at=was.updated_at + timedelta(seconds=1),
    )  # fmt: skip
    return lambda broker, order_id: filled if order_id == order.id else find(broker, order_id)


def test_a_cancel_that_the_venue_rejects_says_why_and_can_be_tried_again(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    aapl, _ibm = _two(wired)
    at = _press(visit)
    cancel = PaperBroker.cancel

    def busy(broker: PaperBroker, order_id: str) -> None:
        if order_id == aapl.id:
            raise VenueRejected("too many requests")
        cancel(broker, order_id)

    monkeypatch.setattr(PaperBroker, "cancel", busy)
    _click(at, SEND)
    assert "too many requests" in _rows(at)["AAPL"][2]
    assert "1 cancelled" in texts(at) and "can still fill" in texts(at)
    monkeypatch.setattr(PaperBroker, "cancel", cancel)
    _click(_click(at, "cancel_all_again"), SEND)
    assert wired.services.desk.proposal(aapl.id).status is Status.CANCELLED


def test_an_order_in_doubt_is_listed_as_not_included_with_the_reason(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    _rest(wired)
    doubted = _in_doubt(wired, "IBM")
    at = _press(visit)
    row = _rows(at)["IBM"]
    assert "Not included" in row[2] and "do not know yet whether the broker has it" in row[2]
    assert _send_label(at) == "Cancel 1 order at the broker"
    assert doubted.id not in {one.ticket.target_id for one in _tickets(wired)}
    _click(at, SEND)
    assert doubted.id not in asked
    assert "What is not included can still fill" in texts(at) and "Every order is cancelled" not in texts(at)


def test_when_every_order_is_in_doubt_there_is_no_dialog_and_a_sentence(wired: bootstrap.Wiring, visit: Open) -> None:
    _in_doubt(wired, "IBM")
    _in_doubt(wired, "AAPL")
    at = _press(visit)
    assert "the broker has not said yet" in at.toast[0].value
    assert not _tickets(wired)


def test_cancelling_is_allowed_while_trading_is_stopped(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = _two(wired)
    with monkeypatch.context() as patched:  # the stop reaches the venue, and the venue keeps the orders
        patched.setattr(PaperBroker, "cancel", lambda _broker, _id: None)
        wired.services.desk.stop_trading(actor=OWNER)
        at = _press(visit)
    (button,) = [one for one in at.button if str(one.key).startswith(SEND)]
    assert not button.disabled
    _click(at, SEND)
    assert {wired.services.desk.proposal(one.id).status for one in orders} == {Status.CANCELLED}


def test_keeping_the_orders_discards_the_tickets_and_closes_the_dialog(
    wired: bootstrap.Wiring, visit: Open, asked: Asked
) -> None:
    orders = _two(wired)
    at = _click(_press(visit), "cancel_all_keep")
    assert {one.status for one in _tickets(wired)} == {Status.CANCELLED}
    assert {wired.services.desk.proposal(one.id).status for one in orders} == {Status.SENT}
    assert "cancel_all_keep" not in _keys(at) and asked == []
    assert "were kept" in at.toast[0].value


def test_when_the_time_to_approve_is_over_trying_again_writes_new_tickets(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    _two(wired)
    at = _press(visit)
    first = {one.id for one in _tickets(wired)}
    monkeypatch.setattr(WallClock, "now", lambda _clock: datetime.now(UTC) + timedelta(seconds=61))
    at.run()
    assert "2 expired" in texts(at) and "Nothing was sent" in texts(at) and asked == []
    _click(at, "cancel_all_again")
    new = [one for one in _tickets(wired) if one.id not in first]
    assert [one.status for one in new] == [Status.OPEN] * 2
    _click(at, SEND)
    assert len(asked) == len(set(asked)) == 2


def test_the_exits_of_a_bracket_that_has_filled_are_one_row_and_both_end(wired: bootstrap.Wiring, visit: Open) -> None:
    bracket = propose(
        wired, symbol="AAPL", side="buy", qty=2, order_class="bracket",
        take_profit={"limit_price": "900"}, stop_loss={"stop_price": "300"},
    )  # fmt: skip
    wired.services.desk.approve(bracket.id, bracket.approval_hash, actor=OWNER)
    _rest(wired, "IBM", 7, "20")
    at = _press(visit)
    assert _rows(at)["AAPL"][:2] == ["Exits of: Buy 2, market", "0 of 2"]
    _click(at, SEND)
    order = wired.services.desk.proposal(bracket.id).order
    assert order is not None and {leg.status for leg in order.legs} == {Status.CANCELLED}
    assert "cancelled the order" in _rows(at)["AAPL"][2]
