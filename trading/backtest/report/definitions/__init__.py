"""Every figure of a report by its key: title, unit, definition with its formula and source, and which way is better."""

from collections.abc import Mapping
from types import MappingProxyType

from trading.backtest.report.definitions.account import ACCOUNT
from trading.backtest.report.definitions.kinds import Better, Definition, Group, Unit
from trading.backtest.report.definitions.returns import RETURNS
from trading.backtest.report.definitions.trades import TRADES

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({one.key: one for one in (*ACCOUNT, *RETURNS, *TRADES)})

__all__ = ["DEFINITIONS", "Better", "Definition", "Group", "Unit"]
