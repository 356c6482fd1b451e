"""kill -9 at eight points around an order: no order twice, no order or fill lost, whatever happened meanwhile."""

from pathlib import Path

from tests.exactly_once.dying import POINTS
from tests.exactly_once.kills import run_kills
from tests.exactly_once.recovery import run_recovery


def test_a_desk_killed_at_each_point_neither_repeats_nor_loses_an_order_or_a_fill(tmp_path: Path) -> None:
    run = run_kills(tmp_path / "desk", kills=12, seed=5, scale=40)
    assert set(run.kills) == set(POINTS) and all(run.kills.values()) and run.kills.total() == 12
    assert run.verdict.faults == []
    assert run.verdict.orders > 0 and run.verdict.fills > 0


def test_a_start_reads_every_open_order_by_pages_of_500(tmp_path: Path) -> None:
    for found in run_recovery(tmp_path, orders=520).values():
        assert found.verdict.faults == []
        assert set(found.pages) == {"500"}
