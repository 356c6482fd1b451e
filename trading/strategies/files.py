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
from dataclasses import dataclass, replace
from pathlib import Path

from trading.errors import BadSettings, FixInput
from trading.indicators.kinds import Parameter

PREFIX = "file:"
"""How the key of a file's strategy begins in a request, before the file's name without .py."""
MOST_FILES = 200
MOST_BYTES = 1_000_000
MOST_NUMBER = 1e300
"""Of a parameter: what is reckoned with it is a float."""


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


def code_of(path: Path) -> str:
    """Return the text of a file. Raises FixInput where it is gone, no plain file, too long or not UTF-8."""
    try:
        return _text(path)
    except (OSError, ValueError) as fault:
        raise FixInput(_unread(path, fault)) from None


def _read(path: Path) -> Listed:
    stem = _plain(path.stem)
    none = Listed(key=f"{PREFIX}{stem}", path=path, title=stem, says="")
    try:
        tree = ast.parse(_text(path))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as fault:
        return replace(none, fault=_unread(path, fault))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _has_plan(node)]
    if len(classes) != 1:
        return replace(none, fault=count_fault(_plain(path.name), len(classes)))
    words = (ast.get_docstring(classes[0]) or ast.get_docstring(tree) or "").split("\n")[0]
    title = _assigned(classes[0], "title")
    parameters = _parameters(_assigned(classes[0], "parameters"))
    if faults := [said for each in parameters if (said := parameter_fault(each))]:
        return replace(none, fault="; ".join(f"{_plain(path.name)}: {_plain(said)}" for said in faults))
    titled = title.value[:80] if isinstance(title, ast.Constant) and isinstance(title.value, str) else stem
    return replace(
        none,
        title=_plain(titled),
        says=_plain(words),
        parameters=parameters,
    )


def _unread(path: Path, fault: BaseException) -> str:
    said = (fault.strerror if isinstance(fault, OSError) else None) or str(fault) or type(fault).__name__
    return f"{_plain(path.name)} cannot be read: {said:.300}; mend it"


def _plain(text: str) -> str:
    """Return a text without what UTF-8 or a database cannot keep: half a surrogate pair, and the character 0."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def _text(path: Path) -> str:
    if not path.is_file():
        raise ValueError("it is not there, or no plain file")
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
    """Return the Parameter(...) of a tuple, sound or not; none at all where one of them cannot be read."""
    calls = node.elts if isinstance(node, ast.Tuple) else []
    try:
        found = tuple(
            Parameter(**{str(word.arg): ast.literal_eval(word.value) for word in _words(each)}) for each in calls
        )
    except (TypeError, ValueError, RecursionError, MemoryError):
        return ()
    return found


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
    if not all(map(_is_number, numbers)):
        shown = ", ".join(map(_shown, numbers))
        return f"{parameter.name} has ({shown}) as default, least and most; give three numbers within {MOST_NUMBER:g}"
    fault = parameter.check(parameter.default)
    return fault and f"the default of {fault}"


def _is_number(value: object) -> bool:
    # a whole number of Python may be longer than any float, and infinity and NaN compare to False
    return isinstance(value, int | float) and not isinstance(value, bool) and -MOST_NUMBER <= value <= MOST_NUMBER


def _shown(value: object) -> str:
    too_long = isinstance(value, int) and not -MOST_NUMBER <= value <= MOST_NUMBER
    return "a longer number" if too_long else f"{value!r:.20}"


def count_fault(name: str, count: int) -> str:
    """Return the sentence for a file that does not hold exactly one strategy."""
    if count == 0:
        return f"{name} has no class with a plan; write one, as docs/strategies.md shows"
    return f"{name} has {count} classes with a plan and a file holds 1; part them into files of their own"
