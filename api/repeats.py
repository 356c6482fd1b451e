"""Idempotency-Key: a repeat gets the first answer, whatever happened in between."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Header
from starlette.responses import Response

from api.answers import Answer, ProblemAnswer
from api.deps import Caller
from api.problems import KEY_REUSED, STILL_RUNNING, Problem, problem_of
from trading.errors import TradingError
from trading.store.idempotency import Claim, Request, Turn
from trading.types.wire import sha256

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"\S",
        description="A repeat with the same key and body gets the first answer again, for 24 hours.",
    ),
]
Work = Callable[[Claim | None, str | None], Answer]
"""Does the request: given the claim and the intent key when it has an Idempotency-Key, None and None otherwise."""


def once(caller: Caller, route: str, key: str | None, body: Mapping[str, Any], work: Work) -> Response:
    """Do the work once for this key, route and body, and give the first answer to every repeat.

    Every answer is kept, a refusal too, but not one that asks to come again later. Without a key the work is simply
    done.
    Raises Problem 422 for another body under the same key, 409 while the first still runs.
    """
    if key is None:
        return work(None, None)
    store = caller.wiring.idempotency
    request = Request(key_id=caller.key.id, route=route, key=key, body_hash=sha256(body))
    claim = store.claim(request)
    if claim.turn is Turn.OTHER_BODY:
        raise Problem(KEY_REUSED, f"the Idempotency-Key {key!r:.80} was used with another body; take a new key")
    if claim.turn is Turn.RUNNING:
        raise Problem(
            STILL_RUNNING, f"the first request with the Idempotency-Key {key!r:.80} still runs; repeat it later"
        )
    if claim.turn is Turn.REPEAT:
        return _again(claim)
    try:
        answer = work(claim, _intent_key(request))
    except (Problem, TradingError) as fault:
        answer = (fault if isinstance(fault, Problem) else problem_of(fault)).answer()
    except BaseException:
        store.release(request)
        raise
    if answer.status_code < 500 and "Retry-After" not in answer.headers:
        store.answer(request, status=answer.status_code, text=answer.text)
    else:
        store.release(request)
    return answer


def _intent_key(request: Request) -> str:
    parts = (request.key_id, request.route, request.key, request.body_hash)
    return "api:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _again(claim: Claim) -> Response:
    kind = ProblemAnswer if claim.status >= 400 else Answer
    return Response(
        claim.text.encode(errors="replace"),
        status_code=claim.status,
        media_type=kind.media_type,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Idempotent-Replay": "true"},
    )
