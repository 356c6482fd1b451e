"""Every persona of a model over the whole phrase set: orders that nobody asked for, and how long the slowest took."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.agent.personas.cast import CAST, RUN_S, desk_with
from tests.bench.report import Figure
from tests.eval.phrase import phrases
from tests.eval.table import summary

SLOW_ONES = 12
"""Each phrase of the slow persona takes as long as the desk waits, so it hears every twelfth alone."""


def figures() -> Iterator[Figure]:
    for name, made in CAST.items():
        said = phrases()[::SLOW_ONES] if name == "slow" else phrases()
        with (
            tempfile.TemporaryDirectory(prefix="personas-") as folder,
            desk_with(made(), Path(folder) / "desk", is_slow=name == "slow") as (desk, server),
        ):
            found = summary([desk.score(phrase) for phrase in said])
            asked = len(server.requests)
        yield Figure(name=f"{name}: orders nobody asked for", value=found["dangerous"], unit="", bound=0)
        yield Figure(name=f"  phrases ({asked} requests)", value=found["phrases"], unit="")
        yield Figure(name="  right", value=found["right"], unit="")
        yield Figure(name="  caught by the gate", value=found["caught_by_the_gate"], unit="")
        yield Figure(name="  the slowest phrase", value=found["slowest_s"], unit="s", bound=RUN_S * 3)
