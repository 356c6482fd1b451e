"""What the team costs beside its model: own time a step, how soon a stop ends a run, how far a budget is overshot.

The model is a server on loopback that answers at once, so that nearly all of a step is the desk's own time and that of
the libraries between it and the model. A step is one call of a model and the tool call that it makes.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.agent.rig import TeamRig
from tests.agent.scripted_model import Script, ScriptedModel, call, calls
from tests.bench.report import Figure, median, p95
from trading.types import Run, RunStatus

RUNS, STOPS = 40, 15
SYMBOLS = ("AAPL", "MSFT", "IBM", "KO")
MOST_MS, MOST_STOP_MS = 30.0, 1_000.0


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        yield from _steps(Path(name) / "steps")
        yield from _stops(Path(name) / "stops")
        yield from _overshoot(Path(name) / "budget")


def _steps(folder: Path) -> Iterator[Figure]:
    one_by_one = [call("get_quote", symbol=symbol) for symbol in SYMBOLS]
    script = [call("analyst", task="prices"), *one_by_one, _final("ok"), _final("done")]
    runs = _asked(folder / "single", script, RUNS)
    whole = [1000 * run.usage.worked_s / run.usage.model_calls for run in runs]
    own = [1000 * run.usage.own_s / run.usage.model_calls for run in runs]
    yield Figure(name="a step with a model that answers at once, median", value=median(whole), unit="ms")
    yield Figure(name="  p95", value=p95(whole), unit="ms", bound=MOST_MS)
    yield Figure(name="  of it outside the call of the model, median", value=median(own), unit="ms")
    yield Figure(name="  p95", value=p95(own), unit="ms", bound=MOST_MS)
    together = [call("analyst", task="prices"), calls(*(("get_quote", {"symbol": s}) for s in SYMBOLS))]
    at_once = _asked(folder / "many", [*together, _final("ok"), _final("done")], RUNS)
    yield Figure(
        name="  four lookups in one reply: own time of the whole run, median",
        value=median([1000 * run.usage.own_s for run in at_once]),
        unit="ms",
    )


def _stops(folder: Path) -> Iterator[Figure]:
    model = ScriptedModel(["hang"])
    rig = _rig(folder, model)
    took = []
    for _ in range(STOPS):
        run = rig.say("price of AAPL")
        rig.services.runs.claim(run.id, "bench", "p")
        asked = len(model.requests)
        worker = threading.Thread(target=rig.team.run, args=(run.id,))
        worker.start()
        while len(model.requests) == asked:
            time.sleep(0.005)
        since = time.perf_counter()
        rig.services.runs.request_stop(run.id)
        while rig.services.runs.get(run.id).status is not RunStatus.STOPPED:
            time.sleep(0.002)
        took.append(1000 * (time.perf_counter() - since))
        worker.join()
    model.close()
    rig.close()
    yield Figure(name="from a stop to the end of the run, the model hangs, median", value=median(took), unit="ms")
    yield Figure(name="  most", value=max(took), unit="ms", bound=MOST_STOP_MS)


def _overshoot(folder: Path) -> Iterator[Figure]:
    """Let a model that says it used ten times what was estimated run into limits, alone and with members at once."""
    most = 0.0
    for n, limit in enumerate((8_000, 20_000, 50_000)):
        model = ScriptedModel(_endless)
        model.usage = {"prompt_tokens": 9_000, "completion_tokens": 1_000, "total_tokens": 10_000}
        rig = _rig(folder / str(n), model, run_max_tokens=limit, run_max_steps=60)
        usage = rig.ask("compare AAPL, MSFT, IBM and KO").usage
        most = max(most, (usage.input_tokens + usage.output_tokens - limit) / 10_000)
        model.close()
        rig.close()
    yield Figure(
        name="most tokens past a run's limit, in calls of the model", value=max(0.0, most), unit="calls", bound=1
    )


def _endless(body: dict[str, Any]) -> dict[str, Any]:
    if any(tool["function"]["name"] == "analyst" for tool in body["tools"]):
        return call("analyst", task=f"again {len(body['messages'])}")
    return call("get_indicator", symbol="AAPL", indicator=f"sma_{len(body['messages']) + 5}")


def _asked(folder: Path, script: Script, count: int) -> list[Run]:
    steps = list(script) if not callable(script) else []
    model = ScriptedModel(lambda _body: steps[(len(model.requests) - 1) % len(steps)])
    rig = _rig(folder, model)
    runs = [rig.ask("price of AAPL, MSFT, IBM and KO") for _ in range(count + 3)][3:]
    assert all(run.status is RunStatus.DONE for run in runs), runs[-1].error
    model.close()
    rig.close()
    return runs


def _rig(folder: Path, model: ScriptedModel, **settings: Any) -> TeamRig:
    rig = TeamRig(folder, llm_model="scripted", llm_api_base=model.url, llm_api_key="k", **settings)
    rig.team.warm()
    return rig


def _final(text: str) -> dict[str, Any]:
    return call("final_answer", answer=text)
