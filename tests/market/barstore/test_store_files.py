"""The files of the store: replaced whole, set aside when torn, bounded, and shared by processes."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.alpaca_data import DataState
from tests.market.barstore.conftest import BARS, MakeStore
from tests.market.barstore.test_store_updates import DAYS, START, raw, serve_days, set_now
from tests.market.recording import SetClock, close_of, market_at
from trading.errors import Unavailable, UnknownSymbol
from trading.market.barstore.folder import BarFolder, Key, stored_bytes
from trading.market.barstore.table import Table, table_of
from trading.types import Bars, Capabilities, Timeframe

ROOT = Path(__file__).parents[3]


def table(close: float = 0.0) -> Table:
    """Return the recording of IBM, with one price for every close if one is given."""
    found = table_of(market_at(date(2012, 6, 1)).bars("IBM", adjusted=False), extended=False)
    if close:
        found = replace(found, frame=found.frame.assign(open=close, high=close, low=close, close=close))
    return found


def stored(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "bars").rglob("*.parquet"))


@pytest.fixture
def at_close(state: DataState, clock: SetClock) -> None:
    serve_days(state, DAYS)
    set_now(state, clock, close_of(date(2025, 6, 20)) + timedelta(hours=1))


@pytest.mark.usefixtures("at_close")
@pytest.mark.parametrize("damage", ["cut", "empty", "foreign", "another table"])
def test_a_torn_or_foreign_file_is_set_aside_and_read_anew(
    make_store: MakeStore, state: DataState, tmp_path: Path, damage: str
) -> None:
    whole = raw(make_store()).frame
    (path,) = stored(tmp_path)
    held = path.read_bytes()
    if damage == "another table":
        whole.reset_index().to_parquet(path)
    else:
        path.write_bytes({"cut": held[: len(held) // 2], "empty": b"", "foreign": b"a letter to a friend"}[damage])
    again = raw(make_store()).frame
    assert again.equals(whole)
    assert len(state.asked(BARS)) == 2
    assert path.with_suffix(".aside").exists()
    raw(make_store())
    assert len(state.asked(BARS)) == 2


@pytest.mark.parametrize("cell", [("close", np.nan), ("low", -1.0), ("high", 0.5), ("volume", -3.0)])
def test_bars_that_break_a_promise_are_not_stored(
    make_store: MakeStore, clock: SetClock, tmp_path: Path, cell: tuple[str, float]
) -> None:
    good = market_at(date(2012, 6, 1)).bars("IBM", start=date(2012, 5, 1), adjusted=False)

    class Careless:
        """A source whose adapter forgot to check."""

        source, capabilities = "Careless", Capabilities(timeframes=frozenset(Timeframe))

        def bars(self, symbol: str, timeframe: Timeframe, **asked: object) -> Bars:
            frame = good.frame.copy()
            frame.loc[frame.index[3], cell[0]] = cell[1]
            return replace(good, frame=frame)

    clock.at = close_of(date(2012, 6, 1)) + timedelta(hours=1)
    with pytest.raises(Unavailable, match=f"bars of IBM from Replay.* cannot be used: {cell[0]} is"):
        make_store(Careless()).bars("IBM", start=date(2012, 5, 1), adjusted=False)
    assert stored(tmp_path) == []


def test_the_least_recently_used_file_goes_first(tmp_path: Path) -> None:
    folder = BarFolder(tmp_path, "Source", most_bytes=10**9)
    for symbol in ("A", "B", "C"):
        folder.write(Key(symbol=symbol, timeframe=Timeframe.DAY_1), table())
    one = stored_bytes(tmp_path) // 3
    for age_s, symbol in ((300, "A"), (500, "B"), (400, "C")):
        path = tmp_path / "source" / "1Day" / f"{symbol}.parquet"
        said = path.stat()
        os.utime(path, ns=(said.st_atime_ns - age_s * 10**9, said.st_mtime_ns))
    small = BarFolder(tmp_path, "Source", most_bytes=int(one * 3.5))
    assert small.read(Key(symbol="B", timeframe=Timeframe.DAY_1)) is not None  # the oldest until now
    small.write(Key(symbol="D", timeframe=Timeframe.DAY_1), table())
    assert [path.stem for path in sorted(tmp_path.rglob("*.parquet"))] == ["A", "B", "D"]
    assert stored_bytes(tmp_path) <= one * 3.5


def test_a_reader_sees_a_whole_table_while_processes_replace_it(tmp_path: Path) -> None:
    key, names = Key(symbol="IBM", timeframe=Timeframe.DAY_1), ("1.0", "2.0")
    folder = BarFolder(tmp_path, "Source", most_bytes=10**9)
    folder.write(key, table(1.0))
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), price], cwd=ROOT) for price in names]
    seen: set[float] = set()

    def look() -> None:
        while any(writer.poll() is None for writer in writers):
            fresh = BarFolder(tmp_path, "Source", most_bytes=10**9)
            found = fresh.read(key)
            assert found is not None
            assert found.frame["close"].nunique() == 1, "a mixture of two writings"
            seen.add(float(found.frame["close"].iloc[0]))

    look()
    assert [writer.wait() for writer in writers] == [0, 0]
    assert seen <= {1.0, 2.0} and seen
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".parquet", ".lock"}, "nothing half written stays behind"


WRITER = """
import sys
from pathlib import Path
from tests.market.barstore.test_store_files import table
from trading.market.barstore.folder import BarFolder, Key
from trading.types import Timeframe
folder, key = BarFolder(Path(sys.argv[1]), "Source", most_bytes=10**9), Key(symbol="IBM", timeframe=Timeframe.DAY_1)
mine = table(float(sys.argv[2]))
for _ in range(40):
    with folder.alone(key):
        folder.write(key, mine)
"""


def test_only_one_holds_the_right_to_write_among_threads_and_folders(tmp_path: Path) -> None:
    key, inside, most = Key(symbol="IBM", timeframe=Timeframe.DAY_1), [0], [0]
    folders = [BarFolder(tmp_path, "Source", most_bytes=10**9) for _ in range(3)]

    def work(folder: BarFolder) -> None:
        for _ in range(10):
            with folder.alone(key):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.001)
                inside[0] -= 1

    threads = [threading.Thread(target=work, args=(folder,)) for folder in folders * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.usefixtures("at_close")
def test_a_disk_that_takes_nothing_costs_the_memory_only(make_store: MakeStore, tmp_path: Path, caplog) -> None:
    (tmp_path / "bars").write_text("a file where the folder should be")
    assert raw(make_store()).as_of == close_of(date(2025, 6, 20))
    assert "cannot be stored" in caplog.text


@pytest.mark.usefixtures("at_close")
@pytest.mark.parametrize("symbol", ["../../AAPL", "A/B", "."])
def test_a_symbol_never_leaves_the_folder(make_store: MakeStore, tmp_path: Path, symbol: str) -> None:
    store = make_store()
    with pytest.raises(UnknownSymbol, match="no stock that Alpaca lists"):
        store.bars(symbol, start=START)
    assert [path.name for path in tmp_path.rglob("*") if path.suffix != ".lock"] == ["bars", "alpaca-iex-feed"]
