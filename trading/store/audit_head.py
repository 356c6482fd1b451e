"""The head of the log kept outside the database, so that a tail cut off inside it shows."""

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trading.errors import Unavailable

_IN_PROCESS = threading.Lock()
LOCK_PATIENCE_S = 2.0
"""How long another process may hold the head: one that is frozen holds it for ever, and a stop must not wait for it."""
LOCK_POLL_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry that was surely committed: its number and its hash."""

    seq: int
    hash: str


class AuditHead:
    """The file `audit-head-<account>.json` of a data folder; it only ever moves forward."""

    def __init__(self, data_dir: Path, account_id: str) -> None:
        self.path = data_dir / f"audit-head-{account_id}.json"

    def read(self) -> Head | None:
        """Return the head, None when it was never written. Raises Unavailable for a file that cannot be read."""
        try:
            body = json.loads(self.path.read_text())
            head = Head(seq=int(body["seq"]), hash=str(body["hash"]))
            if head.seq < 0:
                raise ValueError(f"no entry has the number {head.seq}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as fault:
            raise Unavailable(
                f"the head of the log at {self.path.name} cannot be read ({fault}); restore it from a backup"
            ) from fault
        return head

    def advance(self, head: Head, *, over: Callable[[Head | None], bool]) -> None:
        """Write a committed entry as the head, unless a later one stands there or `over` says to leave what does.

        Raises Unavailable.
        """
        try:
            with self._alone():
                standing = self.read()
                if (standing is None or standing.seq < head.seq) and over(standing):
                    self._replace(head)
        except OSError as fault:
            raise Unavailable(
                f"the head of the log could not be written ({fault.strerror}); free space in DATA_DIR and try again"
            ) from fault

    def _replace(self, head: Head) -> None:
        fresh = self.path.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump({"seq": head.seq, "hash": head.hash}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with _IN_PROCESS, self.path.with_suffix(".lock").open("a") as lock:
            _take(lock.fileno())
            yield


def _take(lock: int) -> None:
    gives_up = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= gives_up:
                raise Unavailable(
                    f"the head of the log is held by another process for more than {LOCK_PATIENCE_S:g} s; "
                    "look whether a process of this DATA_DIR hangs"
                ) from None
            time.sleep(LOCK_POLL_S)
