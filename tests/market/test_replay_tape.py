"""The recording itself: known closes, spans, and what a broken folder says."""

import csv
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pyarrow.parquet as pq
import pytest

from tests.market.recording import CALENDAR
from trading.errors import Unavailable, UnknownSymbol
from trading.market.replay import ReplayTape
from trading.market.replay.bundled import BUNDLED

TAPE = ReplayTape()
FULL = ("AAPL", "FB", "GOOG", "IBM", "MSFT")


@pytest.mark.parametrize(
    ("symbol", "day", "close"),
    [
        # The closes that the exchange and the newspapers of those days printed.
        ("AAPL", date(2012, 6, 1), "560.99"),
        ("AAPL", date(2000, 9, 29), "25.75"),
        ("MSFT", date(2012, 6, 1), "28.45"),
        ("SPX", date(2008, 11, 20), "752.44"),
        ("SPX", date(2020, 3, 23), "2237.4"),
    ],
)
def test_known_closes_stand_in_the_recording_to_the_digit(symbol: str, day: date, close: str) -> None:
    assert TAPE.last_close(symbol, day) == Decimal(close)


def test_a_session_bar_has_the_days_raw_prices_in_decimal() -> None:
    bar = TAPE.session_bar("AAPL", date(2012, 6, 1))
    assert bar is not None
    assert (bar.open, bar.high, bar.low, bar.close) == (
        Decimal("569.16"),
        Decimal("572.65"),
        Decimal("560.52"),
        Decimal("560.99"),
    )


def test_with_closes_only_all_four_prices_are_the_close() -> None:
    bar = TAPE.session_bar("XOM", date(2012, 6, 1))
    assert bar is not None
    assert bar.open == bar.high == bar.low == bar.close == Decimal("49.559")


def test_a_day_without_a_bar_has_none_but_keeps_the_last_close() -> None:
    saturday = date(2012, 6, 2)
    assert TAPE.session_bar("AAPL", saturday) is None
    assert TAPE.last_close("AAPL", saturday) == Decimal("560.99")
    assert TAPE.session_bar("AAPL", date(2013, 3, 4)) is None
    assert TAPE.last_close("AAPL", date(2022, 1, 3)) == Decimal("430.47")
    assert TAPE.last_close("FB", date(2012, 5, 17)) is None


def test_every_recorded_day_is_a_session_and_no_session_inside_a_span_is_missing() -> None:
    for asset in TAPE.listed():
        days = [date.fromordinal(day) for day in TAPE.history(asset.symbol).days]
        assert days == [session.day for session in CALENDAR.sessions(asset.first, asset.last)], asset.symbol


def test_the_recording_holds_the_promised_symbols_and_spans() -> None:
    assets = {asset.symbol: asset for asset in TAPE.listed()}
    assert len(assets) == 24
    assert {symbol for symbol, asset in assets.items() if not asset.closes_only} == set(FULL)
    assert assets["AAPL"].first == date(2000, 3, 1)
    assert {assets[symbol].last for symbol in FULL} == {date(2013, 3, 1)}
    assert (assets["SPX"].first, assets["SPX"].last) == (date(1990, 1, 2), date(2022, 12, 28))
    assert [symbol for symbol, asset in assets.items() if not asset.tradable] == ["SPX"]
    assert (TAPE.first, TAPE.last) == (date(1990, 1, 2), date(2022, 12, 28))


def test_the_index_says_of_each_file_what_the_file_says() -> None:
    with (BUNDLED / "index.csv").open(newline="") as file:
        rows = {row["symbol"]: row for row in csv.DictReader(file)}
    assert set(rows) == {path.stem for path in BUNDLED.glob("*.parquet")}
    for symbol, row in rows.items():
        table = pq.read_table(BUNDLED / f"{symbol}.parquet")
        days = table["day"].to_pylist()
        assert (row["first"], row["last"]) == (days[0].isoformat(), days[-1].isoformat())
        assert row["closes_only"] == str(int("open" not in table.column_names))


def test_recorded_prices_hold_together() -> None:
    for symbol in FULL:
        history = TAPE.history(symbol)
        assert (history.high >= history.low).all()
        assert (history.high >= history.open).all() and (history.high >= history.close).all()
        assert (history.low <= history.open).all() and (history.low <= history.close).all()
        assert (history.volume > 0).all() and (history.low > 0).all()


def test_one_symbol_is_loaded_without_the_others() -> None:
    tape = ReplayTape()
    tape.last_close("AAPL", date(2012, 6, 1))
    assert set(tape._histories) == {"AAPL"}


def test_a_recorded_array_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TAPE.history("AAPL").close[0] = 1.0


def test_an_unknown_symbol_is_refused_by_name() -> None:
    with pytest.raises(UnknownSymbol, match="'TSLA' is not in the recording"):
        TAPE.session_bar("TSLA", date(2012, 6, 1))


def test_a_missing_folder_and_a_missing_file_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"index of recorded prices .* cannot be read"):
        ReplayTape(tmp_path)
    shutil.copy(BUNDLED / "index.csv", tmp_path)
    with pytest.raises(Unavailable, match=r"AAPL\.parquet cannot be read .*restore the file"):
        ReplayTape(tmp_path).last_close("AAPL", date(2012, 6, 1))


@pytest.mark.parametrize("spoiled", [b"", b"PAR1 not parquet at all PAR1", b"\0" * 5000])
def test_a_corrupt_file_is_a_sentence_and_no_price(tmp_path: Path, spoiled: bytes) -> None:
    shutil.copy(BUNDLED / "index.csv", tmp_path)
    (tmp_path / "AAPL.parquet").write_bytes(spoiled)
    with pytest.raises(Unavailable, match=r"AAPL\.parquet cannot be read"):
        ReplayTape(tmp_path).last_close("AAPL", date(2012, 6, 1))


def test_a_half_written_file_is_a_sentence_and_no_price(tmp_path: Path) -> None:
    shutil.copy(BUNDLED / "index.csv", tmp_path)
    whole = (BUNDLED / "AAPL.parquet").read_bytes()
    (tmp_path / "AAPL.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unavailable, match=r"AAPL\.parquet cannot be read"):
        ReplayTape(tmp_path).last_close("AAPL", date(2012, 6, 1))


def test_many_threads_asking_at_once_load_each_symbol_once_and_agree() -> None:
    tape = ReplayTape()
    start = Barrier(16)

    def ask(number: int) -> tuple[Decimal | None, int]:
        symbol = ("AAPL", "XOM")[number % 2]
        start.wait()
        return tape.last_close(symbol, date(2012, 6, 1)), id(tape.history(symbol))

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(ask, range(16)))
    assert {close for close, _ in answers} == {Decimal("560.99"), Decimal("49.559")}
    assert len(answers) == 2
