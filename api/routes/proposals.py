"""Proposals over REST: what waits, one of them, approve, cancel."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import body_of
from api.deps import Approver, Cursor, Limit, Proposer, Reader
from api.documented import problems, sends
from api.lists import StatusFilter, list_shape, statuses_of
from api.problems import problem_of
from api.repeats import IdempotencyKey, once
from api.schemas import ProposalPage, ProposalShape
from api.sent import ApproveRequest
from api.shapes import proposal_shape
from api.tickets import approve
from trading.errors import AlreadyAnswered
from trading.store.idempotency import Claim
from trading.types import Status

router = APIRouter(prefix="/api", tags=["proposals"])


@router.get("/proposals", response_model=ProposalPage, responses=problems())
def proposals(caller: Reader, status: StatusFilter = None, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Return what waits for an answer, or proposals of another status. Scope: `read`."""
    wanted = statuses_of(status, unless_said=(Status.OPEN,))
    page = caller.services.desk.proposals(statuses=wanted, limit=limit, cursor=cursor or None)
    return Answer(list_shape(page, proposal_shape))


@router.get("/proposals/{proposal_id}", response_model=ProposalShape, responses=problems(404))
def proposal(caller: Reader, proposal_id: str) -> Response:
    """Return one proposal; it answers by its id for ever. Scope: `read`."""
    return Answer(proposal_shape(caller.services.desk.proposal(proposal_id)))


@router.post(
    "/proposals/{proposal_id}/approve",
    response_model=ProposalShape,
    responses=problems(404, 409),
    openapi_extra=sends(ApproveRequest),
)
def approve_proposal(
    caller: Approver,
    proposal_id: str,
    body: Annotated[ApproveRequest, Depends(body_of(ApproveRequest))],
    key: IdempotencyKey = None,
) -> Response:
    """Approve what was seen: it is sent once, now. Scope: `approve`.

    200 also when the venue then rejects (`rejected`) or does not answer (`unknown`). 409 when it was answered,
    expired, changed or drifted; then `quote` and `approval_hash` are the new ones and the old hash is dead.
    """

    def work(claim: Claim | None, _intent_key: str | None) -> Answer:
        resumed = claim is not None and claim.resumes
        return Answer(proposal_shape(approve(caller, proposal_id, body.approval_hash, resumed=resumed)))

    return once(caller, f"POST /api/proposals/{proposal_id}/approve", key, body.model_dump(), work)


@router.post("/proposals/{proposal_id}/cancel", response_model=ProposalShape, responses=problems(404, 409))
def cancel_proposal(caller: Proposer, proposal_id: str) -> Response:
    """Cancel a proposal that waits; nothing will be sent. May be repeated. Scope: `propose`."""
    desk = caller.services.desk
    try:
        return Answer(proposal_shape(desk.cancel(proposal_id, actor=caller.actor)))
    except AlreadyAnswered as fault:
        stands = desk.proposal(proposal_id)
        if stands.status is Status.CANCELLED and stands.order is None:
            return Answer(proposal_shape(stands))
        raise problem_of(fault, extra={"proposal_status": stands.status.value}) from fault
