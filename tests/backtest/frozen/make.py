"""`python -m tests.backtest.frozen.make PEER_PYTHON`: write backtesting.json anew from the bundled prices.

PEER_PYTHON is an interpreter with backtesting==0.6.6, such as .bench/peers/bin/python that the bench makes.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from trading.market.replay import ReplayTape

HERE = Path(__file__).parent
SYMBOLS = ("AAPL", "GOOG")


def main(python: str) -> None:
    tape, rows = ReplayTape(), []
    for symbol in SYMBOLS:
        history = tape.history(symbol)
        index = pd.to_datetime([pd.Timestamp.fromordinal(day) for day in history.days])
        names = ("open", "high", "low", "close", "volume")
        frame = pd.DataFrame({name.title(): getattr(history, name) for name in names}, index=index)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "prices.csv"
            frame.to_csv(path)
            told = subprocess.run([python, HERE / "peer.py", path], check=True, capture_output=True, text=True)
        rows += [{"symbol": symbol, **json.loads(line)} for line in told.stdout.splitlines()]
    (HERE / "backtesting.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
