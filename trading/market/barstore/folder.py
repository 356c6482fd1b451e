"""The folder of stored bars: a file a symbol and length, replaced whole, locked while it grows, bounded in size."""

import fcntl
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO
from urllib.parse import quote
from zlib import crc32

from trading.errors import Unavailable
from trading.market.barstore.encoding import read_table, write_table
from trading.market.barstore.table import Table
from trading.types import Timeframe

STORE = "bars"
"""The store's folder in DATA_DIR."""
LOCK_PATIENCE_S = 30.0
"""Longer than a source may take for one answer; a process that dies gives its lock free by that."""
LOCKS = 256
"""Locks are shared by keys that fall together, so that unknown symbols leave no file each behind."""
LOOK_EVERY_S = 0.02
MOST_HELD_BYTES = 64 * 2**20
"""What tables may take in memory; the one that was used last stays whatever it takes."""
USE_NOTED_EVERY_NS = 60 * 10**9
SUFFIX, ASIDE, LOCK = ".parquet", ".aside", ".lock"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Which bars: one symbol and length, raw as traded or adjusted by the source."""

    symbol: str
    timeframe: Timeframe
    adjusted: bool = False

    def __str__(self) -> str:
        return f"{'adjusted ' if self.adjusted else ''}{self.timeframe} bars of {self.symbol}"


_Stamp = tuple[int, int, int]


class BarFolder:
    """Tables under `root`/<source>/<timeframe>/<symbol>.parquet; safe for many threads and processes.

    A reader never waits: a file is replaced in one step. Who wants to write holds `alone` for that key. Past
    `most_bytes` the files that were not used for longest are dropped, those of other sources too.
    """

    def __init__(self, root: Path, source: str, *, most_bytes: int) -> None:
        self._root = root
        self._own = root / re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")
        self._most_bytes = most_bytes
        self._held: OrderedDict[Key, tuple[_Stamp, Table]] = OrderedDict()
        self._guard = Lock()
        self._threads = [Lock() for _ in range(LOCKS)]

    def read(self, key: Key) -> Table | None:
        """Return the stored table, None when there is none; a file that is torn or not ours is set aside."""
        path = self._path(key)
        try:
            stamp = _stamp(path)
        except OSError:
            return None
        with self._guard:
            known = self._held.get(key)
            if known is not None and known[0] == stamp:
                self._held.move_to_end(key)
        if known is not None and known[0] == stamp:
            self._touch(path)
            return known[1]
        try:
            table = read_table(path, symbol=key.symbol, timeframe=key.timeframe)
        except FileNotFoundError:
            return None
        except ValueError as fault:
            self._set_aside(path, key, fault)
            return None
        self._touch(path)
        self._hold(key, stamp, table)
        return table

    def write(self, key: Key, table: Table) -> None:
        """Replace the stored table. A disk that takes nothing is logged: the bars have been read all the same."""
        path = self._path(key)
        fresh = path.with_name(f".{path.stem}.{os.getpid()}{ASIDE}")  # what a crash leaves is dropped in its turn
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_table(fresh, table)
            fresh.replace(path)
            self._hold(key, _stamp(path), table)
            self._drop_oldest(spare=path)
        except OSError as fault:
            log.warning("the %s cannot be stored in %s (%s); free space or unset what fills it", key, path, fault)
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """Hold the right to write that table, among all threads and processes. Raises Unavailable past 30 s."""
        number = crc32(f"{self._path(key)}".encode()) % LOCKS
        thread_lock = self._threads[number]
        until = time.monotonic() + LOCK_PATIENCE_S
        if not thread_lock.acquire(timeout=LOCK_PATIENCE_S):
            raise _busy(key)
        try:
            with self._lock_file(number) as handle:
                while handle is not None and not _taken(handle):
                    if time.monotonic() > until:
                        raise _busy(key)
                    time.sleep(LOOK_EVERY_S)
                yield
        finally:
            thread_lock.release()

    def _path(self, key: Key) -> Path:
        length = f"{key.timeframe}-adjusted" if key.adjusted else str(key.timeframe)
        return self._own / length / f"{quote(key.symbol, safe='')}{SUFFIX}"

    @contextmanager
    def _lock_file(self, number: int) -> Iterator[IO[str] | None]:
        """Open the file that stands for the lock; None where the folder takes none, and only threads are kept apart."""
        path = self._own / f"{number:02x}{LOCK}"
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = path.open("a")
        except OSError:
            yield None
            return
        with handle:
            yield handle

    def _hold(self, key: Key, stamp: _Stamp, table: Table) -> None:
        with self._guard:
            self._held[key] = (stamp, table)
            self._held.move_to_end(key)
            held = sum(_bytes(one) for _, one in self._held.values())
            while held > MOST_HELD_BYTES and len(self._held) > 1:
                _, (_, dropped) = self._held.popitem(last=False)
                held -= _bytes(dropped)

    def _touch(self, path: Path) -> None:
        """Note the use of a file: only that decides what is dropped first, whatever the disk itself notes."""
        with suppress(OSError):
            said = path.stat()
            if time.time_ns() - said.st_atime_ns > USE_NOTED_EVERY_NS:
                os.utime(path, ns=(time.time_ns(), said.st_mtime_ns))

    def _set_aside(self, path: Path, key: Key, fault: ValueError) -> None:
        log.warning("the stored %s in %s cannot be used (%s); it is set aside and read anew", key, path, fault)
        with suppress(OSError):
            path.replace(path.with_suffix(ASIDE))

    def _drop_oldest(self, *, spare: Path) -> None:
        files = sorted(_droppable(self._root))
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._most_bytes:
                return
            if path != spare:
                with suppress(OSError):
                    path.unlink()
                total -= size


def stored_bytes(root: Path) -> int:
    """Return how many bytes all files of a store take, of every source; 0 for a store that is not there."""
    return sum(size for _, size, _ in _droppable(root))


def _droppable(root: Path) -> list[tuple[int, int, Path]]:
    """Return time of use, size and path of every file that may be dropped."""
    found = []
    for path in root.rglob("*"):
        with suppress(OSError):
            said = path.stat()
            if path.suffix in (SUFFIX, ASIDE) and path.is_file():
                found.append((said.st_atime_ns, said.st_size, path))
    return found


def _stamp(path: Path) -> _Stamp:
    said = path.stat()
    return said.st_ino, said.st_mtime_ns, said.st_size


def _bytes(table: Table) -> int:
    return int(table.frame.memory_usage().sum())


def _taken(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _busy(key: Key) -> Unavailable:
    return Unavailable(
        f"somebody else has been reading the {key} for more than {LOCK_PATIENCE_S:g} s; try again in 5 s"
    )
