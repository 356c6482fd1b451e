"""The real client trades at the venue, and every answer fits Alpaca's own description of it."""

from collections.abc import Iterator
from datetime import date, time

import pytest
import requests
from alpaca.common.exceptions import APIError
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderClass, OrderSide, OrderStatus, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (
    ClosePositionRequest,
    CreateWatchlistRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    GetPortfolioHistoryRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopLossRequest,
    TakeProfitRequest,
    TrailingStopOrderRequest,
    UpdateWatchlistRequest,
)

from tests.alpaca_venue import schema
from tests.alpaca_venue.running import AlpacaVenue


@pytest.fixture
def seen(client: TradingClient) -> Iterator[list[str]]:
    """Check each answer of the client as it comes."""
    wrong: list[str] = []

    def look(response: requests.Response, *_: object, **__: object) -> None:
        wrong.extend(schema.complaints(response))

    client._session.hooks["response"].append(look)
    yield wrong
    assert not wrong


def market(symbol: str = "AAPL", qty: float = 1, side: OrderSide = OrderSide.BUY, **more: object) -> MarketOrderRequest:
    return MarketOrderRequest(symbol=symbol, qty=qty, side=side, time_in_force=TimeInForce.DAY, **more)


def limit(price: float, qty: float = 1, side: OrderSide = OrderSide.BUY, **more: object) -> LimitOrderRequest:
    return LimitOrderRequest(
        symbol="AAPL", qty=qty, side=side, time_in_force=TimeInForce.DAY, limit_price=price, **more
    )


@pytest.mark.specification
def test_the_account_assets_clock_and_lists_fit_the_description(
    venue: AlpacaVenue, client: TradingClient, seen: list[str]
) -> None:
    account = client.get_account()
    assert (account.cash, account.buying_power, account.multiplier) == ("100000", "400000", "4")
    assert account.pattern_day_trader is None
    configuration = client.get_account_configurations()
    configuration.no_shorting = True
    assert client.set_account_configurations(configuration).no_shorting
    assert not client.get_account().shorting_enabled
    assert client.get_asset("BRK.B").fractionable
    assert {asset.symbol for asset in client.get_all_assets()} >= {"AAPL", "WHOLE", "HALTED"}
    assert client.get_clock().is_open
    days = client.get_calendar(GetCalendarRequest(start=date(2026, 11, 26), end=date(2026, 11, 30)))
    assert [(day.date.day, day.close.hour) for day in days] == [(27, 13), (30, 16)]  # Thanksgiving, then half a day
    made = client.create_watchlist(CreateWatchlistRequest(name="mine", symbols=["AAPL"]))
    client.add_asset_to_watchlist_by_id(made.id, "IBM")
    client.update_watchlist_by_id(made.id, UpdateWatchlistRequest(name="ours"))
    assert [asset.symbol for asset in client.get_watchlist_by_id(made.id).assets or []] == ["AAPL", "IBM"]
    client.remove_asset_from_watchlist_by_id(made.id, "AAPL")
    assert [each.name for each in client.get_watchlists()] == ["ours"]
    client.delete_watchlist_by_id(made.id)
    venue.book.close_session()
    client.get_portfolio_history(GetPortfolioHistoryRequest(period="1M", timeframe="1D"))


@pytest.mark.specification
def test_cash_movements_and_changed_days_fit_the_description(
    venue: AlpacaVenue, client: TradingClient, seen: list[str]
) -> None:
    venue.book.pay("DIV", "2.40", "AAPL")
    venue.book.pay("CSD", "500")
    rows = client.get("/account/activities", {"category": "non_trade_activity"})
    assert [(row["activity_type"], row["net_amount"]) for row in rows] == [("CSD", "500"), ("DIV", "2.4")]
    venue.book.calendar_changes = {date(2026, 11, 24): None, date(2026, 11, 26): (time(9, 30), time(12))}
    days = client.get_calendar(GetCalendarRequest(start=date(2026, 11, 23), end=date(2026, 11, 27)))
    assert [(day.date.day, day.close.hour) for day in days] == [(23, 16), (25, 16), (26, 12), (27, 13)]


@pytest.mark.specification
def test_orders_positions_and_activities_fit_the_description(
    venue: AlpacaVenue, client: TradingClient, seen: list[str]
) -> None:
    bought = client.submit_order(market(qty=10, client_order_id="one"))
    assert bought.status is OrderStatus.PENDING_NEW
    assert client.get_order_by_client_id("one").status is OrderStatus.FILLED
    notional = MarketOrderRequest(symbol="IBM", notional=50.5, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
    client.submit_order(notional)
    assert client.get_open_position("IBM").qty == "0.2525"  # 50.50 / 200
    bracket = market(
        "MSFT",
        4,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfitRequest(limit_price=55),
        stop_loss=StopLossRequest(stop_price=45),
    )
    client.submit_order(bracket)
    resting = client.submit_order(limit(90, 2))
    replaced = client.replace_order_by_id(resting.id, ReplaceOrderRequest(limit_price=91))
    assert client.get_order_by_id(resting.id).replaced_by == replaced.id
    client.submit_order(
        TrailingStopOrderRequest(
            symbol="AAPL", qty=3, side=OrderSide.SELL, time_in_force=TimeInForce.GTC, trail_percent=5
        )
    )
    assert {p.symbol: p.qty_available for p in client.get_all_positions()} == {
        "AAPL": "7",
        "IBM": "0.2525",
        "MSFT": "0",
    }
    everything = client.get_orders(GetOrdersRequest(status=QueryOrderStatus.ALL, nested=True))
    assert len(everything) == 6 and sum(len(order.legs or []) for order in everything) == 2
    client.cancel_order_by_id(replaced.id)
    client.get("/account/activities/FILL", {"page_size": 2})
    client.get("/account/activities", {"activity_types": "FILL"})
    client.close_position("IBM", ClosePositionRequest(percentage="50"))
    assert {row.status for row in client.cancel_orders()} == {200}
    assert {row.symbol for row in client.close_all_positions(cancel_orders=True)} == {"AAPL", "MSFT", "IBM"}
    assert client.get_all_positions() == []
    assert [entry.path for entry in venue.log if entry.method == "DELETE"][-1] == "/v2/positions"


@pytest.mark.specification
def test_the_check_of_answers_sees_what_does_not_fit(
    venue: AlpacaVenue, client: TradingClient, seen: list[str], http: requests.Session
) -> None:
    venue.book.submit(body(qty=7, limit_price=50))
    venue.faults.new_enum("status", "in_orbit", n=1)
    strange = schema.complaints(http.get(f"{venue.url}/v2/orders"))
    venue.faults.missing_fields("notional", n=1)
    lacking = schema.complaints(http.get(f"{venue.url}/v2/orders"))
    venue.faults.new_enum("created_at", "yesterday", n=1)
    undated = schema.complaints(http.get(f"{venue.url}/v2/orders"))
    venue.faults.new_enum("qty", 7, n=1)
    numeric = schema.complaints(http.get(f"{venue.url}/v2/orders"))
    assert [len(found) for found in (strange, lacking, undated, numeric)] == [1, 1, 1, 1]
    assert schema.complaints(http.get(f"{venue.url}/v2/orders")) == []


def test_closing_what_resting_exits_hold_is_refused_row_by_row(venue: AlpacaVenue, http: requests.Session) -> None:
    for symbol in ("AAPL", "MSFT"):
        venue.book.submit(body(symbol=symbol, type="market", qty=4))
    venue.book.submit(body(side="sell", type="stop", stop_price=90, qty=3))
    one = http.delete(f"{venue.url}/v2/positions/AAPL")
    assert (one.status_code, one.json()["held_for_orders"]) == (403, "3")
    answer = http.delete(f"{venue.url}/v2/positions")
    rows = {row["symbol"]: (row["status"], row["body"].get("code")) for row in answer.json()}
    assert (answer.status_code, rows) == (207, {"AAPL": (403, 40310000), "MSFT": (200, None)})
    half = http.delete(f"{venue.url}/v2/positions/AAPL", params={"percentage": "25"})
    assert (half.status_code, half.json()["qty"]) == (200, "1")
    assert http.delete(f"{venue.url}/v2/positions/MSFT").json() == {
        "code": 40410000,
        "message": "position not found: MSFT",
    }
    assert len(venue.requests("DELETE", "/v2/positions/AAPL")) == 2


def test_a_repeated_client_order_id_is_refused_for_ever_and_a_refused_one_is_not_used_up(client: TradingClient) -> None:
    with pytest.raises(APIError) as refused:
        client.submit_order(market(qty=1_000_000, client_order_id="mine"))
    assert (refused.value.status_code, refused.value.code) == (403, 40310000)
    with pytest.raises(APIError) as missing:
        client.get_order_by_client_id("mine")
    assert (missing.value.status_code, missing.value.code) == (404, 40410000)
    order = client.submit_order(limit(50, client_order_id="mine"))
    client.cancel_order_by_id(order.id)
    client.cancel_order_by_id(order.id)
    with pytest.raises(APIError) as repeated:
        client.submit_order(limit(50, client_order_id="mine"))
    assert (repeated.value.status_code, repeated.value.code) == (422, 40010001)
    assert repeated.value.message == "client_order_id must be unique"


def test_only_the_right_key_gets_in(venue: AlpacaVenue, http: requests.Session) -> None:
    http.headers["APCA-API-SECRET-KEY"] = "wrong"
    wrong = http.get(f"{venue.url}/v2/account")
    assert (wrong.status_code, wrong.json()) == (401, {"code": 40110000, "message": "request is not authorized"})
    del http.headers["APCA-API-KEY-ID"], http.headers["APCA-API-SECRET-KEY"]
    none = http.get(f"{venue.url}/v2/account")
    assert none.status_code == 401 and "nginx" in none.text


def test_the_rate_limit_is_told_and_enforced(venue: AlpacaVenue, http: requests.Session) -> None:
    venue.limit.per_minute = 2
    answers = [http.get(f"{venue.url}/v2/clock") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]


def test_orders_are_listed_by_status_size_order_and_time(venue: AlpacaVenue, http: requests.Session) -> None:
    made = [venue.book.submit(body(limit_price=10 + n)) for n in range(60)]
    venue.book.cancel(made[0]["id"])

    def ids(**query: str | int) -> list[str]:
        return [row["id"] for row in http.get(f"{venue.url}/v2/orders", params=query).json()]

    everything = [order["id"] for order in made]
    assert ids() == everything[:9:-1]  # open, newest first, 50 of them
    assert ids(status="closed") == everything[:1]
    assert ids(status="all", direction="asc", limit=500) == everything
    middle = made[30]["submitted_at"]
    assert ids(status="all", direction="asc", after=middle) == everything[31:]
    assert ids(status="all", direction="asc", until=middle) == everything[:30]
    assert ids(status="all", after_order_id=everything[57]) == [everything[59], everything[58]]
    assert http.get(f"{venue.url}/v2/orders", params={"limit": 501}).status_code == 422


def test_activities_come_in_pages(venue: AlpacaVenue, http: requests.Session) -> None:
    order = venue.book.submit(body(qty=7, limit_price=50))
    for _ in range(7):
        venue.book.fill(order["id"], 1)
    seen: list[str] = []
    token = ""
    while rows := http.get(
        f"{venue.url}/v2/account/activities/FILL", params={"page_size": 3, "page_token": token, "direction": "asc"}
    ).json():
        seen += [row["cum_qty"] for row in rows]
        token = rows[-1]["id"]
    assert seen == ["1", "2", "3", "4", "5", "6", "7"]
    assert rows == [] and len(token.split("::")[0]) == 17


def body(**fields: object) -> dict[str, object]:
    asked = {"symbol": "AAPL", "qty": 1, "side": "buy", "type": "limit", "time_in_force": "day"}
    return asked | fields
