"""The control endpoints under /_venue/, for tests whose venue is a process of its own."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.alpaca_venue.errors import VenueError
from tests.alpaca_venue.wire import Request

if TYPE_CHECKING:
    from tests.alpaca_venue.server import Server

BOOK_CALLS = frozenset(
    {
        "set_price",
        "add_asset",
        "open_session",
        "close_session",
        "fill",
        "release",
        "reject",
        "reject_next",
        "cancel",
        "finish_cancel",
        "expire",
        "finish_replace",
        "lose_replace",
        "pay",
    }
)


class Control:
    """GET /_venue/state, /_venue/log; POST /_venue/book/{call}, /_venue/knobs, /_venue/stream, /_venue/faults/{call}.

    A call's body holds its arguments by name. `/_venue/faults/{next|rate|missing_fields|new_enum|clear|down}`.
    """

    def __init__(self, server: "Server") -> None:
        self._server = server

    def run(self, request: Request) -> tuple[int, Any]:
        """Carry out one control request."""
        parts = request.path.split("/")[2:]
        fields = {name: _native(value) for name, value in (request.body() or {}).items()}
        try:
            with self._server.book.lock:
                return 200, self._do(request.method, parts, fields)
        except (KeyError, ValueError, TypeError, VenueError) as error:
            return 400, {"message": f"{type(error).__name__}: {error}"}

    def _do(self, method: str, parts: list[str], fields: dict[str, Any]) -> Any:
        match (method, *parts):
            case ("GET", "state"):
                return self._state()
            case ("GET", "log"):
                return [entry.row() for entry in self._server.log]
            case ("POST", "book", call) if call in BOOK_CALLS:
                getattr(self._server.book, call)(**fields)
            case ("POST", "knobs"):
                _turn(self._server.book, fields)
            case ("POST", "limit"):
                self._server.limit.per_minute = int(fields["per_minute"])
            case ("POST", "stream"):
                self._stream(fields)
            case ("POST", "faults", call):
                self._fault(call, fields)
            case _:
                raise KeyError("/".join(parts))
        return {"done": True}

    def _state(self) -> dict[str, Any]:
        book = self._server.book
        return {
            "account": book.account_row(),
            "positions": book.position_rows(),
            "orders": [order.row(nested=False) for order in book.sequence],
            "activities": book.ledger.activities,
            "faults_done": self._server.faults.done,
            "listeners": self._server.stream.listeners,
        }

    def _stream(self, fields: dict[str, Any]) -> None:
        stream = self._server.stream
        if "seed" in fields:
            stream.seed(int(fields.pop("seed")))
        if fields.pop("disconnect_all", False):
            stream.disconnect_all()
        _turn(stream, fields)

    def _fault(self, call: str, fields: dict[str, Any]) -> None:
        faults = self._server.faults
        if call == "down":
            faults.down = bool(fields.get("down", True))
        elif call == "missing_fields":
            faults.missing_fields(*fields.pop("names"), **fields)
        elif call in ("next", "rate", "new_enum", "clear"):
            getattr(faults, call)(**fields)
        else:
            raise KeyError(call)


def _turn(target: Any, fields: dict[str, Any]) -> None:
    """Set knobs that there are: attributes that hold a plain value."""
    for name, value in fields.items():
        now = getattr(target, name, None)
        if not isinstance(now, bool | int | float | str | Decimal):
            raise KeyError(name)
        setattr(target, name, Decimal(str(value)) if isinstance(now, Decimal) else value)


def _native(value: Any) -> Any:
    """Return a Decimal as float, which is what shares and delays are; prices travel as strings."""
    return float(value) if isinstance(value, Decimal) else value
