"""The replay's clock: step, set, reset; every bar is played, and nothing goes back past a fill."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from .desk_client import Api, dec, expect, moment, problem


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    lasting_api.reset()
    return lasting_api


@pytest.fixture(autouse=True)
def new_book(api: Api) -> Iterator[None]:
    api.reset()
    yield


def today(api: Api) -> str:
    return moment(api.get("/api/portfolio")["as_of"]).date().isoformat()


def test_a_step_is_one_session_over_the_weekend(api: Api) -> None:
    assert "2012-06-01" in str(api.get("/api/replay"))
    assert "2012-06-04" in str(api.step())
    assert today(api) == "2012-06-04"
    assert "2012-06-04" in str(api.get("/api/replay"))


def test_now_sets_the_date_and_several_steps_go_on_from_there(api: Api) -> None:
    expect(api.post("/api/replay", {"now": "2012-06-08"}), 200)
    assert today(api) == "2012-06-08"
    api.step(3)  # Monday, Tuesday, Wednesday
    assert today(api) == "2012-06-13"


def test_a_holiday_is_no_session(api: Api) -> None:
    expect(api.post("/api/replay", {"now": "2012-07-03"}), 200)
    # A half day: New York closes at 13:00, which is 17:00 UTC.
    assert moment(api.get("/api/portfolio")["as_of"]).isoformat() == "2012-07-03T17:00:00+00:00"
    api.step()
    assert today(api) == "2012-07-05"


def test_a_day_without_a_session_is_never_the_future(api: Api) -> None:
    answer = api.post("/api/replay", {"now": "2012-06-03"})
    assert answer.status_code in (200, 422)
    assert today(api) == "2012-06-01"


def test_the_equity_follows_the_close(api: Api) -> None:
    assert api.buy("AAPL")["status"] == "filled"
    before = api.get("/api/portfolio")["account"]
    api.step()
    after, position = api.get("/api/portfolio")["account"], api.position("AAPL")
    assert dec(after["cash"]) == dec(before["cash"])
    assert dec(after["equity"]) - dec(before["equity"]) == Decimal("3.30")  # 564.29 - 560.99
    assert dec(after["day_change"]) == Decimal("3.30")
    assert Decimal(str(position["last_price"])) == Decimal("564.29")
    assert Decimal(str(position["unrealized_pl"])) == Decimal("3.30")


# The bars of 2012-06-04: AAPL 561.50 567.50 548.50 564.29, IBM 188.34 189.38 187.00 188.54, FB 27.20 27.65 26.44 26.90.
@pytest.mark.parametrize(
    ("symbol", "side", "ticket", "price"),
    [
        ("IBM", "buy", {"type": "limit", "limit_price": "188"}, "188"),
        ("FB", "buy", {"type": "limit", "limit_price": "27.50"}, "27.20"),
        ("AAPL", "buy", {"type": "stop", "stop_price": "565"}, "565"),
        ("FB", "sell", {"type": "stop", "stop_price": "27.50"}, "27.20"),
        ("FB", "sell", {"type": "limit", "limit_price": "27.60"}, "27.60"),
        ("AAPL", "sell", {"type": "stop", "stop_price": "555"}, "555"),
        ("IBM", "buy", {"type": "market", "time_in_force": "opg"}, "188.34"),
    ],
)
def test_a_resting_order_works_from_the_next_bar(
    api: Api, symbol: str, side: str, ticket: dict[str, str], price: str
) -> None:
    if side == "sell":
        assert api.buy(symbol)["status"] == "filled"
    resting = api.buy(symbol, side=side, **ticket)
    assert (resting["status"], dec(resting["filled_qty"])) == ("sent", 0), "nothing rests against the bar of now"
    assert resting["id"] in [o["id"] for o in api.items("/api/orders")]
    api.step()
    filled = api.order_becomes(resting["id"], "filled")
    assert dec(filled["filled_avg_price"]) == Decimal(price)
    (fill,) = (f for f in api.fills() if f["order_id"] == resting["id"])
    assert (dec(fill["price"]), dec(fill["qty"])) == (Decimal(price), 1)


def test_a_day_order_ends_with_its_bar_and_a_gtc_order_stays(api: Api) -> None:
    day = api.buy("AAPL", type="limit", limit_price="500")
    gtc = api.buy("AAPL", type="limit", limit_price="500", time_in_force="gtc")
    api.step()
    api.order_becomes(day["id"], "expired")
    assert api.order(gtc["id"])["status"] == "sent"
    assert [o["id"] for o in api.items("/api/orders")] == [gtc["id"]]


def test_a_jump_plays_every_bar_in_between(api: Api) -> None:
    # IBM trades at 187.00 on 2012-06-04 only; on 06-08 it opens at 193.71.
    resting = api.buy("IBM", type="limit", limit_price="187.25", time_in_force="gtc")
    expect(api.post("/api/replay", {"now": "2012-06-08"}), 200)
    assert dec(api.order_becomes(resting["id"], "filled")["filled_avg_price"]) == Decimal("187.25")
    fill: Any = next(f for f in api.fills() if f["order_id"] == resting["id"])
    assert moment(fill["at"]).date().isoformat() == "2012-06-04"


def exits(api: Api, parent: Any) -> list[tuple[str, Decimal | None]]:
    """Return the state of each leg and the price at which it filled."""
    legs = api.order(parent["id"])["legs"]
    return [(leg["status"], dec(leg["filled_avg_price"]) if leg["status"] == "filled" else None) for leg in legs]


def test_the_stop_of_a_bracket_comes_before_its_target_when_one_bar_touches_both(api: Api) -> None:
    # 2012-06-04: high 567.50, low 548.50.
    cash = dec(api.get("/api/portfolio")["account"]["cash"])
    parent = api.buy("AAPL", order_class="bracket", take_profit={"limit_price": "566"}, stop_loss={"stop_price": "550"})
    assert parent["status"] == "filled" and len(parent["legs"]) == 2
    api.step()
    assert api.position("AAPL") is None
    assert sorted(exits(api, parent)) == [("cancelled", None), ("filled", Decimal("550"))]
    assert dec(api.get("/api/portfolio")["account"]["cash"]) - cash == Decimal("550") - Decimal("560.99")


def test_the_target_of_a_bracket_fills_when_only_it_is_touched(api: Api) -> None:
    parent = api.buy("AAPL", order_class="bracket", take_profit={"limit_price": "566"}, stop_loss={"stop_price": "540"})
    api.step()
    assert api.position("AAPL") is None
    assert sorted(exits(api, parent)) == [("cancelled", None), ("filled", Decimal("566"))]


def test_backwards_past_the_newest_fill_is_409_and_changes_nothing(api: Api) -> None:
    api.step(2)
    assert api.buy("AAPL")["status"] == "filled"
    problem(api.post("/api/replay", {"now": "2012-06-01"}), 409)
    assert today(api) == "2012-06-05"
    assert dec(api.position("AAPL")["qty"]) == 1


def test_backwards_with_reset_starts_a_new_paper_book(api: Api) -> None:
    start = dec(api.get("/api/portfolio")["account"]["cash"])
    api.step(2)
    api.buy("AAPL")
    resting = api.buy("IBM", type="limit", limit_price="150", time_in_force="gtc")
    expect(api.post("/api/replay", {"now": "2012-06-01", "reset": True}), 200)
    portfolio = api.get("/api/portfolio")
    assert (portfolio["positions"], dec(portfolio["account"]["cash"])) == ([], start)
    assert today(api) == "2012-06-01"
    assert resting["id"] not in [o["id"] for o in api.items("/api/orders")]


def test_reset_alone_starts_a_new_book(api: Api) -> None:
    api.buy("AAPL")
    expect(api.post("/api/replay", {"reset": True}), 200)
    assert api.get("/api/portfolio")["positions"] == []


@pytest.mark.parametrize(
    "sent",
    [{}, {"step": 0}, {"step": -1}, {"step": "x"}, {"step": 1.5}, {"step": 10**30}, {"now": "yesterday"},
     {"now": "2012-13-45"}, {"now": 5}, {"now": "2999-01-01"}, {"now": "0001-01-01"}, [], "step", {"back": 1}],
)  # fmt: skip
def test_a_malformed_step_is_told_and_never_moves_the_clock_wrongly(api: Api, sent: Any) -> None:
    answer = api.call("POST", "/api/replay", json=sent)
    if answer.status_code != 200:
        problem(answer, 409, 422)
        assert today(api) == "2012-06-01"
    assert today(api) <= "2022-12-31"


def test_a_split_multiplies_the_position_and_leaves_its_worth(api: Api) -> None:
    # AAPL split 2:1 on 2005-02-28: it closed at 88.99 before and at 44.86 on the day.
    api.reset("2005-02-25")
    cash = dec(api.get("/api/portfolio")["account"]["cash"])
    assert dec(api.buy("AAPL", "3")["filled_avg_price"]) == Decimal("88.99")
    api.step()
    position = api.position("AAPL")
    assert dec(position["qty"]) == 6
    assert Decimal(str(position["avg_entry_price"])) == Decimal("44.495")
    assert Decimal(str(position["market_value"])) == 6 * Decimal("44.86")
    assert dec(api.get("/api/portfolio")["account"]["cash"]) == cash - 3 * Decimal("88.99")


def test_a_dividend_is_paid_once_at_the_published_amount(api: Api) -> None:
    # Apple paid 2.65 a share to holders before the ex-date 2012-08-09, on 2012-08-16.
    api.buy("AAPL", "10")
    cash = dec(api.get("/api/portfolio")["account"]["cash"])
    expect(api.post("/api/replay", {"now": "2012-08-31"}), 200)
    assert dec(api.get("/api/portfolio")["account"]["cash"]) - cash == Decimal("26.50")
    api.step(3)
    assert dec(api.get("/api/portfolio")["account"]["cash"]) - cash == Decimal("26.50")
