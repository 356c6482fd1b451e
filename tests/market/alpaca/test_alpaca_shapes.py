"""The shapes of Alpaca's answers on odd days: busy, empty, partial, delisted, renamed, split, half a day, HTML."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.alpaca_data import DataState, bar, bar_of_day, hang, html, refuse
from tests.alpaca_data.faults import Fault, text
from tests.market.alpaca.conftest import utc
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.alpaca import AlpacaMarket
from trading.market.freshness import price_age_s
from trading.types import CashActionKind, Timeframe

BARS = "/v2/stocks/bars"
BEFORE, TODAY, AFTER = date(2025, 6, 18), date(2025, 6, 20), date(2025, 6, 23)
QUESTIONS: dict[str, Callable[[AlpacaMarket], Any]] = {
    "quote": lambda market: market.quote("AAPL"),
    "snapshots": lambda market: market.snapshots(["AAPL", "BRK.B"]),
    "days": lambda market: market.bars("AAPL"),
    "minutes": lambda market: market.bars("AAPL", Timeframe.MIN_1, extended=True),
    "actions": lambda market: market.corporate_actions("AAPL"),
    "assets": lambda market: market.assets(),
}


def set_now(state: DataState, clock: SetClock, at: str) -> None:
    state.now = clock.at = utc(at)


def daily(state: DataState, symbol: str, closes: dict[date, float], adjustment: str = "raw") -> None:
    state.bars[symbol, "1Day", adjustment] = [bar_of_day(day, close) for day, close in closes.items()]


def closes(market: AlpacaMarket, symbol: str = "AAPL", **how: Any) -> dict[date, float]:
    frame = market.bars(symbol, **how).frame
    return {at.date(): close for at, close in frame["close"].items()}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("fault", "sentence", "retry_in_s"),
    [
        (refuse(429, None, {"Retry-After": "17"}), "limit of calls a minute is used up; try again in 17 s", 17),
        (refuse(429), "limit of calls a minute is used up; try again in 10 s", 10),
        (refuse(503, None, {"Retry-After": "30"}), r"fault of its own \(HTTP 503\); try again in 30 s", 30),
        (html(502), r"fault of its own \(HTTP 502\); try again in 10 s", 10),
        (html(200), "something that is not JSON; try again in 10 s", 10),
        (text("{"), "something that is not JSON; try again in 10 s", 10),
    ],
)
def test_a_failing_source_is_a_sentence_and_when_to_try_again(
    market: AlpacaMarket, state: DataState, question: str, fault: Fault, sentence: str, retry_in_s: float
) -> None:
    if question == "actions":
        market.asset("AAPL")  # so that the fault meets the actions
    state.faults += [fault] * 3
    with pytest.raises(Unavailable, match=sentence) as told:
        QUESTIONS[question](market)
    assert told.value.retry_in_s == retry_in_s


def test_a_slow_source_is_a_sentence_and_when_to_try_again(
    make_market: Callable[..., AlpacaMarket], state: DataState
) -> None:
    state.faults.append(hang(1))
    with pytest.raises(Unavailable, match=r"did not answer in time .* try again in 10 s") as told:
        make_market(read_timeout_s=0.1).quote("AAPL")
    assert told.value.retry_in_s == 10


@pytest.mark.parametrize("nothing", [{}, [], {"bars": {}, "next_page_token": None}, {"bars": None}, {"AAPL": None}])
def test_an_empty_answer_is_no_data_and_nothing_is_made_up(
    market: AlpacaMarket, state: DataState, nothing: Any
) -> None:
    market.asset("AAPL")  # so that the faults meet the questions alone
    for question in ("quote", "days", "minutes"):
        state.faults += [refuse(200, nothing)] * 2
        with pytest.raises(NoData, match=r"AAPL has no .*; (ask for|choose)"):
            QUESTIONS[question](market)
        state.faults.clear()
    state.faults += [refuse(200, nothing)]
    assert QUESTIONS["snapshots"](market) == {}
    state.faults += [refuse(200, nothing)]
    assert list(QUESTIONS["actions"](market)) == []


def test_an_answer_that_breaks_off_between_pages_is_no_table_at_all(market: AlpacaMarket, state: DataState) -> None:
    days = [session.day for session in CALENDAR.sessions(date(2025, 6, 2), BEFORE)]
    daily(state, "AAPL", dict.fromkeys(days, 100.0))
    state.page_limit = 5
    state.faults += [hang(0), *[refuse(429)] * 3]
    with pytest.raises(Unavailable, match="try again in 10 s"):
        market.bars("AAPL", adjusted=False)
    assert len(closes(market, adjusted=False)) == len(days)


@pytest.mark.parametrize("name", ["o", "h", "l", "c", "v"])
def test_a_bar_without_one_of_its_values_is_a_sentence(market: AlpacaMarket, state: DataState, name: str) -> None:
    daily(state, "AAPL", {BEFORE: 100.0})
    del state.bars["AAPL", "1Day", "raw"][0][name]
    with pytest.raises(Unavailable, match=r"Alpaca sent a bar of AAPL with a price missing; try again in 10 s"):
        market.bars("AAPL", adjusted=False)


def test_a_delisted_stock_keeps_its_history_and_its_last_price_is_as_old_as_it_is(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    state.list_asset("TWTR", "Twitter, Inc.", status="inactive", tradable=False)
    last = date(2022, 10, 27)
    daily(state, "TWTR", {date(2022, 10, 26): 53.35, last: 53.70})
    state.set_price("TWTR", bid=0, ask=0, last=53.70, at=utc("2022-10-27T19:59:59"))
    assert not market.asset("TWTR").tradable
    assert closes(market, "TWTR", start=date(2022, 10, 1)) == {date(2022, 10, 26): 53.35, last: 53.70}
    for at in (market.quote("TWTR").at, market.snapshots(["TWTR"])["TWTR"].at):
        assert price_age_s(at, clock.at, CALENDAR) > 900 * 86_400
    with pytest.raises(NoData, match="TWTR has no finished 1Day bar"):
        market.bars("TWTR", start=date(2025, 1, 2))
    assert "TWTR" not in [asset.symbol for asset in market.assets()]


def test_a_renamed_stock_has_its_whole_history_under_the_new_symbol_and_the_old_one_is_unknown(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    # Facebook traded as FB until 2022-06-08 and as META from the 9th on; Alpaca's own example for `asof`.
    set_now(state, clock, "2022-06-13T12:00:00")
    state.list_asset("META", "Meta Platforms, Inc.")
    daily(state, "FB", {date(2022, 6, 7): 195.65, date(2022, 6, 8): 196.64})
    daily(state, "META", {date(2022, 6, 9): 184.00, date(2022, 6, 10): 175.57})
    state.renamed["META"] = ("FB", date(2022, 6, 9))
    assert list(closes(market, "META", start=date(2022, 6, 1)).values()) == [195.65, 196.64, 184.00, 175.57]
    with pytest.raises(UnknownSymbol, match="'FB' is no stock that Alpaca lists"):
        market.bars("FB", start=date(2022, 6, 9))
    with pytest.raises(UnknownSymbol, match="'FB' is no stock that Alpaca lists"):
        market.quote("FB")


def test_a_split_and_a_dividend_of_today_change_no_earlier_price_before_todays_close(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    # Today a share of 102 pays 1.02 and then becomes two: by then 102 is worth (102 - 1.02) / 2 = 50.49.
    daily(state, "AAPL", {BEFORE: 102.0, TODAY: 51.0})
    daily(state, "AAPL", {BEFORE: 50.49, TODAY: 51.0}, "all")
    state.actions = {
        "cash_dividends": [
            {"id": "d", "symbol": "AAPL", "rate": 1.02, "ex_date": "2025-06-20", "process_date": "2025-07-10"}
        ],
        "forward_splits": [
            {"id": "s", "symbol": "AAPL", "new_rate": 2, "old_rate": 1}
            | {"ex_date": "2025-06-20", "process_date": "2025-06-20"}
        ],
    }
    set_now(state, clock, "2025-06-20T12:00:00")  # 08:00 in New York: the positions at the venue have changed already
    found = market.corporate_actions("AAPL", start=TODAY)
    assert [(one.kind, one.amount, one.ratio) for one in found] == [
        (CashActionKind.DIVIDEND, Decimal("1.02"), None),
        (CashActionKind.SPLIT, None, Decimal(2)),
    ]
    assert closes(market) == {BEFORE: 102.0}
    set_now(state, clock, "2025-06-20T19:59:59")
    assert closes(market) == {BEFORE: pytest.approx(102.0)}
    set_now(state, clock, "2025-06-20T20:00:00")
    assert closes(market) == {BEFORE: pytest.approx(50.49), TODAY: 51.0}
    assert closes(market, adjusted=False) == {BEFORE: 102.0, TODAY: 51.0}


def test_a_half_day_ends_at_its_own_close(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    half = date(2025, 7, 3)  # closed at 13:00 in New York, 17:00 UTC
    daily(state, "AAPL", {date(2025, 7, 2): 100.0, half: 101.0})
    ends = utc("2025-07-03T17:00:00")
    state.bars["AAPL", "1Min", "raw"] = [bar(ends + timedelta(minutes=n), 100.0) for n in (-2, -1, 0, 1)]
    set_now(state, clock, "2025-07-03T16:59:59")
    assert list(closes(market, adjusted=False)) == [date(2025, 7, 2)]
    set_now(state, clock, "2025-07-03T17:30:00")
    assert list(closes(market, adjusted=False)) == [date(2025, 7, 2), half]
    minutes = market.bars("AAPL", Timeframe.MIN_1, adjusted=False)
    assert minutes.as_of == ends and len(minutes.frame) == 2


@pytest.mark.parametrize(
    ("friday", "monday", "hours"),
    [(date(2025, 3, 7), date(2025, 3, 10), 71), (date(2025, 10, 31), date(2025, 11, 3), 73)],
)
def test_a_change_of_the_clocks_moves_the_close_by_an_hour(
    market: AlpacaMarket, state: DataState, clock: SetClock, friday: date, monday: date, hours: int
) -> None:
    # Three days have 72 hours; the night in which summer time begins lacks one, the one in which it ends has one more.
    daily(state, "AAPL", {friday: 100.0, monday: 101.0})
    opens = {day: session.opens for day in (friday, monday) if (session := CALENDAR.session(day))}
    state.bars["AAPL", "1Hour", "raw"] = [bar(opens[day] - timedelta(minutes=30), 100.0) for day in (friday, monday)]
    clock.at = state.now = close_of(monday)
    index = market.bars("AAPL", adjusted=False).frame.index
    assert index[1] - index[0] == timedelta(hours=hours)
    hourly = market.bars("AAPL", Timeframe.HOUR_1, adjusted=False).frame.index
    assert hourly[1] - hourly[0] == timedelta(hours=hours)
