"""The recording written out as a user's files plays exactly as the bundled one, and shows nothing after now."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.market.files.folder import BUNDLED, add_short, export, market
from tests.market.recording import close_of, market_at
from tests.market.test_no_look_ahead import MARKET_PROBES, assert_same, attempt, public_names
from trading.market.replay import ReplayMarket
from trading.ports import MarketData
from trading.types import Timeframe

SYMBOLS = ("AAPL", "MSFT", "IBM")
SINCE, END = date(2004, 1, 2), date(2005, 6, 30)
NOWS = {
    "before MSFT's special dividend": date(2004, 11, 12),
    "on a half day": date(2004, 11, 26),
    "the day before AAPL's split": date(2005, 2, 25),
    "on AAPL's split": date(2005, 2, 28),
}
SHORT_SINCE = date(2004, 11, 1)


def short_probe(shown: ReplayMarket) -> list[Any]:
    return [
        attempt(lambda s=symbol, a=adjusted, e=extended, p=span: shown.bars(
            s, Timeframe.MIN_5, adjusted=a, extended=e, **p
        ))
        for symbol in SYMBOLS
        for adjusted in (True, False)
        for extended in (True, False)
        for span in ({}, {"end": END}, {"start": date(2004, 11, 8), "end": date(2004, 11, 30)})
    ]  # fmt: skip


PROBES = {**MARKET_PROBES, "short bars": short_probe}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = export(tmp_path_factory.mktemp("whole") / "bars", SYMBOLS, END)
    add_short(folder, "AAPL", close_of(END), since=SHORT_SINCE)
    return folder


def test_the_walk_covers_every_method_of_the_port() -> None:
    assert set(PROBES) - {"short bars"} == public_names(MarketData)


@pytest.mark.parametrize("now", NOWS.values(), ids=NOWS)
def test_files_answer_as_if_their_future_did_not_exist(tmp_path: Path, now: date) -> None:
    folder = tmp_path / "bars"  # its name is in every sentence, so both use the same one, one after the other
    add_short(export(folder, SYMBOLS, END), "AAPL", close_of(END), since=SHORT_SINCE)
    seen = market(folder, now)
    answers = {method: probe(seen) for method, probe in PROBES.items()}
    add_short(export(folder, SYMBOLS, now), "AAPL", close_of(now), since=SHORT_SINCE)
    cut = market(folder, now)
    for method, probe in PROBES.items():
        assert_same(answers[method], probe(cut), method)


def test_the_walk_would_notice_one_bar_of_the_future(whole: Path) -> None:
    on_time, late = market(whole, date(2004, 11, 12)), market(whole, date(2004, 11, 15))
    for method in ("assets", "quote", "bars", "short bars"):
        with pytest.raises(AssertionError):
            assert_same(PROBES[method](on_time), PROBES[method](late), method)


@pytest.mark.parametrize("now", NOWS.values(), ids=NOWS)
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_bars_and_actions_are_those_of_the_bundled_recording(whole: Path, now: date, symbol: str) -> None:
    files, bundled = market(whole, now), market_at(now)
    for timeframe in (Timeframe.DAY_1, Timeframe.WEEK_1):
        for adjusted in (True, False):
            asked = {"start": date(2004, 1, 5), "adjusted": adjusted}
            one, other = files.bars(symbol, timeframe, **asked), bundled.bars(symbol, timeframe, **asked)
            assert_same(one.frame, other.frame, f"{symbol} {timeframe}")
    span = {"start": date(2004, 1, 5), "end": now}
    mine, theirs = files.corporate_actions(symbol, **span), bundled.corporate_actions(symbol, **span)
    assert [(one.ex_date, one.kind, one.amount, one.ratio) for one in mine] == [
        (one.ex_date, one.kind, one.amount, one.ratio) for one in theirs
    ]


def test_without_adjusted_closes_they_are_made_of_the_actions(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bars"
    folder.mkdir()
    lines = [line.split(",") for line in (whole / "AAPL.csv").read_text().splitlines()]
    (folder / "AAPL.csv").write_text("\n".join(",".join(cells[:5] + cells[6:]) for cells in lines))
    (folder / "actions.csv").write_text("symbol,ex_date,kind,value\nAAPL,2005-02-28,split,2\n")
    assert market(folder, date(2005, 2, 25)).bars("AAPL").frame["close"].iloc[-1] == 88.99
    # AAPL closed at 88.99 on the 25th and at 44.86 after the split of 2 for 1: 88.99 / 2 = 44.495
    closes = market(folder, date(2005, 2, 28)).bars("AAPL").frame["close"]
    assert closes.iloc[-2:].tolist() == pytest.approx([44.495, 44.86])
    # a dividend of 4.486 on the next session is a tenth of the 44.86 before it, and leaves 0.9 of all earlier prices
    (folder / "actions.csv").write_text(
        "symbol,ex_date,kind,value\nAAPL,2005-03-01,dividend,4.486\nAAPL,2005-02-28,split,2\n"
    )
    closes = market(folder, date(2005, 3, 1)).bars("AAPL").frame["close"]
    assert closes.iloc[-3:-1].tolist() == pytest.approx([44.495 * 0.9, 44.86 * 0.9])
    assert closes.iloc[-1] == BUNDLED.session_bar("AAPL", date(2005, 3, 1)).close.__float__()


def test_short_bars_before_a_split_are_halved_after_it(whole: Path) -> None:
    before, after = market(whole, date(2005, 2, 25)), market(whole, date(2005, 2, 28))
    asked = {"start": date(2005, 2, 24), "end": date(2005, 2, 25)}
    one = before.bars("AAPL", Timeframe.MIN_5, **asked).frame["close"]
    other = after.bars("AAPL", Timeframe.MIN_5, **asked).frame["close"]
    assert (other / one).tolist() == pytest.approx([0.5] * len(one), rel=1e-3)
