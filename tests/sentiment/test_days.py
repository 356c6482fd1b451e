"""Which session a text counts for: the exchange's own days and closes decide, half days and holidays included."""

from datetime import UTC, date, datetime

import pytest

from tests.market.recording import CALENDAR
from tests.sentiment.rig import text
from trading.sentiment.days import deduplicated, mean_mood, session_day
from trading.types import Mood


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2012-06-01T13:00", "2012-06-01"),  # Friday before the open
        ("2012-06-01T20:00", "2012-06-01"),  # at its close, 16:00 New York
        ("2012-06-01T20:01", "2012-06-04"),  # after it: Monday
        ("2012-06-02T15:00", "2012-06-04"),  # Saturday
        ("2012-06-04T03:00", "2012-06-04"),  # Sunday 23:00 in New York
        ("2012-11-23T18:00", "2012-11-23"),  # the day after Thanksgiving closes at 13:00 New York
        ("2012-11-23T18:01", "2012-11-26"),
        ("2012-10-29T15:00", "2012-10-31"),  # closed two days for a hurricane
        ("2012-12-24T21:00", "2012-12-26"),  # Christmas Eve's half day is over
    ],
)
def test_a_text_counts_for_the_session_at_whose_close_it_was_first_known(at: str, day: str) -> None:
    assert session_day(datetime.fromisoformat(at).replace(tzinfo=UTC), CALENDAR) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("score", "mood"), [(0.15, "neutral"), (0.16, "positive"), (-0.15, "neutral"), (-0.16, "negative")]
)
def test_a_mean_near_zero_is_neutral(score: float, mood: str) -> None:
    assert mean_mood(score) is Mood(mood)


def test_three_days_apart_the_same_words_are_two_texts_and_each_later_one_is_held_against_the_newest() -> None:
    days = ["2012-05-01", "2012-05-03", "2012-05-06", "2012-05-07"]
    found = deduplicated(text("Apple opens a store", f"{day}T14:00", "AAPL") for day in days)
    assert [one.published_at.day for one in found] == [6, 1]
