"""Play a recorded run through the same crew, clerk and outcome as the first time; nothing is proposed or written."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent.choosing import Models
from agent.clerk import LimitReached
from agent.counter import Answer, Counter, send_away
from agent.crew import make_manager, work
from agent.outcome import Outcome, outcome_of
from agent.playback.played import ENDS, Clean, Lookup, PlayedClerk, PlayedModel
from agent.playback.script import Script
from agent.prompts import templates
from trading.errors import FixInput
from trading.types import RunStep

POLL_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is other than in the record; nothing of it plays the run as it was.

    `models` makes the models of another run, `prompts` its prompts; `look` looks up now what the record does not hold.
    """

    run_max_steps: int | None = None
    models: Callable[[Counter], Models] | None = None
    prompts: Callable[[str, str], dict[str, Any]] = templates
    look: Lookup | None = None
    timeout_s: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a run at play ended, with its steps; `looked_up` are the calls that were not in the record."""

    outcome: Outcome
    steps: tuple[RunStep, ...]
    looked_up: tuple[str, ...] = field(default=())


def play(script: Script, clean: Clean, changes: Changes | None = None) -> Played:
    """Return what a run gives; a script can be played once. `clean` takes secrets out, as recording did.

    Raises FixInput for a record whose pieces do not fit together.
    """
    try:
        return _play(script, clean, changes)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise FixInput(
            f"the record of run {script.run_id!r:.60} does not fit together ({type(fault).__name__}: {fault!s:.80}); "
            "play it with the release that recorded it"
        ) from fault


def _play(script: Script, clean: Clean, changes: Changes | None) -> Played:
    wanted = changes or Changes()
    most = int(wanted.run_max_steps or script.limits["run_max_steps"])
    counter = Counter()
    clerk = PlayedClerk(script, run_max_steps=most, look=wanted.look, clean=clean)
    models: Models = lambda member: PlayedModel(member, script, counter, clean)  # noqa: E731
    if wanted.models is not None:
        models = wanted.models(counter)
    manager = make_manager(models, counter, script.members, max_steps=most + 2, prompts=wanted.prompts)
    threading.Thread(target=work, args=(manager, script.task, counter), name="playback", daemon=True).start()
    try:
        answer = _serve(counter, clerk, time.monotonic() + wanted.timeout_s)
    finally:
        counter.close()
    outcome = outcome_of(script.reading, answer, clerk, clerk.steps, is_open=script.is_open)
    return Played(outcome=outcome, steps=tuple(clerk.steps), looked_up=tuple(clerk.looked_up))


def _serve(counter: Counter, clerk: PlayedClerk, deadline: float) -> Answer:
    while time.monotonic() < deadline:
        said = counter.next(POLL_S)
        if isinstance(said, Answer):
            return said
        left = list(said)
        try:
            while left:
                left[0].reply.put(clerk.serve(left[0]))
                left.pop(0)
        except LimitReached as fault:
            return Answer(str(fault), failed=True)
        finally:
            send_away(left)
    return Answer(ENDS, failed=True)
