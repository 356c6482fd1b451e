"""Agent runs over REST: start one, follow it, stop it."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.answers import HEADERS, Answer, json_text
from api.body import body_of
from api.deps import Caller, Proposer, Reader
from api.documented import problems, sends
from api.repeats import IdempotencyKey, once
from api.schemas import RunShape, TaskShape
from api.sent import RunRequest
from api.shapes import run_shape
from trading.errors import TradingError
from trading.store.idempotency import Claim
from trading.types import FINAL_RUN_STATES, Run

router = APIRouter(prefix="/agent", tags=["agent"])

POLL_S = 0.2
BEAT_S = 15.0
LONGEST_STREAM_S = 3_600.0


@router.post(
    "/run", status_code=202, response_model=TaskShape, responses=problems(409), openapi_extra=sends(RunRequest)
)
def start_run(
    caller: Proposer, body: Annotated[RunRequest, Depends(body_of(RunRequest))], key: IdempotencyKey = None
) -> Response:
    """Start a run of the agent team on the user's words. Scope: `propose`. An order is only ever proposed by it."""

    def work(claim: Claim | None, _intent_key: str | None) -> Answer:
        run = _cut_off(caller, body.query, claim)
        if run is None:
            run = caller.services.runs.create(body.query, actor=caller.actor)
            caller.wiring.jobs.submit_run(run.id)
        return Answer({"task_id": run.id}, 202)

    return once(caller, "POST /agent/run", key, body.model_dump(), work)


def _cut_off(caller: Caller, query: str, claim: Claim | None) -> Run | None:
    """Return the run that a request began before its process ended, None when it had begun none."""
    if claim is None or not claim.resumes:
        return None
    newest = caller.services.runs.list(start=claim.begun_at.date(), limit=200).items
    mine = (run for run in newest if run.created_at >= claim.begun_at and run.actor_name == caller.key.name)
    return next((run for run in mine if run.query == query.strip()), None)


@router.get("/status/{task_id}", response_model=RunShape, responses=problems(404))
def run_status(caller: Reader, task_id: str) -> Response:
    """Return a run with its steps so far. Scope: `read`."""
    return Answer(run_shape(caller.services.runs.get(task_id)))


@router.post("/stop/{task_id}", response_model=RunShape, responses=problems(404))
def stop_run(caller: Proposer, task_id: str) -> Response:
    """Stop a run; one that is over stays as it is. Scope: `propose`."""
    return Answer(run_shape(caller.services.runs.request_stop(task_id)))


@router.get(
    "/events/{task_id}",
    response_class=StreamingResponse,
    responses={
        **problems(404),
        200: {
            "description": "One `status` event a change, and `text` events of an answer as it grows.",
            "content": {"text/event-stream": {}},
        },
    },
)
def run_events(caller: Reader, task_id: str, request: Request) -> Response:
    """Stream a run: what `/agent/status` answers, again at each change, until it is over. Scope: `read`.

    While a model writes its answer, `text` events tell how far it has grown; the status tells it when it is done.
    """
    first = caller.services.runs.get(task_id)
    return StreamingResponse(
        _events(caller, first, request), media_type="text/event-stream", headers=HEADERS | {"X-Accel-Buffering": "no"}
    )


async def _events(caller: Caller, run: Run, request: Request) -> AsyncIterator[str]:
    """Yield one event a change; the stream ends with the run, with its client, with its key, or after an hour."""
    told, grown, number = "", None, 0
    ends = time.monotonic() + LONGEST_STREAM_S
    beat = time.monotonic() + BEAT_S
    while time.monotonic() < ends:
        text = json_text(run_shape(run))
        if text != told:
            told, number = text, number + 1
            yield f"id: {number}\nevent: status\ndata: {text}\n\n"
        if run.draft is not None and run.draft != grown:
            grown = run.draft
            yield f"event: text\ndata: {json_text({'text': grown})}\n\n"
        if run.status in FINAL_RUN_STATES or await request.is_disconnected():
            return
        if time.monotonic() >= beat:
            beat = time.monotonic() + BEAT_S
            if not await run_in_threadpool(caller.wiring.keys.is_living, caller.key.id):
                return
            yield ": still here\n\n"
        await asyncio.sleep(POLL_S)
        try:
            run = await run_in_threadpool(caller.services.runs.get, run.id)
        except TradingError as fault:
            yield f"event: problem\ndata: {json_text({'detail': str(fault)})}\n\n"
            return
