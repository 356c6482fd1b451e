"""What a run at play shows: that it is the same bit for bit, or what is other, as lines to read."""

import json
from collections.abc import Sequence
from difflib import unified_diff

from agent.outcome import Outcome
from agent.playback.play import Played
from agent.playback.played import call_words
from agent.playback.script import Script
from trading.types import Recording, RunStep
from trading.types.wire import canonical_json, sha256, to_wire


def is_same(script: Script, played: Played) -> bool:
    """Say whether steps and outcome are the recorded ones, byte for byte."""
    steps = canonical_json(played.steps) == canonical_json(script.recorded_steps)
    return steps and script.outcome is not None and canonical_json(played.outcome) == canonical_json(script.outcome)


def same_report(script: Script, played: Played) -> list[str]:
    """Return the lines that say whether a run was reproduced."""
    count = f"{script.model_calls} model calls, {len(script.recorded_steps)} steps"
    if script.outcome is None:
        return [
            f"run {script.run_id} was cut off: its record has {count} and no end. What it gave up to there:",
            *_told(played.outcome, played.steps),
        ]
    if is_same(script, played):
        digest = sha256({"steps": to_wire(played.steps), "outcome": to_wire(played.outcome)})
        return [f"run {script.run_id} is reproduced bit for bit: {count}, one answer (SHA-256 {digest[:16]})"]
    return [f"run {script.run_id} is NOT reproduced: {count}", *changed_lines(script, played)]


def order_lines(recording: Recording) -> list[str]:
    """Return the line that says what a record of an older release does not prove."""
    if recording.is_in_order:
        return []
    return ["the order of this record is not proved: an older release recorded it, which addressed no entry's place"]


def changed_lines(script: Script, played: Played) -> list[str]:
    """Return what is other than in the record as a diff: how it ended, the steps, the answer, the figures."""
    was = [] if script.outcome is None else _told(script.outcome, script.recorded_steps)
    lines = list(unified_diff(was, _told(played.outcome, played.steps), "recorded", "played", lineterm="", n=2))
    if played.looked_up:
        lines.append(f"looked up now, not from the record: {', '.join(played.looked_up)}")
    return lines or ["nothing changed that a person would see"]


def _told(outcome: Outcome, steps: Sequence[RunStep]) -> list[str]:
    lines = [f"status: {outcome.status}", *(f"step {step.n}: {_step_words(step)}" for step in steps)]
    lines += [f"answer: {line}" for line in outcome.text.split("\n")]
    for figure in outcome.figures:
        source = figure.source
        told = "not from a tool result" if source is None else f"step {source.step}, {source.tool} {source.path}"
        lines.append(f"figure: {figure.text} <- {told}")
    return lines


def _step_words(step: RunStep) -> str:
    came = step.error or (step.observation.get("sentence") if isinstance(step.observation, dict) else None)
    shown = came if isinstance(came, str) else json.dumps(step.observation, ensure_ascii=False)
    return f"{step.agent}.{call_words(step.tool, step.arguments)} -> {' '.join(shown.split())[:300]}"
