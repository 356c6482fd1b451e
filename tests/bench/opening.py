"""How long the server takes to open a stored ten-year daily chart: bars, three indicators and the buckets.

The source is a real server on loopback that answers as Alpaca does; it is asked once, before anything is measured.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from tests.alpaca_data import DataServer, DataState, bar_of_day
from tests.bench.report import Figure, median, p95
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.analysis.analyst import Analyst
from trading.market.alpaca import Access, AlpacaMarket
from trading.market.barstore import StoredMarket

ROUNDS = 30
FIRST, LAST = date(2016, 1, 4), date(2025, 12, 31)
INDICATORS = ("rsi_14", "macd", "bbands")
BUCKETS = 2_000
BOUND_MS = 150


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name, DataServer(_served()) as server:
        clock = SetClock(close_of(LAST) + timedelta(hours=1))
        market = AlpacaMarket(
            access=Access(
                key_id=server.state.key_id, secret=server.state.secret, data_url=server.url, trading_url=server.url
            ),
            clock=clock,
            calendar=CALENDAR,
        )

        def store() -> StoredMarket:
            return StoredMarket(market, Path(name), calendar=CALENDAR, clock=clock, most_megabytes=100)

        def open_chart(stored: StoredMarket) -> None:
            shown = Analyst(stored, clock).bar_buckets("AAPL", start=FIRST, buckets=BUCKETS, indicators=INDICATORS)
            assert len(shown.close) > BUCKETS / 2

        warm = store()
        open_chart(warm)
        asked = len(server.state.seen)
        (path,) = Path(name).rglob("1Day-adjusted/AAPL.parquet")
        peer = _took_ms(lambda: pd.read_parquet(path))
        for said, took in (
            ("ten stored years opened, in a new process's store", _took_ms(lambda: open_chart(store()))),
            ("ten stored years opened again", _took_ms(lambda: open_chart(warm))),
        ):
            yield Figure(name=said, value=median(took), unit="ms", peer=median(peer), bound=BOUND_MS)
            yield Figure(name=f"{said}, p95", value=p95(took), unit="ms", peer=p95(peer), bound=BOUND_MS)
        yield Figure(name="requests while opening", value=len(server.state.seen) - asked, unit="", bound=0)


def _served() -> DataState:
    """Return ten years of daily bars that walk up and down."""
    days = [session.day for session in CALENDAR.sessions(FIRST, LAST)]
    state = DataState(now=close_of(LAST) + timedelta(hours=1))
    state.list_asset("AAPL", "Apple Inc. Common Stock")
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(day, 100 + number % 37) for number, day in enumerate(days)]
    return state


def _took_ms(ask: Callable[[], object]) -> list[float]:
    ask()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return took
