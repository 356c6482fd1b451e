"""Close all on Portfolio: a ticket a position, one dialog over all of them, and each sent once at most."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components.batch import standing_or_new
from components.close_all import request
from components.close_all_words import NAME
from tests.pages.conftest import Open, send, texts
from trading.errors import Unavailable
from trading.market.clock import WallClock
from trading.types import OWNER, Proposal, Side, Status

SEND = "close_all_send_"


def _press(at: AppTest) -> AppTest:
    at.button(key="close_all").click().run()
    assert not at.exception
    return at


def _click(at: AppTest, key: str) -> AppTest:
    (button,) = [one for one in at.button if str(one.key).startswith(key)]
    button.click().run()
    assert not at.exception
    return at


def _rows(at: AppTest) -> dict[str, list[str]]:
    """Return the list in the dialog: the cells of each row by its symbol."""
    (table,) = [one.value for one in at.table if "Order" in one.value.columns]
    return {
        str(row[0]).strip("*"): [str(cell).replace("\\", "").replace("\u00a0", " ") for cell in row[1:]]
        for row in table.to_numpy()
    }


def _tickets(wired: bootstrap.Wiring) -> list[Proposal]:
    made = wired.services.desk.proposals(statuses=None, limit=200).items
    return [one for one in made if (one.intent_key or "").startswith("close-all/")]


def _orders(wired: bootstrap.Wiring) -> int:
    return len(wired.services.desk.orders(statuses=None, limit=200).items)


def _hold(wired: bootstrap.Wiring) -> None:
    send(wired, symbol="AAPL", side="buy", qty=4)
    send(wired, symbol="IBM", side="buy", qty=7)


def test_without_a_position_there_is_nothing_to_close(visit: Open) -> None:
    assert not [one for one in visit("portfolio").button if one.key == "close_all"]


def test_pressing_lists_a_ticket_for_each_position_and_sends_nothing(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    at = _press(visit("portfolio"))
    rows = _rows(at)
    assert rows["AAPL"][:2] == ["Sell 4", "$2,243.96"]  # 4 x 560.99, the close of the replay's first day
    assert rows["IBM"][0] == "Sell 7"
    assert "rules pass" in rows["AAPL"][2] and "rules pass" in rows["IBM"][2]
    assert rows["Total"][2] == "2 of 2 to be sent"
    waiting = wired.services.desk.proposals().items
    assert [(one.ticket.side, one.ticket.reduce_only) for one in waiting] == [(Side.SELL, True)] * 2
    assert _orders(wired) == 2


def test_one_approval_sends_every_ticket_and_a_second_one_sends_none(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    at = _press(visit("portfolio"))
    shown = [(one.id, one.approval_hash) for one in _tickets(wired)]
    _click(at, SEND)
    assert not wired.services.portfolio.snapshot().positions
    assert "Every position is closed" in texts(at)
    assert "Sold 4 AAPL at $560.99" in _rows(at)["AAPL"][2]
    assert _rows(at)["Total"][2] == "2 of 2 sent"
    assert _orders(wired) == 4

    def twice(shown: list[tuple[str, str]]) -> None:
        import bootstrap as wiring
        from components.batch import send_all

        send_all(wiring.wiring().services.desk, shown)

    late = AppTest.from_function(twice, args=(shown,)).run()
    assert not late.exception
    assert _orders(wired) == 4


def test_shares_that_a_resting_stop_holds_are_set_free_and_the_row_says_what_is_cancelled_first(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    _hold(wired)
    stop = send(wired, symbol="AAPL", side="sell", qty=4, type="stop", stop_price=Decimal(400), time_in_force="gtc")
    at = _press(visit("portfolio"))
    rows = _rows(at)
    assert rows["AAPL"][0] == "Sell 4"
    assert "Cancels first: the stop at $400.00" in rows["AAPL"][2]
    assert rows["Total"][2] == "2 of 2 to be sent"
    _click(at, SEND)
    assert not wired.services.portfolio.snapshot().positions
    assert wired.services.desk.proposal(stop.id).status is Status.CANCELLED


def test_a_row_that_is_refused_says_why_and_leaves_its_position(wired: bootstrap.Wiring, visit: Open) -> None:
    """An order of a symbol that is not allowed any more cannot be closed here."""
    _hold(wired)
    wired.services.limits.update({"allowed_symbols": ["IBM"]}, actor=OWNER)
    at = _press(visit("portfolio"))
    rows = _rows(at)
    assert "Refused" in rows["AAPL"][2]
    assert rows["Total"][2] == "1 of 2 to be sent"
    _click(at, SEND)
    assert {one.symbol for one in wired.services.portfolio.snapshot().positions} == {"AAPL"}
    said = texts(at)
    assert "1 refused, 1 filled" in said and "What is not closed is still held" in said
    assert any(one.key == "close_all_elsewhere" for one in at.button)


def test_pressing_again_shows_the_tickets_that_wait_and_writes_no_others(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    _press(visit("portfolio"))
    first = {one.id for one in _tickets(wired)}
    _press(visit("portfolio"))
    assert {one.id for one in _tickets(wired)} == first
    assert len(first) == 2


def test_a_ticket_whose_position_has_another_size_by_now_is_discarded(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    _press(visit("portfolio"))
    send(wired, symbol="AAPL", side="buy", qty=1)
    at = _press(visit("portfolio"))
    assert _rows(at)["AAPL"][0] == "Sell 5"
    states = sorted((one.ticket.symbol, str(one.ticket.qty), one.status) for one in _tickets(wired))
    assert states == [("AAPL", "4", Status.CANCELLED), ("AAPL", "5", Status.OPEN), ("IBM", "7", Status.OPEN)]


def test_an_answered_ticket_is_not_shown_again(wired: bootstrap.Wiring) -> None:
    _hold(wired)
    ticket = wired.services.desk.close_ticket("IBM")
    first = standing_or_new(wired.services, NAME, request(ticket))
    wired.services.desk.cancel(first.id, actor=OWNER)
    assert standing_or_new(wired.services, NAME, request(ticket)).id != first.id


def test_a_row_whose_price_drifted_shows_the_new_price_and_waits_for_another_approval(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    assert wired.services.replay is not None
    _hold(wired)
    at = _press(visit("portfolio"))
    wired.services.replay.step(1)
    (button,) = [one for one in at.button if str(one.key).startswith(SEND)]
    before = {one.id: one.quote.last for one in _tickets(wired) if one.quote is not None}
    button.click().run()
    assert not at.exception
    drifted = [one for one in _tickets(wired) if one.status is Status.OPEN]
    assert drifted and all(one.quote is not None and one.quote.last != before[one.id] for one in drifted)
    for one in drifted:
        assert "The price moved" in _rows(at)[one.ticket.symbol][2]
    assert "Approve again or cancel" in texts(at)
    _click(at, SEND)
    assert not wired.services.portfolio.snapshot().positions
    assert _orders(wired) == 4


def test_when_the_time_to_approve_is_over_trying_again_writes_new_tickets(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hold(wired)
    at = _press(visit("portfolio"))
    first = {one.id for one in _tickets(wired)}
    monkeypatch.setattr(WallClock, "now", lambda _clock: datetime.now(UTC) + timedelta(seconds=61))
    at.run()
    assert "2 expired" in texts(at) and "Nothing was sent" in texts(at)
    _click(at, "close_all_again")
    new = [one for one in _tickets(wired) if one.id not in first]
    assert [one.status for one in new] == [Status.OPEN] * 2
    _click(at, SEND)
    assert not wired.services.portfolio.snapshot().positions


def test_cancelling_discards_what_waits_and_closes_the_dialog(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    at = _click(_press(visit("portfolio")), "close_all_keep")
    assert {one.status for one in _tickets(wired)} == {Status.CANCELLED}
    assert not [one for one in at.button if str(one.key).startswith(SEND)]
    assert _orders(wired) == 2


def test_a_venue_that_does_not_answer_opens_no_dialog_and_says_so(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hold(wired)
    at = visit("portfolio")

    def silent(_desk: object) -> None:
        raise Unavailable("the venue did not answer within 10 s; wait and reload")

    monkeypatch.setattr(type(wired.services.desk), "close_tickets", silent)
    _press(at)
    assert "did not answer within 10 s" in at.toast[0].value
    assert not _tickets(wired)


def test_while_trading_is_stopped_the_button_is_off(wired: bootstrap.Wiring, visit: Open) -> None:
    _hold(wired)
    wired.services.desk.stop_trading(actor=OWNER)
    assert visit("portfolio").button(key="close_all").disabled
