"""The desk for what is said: one answer of many sources, dated, linked, scored once, never of the future."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.market.recording import close_of
from tests.sentiment.conftest import Make
from tests.sentiment.rig import CountingScorer, ListSource, text
from trading.errors import FixInput, Unavailable, UnknownSymbol
from trading.types import DayMood, Headline, Mood, NewsKind, SourceMood


def test_an_answer_joins_the_sources_newest_first_with_the_mean_by_day_and_by_source(rig: Make) -> None:
    one = ListSource(
        "A", text("Apple beats", "2012-05-30T14:00", "AAPL"), text("Apple wins", "2012-05-31T14:00", "AAPL")
    )
    two = ListSource("B", text("Apple falls", "2012-05-31T15:00", "AAPL", source="B"))
    found = rig(one, two).desk.sentiment("AAPL")
    assert [item.headline.title for item in found.river] == ["Apple falls", "Apple wins", "Apple beats"]
    # (1 + 1 - 1) / 3; 31 May: (1 - 1) / 2
    assert found.score == pytest.approx(1 / 3) and found.mood is Mood.POSITIVE
    assert found.days == (
        DayMood(day=date(2012, 5, 30), score=1.0, headlines=1),
        DayMood(day=date(2012, 5, 31), score=0.0, headlines=2),
    )
    assert found.sources == (
        SourceMood(source="A", score=1.0, headlines=2),
        SourceMood(source="B", score=-1.0, headlines=1),
    )
    assert found.failed == () and found.scorer == "counting"


def test_a_symbol_of_which_nothing_is_said_has_no_score_instead_of_zero(rig: Make) -> None:
    found = rig(ListSource("A")).desk.sentiment("IBM")
    assert (found.score, found.mood, found.river, found.days) == (None, None, (), ())


def test_the_same_words_from_two_sources_are_one_text_with_the_symbols_of_both_as_first_told(rig: Make) -> None:
    first = text("Apple and IBM win – together", "2012-05-31T14:00", "AAPL", source="A")
    second = text("APPLE and IBM win: together!", "2012-06-01T02:00", "IBM", source="B")
    desk = rig(ListSource("A", first), ListSource("B", second)).desk
    (of_apple,) = desk.sentiment("AAPL").river
    assert of_apple.headline.source == "A" and of_apple.headline.published_at == first.published_at
    assert desk.sentiment("IBM").sources[0].headlines == 1


def test_the_same_words_a_month_later_are_said_again(rig: Make) -> None:
    texts = [
        text("Apple opens a store", "2012-04-20T14:00", "AAPL"),
        text("Apple opens a store", "2012-05-20T14:00", "AAPL"),
    ]
    assert len(rig(ListSource("A", *texts)).desk.sentiment("AAPL").river) == 2


def test_nothing_that_is_published_after_now_is_kept_or_shown_also_when_the_clock_is_set_back(rig: Make) -> None:
    told = [text("Apple beats", "2012-06-01T19:59", "AAPL"), text("Apple falls", "2012-06-01T20:01", "AAPL")]
    made = rig(ListSource("A", *told))
    assert [item.headline.title for item in made.desk.sentiment("AAPL").river] == ["Apple beats"]
    assert made.store.count() == 1
    made.market_clock.at = close_of(date(2012, 5, 31))
    assert made.desk.sentiment("AAPL").river == ()


def test_a_replay_that_steps_on_sees_what_came_since_though_the_sources_were_asked_a_moment_ago(rig: Make) -> None:
    made = rig(ListSource("A", text("Apple falls", "2012-06-04T14:00", "AAPL")))
    assert made.desk.sentiment("AAPL").river == ()
    made.market_clock.at = close_of(date(2012, 6, 4))
    assert len(made.desk.sentiment("AAPL").river) == 1


def test_a_text_is_scored_once_whatever_is_asked_and_anew_by_another_scorer(rig: Make) -> None:
    source = ListSource("A", text("Apple beats", "2012-05-30T14:00", "AAPL"))
    made = rig(source)
    for _ in range(3):
        made.desk.sentiment("AAPL")
        made.made(source).sentiment("AAPL")
    assert made.scorer.given == ["Apple beats"]
    made.scorer = CountingScorer("another")
    made.made(source).sentiment("AAPL")
    assert made.scorer.given == ["Apple beats"]
    made.scorer = CountingScorer("another")
    made.scorer.version = "another, trained anew"
    assert made.made(source).sentiment("AAPL").scorer == "another"
    assert made.scorer.given == ["Apple beats"]


def test_names_and_cashtags_link_a_text_to_symbols_beside_the_source_s_own_tags(rig: Make) -> None:
    told = text("Apple and $IBM work together while oranges rot", "2012-05-30T14:00", "MSFT")
    made = rig(ListSource("A", told))
    for symbol in ("AAPL", "IBM", "MSFT"):
        assert len(made.desk.sentiment(symbol).river) == 1, symbol
    assert made.desk.sentiment("GOOG").river == ()


def test_an_entry_of_the_chronicle_has_the_symbols_of_its_row_alone(rig: Make) -> None:
    told = text("Facebook buys patents of Microsoft", "2012-05-30T14:00", "MSFT", kind=NewsKind.CHRONICLE)
    made = rig(ListSource("A", told))
    (item,) = made.desk.sentiment("MSFT").river
    assert made.desk.sentiment("FB").river == ()
    assert "own words" in made.desk.about([item])


def test_a_source_that_fails_is_a_sentence_and_what_it_told_before_is_shown_and_said_to_be(rig: Make) -> None:
    source = ListSource("A", text("Apple beats", "2012-05-30T14:00", "AAPL"))
    made = rig(source, ListSource("B"))
    made.desk.sentiment("AAPL")
    source.fault = Unavailable("it rests; try again in 60 s")
    again = made.made(source, ListSource("B")).sentiment("AAPL")
    assert again.failed == ("A: it rests; try again in 60 s. What it told before is shown.",)
    assert len(again.river) == 1
    assert made.desk.sentiment("IBM").failed == ("A: it rests; try again in 60 s.",)


def test_what_was_asked_a_moment_ago_is_not_asked_again_and_after_five_minutes_it_is(rig: Make) -> None:
    source = ListSource("A")
    made = rig(source)
    for _ in range(3):
        made.desk.sentiment("AAPL")
    made.desk.sentiment("IBM")
    assert source.asked == [("AAPL",), ("IBM",)]
    for clock in (made.wall_clock, made.market_clock):
        clock.at += timedelta(minutes=5)
    made.desk.sentiment("AAPL")
    assert source.asked[2:] == [("AAPL",)]


def test_a_longer_span_is_asked_for_though_a_shorter_one_was_asked_a_moment_ago(rig: Make) -> None:
    source = ListSource("A", text("Apple beats", "2011-06-30T14:00", "AAPL"))
    made = rig(source)
    assert made.desk.sentiment("AAPL").river == ()
    assert len(made.desk.sentiment("AAPL", start=date(2011, 6, 1)).river) == 1


def test_what_has_just_failed_is_left_in_peace_for_half_a_minute(rig: Make) -> None:
    source = ListSource("A", fault=Unavailable("it rests"))
    made = rig(source)
    assert made.desk.sentiment("AAPL").failed == made.desk.sentiment("AAPL").failed == ("A: it rests.",)
    made.wall_clock.at += timedelta(seconds=30)
    made.desk.sentiment("AAPL")
    assert len(source.asked) == 2


def test_a_span_is_two_days_in_new_york_both_included_and_ends_at_now_at_the_latest(rig: Make) -> None:
    # 03:30 UTC is 23:30 of the evening before in New York
    told = [text("Apple one", "2012-05-30T03:30", "AAPL"), text("Apple two", "2012-05-31T03:30", "AAPL")]
    desk = rig(ListSource("A", *told)).desk
    only = desk.sentiment("AAPL", start=date(2012, 5, 30), end=date(2012, 5, 30))
    assert [item.headline.title for item in only.river] == ["Apple two"]
    assert desk.sentiment("AAPL", end=date(2030, 1, 1)).end == date(2012, 6, 1)
    with pytest.raises(FixInput, match="earlier day"):
        desk.sentiment("AAPL", start=date(2012, 5, 2), end=date(2012, 5, 1))
    with pytest.raises(FixInput, match="3660"):
        desk.sentiment("AAPL", start=date(1990, 1, 1))


def test_an_unknown_symbol_is_asked_nowhere(rig: Make) -> None:
    source = ListSource("A")
    with pytest.raises(UnknownSymbol):
        rig(source).desk.sentiment("NONE")
    assert source.asked == []


def test_the_market_as_a_whole_shows_what_is_linked_to_nobody_too(rig: Make) -> None:
    told = [text("Rates stay", "2012-05-30T14:00"), text("Apple beats", "2012-05-31T14:00", "AAPL")]
    river, failed = rig(ListSource("A", *told)).desk.market()
    assert [item.headline.title for item in river] == ["Apple beats", "Rates stay"] and failed == ()


def test_the_largest_moves_stand_beside_the_texts_of_their_session(rig: Make) -> None:
    # Apple closed at 560.28 on 24 April 2012 and at 610.00 on the 25th: +8.87 %; its results came after the close.
    told = [text("Apple beats", "2012-04-24T20:30", "AAPL"), text("Apple speaks", "2012-04-25T14:00", "AAPL")]
    made = rig(ListSource("A", *told))
    largest = made.desk.moved(made.desk.sentiment("AAPL"), most=1)[0]
    assert largest.day == date(2012, 4, 25) and largest.return_pct == pytest.approx(8.874, abs=0.001)
    assert [item.headline.title for item in largest.headlines] == ["Apple beats", "Apple speaks"]


class SlowSource(ListSource):
    """A source that tells nothing before it may go on."""

    def __init__(self, name: str, *texts: Headline) -> None:
        super().__init__(name, *texts)
        self.go_on, self.entered = threading.Event(), 0

    def headlines(self, symbols: Sequence[str], **more: Any) -> Sequence[Headline]:
        self.entered += 1
        self.go_on.wait(20)
        return super().headlines(symbols, **more)


def test_a_late_source_is_not_waited_for_and_what_it_tells_is_there_the_next_time(rig: Make) -> None:
    source = SlowSource("A", text("Apple beats", "2012-05-30T14:00", "AAPL"))
    made = rig(source)
    early = made.desk.sentiment("AAPL", patience_s=0.05)
    assert early.river == () and "has not answered within 0.05 s" in early.failed[0]
    source.go_on.set()
    later = made.desk.sentiment("AAPL", patience_s=20)
    assert len(later.river) == 1 and later.failed == ()


def test_a_source_that_hangs_holds_four_threads_at_most(rig: Make) -> None:
    source = SlowSource("A")
    made = rig(source)
    said = [made.desk.sentiment(symbol, patience_s=0.01).failed[0] for symbol in ("AAPL", "IBM", "MSFT", "GOOG", "FB")]
    assert "none of 4 questions" in said[4] and not any("none of" in one for one in said[:4])
    source.go_on.set()
    assert source.entered <= 4


def test_a_fault_of_a_source_s_own_code_is_a_sentence_and_a_trace_in_the_log_and_the_others_tell(
    rig: Make, caplog: pytest.LogCaptureFixture
) -> None:
    told = text("Apple beats", "2012-06-01T14:00", "AAPL", source="B")
    found = rig(ListSource("A", fault=ZeroDivisionError()), ListSource("B", told)).desk.sentiment("AAPL")
    assert len(found.failed) == 1 and found.failed[0].startswith("A: it met a fault of this desk")
    assert [item.headline.title for item in found.river] == ["Apple beats"]
    assert "Traceback" in caplog.text and "ZeroDivisionError" in caplog.text


def test_what_is_kept_is_bounded_and_the_oldest_goes_first_with_its_scores(rig: Make) -> None:
    begins = datetime(2012, 3, 5, 15, tzinfo=UTC)
    told = [text(f"Apple beats {n}", (begins + timedelta(days=n)).isoformat()[:16], "AAPL") for n in range(60)]
    made = rig(ListSource("A", *told), most=40)
    made.desk.sentiment("AAPL")
    # 60 are 20 over the limit of 40; half the limit goes at once, so that not each next one looks for one to drop
    assert made.store.count() == 20
    kept = made.store.found(None, start=begins, end=made.market_clock.now(), limit=99)
    assert [one.title for one in kept] == [f"Apple beats {n}" for n in range(59, 39, -1)]
    gone = [one.id for one in told[:40]]
    assert made.store.scores(gone, "counting") == {}
