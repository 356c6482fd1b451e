"""The rows of one file as text or values under known column names, each with the line it stands on."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trading.errors import FixInput

KNOWN = {
    "date": "date",
    "day": "date",
    "timestamp": "date",
    "datetime": "date",
    "time": "time",
    "open": "open",
    "high": "high",
    "low": "low",
    "close": "close",
    "adjclose": "adjusted",
    "adjustedclose": "adjusted",
    "volume": "volume",
    "vol": "volume",
    "timezone": "zone",
    "tz": "zone",
    "symbol": "symbol",
    "name": "name",
    "exdate": "date",
    "kind": "kind",
    "value": "value",
}
"""A header without spaces, underscores and case, and what it means; other columns are not read."""
SEPARATORS = (",", ";", "\t")
INDEX_OF_PANDAS = "__index_level_0__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its values by column, and its place, such as "AAPL.csv line 7"."""

    place: str
    values: Mapping[str, Any]

    def fault(self, said: str) -> FixInput:
        """Return the refusal of this row."""
        return FixInput(f"{self.place}: {said}")


def read_rows(path: Path, *, needed: tuple[str, ...]) -> tuple[frozenset[str], list[Row]]:
    """Return the columns of a file and its rows, in its order; blank lines are left out.

    Raises FixInput when it cannot be read, has no row, lacks a needed column or has one twice.
    """
    try:
        columns, rows = _parquet(path) if path.suffix.casefold() == ".parquet" else _csv(path)
    except (OSError, ValueError, csv.Error) as fault:
        raise FixInput(f"{path.name} cannot be read ({fault}); write it anew as CSV or Parquet") from fault
    if "date" not in columns and "time" in columns:
        columns = ["date" if name == "time" else name for name in columns]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise FixInput(f"{path.name} has more than one column for {', '.join(twice)}; keep one")
    check_columns(path, columns, needed)
    found = [Row(place=place, values=dict(zip(columns, row, strict=False))) for place, row in rows]
    if not found:
        raise FixInput(f"{path.name} has no row; put a line a bar into it or remove it")
    return frozenset(columns) - {""}, found


def check_columns(path: Path, columns: Collection[str], needed: tuple[str, ...]) -> None:
    """Raise FixInput when a needed column is not there."""
    lacking = [name for name in needed if name not in columns]
    if lacking:
        raise FixInput(
            f"{path.name} has no column {' and no column '.join(lacking)}; add it to the file and its header"
        )


def _csv(path: Path) -> tuple[list[str], list[tuple[str, list[Any]]]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        header = file.readline()
        separator = max(SEPARATORS, key=header.count)
        columns = [_meaning(name) for name in next(csv.reader([header], delimiter=separator), [])]
        return columns, list(_lines(path.name, csv.reader(file, delimiter=separator), len(columns)))


def _lines(name: str, reader: Any, width: int) -> Iterator[tuple[str, list[Any]]]:
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        place = f"{name} line {reader.line_num + 1}"
        if len(row) != width:
            raise FixInput(f"{place}: it has {len(row)} values and the header {width}; mend the line")
        yield place, [cell.strip() for cell in row]


def _parquet(path: Path) -> tuple[list[str], list[tuple[str, list[Any]]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, use_threads=False)
    columns, values = [], []
    for name in table.column_names:
        column = table[name]
        if pa.types.is_timestamp(column.type):  # nanoseconds would need pandas, and no exchange tells them
            column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        columns.append("date" if name == INDEX_OF_PANDAS else _meaning(name))
        values.append(column.to_pylist())
    rows = [(f"{path.name} row {number}", list(row)) for number, row in enumerate(zip(*values, strict=True), start=1)]
    return columns, rows


def _meaning(header: str) -> str:
    plain = header.strip().casefold().replace("_", "").replace(" ", "").replace("-", "")
    return KNOWN.get(plain, "")
