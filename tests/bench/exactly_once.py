"""The proof of "exactly once" in full: bad answers, deaths, a bad stream, thousands of lives, and what a send takes."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Figure
from tests.exactly_once.dying import POINTS
from tests.exactly_once.faulty import Faulty, run_faulty
from tests.exactly_once.judge import Verdict
from tests.exactly_once.kills import Deaths, run_kills
from tests.exactly_once.life import run_lives
from tests.exactly_once.recovery import run_recovery
from tests.exactly_once.reports import run_reports
from tests.exactly_once.sending import measured

FAULTY_ORDERS, FAULTY_RUNS, FAULTY_SCALE = 2000, 4, 15
KILLS, CAMPAIGNS, KILLS_SCALE = 1000, 8, 20
TRUE_TIME_ORDERS = 20
OPEN_ORDERS, EVENTS = 1000, 10_000
LIVES, LIFE_RUNS = 5000, 10
"""A campaign is an account of its own, so that a start near the end reads no more than at the begin."""


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield from _sending(folder)
        yield from _recovery(folder)
        yield from _reports(folder)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1), mp_context=context) as pool:
            true_time = pool.submit(_true_time, str(folder / "true"))
            yield from _faulty(list(pool.map(_faulty_run, [str(folder / f"faulty{n}") for n in range(FAULTY_RUNS)])))
            yield from _kills(list(pool.map(_campaign, [str(folder / f"kills{n}") for n in range(CAMPAIGNS)])))
            yield from _verdict(f"{TRUE_TIME_ORDERS} orders killed at true time", [true_time.result().verdict])
            yield from _lives(list(pool.map(_some_lives, range(LIFE_RUNS))))


def _sending(folder: Path) -> Iterator[Figure]:
    found = measured(folder / "sending")
    for name, ours, floor, bound in (
        ("p50", found.p50_ms, found.floor_p50_ms, 5),
        ("p99", found.p99_ms, found.floor_p99_ms, 20),
    ):
        label = f"approve, post, commit on loopback, {name}; peer: floor"
        yield Figure(name=label, value=ours, unit="ms", peer=floor, bound=bound)
    for what, took in (
        ("until the answer, with the log's head outside the database", found.whole_p50_ms),
        ("the same when nobody has looked and the account is asked first", found.unseen_p50_ms),
        ("of which from the claim to the answer", found.claim_p50_ms),
    ):
        yield Figure(name=f"  {what}, p50", value=took, unit="ms")


def _recovery(folder: Path) -> Iterator[Figure]:
    for what, found in run_recovery(folder / "recovery", orders=OPEN_ORDERS).items():
        bound = 2 if what == "known" else None
        yield Figure(name=f"start with {OPEN_ORDERS} open orders, {what}", value=found.took_s, unit="s", bound=bound)
        yield from _verdict(f"after that start, {what}", [found.verdict])


def _reports(folder: Path) -> Iterator[Figure]:
    run = run_reports(folder / "reports", events=EVENTS, seed=1)
    yield Figure(name="reports that the venue told, and dropped 80 %", value=run.events, unit="")
    yield from _verdict("after one poll", [run.verdict])


def _faulty_run(folder: str) -> Faulty:
    number = int(folder[-1])
    return run_faulty(
        Path(folder), orders=FAULTY_ORDERS // FAULTY_RUNS, share=0.3, seed=number + 1, scale=FAULTY_SCALE, threads=3
    )


def _faulty(runs: list[Faulty]) -> Iterator[Figure]:
    share = 100 * sum(run.faulted for run in runs) / sum(run.replies for run in runs)
    yield Figure(name="orders posted while replies fail", value=sum(run.posts for run in runs), unit="")
    yield Figure(name="share of the replies that failed", value=share, unit="%")
    yield from _verdict("120 s after the last post", [run.verdict for run in runs])


def _campaign(folder: str) -> Deaths:
    number = int(folder[-1])
    return run_kills(Path(folder), kills=KILLS // CAMPAIGNS, seed=number + 1, scale=KILLS_SCALE)


def _kills(runs: list[Deaths]) -> Iterator[Figure]:
    killed = sum((run.kills for run in runs), Counter[str]())
    yield Figure(name=f"kill -9 at {len(POINTS)} points", value=killed.total(), unit="")
    yield Figure(name="kills at the point reached least", value=min(killed[point] for point in POINTS), unit="")
    yield from _verdict("after the kills", [run.verdict for run in runs])


def _true_time(folder: str) -> Deaths:
    return run_kills(Path(folder), kills=10**6, seed=99, scale=1, most_orders=TRUE_TIME_ORDERS)


def _some_lives(number: int) -> tuple[int, str]:
    try:
        return run_lives(LIVES // LIFE_RUNS, number=number), ""
    except Exception as fault:
        return 0, f"{type(fault).__name__}: {fault}"


def _lives(runs: list[tuple[int, str]]) -> Iterator[Figure]:
    yield Figure(name="lives of orders beside the model", value=sum(lives for lives, _ in runs), unit="")
    diverged = [said for _, said in runs if said]
    yield Figure(name="  runs of them that diverged", value=len(diverged), unit="", bound=0)
    for said in diverged:
        print(f"  {said[:500]}")


def _verdict(what: str, verdicts: list[Verdict]) -> Iterator[Figure]:
    for kind in ("duplicates", "lost", "unknown", "money"):
        faults = [said for verdict in verdicts for said in getattr(verdict, kind)]
        word = "cash or positions that differ" if kind == "money" else kind
        yield Figure(name=f"  {what}: {word}", value=len(faults), unit="", bound=0)
        for said in faults[:3]:
            print(f"    {said}")


if __name__ == "__main__":
    began = time.monotonic()
    for figure in figures():
        print(figure.line, flush=True)
    print(f"{time.monotonic() - began:.0f} s")
