"""The command `playback`: what was asked for on the command line, carried out on a record."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.budget import budget_of
from agent.choosing import Models
from agent.counter import Counter
from agent.playback.kept import Kept, judged_again
from agent.playback.play import Changes, Played, play
from agent.playback.played import Lookup
from agent.playback.report import changed_lines, is_same, order_lines, same_report
from agent.playback.script import Script, script_of
from agent.prompts import templates
from trading.errors import FixInput
from trading.redaction import clean
from trading.settings import Settings
from trading.store.model_calls import ModelCallStore

if TYPE_CHECKING:
    from trading.services import Services

OFFLINE = "offline"
STEPS = "run_max_steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to change: the model (`offline` is the planner), the folder of prompts, limits by name; by itself nothing.

    `services` are those of the desk here, for live lookups alone.
    """

    model: str | None = None
    prompt_folder: Path | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    services: "Callable[[], Services] | None" = None

    @property
    def is_as_it_was(self) -> bool:
        """Say whether the run is played without any change."""
        return self.model is None and self.prompt_folder is None and not self.limits


def limits_from(pairs: Sequence[str]) -> dict[str, str]:
    """Return limits from texts such as run_max_steps=2. Raises FixInput."""
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise FixInput(f"--limit takes name=value such as {STEPS}=2, not {pair!r:.60}")
        found[name.strip().lower()] = value.strip()
    return found


def playback(kept: Kept, settings: Settings, asked: Asked) -> tuple[bool, list[str]]:
    """Play a run; return whether it went as asked, and the lines to show. Raises TradingError."""
    script = script_of(kept.recording)
    if asked.is_as_it_was:
        played = play(script, clean, Changes(look=_look(asked)))
        return is_same(script, played), same_report(script, played) + order_lines(kept.recording)
    lines = [*order_lines(kept.recording), f"run {script.run_id} with {_said(asked)}:"]
    gate = {name: value for name, value in asked.limits.items() if name != STEPS}
    if gate:
        lines += judged_again(kept, gate)
    if asked.model is not None or asked.prompt_folder is not None or STEPS in asked.limits:
        lines += changed_lines(script, _play_changed(script, settings, asked, kept.calls))
    return True, lines


def _said(asked: Asked) -> str:
    parts = [f"model {asked.model}"] if asked.model else []
    parts += [f"prompts of {asked.prompt_folder}"] if asked.prompt_folder else []
    return ", ".join([*parts, *(f"{name} {value}" for name, value in asked.limits.items())])


def _play_changed(script: Script, settings: Settings, asked: Asked, calls: ModelCallStore | None) -> Played:
    steps = asked.limits.get(STEPS)
    if steps is not None and not (steps.isdecimal() and int(steps) >= 1):
        raise FixInput(f"{STEPS} must be a whole number from 1 on, not {steps!r:.40}")
    changes = Changes(
        run_max_steps=None if steps is None else int(steps),
        models=_models(script, settings, asked, calls),
        prompts=_prompts(asked.prompt_folder),
        look=_look(asked),
    )
    return play(script, clean, changes)


def _models(
    script: Script, settings: Settings, asked: Asked, calls: ModelCallStore | None
) -> Callable[[Counter], Models] | None:
    """Return what makes other models; other prompts ask the run's own model anew, whose record answers the old ones."""
    if asked.model is None and asked.prompt_folder is None:
        return None
    name = asked.model or script.planner
    if not name:
        raise FixInput("the offline planner reads no prompt, so another one changes nothing; name a model by --model")
    if name == OFFLINE:
        return lambda _counter: _planner(script)
    roles = {field: None for field in type(settings).model_fields if field.startswith("llm_model_")}
    other = settings.model_copy(update={**roles, "llm_model": name})

    def make(counter: Counter) -> Models:
        from agent.choosing import guarded

        budget = budget_of(settings, calls, f"playback-{secrets.token_hex(8)}")
        return lambda member: guarded(other, member, budget, counter)

    return make


def _planner(script: Script) -> Models:
    from agent.planner import OfflinePlanner

    return lambda member: OfflinePlanner(member, script.reading, may_order=script.may_order, cancels=script.meant)


def _prompts(folder: Path | None) -> Callable[[str, str], dict[str, Any]]:
    """Return the prompts of a folder; a member without a file there keeps its own."""
    if folder is None:
        return templates
    if not folder.is_dir():
        raise FixInput(f"{folder} is no folder; --prompt-folder takes one with files such as manager.md")

    def read(name: str) -> str:
        file = folder / f"{name}.md"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    return lambda agent, own: templates(agent, read(agent) or own, rules=read("house_rules"))


def _look(asked: Asked) -> Lookup | None:
    if asked.services is None:
        return None
    services = asked.services()

    def look(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        from agent.clerk import look_up

        return look_up(services, tool, arguments)

    return look
