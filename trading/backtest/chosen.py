"""Which strategy a request means."""

import importlib.util
import inspect
from pathlib import Path
from typing import cast

from trading.errors import FixInput
from trading.strategies.base import Strategy
from trading.strategies.catalogue import kind_of
from trading.types import SavedStrategy, StrategyRef

FILE = "file:"
"""What the key of a strategy from the user's folder begins with; its file's name follows."""


def chosen(ref: StrategyRef, saved: SavedStrategy | None) -> Strategy:
    """Return a strategy of ours with its numbers. Raises FixInput with all faults of its numbers."""
    if saved is not None or ref.rules is not None:
        raise FixInput("rule sets cannot be run yet; choose a strategy of the catalogue")
    return kind_of(ref.key).build(ref.params)


def load_file(path: Path, ref: StrategyRef) -> Strategy:
    """Return the one strategy that a file of the user has; only a process apart may call this. Raises FixInput."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FixInput(f"{path.name} is no Python file; name it {path.stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == path.stem]
    if len(found) != 1:
        raise FixInput(f"{path.name} has {len(found)} classes and a strategy is one; keep one class a file")
    return cast(Strategy, found[0](**ref.params))
