"""The refusals of the venue: HTTP status, code, message and the fields that go with it."""

from typing import Any


class VenueError(Exception):
    """A request that the venue refuses, with the body that says so."""

    def __init__(self, status: int, code: int, message: str, **extras: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message, **extras}


def malformed(message: str) -> VenueError:
    """A request whose fields do not make an order."""
    return VenueError(422, 40010001, message)


def unprocessable(message: str, **extras: Any) -> VenueError:
    """A request that reads well and cannot be done as things stand."""
    return VenueError(422, 42210000, message, **extras)


def forbidden(message: str, **extras: Any) -> VenueError:
    """A request that the account may not make."""
    return VenueError(403, 40310000, message, **extras)


def missing(message: str) -> VenueError:
    """A request for what is not there."""
    return VenueError(404, 40410000, message)
