"""A careless person approves whatever a hostile agent proposes, and loses no more than the worst case said."""

from collections import Counter

from tests.orders.hostile import in_memory, live


def test_no_day_loses_more_than_the_worst_case_that_was_read() -> None:
    with in_memory() as folder:
        lives = [live(folder / str(seed), days=20, seed=seed) for seed in (1002, 1003, 1004)]
    assert [fault for life in lives for fault in life.faults] == []
    # the lives are worth their time: orders of many kinds went through, halts struck, and the bound was nearly met
    assert sum(life.days for life in lives) == 60
    assert len(sum((life.approved for life in lives), Counter[str]())) >= 12
    assert sum(life.halts for life in lives) >= 3
    assert max(ratio for life in lives for ratio in life.of_at_most) > 0.9
    assert max(ratio for life in lives for ratio in life.of_ceiling) > 0.4
