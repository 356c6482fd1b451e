"""What `GET /api/bars` may be asked."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from api.dates import From, To
from trading.types import Timeframe

MAX_BUCKETS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BarsQuery:
    """One symbol's bars between two inclusive dates, perhaps of all hours, in buckets, with indicators, shortened."""

    symbol: Annotated[str, Query(min_length=1, max_length=40)]
    timeframe: Timeframe = Timeframe.DAY_1
    start: From = None
    end: To = None
    adjusted: bool = True
    extended: Annotated[
        bool, Query(description="Also bars from before the open and after the close, where the source has them.")
    ] = False
    buckets: Annotated[int | None, Query(ge=1, le=MAX_BUCKETS, description="Most buckets; empty gives each bar.")] = (
        None
    )
    indicators: Annotated[
        str | None, Query(max_length=1_000, description="Names with commas between, for example `rsi_14,sma_20`.")
    ] = None
    digits: Annotated[
        int | None, Query(ge=4, le=15, description="Significant digits of each number; empty gives all of them.")
    ] = None

    @property
    def names(self) -> list[str]:
        """Return the indicators that are asked for."""
        return [name.strip() for name in (self.indicators or "").split(",") if name.strip()]
