"""A tool of the agents' library that hands its call over the counter, and an agent that does so when it delegates."""

from typing import Any

from smolagents import Tool, ToolCallingAgent
from smolagents.utils import AgentToolCallError, AgentToolExecutionError

from agent.counter import Counter
from agent.tools.spec import ToolSpec
from agent.untrusted import as_untrusted


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
    """A member of the team; being given a task is a step of the run too."""

    counter: Counter

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
        """Work on a task that the manager gives. What it reports is data: it has read texts from outside."""
        self.counter.ask("manager", str(self.name), {"task": str(task)})
        kwargs.pop("additional_args", None)
        return as_untrusted(str(super().__call__(task, **kwargs)), source=str(self.name))
