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
from math import isfinite
from pathlib import Path

from trading.errors import BadSettings
from trading.indicators.kinds import Parameter

PREFIX = "file:"
"""How the key of a file's strategy begins in a request, before the file's name without .py."""
MOST_FILES = 200
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as it reads without being run. `fault` is a sentence where it cannot hold a strategy.

    `parameters` are those that are written out with plain numbers; what is reckoned is known to `load` alone.
    """

    key: str
    path: Path
    title: str
    says: str
    parameters: tuple[Parameter, ...] = ()
    fault: str | None = None


def listed(folder: Path) -> tuple[Listed, ...]:
    """Return the first 200 files of the folder by name, without running any. Raises BadSettings for no folder."""
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
    title = _assigned(classes[0], "title")
    return Listed(
        key=key,
        path=path,
        title=title.value[:80] if isinstance(title, ast.Constant) and isinstance(title.value, str) else path.stem,
        says=words,
        parameters=_parameters(_assigned(classes[0], "parameters")),
    )


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"it has {size} bytes and at most {MOST_BYTES} are read")
    return path.read_text(encoding="utf-8")


def _has_plan(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == "plan" for each in node.body)


def _assigned(node: ast.ClassDef, name: str) -> ast.expr | None:
    for each in node.body:
        if isinstance(each, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in each.targets):
            return each.value
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.target.id == name:
            return each.value
    return None


def _parameters(node: ast.expr | None) -> tuple[Parameter, ...]:
    """Return the Parameter(...) of a tuple; none at all where one of them cannot be read."""
    calls = node.elts if isinstance(node, ast.Tuple) else []
    try:
        found = tuple(
            Parameter(**{str(word.arg): ast.literal_eval(word.value) for word in _words(each)}) for each in calls
        )
    except (TypeError, ValueError):
        return ()
    return () if any(map(parameter_fault, found)) else found


def _words(node: ast.expr) -> list[ast.keyword]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Parameter"):
        raise ValueError("no Parameter(...)")
    if node.args:
        raise ValueError("a Parameter without the names of its numbers")
    return node.keywords


def parameter_fault(parameter: Parameter) -> str | None:
    """Return the sentence for a parameter that no form could ask for, None for a sound one."""
    if not (isinstance(parameter.name, str) and parameter.name.isidentifier()):
        return f"{parameter.name!r:.40} is no name of a parameter; write it like days"
    numbers = (parameter.default, parameter.least, parameter.most)
    if not all(isinstance(each, int | float) and not isinstance(each, bool) and isfinite(each) for each in numbers):
        return f"{parameter.name} has {numbers} as default, least and most; give three numbers"
    fault = parameter.check(parameter.default)
    return fault and f"the default of {fault}"


def count_fault(name: str, count: int) -> str:
    """Return the sentence for a file that does not hold exactly one strategy."""
    if count == 0:
        return f"{name} has no class with a plan; write one, as docs/strategies.md shows"
    return f"{name} has {count} classes with a plan and a file holds 1; part them into files of their own"
