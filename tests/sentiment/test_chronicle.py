"""The bundled chronicle: its form, its dates against the bundled prices, and nothing of it too early."""

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from tests.market.recording import CALENDAR
from trading.market.replay import ReplayTape
from trading.sentiment.days import session_day
from trading.sentiment.sources.chronicle import FILE, HOURS, NAME, Chronicle
from trading.sentiment.texts import folded, new_york_day

TAPE = ReplayTape()
EVERYTHING = Chronicle().headlines(
    (), start=datetime(1990, 1, 1, tzinfo=UTC), end=datetime(2030, 1, 1, tzinfo=UTC), limit=9999
)


def rows() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_it_holds_hundreds_of_entries_in_order_each_said_once() -> None:
    found = rows()
    days = [row["date"] for row in found]
    assert len(found) >= 400 and days == sorted(days)
    assert all(row["when"] in HOURS and row["symbols"] and row["title"] for row in found)
    assert Counter((row["date"], folded(row["title"])) for row in found).most_common(1)[0][1] == 1


def test_every_symbol_is_one_of_the_bundled_market() -> None:
    assert {symbol for one in EVERYTHING for symbol in one.symbols} <= {asset.symbol for asset in TAPE.listed()}


def test_what_a_new_replay_begins_with_has_something_to_read_about_each_company_of_the_first_five() -> None:
    now = datetime(2012, 6, 1, 20, tzinfo=UTC)
    for symbol in ("AAPL", "IBM", "MSFT", "GOOG", "FB"):
        assert len(Chronicle().headlines((symbol,), start=now - timedelta(days=90), end=now)) >= 2, symbol


def test_an_entry_of_after_the_close_is_not_told_at_the_close() -> None:
    # Apple's results of 24 April 2012 came at 16:30 New York, 20:30 UTC; the replay stands at 16:00.
    close, later = datetime(2012, 4, 24, 20, tzinfo=UTC), datetime(2012, 4, 24, 20, 30, tzinfo=UTC)
    start = close - timedelta(hours=12)
    assert Chronicle().headlines(("AAPL",), start=start, end=close) == []
    assert [one.published_at for one in Chronicle().headlines(("AAPL",), start=start, end=later)] == [later]


def test_what_is_bundled_names_itself_as_such_and_has_no_address() -> None:
    assert {(one.source, one.publisher, one.url) for one in EVERYTHING} == {(NAME, NAME, None)}


LARGE = [
    ("AAPL", "2000-09-29", -51.9), ("PG", "2000-03-07", -30.2), ("MRK", "2004-09-30", -26.8),
    ("GOOG", "2008-04-18", 20.0), ("AMD", "2009-11-12", 21.8), ("FB", "2012-10-24", 19.1),
    ("BBY", "2014-01-16", -28.6), ("AMD", "2016-04-22", 52.3), ("WMT", "2022-05-17", -11.4),
    ("JPM", "2012-05-11", -9.3), ("AAPL", "2013-01-24", -12.4), ("LLY", "2021-01-11", 11.7),
]  # fmt: skip
"""Sessions that the newspapers named for their moves, with the percent that they printed."""


def test_entries_stand_at_the_sessions_whose_moves_they_explain() -> None:
    told = {(symbol, session_day(one.published_at, CALENDAR)) for one in EVERYTHING for symbol in one.symbols}
    for symbol, day, percent in LARGE:
        on = date.fromisoformat(day)
        assert (symbol, on) in told, f"{symbol} {day}"
        before = CALENDAR.previous_session(on).day
        now, then = TAPE.last_close(symbol, on), TAPE.last_close(symbol, before)
        assert now is not None and then is not None
        assert abs(float(now / then - 1) * 100 - percent) < 0.2, f"{symbol} {day}"


def test_each_entry_stands_on_the_new_york_day_that_its_row_says() -> None:
    told = Counter((new_york_day(one.published_at).isoformat(), one.title) for one in EVERYTHING)
    assert told == Counter((row["date"], row["title"]) for row in rows())
