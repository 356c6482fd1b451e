"""The sessions that stand out are those with the largest returns and those with the largest changes of the index."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.market.recording import CALENDAR
from tests.sentiment.rig import JUNE_1, ListSource, Rig, text
from trading.market.bars import check_bars
from trading.sentiment.turns import turns
from trading.types import Bars, Timeframe


def _bars(closes: dict[str, float]) -> Bars:
    """Return days that closed at 16:00 New York in summer."""
    times = pd.DatetimeIndex([pd.Timestamp(f"{day}T20:00", tz="UTC") for day in closes], name="time")
    frame = pd.DataFrame(
        {name: [float(one) for one in closes.values()] for name in ("open", "high", "low", "close")}, index=times
    )
    return check_bars(
        frame.assign(volume=1.0),
        symbol="AAPL",
        timeframe=Timeframe.DAY_1,
        adjusted=True,
        closes_only=False,
        source="a test",
    )


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    source = ListSource(
        "A",
        text("Apple wins", "2012-05-29T14:00", "AAPL"),
        text("Apple loses", "2012-05-30T14:00", "AAPL"),
        text("Apple talks", "2012-06-01T14:00", "AAPL"),
    )
    return Rig(tmp_path, source)


def test_a_session_stands_out_by_its_return_or_by_a_change_of_what_is_said(rig: Rig) -> None:
    found = rig.desk.sentiment("AAPL", start=date(2012, 5, 28), end=JUNE_1)
    # returns: 29 May +1 %, 30 May 0 %, 31 May +10 %, 1 June 0 %; index: +1, -1, none, 0
    bars = _bars({"2012-05-25": 100, "2012-05-29": 101, "2012-05-30": 101, "2012-05-31": 111.1, "2012-06-01": 111.1})
    newest, oldest = turns(found, bars, CALENDAR, moves=1, swings=1)
    assert (newest.day, oldest.day) == (date(2012, 5, 31), date(2012, 5, 30))
    assert newest.return_pct == pytest.approx(10.0)
    assert (newest.score, newest.change, newest.headlines) == (None, None, ())
    assert (oldest.return_pct, oldest.score, oldest.change) == (0.0, -1.0, -2.0)
    assert [one.headline.title for one in oldest.headlines] == ["Apple loses"]


def test_a_session_without_a_price_yet_has_no_return_and_the_first_with_a_text_no_change(rig: Rig) -> None:
    found = rig.desk.sentiment("AAPL", start=date(2012, 5, 28), end=JUNE_1)
    shown = turns(found, _bars({"2012-05-25": 100, "2012-05-29": 101}), CALENDAR)
    assert [(one.day.isoformat(), one.return_pct, one.change) for one in shown] == [
        ("2012-06-01", None, 1.0),
        ("2012-05-30", None, -2.0),
        ("2012-05-29", pytest.approx(1.0), None),
    ]


def test_a_text_after_the_close_counts_beside_the_next_sessions_move(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ListSource("A", text("Apple wins", "2012-05-30T21:00", "AAPL")))
    found = rig.desk.sentiment("AAPL", start=date(2012, 5, 28), end=JUNE_1)
    (one,) = turns(found, _bars({"2012-05-30": 100, "2012-05-31": 103}), CALENDAR)
    assert one.day == date(2012, 5, 31) and [each.headline.title for each in one.headlines] == ["Apple wins"]
    assert one.headlines[0].headline.published_at == datetime(2012, 5, 30, 21, tzinfo=UTC)
