"""What the store asks for: only what is missing, once for many askers, and not again while a source has failed."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.alpaca_data import DataState, bar, bar_of_day, faults
from tests.market.alpaca.conftest import utc
from tests.market.barstore.conftest import BARS, MakeStore, asked_days
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.analysis.analyst import Analyst
from trading.errors import KeysRefused, NoData, Unavailable
from trading.types import Bars, Timeframe

START = date(2025, 6, 2)
DAYS = [session.day for session in CALENDAR.sessions(START, date(2025, 6, 27))]


def serve_days(state: DataState, days: list[date], adjustment: str = "raw") -> None:
    state.bars["AAPL", "1Day", adjustment] = [bar_of_day(day, 100.0 + day.day) for day in days]


def serve_minutes(state: DataState, days: list[date]) -> None:
    """Put a bar of 5 minutes at 9:30, 10:30 and 15:55 in New York, which is 4 hours behind in June."""
    at = [utc(f"{day}T{clock}:00") for day in days for clock in ("13:30", "14:30", "19:55")]
    state.bars["AAPL", "5Min", "raw"] = [bar(one, 100.0 + number) for number, one in enumerate(at)]


def set_now(state: DataState, clock: SetClock, at: datetime) -> None:
    state.now = clock.at = at


def raw(store, **asked) -> Bars:
    return store.bars("AAPL", **{"start": START, "adjusted": False} | asked)


def test_with_a_new_session_only_it_is_asked_for_and_the_day_before_to_compare(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    assert raw(store).as_of == close_of(date(2025, 6, 20))
    set_now(state, clock, close_of(date(2025, 6, 23)) + timedelta(hours=1))
    assert raw(store).as_of == close_of(date(2025, 6, 23))
    assert asked_days(state) == [("1Day", "2025-06-02", "2025-06-20"), ("1Day", "2025-06-20", "2025-06-23")]


def test_an_earlier_start_asks_for_the_earlier_days_only(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    raw(store, start=date(2025, 6, 16))
    found = raw(store)
    assert asked_days(state) == [("1Day", "2025-06-16", "2025-06-20"), ("1Day", "2025-06-02", "2025-06-13")]
    assert [at.date() for at in found.frame.index] == [day for day in DAYS if day <= date(2025, 6, 20)]


HALTED = date(2025, 6, 10)


def test_a_session_without_a_bar_is_asked_for_again_soon_then_once_a_day(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store, began = make_store(), close_of(date(2025, 6, 13)) + timedelta(hours=1)
    serve_days(state, [day for day in DAYS if day != HALTED])
    for minutes, questions in [
        (0, 1), (4, 1), (5, 2), (60, 2), (65, 3), (66, 3), (65 + 24 * 60 - 1, 3), (65 + 24 * 60, 4), (66 + 24 * 60, 4)
    ]:  # fmt: skip
        set_now(state, clock, began + timedelta(minutes=minutes))
        assert HALTED not in [at.date() for at in raw(store, end=date(2025, 6, 13)).frame.index]
        raw(make_store(), end=date(2025, 6, 13))  # what was answered is in the file
        assert len(asked_days(state)) == questions, f"after {minutes} minutes"
    assert set(asked_days(state)[1:]) == {("1Day", "2025-06-09", "2025-06-10")}, "no day that has bars"


def test_a_day_that_the_source_left_out_by_fault_is_there_minutes_later(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, [day for day in DAYS if day != HALTED])
    set_now(state, clock, close_of(date(2025, 6, 13)) + timedelta(hours=1))
    assert HALTED not in [at.date() for at in raw(store).frame.index]
    serve_days(state, DAYS)
    set_now(state, clock, clock.at + timedelta(minutes=5))
    assert HALTED in [at.date() for at in raw(store).frame.index]
    set_now(state, clock, clock.at + timedelta(hours=3))
    raw(store)
    assert len(asked_days(state)) == 2


def test_a_close_that_comes_late_is_not_taken_for_a_day_without_a_bar(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    """The answers before the source has settled say nothing of whether the symbol traded."""
    store, day = make_store(), date(2025, 6, 13)
    serve_days(state, [one for one in DAYS if one != day])
    for minutes in (1, 7, 13, 21):
        set_now(state, clock, close_of(day) + timedelta(minutes=minutes))
        raw(store)
    serve_days(state, DAYS)
    set_now(state, clock, close_of(day) + timedelta(minutes=26))
    assert raw(store).as_of == close_of(day)


def test_a_table_of_an_earlier_release_is_read_and_its_empty_days_are_asked_for_again(
    make_store: MakeStore, state: DataState, clock: SetClock, tmp_path: Path
) -> None:
    serve_days(state, [day for day in DAYS if day != HALTED])
    set_now(state, clock, close_of(date(2025, 6, 13)) + timedelta(hours=1))
    raw(make_store())
    [path] = (tmp_path / "bars").rglob("*.parquet")
    table = pq.read_table(path)
    said = json.loads(table.schema.metadata[b"bars"])
    del said["empty"]
    pq.write_table(table.replace_schema_metadata({b"bars": json.dumps(said).encode()}), path)
    serve_days(state, DAYS)
    set_now(state, clock, clock.at + timedelta(minutes=6))
    assert HALTED in [at.date() for at in raw(make_store()).frame.index]
    assert len(asked_days(state)) == 2


def test_a_fresh_close_is_looked_at_again_until_it_has_settled(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store, day = make_store(), date(2025, 6, 13)
    serve_days(state, DAYS)
    set_now(state, clock, close_of(day) + timedelta(seconds=5))
    raw(store)
    row = next(row for row in state.bars["AAPL", "1Day", "raw"] if row["t"].startswith(day.isoformat()))
    row |= {"v": 7_000}
    set_now(state, clock, close_of(day) + timedelta(minutes=4))
    assert raw(store).frame["volume"].iloc[-1] == 1_000, "believed for five minutes"
    set_now(state, clock, close_of(day) + timedelta(minutes=25))
    assert raw(store).frame["volume"].iloc[-1] == 7_000
    asked = len(asked_days(state))
    set_now(state, clock, close_of(day) + timedelta(hours=12))
    raw(store)
    assert len(asked_days(state)) == asked


def test_the_running_session_grows_and_the_days_before_it_are_not_asked_for_again(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store, day = make_store(), date(2025, 6, 20)
    serve_minutes(state, [date(2025, 6, 17), date(2025, 6, 18), day])
    asked = {"timeframe": Timeframe.MIN_5, "start": date(2025, 6, 17)}
    set_now(state, clock, utc("2025-06-20T13:36:00"))
    assert raw(store, **asked).as_of == utc("2025-06-20T13:35:00")
    set_now(state, clock, utc("2025-06-20T14:36:00"))
    assert raw(store, **asked).as_of == utc("2025-06-20T14:35:00")
    raw(store, **asked)
    assert asked_days(state) == [("5Min", "2025-06-17", "2025-06-20"), ("5Min", "2025-06-18", "2025-06-20")]


def test_twenty_askers_cost_one_question(make_store: MakeStore, state: DataState, clock: SetClock) -> None:
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    stores = [make_store() for _ in range(4)]  # as four processes would: nothing shared but the folder
    state.faults.append(faults.hang(0.3))
    found: list[Bars] = []
    threads = [threading.Thread(target=lambda s=store: found.append(raw(s))) for store in stores * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked_days(state)) == 1
    assert [one.as_of for one in found] == [close_of(date(2025, 6, 20))] * 20


def test_a_failure_says_when_to_try_again_and_until_then_nothing_is_asked(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    state.faults += [faults.html()]
    with pytest.raises(Unavailable, match="not JSON; try again in 10 s") as told:
        raw(store)
    assert told.value.retry_in_s == 10
    asked = len(asked_days(state))
    clock.at += timedelta(seconds=4)
    with pytest.raises(Unavailable, match="not JSON; try again in 6 s") as told:
        raw(store)
    assert told.value.retry_in_s == 6
    assert len(asked_days(state)) == asked
    clock.at += timedelta(seconds=6)
    assert raw(store).as_of == close_of(date(2025, 6, 20))


def serve_other(state: DataState) -> None:
    state.bars["BRK.B", "1Day", "raw"] = [bar_of_day(day, 500.0) for day in DAYS]


def test_a_failure_of_one_symbol_leaves_the_others_alone(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_other(state)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    state.faults += [faults.html()]
    with pytest.raises(Unavailable, match="not JSON"):
        raw(store)
    assert store.bars("BRK.B", start=START, adjusted=False).as_of == close_of(date(2025, 6, 20))


@pytest.mark.parametrize("fault", [faults.drop(), faults.refuse(429)], ids=["broken off", "too many calls"])
def test_a_failure_of_the_connection_or_of_the_limit_of_calls_is_one_of_every_symbol(
    make_store: MakeStore, state: DataState, clock: SetClock, fault: faults.Fault
) -> None:
    store = make_store()
    serve_other(state)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    state.faults += [fault] * 3
    with pytest.raises(Unavailable, match="try again in 10 s"):
        raw(store)
    asked = len(asked_days(state))
    with pytest.raises(Unavailable, match="try again in 10 s"):
        store.bars("BRK.B", start=START, adjusted=False)
    assert len(asked_days(state)) == asked
    clock.at += timedelta(seconds=10)
    assert store.bars("BRK.B", start=START, adjusted=False).as_of == close_of(date(2025, 6, 20))


def test_refused_keys_are_those_of_every_symbol(make_store: MakeStore, state: DataState, clock: SetClock) -> None:
    store = make_store()
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    state.faults += [faults.refuse(401)]
    for symbol in ("AAPL", "BRK.B"):
        with pytest.raises(KeysRefused):
            store.bars(symbol, start=START, adjusted=False)


@pytest.mark.parametrize("adjusted", [False, True])
def test_an_answer_without_a_bar_takes_none_of_those_that_are_stored(
    make_store: MakeStore, state: DataState, clock: SetClock, adjusted: bool
) -> None:
    store, day = make_store(), date(2025, 6, 20)
    serve_days(state, DAYS)
    serve_days(state, DAYS, "all")
    set_now(state, clock, close_of(day) + timedelta(minutes=6))
    stored = raw(store, adjusted=adjusted).frame
    served, state.bars = state.bars, {}
    set_now(state, clock, close_of(day) + timedelta(minutes=30))  # settled: the newest day is looked at again
    assert raw(store, adjusted=adjusted).frame.equals(stored)
    set_now(state, clock, close_of(date(2025, 6, 23)) + timedelta(minutes=30))
    with pytest.raises(Unavailable, match=r"has no bar of the .* on days that had some; try again in 5 s"):
        raw(store, adjusted=adjusted)
    state.bars = served
    set_now(state, clock, clock.at + timedelta(minutes=6))
    assert raw(store, adjusted=adjusted).as_of == close_of(date(2025, 6, 23))


def test_an_answer_without_a_bar_takes_none_of_those_that_are_due_for_a_reading_anew(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    serve_days(state, DAYS, "all")
    set_now(state, clock, close_of(date(2025, 6, 13)) + timedelta(hours=1))
    raw(store, adjusted=True)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(minutes=50))
    stored = raw(store, adjusted=True).frame
    state.bars = {}
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=2))  # more than a week after the first reading
    assert raw(store, adjusted=True).frame.equals(stored)
    assert raw(make_store(), adjusted=True).frame.equals(stored)


def test_in_an_outage_what_is_wholly_stored_is_shown_and_a_missing_session_is_refused(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(seconds=30))
    raw(store)
    state.faults += [faults.html()] * 9
    set_now(state, clock, clock.at + timedelta(minutes=6))  # time to look again, and the source does not answer
    assert raw(store).as_of == close_of(date(2025, 6, 20))
    set_now(state, clock, close_of(date(2025, 6, 23)))
    with pytest.raises(Unavailable, match="try again in 10 s"):
        raw(store)
    assert raw(store, end=date(2025, 6, 20)).as_of == close_of(date(2025, 6, 20))


def test_a_dividend_that_is_mended_late_is_seen_within_a_week(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    serve_days(state, DAYS, "all")
    set_now(state, clock, close_of(date(2025, 6, 13)) + timedelta(hours=1))
    asked = {"start": START, "end": date(2025, 6, 13)}
    assert store.bars("AAPL", **asked).frame["close"].iloc[0] == 102.0
    state.bars["AAPL", "1Day", "all"][0] |= {"o": 51.0, "h": 51.0, "l": 51.0, "c": 51.0}
    set_now(state, clock, clock.at + timedelta(days=8))
    assert store.bars("AAPL", **asked).frame["close"].iloc[0] == 51.0


def test_adjusted_bars_that_are_due_for_a_reading_anew_are_shown_while_the_source_fails(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 13)) + timedelta(hours=1))
    store.bars("AAPL", start=START)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(minutes=50))
    store.bars("AAPL", start=START)
    asked = len(state.seen)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=2))  # more than a week after the first reading
    state.faults += [faults.html()] * 9
    assert store.bars("AAPL", start=START).as_of == close_of(date(2025, 6, 20))
    assert len(state.seen) == asked + 1


def test_short_bars_are_adjusted_by_the_factor_of_their_day_and_on_an_ex_date_by_the_action_itself(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store, days = make_store(), [date(2025, 6, 17), date(2025, 6, 18), date(2025, 6, 20)]
    serve_minutes(state, days)
    # A split of 2 for 1 on the 18th halves what was before it, a dividend of 1 USD on the 20th is 1/118 of the close.
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(days[0], 200.0), bar_of_day(days[1], 118.0)]
    state.bars["AAPL", "1Day", "all"] = [bar_of_day(days[0], 100.0), bar_of_day(days[1], 118.0)]
    state.actions["cash_dividends"] = [
        {
            "id": "1", "symbol": "AAPL", "rate": 1.0, "ex_date": "2025-06-20", "process_date": "2025-07-01",
            "record_date": "2025-06-20", "payable_date": "2025-07-01", "special": False, "foreign": False,
        }
    ]  # fmt: skip
    asked = {"timeframe": Timeframe.MIN_5, "start": days[0]}
    set_now(state, clock, utc("2025-06-19T01:00:00"))
    before = store.bars("AAPL", **asked).frame["close"].tolist()
    assert before == pytest.approx([50.0, 50.5, 51.0, 103.0, 104.0, 105.0])
    set_now(state, clock, utc("2025-06-20T14:00:00"))
    on_the_day = store.bars("AAPL", **asked).frame["close"].tolist()
    left = 117 / 118
    assert on_the_day == pytest.approx([50 * left, 50.5 * left, 51 * left, 103 * left, 104 * left, 105 * left, 106])


def test_a_chart_that_begins_before_the_usual_five_years_has_its_indicators(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    first = date(2019, 1, 2)
    serve_days(state, [session.day for session in CALENDAR.sessions(first, date(2025, 6, 20))])
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    shown = Analyst(make_store(), clock).bar_buckets("AAPL", start=first, buckets=500, indicators=["sma_20"])
    assert datetime.fromtimestamp(shown.time[0], UTC).year == 2019
    # the mean of the last 20 closes, each 100 plus its day of the month
    last_days = [session.day.day for session in CALENDAR.sessions(date(2025, 5, 1), date(2025, 6, 20))][-20:]
    assert shown.indicators["sma_20"][-1] == pytest.approx(100 + sum(last_days) / 20)


def test_a_range_without_a_bar_is_a_sentence_and_is_not_asked_for_again(
    make_store: MakeStore, state: DataState, clock: SetClock
) -> None:
    store = make_store()
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))
    for _ in range(3):
        with pytest.raises(NoData, match="AAPL has no finished 1Day bar from 2025-06-02 to 2025-06-20 at Alpaca"):
            raw(store)
    assert len(state.asked(BARS)) == 1
