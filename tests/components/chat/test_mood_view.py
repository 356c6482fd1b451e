"""An answer shows the headlines that a step has found, once a symbol, and nothing where none was found."""

from datetime import UTC, datetime
from typing import Any

from components.chat.mood_view import MOST_ROWS, mood_in, moods_of
from trading.types import Mood, RunStep

AT = datetime(2012, 6, 1, 20, tzinfo=UTC)


def _told(n: int) -> dict[str, Any]:
    return {
        "title": f"Text {n}", "published_at": "2012-05-30T21:00:00Z", "publisher": "P", "source": "S",
        "symbols": ["AAPL"], "label": "positive", "score": 0.5,
    }  # fmt: skip


def _step(body: Any, *, error: str | None = None) -> RunStep:
    return RunStep(n=1, agent="researcher", tool="get_news", arguments={}, observation=body, at=AT, error=error)


def _body(count: int, *, symbol: str = "AAPL", **more: Any) -> dict[str, Any]:
    return {"symbol": symbol, "count": count, "headlines": [_told(n) for n in range(min(count, 15))]} | more


def test_the_newest_few_are_shown_and_how_many_there_are() -> None:
    shown = mood_in(_step(_body(40)))
    assert shown is not None and shown.count == 40 and len(shown.rows) == MOST_ROWS
    assert (shown.rows[0].title, shown.rows[0].score, shown.rows[0].mood) == ("Text 0", 0.5, Mood.POSITIVE)
    assert shown.rows[0].above == "30 May 2012, 17:00 ET · S"


def test_two_looks_at_one_symbol_are_one_exhibit_with_the_index() -> None:
    days = [{"day": "2012-05-31", "score": 0.5, "headlines": 1}]
    news, mood = _step(_body(3)), _step(_body(2, days=days))
    for order in ((news, mood), (mood, news)):
        (shown,) = moods_of(order)
        assert len(shown.days) == 1 and shown.count == 2
    assert [one.symbol for one in moods_of((news, _step(_body(1, symbol="IBM"))))] == ["AAPL", "IBM"]


def test_other_steps_and_failed_ones_show_nothing() -> None:
    for step in (_step({"headlines": []}), _step({"last": "5"}), _step("text"), _step(_body(2), error="no"),
                 _step({"headlines": ["a", 1]}), _step({"headlines": [{"url": "x"}]})):  # fmt: skip
        assert mood_in(step) is None
