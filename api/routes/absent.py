"""Paths of the contract that this release does not have, and every path that nobody knows: 404, always."""

from fastapi import APIRouter

from api.problems import NOT_FOUND, NOT_RELEASED, Problem

router = APIRouter(include_in_schema=False)

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


@router.api_route("/api/sentiment", methods=_METHODS)
def not_released() -> None:
    """Say that the path is for a later release."""
    raise Problem(NOT_RELEASED, "sentiment is not in this release; /openapi.json lists what is")


def unknown_path(path: str) -> Problem:
    """Return the problem for a path that no route has."""
    return Problem(NOT_FOUND, f"{path:.200} is not a path of this API; /openapi.json lists them")
