"""An HTTP client with a key for the tests of the REST contract, and what every answer must look like."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import httpx

from tests.desk_process import DeskProcess

ALL_SCOPES = ("read", "propose", "approve", "admin")
SETTLED = {"awaiting_approval", "done", "failed", "stopped"}
WIDE = {
    "max_order_notional": "1000000",
    "max_symbol_notional": "1000000",
    "max_gross_notional": "1000000",
    "max_symbol_weight_pct": "100",
}


def dec(value: object) -> Decimal:
    """Return a figure that the contract promises as a decimal string."""
    assert isinstance(value, str), f"money and quantities are decimal strings, not {value!r}"
    return Decimal(value)


def moment(value: object) -> datetime:
    """Return a time that the contract promises as RFC 3339 in UTC."""
    assert isinstance(value, str) and "T" in value, f"not an RFC 3339 time: {value!r}"
    at = datetime.fromisoformat(value)
    assert at.utcoffset() == timedelta(0), f"not in UTC: {value!r}"
    return at


def body(answer: httpx.Response) -> Any:
    """Return the JSON of an answer; NaN and Infinity, which are no JSON, fail."""

    def no_constant(name: str) -> None:
        raise AssertionError(f"{name} in the answer to {told(answer)}")

    return json.loads(answer.text, parse_constant=no_constant)


def told(answer: httpx.Response) -> str:
    request = answer.request
    sent = request.content[:500].decode(errors="replace")
    return f"{request.method} {request.url.raw_path.decode()} {sent}\n-> {answer.status_code} {answer.text[:1500]}"


def expect(answer: httpx.Response, *statuses: int) -> Any:
    """Return the JSON of an answer that has one of these statuses."""
    assert answer.status_code in statuses, told(answer)
    return body(answer)


def problem(answer: httpx.Response, *statuses: int) -> Any:
    """Return the problem details of an answer, all members checked."""
    assert answer.status_code in statuses, told(answer)
    assert answer.headers["content-type"].startswith("application/problem+json"), told(answer)
    details = body(answer)
    assert {"type", "title", "status", "detail", "reasons"} <= set(details), told(answer)
    assert details["status"] == answer.status_code, told(answer)
    assert isinstance(details["reasons"], list), told(answer)
    assert "Traceback" not in answer.text, told(answer)
    return details


def wait_for(ask: Callable[[], Any], good: Callable[[Any], bool], *, within_s: float = 60) -> Any:
    ends = time.monotonic() + within_s
    while not good(value := ask()):
        assert time.monotonic() < ends, f"still {value!r} after {within_s} s"
        time.sleep(0.02)
    return value


class Api:
    """One API key's view of a desk."""

    opened: ClassVar[list["Api"]] = []

    def __init__(self, desk: DeskProcess, *scopes: str) -> None:
        self.desk = desk
        self.key = desk.key(*(scopes or ALL_SCOPES))
        self._clients = threading.local()
        Api.opened.append(self)

    @property
    def http(self) -> httpx.Client:
        """This thread's own client: one that threads share can close a connection that another has just taken up."""
        client: httpx.Client | None = getattr(self._clients, "http", None)
        if client is None:
            fresh = httpx.Limits(max_keepalive_connections=0)  # the server ends an idle connection after 5 s
            client = self._clients.http = httpx.Client(
                base_url=self.desk.url, headers={"X-API-Key": self.key}, timeout=30, trust_env=False, limits=fresh
            )
        return client

    def reconnect(self) -> None:
        """Forget connections to a process that is gone."""
        self.http.close()
        del self._clients.http

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        while (answer := self.http.request(method, path, **more)).status_code == 429:
            time.sleep(float(answer.headers["Retry-After"]))
        return answer

    def get(self, path: str, **params: Any) -> Any:
        return expect(self.call("GET", path, params=params), 200)

    def items(self, path: str, **params: Any) -> list[Any]:
        """Return the whole list, page by page."""
        listed: list[Any] = []
        page = self.get(path, **params)
        while True:
            listed += page["items"]
            if page["next_cursor"] is None:
                return listed
            page = self.get(path, **params, cursor=page["next_cursor"])

    def post(self, path: str, json: Any = None, *, once: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": once} if once else {}
        return self.call("POST", path, json={} if json is None else json, headers=headers)

    def trade(self, symbol: str, qty: str = "1", side: str = "buy", **more: Any) -> httpx.Response:
        return self.post("/api/trade", {"symbol": symbol, "side": side, "qty": qty, "type": "market", **more})

    def propose(self, symbol: str, qty: str = "1", side: str = "buy", **more: Any) -> Any:
        return expect(self.trade(symbol, qty, side, **more), 201)

    def approve(self, proposal: Any, *, hash: str | None = None, once: str | None = None) -> httpx.Response:
        path = f"/api/proposals/{proposal['id']}/approve"
        return self.post(path, {"approval_hash": hash or proposal["approval_hash"]}, once=once)

    def proposal(self, id: str) -> Any:
        return self.get(f"/api/proposals/{id}")

    def order(self, id: str) -> Any:
        return self.get(f"/api/orders/{id}")

    def buy(self, symbol: str, qty: str = "1", side: str = "buy", **more: Any) -> Any:
        """Propose and approve, and return the order."""
        proposal = self.propose(symbol, qty, side, **more)
        expect(self.approve(proposal), 200)
        return self.order(proposal["id"])

    def order_becomes(self, id: str, *statuses: str) -> Any:
        return wait_for(lambda: self.order(id), lambda order: order["status"] in statuses)

    def position(self, symbol: str) -> Any:
        """Return the position, or None."""
        return next((p for p in self.get("/api/portfolio")["positions"] if p["symbol"] == symbol), None)

    def fills(self) -> list[Any]:
        """Return every fill of the history, those of earlier paper books included."""
        return self.items("/api/history", kind="fill", limit=100)

    def fills_of(self, order_id: str) -> list[Any]:
        return [fill for fill in self.fills() if fill["order_id"] == order_id]

    def step(self, days: int = 1) -> Any:
        return expect(self.post("/api/replay", {"step": days}), 200)

    def reset(self, now: str = "2012-06-01") -> Any:
        """Start a new paper book at this date."""
        return expect(self.post("/api/replay", {"now": now, "reset": True}), 200)

    def put_limits(self, **values: Any) -> httpx.Response:
        """Change limits, each written in the type in which the desk itself writes it."""
        now = self.get("/api/limits")
        typed = {
            name: type(now[name])(value) if isinstance(now.get(name), str | int) else value
            for name, value in values.items()
        }
        return self.call("PUT", "/api/limits", json=typed)

    def run(self, words: str, *, once: str | None = None) -> Any:
        """Give the agents a request and return the run once they have ended their work."""
        task_id = expect(self.post("/agent/run", {"query": words}, once=once), 202)["task_id"]
        return self.settled(task_id, *SETTLED)

    def settled(self, task_id: str, *statuses: str) -> Any:
        return wait_for(
            lambda: self.get(f"/agent/status/{task_id}"), lambda run: run["status"] in (statuses or SETTLED)
        )
