"""Prices over REST: bars for a chart, and one symbol analysed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.answers import Answer, zipped
from api.body import body_of
from api.dates import From, To, check_range
from api.deps import BarsReader, Reader
from api.documented import problems, sends
from api.schemas import AnalysisShape, BarsShape
from api.sent import AnalyzeRequest
from trading.analysis.rounding import shortened
from trading.types import Timeframe
from trading.types.wire import to_wire

router = APIRouter(prefix="/api", tags=["market"])

MAX_BUCKETS = 10_000


@router.get("/bars", response_model=BarsShape, responses=problems())
def bars(
    request: Request,
    services: BarsReader,
    symbol: Annotated[str, Query(min_length=1, max_length=40)],
    timeframe: Timeframe = Timeframe.DAY_1,
    start: From = None,
    end: To = None,
    adjusted: bool = True,
    buckets: Annotated[
        int | None, Query(ge=1, le=MAX_BUCKETS, description="Most buckets; empty gives each bar.")
    ] = None,
    indicators: Annotated[
        str | None, Query(max_length=1_000, description="Names with commas between, for example `rsi_14,sma_20`.")
    ] = None,
    digits: Annotated[
        int | None, Query(ge=4, le=15, description="Significant digits of each number; empty gives all of them.")
    ] = None,
) -> Response:
    """Return price columns, between two inclusive dates clipped to what exists and to now. Scope: `read`.

    A page of the desk reads it with its own short-lived token instead of a key.
    """
    check_range(start, end)
    names = [name.strip() for name in (indicators or "").split(",") if name.strip()]
    columns = services.analyst.bar_buckets(
        symbol.strip().upper(),
        timeframe=timeframe,
        start=start,
        end=end,
        adjusted=adjusted,
        buckets=buckets,
        indicators=names,
    )
    return zipped(Answer(to_wire(columns if digits is None else shortened(columns, digits))), request)


@router.post("/analyze", response_model=AnalysisShape, responses=problems(), openapi_extra=sends(AnalyzeRequest))
def analyze(caller: Reader, body: Annotated[AnalyzeRequest, Depends(body_of(AnalyzeRequest))]) -> Response:
    """Analyse one symbol on the bars that `/api/bars` gives by default. Scope: `read`.

    `fundamentals` and `sentiment` are null with a reason where this release has no source for them.
    """
    analysis = caller.services.analyst.analyze(
        body.symbol.strip().upper(), timeframe=body.timeframe, indicators=body.indicators
    )
    return Answer(to_wire(analysis))
