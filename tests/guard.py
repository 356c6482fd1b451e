"""What no test may reach: the network beyond this machine, and the data of the folder in which the app is used.

An audit hook of the interpreter watches both; what a program that swallows errors has tried is remembered as well.
"""

import ipaddress
import sys
from pathlib import Path
from typing import Any

OWN_DATA = (Path(__file__).parents[1] / "data").resolve()
reached: list[str] = []
"""What was tried and stopped, since it was last emptied."""


def watch() -> None:
    """Begin to watch; an audit hook cannot be taken away again, so this is called once a process."""
    sys.addaudithook(_watch)


def _watch(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.connect" and not _is_here(given[1]):
        _stop(f"a connection to {given[1]!r}")
    if event == "sqlite3.connect" and _is_own_data(given[0]):
        _stop(f"the database {given[0]}")


def _stop(what: str) -> None:
    reached.append(what)
    raise PermissionError(f"a test reached for {what}; give it a loopback server or a temporary folder")


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    host = str(address[0]).partition("%")[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_own_data(name: Any) -> bool:
    if not isinstance(name, str) or name.startswith((":", "file:")):
        return False
    return Path(name).resolve().is_relative_to(OWN_DATA)
