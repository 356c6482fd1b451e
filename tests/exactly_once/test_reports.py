"""A stream that drops four of five reports, doubles and shuffles the rest: one poll makes the desk's book equal."""

from pathlib import Path

from tests.exactly_once.reports import run_reports


def test_after_a_bad_stream_one_poll_makes_positions_cash_and_every_order_equal_the_venues(tmp_path: Path) -> None:
    run = run_reports(tmp_path, events=400, seed=3)
    assert run.events >= 400 and run.dropped > 0 and run.doubled > 0 and run.received > 0
    assert run.verdict.faults == []
    assert run.verdict.fills > 100
