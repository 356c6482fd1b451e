"""A venue that answers badly: no order twice, none lost, none unknown two minutes after the last post."""

from pathlib import Path

from tests.exactly_once.faulty import run_faulty


def test_orders_at_a_venue_that_answers_badly_are_sent_once_and_all_known_in_the_end(tmp_path: Path) -> None:
    run = run_faulty(tmp_path, orders=30, share=0.3, seed=11, scale=40, threads=2)
    assert run.posts >= 30 and run.faulted > 0.2 * run.replies
    assert run.verdict.faults == []
    assert run.verdict.orders > 0 and run.verdict.fills > 0
