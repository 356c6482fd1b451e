"""The risk officer's tools: limits, exposure, the worst case, what an order would change. None of them writes one."""

from agent.tools.account import ORDER_INPUTS
from agent.tools.sizing import SIZE_POSITION
from agent.tools.spec import ToolSpec

RISK_TOOLS = (
    ToolSpec(name="get_limits", description="Return the limits that hold, what is used of each, and what holds risk."),
    ToolSpec(name="get_exposure", description="Return what is held long and short, its weights and the value at risk."),
    ToolSpec(
        name="worst_case",
        description="Return the most that can be lost from now before the day's halt, by symbol, and the model.",
    ),
    ToolSpec(
        name="preview_impact",
        description=(
            "Return what an order would cost and change, and which rules it would pass. Nothing is written: it is no "
            "proposal, and no order follows from it."
        ),
        inputs=ORDER_INPUTS,
    ),
    SIZE_POSITION,
)
