"""Every kind of order on a book over hand-written bars: the session it fills in, its price, and what cash remains."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.broker.hand_tape import FRIDAY, MONDAY, TUESDAY, bar, order, step, week
from tests.broker.hand_tape import HandTape as Tape
from trading.broker.paper import PaperBroker
from trading.types import Side, Status, Ticket, TimeInForce

D = Decimal
Opened = Callable[..., PaperBroker]
CALM = ("100 101 99 100", "102 105 98 103", "103 104 102 104", "104 110 90 100")
"""Friday to Wednesday: open high low close of ACME."""


def sent(broker: PaperBroker, ticket: Ticket, order_id: str = "one") -> Status:
    return broker.submit(order_id, ticket).status


def state(broker: PaperBroker, order_id: str = "one") -> tuple[Status, Decimal | None]:
    found = broker.find(order_id)
    assert found is not None
    return found.status, found.filled_avg_price


def held(broker: PaperBroker) -> dict[str, Decimal]:
    return {position.symbol: position.qty for position in broker.positions()}


def test_a_market_order_fills_at_once_at_the_close_where_the_book_stands(opened: Opened) -> None:
    broker = opened(week(*CALM))
    answer = broker.submit("one", order())
    assert (answer.status, answer.filled_qty, answer.filled_avg_price) == (Status.FILLED, 10, D(100))
    assert (broker.account().cash, broker.account().equity) == (D(99_000), D(100_000))
    (fill,) = broker.fills()
    assert (fill.order_id, fill.symbol, fill.side, fill.qty, fill.price) == ("one", "ACME", Side.BUY, D(10), D(100))
    assert fill.at == broker.account().as_of == answer.submitted_at
    (position,) = broker.positions()
    assert (position.qty, position.available, position.avg_entry_price) == (D(10), D(10), D(100))
    assert (position.last_price, position.market_value, position.unrealized_pl) == (D(100), D(1000), D(0))


@pytest.mark.parametrize(
    ("more", "price"),
    [
        ({"limit_price": "101"}, "101"),  # marketable on Friday, yet it rests and works from Monday's bar: low 98
        ({"limit_price": "103"}, "102"),  # Monday opens at 102
        ({"limit_price": "97"}, None),
        ({"stop_price": "104"}, "104"),
        ({"stop_price": "101"}, "102"),
        ({"stop_price": "106"}, None),
        ({"stop_price": "104", "limit_price": "105"}, "104"),
        ({"stop_price": "101", "limit_price": "101"}, "101"),  # hit by the open at 102, the low of 98 reaches the limit
        ({"time_in_force": TimeInForce.OPG}, "102"),
        ({"time_in_force": TimeInForce.OPG, "limit_price": "101"}, None),
        ({"time_in_force": TimeInForce.CLS}, "103"),
        ({"time_in_force": TimeInForce.CLS, "limit_price": "103"}, "103"),
        ({"time_in_force": TimeInForce.CLS, "limit_price": "102"}, None),
        # A trailing buy of 2 above a mark of 100: stop 102 at the open.
        ({"trail_price": "2"}, "102"),
        ({"trail_price": "5"}, "105"),  # the high of 105 reaches it
        ({"trail_price": "6"}, None),  # 106 is not reached; the low of 98 lowers it to 104, and Monday closes at 103
    ],
)
def test_an_order_works_from_the_next_bar_and_a_day_order_ends_with_it(
    opened: Opened, more: dict[str, object], price: str | None
) -> None:
    broker = opened(week(*CALM))
    assert sent(broker, order(**more)) is Status.SENT
    assert (broker.fills(), broker.account().cash) == ([], D(100_000))
    step(broker)
    if price is None:
        assert state(broker) == (Status.EXPIRED, None)
        assert (held(broker), broker.account().cash) == ({}, D(100_000))
    else:
        assert state(broker) == (Status.FILLED, D(price))
        assert broker.account().cash == D(100_000) - 10 * D(price)
        assert broker.fills()[0].at == broker.account().as_of, "a fill is timed at its session's close"


@pytest.mark.parametrize(
    ("more", "price"),
    [
        ({"limit_price": "104"}, "104"),
        ({"limit_price": "101"}, "102"),
        ({"limit_price": "106"}, None),
        ({"stop_price": "99"}, "99"),
        ({"stop_price": "102.5"}, "102"),
        ({"stop_price": "97"}, None),
        ({"stop_price": "99", "limit_price": "98.50"}, "99"),
        ({"trail_price": "3"}, "99"),  # Monday opens at 102: 99, and its low is 98
        ({"trail_percent": "2"}, "99.96"),  # 2 % below 102
        ({"trail_price": "8"}, None),
    ],
)
def test_a_sale_works_from_the_next_bar(opened: Opened, more: dict[str, object], price: str | None) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(), "entry")
    assert sent(broker, order(side=Side.SELL, **more)) is Status.SENT
    assert broker.positions()[0].available == 0, "the shares are spoken for"
    step(broker)
    if price is None:
        assert state(broker) == (Status.EXPIRED, None)
        assert broker.positions()[0].available == D(10)
    else:
        assert state(broker) == (Status.FILLED, D(price))
        assert (held(broker), broker.account().cash) == ({}, D(99_000) + 10 * D(price))


def test_a_gtc_order_outlives_the_sessions_that_do_not_reach_it(opened: Opened) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(limit_price="95", time_in_force=TimeInForce.GTC))
    step(broker, 2)
    assert [one.client_order_id for one in broker.orders(open_only=True)] == ["one"]
    step(broker)  # Wednesday's low is 90
    assert state(broker) == (Status.FILLED, D(95))
    assert broker.orders(open_only=True) == []


def test_a_trailing_stop_keeps_its_mark_over_sessions(opened: Opened) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(), "entry")
    sent(broker, order(side=Side.SELL, trail_price="8", time_in_force=TimeInForce.GTC))
    step(broker)  # the high of 105 lifts the stop to 97, the low of 98 was before or after it
    step(broker)  # 103 104 102 104: above 97
    assert state(broker) == (Status.SENT, None)
    step(broker)  # 104 110 90 100: falls through 97
    assert state(broker) == (Status.FILLED, D(97))


@pytest.mark.parametrize("force", [TimeInForce.IOC, TimeInForce.FOK])
@pytest.mark.parametrize(
    ("side", "limit", "status", "price"),
    [
        (Side.BUY, "100", Status.FILLED, "100"),
        (Side.BUY, "101", Status.FILLED, "100"),
        (Side.BUY, "99.99", Status.CANCELLED, None),
        (Side.SELL, "100", Status.FILLED, "100"),
        (Side.SELL, "100.01", Status.CANCELLED, None),
    ],
)
def test_ioc_and_fok_fill_now_or_are_cancelled(
    opened: Opened, force: TimeInForce, side: Side, limit: str, status: Status, price: str | None
) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(qty="20"), "entry")
    answer = broker.submit("one", order(side=side, limit_price=limit, time_in_force=force))
    assert (answer.status, answer.filled_avg_price) == (status, None if price is None else D(price))
    assert broker.orders(open_only=True) == []
    assert bool(answer.reason) == (status is Status.CANCELLED), "a cancellation says why"


def test_an_amount_buys_parts_of_a_share_rounded_down(opened: Opened) -> None:
    broker = opened(week("30 30 30 30", "31 31 31 31"))
    answer = broker.submit("one", order(qty=None, notional="100"))
    # 100 / 30 = 3.3333333..., rounded down to 3.333333; 3.333333 x 30 = 99.99999, to the cent 100.00.
    assert (answer.status, answer.filled_qty, answer.notional) == (Status.FILLED, D("3.333333"), D(100))
    assert broker.account().cash == D("99900.00")
    step(broker)
    # 3.333333 x 31 = 103.333323.
    assert broker.positions()[0].market_value == D("103.33")
    assert broker.submit("out", order(qty="3.333333", side=Side.SELL)).status is Status.FILLED
    assert (held(broker), broker.account().cash) == ({}, D("100003.33"))


def test_a_part_of_a_position_takes_its_part_of_the_cost(opened: Opened) -> None:
    broker = opened(week("10 10 10 10", "11 11 11 11"))
    sent(broker, order(qty="3"), "entry")
    step(broker)
    sent(broker, order(qty="1", side=Side.SELL), "part")
    (position,) = broker.positions()
    assert (position.qty, position.avg_entry_price, position.realized_pl) == (D(2), D(10), D(1))
    assert (position.market_value, position.unrealized_pl) == (D(22), D(2))


def test_what_is_fractional_sums_with_what_is_whole(opened: Opened) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(qty="0.5"), "half")
    sent(broker, order(qty="2"), "whole")
    assert held(broker) == {"ACME": D("2.5")}
    sent(broker, order(qty="0.25", side=Side.SELL), "out")
    assert held(broker) == {"ACME": D("2.25")}


def test_a_symbol_without_a_bar_leaves_a_gtc_order_and_ends_a_day_order(opened: Opened) -> None:
    tape = Tape(
        {
            "ACME": [bar(FRIDAY, "100 100 100 100"), bar(TUESDAY, "90 90 90 90")],
            "LIVE": [bar(day, "5 5 5 5") for day in (FRIDAY, MONDAY, TUESDAY)],
        }
    )
    broker = opened(tape)
    sent(broker, order(limit_price="95"), "day")
    sent(broker, order(limit_price="95", time_in_force=TimeInForce.GTC), "gtc")
    step(broker)
    assert [state(broker, name)[0] for name in ("day", "gtc")] == [Status.EXPIRED, Status.SENT]
    step(broker)
    assert state(broker, "gtc") == (Status.FILLED, D(90))


def test_a_position_whose_symbol_has_ended_keeps_its_last_close(opened: Opened) -> None:
    tape = Tape({"ACME": [bar(FRIDAY, "100 100 100 101")], "LIVE": [bar(FRIDAY, "5 5 5 5")]})
    broker = opened(tape)
    sent(broker, order())
    step(broker, 3)
    (position,) = broker.positions()
    assert (position.last_price, position.market_value) == (D(101), D(1010))
    assert broker.account().equity == D(100_000)


def test_equity_is_written_at_each_close(opened: Opened) -> None:
    broker = opened(week(*CALM))
    sent(broker, order())
    step(broker, 2)
    points = broker.equity()
    assert [p.equity for p in points] == [D(100_000), D(100_030), D(100_040)]
    assert {p.cash for p in points} == {D(99_000)}, "what was bought on Friday has left Friday's cash"
    assert [p.at.date() for p in points] == [FRIDAY, MONDAY, TUESDAY]
    assert [p.at.date() for p in broker.equity(start=MONDAY, end=MONDAY)] == [MONDAY]
    account = broker.account()
    assert (account.equity, account.last_equity) == (D(100_040), D(100_030))


def test_orders_are_told_oldest_first_and_since_a_time(opened: Opened) -> None:
    broker = opened(week(*CALM))
    sent(broker, order(), "a")
    first = broker.account().as_of
    sent(broker, order(limit_price="50", time_in_force=TimeInForce.GTC), "b")
    step(broker)
    sent(broker, order(), "c")
    assert [one.client_order_id for one in broker.orders()] == ["a", "b", "c"]
    assert [one.client_order_id for one in broker.orders(since=broker.account().as_of)] == ["b", "c"]  # b rests
    assert len(broker.orders(since=first)) == 3
    assert [fill.order_id for fill in broker.fills(since=broker.account().as_of)] == ["c"]


def told(broker: PaperBroker) -> list[object]:
    return [
        broker.account(),
        broker.positions(),
        broker.orders(),
        broker.fills(),
        broker.equity(),
        broker.session_day(),
    ]


def test_all_of_it_stands_after_the_file_is_opened_again(opened: Opened) -> None:
    first = opened(week(*CALM))
    sent(first, order(), "a")
    sent(first, order(limit_price="95", time_in_force=TimeInForce.GTC), "b")
    step(first)
    seen = told(first)
    first.close()
    assert told(opened(week(*CALM))) == seen
