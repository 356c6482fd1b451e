"""The strategist's tools: strategies, rules read from words, tests on the past."""

from agent.tools.spec import ToolSpec, optional

STRATEGIST_TOOLS = (
    ToolSpec(name="list_strategies", description="Return the strategies that can be tested, with their parameters."),
    ToolSpec(
        name="read_rule",
        description=(
            "Read a rule strategy from words: the rules as JSON text, what was assumed, what cannot be expressed. With "
            "anything missing or unread, ask the user and test nothing."
        ),
        inputs={"words": {"type": "string", "description": "The user's own words of the rule."}},
    ),
    ToolSpec(
        name="run_backtest",
        description=(
            "Test one strategy on the past and return its figures with source, period, costs and the verdict on luck. "
            "It orders nothing and changes nothing."
        ),
        inputs={
            "strategy": {"type": "string", "description": "A key of list_strategies, or rules with rules given."},
            "symbols": {"type": "array", "description": "The symbols.", "items": {"type": "string"}},
            "params": optional('An object of numbers such as {"fast": 20, "slow": 50}; leave out for defaults.'),
            "rules": optional("The JSON text that read_rule gave."),
            "timeframe": optional("1Day unless said; 1Week, 1Hour, 30Min, 15Min, 5Min or 1Min."),
            "start": optional("The first day, such as 2005-01-31; leave out for all there is."),
            "end": optional("The last day; leave out for now."),
            "cash": optional("USD to begin with, 100000 unless said."),
        },
    ),
)
