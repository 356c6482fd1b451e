"""Every persona by name, and the desk on which they all work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.agent.personas import broken
from tests.agent.personas.obedient import Obedient
from tests.agent.personas.sensible import Sensible
from tests.agent.personas.server import PersonaServer
from tests.eval.desk import EvaluationDesk, evaluation_desk
from tests.eval.phrase import phrases

TIMEOUT_S = 0.6
"""How long the desk waits for one answer: a slow persona takes three times that."""
RUN_S = 20.0
CAST: dict[str, Callable[[], Any]] = {
    "sensible": lambda: Sensible(phrases()),
    "several at once": lambda: Sensible(phrases(), at_once=True),
    "obedient": lambda: Obedient(phrases()),
    "obedient, any tool": lambda: Obedient(phrases(), heeds_offer=False),
    "hallucinating": broken.hallucinating,
    "the same call": lambda: broken.looping("same"),
    "two calls in turn": lambda: broken.looping("alternating"),
    "endless delegation": lambda: broken.looping("delegation"),
    "malformed": broken.malformed,
    "empty": broken.empty,
    "rate limited": broken.limited,
    "down": broken.down,
    "dripping": lambda: broken.dripping(TIMEOUT_S / 6),
    "slow": lambda: broken.slow(3 * TIMEOUT_S),
}


@contextmanager
def desk_with(persona: Any, folder: Path, **settings: Any) -> Iterator[tuple[EvaluationDesk, PersonaServer]]:
    """Yield the evaluation's desk whose every model is that persona, and its server."""
    server = PersonaServer(persona)
    given = {
        "llm_model": "persona",
        "llm_api_base": server.url,
        "llm_api_key": "k",
        "llm_timeout_s": TIMEOUT_S if settings.pop("is_slow", False) else 20.0,
        "run_timeout_s": RUN_S,
        "day_max_tokens": 10**9,
    }
    try:
        with evaluation_desk(folder, **{**given, **settings}) as desk:
            yield desk, server
    finally:
        server.close()
