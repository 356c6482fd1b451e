"""Errors of callers: secrets in the wrong field, the wrong header, the wrong path, and over MCP."""

import json
from collections.abc import Iterator
from typing import Any

from starlette.testclient import TestClient

from api.main import create_api
from api.mcp.calls import Calls
from bootstrap import Wiring
from tests.secrets import planted
from tests.secrets.forcing import Round
from trading.store.api_keys import Scope

ORDER = {"symbol": "AAPL", "side": "buy", "qty": "1"}


def calls(secret: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield a name, a method, a path and the rest of each request that carries a secret where it does not belong."""
    for field in ORDER:
        yield f"an order's {field}", "POST", "/api/trade", {"json": ORDER | {field: secret}}
    yield "an order's limit", "POST", "/api/trade", {"json": ORDER | {"type": "limit", "limit_price": secret}}
    yield "an order's unknown field", "POST", "/api/trade", {"json": ORDER | {secret: "1"}}
    yield "an order in the wrong type", "POST", "/api/trade", {"json": ORDER | {"qty": {"key": secret}}}
    yield "an order that is a list", "POST", "/api/trade", {"json": [secret]}
    yield "an order that is no JSON", "POST", "/api/trade", {"content": '{"symbol": "' + secret}
    yield "a repeated key", "POST", "/api/trade", {"json": ORDER | {"qty": "x"}, "headers": {"Idempotency-Key": "k7"}}
    yield (
        "a key as Idempotency-Key",
        "POST",
        "/api/trade",
        {"json": ORDER, "headers": {"Idempotency-Key": _ascii(secret)}},
    )
    yield "a path", "GET", f"/api/{_ascii(secret)}", {}
    yield "an order id", "GET", f"/api/orders/{_ascii(secret)}", {}
    yield "a method", "PUT", f"/api/orders/{_ascii(secret)}", {}
    yield "a symbol", "GET", "/api/quote", {"params": {"symbol": secret}}
    yield "bars", "GET", "/api/bars", {"params": {"symbol": "AAPL", "timeframe": secret}}
    yield "sentiment", "GET", "/api/sentiment", {"params": {"symbol": secret}}
    yield "history", "GET", "/api/history", {"params": {"kind": secret}}
    yield "a cursor", "GET", "/api/history", {"params": {"kind": "run", "cursor": secret}}
    yield "a date", "GET", "/api/history", {"params": {"kind": "run", "from": secret}}
    yield "a limit", "PUT", "/api/limits", {"json": {secret: "1"}}
    yield "a limit's value", "PUT", "/api/limits", {"json": {"max_order_notional": secret}}
    yield "the switch", "POST", "/api/kill", {"json": {"on": secret}}
    yield "a run", "POST", "/agent/run", {"json": {"query": secret}}
    yield "a run's wrong field", "POST", "/agent/run", {"json": {"query": "price of AAPL", secret: secret}}
    yield "a run's conversation", "POST", "/agent/run", {"json": {"query": "hello", "conversation_id": secret}}
    yield "a backtest", "POST", "/api/backtests", {"json": {"strategy": secret, "symbols": [secret]}}
    yield "a watchlist", "POST", "/api/watchlists", {"json": {"name": secret, "symbols": [secret]}}
    yield "an unknown approval", "POST", f"/api/proposals/{_ascii(secret)}/approve", {"json": {"approval_hash": secret}}


def _ascii(secret: str) -> str:
    return "".join(sign for sign in secret if (sign.isascii() and sign.isalnum()) or sign in "-_")


def force(made: Round, wired: Wiring) -> None:
    """Send every such request, with keys that are good and bad, and look at what the service tells of itself."""
    key, _ = wired.keys.create("a client", frozenset(Scope))
    made.scanner = type(made.scanner)({**planted.everything(), "a REST key that works": key})
    secrets = list(planted.everything().values())
    with TestClient(create_api(wired), raise_server_exceptions=False) as http:
        for n, (name, method, path, rest) in enumerate(calls(secrets[0])):
            headers = {"X-API-Key": key, **rest.pop("headers", {})}
            # each request carries another secret, so that all of them pass through the service
            filled = json.loads(
                json.dumps(rest).replace(json.dumps(secrets[0])[1:-1], json.dumps(secrets[n % len(secrets)])[1:-1])
            )
            made.force(
                f"REST: a secret as {name}", lambda m=method, p=path, h=headers, f=filled: _told(http, m, p, h, f)
            )
        for name, text in (("wrong", key[:-2] + "xx"), ("of another desk", planted.SETTINGS["sta_api_key"])):
            made.force(
                f"REST: a key that is {name}", lambda t=text: _told(http, "GET", "/api/orders", {"X-API-Key": t}, {})
            )
        for path in (
            "/health",
            "/ready",
            "/metrics",
            "/openapi.json",
            "/docs",
            "/api/history?kind=audit",
            "/api/history?kind=run",
        ):
            made.look("REST", f"answer of {path}", _told(http, "GET", path, {"X-API-Key": key}, {}))
    made.look("the store", "log", describe(wired))
    mcp = Calls(wired, None)
    for tool in ("get_quote", "get_indicator", "search_symbols", "get_news", "read_rule", "no_such_tool"):
        for name in ("DESK_PASSWORD", "APCA_API_SECRET_KEY"):
            text = planted.everything()[name]
            arguments = {"symbol": text, "text": text, "words": text, "indicator": text}
            made.force(f"MCP: {name} for {tool}", lambda t=tool, a=arguments: mcp.call(t, a).text)


def describe(wired: Wiring) -> str:
    """Return what the app tells of itself at its start."""
    import bootstrap

    return f"{bootstrap.describe(wired)} {wired.settings!r}"


def _told(http: TestClient, method: str, path: str, headers: dict[str, str], rest: dict[str, Any]) -> str:
    answer = http.request(method, path, headers=headers, **rest)
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"
