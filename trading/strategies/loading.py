"""Run a file of the user's and take the strategy that it holds: only in a process with limits, never in the app's."""

import importlib.util
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trading.errors import FixInput, TradingError
from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Family, Plan, StrategyKind
from trading.strategies.files import PREFIX, count_fault, parameter_fault
from trading.strategies.plans import check_plan

if TYPE_CHECKING:
    from trading.strategies.panel import Panel

MOST_PARAMETERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A user's strategy whose every fault is a sentence: what it raises, and a plan that no account can follow."""

    name: str
    path: Path
    inner: Any

    @property
    def bars_needed(self) -> int:
        """Return the user's number. Raises FixInput where it is none."""
        try:
            needed = self.inner.bars_needed
        except (Exception, SystemExit) as fault:
            raise FixInput(raised(self.path, "bars_needed", fault)) from None
        if not isinstance(needed, int) or isinstance(needed, bool) or needed < 1:
            raise FixInput(f"{self.name}: bars_needed is {needed!r:.40}, not a whole number of at least 1; mend it")
        return needed

    def plan(self, panel: "Panel") -> Plan:
        """Return the user's plan. Raises FixInput for whatever it raises and for a plan of another form."""
        try:
            plan = self.inner.plan(_read_only(panel))
        except TradingError:
            raise
        except (Exception, SystemExit) as fault:
            raise FixInput(raised(self.path, "plan", fault)) from None
        try:
            return check_plan(plan, panel)
        except FixInput as fault:
            raise FixInput(f"{self.name}: {fault}") from None


def load(path: Path) -> StrategyKind:
    """Return the strategy of a file, with its parameters. Raises FixInput, a sentence for each fault."""
    own = _strategies_of(_run(path))
    if len(own) != 1:
        raise FixInput(count_fault(path.name, len(own)))
    made = own[0]
    if faults := _faults(made):
        raise FixInput("; ".join(f"{path.name}: {fault}" for fault in faults))

    def make(values: Mapping[str, float]) -> Guarded:
        try:
            inner = made(**values)
        except (Exception, SystemExit) as fault:
            raise FixInput(raised(path, "its start", fault)) from None
        guarded = Guarded(name=path.name, path=path, inner=inner)
        guarded.bars_needed  # noqa: B018  reading it checks it
        return guarded

    return StrategyKind(
        key=f"{PREFIX}{path.stem}",
        title=made.title,
        family=Family.RULES,
        says=(made.__doc__ or made.title).strip().split("\n")[0],
        entry=getattr(made, "entry", ()),
        exit=getattr(made, "exit", ()),
        source=path.name,
        parameters=tuple(made.parameters),
        make=make,
        least_symbols=getattr(made, "least_symbols", 1),
        most_symbols=getattr(made, "most_symbols", MOST_SYMBOLS),
    )


def raised(path: Path, where: str, fault: BaseException) -> str:
    """Return the sentence for what a file raised, with its line in that file."""
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if frame.filename == str(path)]
    at = f" at line {lines[-1]}" if lines else ""
    return f"{path.name} raised {type(fault).__name__} in {where}{at}: {str(fault) or 'without words'!s:.300}; mend it"


def _read_only(panel: "Panel") -> "Panel":
    """Return the panel with arrays that cannot be written to: the account is played on the same prices."""
    views = {name: getattr(panel, name).view() for name in ("time", "open", "high", "low", "close", "volume")}
    for view in views.values():
        view.flags.writeable = False
    return replace(panel, **views)


def _run(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"strategy_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FixInput(f"{path.name} is no Python file; name it like three_down.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as fault:
        del sys.modules[module.__name__]
        at = f" at line {fault.lineno}" if isinstance(fault, SyntaxError) else ""
        raise FixInput(raised(path, f"its import{at}", fault)) from None
    return module


def _strategies_of(module: Any) -> list[Any]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__ and callable(getattr(each, "plan", None))
    ]


def _faults(made: Any) -> list[str]:
    faults = [
        f"{made.__name__} names no {name}; give it one, a short text"
        for name in ("key", "title")
        if not (isinstance(getattr(made, name, None), str) and 0 < len(getattr(made, name)) <= 80)
    ]
    parameters = getattr(made, "parameters", None)
    if not isinstance(parameters, tuple) or not all(isinstance(each, Parameter) for each in parameters):
        faults.append(f"{made.__name__} names no parameters; give a tuple of Parameter, () for none")
    elif len({each.name for each in parameters}) < len(parameters) or len(parameters) > MOST_PARAMETERS:
        faults.append(f"{made.__name__} has {len(parameters)} parameters; name each once, {MOST_PARAMETERS} at most")
    else:
        faults += [fault for each in parameters if (fault := parameter_fault(each))]
    if not hasattr(made, "bars_needed"):
        faults.append(f"{made.__name__} has no bars_needed; say how many bars it takes until it can decide")
    for name in ("entry", "exit"):
        lines = getattr(made, name, ())
        if not isinstance(lines, tuple) or not all(isinstance(each, str) for each in lines):
            faults.append(f"{name} is {lines!r:.40}; give a tuple of short texts or leave it out")
    for name in ("least_symbols", "most_symbols"):
        if not 1 <= _whole(getattr(made, name, 1)) <= MOST_SYMBOLS:
            faults.append(f"{name} {getattr(made, name)!r:.20} is not a whole number from 1 to {MOST_SYMBOLS}; mend it")
    return faults


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
