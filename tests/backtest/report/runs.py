"""Small runs made by hand: an equity, trades and prices that can be reckoned in the head."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from trading.backtest.past import Past
from trading.backtest.played import Fills, Played, Trades
from trading.backtest.report import Tested
from trading.strategies.panel import Panel
from trading.types import Costs, Prices, Sizing, Terms, Timeframe

MONDAY = datetime(2024, 1, 1, 21, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Trip:
    """One round trip of a quantity at prices; `out` is -1 for one that is still open."""

    entry: int
    out: int
    bought: float
    sold: float
    qty: float = 1.0
    symbol: int = 0
    fees: float = 0.0
    why: int = 0

    @property
    def pnl(self) -> float:
        return self.qty * (self.sold - self.bought) - self.fees


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a run is made of; closes has a column a symbol, opens are the closes unless they are said."""

    equity: list[float]
    trips: list[Trip] = field(default_factory=list)
    closes: list[list[float]] | None = None
    opens: list[list[float]] | None = None
    symbols: tuple[str, ...] = ("ABC",)
    timeframe: Timeframe = Timeframe.DAY_1
    step: timedelta = timedelta(days=1)
    start: datetime = MONDAY
    terms: Terms = field(default_factory=Terms)
    closes_only: frozenset[str] = frozenset()
    benchmark: list[float] | None = None
    warmup: int = 0
    warnings: tuple[str, ...] = ()


def run(made: Made) -> Tested:
    """Return the run."""
    bars = len(made.equity)
    closes = np.array(made.closes if made.closes is not None else [[100.0] * len(made.symbols)] * bars)
    opens = closes if made.opens is None else np.array(made.opens)
    times = [int((made.start + n * made.step).timestamp()) for n in range(bars)]
    panel = Panel(
        symbols=made.symbols,
        timeframe=made.timeframe,
        source="by hand",
        time=np.array(times),
        open=opens,
        high=np.maximum(opens, closes),
        low=np.minimum(opens, closes),
        close=closes,
        volume=np.full_like(closes, 1e6),
        closes_only=made.closes_only,
    )
    equity = np.array(made.equity, np.float64)
    held = np.zeros(bars)
    for trip in made.trips:
        held[trip.entry : trip.out if trip.out >= 0 else bars] = 1.0
    played = Played(
        equity=equity,
        gross=held,
        net=held,
        fills=_fills(made.trips),
        trades=_trades(made.trips),
        paid={"fees": sum(trip.fees for trip in made.trips)},
    )
    benchmark = None if made.benchmark is None else np.array(made.benchmark)
    return Tested(
        past=Past(seen=panel, traded=panel, warnings=made.warnings),
        played=played,
        terms=made.terms,
        title="By hand",
        benchmark=benchmark,
        warmup=made.warmup,
    )


def _trades(trips: list[Trip]) -> Trades:
    def whole(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return np.array([getattr(trip, name) for trip in trips], np.int64)

    def real(name: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.array([getattr(trip, name) for trip in trips], np.float64)

    pnl = real("pnl")
    return Trades(
        symbol=whole("symbol"),
        entry_bar=whole("entry"),
        exit_bar=whole("out"),
        qty=real("qty"),
        entry_price=real("bought"),
        exit_price=real("sold"),
        fees=real("fees"),
        pnl=pnl,
        return_=pnl / (np.abs(real("qty")) * real("bought")) if trips else pnl,
        why=whole("why"),
    )


def _fills(trips: list[Trip]) -> Fills:
    rows = [(trip.entry, trip.symbol, trip.qty, trip.bought, trip.fees) for trip in trips]
    rows += [(trip.out, trip.symbol, -trip.qty, trip.sold, 0.0) for trip in trips if trip.out >= 0]
    table = np.array(sorted(rows), np.float64).reshape(-1, 5)
    return Fills(
        bar=table[:, 0].astype(np.int64),
        symbol=table[:, 1].astype(np.int64),
        qty=table[:, 2],
        price=table[:, 3],
        fee=table[:, 4],
        why=np.zeros(len(table), np.int64),
    )


FREE = Terms(costs=Costs.none())
RAW = Terms(prices=Prices.RAW, sizing=Sizing.ALL_IN_WHOLE_SHARES)
