"""The user's own strategies: one Python file each in STRATEGIES_FOLDER, one class in each file.

    import numpy as np
    from trading.indicators.kinds import Parameter
    from trading.strategies.base import Decision, Plan

    class ThreeDown:
        key = "three_down"
        title = "Three falling closes"
        parameters = (Parameter(name="days", default=3, least=1, most=20),)

        def __init__(self, days):
            self.days = int(days)

        @property
        def bars_needed(self):
            return self.days + 1

        def plan(self, panel):
            action = np.zeros(panel.close.shape, np.int8)
            ...
            return Plan(action=action)

A file is run by `load` alone, and that only in a process of its own with limits; `listed` reads it as text.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from trading.errors import BadSettings

PREFIX = "file:"
"""How the key of a file's strategy begins in a request, before the file's name without .py."""
MOST_FILES = 200
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as it reads without being run. `fault` is a sentence where it cannot hold a strategy."""

    key: str
    path: Path
    title: str
    says: str
    fault: str | None = None


def listed(folder: Path) -> tuple[Listed, ...]:
    """Return what stands in the folder, by name, without running any of it. Raises BadSettings for no folder."""
    if not folder.is_dir():
        raise BadSettings(f"STRATEGIES_FOLDER {folder} is no folder; name one with a file such as three_down.py")
    paths = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))[:MOST_FILES]
    return tuple(_read(path) for path in paths)


def path_of(key: str, folder: Path) -> Path | None:
    """Return the file of a key such as file:three_down, None where the folder has none of that name."""
    return next((each.path for each in listed(folder) if each.key == key), None)


def _read(path: Path) -> Listed:
    key = f"{PREFIX}{path.stem}"
    try:
        tree = ast.parse(_text(path))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as fault:
        return Listed(
            key=key, path=path, title=path.stem, says="", fault=f"{path.name} cannot be read: {fault}; mend it"
        )
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _has_plan(node)]
    if len(classes) != 1:
        return Listed(key=key, path=path, title=path.stem, says="", fault=count_fault(path.name, len(classes)))
    words = (ast.get_docstring(classes[0]) or ast.get_docstring(tree) or "").split("\n")[0]
    return Listed(key=key, path=path, title=_title(classes[0]) or path.stem, says=words)


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"it has {size} bytes and at most {MOST_BYTES} are read")
    return path.read_text(encoding="utf-8")


def _has_plan(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == "plan" for each in node.body)


def _title(node: ast.ClassDef) -> str | None:
    for each in node.body:
        if (
            isinstance(each, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == "title" for target in each.targets)
            and isinstance(each.value, ast.Constant)
            and isinstance(each.value.value, str)
        ):
            return each.value.value[:80]
    return None


def count_fault(name: str, count: int) -> str:
    """Return the sentence for a file that does not hold exactly one strategy."""
    if count == 0:
        return f"{name} has no class with a plan; write one, as docs/strategies.md shows"
    return f"{name} has {count} classes with a plan and a file holds 1; part them into files of their own"
