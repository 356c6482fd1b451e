"""The whole tables of a report, packed for the way from the process that makes them."""

import base64
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.backtest.report.csv_text import equity_csv, trades_csv
from trading.errors import FixInput

if TYPE_CHECKING:
    from trading.backtest.report.report import Report

MOST_BYTES = 5_000_000
"""Of one table, packed; one of some 150,000 bars is as long."""
MOST_TEXT = 200_000_000


def packed_tables(report: "Report") -> dict[str, Any]:
    """Return the trades and the equity as CSV, packed, with the final equity by which they are known to belong.

    Raises FixInput for a table that is too long.
    """
    return {
        "final_equity": report.figures["final_equity"],
        "trades": _packed("trade list", trades_csv(report)),
        "equity": _packed("equity", equity_csv(report)),
    }


def unpacked_table(given: Mapping[str, Any], name: str) -> str:
    """Return one table as CSV text. Raises FixInput for what is none: a user's strategy may have written it."""
    try:
        packed = zlib.decompressobj()
        text = packed.decompress(base64.b64decode(given[name], validate=True), MOST_TEXT)
        if not packed.eof:
            raise ValueError("it is longer than what is read")
        return text.decode()
    except (KeyError, TypeError, ValueError, zlib.error):
        raise FixInput("the strategy's process gave no table; let the strategy write nowhere") from None


def _packed(name: str, text: str) -> str:
    packed = zlib.compress(text.encode(), 6)
    if len(packed) > MOST_BYTES:
        raise FixInput(
            f"the {name} makes a file of {len(text) / 1e6:,.0f} MB, packed {len(packed) / 1e6:.1f} MB, and "
            f"{MOST_BYTES / 1e6:g} MB is the most; choose a shorter time or longer bars"
        )
    return base64.b64encode(packed).decode()
