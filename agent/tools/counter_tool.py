"""A tool of the agents' library that hands its call over the counter, and an agent that does so when it delegates."""

import threading
from collections.abc import Callable, Generator
from contextvars import copy_context
from typing import Any

from smolagents import ActionStep, ChatMessage, Tool, ToolCall, ToolCallingAgent, ToolOutput
from smolagents.tools import validate_tool_arguments
from smolagents.utils import AgentToolCallError, AgentToolExecutionError

from agent.counter import Counter, Request, RunEnded
from agent.tools.spec import ToolSpec
from agent.untrusted import as_untrusted

FINAL = "final_answer"
MOST_AT_ONCE = 6
"""How many members work at once; further tasks of the same reply wait for these."""
ANSWER_ALONE = "An answer comes alone, after the results of the other calls: look at them and answer then."


class CounterTool(Tool):  # type: ignore[misc]
    """One tool of one agent; it holds its name and the counter, nothing else."""

    skip_forward_signature_validation = True
    output_type = "string"
    name = "counter_tool"
    description = "Hand a call over the counter."
    inputs: dict[str, dict[str, Any]] = {}  # noqa: RUF012  the library's own attribute

    def __init__(self, agent: str, spec: ToolSpec, counter: Counter) -> None:
        self.name, self.description = spec.name, spec.description
        self.inputs = {name: dict(schema) for name, schema in spec.inputs.items()}
        self._agent, self._counter = agent, counter
        super().__init__()

    def forward(self, **arguments: Any) -> str:
        """Return the observation of one call."""
        return self._counter.ask(self._agent, self.name, arguments)


class Member(ToolCallingAgent):  # type: ignore[misc]
    """A member of the team; being given a task is a step of the run too.

    `anew` makes the same member without a memory: each task is worked on by one of its own, so that a member can work
    on several at once.
    """

    counter: Counter
    anew: "Callable[[], Member]"

    def initialize_system_prompt(self) -> str:
        """Return the instructions as they are written: the library would run what stands between braces in them.

        Their last newline goes, as a template's does: records hold what a model was asked to the letter.
        """
        return str(self.prompt_templates["system_prompt"]).removesuffix("\n")

    def process_tool_calls(
        self, chat_message: ChatMessage, memory_step: ActionStep
    ) -> Generator[ToolCall | ToolOutput]:
        """Make the calls of one reply: several lookups go over the counter together, several tasks run at once.

        The library would make them in threads of its own and keep what came back by id: here it stays in the order of
        the calls, whatever ids a model gives.
        """
        _keep_one_answer(chat_message)
        made = [
            ToolCall(name=one.function.name, arguments=one.function.arguments, id=one.id)
            for one in chat_message.tool_calls or ()
        ]
        yield from made
        if len(made) == 1:
            results = [self.execute_tool_call(made[0].name, made[0].arguments or {})]
        else:
            results = self._together(made)
        told = [str(result).strip() for result in results]
        memory_step.tool_calls = made
        memory_step.observations = "\n".join(told)
        for call, result, observation in zip(made, results, told, strict=True):
            yield ToolOutput(
                id=call.id,
                output=result,
                is_final_answer=call.name == FINAL and len(made) == 1,
                observation=observation,
                tool_call=call,
            )

    def _together(self, made: list[ToolCall]) -> list[Any]:
        """Return what several calls bring, in their order; one that is malformed is told to the model in its place."""
        if all(call.name in self.managed_agents and _has_task(call) for call in made):
            return self._delegate([(call.name, str(call.arguments["task"])) for call in made])
        if all(call.name in self.tools and call.name != FINAL and isinstance(call.arguments, dict) for call in made):
            return self._look_up(made)
        return [self._alone(call) for call in made]

    def _look_up(self, made: list[ToolCall]) -> list[Any]:
        requests = []
        for call in made:
            fault = None
            try:
                validate_tool_arguments(self.tools[call.name], call.arguments)
            except (ValueError, TypeError) as unfit:
                fault = f"the call does not fit the tool: {unfit}"[:400]
            requests.append(Request(str(self.name), call.name, dict(call.arguments), fault))
        return list(self.counter.ask_all(requests))

    def _delegate(self, tasks: list[tuple[str, str]]) -> list[Any]:
        """Let members work at once, each in a lane and a thread of its own, and return their reports in order."""
        self.counter.ask_all([Request(str(self.name), name, {"task": task}) for name, task in tasks])
        reports: list[Any] = []
        for since in range(0, len(tasks), MOST_AT_ONCE):
            reports += self._at_once(tasks[since : since + MOST_AT_ONCE])
        return reports

    def _at_once(self, tasks: list[tuple[str, str]]) -> list[Any]:
        reports: list[Any] = [None] * len(tasks)
        ended: list[RunEnded] = []

        def work(n: int, name: str, task: str) -> None:
            with self.counter.in_lane(n + 1):
                try:
                    reports[n] = self.managed_agents[name].work(task)
                except RunEnded as end:
                    ended.append(end)
                except Exception as fault:  # whatever the library raises is told to the manager, as for one task alone
                    reports[n] = f"Error: the {name} could not go on ({type(fault).__name__})"

        self.counter.part(len(tasks))
        threads = [
            threading.Thread(target=copy_context().run, args=(work, n, *given), name=f"{given[0]}-{n}", daemon=True)
            for n, given in enumerate(tasks)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if ended:
            raise ended[0]
        return reports

    def _alone(self, call: ToolCall) -> Any:
        if call.name == FINAL:
            return ANSWER_ALONE
        try:
            return self.execute_tool_call(call.name, call.arguments or {})
        except AgentToolExecutionError as fault:
            return str(fault)

    def execute_tool_call(self, tool_name: str, arguments: Any) -> Any:
        """Make one call; one that names no tool or fits none is a step of the run all the same."""
        given = dict(arguments) if isinstance(arguments, dict) else {"text": str(arguments)[:400]}
        if tool_name not in {**self.tools, **self.managed_agents}:
            self.counter.ask(str(self.name), str(tool_name)[:80], given, fault=f"the {self.name} has no such tool")
        elif tool_name in self.tools and not isinstance(arguments, dict):
            said = "the arguments are not a JSON object"
            self.counter.ask(str(self.name), tool_name, given, fault=said)
            raise AgentToolExecutionError(said, self.logger)
        try:
            return super().execute_tool_call(tool_name, arguments)
        except AgentToolCallError as fault:
            self.counter.ask(str(self.name), tool_name, given, fault=f"the call does not fit the tool: {fault}"[:400])
            raise AgentToolExecutionError(str(fault), self.logger) from fault

    def __call__(self, task: str, **kwargs: Any) -> Any:
        """Work on a task that the manager gives."""
        self.counter.ask("manager", str(self.name), {"task": str(task)})
        return self.work(task)

    def work(self, task: str) -> Any:
        """Return the report on a task, by a member without a memory. It is data: texts from outside went into it."""
        return as_untrusted(str(self.anew().run(task)), source=str(self.name))


def _keep_one_answer(chat_message: ChatMessage) -> None:
    """Of a reply that is nothing but answers, take the first; the library would refuse them all."""
    given = chat_message.tool_calls or []
    if len(given) > 1 and all(call.function.name == FINAL for call in given):
        del given[1:]


def _has_task(call: ToolCall) -> bool:
    return isinstance(call.arguments, dict) and isinstance(call.arguments.get("task"), str)
