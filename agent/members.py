"""Who is on the team and what each may call; code decides it from the user's words before a model is asked."""

from dataclasses import dataclass

from agent.intent_types import Reading
from agent.tools.account import trader_tools
from agent.tools.analysis import ANALYST_TOOLS
from agent.tools.spec import ToolSpec
from agent.tools.testing import STRATEGIST_TOOLS

MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSpec:
    """One member: its name, which is also that of its prompt file, what it is for, and the tools that it is offered."""

    name: str
    role: str
    tools: tuple[ToolSpec, ...]

    @property
    def offered(self) -> frozenset[str]:
        """Return the names of the tools."""
        return frozenset(tool.name for tool in self.tools)


def members_of(reading: Reading, *, may_order: bool) -> tuple[MemberSpec, ...]:
    """Return the members of a run; proposing is among their tools only where the user's words ask for it."""
    return (
        MemberSpec(
            name="analyst",
            role="Looks up prices, indicators, analyses and comparisons, who moves in the market, and screens.",
            tools=ANALYST_TOOLS,
        ),
        MemberSpec(
            name="trader",
            role="Looks at the portfolio, orders and history, and writes down proposals that a person reviews.",
            tools=trader_tools(reading, may_order=may_order),
        ),
        MemberSpec(
            name="strategist",
            role="Lists strategies, reads rules from words and tests them on the past; it orders nothing.",
            tools=STRATEGIST_TOOLS,
        ),
    )
