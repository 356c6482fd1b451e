"""A whole desk in this process behind the API; every answer is held against the OpenAPI document."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api.main import create_api
from bootstrap import Wiring, build
from trading.settings import Settings
from trading.store.api_keys import Scope

EVERYTHING = frozenset(Scope)
BUY = {"symbol": "AAPL", "side": "buy", "qty": "1"}


@dataclass
class Contract:
    """The OpenAPI document of the app: what an answer must look like."""

    document: dict[str, Any]
    seen: set[tuple[str, str, int]] = field(default_factory=set)

    def check(self, answer: httpx.Response) -> None:
        """Fail when a documented call answers in a way that is not documented."""
        path, method, status = answer.request.url.path, answer.request.method.lower(), answer.status_code
        for template, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path) and method in operations:
                responses = operations[method]["responses"]
                assert str(status) in responses, f"{method} {template} answers {status}, which is not documented"
                self.seen.add((method, template, status))
                content = responses[str(status)].get("content", {})
                media = answer.headers["content-type"].split(";")[0]
                assert media in content, f"{method} {template} {status} is {media}, documented is {list(content)}"
                if media.endswith("json"):
                    self._check_shape(content[media]["schema"], answer.json(), f"{method} {template} {status}")
                return

    def _check_shape(self, schema: dict[str, Any], body: Any, what: str) -> None:
        whole = {**schema, "components": self.document["components"]}
        faults = [f"{what}: {e.json_path} {e.message}" for e in Draft202012Validator(whole).iter_errors(body)]
        assert not faults, "\n".join(faults)


@dataclass
class Client:
    """One key's view of the desk."""

    http: TestClient
    contract: Contract
    key: str

    def call(self, method: str, path: str, *, once: str | None = None, **more: Any) -> httpx.Response:
        headers = {"X-API-Key": self.key} | ({"Idempotency-Key": once} if once else {}) | more.pop("headers", {})
        answer = self.http.request(method, path, headers=headers, **more)
        self.contract.check(answer)
        if answer.status_code >= 400:
            told = answer.json()
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert {"type", "title", "status", "detail", "reasons"} <= set(told)
            assert told["status"] == answer.status_code
            assert told["reasons"] and all(isinstance(reason, str) and reason for reason in told["reasons"])
            assert "Traceback" not in answer.text
        return answer

    def get(self, path: str, **params: Any) -> Any:
        answer = self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, *, status: int, once: str | None = None) -> Any:
        answer = self.call("POST", path, json={} if body is None else body, once=once)
        assert answer.status_code == status, answer.text
        return answer.json()

    def propose(self, status: int = 201, once: str | None = None, **ticket: Any) -> Any:
        return self.post("/api/trade", BUY | ticket, status=status, once=once)

    def approve(self, proposal: Any, *, status: int = 200, once: str | None = None) -> Any:
        body = {"approval_hash": proposal["approval_hash"]}
        return self.post(f"/api/proposals/{proposal['id']}/approve", body, status=status, once=once)

    def buy(self, **ticket: Any) -> Any:
        proposal = self.propose(**ticket)
        self.approve(proposal)
        return self.get(f"/api/orders/{proposal['id']}")


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    made = build(Settings.load(data_dir=tmp_path / "data", requests_per_minute=100_000))
    made.start()
    yield made
    made.close()


@pytest.fixture
def http(wiring: Wiring) -> Iterator[TestClient]:
    with TestClient(create_api(wiring), raise_server_exceptions=True) as client:
        yield client


_documents: list[dict[str, Any]] = []


def contract_of(http: TestClient) -> Contract:
    """Return the contract of an app; the document is made once, for it is the same for every app of this code."""
    if not _documents:
        _documents.append(http.get("/openapi.json").json())
    return Contract(_documents[0])


@pytest.fixture
def contract(http: TestClient) -> Contract:
    return contract_of(http)


@pytest.fixture
def client(wiring: Wiring, http: TestClient, contract: Contract) -> Callable[..., Client]:
    def make(*scopes: Scope, name: str = "a test") -> Client:
        key, _ = wiring.keys.create(name, scopes or EVERYTHING)
        return Client(http, contract, key)

    return make


@pytest.fixture
def desk(client: Callable[..., Client]) -> Client:
    return client()
