"""Whether the process lives, whether it can work and with what, and its figures; none needs a key."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import Answer, ProblemAnswer
from api.deps import desk_of
from api.metrics import CONTENT_TYPE, Metrics
from api.problems import UNAVAILABLE, Problem
from api.schemas import HealthShape, ReadyShape
from trading.errors import TradingError
from trading.types import DeskState
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.settings import Settings

router = APIRouter(tags=["service"])

_PROBLEM = {"content": {ProblemAnswer.media_type: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}}


@router.get("/health", response_model=HealthShape)
def health(request: Request) -> Response:
    """Say that the process is alive, and what it is made of. No key."""
    try:
        wiring = desk_of(request).wiring()
    except TradingError as fault:
        return Answer({"status": "ok", "wired": None, "reason": str(fault)})
    return Answer({"status": "ok", "wired": _wired(wiring)})


@router.get(
    "/ready",
    response_model=ReadyShape,
    responses={503: {"description": "Not able to work; `reasons` says why.", **_PROBLEM}},
)
def ready(request: Request) -> Response:
    """Say whether orders and questions can be worked on, and with what. No key.

    503 while the store cannot be read or the venue has not been reconciled since the start.
    """
    wired: dict[str, Any] | None = None
    try:
        wiring = desk_of(request).wiring()
        wired = _wired(wiring)
        state = wiring.services.desk.state()
    except TradingError as fault:
        raise Problem(UNAVAILABLE, str(fault), extra={"ready": False, "wired": wired}) from fault
    if not state.reconciled:
        why = state.reason or "the venue has not been reconciled since the start; orders are held until it is"
        raise Problem(UNAVAILABLE, why, extra={"ready": False, "wired": wired, "desk": _desk(state)})
    return Answer({"ready": True, "wired": wired, "desk": _desk(state)})


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request) -> Response:
    """Return the figures in Prometheus' text format. No key."""
    kept: Metrics = request.app.state.metrics
    return Response(kept.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


def _wired(wiring: "Wiring") -> dict[str, Any]:
    """Return which implementation serves what; names only, nothing that a stranger could use."""
    settings = wiring.settings
    try:
        state = wiring.services.desk.state()
    except TradingError:
        mode, venue = None, None
    else:
        mode, venue = state.mode.value, state.venue
    return {
        "market_data": settings.data_source,
        "market_source": wiring.services.market.source,
        "mode": mode,
        "venue": venue,
        "store": "postgresql" if settings.database_url else "sqlite",
        "jobs": "threads",
        "planner": wiring.team.planner,
        "venue_keys": _keys_words(settings),
        "read_only": settings.read_only,
    }


def _desk(state: DeskState) -> dict[str, Any]:
    shape: dict[str, Any] = to_wire(state)
    return {name: shape[name] for name in ("mode", "venue", "stopped", "reconciled", "read_only", "reason")}


def _keys_words(settings: "Settings") -> str:
    if not settings.has_venue_keys:
        return "none"
    return "set, not used in replay" if settings.is_recorded else "set, used"
