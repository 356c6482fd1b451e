"""Making tickets over REST: an order ticket, or the closing of a position."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import JsonObject, read_object, read_optional_object
from api.deps import Proposer
from api.documented import problems, sends
from api.problems import INVALID, Problem, problem_of
from api.repeats import IdempotencyKey, once
from api.schemas import ProposalShape
from api.sent import CloseRequest, TicketRequest
from api.shapes import proposal_shape
from api.tickets import propose, ticket_of
from trading.errors import NotFound
from trading.store.idempotency import Claim
from trading.types.wire import decimal_from_wire

router = APIRouter(prefix="/api", tags=["tickets"])


@router.post(
    "/trade", status_code=201, response_model=ProposalShape, responses=problems(409), openapi_extra=sends(TicketRequest)
)
def trade(caller: Proposer, body: Annotated[JsonObject, Depends(read_object)], key: IdempotencyKey = None) -> Response:
    """Propose an order ticket; nothing is sent before it is approved. Scope: `propose`.

    A refused ticket is 422 with the reasons, and with `proposal_id` when it was written down.
    """

    def work(_claim: Claim | None, intent_key: str | None) -> Answer:
        try:
            ticket = ticket_of(caller, body.value)
        except NotFound as fault:
            raise problem_of(fault, kind=INVALID) from fault
        said = [name for name, raw in body.value.items() if raw is not None]
        return Answer(proposal_shape(propose(caller, ticket, said, intent_key)), 201)

    return once(caller, "POST /api/trade", key, body.value, work)


@router.post(
    "/positions/{symbol}/close",
    status_code=201,
    response_model=ProposalShape,
    responses=problems(404, 409),
    openapi_extra=sends(CloseRequest, required=False),
)
def close_position(
    caller: Proposer,
    symbol: str,
    body: Annotated[JsonObject, Depends(read_optional_object)],
    key: IdempotencyKey = None,
) -> Response:
    """Propose to close a position, whole, or by `qty` or `percentage`: a reduce-only ticket. Scope: `propose`."""
    sizes = _sizes(body.value)

    def work(_claim: Claim | None, intent_key: str | None) -> Answer:
        ticket = caller.services.desk.close_ticket(symbol.strip().upper(), **sizes)
        said = ("symbol", "side", "qty", "reduce_only")
        return Answer(proposal_shape(propose(caller, ticket, said, intent_key)), 201)

    return once(caller, f"POST /api/positions/{symbol}/close", key, body.value, work)


def _sizes(body: dict[str, Any]) -> dict[str, Decimal]:
    unknown = sorted(set(body) - {"qty", "percentage"})
    if unknown:
        raise Problem(
            INVALID, f"{', '.join(unknown)} is not known here; give qty or percentage, or neither for all of it"
        )
    sizes = {name: decimal_from_wire(name, raw) for name, raw in body.items() if raw is not None}
    if len(sizes) > 1:
        raise Problem(INVALID, "qty and percentage are both given; give one of them")
    for name, value in sizes.items():
        if not value.is_finite() or value <= 0 or (name == "percentage" and value > 100):
            most = " and at most 100" if name == "percentage" else ""
            raise Problem(INVALID, f"{name} {value:.6g} must be more than 0{most}; give another")
    return sizes
