"""Prices over REST: bars for a chart, and one symbol analysed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.answers import Answer, zipped
from api.bars_query import BarsQuery
from api.body import body_of
from api.dates import check_range
from api.deps import BarsReader, Reader
from api.documented import problems, sends
from api.schemas import AnalysisShape, BarsShape
from api.sent import AnalyzeRequest
from trading.analysis.rounding import shortened
from trading.types.wire import to_wire

router = APIRouter(prefix="/api", tags=["market"])


@router.get("/bars", response_model=BarsShape, responses=problems())
def bars(request: Request, services: BarsReader, asked: Annotated[BarsQuery, Depends()]) -> Response:
    """Return price columns, between two inclusive dates clipped to what exists and to now. Scope: `read`.

    With `extended` bars within a day also come from before the open and after the close: `outside` marks them, and
    indicators count them. A page of the desk reads it with its own short-lived token instead of a key.
    """
    check_range(asked.start, asked.end)
    columns = services.analyst.bar_buckets(
        asked.symbol.strip().upper(),
        timeframe=asked.timeframe,
        start=asked.start,
        end=asked.end,
        adjusted=asked.adjusted,
        buckets=asked.buckets,
        indicators=asked.names,
        extended=asked.extended,
    )
    return zipped(Answer(to_wire(columns if asked.digits is None else shortened(columns, asked.digits))), request)


@router.post("/analyze", response_model=AnalysisShape, responses=problems(), openapi_extra=sends(AnalyzeRequest))
def analyze(caller: Reader, body: Annotated[AnalyzeRequest, Depends(body_of(AnalyzeRequest))]) -> Response:
    """Analyse one symbol on the bars that `/api/bars` gives by default. Scope: `read`.

    `fundamentals` holds P/E, EPS, yield, margins and growth as known at now, each with its basis, or is null with a
    reason; `sentiment` holds the mean score (-1 .. 1) of the headlines of the last 90 days with its label and their
    number, or is null with a reason.
    """
    analysis = caller.services.analyst.analyze(
        body.symbol.strip().upper(), timeframe=body.timeframe, indicators=body.indicators
    )
    return Answer(to_wire(analysis))
