"""The examples of docs/strategies.md are what they say: a rule set that reads, and a file that runs."""

import re
from pathlib import Path

from tests.strategies.made import recorded
from trading.backtest.lookahead import find_look_ahead
from trading.backtest.past import Past
from trading.strategies.loading import load
from trading.strategies.rules import rules_from_text

PAGE = (Path(__file__).parents[2] / "docs" / "strategies.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[0]


def test_the_rule_set_of_the_docs_can_be_read_and_looks_at_no_future() -> None:
    rules = rules_from_text(block("json"))
    bars = recorded("AAPL", bars=600)
    assert rules.symbols == ("AAPL",)
    assert find_look_ahead(rules.strategy(), Past(seen=bars, traded=bars), cuts=8) is None


def test_the_file_of_the_docs_can_be_loaded_and_looks_at_no_future(tmp_path: Path) -> None:
    path = tmp_path / "three_down.py"
    path.write_text(block("python"), encoding="utf-8")
    bars = recorded("AAPL", bars=200)
    strategy = load(path).build()
    assert strategy.plan(bars).action.any()
    assert find_look_ahead(strategy, Past(seen=bars, traded=bars), cuts=8) is None
