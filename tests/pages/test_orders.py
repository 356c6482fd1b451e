"""The Orders page: the form checks as it is filled in, and the lists say what waits, rests and ended."""

from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import Open, propose, send, texts
from trading.types import OWNER, OrderType, Status


def _look_at(at: AppTest, listed: int) -> None:
    """Begin at a list, as tabs do whose counts are new."""
    at.session_state[session._ORDERS_LIST] = listed
    at.session_state[session._ORDERS_TABS] = None


def _filled_in(visit: Open, size: str = "10"):
    at = visit("orders")
    at.selectbox(key=session.ORDER_SYMBOL).select("AAPL").run()
    at.text_input(key=session.ORDER_SIZE).set_value(size).run()
    assert not at.exception
    return at


def test_an_empty_form_asks_for_a_symbol_and_cannot_be_sent(visit: Open) -> None:
    at = visit("orders")
    assert "Choose a symbol to begin" in texts(at)
    assert at.button(key="order_review").disabled
    assert "Nothing waits for you" in texts(at)


def test_typing_shows_cost_and_rules_and_writes_nothing(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _filled_in(visit)
    table = at.table[0].value
    assert "5,609" in str(table)
    assert "pass" in str(table)
    assert not at.button(key="order_review").disabled
    assert wired.services.desk.proposals(statuses=None).items == ()


def test_reviewing_writes_one_ticket_and_opens_the_dialog_on_it(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _filled_in(visit)
    at.button(key="order_review").click().run()
    assert not at.exception
    (proposal,) = wired.services.desk.proposals().items
    assert proposal.origin.fields["qty"].text == "10"
    assert session._REVIEW in at.session_state
    assert at.session_state[session._REVIEW] == proposal.id
    assert at.text_input(key=session.ORDER_SIZE).value == ""


def test_a_size_that_cannot_be_is_a_sentence_and_stops_the_button(visit: Open) -> None:
    for typed in ("0", "-1", "NaN", "1e308", "10.123456789", "ten", "1,5"):
        at = _filled_in(visit, typed)
        assert len(at.error) == 1, typed
        assert at.button(key="order_review").disabled


def test_an_order_over_a_limit_names_the_rule_and_cannot_be_reviewed(visit: Open) -> None:
    at = _filled_in(visit, "1000")
    assert "exceeds the limit" in texts(at).replace("\\", "")
    assert at.button(key="order_review").disabled


def test_each_type_asks_for_its_own_prices(visit: Open) -> None:
    at = _filled_in(visit)
    at.selectbox(key=session.ORDER_TYPE).select(OrderType.STOP_LIMIT).run()
    labels = {one.label for one in at.text_input}
    assert {"Stop, USD", "Limit, USD"} <= labels
    assert "Type the stop price" in texts(at)


def test_while_trading_is_stopped_the_button_says_so(wired: bootstrap.Wiring, visit: Open) -> None:
    wired.services.desk.stop_trading(actor=OWNER)
    at = _filled_in(visit)
    assert at.button(key="order_review").label == "Trading is stopped"
    assert at.button(key="order_review").disabled


def test_what_waits_can_be_discarded_from_its_card(wired: bootstrap.Wiring, visit: Open) -> None:
    waiting = propose(wired, symbol="IBM", side="buy", qty=5)
    at = visit("orders")
    assert "Buy 5 IBM" in texts(at)
    at.button(key=f"discard_{waiting.id}").click().run()
    assert wired.services.desk.proposal(waiting.id).status is Status.CANCELLED


def test_an_open_order_is_listed_with_change_and_cancel(wired: bootstrap.Wiring, visit: Open) -> None:
    assert send(wired, symbol="IBM", side="buy", qty=5, type="limit", limit_price="150").status is Status.SENT
    at = visit("orders")
    _look_at(at, 1)
    at.run()
    row = at.dataframe[0].value.iloc[0]
    assert (row["Symbol"], row["Type"], row["Filled"]) == ("IBM", "Limit $150.00", "0")
    assert len(row[""]) == 2


def test_a_change_of_an_open_order_is_a_ticket_of_its_own(wired: bootstrap.Wiring, visit: Open) -> None:
    resting = send(wired, symbol="IBM", side="buy", qty=5, type="limit", limit_price="150")
    at = visit("orders")
    _look_at(at, 1)
    at.session_state[session.ORDER_CHOSEN] = resting.id
    at.run()
    at.text_input(key=f"change_limit_price_{resting.id}").set_value("151")
    next(one for one in at.button if one.label == "Review the change").click().run()
    assert not at.exception
    (proposal,) = wired.services.desk.proposals().items
    assert (proposal.ticket.target_id, str(proposal.ticket.limit_price)) == (resting.id, "151")


def test_the_history_gives_the_reason_of_a_refusal(wired: bootstrap.Wiring, visit: Open) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=1000).status is Status.REFUSED
    at = visit("orders")
    _look_at(at, 2)
    at.run()
    row = at.dataframe[0].value.iloc[0]
    assert "exceeds the limit" in row["Reason"]
    assert list(row["State"]) == ["refused"]


def test_the_history_goes_on_behind_its_first_page(wired: bootstrap.Wiring, visit: Open) -> None:
    made = [propose(wired, symbol="AAPL", side="buy", qty=1000 + n) for n in range(14)]
    at = visit("orders")
    _look_at(at, 2)
    at.run()
    assert list(at.dataframe[0].value["Size"])[:2] == ["1,013", "1,012"]
    at.session_state[session.ORDERS_PAGE] = 2
    at.run()
    assert list(at.dataframe[0].value["Size"]) == ["1,001", "1,000"]
    assert len(made) == 14


def test_a_refused_order_can_go_back_into_the_form(wired: bootstrap.Wiring, visit: Open) -> None:
    refused = send(wired, symbol="MSFT", side="sell", qty="10.5", type="limit", limit_price="30")
    filled = send(wired, symbol="MSFT", side="buy", qty=1)
    assert (refused.status, filled.status) == (Status.REFUSED, Status.FILLED)
    at = visit("orders")
    _look_at(at, 2)
    at.run()
    newest, oldest = at.dataframe[0].value[" "]
    assert str(newest) == "nan"  # an empty cell, without a button
    assert "Edit" in oldest


def test_editing_puts_every_field_back_as_it_was() -> None:
    def script() -> None:
        import streamlit as st

        from components import order_form
        from components.exit_defaults import FormDefaults
        from trading.types.wire import ticket_from_wire

        wire = {"symbol": "MSFT", "side": "sell", "qty": "10", "type": "trailing_stop", "trail_price": "1.5"}
        order_form.edit(ticket_from_wire(wire | {"time_in_force": "gtc", "reduce_only": True}))
        form = order_form._form_now(FormDefaults())
        st.text(f"{form.symbol} {form.side} {form.size} {form.type} {form.trail_in} {form.trail} {form.time_in_force}")
        st.text(str(form.reduce_only))

    at = AppTest.from_function(script).run()
    assert [one.value for one in at.text] == ["MSFT sell 10 trailing_stop Dollars 1.5 gtc", "True"]


def test_the_tabs_keep_what_they_began_with_so_that_a_click_is_not_taken_back(visit: Open) -> None:
    at = visit("orders")
    at.session_state[session._ORDERS_LIST] = 2
    at.run()
    assert at.session_state[session._ORDERS_TABS][1] == 0
