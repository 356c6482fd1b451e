"""A snapshot is of one moment, also while a replay plays and orders fill beside it."""

import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.portfolio.paper_account import account_at
from trading.errors import Unavailable
from trading.types import Position


def test_a_snapshot_beside_trading_and_playing_adds_up(tmp_path: Path) -> None:
    with account_at(tmp_path, date(2012, 6, 1)) as account:
        account.buy("AAPL", "10", order_id="first")
        account.portfolio.snapshot()
        done = threading.Event()

        def play() -> None:
            for number, session in enumerate((date(2012, 6, 1 + n) for n in range(1, 29)), start=1):
                account.play_to(session)
                account.buy("IBM", "3", order_id=f"buy-{number}")
                account.sell("IBM", "2", order_id=f"sell-{number}")
            done.set()

        playing = threading.Thread(target=play)
        playing.start()
        while not done.is_set():
            seen = account.portfolio.snapshot()
            held = sum((position.market_value for position in seen.positions), Decimal(0))
            assert seen.account.equity == seen.account.cash + held
            assert seen.exposure.gross == held
        playing.join()


def test_an_account_that_never_stands_still_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with account_at(tmp_path, date(2012, 6, 1)) as account:
        read, asked = account.broker.positions, 0

        def positions() -> list[Position]:
            nonlocal asked
            found = list(read())
            asked += 1
            account.buy("AAPL", "1", order_id=f"meanwhile-{asked}")
            return found

        monkeypatch.setattr(account.broker, "positions", positions)
        with pytest.raises(Unavailable, match="kept changing while it was read; try again"):
            account.portfolio.snapshot()
        assert asked < 10


def test_the_head_of_a_page_asks_the_venue_once_and_loads_no_heavy_library(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    script = """
import sys
from datetime import date
from pathlib import Path
from tests.portfolio.paper_account import account_at
with account_at(Path(sys.argv[1]), date(2012, 6, 1)) as account:
    account.buy("AAPL", "10", order_id="a")
    asked, read = [], account.broker.account
    account.broker.account = lambda: asked.append(1) or read()
    brief = account.portfolio.brief()
    heavy = {"pandas", "talib", "exchange_calendars"} & set(sys.modules)
    assert len(asked) == 1 and not heavy, (asked, heavy)
    print(brief.equity)
"""
    root = str(Path(__file__).parents[2])
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=root, env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (0, "100000.00\n"), told.stderr
