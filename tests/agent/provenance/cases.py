"""What a true answer is tested with: the results that tools gave, and paraphrases of them.

Each case is a set of tool results and paraphrases of them, with the rounding, units, ranges and orders of words that
models use. Figures that belong to several symbols are told apart by `{SYM:...}` around them, which is taken out of the
text: the measurement exchanges those.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trading.types import RunStep

_AT = datetime(2012, 6, 1, 20, tzinfo=UTC)
_SOURCE = {"at": "2012-06-01T20:00:00Z", "source": "Replay, bundled daily bars"}
_OWNED = re.compile(r"\{([A-Z]+):([^{}]+)\}")


def step(n: int, tool: str, arguments: dict[str, Any], observation: dict[str, Any]) -> RunStep:
    return RunStep(
        n=n, agent="analyst", tool=tool, arguments=arguments, observation=_SOURCE | observation, at=_AT, error=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the tools brought, what the user asked, and true answers to it."""

    words: str
    steps: tuple[RunStep, ...]
    answers: tuple[str, ...]


def told(answer: str) -> tuple[str, dict[int, str]]:
    """Return the text of an answer without its marks, and whose each marked figure is, by where it begins."""
    owners: dict[int, str] = {}
    parts, last, length = [], 0, 0
    for match in _OWNED.finditer(answer):
        before = answer[last : match.start()]
        length += len(before)
        owners[length] = match.group(1)
        parts += [before, match.group(2)]
        length += len(match.group(2))
        last = match.end()
    return "".join([*parts, answer[last:]]), owners
