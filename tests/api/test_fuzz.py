"""Whatever a client makes up from the OpenAPI document, the answer is documented, shaped so, and never a 500."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.main import create_api
from bootstrap import Wiring
from tests.api.conftest import BUY, Client

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def bounded(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_every_call_answers_as_it_is_documented(wiring: Wiring, desk: Client) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_api(wiring))
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.startswith("/agent/") or (operation.method, operation.path) == ("post", "/api/replay"):
            continue  # each would be a real run of the agents, or years of sessions played

        @bounded(12)
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            case.headers = {**(case.headers or {}), "X-API-Key": desk.key}
            response = case.call()
            case.validate_response(response, checks=CHECKS)

        holds()


amounts = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.decimals().map(str),
    st.sampled_from(["1", "0.5", "1e5", "NaN", "Infinity", "1_000", "٣", "0x1", "+1", " 1 ", "1e-7"]),
    st.lists(st.integers(), max_size=2),
)
words = st.one_of(
    st.none(), st.text(max_size=8), st.integers(), st.sampled_from(["AAPL", "ibm", "buy", "sell", "limit"])
)
FIELDS = {
    "symbol": words, "side": words, "type": words, "time_in_force": words, "order_class": words, "action": words,
    "target_id": words, "qty": amounts, "notional": amounts, "limit_price": amounts, "stop_price": amounts,
    "trail_price": amounts, "trail_percent": amounts, "extended_hours": amounts, "reduce_only": amounts,
    "take_profit": st.dictionaries(st.sampled_from(["limit_price", "x"]), amounts, max_size=2) | amounts,
    "stop_loss": st.dictionaries(st.sampled_from(["stop_price", "limit_price"]), amounts, max_size=2) | amounts,
}  # fmt: skip


def test_a_made_up_ticket_is_a_proposal_or_422_with_reasons(desk: Client) -> None:
    import json

    @bounded(150)
    @given(changes=st.fixed_dictionaries({}, optional=FIELDS))
    def holds(changes: dict[str, Any]) -> None:
        answer = desk.call("POST", "/api/trade", content=json.dumps(BUY | changes).encode())
        assert answer.status_code in (201, 422), answer.text

    holds()
    assert desk.get("/api/orders", status="all")["items"] == []


@pytest.mark.parametrize("name", ["X-API-Key", "Idempotency-Key"])
def test_a_made_up_header_is_never_a_server_error(desk: Client, name: str) -> None:
    @bounded(60)
    @given(value=st.binary(max_size=40).filter(lambda b: not set(b) & {0, 10, 13}))
    def holds(value: bytes) -> None:
        headers: Any = {"X-API-Key": desk.key.encode(), name: value}
        answer = desk.http.post("/api/trade", json=BUY, headers=headers)
        assert answer.status_code in (201, 401, 422), answer.text

    holds()
