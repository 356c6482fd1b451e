"""What is typed on the order form becomes exactly that ticket, or a sentence that says what to change."""

import doctest
from dataclasses import replace
from decimal import Decimal

import pytest

from components import ticket_form
from components.ticket_form import DOLLARS, OrderForm, missing, prices_shown, ticket_of
from trading.errors import InvalidTicket
from trading.types import FieldFrom, OrderClass, OrderType, OriginKind, Side, TimeInForce

FORM = OrderForm(symbol="AAPL", side="buy", size="10")
LIMIT = replace(FORM, type=OrderType.LIMIT, limit_price="432.00")


def _reasons(form: OrderForm) -> list[str]:
    with pytest.raises(InvalidTicket) as fault:
        ticket_of(form)
    return fault.value.reasons


def test_the_examples_in_the_form_hold() -> None:
    assert doctest.testmod(ticket_form).failed == 0


def test_a_market_order_is_what_was_typed_and_nothing_else() -> None:
    ticket, origin = ticket_of(FORM)
    assert (ticket.symbol, ticket.side, ticket.qty, ticket.type) == ("AAPL", Side.BUY, Decimal(10), OrderType.MARKET)
    assert (origin.kind, origin.actor.id) == (OriginKind.FORM, "owner")


def test_every_field_that_differs_from_a_default_names_the_form_as_its_source() -> None:
    form = replace(
        LIMIT, order_class=OrderClass.BRACKET, time_in_force=TimeInForce.GTC, take_profit="600", stop_loss="400"
    )
    ticket, origin = ticket_of(form)
    assert ticket.take_profit is not None
    for name in (
        "symbol",
        "side",
        "qty",
        "type",
        "limit_price",
        "time_in_force",
        "order_class",
        "take_profit",
        "stop_loss",
    ):
        assert origin.fields[name].source is FieldFrom.FORM, name
    assert origin.fields["extended_hours"].source is FieldFrom.DEFAULT


def test_a_price_typed_for_another_type_is_not_carried_over() -> None:
    ticket, origin = ticket_of(replace(LIMIT, type=OrderType.MARKET))
    assert ticket.limit_price is None
    assert "limit_price" not in origin.fields


def test_dollars_make_a_notional_order() -> None:
    ticket, _ = ticket_of(replace(FORM, size_in=DOLLARS, size="$1,500.50"))
    assert (ticket.qty, ticket.notional) == (None, Decimal("1500.50"))


def test_a_trail_is_percent_or_dollars_as_chosen() -> None:
    trailing = replace(FORM, side="sell", type=OrderType.TRAILING_STOP, trail="5")
    assert ticket_of(trailing)[0].trail_percent == Decimal(5)
    assert ticket_of(replace(trailing, trail_in=DOLLARS))[0].trail_price == Decimal(5)


@pytest.mark.parametrize("typed", ["0", "-1", "NaN", "1e308", "Infinity", "ten", "10.123456789"])
def test_a_size_that_cannot_be_is_one_sentence_about_the_shares(typed: str) -> None:
    reasons = _reasons(replace(FORM, size=typed))
    assert len(reasons) == 1
    assert "the number of shares" in reasons[0].lower()
    assert "qty" not in reasons[0]


def test_a_comma_that_could_be_a_decimal_point_is_never_guessed() -> None:
    assert "two ways" in _reasons(replace(FORM, size="1,5"))[0]
    assert ticket_of(replace(FORM, size="1,500"))[0].qty == Decimal(1500)


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        (replace(FORM, size=""), "Type how many shares."),
        (replace(FORM, size="", size_in=DOLLARS), "Type the amount in USD."),
        (replace(LIMIT, limit_price=" "), "Type the limit price."),
        (replace(FORM, type=OrderType.TRAILING_STOP), "Type how far the stop trails."),
        (replace(FORM, order_class=OrderClass.BRACKET, take_profit="600"), "Type the stop-loss price."),
        (replace(FORM, order_class=OrderClass.OTO), "Type one exit: a take-profit or a stop-loss price."),
        (replace(FORM, order_class=OrderClass.OTO, stop_loss="400"), None),
        (LIMIT, None),
    ],
)
def test_what_is_still_missing_is_asked_for_one_at_a_time(form: OrderForm, asked: str | None) -> None:
    assert missing(form) == asked


def test_one_exit_alone_is_sent_as_that_exit() -> None:
    ticket, _ = ticket_of(replace(FORM, order_class=OrderClass.OTO, stop_loss="400"))
    assert ticket.take_profit is None
    assert ticket.stop_loss is not None


def test_exits_on_the_wrong_sides_are_refused() -> None:
    wrong = replace(LIMIT, order_class=OrderClass.BRACKET, take_profit="400", stop_loss="600")
    assert "wrong sides" in _reasons(wrong)[0]


def test_each_type_shows_its_own_prices() -> None:
    assert prices_shown(OrderType.MARKET, OrderClass.SIMPLE) == ()
    assert prices_shown(OrderType.LIMIT, OrderClass.BRACKET) == ("limit_price", "take_profit", "stop_loss")
