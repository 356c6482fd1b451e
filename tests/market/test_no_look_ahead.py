"""Nothing after now can be read: every method of the market port, held against a recording that ends at now.

The same questions are asked of the whole recording under a clock and of one that was cut on that day; each answer,
refusals included, must be the same, figures to 1e-9.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.market.recording import CALENDAR, SetClock, close_of, cut_recording
from trading.analysis.analyst import Analyst
from trading.errors import TradingError
from trading.indicators import read, series
from trading.market.earnings import ANNOUNCED
from trading.market.replay import ReplayMarket, ReplayTape
from trading.ports import MarketData
from trading.types import EarningsDate, Timeframe

SYMBOLS = ("AAPL", "MSFT", "IBM", "FB", "XOM", "SPX")
ASKED = (*SYMBOLS, "TSLA")
LONG_AFTER = date(2030, 1, 1)
INDICATORS = ("sma", "ema", "bbands", "rsi", "macd", "atr", "stoch", "adx", "roc", "obv", "ichimoku", "supertrend")
"""Those that people ask for; tests/indicators/test_promises.py holds every line of the catalogue to the same."""
NOWS = {
    "before the first split": date(2000, 6, 20),
    "on the ex-date of a split": date(2000, 6, 21),
    "before the special dividend": date(2004, 11, 12),
    "in the crash": date(2008, 10, 10),
    "the day before Facebook is listed": date(2012, 5, 17),
    "the default": date(2012, 6, 1),
    "on a half day": date(2012, 7, 3),
    "on the last full bar": date(2013, 3, 1),
    "after the full histories have ended": date(2015, 7, 1),
}

Market = ReplayMarket
MARKET_PROBES: dict[str, Callable[[Market], Any]] = {
    "source": lambda market: market.source,
    "assets": lambda market: market.assets(),
    "asset": lambda market: each(market.asset),
    "search": lambda market: [market.search(text) for text in ("apple", "facebook", "a", "500", "exon", "mircosoft")],
    "quote": lambda market: each(market.quote),
    "bars": lambda market: [
        each(lambda symbol, t=timeframe, a=adjusted, s=span: market.bars(symbol, t, adjusted=a, **s))
        for timeframe in Timeframe
        for adjusted in (True, False)
        for span in ({}, {"end": LONG_AFTER}, {"start": date(2000, 5, 1), "end": date(2004, 12, 31)})
    ],
    "capabilities": lambda market: market.capabilities,
    "snapshots": lambda market: market.snapshots(ASKED),
    "earnings": lambda market: [
        each(lambda symbol, s=span: market.earnings(symbol, **s)) for span in ({}, {"end": LONG_AFTER})
    ],
    "corporate_actions": lambda market: [
        each(lambda symbol, s=span: market.corporate_actions(symbol, **s))
        for span in ({}, {"end": LONG_AFTER}, {"start": date(2003, 1, 1), "end": date(2012, 12, 31)})
    ],
}
ANALYST_PROBES: dict[str, Callable[[Analyst], Any]] = {
    "analyze": lambda analyst: [
        each(lambda symbol, t=t: analyst.analyze(symbol, t)) for t in (Timeframe.DAY_1, Timeframe.WEEK_1)
    ],
    "indicator": lambda analyst: [each(lambda symbol, n=name: analyst.indicator(symbol, n)) for name in INDICATORS],
    "compare": lambda analyst: [
        attempt(lambda: analyst.compare(SYMBOLS[:3])),
        attempt(lambda: analyst.compare(SYMBOLS)),
    ],
    "bar_buckets": lambda analyst: [
        each(
            lambda symbol, b=buckets, e=end: analyst.bar_buckets(
                symbol, end=e, buckets=b, indicators=["rsi_14", "macd", "bbands"]
            )
        )
        for buckets in (None, 100)
        for end in (None, LONG_AFTER)
    ],
}


def attempt(ask: Callable[[], Any]) -> Any:
    """Return the answer, or the refusal as a value."""
    try:
        return ask()
    except TradingError as refusal:
        return type(refusal).__name__, str(refusal)


def each(ask: Callable[[str], Any]) -> dict[str, Any]:
    """Return the answer for each symbol, refusals included."""
    return {symbol: attempt(lambda s=symbol: ask(s)) for symbol in ASKED}


def assert_same(seen: Any, cut: Any, path: str) -> None:
    """Hold two answers against each other to the last figure."""
    assert type(seen) is type(cut), f"{path}: {seen!r:.200} against {cut!r:.200}"
    if isinstance(seen, pd.DataFrame):
        pd.testing.assert_frame_equal(seen, cut, rtol=1e-9, atol=0, obj=path)
    elif isinstance(seen, np.ndarray):
        np.testing.assert_array_equal(seen, cut, err_msg=path)
    elif is_dataclass(seen):
        for field in fields(seen):
            assert_same(getattr(seen, field.name), getattr(cut, field.name), f"{path}.{field.name}")
    elif isinstance(seen, dict):
        assert list(seen) == list(cut), path
        for key in seen:
            assert_same(seen[key], cut[key], f"{path}[{key}]")
    elif isinstance(seen, list) and seen and all(value is None or type(value) in (float, int) for value in seen):
        np.testing.assert_allclose(np.array(seen, float), np.array(cut, float), rtol=1e-9, atol=1e-12, err_msg=path)
    elif isinstance(seen, list | tuple):
        assert len(seen) == len(cut), path
        for number, (one, other) in enumerate(zip(seen, cut, strict=True)):
            assert_same(one, other, f"{path}[{number}]")
    elif isinstance(seen, float):
        assert seen == pytest.approx(cut, rel=1e-9, abs=1e-12, nan_ok=True), path
    else:
        assert seen == cut, path


def public_names(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> ReplayTape:
    """The recording with all of its future."""
    return cut_recording(tmp_path_factory.mktemp("whole") / "data", LONG_AFTER, SYMBOLS)


@pytest.fixture(scope="module", params=NOWS.values(), ids=NOWS.keys())
def two_markets(request: pytest.FixtureRequest, whole: ReplayTape, tmp_path_factory: pytest.TempPathFactory):
    """The market with a hidden future, and the one that has none; both stand at the same now."""
    clock = SetClock(close_of(request.param))
    cut = cut_recording(tmp_path_factory.mktemp("cut") / "data", request.param, SYMBOLS)
    return ReplayMarket(whole, clock, CALENDAR), ReplayMarket(cut, clock, CALENDAR), clock


def test_the_walk_covers_every_method_of_the_port_and_of_the_analyst() -> None:
    assert set(MARKET_PROBES) == public_names(MarketData) == public_names(ReplayMarket)
    assert set(ANALYST_PROBES) == public_names(Analyst)


@pytest.mark.parametrize("method", MARKET_PROBES)
def test_a_market_method_answers_as_if_the_future_did_not_exist(two_markets, method: str) -> None:
    seen, cut, _ = two_markets
    assert_same(MARKET_PROBES[method](seen), MARKET_PROBES[method](cut), method)


@pytest.mark.parametrize("method", ANALYST_PROBES)
def test_the_analyst_answers_as_if_the_future_did_not_exist(two_markets, method: str) -> None:
    seen, cut, clock = two_markets
    assert_same(ANALYST_PROBES[method](Analyst(seen, clock)), ANALYST_PROBES[method](Analyst(cut, clock)), method)


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_answers_as_if_the_future_did_not_exist(two_markets, name: str) -> None:
    seen, cut, _ = two_markets
    for symbol in ("AAPL", "XOM"):
        for ask in (read, lambda bars, n: {k: v.to_frame() for k, v in series(bars, n).items()}):
            one = attempt(lambda ask=ask, s=symbol: ask(seen.bars(s), name))
            other = attempt(lambda ask=ask, s=symbol: ask(cut.bars(s), name))
            assert_same(one, other, f"{symbol} {name}")


def test_one_second_before_a_close_the_session_does_not_exist(whole: ReplayTape, tmp_path: Path) -> None:
    clock = SetClock(close_of(date(2012, 6, 4)) - timedelta(seconds=1))
    cut = ReplayMarket(cut_recording(tmp_path / "data", date(2012, 6, 1), SYMBOLS), clock, CALENDAR)
    seen = ReplayMarket(whole, clock, CALENDAR)
    for method, probe in MARKET_PROBES.items():
        assert_same(probe(seen), probe(cut), method)


def test_no_answer_carries_a_time_after_now(two_markets) -> None:
    seen, _, clock = two_markets
    found: list[datetime] = []

    def collect(value: Any) -> None:
        if isinstance(value, EarningsDate):
            assert value.day <= clock.at.date() + ANNOUNCED  # companies tell these days ahead
        elif isinstance(value, datetime):
            found.append(value)
        elif isinstance(value, date):
            assert value <= clock.at.date()
        elif isinstance(value, pd.DataFrame):
            found.append(value.index[-1].to_pydatetime())
        elif is_dataclass(value):
            for field in fields(value):
                collect(getattr(value, field.name))
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list | tuple | frozenset):
            for item in value:
                collect(item)
        else:
            assert value is None or isinstance(value, str | bool | int | float | Decimal), value

    for probe in MARKET_PROBES.values():
        collect(probe(seen))
    assert found
    assert max(found) <= clock.at


def test_the_walk_would_notice_one_bar_of_the_future(whole: ReplayTape) -> None:
    on_time = ReplayMarket(whole, SetClock(close_of(date(2012, 6, 1))), CALENDAR)
    a_day_late = ReplayMarket(whole, SetClock(close_of(date(2012, 6, 4))), CALENDAR)
    for method in ("assets", "quote", "bars"):
        with pytest.raises(AssertionError):
            assert_same(MARKET_PROBES[method](on_time), MARKET_PROBES[method](a_day_late), method)
