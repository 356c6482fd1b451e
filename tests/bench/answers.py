"""How long the offline planner takes to answer a quote over REST, from the request to the finished run."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench.report import Figure, median, p95
from tests.desk_process import DeskProcess

ASKED = 60


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        desk = DeskProcess(Path(name) / "data").start()
        try:
            key = desk.key("read", "propose")
            with httpx.Client(base_url=desk.url, headers={"X-API-Key": key}, timeout=30) as client:
                for _ in range(5):
                    _ask(client)
                took = [_ask(client) for _ in range(ASKED)]
        finally:
            desk.stop()
    yield Figure(name="offline answer to a quote, median", value=median(took), unit="ms")
    yield Figure(name="offline answer to a quote, p95", value=p95(took), unit="ms", bound=300)


def _ask(client: httpx.Client) -> float:
    began = time.perf_counter()
    task = client.post("/agent/run", json={"query": "What is the price of AAPL?"}).json()["task_id"]
    while client.get(f"/agent/status/{task}").json()["status"] != "done":
        time.sleep(0.005)
    return (time.perf_counter() - began) * 1000
