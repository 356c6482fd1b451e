"""Orders over REST: what is at the venue, one of them, replace, cancel."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import body_of
from api.deps import Approver, Cursor, Limit, Reader
from api.documented import problems, sends
from api.lists import StatusFilter, list_shape, statuses_of
from api.problems import INVALID, Problem
from api.repeats import IdempotencyKey, once
from api.schemas import OrderPage, OrderShape, ProposalShape
from api.sent import ChangeRequest
from api.shapes import order_shape
from api.tickets import change_order
from trading.store.idempotency import Claim
from trading.types import IN_DOUBT, RESTING
from trading.types.wire import to_wire

router = APIRouter(prefix="/api", tags=["orders"])

OPEN_ORDERS = tuple(RESTING | IN_DOUBT)


@router.get("/orders", response_model=OrderPage, responses=problems())
def orders(caller: Reader, status: StatusFilter = None, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Return the orders that are open, in doubt included, or those of another status. Scope: `read`."""
    wanted = statuses_of(status, unless_said=OPEN_ORDERS)
    page = caller.services.desk.orders(statuses=wanted, limit=limit, cursor=cursor or None)
    return Answer(list_shape(page, order_shape))


@router.get("/orders/{order_id}", response_model=OrderShape, responses=problems(404))
def order(caller: Reader, order_id: str) -> Response:
    """Return one order by its id, which is its proposal's. Scope: `read`."""
    return Answer(order_shape(caller.services.desk.order(order_id)))


@router.patch(
    "/orders/{order_id}",
    status_code=202,
    response_model=ProposalShape,
    responses=problems(404, 409),
    openapi_extra=sends(ChangeRequest),
)
def replace_order(
    caller: Approver,
    order_id: str,
    body: Annotated[ChangeRequest, Depends(body_of(ChangeRequest))],
    key: IdempotencyKey = None,
) -> Response:
    """Replace a resting order: writes the ticket and approves it in one call. Scope: `approve`.

    The key's owner is the approver; the old order is `replaced` when the venue says so.
    """
    changes = {name: value for name, value in to_wire(body.model_dump()).items() if value is not None}
    if not changes:
        raise Problem(INVALID, f"nothing changes; give one or more of {', '.join(ChangeRequest.model_fields)}")

    def work(_claim: Claim | None, intent_key: str | None) -> Answer:
        return change_order(caller, order_id, {**changes, "action": "replace"}, intent_key)

    return once(caller, f"PATCH /api/orders/{order_id}", key, changes, work)


@router.delete("/orders/{order_id}", status_code=202, response_model=ProposalShape, responses=problems(404, 409))
def cancel_order(caller: Approver, order_id: str, key: IdempotencyKey = None) -> Response:
    """Cancel a resting order: writes the ticket and approves it in one call. Scope: `approve`.

    The key's owner is the approver; the order ends when the venue says so, until then it can still fill.
    """

    def work(_claim: Claim | None, intent_key: str | None) -> Answer:
        return change_order(caller, order_id, {"action": "cancel"}, intent_key)

    return once(caller, f"DELETE /api/orders/{order_id}", key, {}, work)
