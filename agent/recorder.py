"""The flight recorder of one run: what its models were given and said and what its tools brought, as it happens."""

import logging
import threading
from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.counter import Answer, Request
from agent.outcome import Outcome
from agent.understanding import Understood
from trading.errors import TradingError
from trading.settings import Settings
from trading.types import Note, RecordKind, Run, RunStep
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from trading.store.recordings import RecordingStore

log = logging.getLogger(__name__)
LIMITS = ("run_max_steps", "run_timeout_s", "llm_timeout_s")
"""The settings that can change how a run ends, kept with it."""


@dataclass(slots=True)
class Recorder:
    """Writes the record of one run; without a store it writes nothing.

    A run never fails for its record: when the store does, the record ends there, and the log says so.
    """

    store: "RecordingStore | None"
    run_id: str
    _calls: "Tally[str]" = field(default_factory=Tally)
    _tools: "Tally[str]" = field(default_factory=Tally)
    _held: list[Note] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_on(self) -> bool:
        """Say whether this run is recorded."""
        return self.store is not None and self.store.is_on

    def frame(self, run: Run, understood: Understood, task: str, settings: Settings) -> None:
        """Keep what the run began with: the words, what code read from them, who was on the team, and the limits."""
        if not self.is_on:
            return
        body = {
            "query": run.query,
            "words": run.words,
            "planner": settings.llm_model or "",
            "task": task,
            "reading": understood.reading,
            "may_order": understood.may_order,
            "meant": [proposal.id for proposal in understood.meant],
            "members": understood.members,
            "limits": {name: getattr(settings, name) for name in LIMITS},
            "steps": run.steps,
        }
        self._write([Note(kind=RecordKind.FRAME, member="", n=1, body=to_wire(body))], begin=True)

    def call(self, member: str) -> int:
        """Return the number of a member's next call of its model, from 1 on."""
        with self._lock:
            self._calls[member] += 1
            return self._calls[member]

    def notes(self, notes: Sequence[Note], *, later: bool = False) -> None:
        """Keep what a model was given or said; `later` is with what comes next, for what took no time."""
        if later:
            with self._lock:
                self._held += notes
        else:
            self._write(notes)

    def tool(self, request: Request, step: RunStep, reply: str) -> None:
        """Keep one tool call with what went back to the agent; empty where the run ended instead."""
        if not self.is_on:
            return
        with self._lock:
            self._tools[request.agent] += 1
            n = self._tools[request.agent]
        body = {"step": step, "arguments": request.arguments, "fault": request.fault, "reply": reply}
        self._write([Note(kind=RecordKind.TOOL, member=request.agent, n=n, body=to_wire(body))])

    def outcome(self, answer: Answer, outcome: Outcome, *, is_open: bool) -> None:
        """Keep the agents' last words and what became of the run."""
        said = {"text": answer.text, "failed": answer.failed}
        body = {"answer": said, "is_open": is_open, "outcome": to_wire(outcome)}
        self._write([Note(kind=RecordKind.OUTCOME, member="", n=1, body=body)])

    def _write(self, notes: Sequence[Note], *, begin: bool = False) -> None:
        if self.store is None or not self.store.is_on:
            return
        with self._lock:
            notes, self._held = [*self._held, *notes], []
        try:
            if begin:
                self.store.begin(self.run_id, notes[0])
            else:
                self.store.add(self.run_id, notes)
        except TradingError as fault:
            log.warning("run %s is recorded no further: %s", self.run_id, fault)
            self.store = None
