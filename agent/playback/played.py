"""The two ends of a run at play: models that say what was recorded, and a clerk that brings what was recorded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from smolagents import ChatMessage, Model

from agent.clerk import Clerk, LimitReached, shown_arguments
from agent.counter import Answer, Counter, Request, RunEnded
from agent.earlier_backtests import TOOL as RUNS_A_TEST
from agent.playback.script import Script, ToolResult
from agent.recorded_model import given_parts, message_from_wire
from trading.errors import TradingError
from trading.store.run_rows import clean_text, plain
from trading.types import RunStep

if TYPE_CHECKING:
    from agent.proposing import Proposing
    from trading.services import Services

Clean = Callable[[Any], Any]
Lookup = Callable[[str, dict[str, Any]], dict[str, Any]]
ENDS = "the record ends here: the run was cut off before anything more was written"


class PlayedModel(Model):  # type: ignore[misc]
    """Says what the record says a member's model has said to exactly this; to anything else it says nothing."""

    def __init__(self, member: str, script: Script, counter: Counter, clean: Clean) -> None:
        super().__init__(model_id=f"the record of {member}")
        self._member, self._script, self._counter, self._clean = member, script, counter, clean

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **kwargs: Any,
    ) -> ChatMessage:
        """Return the recorded message. Raises RunEnded where the run ended, or where it was asked something else."""
        self._counter.check()
        try:
            said = self._script.says(self._member, self._clean(plain(given_parts(messages, tools_to_call_from))))
        except (KeyError, IndexError):
            asked = f"the {self._member} is asked something that its model was not asked in the record"
            self._counter.leave(Answer(f"{asked}, so playback stops here; name a model by --model", failed=True))
            raise RunEnded from None
        if said is None or "ended" in said:
            self._counter.leave(self._script.answer or Answer(ENDS, failed=True))
            raise RunEnded
        if "raised" in said:
            raise type(str(said["raised"]), (Exception,), {})
        return message_from_wire(said["message"])


class _Limits:
    """All that a clerk at play may ask its services for; there is no desk, no store and no market here."""

    def __init__(self, run_max_steps: int) -> None:
        self.settings = self
        self.run_max_steps = run_max_steps


class PlayedClerk(Clerk):
    """Counts, refuses and answers as any clerk, and takes from the record what tools brought; it writes nothing."""

    def __init__(self, script: Script, *, run_max_steps: int, look: Lookup | None, clean: Clean) -> None:
        services = cast("Services", _Limits(run_max_steps))
        super().__init__(services, script.run_id, script.reading, cast("Proposing", None), members=script.members)
        self._script, self._look, self._clean = script, look, clean
        self._found: ToolResult | None = None
        self.steps: list[RunStep] = list(script.steps)
        self.looked_up: list[str] = []

    def begin(self, requests: Any) -> None:
        """Begin nothing: what was found stands in the record."""

    def _observe(self, request: Request) -> tuple[dict[str, Any], str | None]:
        self._found = self._script.result(request, self._clean(plain(request.arguments)))
        if self._found is None:
            return self._not_recorded(request)
        step = self._found.step
        if request.tool.startswith("propose_") and step.error is None:
            self.proposed.append(str(step.observation["sentence"]))
        return step.observation, step.error

    def _not_recorded(self, request: Request) -> tuple[dict[str, Any], str | None]:
        if request.fault is not None:
            return {"error": request.fault, "sentence": ""}, request.fault
        named = call_words(request.tool, request.arguments)
        if request.tool.startswith("propose_"):
            raise LimitReached(f"a ticket would be asked for here that was not in the run: {named}; playback stops")
        if request.tool == RUNS_A_TEST:
            raise LimitReached(
                f"a test would be run here that was not in the run: {named}; it would be work and count as a trial, so "
                "playback stops. Ask the team for it instead"
            )
        if self._look is None:
            raise LimitReached(f"the record does not hold what {named} brings; playback stops, see --live-lookups")
        self.looked_up.append(named)
        try:
            return self._look(request.tool, request.arguments), None
        except TradingError as fault:
            return {"error": str(fault), "sentence": f"{fault}."}, str(fault)

    def _wrapped(self, request: Request, observation: dict[str, Any]) -> str:
        if self._found is not None and self._found.reply:
            return self._found.reply
        return super()._wrapped(request, observation)

    def _write_step(self, request: Request, observation: Any, error: str | None) -> RunStep:
        n = self.steps[-1].n + 1 if self.steps else 1
        was = self._script.step_at(n)
        step = RunStep(
            n=n,
            agent=request.agent,
            tool=request.tool,
            arguments=self._clean(plain(shown_arguments(request.arguments))),
            observation=self._clean(plain(observation)),
            error=None if error is None else self._clean(clean_text(error)),
            at=was.at if was is not None else self.steps[-1].at,
        )
        self.steps.append(step)
        return step


def call_words(tool: str, arguments: Any) -> str:
    """Return a call as it reads in a report: get_quote(symbol=AAPL)."""
    said = ", ".join(f"{name}={value}" for name, value in dict(arguments).items() if value is not None)
    return f"{tool}({said:.300})"
