"""Runs a tool of the user's in a process apart, and answers what it looks up where its header permits it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.own.files import OwnTool
from trading.backtest.apart.job import Allowance
from trading.backtest.apart.process import Apart, Program, Stopped, Watch
from trading.errors import FixInput, TradingError

ALLOWANCE = Allowance(memory_mb=512, cpu_s=10, wall_s=20.0)
MOST_LOOKUPS = 20
PROGRAM = Program(module="agent.own.apart", what="tool", gives="a result")
Look = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""Gives the figures of a lookup by its name. Raises TradingError."""


@dataclass(slots=True, kw_only=True)
class _Answering:
    tool: OwnTool
    look: Look
    found: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        name, arguments = asked.get("tool"), asked.get("arguments")
        try:
            self._check(name, arguments)
            figures = self.look(str(name), dict(arguments or {}))
        except TradingError as fault:
            return {"error": str(fault)}
        except Exception as fault:  # a lookup's own mistake ends the question and not the app
            return {"error": f"{name!s:.40} could not be looked up ({type(fault).__name__}); ask again"}
        plain: dict[str, Any] = json.loads(json.dumps(figures, default=str))
        self.found.append({"tool": name, "figures": plain})
        return {"figures": plain}

    def _check(self, name: Any, arguments: Any) -> None:
        own = self.tool
        if name not in own.permissions:
            permitted = ", ".join(sorted(own.permissions)) or "nothing"
            raise FixInput(f"{own.path.name} may not look up {name!s:.40}; its header permits {permitted}")
        if not isinstance(arguments, dict):
            raise FixInput("the arguments of a lookup must be given by name")
        if len(self.found) >= MOST_LOOKUPS:
            raise FixInput(
                f"{own.path.name} looked up {MOST_LOOKUPS} things, the limit of one call; let it ask for less"
            )


def run_own(tool: OwnTool, arguments: Mapping[str, Any], look: Look, is_stopped: Callable[[], bool]) -> dict[str, Any]:
    """Return what the tool gives, with all that it looked up, as the figures of a tool result. Raises FixInput."""
    answering = _Answering(tool=tool, look=look)
    process = Apart(program=PROGRAM)
    try:
        watch = Watch(is_stopped=is_stopped, answer=answering.answer)
        process.wait_ready(watch)
        job = {
            "path": str(tool.path.resolve()),
            "arguments": {name: value for name, value in arguments.items() if value is not None},
            "memory_mb": ALLOWANCE.memory_mb,
            "cpu_s": ALLOWANCE.cpu_s,
        }
        said = process.ask(json.dumps(job).encode(), ALLOWANCE, watch)
    except Stopped:
        raise FixInput(f"{tool.path.name} was ended with its run") from None
    finally:
        process.end()
    if "result" not in said:
        raise FixInput(str(said.get("error", f"{tool.path.name} gave no result; mend it"))[:1_000])
    result = said["result"]
    told = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    return {
        "result": result,
        "looked_up": answering.found,
        "source": f"your own tool {tool.path.name}",
        "sentence": f"{tool.name} says: {told[:1_500]}",
    }
