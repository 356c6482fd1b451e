"""The process of one tool of the user's: it takes one job, asks what the tool looks up, and answers with its result."""

import importlib.util
import json
import os
import site
import sys
import sysconfig
from pathlib import Path
from typing import Any

from agent.own.desk import LookupFailed, ToolDesk
from trading.backtest.apart.frames import read_one, write_all
from trading.backtest.apart.job import Allowance
from trading.backtest.apart.limits import Fence, hold
from trading.backtest.apart.printing import Unread

NICE = 5
LONGEST_RESULT = 8_000
INSTEAD = "ask desk.lookup for what its header permits"


def main() -> None:
    """Serve one job and end."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.stdout = sys.stderr = Unread()
    # the job may not read the app's pipe itself: what it looks up comes through `asked`
    questions = os.dup(0)
    os.dup2(nowhere, 0)

    def tell(said: dict[str, Any]) -> None:
        write_all(answers, json.dumps(said).encode())

    tell({"ready": True})
    raw = read_one(questions)
    if raw is None:
        return
    job: dict[str, Any] = json.loads(raw)

    def asked(question: dict[str, Any]) -> dict[str, Any]:
        tell({"asked": question})
        came = read_one(questions)
        if came is None:
            os._exit(0)
        found: dict[str, Any] = json.loads(came)
        return found

    tell(_result(job, ToolDesk(asked)))


def _result(job: dict[str, Any], desk: ToolDesk) -> dict[str, Any]:
    path = Path(job["path"])
    os.nice(NICE)
    may_read = tuple({Path(one).resolve() for one in _PYTHONS} | {path.parent.resolve()})
    hold(
        Allowance(memory_mb=job["memory_mb"], cpu_s=job["cpu_s"]),
        Fence(who="a tool", instead=INSTEAD, may_read=may_read),
    )
    try:
        spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
        if spec is None or spec.loader is None:
            return {"error": f"{path.name} cannot be loaded; mend it"}
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made = module.tool(desk, **job["arguments"])
        return {"result": _plain(made, path.name)}
    except LookupFailed as fault:
        return {"error": str(fault)}
    except MemoryError:
        return {"error": f"{path.name} needs more than the limit of {job['memory_mb']} MB of memory"}
    except (Exception, SystemExit) as fault:
        return {"error": f"{path.name} raised {type(fault).__name__}: {str(fault)[:300]}"}


def _plain(made: Any, name: str) -> Any:
    text = json.dumps(made, allow_nan=False)
    if len(text) > LONGEST_RESULT:
        raise ValueError(f"{name} returned {len(text)} characters, the limit is {LONGEST_RESULT}")
    return json.loads(text)


_PYTHONS = (
    sys.prefix,
    sys.base_prefix,
    *site.getsitepackages(),
    *(path for name, path in sysconfig.get_paths().items() if name in ("stdlib", "platstdlib", "purelib", "platlib")),
)


if __name__ == "__main__":
    main()
