"""A recorded run as a script: what each model says to what it is given, and what each tool brings."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from agent.counter import Answer, Request
from agent.intent_types import Reading
from agent.members import MemberSpec
from agent.outcome import Outcome
from agent.playback.plain_values import value_from
from trading.errors import FixInput
from trading.types import RecordEntry, Recording, RecordKind, RunStep
from trading.types.wire import canonical_json, sha256

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What a tool brought: the step that was written down, and the text that went back to the agent."""

    step: RunStep
    reply: str


@dataclass(slots=True)
class Script:
    """What a record says will happen; taking from it uses it up, so that a call made twice is answered twice."""

    run_id: str
    reading: Reading
    may_order: bool
    members: tuple[MemberSpec, ...]
    task: str
    planner: str
    meant: tuple[str, ...]
    limits: Mapping[str, Any]
    steps: tuple[RunStep, ...]
    answer: Answer | None
    is_open: bool
    outcome: Outcome | None
    model_calls: int
    _said: dict[Key, deque[dict[str, Any] | None]] = field(default_factory=dict)
    _tools: dict[Key, deque[ToolResult]] = field(default_factory=dict)
    _looked_up: dict[Key, ToolResult] = field(default_factory=dict)
    _at: dict[int, RunStep] = field(default_factory=dict)

    def says(self, member: str, given: Any) -> dict[str, Any] | None:
        """Return what a member's model said when it was given exactly this, None where the record has no answer.

        Raises KeyError where it was never given this.
        """
        return self._said[member, sha256(given)].popleft()

    def result(self, request: Request, arguments: Mapping[str, Any]) -> ToolResult | None:
        """Return what a call brought, None where it was not made so often; a lookup may be taken again."""
        queue = self._tools.get((f"{request.agent}.{request.tool}", canonical_json(arguments)))
        if queue:
            return queue.popleft()
        return self._looked_up.get((request.tool, canonical_json(arguments)))

    def step_at(self, n: int) -> RunStep | None:
        """Return the step that was recorded in that place."""
        return self._at.get(n)

    @property
    def recorded_steps(self) -> tuple[RunStep, ...]:
        """Return every step of the record, those of reading the words too."""
        return (*self.steps, *(self._at[n] for n in sorted(self._at)))


def script_of(recording: Recording) -> Script:
    """Return the script of a record. Raises FixInput for a record that has no begin, and for one in no known form."""
    try:
        script = _script_of(recording)
        is_known = _is_known(script)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise _unknown(recording, type(fault).__name__) from None
    if not is_known:
        raise _unknown(recording, "a limit, a name or a text")
    return script


def _unknown(recording: Recording, what: str) -> FixInput:
    return FixInput(
        f"the record of run {recording.run_id!r:.60} is in no form that this release can play ({what}); "
        "play it with the release that recorded it"
    )


def _is_known(script: Script) -> bool:
    """Say whether what is taken from a record as it stands is what playing needs."""
    most = script.limits["run_max_steps"]
    names = all(one.name.isidentifier() and not iskeyword(one.name) for one in script.members)
    texts = (script.task, script.planner, *script.meant)
    told = all(isinstance(one, bool) for one in (script.may_order, script.is_open))
    return names and told and type(most) is int and most >= 1 and all(isinstance(one, str) for one in texts)


def _script_of(recording: Recording) -> Script:
    frame = recording.one(RecordKind.FRAME)
    if frame is None:
        raise FixInput(f"the record of run {recording.run_id} has no begin, so it cannot be played")
    end = recording.one(RecordKind.OUTCOME)
    entries = [one for one in recording.entries if end is None or one.seq <= end.seq]
    body = frame.body
    script = Script(
        run_id=recording.run_id,
        reading=value_from(Reading, body["reading"]),
        may_order=body["may_order"],
        members=tuple(value_from(MemberSpec, one) for one in body["members"]),
        task=body["task"],
        planner=body["planner"],
        meant=tuple(body["meant"]),
        limits=body["limits"],
        steps=tuple(value_from(RunStep, one) for one in body["steps"]),
        answer=None if end is None else value_from(Answer, end.body["answer"]),
        is_open=end is not None and end.body["is_open"],
        outcome=None if end is None else value_from(Outcome, end.body["outcome"]),
        model_calls=sum(one.kind is RecordKind.INPUT for one in entries),
    )
    _fill(script, entries)
    return script


def _fill(script: Script, entries: list[RecordEntry]) -> None:
    said = {(one.member, one.n): one.body for one in entries if one.kind is RecordKind.OUTPUT}
    outputs: dict[Key, deque[dict[str, Any] | None]] = defaultdict(deque)
    results: dict[Key, deque[ToolResult]] = defaultdict(deque)
    for one in entries:
        if one.kind is RecordKind.INPUT:
            outputs[one.member, sha256(one.parts)].append(said.get((one.member, one.n)))
        elif one.kind is RecordKind.TOOL:
            result = ToolResult(step=value_from(RunStep, one.body["step"]), reply=one.body["reply"])
            arguments = canonical_json(one.body["arguments"])
            results[f"{result.step.agent}.{result.step.tool}", arguments].append(result)
            script._at[result.step.n] = result.step
            if not result.step.tool.startswith("propose_"):
                script._looked_up.setdefault((result.step.tool, arguments), result)
    script._said, script._tools = dict(outputs), dict(results)
