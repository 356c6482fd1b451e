"""What a process apart takes from itself before it loads code of the user; none of it can be taken back.

The limits of the system hold for whatever the code does. The fence is a courtesy on top: it turns what a strategy has
no business with into a sentence, and no wall against one who means harm. Only put files there that you would run.
"""

import _posixsubprocess
import math
import os
import resource
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trading.backtest.apart.job import Allowance

MB = 2**20
KILLED_AFTER_S = 5
"""How long after its processor time is over a process lives that does not heed the signal that says so."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOOKING = ("open", "os.listdir", "os.scandir")
_PYTHONS = tuple({os.path.realpath(path) for path in (sysconfig.get_path("platlib"), sysconfig.get_path("platstdlib"))})
_FORBIDDEN = (
    "sqlite3.connect",
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.kill", "os.killpg"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.link", "os.symlink"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """Whom the fence holds, what its sentences say instead, and the folders beside Python's from which it may read.

    With no `may_read` it may read any file that the process can, as a strategy may: it gives back a plan alone.
    """

    who: str = "a strategy"
    instead: str = "it is given prices and returns a plan"
    may_read: tuple[Path, ...] | None = None

    def check(self, event: str, given: tuple[Any, ...]) -> None:
        """Raise PermissionError for what is forbidden; made for sys.addaudithook."""
        if event in _FORBIDDEN or event.startswith("socket.") or _is_foreign_code(event, given):
            raise PermissionError(f"{self.who} may not use {event}; {self.instead}")
        if event == "os.chdir" and self.may_read is not None:
            raise PermissionError(f"{self.who} may not change its folder; name files by their whole path")
        if event == "open" and isinstance(given[2], int) and given[2] & _WRITING:
            raise PermissionError(f"{self.who} may not write files, such as {given[0]!r:.80}")
        if event in _LOOKING and self.may_read is not None and not self._may_read(given[0]):
            raise PermissionError(f"{self.who} may not read files elsewhere, such as {given[0]!r:.80}; {self.instead}")

    def refuse(self, what: str) -> Callable[..., Any]:
        """Return what stands in the place of a function that tells the audit nothing."""

        def refused(*_given: Any, **_named: Any) -> Any:
            raise PermissionError(f"{self.who} may not use {what}; {self.instead}")

        return refused

    def _may_read(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return isinstance(path, int)
        named = os.fsdecode(path)
        if not Path(named).is_absolute() and os.pardir in Path(named).parts:
            return False  # the audit does not tell of which folder: an open one can be named beside the path
        real = os.path.realpath(named)
        return any(real == folder or real.startswith(f"{folder}{os.sep}") for folder in map(str, self.may_read or ()))


def _is_foreign_code(event: str, given: tuple[Any, ...]) -> bool:
    """Return whether ctypes is asked for the system's own functions; numba loads its library and Python's late."""
    if event == "ctypes.dlopen" and given[0] is not None:
        real = os.path.realpath(os.fsdecode(given[0]))
        return not any(real.startswith(f"{folder}{os.sep}") for folder in _PYTHONS)
    if event == "ctypes.dlsym" and getattr(given[0], "_name", None) is None:
        return not str(given[1]).startswith(("Py", "_Py"))
    return event in ("ctypes.dlsym/handle", "ctypes.call_function")


def hold(allowance: Allowance, fence: Fence | None = None) -> None:
    """Bound memory and processor time, forbid writing files, and put up the fence; for the rest of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + allowance.cpu_s, then=KILLED_AFTER_S)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_AS, _mapped() + allowance.memory_mb * MB)
    held = fence or Fence()
    for module in (_posixsubprocess, subprocess):  # the one way to another program that raises no event of the audit
        for name in ("fork_exec", "_fork_exec"):
            if hasattr(module, name):
                setattr(module, name, held.refuse("_posixsubprocess.fork_exec"))
    sys.addaudithook(held.check)


def _bound(what: int, most: int, *, then: int = 0) -> None:
    _, hard = resource.getrlimit(what)
    most, end = (most, most + then) if hard == resource.RLIM_INFINITY else (min(most, hard), min(most + then, hard))
    resource.setrlimit(what, (most, end))


def _mapped() -> int:
    """Return the bytes of address space in use; Linux tells them, elsewhere the peak in memory stands for them."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[0]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
