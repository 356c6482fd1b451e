"""The tool that shows what the desk's sizing methods would give; it orders nothing."""

from agent.tools.spec import SYMBOL, ToolSpec, optional

SIZE_POSITION = ToolSpec(
    name="size_position",
    description=(
        "Return how many shares an order would have by one of the desk's methods, with the arithmetic. It orders "
        "nothing, and a size that the user's words do not ask for may not be proposed."
    ),
    inputs={
        **SYMBOL,
        "side": {"type": "string", "description": "buy or sell."},
        "method": {"type": "string", "description": "fixed, equity, volatility, kelly (half Kelly) or risk."},
        "stop_price": optional("USD a share, where a loss would be ended; for risk."),
    },
)
