"""No secret of the settings and no text of a key comes into the log, the data folder, an answer or what is logged."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.main import create_api
from bootstrap import Wiring, build, describe
from tests.api.conftest import BUY, EVERYTHING
from trading.settings import Settings

SECRETS = {
    name: SecretStr(f"hush-{name}")
    for name in ("apca_api_key_id", "apca_api_secret_key", "llm_api_key", "desk_password")
}


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Wiring]:
    given: dict[str, Any] = {**SECRETS, "market_data": "replay"}
    made = build(Settings.load(data_dir=tmp_path / "data", **given))
    made.start()
    yield made
    made.close()


def test_secrets_stay_out_of_log_folder_and_answers(
    guarded: Wiring, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text, _ = guarded.keys.create("a client", EVERYTHING)
    with TestClient(create_api(guarded), raise_server_exceptions=False) as http:
        head = {"X-API-Key": text, "Idempotency-Key": "one"}
        proposed = http.post("/api/trade", json=BUY, headers=head).json()
        answer = {"approval_hash": proposed["approval_hash"]}
        answers = [
            http.post(f"/api/proposals/{proposed['id']}/approve", json=answer, headers=head),
            http.post("/api/kill", json={"on": True}, headers=head),
            *(http.get(path, headers=head) for path in ("/api/history?kind=audit", "/health", "/ready", "/metrics")),
            http.get("/api/orders", headers={"X-API-Key": f"{text}x"}),
        ]
    assert answers[0].json()["status"] == "filled"
    said = "\n".join([*(a.text for a in answers), caplog.text, describe(guarded), repr(guarded.settings)])
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    for secret in (text, *(value.get_secret_value() for value in SECRETS.values())):
        assert secret not in said
        assert secret.encode() not in kept
