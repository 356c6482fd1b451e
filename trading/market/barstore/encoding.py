"""A table as one Parquet file: the bars as columns, what was asked and the facts in the file's own metadata."""

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trading.errors import FixInput
from trading.market.bars import COLUMNS, check_bars
from trading.market.barstore.table import Facts, Table
from trading.types import Timeframe

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
KEY = b"bars"


def write_table(path: Path, table: Table) -> None:
    """Write the file. Raises OSError."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = {"format": FORMAT, "facts": asdict(table.facts), "asked": _runs(table.asked), "empty": _runs(table.empty)}
    columns = {name: pa.array(table.frame[name].to_numpy()) for name in COLUMNS}
    times = pa.array(pd.DatetimeIndex(table.frame.index).as_unit("us").asi8, pa.timestamp("us", tz="UTC"))
    made = pa.table({"time": times, "day": pa.array(table.days), **columns, "outside": pa.array(table.outside)})
    held = made.replace_schema_metadata({KEY: json.dumps(said, separators=(",", ":")).encode()})
    pq.write_table(held, path, compression="zstd", compression_level=1, use_dictionary=["day"])


def read_table(path: Path, *, symbol: str, timeframe: Timeframe) -> Table:
    """Read the file and check every bar. Raises FileNotFoundError, ValueError for anything but a whole file of ours."""
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as file:
            held = pq.ParquetFile(file, pre_buffer=False).read(use_threads=False)
        said = json.loads((held.schema.metadata or {})[KEY])
        if said["format"] != FORMAT:
            raise ValueError(f"it is of format {said['format']}, not {FORMAT}")
        return _decoded(held, said, symbol=symbol, timeframe=timeframe)
    except FileNotFoundError:
        raise
    except (OSError, KeyError, TypeError, AttributeError, FixInput) as fault:
        raise ValueError(f"{type(fault).__name__}: {fault}") from fault


def _decoded(held: "pa.Table", said: dict[str, Any], *, symbol: str, timeframe: Timeframe) -> Table:
    import pandas as pd

    index = pd.DatetimeIndex(held["time"].to_numpy(), tz="UTC", name="time").as_unit("us")
    frame = pd.DataFrame({name: held[name].to_numpy() for name in COLUMNS}, index=index)
    facts = Facts(**said["facts"])
    if not frame.empty:
        check_bars(
            frame, symbol=symbol, timeframe=timeframe, adjusted=False, closes_only=facts.closes_only, source="the store"
        )
    return Table(
        facts=facts,
        frame=frame,
        days=held["day"].to_numpy(),
        outside=held["outside"].to_numpy(),
        asked=_by_day(said["asked"]),
        empty=_by_day(said.get("empty", [])),  # a table of an earlier release has none
    )


def _runs(told: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return days that follow each other and have one value, such as a time, as first, last and that value."""
    numbered = enumerate(sorted(told.items()))
    found = []
    for (_, value), group in groupby(numbered, key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        days = [day for _, (day, _) in group]
        found.append((days[0], days[-1], value))
    return found


def _by_day(runs: list[list[int]]) -> dict[int, int]:
    return {day: value for first, last, value in runs for day in range(first, last + 1)}
