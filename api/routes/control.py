"""Running the desk over REST: the kill switch, and the market clock of replay."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import body_of
from api.deps import Admin, Caller, Reader
from api.documented import problems, sends
from api.problems import CONFLICT, INVALID, UNAVAILABLE, Problem
from api.schemas import KillShape, ReplayShape
from api.sent import KillRequest, ReplayRequest
from trading.errors import Unavailable
from trading.store.status_counts import status_counts
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from trading.automation.replay_player import ReplayPlayer

router = APIRouter(prefix="/api", tags=["control"])


@router.post("/kill", response_model=KillShape, responses=problems(409), openapi_extra=sends(KillRequest))
def kill(caller: Admin, body: Annotated[KillRequest, Depends(body_of(KillRequest))]) -> Response:
    """Stop all trading, or lift that. Scope: `admin`.

    200 once the flag is stored, with what was cancelled, what is still open and whether all of it is verified.
    """
    desk = caller.services.desk
    if body.on:
        report = desk.stop_trading(actor=caller.actor)
        if not _is_stored(caller):
            raise Problem(UNAVAILABLE, "; ".join(report.problems), reasons=report.problems, extra=to_wire(report))
        verified = report.suspended and not report.still_open and not report.problems
        return Answer({"on": report.stopped, "verified": verified, **to_wire(report)})
    state = desk.resume_trading(actor=caller.actor)
    return Answer({"on": state.stopped, "state": to_wire(state)})


def _is_stored(caller: Caller) -> bool:
    """Say whether the flag stands in the store; without it the stop holds in this process and at the venue only."""
    try:
        return status_counts(caller.wiring.database, caller.services.account_id).kill_on
    except Unavailable:
        return False


@router.get("/replay", response_model=ReplayShape, responses=problems(409))
def replay(caller: Reader) -> Response:
    """Return where the market clock stands. Scope: `read`. 409 outside replay."""
    return Answer(to_wire(_player(caller).state()))


@router.post("/replay", response_model=ReplayShape, responses=problems(409), openapi_extra=sends(ReplayRequest))
def move_replay(caller: Admin, body: Annotated[ReplayRequest, Depends(body_of(ReplayRequest))]) -> Response:
    """Move the market clock: `{"step": 1}`, `{"now": "2012-06-04"}` or `{"reset": true}`. Scope: `admin`.

    A jump forward plays every session. Backwards past the newest fill is 409; with `"reset": true`, `now` begins
    a new, empty paper book at that date instead.
    """
    player = _player(caller)
    if body.step is not None and (body.now is not None or body.reset):
        raise Problem(INVALID, "step goes alone; give step, or now, or reset, or now with reset")
    if body.step is not None:
        state = player.step(body.step)
    elif body.reset:
        state = player.reset(body.now)
    elif body.now is not None:
        state = player.go_to(body.now)
    else:
        raise Problem(INVALID, "nothing moves; give step, now or reset")
    return Answer(to_wire(state))


def _player(caller: Caller) -> "ReplayPlayer":
    player = caller.services.replay
    if player is None:
        raise Problem(
            CONFLICT, "the market is not a replay, so its clock cannot be moved; set MARKET_DATA=replay or files"
        )
    return player
