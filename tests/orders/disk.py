"""A small disk that a test fills, makes read-only and mends: a real one where mounting is allowed.

Where it is not, the same faults come from SQLite itself, by its pragmas.
"""

import errno
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

SIZE_MB = 3


class SmallDisk:
    """A tmpfs of a few MB."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engines: list[Engine] = []

    def attach(self, engine: Engine) -> None:
        self._engines.append(engine)

    def fill(self) -> None:
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            for size in (65536, 1):
                try:
                    while True:
                        filler.write(b"x" * size)
                except OSError as fault:
                    assert fault.errno == errno.ENOSPC

    def make_read_only(self) -> None:
        for engine in self._engines:
            engine.dispose()  # the kernel makes no disk read-only on which a file is open to be written
        self._mount("-o", "remount,ro")

    def mend(self) -> None:
        self._mount("-o", "remount,rw")
        (self.folder / "filler").unlink(missing_ok=True)

    def _mount(self, *options: str) -> None:
        subprocess.run(["mount", *options, str(self.folder)], check=True, capture_output=True)


class PretendedDisk:
    """The same faults from SQLite: a most of pages, and queries only."""

    def __init__(self) -> None:
        self._pragmas: tuple[str, ...] = ()

    def attach(self, engine: Engine) -> None:
        @event.listens_for(engine, "checkout")
        def _prepare(raw: Any, *_: Any) -> None:
            for pragma in self._pragmas:
                raw.execute(f"PRAGMA {pragma}").close()

    def fill(self) -> None:
        self._pragmas = ("max_page_count=1",)  # SQLite takes the present size where that is more

    def make_read_only(self) -> None:
        self._pragmas = ("query_only=1",)

    def mend(self) -> None:
        self._pragmas = ("max_page_count=1073741823", "query_only=0")


Disk = SmallDisk | PretendedDisk


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Give a disk mounted on the folder, or one that pretends."""
    folder.mkdir(parents=True)
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "desk-test", str(folder)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        yield PretendedDisk()
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)
