"""Changing an order is a ticket of its own that names the order it changes."""

from decimal import Decimal

import pytest

from components.order_changes import cancel_request, changeable, replace_request
from tests.components.making import proposal
from trading.errors import InvalidTicket
from trading.types import Action, FieldFrom, OriginKind, Side, Status, Ticket

RESTS = proposal(Status.SENT)


def test_a_cancel_names_its_order_and_comes_from_the_form() -> None:
    ticket, origin = cancel_request(RESTS)
    assert (ticket.action, ticket.target_id, ticket.symbol) == (Action.CANCEL, "a1", "AAPL")
    assert origin.kind is OriginKind.FORM
    assert origin.fields["target_id"].source is FieldFrom.FORM


def test_a_replace_carries_the_whole_order_with_the_new_price() -> None:
    ticket, origin = replace_request(RESTS, {"qty": "10", "limit_price": "430.50"})
    assert (ticket.action, ticket.target_id) == (Action.REPLACE, "a1")
    assert (ticket.qty, ticket.limit_price, ticket.side) == (Decimal(10), Decimal("430.50"), Side.BUY)
    assert origin.fields["limit_price"].source is FieldFrom.FORM
    assert origin.fields["limit_price"].text == "430.50"


def test_only_what_the_order_has_can_be_changed() -> None:
    assert changeable(RESTS.ticket) == {"qty": "10", "limit_price": "432"}
    assert changeable(Ticket(symbol="IBM", side=Side.BUY, notional=Decimal(5))) == {}
    ticket, _ = replace_request(RESTS, {"qty": "9", "limit_price": "432", "stop_price": "1"})
    assert ticket.stop_price is None


def test_a_change_that_changes_nothing_is_refused() -> None:
    with pytest.raises(InvalidTicket, match="Nothing differs"):
        replace_request(RESTS, {"qty": "10.0", "limit_price": "432.00"})


def test_a_change_that_cannot_be_is_said_in_the_words_of_the_form() -> None:
    with pytest.raises(InvalidTicket, match="The limit price 0 must be more than 0"):
        replace_request(RESTS, {"qty": "10", "limit_price": "0"})
