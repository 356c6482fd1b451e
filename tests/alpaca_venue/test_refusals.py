"""What the venue refuses, in Alpaca's words, and that a refusal changes nothing."""

from typing import Any

import pytest

from tests.alpaca_venue.asking import body, exits, refusal, rest
from tests.alpaca_venue.book import Book
from tests.alpaca_venue.errors import VenueError

REFUSED = [
    (body(symbol="NONE"), 422, 'asset "NONE" not found'),
    (body(symbol="WHOLE", qty="1.5"), 403, 'asset "WHOLE" is not fractionable'),
    (body(qty="0"), 422, "qty must be > 0"),
    (body(qty=None), 422, "qty or notional is required"),
    (body(notional="5"), 422, "only one of qty or notional is accepted"),
    (body(qty=None, notional="5.001"), 422, "notional value must be limited to 2 decimal places"),
    (body(qty=None, notional="0.5"), 403, "cost basis must be >= minimal amount of order 1"),
    (body(qty="5000"), 403, "insufficient buying power"),
    (body(client_order_id="x" * 129), 422, "client_order_id must be no more than 128 characters"),
    (body(limit_price=5), 422, "market orders require no stop or limit price"),
    (body(type="limit"), 422, "limit orders require a limit price"),
    (body(type="stop"), 422, "stop orders require a stop price"),
    (body(type="stop_limit", stop_price=110), 422, "stop limit orders require both stop and limit price"),
    (body(type="what"), 422, "invalid order type"),
    (body(time_in_force="ever"), 422, "invalid time_in_force"),
    (body(type="trailing_stop", trail_percent="0.05"), 422, "trail_percent must be greater than or equal to 0.1"),
    (
        rest("290.123"),
        422,
        "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria",
    ),
    (rest("50", qty="1.5", time_in_force="gtc"), 422, "fractional orders must be DAY orders"),
    (body(qty="1.5", order_class="bracket", **exits()), 422, "fractional orders must be simple orders"),
    (body(extended_hours=True), 422, "extended hours order must be DAY or GTC limit orders"),
    (body(side="sell", type="stop", stop_price=101), 422, "stop price must be less than current price"),
    (body(order_class="bracket", **exits(profit=100)), 422, "take_profit.limit_price must be >= base_price + 0.01"),
    (body(order_class="bracket", **exits(loss=100)), 422, "stop_loss.stop_price must be <= base_price - 0.01"),
    (
        body(side="sell", order_class="bracket", **exits()),
        422,
        "take_profit.limit_price must be < stop_loss.stop_price",
    ),
    (body(type="limit", side="sell", order_class="oco", **exits()), 422, "oco orders must be exit orders"),
    (body(order_class="oto"), 422, "oto orders require either take_profit or stop_loss"),
    (body(side="sell", qty="1.5"), 422, "fractional orders cannot be sold short"),
    (body(side="sell", symbol="NOSHORT"), 422, 'asset "NOSHORT" cannot be sold short'),
    (
        body(position_intent="buy_to_close"),
        422,
        "position intent mismatch, inferred: buy_to_open, specified: buy_to_close",
    ),
]


@pytest.mark.parametrize(("asked", "status", "message"), REFUSED, ids=[row[2][:40] for row in REFUSED])
def test_a_refused_order_says_why_and_changes_nothing(asked: dict[str, Any], status: int, message: str) -> None:
    book = Book()
    told = refusal(lambda: book.submit(asked))
    assert (told[0], told[2]) == (status, message)
    assert (book.sequence, book.cash, book.buying_power()) == ([], 100_000, 400_000)


def test_an_exit_cannot_sell_what_another_holds() -> None:
    book = Book()
    book.submit(body(qty=10))
    book.submit(rest(110, "sell", qty=8))
    with pytest.raises(VenueError) as caught:
        book.submit(body(side="sell", qty=5, type="stop", stop_price=90))
    assert caught.value.body["message"] == "insufficient qty available for order (requested: 5, available: 2)"
    assert caught.value.body["held_for_orders"] == "8"
    assert refusal(lambda: book.submit(rest(111, "sell", qty=11)))[1] == 40310000
    assert refusal(lambda: book.submit(body(order_class="bracket", side="sell", **exits(90, 110))))[2] == (
        "bracket orders must be entry orders"
    )


@pytest.mark.parametrize(
    ("resting", "new", "blocked"),
    [
        (body(type="stop", stop_price=95, side="sell"), rest(50), True),
        (body(type="stop", stop_price=95, side="sell"), rest(50, order_class="bracket", **exits(60, 40)), False),
        (rest(110, "sell"), rest(109), False),
        (rest(110, "sell"), rest(110), True),
        (rest(110, "sell"), body(), True),
        (rest(110, "sell"), body(type="stop", stop_price=105), True),
        (body(type="trailing_stop", trail_price=5, side="sell"), body(), False),
    ],
)
def test_wash_trades_are_refused_by_the_table(resting: dict[str, Any], new: dict[str, Any], blocked: bool) -> None:
    book = Book()
    book.submit(body())
    first = book.submit(resting)
    if not blocked:
        book.submit(new)
        return
    with pytest.raises(VenueError) as caught:
        book.submit(new)
    assert caught.value.body["message"] == "potential wash trade detected. use complex orders"
    assert (caught.value.status, caught.value.body["existing_order_id"]) == (403, first["id"])


def test_a_suspended_account_takes_no_orders() -> None:
    book = Book()
    book.configure({"suspend_trade": True})
    assert refusal(lambda: book.submit(body())) == (403, 40310000, "new orders are rejected by user request")
    assert book.account_row()["trade_suspended_by_user"] is True
