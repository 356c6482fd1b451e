"""What a tool is called, does and takes, as an agent is told of it."""

from dataclasses import dataclass, field
from typing import Any

Inputs = dict[str, dict[str, Any]]
SYMBOL: Inputs = {"symbol": {"type": "string", "description": "A symbol such as AAPL."}}
ONE_SYMBOL: Inputs = {
    "symbol": {"type": "string", "description": "Only this symbol; leave out for all.", "nullable": True}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """One tool; the description is the contract that a model reads."""

    name: str
    description: str
    inputs: Inputs = field(default_factory=dict)


def optional(description: str) -> dict[str, Any]:
    """Return the schema of an argument that may be left out."""
    return {"type": "any", "description": description, "nullable": True}
