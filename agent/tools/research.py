"""The researcher's tools: what is read from outside. All of it is data."""

from agent.tools.spec import ToolSpec

RESEARCHER_TOOLS: tuple[ToolSpec, ...] = ()
