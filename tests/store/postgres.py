"""A real PostgreSQL on a free port, as its own user when the tests run as root; gone when the tests end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("postgres")
    return found[-1] if found else (Path(on_path).parent if on_path else None)


@contextmanager
def running() -> Iterator[str]:
    """Give the address of a running server without its database's name; durability is off, it is only a test."""
    bin_folder = programs()
    assert bin_folder is not None
    folder = Path(tempfile.mkdtemp(prefix="desk-postgres-"))
    user = None
    if os.geteuid() == 0:  # the server refuses to run as root
        user = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [bin_folder / "initdb", "-D", folder / "data", "-U", "desk", "-A", "trust", "-N"], check=True, **quiet
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    start = [bin_folder / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start"]
    subprocess.run(start, check=True, **quiet)
    try:
        yield f"postgresql+psycopg://desk@127.0.0.1:{port}"
    finally:
        stop = [bin_folder / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"]
        subprocess.run(stop, check=True, **quiet)
        shutil.rmtree(folder, ignore_errors=True)
