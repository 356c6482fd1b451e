"""The data folder: made if it lacks, and taken for one process of a kind."""

import fcntl
import os
from pathlib import Path
from typing import IO

from trading.errors import BadSettings

DESK_LOCK, WATCHDOG_LOCK = "desk.lock", "watchdog.lock"


def writable(folder: Path) -> Path:
    """Return the folder, made for its owner alone if it lacks. Raises BadSettings."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise BadSettings(f"DATA_DIR {folder} cannot be made ({fault.strerror}); choose one you may write") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadSettings(f"DATA_DIR {folder} cannot be written; choose a folder you may write")
    return folder


def take_alone(folder: Path, name: str, does: str) -> IO[str]:
    """Hold the folder by a lock of that name; the system gives it free when the process ends, however it ends.

    Raises BadSettings when another holds it; `does` is what that one does with the folder.
    """
    try:
        handle = (folder / name).open("a+")
    except OSError as fault:
        raise BadSettings(
            f"{name} in DATA_DIR {folder} cannot be opened ({fault.strerror}); remove it or choose another folder"
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        holder = handle.read().strip() or "unknown"
        handle.close()
        raise BadSettings(
            f"another process (pid {holder}) already {does} DATA_DIR {folder}; stop it or set another DATA_DIR"
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
