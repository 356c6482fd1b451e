"""The account over REST: the portfolio, and the limits."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import JsonObject, read_object
from api.deps import Admin, Reader
from api.documented import problems, sends
from api.schemas import LimitsShape, PortfolioShape
from api.sent import LimitsRequest
from trading.types.wire import to_wire

router = APIRouter(prefix="/api", tags=["account"])


@router.get("/portfolio", response_model=PortfolioShape, responses=problems())
def portfolio(caller: Reader) -> Response:
    """Return account, positions, exposure and risk figures, with source and time. Scope: `read`.

    503 when the venue cannot be read: never 200 with empty positions.
    """
    return Answer(to_wire(caller.services.portfolio.snapshot()))


@router.get("/limits", response_model=LimitsShape, responses=problems())
def limits(caller: Reader) -> Response:
    """Return the limits. Scope: `read`."""
    return Answer(to_wire(caller.services.limits.current()))


@router.put("/limits", response_model=LimitsShape, responses=problems(), openapi_extra=sends(LimitsRequest))
def change_limits(caller: Admin, body: Annotated[JsonObject, Depends(read_object)]) -> Response:
    """Merge these limits into those that hold, and return them all. Scope: `admin`.

    An unknown name or a bad value is 422 and changes nothing.
    """
    return Answer(to_wire(caller.services.limits.update(body.value, actor=caller.actor)))
