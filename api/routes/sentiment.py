"""Texts judged over REST: what they say of a company's shares."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answer
from api.body import body_of
from api.deps import Reader
from api.documented import problems, sends
from api.schemas import SentimentShape
from api.sent import SentimentRequest

MAX_BYTES = 16 << 20
"""A thousand texts of 10,000 letters; the bodies of all other calls are far shorter."""
router = APIRouter(prefix="/api", tags=["market"])


@router.post("/sentiment", response_model=SentimentShape, responses=problems(), openapi_extra=sends(SentimentRequest))
def sentiment(
    caller: Reader, body: Annotated[SentimentRequest, Depends(body_of(SentimentRequest, max_bytes=MAX_BYTES))]
) -> Response:
    """Judge up to 1,000 texts, each for itself, in their order. Scope: `read`.

    `label` is the likeliest mood, `score` is P(positive) - P(negative) in -1 .. 1; an empty text is neutral, 0. The
    desk's own scorer reads English headlines offline; docs/sentiment_model.md says how well.
    """
    scores = caller.services.scorer.score(body.texts)
    return Answer({"items": [{"label": one.mood.value, "score": one.score} for one in scores]})
