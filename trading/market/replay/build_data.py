"""Write the bundled Parquet files and their index from the packages bokeh-sampledata and skfolio.

Run `python -m trading.market.replay.build_data` with both packages installed; see data/PROVENANCE.md. The product
itself needs neither.
"""

import csv
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from trading.market.replay.bundled import BUNDLED, INDEX_FIELDS, INDEX_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What no price file says of a symbol: its name, where it trades, and what else people call it."""

    name: str
    exchange: str
    tradable: bool = True
    also: tuple[str, ...] = ()


LISTINGS = {
    "AAPL": Listing(name="Apple Inc.", exchange="NASDAQ"),
    "AMD": Listing(name="Advanced Micro Devices, Inc.", exchange="NASDAQ"),
    "BAC": Listing(name="Bank of America Corporation", exchange="NYSE", also=("BofA",)),
    "BBY": Listing(name="Best Buy Co., Inc.", exchange="NYSE"),
    "CVX": Listing(name="Chevron Corporation", exchange="NYSE"),
    "FB": Listing(name="Facebook, Inc.", exchange="NASDAQ", also=("Meta", "Meta Platforms")),
    "GE": Listing(name="General Electric Company", exchange="NYSE"),
    "GOOG": Listing(name="Google Inc.", exchange="NASDAQ", also=("Alphabet", "GOOGL")),
    "HD": Listing(name="The Home Depot, Inc.", exchange="NYSE"),
    "IBM": Listing(name="International Business Machines Corporation", exchange="NYSE", also=("Big Blue",)),
    "JNJ": Listing(name="Johnson & Johnson", exchange="NYSE", also=("J&J", "Johnson and Johnson")),
    "JPM": Listing(name="JPMorgan Chase & Co.", exchange="NYSE", also=("JP Morgan", "J.P. Morgan", "Chase")),
    "KO": Listing(name="The Coca-Cola Company", exchange="NYSE", also=("Coke", "Coca Cola")),
    "LLY": Listing(name="Eli Lilly and Company", exchange="NYSE", also=("Lilly",)),
    "MRK": Listing(name="Merck & Co., Inc.", exchange="NYSE"),
    "MSFT": Listing(name="Microsoft Corporation", exchange="NASDAQ"),
    "PEP": Listing(name="PepsiCo, Inc.", exchange="NASDAQ", also=("Pepsi",)),
    "PFE": Listing(name="Pfizer Inc.", exchange="NYSE"),
    "PG": Listing(name="The Procter & Gamble Company", exchange="NYSE", also=("P&G", "Procter and Gamble")),
    "RRC": Listing(name="Range Resources Corporation", exchange="NYSE"),
    "SPX": Listing(
        name="S&P 500 index",
        exchange="INDEX",
        tradable=False,
        also=("SP500", "S and P 500", "S&P"),
    ),
    "UNH": Listing(name="UnitedHealth Group Incorporated", exchange="NYSE", also=("United Health",)),
    "WMT": Listing(name="Walmart Inc.", exchange="NYSE", also=("Wal-Mart",)),
    "XOM": Listing(name="Exxon Mobil Corporation", exchange="NYSE", also=("ExxonMobil",)),
}

FULL = ("open", "high", "low", "close")


def write_symbol(folder: Path, symbol: str, columns: dict[str, Sequence[date | float | int]]) -> None:
    """Write one symbol's Parquet file: `day`, `close`, and for full history the other prices and the volume."""
    kinds = {"day": pa.date32(), "volume": pa.int64()}
    table = pa.table({name: pa.array(values, kinds.get(name, pa.float64())) for name, values in columns.items()})
    pq.write_table(table, folder / f"{symbol}.parquet", compression="zstd", use_dictionary=False)


def write_index(folder: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write the index of a folder: one line a symbol, by symbol."""
    with (folder / INDEX_FILE).open("w", newline="") as file:
        writer = csv.DictWriter(file, INDEX_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["symbol"]))


def index_row(symbol: str, days: Sequence[date], *, closes_only: bool) -> dict[str, str]:
    """Return the index line of one symbol of LISTINGS."""
    listing = LISTINGS[symbol]
    return {
        "symbol": symbol,
        "name": listing.name,
        "exchange": listing.exchange,
        "tradable": str(int(listing.tradable)),
        "closes_only": str(int(closes_only)),
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "also": "|".join(listing.also),
    }


def main(folder: Path = BUNDLED) -> None:
    """Write every file anew."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [*_full_history(folder), *_closes(folder)]
    write_index(folder, rows)


def _full_history(folder: Path) -> Iterable[dict[str, str]]:
    by_symbol: dict[str, list[dict[str, str]]] = {}
    for row in _csv_rows("bokeh_sampledata", "_data/stocks.csv.gz"):
        by_symbol.setdefault(row["Ticker"], []).append(row)
    for symbol, rows in by_symbol.items():
        days = [date.fromisoformat(row["Date"]) for row in rows]
        prices = {name: [float(row[name.title()]) for row in rows] for name in FULL}
        adjusted = [float(row["Adj Close"]) for row in rows]
        volume = [int(row["Volume"]) for row in rows]
        write_symbol(folder, symbol, {"day": days, **prices, "volume": volume, "adjusted_close": adjusted})
        yield index_row(symbol, days, closes_only=False)


def _closes(folder: Path) -> Iterable[dict[str, str]]:
    full = {"AAPL", "MSFT"}
    for name, renamed in (("sp500_dataset", {}), ("sp500_index", {"SP500": "SPX"})):
        rows = list(_csv_rows("skfolio", f"datasets/data/{name}.csv.gz"))
        days = [date.fromisoformat(row["Date"]) for row in rows]
        for column in set(rows[0]) - {"Date"} - full:
            symbol = renamed.get(column, column)
            write_symbol(folder, symbol, {"day": days, "close": [float(row[column]) for row in rows]})
            yield index_row(symbol, days, closes_only=True)


def _csv_rows(package: str, path: str) -> Iterable[dict[str, str]]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed; pip install it first")
    with gzip.open(Path(spec.origin).parent / path, "rt", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
