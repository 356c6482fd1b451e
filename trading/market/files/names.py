"""Which files of a folder hold whose bars: AAPL.csv or AAPL.1Day.csv daily, AAPL.5Min.parquet of five minutes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trading.errors import FixInput
from trading.market.files.rows import read_rows
from trading.types import Timeframe

ACTIONS, NAMES = "actions.csv", "names.csv"
SUFFIXES = (".csv", ".parquet")
SYMBOL = re.compile(r"[A-Z0-9]{1,10}([.\-][A-Z0-9]{1,6}){0,2}")
LENGTH = re.compile(r"\d+(min|hour|day|week|month)s?", re.IGNORECASE)
BY_NAME = {timeframe.casefold(): timeframe for timeframe in Timeframe if timeframe is not Timeframe.WEEK_1}


@dataclass(frozen=True, slots=True, kw_only=True)
class BarFile:
    """One file of bars: whose, how long each is, and where."""

    symbol: str
    timeframe: Timeframe
    path: Path


def bar_files(folder: Path) -> dict[tuple[str, Timeframe], BarFile]:
    """Return the folder's files of bars by symbol and length; other files are none of them.

    Raises FixInput for a folder that cannot be read or has none, a name that says no known length or symbol, and two
    files of the same bars.
    """
    found: dict[tuple[str, Timeframe], BarFile] = {}
    for one in _named(folder):
        other = found.setdefault((one.symbol, one.timeframe), one)
        if other is not one:
            raise FixInput(
                f"{other.path.name} and {one.path.name} in {folder} both hold the {one.timeframe} bars of "
                f"{one.symbol}; remove one of them"
            )
    if not found:
        raise FixInput(f"{folder} holds no bars; put a file such as AAPL.csv there, a line a session")
    for one in found.values():
        if (one.symbol, Timeframe.DAY_1) not in found:
            raise FixInput(f"{one.path.name} in {folder} has no daily bars beside it; add {one.symbol}.csv there")
    return found


def company_names(folder: Path) -> dict[str, str]:
    """Return what names.csv (symbol, name) calls the symbols; empty without the file. Raises FixInput."""
    path = folder / NAMES
    if not path.exists():
        return {}
    _, rows = read_rows(path, needed=("symbol", "name"))
    return {str(row.values["symbol"]).upper(): str(row.values["name"]) for row in rows if row.values["name"]}


def _named(folder: Path) -> Iterator[BarFile]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() in SUFFIXES)
    except OSError as fault:
        raise FixInput(f"BARS_FOLDER {folder} cannot be read ({fault.strerror}); name a folder you may read") from None
    for path in paths:
        if path.name.casefold() not in (ACTIONS, NAMES) and not path.name.startswith("."):
            yield _file(path)


def _file(path: Path) -> BarFile:
    symbol, timeframe = path.stem, Timeframe.DAY_1
    head, _, tail = path.stem.rpartition(".")
    if LENGTH.fullmatch(tail):
        if tail.casefold() not in BY_NAME:
            known = ", ".join(BY_NAME.values())
            raise FixInput(
                f"the name {path.name} asks for bars of {tail}; the lengths are {known}, weeks are made of days"
            )
        symbol, timeframe = head, BY_NAME[tail.casefold()]
    if not SYMBOL.fullmatch(symbol.upper()):
        raise FixInput(f"the name {path.name} says no symbol; call the file AAPL.csv or AAPL.5Min.csv, for example")
    return BarFile(symbol=symbol.upper(), timeframe=timeframe, path=path)
