"""Take every backtest of an account that waits, in a process of its own: URL, owner, time; prints their ids."""

import json
import sys
from datetime import datetime

from tests.orders.market import SetClock
from trading.store.backtests import BacktestStore
from trading.store.database import Database

if __name__ == "__main__":
    url, owner, at = sys.argv[1:]
    database = Database(url)
    store = BacktestStore(database, "mine", SetClock(datetime.fromisoformat(at)))
    found: list[str] = []
    while (job := store.claim_next(owner, working=found)) is not None:
        found.append(job.id)
    print(json.dumps(found))
    database.close()
