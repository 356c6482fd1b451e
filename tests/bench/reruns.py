"""How long a warm rerun of the first page takes in the server, beside a one-line script, without a browser."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.testing.v1 import AppTest

import bootstrap
from tests.bench.report import Figure, median, p95

ROUNDS = 40
WARM_UP_S = 10
ROOT = Path(__file__).parent.parent.parent


def figures() -> Iterator[Figure]:
    peer = rerun_ms(AppTest.from_file(str(Path(__file__).with_name("peer_one_line.py"))))
    with TemporaryDirectory() as name:
        os.environ["DATA_DIR"] = name
        try:
            bootstrap.wiring().warm_up()
            time.sleep(WARM_UP_S)
            for script in ("chat", "portfolio", "orders"):
                took = rerun_ms(AppTest.from_file(str(ROOT / "pages" / f"{script}.py"), default_timeout=60))
                bound = 50 if script == "chat" else None
                yield Figure(
                    name=f"warm rerun of {script} in the server",
                    value=median(took),
                    unit="ms",
                    peer=median(peer),
                    bound=bound,
                )
                yield Figure(name=f"warm rerun of {script}, p95", value=p95(took), unit="ms", peer=p95(peer))
        finally:
            bootstrap.shut_down()


def rerun_ms(app: AppTest) -> list[float]:
    """Return the milliseconds of each of many reruns of a warm script."""
    for _ in range(3):
        app.run()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        app.run()
        took.append((time.perf_counter() - began) * 1000)
    return took
