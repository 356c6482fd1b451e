"""A day's budget holds for processes that know nothing of each other, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.store.postgres import programs, running
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.model_calls import ModelCallStore
from trading.types import MarketMode

RESERVING = """
import sys
from decimal import Decimal
from trading.market.clock import WallClock
from trading.store.database import Database
from trading.store.model_calls import DayLimits, ModelCallStore, Wanted
store = ModelCallStore(Database(sys.argv[1]), "mine", WallClock())
limits = DayLimits(max_tokens=int(sys.argv[2]), max_cost_usd=Decimal(100))
cost = Decimal("0.0001")
wanted = Wanted(run_id=sys.argv[3], member="m", model="m", input_tokens=60, output_tokens=40, cost_usd=cost)
print(sum(store.reserve(wanted, limits)[0] is not None for _ in range(20)))
"""
postgres = [
    pytest.mark.service,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
        return
    with running() as server:
        yield f"{server}/postgres"


def test_processes_together_never_hold_more_than_the_day_allows(url: str) -> None:
    database = Database(url)
    upgrade(database)
    ensure_account(database, "mine", mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", RESERVING, url, "2500", f"run{n}"], stdout=subprocess.PIPE, cwd=Path.cwd(), text=True
        )
        for n in range(3)
    ]
    got = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    today = ModelCallStore(database, "mine", WallClock()).today()
    # 60 were wanted at 100 tokens each, 25 fit into 2,500
    assert sum(got) == 25 and (today.calls, today.tokens, today.cost_usd) == (25, 2_500, Decimal("0.0025"))
    database.close()
