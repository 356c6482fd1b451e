"""Orders in the words of a trader."""

import doctest
from decimal import Decimal

import pytest

from components import ticket_words
from trading.types import Action, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, Ticket, TimeInForce


def test_the_examples_in_the_words_hold() -> None:
    assert doctest.testmod(ticket_words).failed == 0


@pytest.mark.parametrize(
    ("ticket", "said"),
    [
        (Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal("10.5")), "Buy 10.5 AAPL, market"),
        (Ticket(symbol="MSFT", side=Side.BUY, notional=Decimal(500)), "Buy $500.00 of MSFT, market"),
        (
            Ticket(symbol="IBM", side=Side.SELL, qty=Decimal(15), type=OrderType.STOP, stop_price=Decimal("190.5")),
            "Sell 15 IBM, stop $190.50",
        ),
        (
            Ticket(
                symbol="IBM",
                side=Side.SELL,
                qty=Decimal(15),
                type=OrderType.STOP_LIMIT,
                stop_price=Decimal(190),
                limit_price=Decimal(189),
            ),
            "Sell 15 IBM, stop $190.00, limit $189.00",
        ),
        (
            Ticket(
                symbol="IBM", side=Side.SELL, qty=Decimal(15), type=OrderType.TRAILING_STOP, trail_percent=Decimal(5)
            ),
            "Sell 15 IBM, trailing stop 5.00%",
        ),
        (Ticket(symbol="IBM", action=Action.CANCEL, target_id="a"), "Cancel the order for IBM"),
        (
            Ticket(symbol="IBM", action=Action.REPLACE, target_id="a", side=Side.BUY, qty=Decimal(2)),
            "Replace by: Buy 2 IBM, market",
        ),
    ],
)
def test_an_order_is_said_in_one_line(ticket: Ticket, said: str) -> None:
    assert ticket_words.title(ticket) == said


def test_the_terms_name_both_exits_and_how_long_it_lives() -> None:
    ticket = Ticket(
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(10),
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal(600)),
        stop_loss=StopLoss(stop_price=Decimal(500), limit_price=Decimal(499)),
    )
    assert ticket_words.terms(ticket) == "until cancelled, take profit $600.00, stop loss $500.00 limit $499.00"


def test_every_state_type_and_time_in_force_has_its_words() -> None:
    assert set(ticket_words.STATES) == set(Status)
    assert set(ticket_words.TYPES) == set(OrderType)
    assert set(ticket_words.TIMES_IN_FORCE) == set(TimeInForce)
    assert set(ticket_words.CLASSES) == set(OrderClass)
