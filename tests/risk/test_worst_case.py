"""The most that can be lost before the halt: each figure worked out by hand beside its case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.risk.facts import Unknown, Working
from trading.risk.limits import Limits
from trading.risk.worst_case import AtRisk, until_halt, worst_case
from trading.types import (
    AccountSettings,
    OrderClass,
    OrderType,
    Position,
    Side,
    Status,
    StopLoss,
    TimeInForce,
    VenueAccount,
    VenueOrder,
    WorstCase,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
CASH_ACCOUNT = VenueAccount(
    number="1", equity=D(100_000), cash=D(90_000), buying_power=D(90_000), last_equity=D(100_000), as_of=NOW
)
MARGIN_ACCOUNT = replace(CASH_ACCOUNT, buying_power=D(180_000), may_short=True)
LIMITS = Limits()  # 5 percent a day, a jump of 10 percent, 200000 gross


def held(symbol: str = "AAPL", qty: str = "100", price: str = "100") -> Position:
    size, last = D(qty), D(price)
    return Position(
        symbol=symbol,
        qty=size,
        available=size,
        avg_entry_price=last,
        last_price=last,
        market_value=size * last,
        unrealized_pl=D(0),
        realized_pl=None,
    )


def stop(qty: str = "100", at: str | None = "95", **more: Any) -> VenueOrder:
    """Return a sell stop that rests at the venue."""
    values: dict[str, Any] = {
        "client_order_id": "stop",
        "broker_id": "b",
        "symbol": "AAPL",
        "side": Side.SELL,
        "qty": D(qty),
        "notional": None,
        "type": OrderType.STOP,
        "time_in_force": TimeInForce.GTC,
        "order_class": OrderClass.SIMPLE,
        "limit_price": None,
        "stop_price": None if at is None else D(at),
        "trail_price": None,
        "trail_percent": None,
        "extended_hours": False,
        "status": Status.SENT,
        "filled_qty": D(0),
        "filled_avg_price": None,
        "submitted_at": NOW,
        "updated_at": NOW,
    }
    return VenueOrder(**(values | more))


def working(side: Side = Side.BUY, qty: str = "100", price: str | None = "100", **more: Any) -> Working:
    """Return an order in flight; a limit unless said."""
    values: dict[str, Any] = {
        "id": "w",
        "symbol": "AAPL",
        "side": side,
        "qty": D(qty),
        "price": None if price is None else D(price),
        "status": Status.SENT,
        "known_to_venue": True,
        "type": OrderType.LIMIT,
        "limit_price": None if price is None else D(price),
    }
    return Working(**(values | more))


def reckon(
    positions: Sequence[Position] = (),
    orders: Sequence[VenueOrder] = (),
    flying: Sequence[Working] = (),
    *,
    account: VenueAccount = CASH_ACCOUNT,
    limits: Limits = LIMITS,
    leaving: frozenset[str] = frozenset(),
) -> WorstCase:
    return worst_case(
        AtRisk(
            account=account,
            positions={one.symbol: one for one in positions},
            working=flying,
            orders=orders,
            leaving=leaving,
            limits=limits,
        )
    )


def test_an_account_that_holds_nothing_can_lose_nothing_but_what_the_limits_let_through() -> None:
    found = reckon()
    # 5 percent of 100000 until the halt; then a jump of 10 percent of the 90000 that can be bought
    assert (found.at_most, found.by_holdings, found.until_halt, found.lines) == (D(0), D(0), D(5000), ())
    assert found.ceiling == D(14_000)


def test_a_position_without_a_stop_loses_until_the_halt_and_one_jump_more() -> None:
    found = reckon([held(qty="400")])
    # all of 40000 by itself; but the halt is 5000 away, and a jump of 10 percent of 40000 strikes it
    assert (found.by_holdings, found.at_most) == (D(40_000), D(9_000))
    [line] = found.lines
    assert (line.symbol, line.qty, line.protected, line.stop_price, line.loss) == ("AAPL", D(400), D(0), None, D(40000))
    assert line.reason == "400 shares have none, so all their worth counts; place a stop to bound it"


def test_a_small_position_loses_at_most_its_worth() -> None:
    assert reckon([held(qty="10")]).at_most == D(1000)


def test_a_stop_bounds_its_part_one_jump_below_it() -> None:
    found = reckon([held()], [stop(qty="60")])
    # 60 x (100 - 95 x 0.9) = 60 x 14.50 = 870, and 40 x 100 = 4000 without a stop
    [line] = found.lines
    assert (found.by_holdings, line.protected, line.stop_price) == (D(4870), D(60), D(95))
    assert line.reason.startswith("60 of 100 shares have a stop; 40 shares have none")


def test_of_two_stops_the_nearer_acts_first() -> None:
    found = reckon([held()], [stop(qty="60"), stop(qty="60", at="90", client_order_id="second")])
    # 60 x (100 - 85.50) + 40 x (100 - 81) = 870 + 760; the line names the worst of them
    assert (found.at_most, found.lines[0].protected, found.lines[0].stop_price) == (D(1630), D(100), D(90))


@pytest.mark.parametrize(
    "useless",
    [
        stop(at="105"),  # above the market: it would have acted
        stop(at="100"),
        stop(at="0"),
        stop(side=Side.BUY),
        stop(symbol="MSFT"),
        stop(status=Status.CANCELLED),
        stop(status=Status.UNKNOWN),
        stop(filled_qty=D(100)),
        stop(type=OrderType.STOP_LIMIT, limit_price=D("94.50")),  # the jump ends at 85.50, below the limit
    ],
)
def test_a_stop_that_would_not_act_protects_nothing(useless: VenueOrder) -> None:
    assert reckon([held()], [useless]).by_holdings == D(10_000)


def test_a_stop_limit_whose_limit_lies_past_the_jump_protects() -> None:
    deep = stop(type=OrderType.STOP_LIMIT, limit_price=D("85.50"))
    assert reckon([held()], [deep]).at_most == D(1450)  # 100 x (100 - 95 x 0.9)


def test_a_stop_that_is_being_cancelled_or_replaced_protects_nothing() -> None:
    assert reckon([held()], [stop()], leaving=frozenset({"stop"})).by_holdings == D(10_000)


def test_a_trailing_stop_counts_at_its_stop_if_that_is_told_else_from_the_price() -> None:
    told = stop(at="97", type=OrderType.TRAILING_STOP, trail_percent=D(4))
    by_percent = stop(at=None, type=OrderType.TRAILING_STOP, trail_percent=D(4))
    by_price = stop(at=None, type=OrderType.TRAILING_STOP, trail_price=D(6))
    # 97 x 0.9 = 87.30; 96 x 0.9 = 86.40; 94 x 0.9 = 84.60
    assert [reckon([held()], [one]).at_most for one in (told, by_percent, by_price)] == [D(1270), D(1360), D(1540)]


def test_exits_protect_once_their_entry_has_filled_and_not_before() -> None:
    leg = stop(client_order_id="leg")
    target = stop(at=None, client_order_id="target", type=OrderType.LIMIT, limit_price=D(120))
    entry = stop(side=Side.BUY, type=OrderType.LIMIT, order_class=OrderClass.BRACKET, legs=(target, leg), at=None)
    filled = replace(entry, status=Status.FILLED, filled_qty=D(100))
    assert reckon([held()], [filled]).at_most == D(1450)
    assert reckon([held()], [entry]).by_holdings == D(10_000)


def test_the_stop_of_an_oco_protects_beside_its_target() -> None:
    pair = stop(
        at=None, type=OrderType.LIMIT, limit_price=D(120), order_class=OrderClass.OCO, legs=(stop(client_order_id="l"),)
    )
    sale = working(Side.SELL, price="120", id="stop")
    found = reckon([held()], [pair], [sale])
    assert (found.at_most, found.lines[0].qty) == (D(1450), D(100))


def test_a_resting_purchase_counts_as_filled_with_the_stop_it_brings() -> None:
    plain, guarded = working(), working(stop_loss=StopLoss(stop_price=D(95)))
    assert [reckon(flying=[one]).at_most for one in (plain, guarded)] == [D(6000), D(1450)]
    # 100 x 100 all by itself, 5000 + 10 percent of 10000 by the halt; 100 x (100 - 85.50) with its stop


def test_a_purchase_without_a_limit_may_fill_one_jump_dearer() -> None:
    found = reckon(flying=[working(type=OrderType.STOP, limit_price=None)])
    # 100 x 110 is paid: by the halt 5000 + 10 percent of 11000
    assert (found.by_holdings, found.at_most) == (D(11_000), D(6_100))


def test_the_stop_of_an_entry_must_be_on_its_right_side_before_any_jump() -> None:
    market = working(type=OrderType.MARKET, limit_price=None, stop_loss=StopLoss(stop_price=D(104)))
    # it may fill at 110, but a stop at 104 above the price of 100 is a wrong one: all of 100 x 110 counts
    assert reckon(flying=[market]).by_holdings == D(11_000)


def test_a_sale_of_what_is_held_takes_nothing_off() -> None:
    assert reckon([held()], flying=[working(Side.SELL, price="120")]) == reckon([held()])


def test_a_replaced_order_and_its_successor_count_once_and_without_a_stop() -> None:
    old = working(qty="10", stop_loss=StopLoss(stop_price=D(95)))
    new = working(qty="20", id="new", replaces="w", stop_loss=StopLoss(stop_price=D(95)))
    assert reckon(flying=[old, new]).by_holdings == D(2000)


def test_a_short_without_a_stop_is_bounded_by_the_halt_alone() -> None:
    found = reckon([held(qty="-100")], account=MARGIN_ACCOUNT)
    # no sum of its own; by the halt 5000, and by then it has grown to 15000 at most: a jump of 1500
    assert (found.by_holdings, found.lines[0].loss, found.at_most) == (None, None, D(6500))


def test_a_short_with_a_stop_is_bought_back_one_jump_above_it() -> None:
    guard = stop(side=Side.BUY, at="105")
    # 100 x (105 x 1.1 - 100) = 100 x 15.50
    assert reckon([held(qty="-100")], [guard], account=MARGIN_ACCOUNT).at_most == D(1550)


def test_a_sale_beyond_what_is_held_counts_as_a_short() -> None:
    found = reckon([held(qty="10")], flying=[working(Side.SELL, qty="25")], account=MARGIN_ACCOUNT)
    # short 15, sold one jump above the limit at most: 5000 + 10 percent of (15 x 110 and the 5000 it may have grown)
    assert (found.lines[0].qty, found.by_holdings, found.at_most) == (D(-15), None, D(5665))


@pytest.mark.parametrize("ended", [Status.FILLED, Status.CANCELLED, Status.EXPIRED])
def test_exits_that_outlive_their_position_count_as_a_short(ended: Status) -> None:
    entry = stop(side=Side.BUY, at=None, order_class=OrderClass.OTO, status=ended, legs=(stop(client_order_id="leg"),))
    found = reckon(orders=[entry], account=MARGIN_ACCOUNT)
    assert (found.lines[0].qty, found.lines[0].loss) == (D(-100), None)


def test_a_purchase_that_buys_back_a_short_opens_nothing_more() -> None:
    found = reckon([held(qty="-100")], flying=[working(qty="60")], account=MARGIN_ACCOUNT)
    assert found == reckon([held(qty="-100")], account=MARGIN_ACCOUNT)


def test_an_order_without_a_known_price_makes_the_worst_case_unknown() -> None:
    with pytest.raises(Unknown, match="order w for AAPL has no known price; cancel it or wait until it ends"):
        reckon(flying=[working(price=None)])


def test_past_the_halt_one_jump_of_what_is_held_is_left() -> None:
    fallen = replace(CASH_ACCOUNT, equity=D(94_000))
    found = reckon([held(qty="400")], account=fallen)
    assert (found.until_halt, found.at_most) == (D(0), D(4000))


def test_what_was_gained_today_can_be_lost_before_the_halt() -> None:
    assert until_halt(replace(CASH_ACCOUNT, equity=D(101_500)), LIMITS) == D(6500)


def test_a_loss_limit_of_zero_halts_at_once_also_after_a_gain() -> None:
    assert until_halt(replace(CASH_ACCOUNT, equity=D(101_500)), Limits(max_daily_loss_pct=D(0))) == 0


def test_the_ceiling_of_a_margin_account_is_the_gross_limit_one_jump_dearer() -> None:
    # 5000 + 10 percent of (200000 x 1.1 and the 5000 that a short may have grown)
    assert reckon([held()], account=MARGIN_ACCOUNT).ceiling == D(27_500)
    # what is held already beyond the limit counts as it is: 10 percent of (300000 + 5000)
    assert reckon([held(qty="3000")], account=MARGIN_ACCOUNT).ceiling == D(35_500)


def test_an_account_that_may_borrow_is_not_held_to_its_cash() -> None:
    told = AccountSettings(read_at=NOW, margin_multiplier=D(2))
    assert reckon(account=replace(CASH_ACCOUNT, settings=told)).ceiling == D(27_500)


def test_the_ceiling_of_a_cash_account_is_what_it_has_and_can_buy() -> None:
    # 10000 held and 90000 to spend: 5000 + 10 percent of 100000; a gross limit of 50000 x 1.1 is less
    assert reckon([held()]).ceiling == D(15_000)
    assert reckon([held()], limits=Limits(max_gross_notional=D(50_000))).ceiling == D(10_500)


PRICES = st.integers(100, 20_000).map(lambda cents: D(cents) / 100)
SIZES = st.integers(1, 5_000).map(D)
GAPS = st.integers(0, 100).map(D)


@given(qty=SIZES, price=PRICES, stops=st.lists(st.tuples(SIZES, PRICES), max_size=4), gap=GAPS, short=st.booleans())
def test_another_stop_never_raises_the_worst_case(
    qty: D, price: D, stops: list[tuple[D, D]], gap: D, short: bool
) -> None:
    position = held(qty=str(-qty if short else qty), price=str(price))
    side, limits = (Side.BUY if short else Side.SELL), replace(LIMITS, gap_pct=gap)
    before = None
    for count in range(len(stops) + 1):
        orders = [
            stop(qty=str(size), at=str(at), side=side, client_order_id=str(n))
            for n, (size, at) in enumerate(stops[:count])
        ]
        found = reckon([position], orders, account=MARGIN_ACCOUNT, limits=limits)
        assert 0 <= found.at_most <= found.ceiling
        assert before is None or found.at_most <= before
        before = found.at_most


@given(qty=SIZES, price=PRICES, at=PRICES, gaps=st.tuples(GAPS, GAPS), order=st.sampled_from(list(OrderType)))
def test_a_larger_jump_never_lowers_the_worst_case(
    qty: D, price: D, at: D, gaps: tuple[D, D], order: OrderType
) -> None:
    entry = working(qty="30", price=str(price), type=order, stop_loss=StopLoss(stop_price=at))
    small, large = (
        reckon([held(qty=str(qty), price=str(price))], [stop(at=str(at))], [entry], limits=replace(LIMITS, gap_pct=gap))
        for gap in sorted(gaps)
    )
    assert small.at_most <= large.at_most
    assert small.ceiling <= large.ceiling


@given(gap=GAPS, loss=st.integers(0, 100).map(D), stops=st.lists(st.tuples(SIZES, PRICES), max_size=3))
def test_zero_stays_zero_whatever_the_limits(gap: D, loss: D, stops: list[tuple[D, D]]) -> None:
    limits = replace(LIMITS, gap_pct=gap, max_daily_loss_pct=loss)
    orders = [stop(qty=str(size), at=str(at), client_order_id=str(n)) for n, (size, at) in enumerate(stops)]
    assert reckon(orders=orders, limits=limits).at_most == 0
