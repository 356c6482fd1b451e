"""What routes tell the OpenAPI document of their bodies and of their problems."""

from typing import Any

from pydantic import BaseModel

from api.schemas import ProblemShape

_WHEN = {
    401: "No good key.",
    403: "The key lacks the scope.",
    404: "No such object.",
    409: "It contradicts the present state.",
    422: "It cannot be done as given; `reasons` says why.",
    429: "Too many calls; wait for `Retry-After`.",
    503: "It cannot be read now; wait for `Retry-After`.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route: its problems, and those that every route with a key has."""
    content = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{ProblemShape.__name__}"}}}
    return {
        status: {"description": _WHEN[status], "content": content}
        for status in sorted({401, 403, 422, 429, 503, *statuses})
    }


def sends(model: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """Return the request body of a route whose JSON is read by api.body."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}
