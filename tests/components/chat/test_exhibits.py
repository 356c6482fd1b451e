"""What of a run's observations becomes a small chart or table, and that text in it stays text."""

from typing import Any

from components.chat.exhibits import Line, Sheet, exhibits
from tests.components.proposals import NOW
from trading.types import Run, RunStatus, RunStep, Usage


def _run(*observations: Any) -> Run:
    steps = tuple(
        RunStep(n=n, agent="analyst", tool="get_bars", arguments={"symbol": "AAPL"}, observation=seen, at=NOW)
        for n, seen in enumerate(observations, 1)
    )
    return Run(
        id="r1", account_id="replay", conversation_id="c1", query="q", words="q", actor_name="you",
        status=RunStatus.DONE, intent=None, steps=steps, result="done", proposals=(), usage=Usage(), error=None,
        planner="offline planner", created_at=NOW, updated_at=NOW, finished_at=NOW,
    )  # fmt: skip


CLOSES = [float(n) for n in range(20)]


def test_a_series_becomes_a_line_with_its_source() -> None:
    seen = {"symbol": "AAPL", "closes": CLOSES, "source": "Replay", "as_of": "2012-06-01"}
    (line,) = exhibits(_run(seen))
    assert isinstance(line, Line)
    assert line.caption == "AAPL · Replay, 2012-06-01"
    assert line.values == CLOSES


def test_a_list_of_rows_becomes_a_table_of_its_flat_columns() -> None:
    rows = [
        {"symbol": "AAPL", "qty": "1", "value": 560.994, "legs": []},
        {"symbol": "IBM", "qty": None, "value": -1.0, "legs": []},
    ]
    (sheet,) = exhibits(_run({"positions": rows}))
    assert isinstance(sheet, Sheet)
    assert list(sheet.heads) == ["symbol", "qty", "value"]
    assert sheet.rows == [["AAPL", "1", "560.99"], ["IBM", "–", "−1.00"]]


def test_the_same_observation_twice_is_shown_once() -> None:
    seen = {"symbol": "AAPL", "closes": CLOSES}
    assert len(exhibits(_run(seen, seen))) == 1


def test_text_single_numbers_and_broken_lists_become_nothing() -> None:
    assert exhibits(_run("text", 3, None, {"closes": [1, 2]}, {"closes": ["a"] * 20}, {"positions": [1, 2]}, [])) == []
