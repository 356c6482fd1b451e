"""The API runs without the pages too, under `uvicorn api.main:app`."""

import sys
from pathlib import Path

import httpx
import pytest

from tests.desk_process import DeskProcess, free_port


def test_uvicorn_serves_the_api_alone_and_a_second_process_is_told_why_not(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(port), "--log-level", "warning"]
    desk = DeskProcess(tmp_path / "data", command=command, port=port).start(path="/ready")
    try:
        headers = {"X-API-Key": desk.key("read", "propose", "approve")}
        with httpx.Client(base_url=desk.url, headers=headers, timeout=30, trust_env=False) as http:
            made = http.post("/api/trade", json={"symbol": "AAPL", "side": "buy", "qty": "1"})
            assert made.status_code == 201, made.text
            path = f"/api/proposals/{made.json()['id']}/approve"
            approved = http.post(path, json={"approval_hash": made.json()["approval_hash"]})
            assert (approved.status_code, approved.json()["status"]) == (200, "filled")
            long_body = b'{"symbol": "' + b"A" * 20_000_000 + b'"}'
            assert http.post("/api/trade", content=long_body).status_code == 422
            assert http.get("/api/nothing").status_code == 404

        other = free_port()
        second = DeskProcess(tmp_path / "data", command=[*command[:4], "--port", str(other)], port=other)
        with pytest.raises(RuntimeError, match="already works on DATA_DIR"):
            second.start()
    finally:
        desk.stop()
    assert "Traceback" not in desk.log()
