"""The report of a backtest: every figure with its definition, curves, lists, files and cautions."""

from trading.backtest.report.definitions import DEFINITIONS, Better, Definition, Group, Unit
from trading.backtest.report.report import Report, report_of
from trading.backtest.report.tested import Tested

__all__ = ["DEFINITIONS", "Better", "Definition", "Group", "Report", "Tested", "Unit", "report_of"]
