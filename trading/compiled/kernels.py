"""One source, two ways: a kernel is a plain function of arrays and numbers that numba can compile.

Loading numba takes 0.3 s and 180 MB, so it is loaded only for work that repays it. A kernel calls other kernels by
their names; both ways give the same bits, so kernels use no sum, mean or round of numpy, whose order of adding differs.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

SMALL = 20_000
"""So many steps of a loop (bars times symbols) take some 0.1 s as plain Python, less than numba takes to load."""

_kernels: list[FunctionType] = []
_compiled: dict[Any, Any] = {}
_lock = Lock()
_place: list[Path] = []


def kernel(function: F) -> F:
    """Mark a function as one that numba can compile; it stays what it is."""
    _kernels.append(cast(FunctionType, function))
    return function


def keep_in(folder: Path) -> None:
    """Name the folder that keeps compiled code from one start to the next; beside the code where none is named."""
    _place[:] = [folder]


def kept_in() -> Path | None:
    """Return the folder that was named, None where compiled code is kept beside its source."""
    return _place[0] if _place else None


def is_loaded() -> bool:
    """Say whether kernels run compiled already."""
    return bool(_compiled)


def way(function: F, work: int) -> F:
    """Return the faster way to run a kernel for so many steps: compiled, or as written where loading costs more.

    Without numba it is always as written.
    """
    known = _compiled.get(function)
    if known is None and work > SMALL:
        load()
        known = _compiled.get(function)
    return function if known is None else cast(F, known)


def load() -> bool:
    """Load numba, once, and say whether it is there. Each kernel is compiled, or read from the folder, when called."""
    with _lock:
        if all(each in _compiled for each in _kernels):
            return bool(_compiled)
        try:
            import numba  # noqa: F401  only whether it is there
        except ImportError:
            return False
        _compiled.update(_dispatchers())
        return True


def _dispatchers() -> dict[Any, Any]:
    """Return numba's form of every new kernel: the same code, in copies of its module's names that hold such forms."""
    from numba import config, njit

    names: dict[str, dict[str, Any]] = {}
    made: dict[Any, Any] = {}
    for each in [one for one in _kernels if one not in _compiled]:
        folder = _folder(each)
        vars(config)["CACHE_DIR"] = "" if folder is None else str(folder)  # read when njit is called
        space = names.setdefault(each.__module__, dict(each.__globals__))
        copy = FunctionType(each.__code__, space, each.__name__, each.__defaults__)
        copy.__module__, copy.__qualname__ = each.__module__, each.__qualname__
        made[each] = njit(copy, cache=folder is not None, nogil=True, error_model="numpy")
    known = {**_compiled, **made}
    for space in names.values():
        space.update({name: known[value] for name, value in space.items() if _is_kernel(value)})
    return made


def _is_kernel(value: object) -> bool:
    return isinstance(value, FunctionType) and value in _kernels


def _folder(one: FunctionType) -> Path | None:
    """Return a writable folder for exactly this source: numba itself does not see when a called kernel has changed."""
    from numba import __version__

    digest = hashlib.sha256(__version__.encode())
    for source in sorted(_sources(one, set())):
        digest.update(Path(source).read_bytes())
    home = _place[0] if _place else Path(__file__).parent / "__pycache__"
    folder = home / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "writable").touch()
    except OSError:
        return None
    return folder


def _sources(one: FunctionType, seen: set[str]) -> set[str]:
    """Return the files of a kernel's module, of the modules whose kernels it calls, and of those that it names.

    A number that a kernel takes from another module it must take by that module's name, or its change is not seen.
    """
    own = one.__code__.co_filename
    if own not in seen:
        seen.add(own)
        for value in list(one.__globals__.values()):
            if _is_kernel(value):
                _sources(value, seen)
            elif isinstance(value, ModuleType) and value.__name__.startswith("trading."):
                seen.add(str(value.__file__))
    return seen
