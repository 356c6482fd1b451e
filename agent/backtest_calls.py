"""The strategist's calls for a test that the words ask for: rules are read first, so that they are shown back."""

from typing import Any

from agent.intent_types import AskedBacktest
from trading.types.wire import decimal_text


def backtest_calls(asked: AskedBacktest) -> list[tuple[str, dict[str, Any]]]:
    """Return the tool calls, in order."""
    arguments: dict[str, Any] = {"strategy": asked.strategy, "symbols": list(asked.symbols)}
    said = {
        "params": dict(asked.params) or None,
        "rules": asked.rules or None,
        "timeframe": None if asked.timeframe is None else asked.timeframe.value,
        "start": asked.start,
        "end": asked.end,
        "cash": None if asked.cash is None else decimal_text(asked.cash),
    }
    test = ("run_backtest", arguments | {name: value for name, value in said.items() if value is not None})
    return [("read_rule", {"words": asked.said}), test] if asked.rules else [test]
