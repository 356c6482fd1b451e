"""JSON answers: what is no number becomes null, and nothing is cached."""

import gzip
import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def json_text(value: Any) -> str:
    """Return plain JSON values as text; NaN and infinity, which JSON does not have, become null."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


class Answer(Response):
    """A JSON answer of plain values; `text` is its body, as idempotency keeps it."""

    media_type = "application/json"

    def __init__(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.text = json_text(value)
        super().__init__(
            self.text.encode(errors="replace"),
            status_code=status,
            headers=HEADERS | (headers or {}),
            media_type=self.media_type,
        )


ZIP_FROM, ZIP_LEVEL = 1_000, 1
"""Shorter bodies gain nothing; a chart's numbers shrink little more at the levels that take three times as long."""


def zipped(answer: Answer, request: Request) -> Answer:
    """Return the answer, compressed where it is long and the caller takes that."""
    answer.headers["Vary"] = "Accept-Encoding"
    if len(answer.body) >= ZIP_FROM and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.body = gzip.compress(answer.body, compresslevel=ZIP_LEVEL, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(answer.body))
    return answer


class ProblemAnswer(Answer):
    """A problem detail of RFC 9457."""

    media_type = "application/problem+json"
