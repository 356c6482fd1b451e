"""The list of stocks: one by one or all, tolerant of what is new in it; and corporate actions."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.alpaca_data import DataState
from tests.alpaca_data.faults import hang, refuse
from tests.market.alpaca.conftest import utc
from tests.market.recording import SetClock
from trading.errors import KeysRefused, Unavailable, UnknownSymbol
from trading.market.alpaca import AlpacaMarket
from trading.types import CashActionKind

ALL = "/v2/assets"


def test_one_asset_is_read_without_the_list_and_kept(market: AlpacaMarket, state: DataState) -> None:
    asset = market.asset("BRK.B")
    assert (asset.symbol, asset.name, asset.exchange) == ("BRK.B", "Berkshire Hathaway Inc. Class B", "NYSE")
    assert asset.tradable and asset.fractionable and asset.shortable and not asset.closes_only
    assert market.asset("BRK.B") == asset
    assert [path for path, _ in state.seen] == ["/v2/assets/BRK.B"]


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2025-06-20T13:29:59", date(2025, 6, 18)),  # before the open; the 19th was a holiday
        ("2025-06-20T13:30:00", date(2025, 6, 20)),
        ("2025-06-21T01:00:00", date(2025, 6, 20)),
        ("2025-06-22T15:00:00", date(2025, 6, 20)),
    ],
)
def test_the_last_session_is_the_newest_that_has_opened(
    market: AlpacaMarket, clock: SetClock, now: str, last: date
) -> None:
    clock.at = utc(now)
    assert market.asset("AAPL").last == last
    assert {(asset.first, asset.last) for asset in market.assets()} == {(date(2016, 1, 4), last)}


def test_an_inactive_or_untradable_stock_is_known_and_not_tradable(market: AlpacaMarket, state: DataState) -> None:
    state.list_asset("GONE", status="inactive", tradable=True)
    state.list_asset("HALT", tradable=False)
    for symbol in ("GONE", "HALT"):
        asset = market.asset(symbol)
        assert not (asset.tradable or asset.fractionable or asset.shortable)
    assert [asset.symbol for asset in market.assets()] == ["AAPL", "BRK.B", "HALT"]
    assert not market.asset("GONE").tradable  # with the list loaded too
    assert state.asked(ALL) == [{"status": "active", "asset_class": "us_equity"}]


def test_new_values_and_missing_fields_break_nothing(market: AlpacaMarket, state: DataState) -> None:
    state.list_asset("NEW", exchange="MARS", status="active", attributes=[{"x": 1}], borrow_status="new_word")
    state.assets["BARE"] = {"symbol": "BARE"}
    strange: list[Any] = [
        None,
        7,
        "x",
        [],
        {},
        {"symbol": 5},
        {"symbol": "a b"},
        {"symbol": "X/USD", "class": "crypto"},
    ]
    state.assets |= {f"strange {number}": row for number, row in enumerate(strange)}
    found = {asset.symbol: asset for asset in market.assets()}
    assert list(found) == ["AAPL", "BARE", "BRK.B", "NEW"]
    assert found["NEW"].exchange == "MARS" and found["NEW"].tradable
    assert found["BARE"].name == "BARE" and not found["BARE"].tradable


def test_an_asset_of_another_class_or_name_is_unknown(market: AlpacaMarket, state: DataState) -> None:
    state.list_asset("BTCUSD", **{"class": "crypto"})
    state.assets["OLD"] = state.assets["AAPL"]
    for symbol in ("BTCUSD", "OLD"):
        with pytest.raises(UnknownSymbol):
            market.asset(symbol)


def test_an_unknown_symbol_is_asked_once_a_minute_and_found_once_listed(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    for _ in range(3):
        with pytest.raises(UnknownSymbol, match="'SOON' is no stock that Alpaca lists; the nearest are"):
            market.asset("SOON")
    assert len(state.asked("/v2/assets/SOON")) == 1
    state.list_asset("SOON")
    clock.at += timedelta(seconds=60)
    assert market.asset("SOON").tradable


def test_a_symbol_is_unknown_also_when_the_list_cannot_be_read(market: AlpacaMarket, state: DataState) -> None:
    state.faults += [refuse(404, {"code": 40410000, "message": "asset not found for NOPE"}), *[refuse(500)] * 3]
    with pytest.raises(UnknownSymbol, match="'NOPE' is no stock that Alpaca lists; look for it by name"):
        market.asset("NOPE")


def test_a_list_that_cannot_be_read_is_unavailable_and_read_at_the_next_question(
    market: AlpacaMarket, state: DataState
) -> None:
    state.faults += [refuse(503)] * 3
    with pytest.raises(Unavailable, match=r"Alpaca has a fault of its own \(HTTP 503\); try again in 10 s"):
        market.assets()
    assert len(market.assets()) == 2
    state.faults.append(refuse(401, {"message": "unauthorized."}))
    with pytest.raises(KeysRefused):
        market.asset("OTHER")


def test_the_list_is_read_once_a_day_for_all_askers(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    state.faults.append(hang(0.1))
    threads = [threading.Thread(target=market.assets) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert market.assets() is market.assets()
    clock.at += timedelta(hours=23)
    market.search("apple")
    assert len(state.asked(ALL)) == 1
    clock.at += timedelta(hours=1)
    market.assets()
    assert len(state.asked(ALL)) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AAPL", "AAPL"),
        ("apple", "AAPL"),
        ("brk.b", "BRK.B"),
        ("brkb", "BRK.B"),
        ("berkshire", "BRK.B"),
        ("appel", "AAPL"),
    ],
)
def test_search_finds_by_symbol_name_and_near_miss(market: AlpacaMarket, text: str, found: str) -> None:
    assert market.search(text)[0].symbol == found


def test_search_of_nothing_finds_nothing(market: AlpacaMarket, state: DataState) -> None:
    state.list_asset("XYZ", "***")
    assert not market.search("") and not market.search("zzzzzzzz")
    assert market.search("xyz", limit=1)[0].symbol == "XYZ"


DIVIDEND = {"id": "1", "symbol": "AAPL", "cusip": "0", "rate": 0.26, "special": False, "foreign": False,
            "process_date": "2025-05-15", "ex_date": "2025-05-12"}  # fmt: skip
SPLIT = {"id": "2", "symbol": "AAPL", "cusip": "0", "new_rate": 4, "old_rate": 1, "process_date": "2020-08-28",
         "ex_date": "2020-08-31"}  # fmt: skip
REVERSE = {"id": "3", "symbol": "AAPL", "old_cusip": "0", "new_cusip": "1", "new_rate": 1, "old_rate": 50,
           "process_date": "2023-08-24", "ex_date": "2023-08-24"}  # fmt: skip


def test_dividends_and_splits_come_by_ex_date_from_every_page(market: AlpacaMarket, state: DataState) -> None:
    state.actions = {
        "cash_dividends": [DIVIDEND, DIVIDEND | {"id": "9", "symbol": "BRK.B"}],
        "forward_splits": [SPLIT],
        "reverse_splits": [REVERSE],
        "name_changes": [{"symbol": "AAPL", "process_date": "2025-01-01"}],
    }
    state.page_limit = 1
    found = market.corporate_actions("AAPL")
    assert [(one.kind, one.ex_date, one.amount, one.ratio) for one in found] == [
        (CashActionKind.SPLIT, date(2020, 8, 31), None, Decimal(4)),
        (CashActionKind.SPLIT, date(2023, 8, 24), None, Decimal("0.02")),
        (CashActionKind.DIVIDEND, date(2025, 5, 12), Decimal("0.26"), None),
    ]
    assert {row["types"] for row in state.asked("/v1/corporate-actions")} == {
        "cash_dividend,forward_split,reverse_split"
    }


def test_an_action_after_now_or_outside_the_range_is_left_out(market: AlpacaMarket, state: DataState) -> None:
    later = DIVIDEND | {"id": "5", "ex_date": "2025-06-23", "process_date": "2025-07-01"}
    early = DIVIDEND | {"id": "6", "ex_date": "2025-06-20", "process_date": "2025-09-30"}  # paid long after
    state.actions = {"cash_dividends": [DIVIDEND, later, early]}
    assert [one.ex_date for one in market.corporate_actions("AAPL", end=date(2030, 1, 1))] == [
        date(2025, 5, 12),
        date(2025, 6, 20),
    ]
    assert not market.corporate_actions("AAPL", start=date(2025, 5, 13), end=date(2025, 6, 19))
    assert not market.corporate_actions("AAPL", start=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("now", "found"),
    [("2025-06-20T03:59:59", 0), ("2025-06-20T04:00:00", 1), ("2025-06-20T12:00:00", 1), ("2025-06-21T02:00:00", 1)],
)
def test_an_action_of_today_counts_from_midnight_in_new_york(
    market: AlpacaMarket, state: DataState, clock: SetClock, now: str, found: int
) -> None:
    state.actions = {"forward_splits": [SPLIT | {"ex_date": "2025-06-20", "process_date": "2025-06-20"}]}
    clock.at = utc(now)
    assert len(market.corporate_actions("AAPL", start=date(2025, 6, 19))) == found


def test_a_dividend_in_another_currency_is_left_out(market: AlpacaMarket, state: DataState) -> None:
    state.actions = {"cash_dividends": [DIVIDEND | {"currency": "CAD"}, DIVIDEND | {"id": "8", "currency": ""}]}
    assert len(market.corporate_actions("AAPL")) == 1


def test_a_broken_action_is_left_out(market: AlpacaMarket, state: DataState) -> None:
    state.actions = {"cash_dividends": [DIVIDEND | {"rate": 0}], "forward_splits": [SPLIT | {"old_rate": None}]}
    assert not market.corporate_actions("AAPL")
    with pytest.raises(UnknownSymbol):
        market.corporate_actions("APPL")
