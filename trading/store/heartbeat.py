"""A heartbeat in the data folder: a small file of fixed size, overwritten in place, so that a full disk stops none."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from trading.errors import Unavailable

SIZE = 256
APP, WATCHDOG = "heartbeat", "watchdog"
"""The files' names: the app's and the watchdog's."""


class BeatState(StrEnum):
    """What a process says of itself: it lives, or it has ended on purpose."""

    BEATING = "beating"
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One beat: who, when by the wall clock, and which of this life it is, counted from 1."""

    pid: int
    owner: str
    at: datetime
    number: int
    state: BeatState = BeatState.BEATING


class BeatFile:
    """The newest beat of one kind of process. It is a hint that is cheap to write, so nothing is synced."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.path = data_dir / name

    def write(self, beat: Beat) -> None:
        """Write a beat over the one before. Raises Unavailable."""
        body = {
            "pid": beat.pid,
            "owner": beat.owner,
            "at": beat.at.isoformat(),
            "number": beat.number,
            "state": beat.state.value,
        }
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(file, json.dumps(body).ljust(SIZE - 1).encode()[: SIZE - 1] + b"\n", 0)
            finally:
                os.close(file)
        except OSError as fault:
            raise Unavailable(
                f"the heartbeat {self.path.name} cannot be written ({fault.strerror}); "
                "a watchdog takes this process for dead until DATA_DIR can be written again"
            ) from fault

    def read(self) -> Beat | None:
        """Return the newest beat, None when none was ever written. Raises Unavailable for one that cannot be read."""
        try:
            body = json.loads(self.path.read_bytes()[:SIZE] or b"null")
            if body is None:
                return None
            return Beat(
                pid=int(body["pid"]),
                owner=str(body["owner"]),
                at=_aware(str(body["at"])),
                number=int(body["number"]),
                state=BeatState(body["state"]),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Unavailable(
                f"the heartbeat {self.path.name} cannot be read ({fault}); it is judged by the newest that could be"
            ) from fault


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return at
