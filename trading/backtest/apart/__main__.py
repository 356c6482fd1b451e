"""A process apart: it reads jobs from its standard input and answers on what was its standard output.

It ends when the input does, so that an app that is killed leaves nothing behind.
"""

import gc
import json
import os
import pickle
import queue
import sys
import threading
from pathlib import Path
from typing import Any

from trading.backtest.apart.frames import read_one, write_all
from trading.backtest.apart.job import WARM, Job
from trading.backtest.apart.printing import Unread
from trading.compiled import keep_in


def main() -> None:
    """Serve until the input ends."""
    answers = _own_output()
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(jobs,), name="jobs", daemon=True).start()
    from trading.backtest.apart.work import warm, work

    for folder in [word for word in sys.argv[1:] if word != WARM]:
        keep_in(Path(folder))
    if WARM in sys.argv:
        warm()
    gc.collect()
    gc.freeze()

    def tell(said: dict[str, Any]) -> None:
        write_all(answers, json.dumps(said, separators=(",", ":")).encode(errors="replace"))

    tell({"ready": True})
    while True:
        # only the app writes to this pipe, and nothing that a strategy made comes this way
        job: Job = pickle.loads(jobs.get())  # noqa: S301
        tell(work(job, tell))


def _own_output() -> int:
    """Return the pipe to the app, and let everything that is printed go nowhere."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.stdout = sys.stderr = Unread()
    return answers


def _read(jobs: "queue.SimpleQueue[bytes]") -> None:
    while (job := read_one(0)) is not None:
        jobs.put(job)
    os._exit(0)


if __name__ == "__main__":
    main()
