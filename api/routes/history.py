"""The history over REST."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answers import Answer
from api.dates import From, To, check_range
from api.deps import Cursor, Limit, Reader
from api.documented import problems
from api.history import HistoryKind, Span, history
from api.schemas import HistoryPage

router = APIRouter(prefix="/api", tags=["account"])


@router.get("/history", response_model=HistoryPage, responses=problems())
def read_history(
    caller: Reader,
    kind: Annotated[HistoryKind | None, Query(description="One kind; empty is all of them.")] = None,
    start: From = None,
    end: To = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Return what happened, newest first, between two inclusive UTC dates. Scope: `read`.

    Orders, proposals, runs and the log go by wall time, fills and equity by the market's.
    """
    check_range(start, end)
    kinds = list(HistoryKind) if kind is None else [kind]
    return Answer(history(caller.services, kinds, Span(start=start, end=end), limit, cursor or None))
