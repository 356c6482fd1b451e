"""Thousands of days of a hostile agent and a careless person: what was lost, beside the worst case that was read."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.bench.report import Figure
from tests.orders.hostile import Life, in_memory, live

LIVES, DAYS = 60, 40


def figures() -> Iterator[Figure]:
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1), mp_context=context) as pool:
        lives = list(pool.map(_life, range(LIVES)))
    approved, refused = Counter[str](), Counter[str]()
    for life in lives:
        approved += life.approved
        refused += life.refused
    for name, count in (
        ("days, with new limits every 40", sum(life.days for life in lives)),
        ("  moves of the market", sum(life.steps for life in lives)),
        ("  tickets proposed", sum(life.tickets for life in lives)),
        ("  tickets approved and sent", approved.total()),
        ("  kinds of them", len(approved)),
        ("  rules that refused", len(refused)),
        ("  halts that struck", sum(life.halts for life in lives)),
    ):
        yield Figure(name=name, value=count, unit="")
    yield from _ratios("what was read", [ratio for life in lives for ratio in life.of_at_most])
    yield from _ratios("the day's ceiling", [ratio for life in lives for ratio in life.of_ceiling])
    faults = [fault for life in lives for fault in life.faults]
    yield Figure(
        name="losses past a bound, lost or foreign orders, books that differ", value=len(faults), unit="", bound=0
    )
    for said in faults[:5]:
        print(f"    {said}")
    yield Figure(name="  time that the lives took", value=time.monotonic() - began, unit="s")


def _ratios(what: str, ratios: list[float]) -> Iterator[Figure]:
    """Give the largest loss as a share of its bound, and how often a loss came near it."""
    yield Figure(name=f"largest loss against {what}", value=100 * max(ratios), unit="%", bound=100)
    losses = [ratio for ratio in ratios if ratio > 0]
    yield Figure(name="  losses measured", value=len(losses), unit="")
    for least in (0.5, 0.75, 0.9, 0.99):
        count = sum(ratio >= least for ratio in losses)
        yield Figure(name=f"  losses of at least {least:.0%} of it", value=count, unit="")


def _life(number: int) -> Life:
    with in_memory() as folder:
        return live(folder, days=DAYS, seed=number)
