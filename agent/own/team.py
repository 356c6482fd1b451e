"""The user's own tools and agents as members of a run: offered where their files and the words allow it."""

from collections.abc import Collection, Mapping, Sequence

from agent.intent_types import Reading
from agent.members import MemberSpec, with_tool
from agent.own.files import Own, OwnAgent, OwnTool
from agent.tools.account import PROPOSE_CANCEL, PROPOSE_CLOSE, PROPOSE_ORDER, TRADER_TOOLS, trader_tools
from agent.tools.analysis import ANALYST_TOOLS
from agent.tools.research import RESEARCHER_TOOLS
from agent.tools.risk import RISK_TOOLS
from agent.tools.spec import ToolSpec
from agent.tools.testing import STRATEGIST_TOOLS
from agent.tools.web import LIST_FILINGS, READ_FILING, READ_PAGE, SEARCH_WEB

PROPOSING = ("propose_order", "propose_close")
_SPECS: Mapping[str, ToolSpec] = {
    spec.name: spec for spec in (*ANALYST_TOOLS, *TRADER_TOOLS, *RESEARCHER_TOOLS, *RISK_TOOLS, *STRATEGIST_TOOLS)
}
TAKEN = frozenset(_SPECS) | {
    spec.name
    for spec in (SEARCH_WEB, READ_PAGE, LIST_FILINGS, READ_FILING, PROPOSE_ORDER, PROPOSE_CLOSE, PROPOSE_CANCEL)
}
"""The names of the team's tools, also of those that the words alone open: no file may have one of them."""


def lookup_names() -> frozenset[str]:
    """Return what a file may name among its permissions beside other tools of the user."""
    return frozenset(_SPECS)


def granted(setting: str) -> frozenset[str]:
    """Return the names of AGENTS_MAY_PROPOSE; an ending such as .toml does not count."""
    return frozenset(word.strip().removesuffix(".toml") for word in setting.split(",") if word.strip())


def with_own(
    members: Sequence[MemberSpec], own: Own, reading: Reading, *, may_order: bool, may_propose: Collection[str]
) -> tuple[MemberSpec, ...]:
    """Return the members with the user's tools among theirs, and the user's agents beside them.

    Proposing is among an agent's tools only where it is granted and the words ask for an order; what it proposes is
    held to the words like any other ticket.
    """
    specs = {tool.name: spec_of(tool) for tool in own.tools}
    team = list(members)
    for tool in own.tools:
        team = [with_tool(one, specs[tool.name]) if one.name == tool.member else one for one in team]
    offered = trader_tools(reading, may_order=may_order)
    proposing = {spec.name: spec for spec in offered if spec.name in PROPOSING}
    for agent in own.agents:
        if reading.intent not in agent.intents or reading.settled:
            continue
        allowed = {**_SPECS, **specs, **(proposing if agent.name in may_propose else {})}
        tools = tuple(allowed[name] for name in agent.permissions if name in allowed)
        if tools:
            team.append(_member(agent, tools))
    return tuple(team)


def _member(agent: OwnAgent, tools: tuple[ToolSpec, ...]) -> MemberSpec:
    return MemberSpec(name=agent.name, role=agent.role, tools=tools, prompt=f"You are {agent.name}. {agent.prompt}")


def spec_of(tool: OwnTool) -> ToolSpec:
    """Return what a model is told of a tool of the user's."""
    return ToolSpec(name=tool.name, description=tool.says, inputs=tool.inputs)
