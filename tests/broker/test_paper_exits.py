"""Orders that carry exits, and orders that are changed or taken back."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.broker.hand_tape import order, step, week
from trading.broker.paper import PaperBroker
from trading.errors import NotFound, OutcomeUnknown, VenueRejected
from trading.types import OrderClass, OrderType, Side, Status, TimeInForce, VenueOrder

D = Decimal
Opened = Callable[..., PaperBroker]
BRACKET = {"order_class": OrderClass.BRACKET, "target": "110", "stop": "95", "time_in_force": TimeInForce.GTC}
FLAT = "100 100 100 100"


def known(broker: PaperBroker, order_id: str = "one") -> VenueOrder:
    found = broker.find(order_id)
    assert found is not None
    return found


def legs(broker: PaperBroker, order_id: str = "one") -> dict[str, Status]:
    return {leg.client_order_id.rpartition("-")[2]: leg.status for leg in known(broker, order_id).legs}


@pytest.mark.parametrize(
    ("monday", "price", "target", "stop"),
    [
        ("100 109 96 100", None, Status.SENT, Status.SENT),
        ("100 110 96 100", "110", Status.FILLED, Status.CANCELLED),
        ("100 109 95 100", "95", Status.CANCELLED, Status.FILLED),
        ("100 112 94 100", "95", Status.CANCELLED, Status.FILLED),  # touches both: the stop
        ("112 113 94 100", "112", Status.FILLED, Status.CANCELLED),  # opens beyond the target, which comes first
        ("93 113 92 100", "93", Status.CANCELLED, Status.FILLED),  # opens below the stop
    ],
)
def test_a_bracket_ends_by_one_of_its_exits(
    opened: Opened, monday: str, price: str | None, target: Status, stop: Status
) -> None:
    broker = opened(week(FLAT, monday))
    entry = broker.submit("one", order(**BRACKET))
    assert (entry.status, entry.filled_avg_price) == (Status.FILLED, D(100))
    assert [(leg.type, leg.side, leg.qty, leg.status) for leg in entry.legs] == [
        (OrderType.LIMIT, Side.SELL, D(10), Status.SENT),
        (OrderType.STOP, Side.SELL, D(10), Status.SENT),
    ]
    assert broker.positions()[0].available == 0, "the two exits reserve the shares once"
    step(broker)
    assert legs(broker) == {"tp": target, "sl": stop}
    if price is None:
        assert [one.client_order_id for one in broker.orders(open_only=True)] == ["one"]
    else:
        assert (broker.positions(), broker.orders(open_only=True)) == ([], [])
        assert broker.account().cash == D(99_000) + 10 * D(price)
        assert [fill.order_id for fill in broker.fills()] == ["one", "one"], "a leg's fill belongs to its parent"


def test_exits_are_held_until_the_entry_has_filled_and_not_worked_in_its_own_session(opened: Opened) -> None:
    # Monday fills the entry at 98 and falls on to 90, below the stop; the order of both within a bar is not known.
    broker = opened(week(FLAT, "100 101 90 97", "96 97 94 96"))
    broker.submit("one", order(limit_price="98", **BRACKET))
    assert (broker.positions(), legs(broker)) == ([], {"tp": Status.SENT, "sl": Status.SENT})
    assert all(leg.reason == "held until the entry has filled" for leg in known(broker).legs)
    step(broker)
    assert (known(broker).status, known(broker).filled_avg_price) == (Status.FILLED, D(98))
    assert legs(broker) == {"tp": Status.SENT, "sl": Status.SENT}
    assert broker.positions()[0].qty == 10
    step(broker)
    assert legs(broker) == {"tp": Status.CANCELLED, "sl": Status.FILLED}
    assert broker.fills()[-1].price == D(95)


def test_an_entry_that_ends_takes_its_exits_with_it(opened: Opened) -> None:
    broker = opened(week(FLAT, FLAT))
    broker.submit("one", order(limit_price="90", **(BRACKET | {"time_in_force": TimeInForce.DAY})))
    step(broker)
    assert known(broker).status is Status.EXPIRED
    assert legs(broker) == {"tp": Status.EXPIRED, "sl": Status.EXPIRED}


def test_exits_of_a_day_bracket_end_with_the_next_bar(opened: Opened) -> None:
    broker = opened(week(FLAT, FLAT))
    broker.submit("one", order(**(BRACKET | {"time_in_force": TimeInForce.DAY})))
    step(broker)
    assert legs(broker) == {"tp": Status.EXPIRED, "sl": Status.EXPIRED}
    assert broker.positions()[0].available == D(10)


def test_a_stop_limit_exit_that_gapped_through_stays_beside_the_target(opened: Opened) -> None:
    broker = opened(week(FLAT, "90 91 88 90", "92 96 92 96"))
    broker.submit("one", order(**(BRACKET | {"stop": "95 limit 94"})))
    step(broker)
    assert legs(broker) == {"tp": Status.SENT, "sl": Status.SENT}
    step(broker)  # once hit it is a limit at 94, and 96 was traded
    assert legs(broker) == {"tp": Status.CANCELLED, "sl": Status.FILLED}
    assert broker.fills()[-1].price == D(94)


@pytest.mark.parametrize(
    ("monday", "price", "parent", "stop"),
    [
        ("100 110 96 100", "110", Status.FILLED, Status.CANCELLED),
        ("100 112 94 100", "95", Status.CANCELLED, Status.FILLED),
        ("100 101 99 100", None, Status.SENT, Status.SENT),
    ],
)
def test_an_oco_is_two_exits_of_what_is_held(
    opened: Opened, monday: str, price: str | None, parent: Status, stop: Status
) -> None:
    broker = opened(week(FLAT, monday))
    broker.submit("entry", order())
    oco = order(
        side=Side.SELL, order_class=OrderClass.OCO, type=OrderType.LIMIT, limit_price="110", target="110", stop="95",
        time_in_force=TimeInForce.GTC,
    )  # fmt: skip
    broker.submit("one", oco)
    assert (known(broker).type, known(broker).limit_price) == (OrderType.LIMIT, D(110))
    assert broker.positions()[0].available == 0, "reserved once"
    step(broker)
    assert (known(broker).status, legs(broker)) == (parent, {"sl": stop})
    if price is not None:
        assert (broker.positions(), broker.fills()[-1].price) == ([], D(price))
        assert broker.orders(open_only=True) == []


def test_an_oco_without_a_position_is_rejected(opened: Opened) -> None:
    broker = opened(week(FLAT))
    buying = order(
        order_class=OrderClass.OCO, type=OrderType.LIMIT, limit_price="90", target="90", stop="105",
        time_in_force=TimeInForce.GTC,
    )  # fmt: skip
    with pytest.raises(VenueRejected, match="must be exit orders"):
        broker.submit("one", buying)
    assert broker.orders() == []


@pytest.mark.parametrize(
    ("exit_", "monday", "price"),
    [({"stop": "95"}, "96 97 94 96", "95"), ({"target": "105"}, "104 106 103 104", "105")],
)
def test_an_oto_has_one_exit(opened: Opened, exit_: dict[str, str], monday: str, price: str) -> None:
    broker = opened(week(FLAT, monday))
    broker.submit("one", order(order_class=OrderClass.OTO, time_in_force=TimeInForce.GTC, **exit_))
    assert len(known(broker).legs) == 1
    step(broker)
    assert [leg.status for leg in known(broker).legs] == [Status.FILLED]
    assert (broker.positions(), broker.fills()[-1].price) == ([], D(price))


@pytest.mark.parametrize("by", ["one", "one-tp", "one-sl"])
def test_cancelling_an_order_or_one_exit_cancels_the_group(opened: Opened, by: str) -> None:
    broker = opened(week(FLAT, "100 120 80 100"))
    broker.submit("one", order(**BRACKET))
    broker.cancel(by)
    broker.cancel(by)  # may be repeated
    assert (known(broker).status, legs(broker)) == (Status.FILLED, {"tp": Status.CANCELLED, "sl": Status.CANCELLED})
    step(broker)
    assert (broker.positions()[0].qty, broker.positions()[0].available) == (D(10), D(10))


def test_cancelling_a_resting_entry_frees_its_cash(opened: Opened) -> None:
    broker = opened(week(FLAT, "90 90 90 90"))
    broker.submit("one", order(limit_price="95", **BRACKET))
    assert broker.account().buying_power == D(100_000 - 950)
    broker.cancel("one")
    assert (known(broker).status, set(legs(broker).values())) == (Status.CANCELLED, {Status.CANCELLED})
    assert broker.account().buying_power == D(100_000)
    step(broker)
    assert broker.positions() == []


def test_what_has_ended_or_was_never_there_cannot_be_cancelled(opened: Opened) -> None:
    broker = opened(week(FLAT))
    broker.submit("one", order())
    with pytest.raises(VenueRejected, match='already in "filled" state'):
        broker.cancel("one")
    with pytest.raises(NotFound, match="order not found for none"):
        broker.cancel("none")
    assert known(broker).status is Status.FILLED


def test_a_replacement_takes_the_place_of_a_resting_order(opened: Opened) -> None:
    broker = opened(week(FLAT, "100 100 96 100"))
    broker.submit("one", order(limit_price="95", time_in_force=TimeInForce.GTC))
    new = broker.replace("one", "two", order(qty="5", limit_price="97", time_in_force=TimeInForce.GTC))
    assert (new.client_order_id, new.status, new.qty, new.limit_price) == ("two", Status.SENT, D(5), D(97))
    assert (known(broker).status, known(broker).replaced_by) == (Status.REPLACED, "two")
    assert broker.account().buying_power == D(100_000 - 5 * 97)
    step(broker)
    assert [(fill.order_id, fill.price) for fill in broker.fills()] == [("two", D(97))]


def test_a_replacement_may_spend_what_the_order_had_reserved(opened: Opened) -> None:
    broker = opened(week(FLAT), cash=D(1000))
    broker.submit("one", order(limit_price="99", time_in_force=TimeInForce.GTC))
    assert broker.replace("one", "two", order(limit_price="100", time_in_force=TimeInForce.GTC)).status is Status.SENT


def test_a_rejected_replacement_leaves_the_order_as_it_was(opened: Opened) -> None:
    broker = opened(week(FLAT), cash=D(1000))
    broker.submit("one", order(limit_price="99", time_in_force=TimeInForce.GTC))
    with pytest.raises(VenueRejected, match="insufficient buying power"):
        broker.replace("one", "two", order(qty="11", limit_price="99", time_in_force=TimeInForce.GTC))
    assert (known(broker).status, known(broker).replaced_by, broker.find("two")) == (Status.SENT, None, None)
    assert broker.account().buying_power == D(10)


def test_what_does_not_rest_or_has_exits_cannot_be_replaced(opened: Opened) -> None:
    broker = opened(week(FLAT))
    broker.submit("filled", order())
    broker.submit("one", order(limit_price="90", **BRACKET))
    for target in ("filled", "none"):
        with pytest.raises(VenueRejected, match="not open"):
            broker.replace(target, "two", order(limit_price="91"))
    for target in ("one", "one-sl"):
        with pytest.raises(VenueRejected, match="orders with exits"):
            broker.replace(target, "two", order(limit_price="91"))
    assert broker.find("two") is None


def test_a_replacement_sent_twice_is_told_by_its_id(opened: Opened) -> None:
    broker = opened(week(FLAT))
    broker.submit("one", order(limit_price="90", time_in_force=TimeInForce.GTC))
    broker.replace("one", "two", order(limit_price="91", time_in_force=TimeInForce.GTC))
    with pytest.raises(OutcomeUnknown, match="must be unique"):
        broker.replace("one", "two", order(limit_price="91", time_in_force=TimeInForce.GTC))
