"""What was said before in a conversation, as a model may read it: bounded, wrapped, and no source of any order."""

from collections.abc import Sequence

from agent.untrusted import as_untrusted
from trading.services import Services
from trading.types import Run

NEWEST = 4
MAX_CHARACTERS = 3_000
_MAX_EACH = 700


def earlier_in(services: Services, run: Run) -> str:
    """Return the newest questions and answers of the conversation before this run, empty where it begins with it.

    The outcome of each proposal stands in its run's result. The text is data: what may be ordered was read by code
    from this run's words before, and no field of a ticket traces to it.
    """
    found = services.runs.conversation_runs(run.conversation_id, newest=NEWEST + 1)
    return as_context([one for one in found if one.id != run.id and one.created_at <= run.created_at])


def as_context(runs: Sequence[Run]) -> str:
    """Return those runs, oldest first, as one wrapped text; the oldest are left out where it is too long."""
    told: list[str] = []
    left = MAX_CHARACTERS
    for run in reversed(runs[-NEWEST:]):
        said = f"Asked: {_cut(run.query)}\nAnswered: {_cut(run.result or run.error or 'nothing')}"
        if len(said) > left:
            break
        left -= len(said)
        told.append(said)
    if not told:
        return ""
    return as_untrusted("\n\n".join(reversed(told)), source="earlier in this conversation")


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MAX_EACH else f"{plain[: _MAX_EACH - 1]}…"
