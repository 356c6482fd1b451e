"""Orders live at the venue as they do at Alpaca: fills, exits, races, refusals and money to the cent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alpaca_venue.asking import body, exits, refusal, rest
from tests.alpaca_venue.book import Book
from tests.alpaca_venue.errors import VenueError


def states(book: Book) -> list[tuple[str, str]]:
    return [(order.type, order.status) for order in book.sequence]


def test_a_partial_fill_moves_money_and_shares_to_the_cent() -> None:
    book = Book(cash=1000, multiplier=1)
    order = book.submit(rest("99.99", qty="3"))
    assert (order["status"], book.buying_power()) == ("pending_new", Decimal("700.03"))  # 1000 - 3 x 99.99
    book.fill(order["id"], "1", "99.95")
    held = book.get(order["id"])
    assert (held.status, held.filled_qty, book.cash) == ("partially_filled", 1, Decimal("900.05"))
    assert book.buying_power() == Decimal("700.07")  # 900.05 - 2 x 99.99
    book.cancel(order["id"])
    assert (held.status, held.filled_qty, book.buying_power()) == ("canceled", 1, Decimal("900.05"))
    assert book.position_row("AAPL")["avg_entry_price"] == "99.95"
    assert [row["type"] for row in book.ledger.activities] == ["partial_fill"]


def test_prices_trigger_limits_stops_and_trailing_stops() -> None:
    book = Book()
    book.submit(body(qty=30))
    stop = book.submit(body(side="sell", qty=10, type="stop", stop_price=95))
    trailing = book.submit(body(side="sell", qty=10, type="trailing_stop", trail_percent=10))
    limited = book.submit(body(side="sell", qty=10, type="stop_limit", stop_price=96, limit_price="95.5"))
    book.set_price("AAPL", 120)
    assert (book.get(trailing["id"]).hwm, book.get(trailing["id"]).stop_price) == (120, 108)
    book.set_price("AAPL", 108)
    assert book.get(trailing["id"]).filled_avg_price == 108
    book.set_price("AAPL", 95)  # the stop-limit is triggered and waits for 95.50
    assert book.get(stop["id"]).status == "filled"
    assert book.get(limited["id"]).status == "new"
    book.set_price("AAPL", "95.6")
    assert book.get(limited["id"]).filled_avg_price == Decimal("95.6")
    assert book.cash == 100_000 - 3000 + 1080 + 950 + 956


def test_a_bracket_arms_its_exits_after_the_whole_entry_and_one_exit_ends_the_other() -> None:
    book = Book()
    book.auto_fill = False
    entry = book.submit(body(qty=2, order_class="bracket", **exits()))
    book.fill(entry["id"], 1)
    book.set_price("AAPL", 80)
    assert states(book) == [("market", "partially_filled"), ("limit", "held"), ("stop", "held")]
    assert book.position_row("AAPL")["qty_available"] == "1"
    book.set_price("AAPL", 100)
    book.fill(entry["id"])
    assert states(book) == [("market", "filled"), ("limit", "new"), ("stop", "held")]
    assert book.position_row("AAPL")["qty_available"] == "0"
    book.set_price("AAPL", 110)
    assert states(book) == [("market", "filled"), ("limit", "filled"), ("stop", "canceled")]
    assert (book.cash, book.position_rows()) == (100_020, [])


def test_cancelling_one_of_a_group_cancels_all() -> None:
    book = Book()
    entry = book.submit(rest(95, order_class="bracket", **exits()))
    book.cancel(entry["legs"][1]["id"])
    assert {status for _, status in states(book)} == {"canceled"}


def test_an_oco_shrinks_with_a_part_and_frees_the_shares_when_it_ends() -> None:
    book = Book()
    book.submit(body(qty=10))
    oco = book.submit(body(type="limit", side="sell", qty=10, order_class="oco", **exits()))
    book.fill(oco["id"], 4, 110)
    assert book.get(oco["legs"][0]["id"]).qty == 6
    book.set_price("AAPL", 90)
    assert (book.position_rows(), book.cash) == ([], 100_000 - 1000 + 440 + 540)
    assert book.get(oco["id"]).status == "canceled"


def test_a_replacement_takes_the_place_or_loses_the_race() -> None:
    book = Book(cash=1000, multiplier=1)
    old = book.submit(rest(90, qty=2))
    new = book.replace(old["id"], {"limit_price": "95", "client_order_id": "better"})
    assert (book.get(old["id"]).status, book.get(old["id"]).replaced_by) == ("replaced", new["id"])
    assert (new["replaces"], book.get("better").status, book.buying_power()) == (old["id"], "new", 810)
    book.slow_replace = True
    cheaper = book.replace(new["id"], {"limit_price": "80"})
    assert (book.get(new["id"]).status, book.buying_power()) == ("pending_replace", 810)  # the larger of both
    book.lose_replace(cheaper["id"])
    assert (book.get(new["id"]).status, book.get(cheaper["id"]).status) == ("filled", "rejected")
    assert (book.cash, book.buying_power()) == (810, 810)
    third = book.submit(rest(90, qty=2))
    fourth = book.replace(third["id"], {"qty": "3"})
    book.fill(third["id"], 1)
    book.finish_replace(fourth["id"])
    assert (book.get(fourth["id"]).filled_qty, book.get(fourth["id"]).status) == (1, "partially_filled")
    assert book.buying_power() == 810 - 90 - 2 * 90


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"limit_price": "90"}, 42210000, "order parameters are not changed"),
        ({"qty": "1"}, 42210000, "qty must be > filled_qty"),
        ({"limit_price": "90.001"}, 42210000, "invalid limit_price 90.001. sub-penny increment does not fulfill"),
        ({"qty": "5", "client_order_id": "mine"}, 40010001, "client_order_id must be unique"),
        ({"qty": "100000"}, 40310000, "insufficient buying power"),
    ],
)
def test_a_replacement_that_cannot_be_is_refused(change: dict[str, Any], code: int, message: str) -> None:
    book = Book()
    old = book.submit(rest(90, qty=3, client_order_id="mine"))
    book.fill("mine", 1)
    told = refusal(lambda: book.replace(old["id"], change))
    assert (told[1], told[2][: len(message)]) == (code, message)
    assert (book.get("mine").status, len(book.sequence)) == ("partially_filled", 1)


def test_an_order_at_its_end_or_in_dollars_is_not_replaced() -> None:
    book = Book()
    old = book.submit(rest(90))
    book.replace(old["id"], {"qty": "2"})
    assert refusal(lambda: book.replace(old["id"], {"qty": "3"}))[2] == "order already replaced"
    done = book.submit(body())
    assert refusal(lambda: book.replace(done["id"], {"qty": "3"}))[2] == "unable to replace order, order is not open"
    dollars = book.submit(rest(50, qty=None, notional="20"))
    assert refusal(lambda: book.replace(dollars["id"], {"limit_price": "60"}))[0] == 422


def test_the_legs_of_a_bracket_can_be_moved_and_follow_a_replaced_entry() -> None:
    book = Book()
    entry = book.submit(rest(95, qty=2, order_class="bracket", **exits()))
    moved = book.replace(entry["id"], {"limit_price": "96", "qty": "3"})
    assert [(leg.status, leg.qty) for leg in book.get(moved["id"]).legs] == [("held", 3), ("held", 3)]
    book.set_price("AAPL", 96)
    stop = book.get(moved["id"]).legs[1]
    lower = book.replace(stop.id, {"stop_price": "85"})
    book.set_price("AAPL", 90)
    assert book.position_row("AAPL")["qty"] == "3"
    book.set_price("AAPL", 85)
    assert (book.get(lower["id"]).status, book.get(moved["id"]).legs[0].status) == ("filled", "canceled")
    assert book.cash == 100_000 - 3 * 96 + 3 * 85


def test_a_slow_cancel_may_lose_to_a_fill() -> None:
    book = Book()
    book.slow_cancel = True
    first, second = book.submit(rest(90)), book.submit(rest(90))
    book.cancel(first["id"])
    book.cancel(second["id"])
    book.fill(first["id"])
    book.finish_cancel(second["id"])
    assert states(book) == [("limit", "filled"), ("limit", "canceled")]
    assert refusal(lambda: book.cancel(first["id"])) == (422, 42210000, 'order is already in "filled" state')


def test_orders_wait_for_the_session_the_release_and_may_be_rejected_later() -> None:
    book = Book()
    book.close_session()
    queued = book.submit(body())
    early = book.submit(rest(100, extended_hours=True, symbol="MSFT"))
    assert (queued["status"], book.get(early["id"]).status) == ("accepted", "filled")
    book.open_session()
    assert book.get(queued["id"]).status == "filled"
    book.hold_new = True
    kept = book.submit(body())
    said = refusal(lambda: book.replace(kept["id"], {"qty": "2"}))
    assert said == (422, 42210000, "cannot replace order in pending_new status")
    book.reject(kept["id"], "no")
    assert (book.get(kept["id"]).status, book.get(kept["id"]).reason) == ("rejected", "no")
    book.hold_new = False
    day = book.submit(rest(50))
    book.close_session(expire=True)
    assert book.get(day["id"]).status == "expired"


def test_a_short_is_signed_and_covered_to_the_cent() -> None:
    book = Book()
    book.submit(body(side="sell", qty=10))
    book.set_price("AAPL", 90)
    row = book.position_row("AAPL")
    assert (row["qty"], row["side"], row["market_value"], row["unrealized_pl"]) == ("-10", "short", "-900", "100")
    assert book.account_row()["short_market_value"] == "-900"
    book.submit(body(side="buy", qty=10))
    assert (book.cash, book.equity, book.buying_power()) == (100_100, 100_100, 400_400)


def test_the_clock_stands_where_it_is_set_and_orders_still_follow_each_other() -> None:
    book = Book()
    book.set_time(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    times = [book.submit(rest(50))["submitted_at"] for _ in range(2)]
    assert times[0] == "2026-11-23T15:00:00Z"
    assert times[1].startswith("2026-11-23T15:00:00.00000000")


def test_a_price_may_fill_a_share_at_a_time() -> None:
    book = Book()
    book.fill_share = Decimal("0.5")
    order = book.submit(rest(100, qty=10))
    for done in (5, 7, 8, 9, 10):  # halves of 10, 5, 3, 2 and 1 shares, rounded down, at least one
        assert book.get(order["id"]).filled_qty == done
        book.set_price("AAPL", 100)
    assert book.get(order["id"]).status == "filled"


def test_a_cancelled_order_takes_its_pending_replacement_along() -> None:
    book = Book()
    book.slow_replace = True
    old = book.submit(rest(90))
    new = book.replace(old["id"], {"limit_price": "91"})
    book.cancel(old["id"])
    assert (book.get(old["id"]).status, book.get(new["id"]).status, book.reserved) == ("canceled", "rejected", 0)


def test_a_dividend_is_cash_and_an_activity() -> None:
    book = Book()
    book.pay("DIV", "12.34", "AAPL")
    assert book.cash == Decimal("100012.34")
    assert [(row["activity_type"], row["net_amount"]) for row in book.ledger.activities] == [("DIV", "12.34")]


def test_a_repeat_may_be_told_that_the_money_is_gone_instead_of_that_it_repeats() -> None:
    book = Book(cash=100, multiplier=1)
    book.submit(rest(90, client_order_id="mine"))
    assert refusal(lambda: book.submit(rest(90, client_order_id="mine")))[2] == "client_order_id must be unique"
    book.unique_checked_last = True
    assert refusal(lambda: book.submit(rest(90, client_order_id="mine")))[2] == "insufficient buying power"


STEPS = st.lists(st.tuples(st.sampled_from("bsBOcpfrxXR"), st.integers(1, 20), st.integers(80, 120)), max_size=40)


def step(book: Book, kind: str, qty: int, price: int) -> None:
    """Do one thing that a client or the market may do."""
    opened = book.open_orders()
    if kind in "bs":
        book.submit(rest(price, "buy" if kind == "b" else "sell", qty=qty))
    elif kind == "B":
        book.submit(rest(price, qty=qty, order_class="bracket", **exits(price + qty, price - qty)))
    elif kind == "O":
        book.submit(body(type="limit", side="sell", qty=qty, order_class="oco", **exits(price + 1, price - qty)))
    elif kind == "p":
        book.set_price("AAPL", price)
    elif kind == "X":
        book.slow_replace, book.slow_cancel = not book.slow_replace, qty > 10
    elif not opened:
        return
    elif kind == "c":
        book.cancel(opened[qty % len(opened)].id)
    elif kind == "f":
        book.fill(opened[qty % len(opened)].id, 1)
    elif kind == "r":
        book.replace(opened[qty % len(opened)].id, {"limit_price": price, "qty": qty})
    elif kind == "R":
        for old in list(book.replacements):
            book.finish_replace(old)
    elif kind == "x":
        for order in opened:
            book.finish_cancel(order.id)


@given(STEPS)
def test_cash_is_what_the_fills_have_left_and_nothing_open_means_nothing_reserved(
    steps: list[tuple[str, int, int]],
) -> None:
    book = Book()
    for kind, qty, price in steps:
        before = (len(book.sequence), book.cash, book.reserved)
        try:
            step(book, kind, qty, price)
        except VenueError:
            assert (len(book.sequence), book.cash, book.reserved) == before
        assert book.reserved == sum(order.reserve for order in book.open_orders())
        assert all(order.qty is None or order.filled_qty <= order.qty for order in book.sequence)
    rows = book.ledger.activities
    spent = sum(Decimal(r["qty"]) * Decimal(r["price"]) * (1 if r["side"] == "buy" else -1) for r in rows)
    held = sum(Decimal(r["qty"]) * (1 if r["side"] == "buy" else -1) for r in rows)
    assert (book.cash, book.ledger.qty("AAPL")) == (100_000 - spent, held)
    for old in list(book.replacements):
        book.finish_replace(old)
    for order in book.open_orders():
        if order.is_open:  # not if it went with another of its group
            book.cancel(order.id)
            book.finish_cancel(order.id)
    assert (book.open_orders(), book.reserved, book.replacements) == ([], 0, {})
