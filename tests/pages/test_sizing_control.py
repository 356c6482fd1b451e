""" "Size it for me" on the order form fills in what the desk reckons, and forgets it when the order changes."""

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import Open, texts
from trading.risk.sizing_request import SizingMethod
from trading.types import OWNER, OrderClass, OrderType, Side


def _on(visit: Open, symbol: str = "AAPL") -> AppTest:
    at = visit("orders")
    at.selectbox(key=session.ORDER_SYMBOL).select(symbol).run()
    return at


def _size(at: AppTest, method: SizingMethod) -> str:
    at.menu_button(key=session.ORDER_SIZE_BY).click(method).run()
    assert not at.exception
    return str(at.text_input(key=session.ORDER_SIZE).value)


def _said(at: AppTest) -> str:
    return texts(at).replace("\\", "")


# the account is worth 100,000, AAPL closed at 560.99 on 1 June 2012
@pytest.mark.parametrize(
    ("method", "size", "said"),
    [
        (SizingMethod.FIXED, "1", "$1,000.00; at $560.99 a share that is 1.78 shares, rounded down to 1."),
        (
            SizingMethod.EQUITY,
            "8",
            "$5,000.00; at $560.99 a share that is 8.91 shares, rounded down to 8.",
        ),
        # 1,000 to a stop 28.05 below is 35.65
        (SizingMethod.RISK, "35", "to the stop at $532.94"),
    ],
)
def test_a_method_fills_the_field_and_says_how(visit: Open, method: SizingMethod, size: str, said: str) -> None:
    at = _on(visit)
    assert _size(at, method) == size
    assert said in _said(at)
    assert not at.button(key="order_review").disabled


def test_each_method_says_in_one_line_what_it_does(wired: bootstrap.Wiring, visit: Open) -> None:
    wired.services.limits.update({"size_risk_pct": "1.5"}, actor=OWNER)
    options = [one.replace("\\", "") for one in _on(visit).menu_button(key=session.ORDER_SIZE_BY).options]
    assert options[0] == "Fixed amount · $1,000.00"
    assert options[-1] == "Equal risk · 1.5% of equity is lost at the stop"
    assert len(options) == len(SizingMethod)


def test_without_a_symbol_nothing_can_be_sized(visit: Open) -> None:
    assert visit("orders").menu_button(key=session.ORDER_SIZE_BY).disabled


def test_the_prices_on_the_form_count(visit: Open) -> None:
    at = _on(visit)
    at.selectbox(key=session.ORDER_TYPE).select(OrderType.LIMIT).run()
    at.selectbox(key=session.ORDER_EXITS).select(OrderClass.BRACKET).run()
    at.text_input(key=session.ORDER_LIMIT).set_value("$550.00").run()
    at.text_input(key=session.ORDER_STOP_LOSS).set_value("500").run()
    # 1,000 / (550 - 500) = 20
    assert _size(at, SizingMethod.RISK) == "20"
    assert "$50.00 a share from $550.00 to the stop at $500.00" in _said(at)


def test_a_price_that_is_none_is_a_sentence_and_leaves_the_field_alone(visit: Open) -> None:
    at = _on(visit)
    at.text_input(key=session.ORDER_SIZE).set_value("3").run()
    at.selectbox(key=session.ORDER_TYPE).select(OrderType.LIMIT).run()
    at.text_input(key=session.ORDER_LIMIT).set_value("soon").run()
    assert _size(at, SizingMethod.FIXED) == "3"
    assert _said(at).count("The limit price 'soon' is not a number; give a decimal such as 1.5.") == 2


def test_what_cannot_be_reckoned_is_a_sentence_and_leaves_the_field_alone(visit: Open) -> None:
    at = _on(visit)
    at.text_input(key=session.ORDER_SIZE).set_value("3").run()
    assert _size(at, SizingMethod.KELLY) == "3"
    said = "Half Kelly needs 20 closed trades of this account and there are 0; choose another method until then."
    # what Markdown would read is escaped, and once only
    shown = ":orange[:material/warning:] " + said.replace(".", "\\.")
    assert shown in [one.value for one in at.caption]


def test_a_size_in_dollars_becomes_one_in_shares(visit: Open) -> None:
    at = _on(visit)
    at.segmented_control(key=session.ORDER_SIZE_IN).select("Dollars").run()
    assert _size(at, SizingMethod.EQUITY) == "8"
    assert at.session_state[session.ORDER_SIZE_IN] == "Shares"


def test_the_sentence_goes_when_the_order_is_another(visit: Open) -> None:
    at = _on(visit)
    _size(at, SizingMethod.EQUITY)
    at.text_input(key=session.ORDER_SIZE).set_value("9").run()
    assert "rounded down" not in _said(at)
    at.text_input(key=session.ORDER_SIZE).set_value("8").run()
    at.selectbox(key=session.ORDER_SYMBOL).select("IBM").run()
    assert "rounded down" not in _said(at)


def test_the_ticket_says_that_its_size_was_reckoned_and_how(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _on(visit)
    _size(at, SizingMethod.RISK)
    at.button(key="order_review").click().run()
    (proposal,) = wired.services.desk.proposals().items
    said = proposal.origin.fields["qty"].text
    assert (proposal.ticket.qty, said) == (35, "35, size it for me: equal risk to the stop, 1 percent of 100000.00 USD")


def test_a_size_that_was_changed_by_hand_is_the_persons_own(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _on(visit)
    _size(at, SizingMethod.RISK)
    at.text_input(key=session.ORDER_SIZE).set_value("34").run()
    at.button(key="order_review").click().run()
    (proposal,) = wired.services.desk.proposals().items
    assert proposal.origin.fields["qty"].text == "34"


def test_a_size_over_a_limit_is_filled_in_smaller_and_says_so(wired: bootstrap.Wiring, visit: Open) -> None:
    wired.services.limits.update({"max_order_notional": "3000"}, actor=OWNER)
    at = _on(visit)
    # 5 x 560.99 = 2,804.95 is within 3,000, 6 shares are not
    assert _size(at, SizingMethod.EQUITY) == "5"
    assert "Limited by the gate, the most that passes is 5: order worth $4,487.92 exceeds the limit" in _said(at)
    assert not at.button(key="order_review").disabled


def test_a_sale_of_what_is_not_held_has_no_size_and_says_why(visit: Open) -> None:
    at = _on(visit)
    at.segmented_control(key=session.ORDER_SIDE).select(Side.SELL).run()
    assert _size(at, SizingMethod.FIXED) == ""
    assert "no size passes, so it is 0: AAPL is not held and cannot be sold short here" in _said(at)
