"""A rule set in plain words, a sentence each; whoever reads them can write it anew."""

from typing import TYPE_CHECKING

from trading.strategies.rule_strategy import RuleSide
from trading.types import Sizing

if TYPE_CHECKING:
    from trading.strategies.rules import RuleSet, RuleSizing

_LONG = ("Buy", "sell", "under", "over")
_SHORT = ("Sell short", "buy back", "over", "under")


def said(rules: "RuleSet") -> tuple[str, ...]:
    """Return entry, exit, exits by price and time, size, and how it is carried out."""
    enter, leave, wrong, right = _LONG if rules.side is RuleSide.LONG else _SHORT
    on = f"On {', '.join(rules.symbols)}: " if rules.symbols else ""
    lines = [f"{on}{enter} when {rules.entry.words}."]
    if rules.exit:
        lines.append(f"{leave.capitalize()} when {rules.exit.words}.")
        lines.append(f"Where both hold on one bar, {leave}.")
    else:
        lines.append(f"No condition ends a trade: {_held(rules)}.")
    decided = "the close of the bar that decided"
    exits = (
        (rules.stop_pct, f"Stop: {leave} {{:g}} percent {wrong} {decided}."),
        (rules.take_pct, f"Target: {leave} {{:g}} percent {right} {decided}."),
        (rules.trail_pct, f"Trailing stop: {leave} {{:g}} percent {wrong} the best price since the entry."),
        (rules.most_bars, f"Time: {leave} after {{}} bars in the trade."),
    )
    lines += [words.format(number) for number, words in exits if number is not None]
    lines.append(_size(rules.sizing))
    lines.append("Decided on the close of each bar and sent for the next open.")
    lines.append("One trade at a time; after it, in again whenever the entry holds.")
    return tuple(lines)


def _held(rules: "RuleSet") -> str:
    others = [rules.stop_pct, rules.take_pct, rules.trail_pct, rules.most_bars]
    return "it ends as below" if any(others) else "it is held to the end"


def _size(sizing: "RuleSizing | None") -> str:
    if sizing is None:
        return "Size: as the backtest or the desk is told."
    if sizing.method is Sizing.ALL_IN:
        return "Size: all the cash there is, in equal parts on every symbol."
    if sizing.size is None:
        return f"Size: by the method {sizing.method}, with the number that the limits have for it."
    number = f"{sizing.size:,.10g}"
    return {
        Sizing.FIXED: f"Size: {number} USD a trade.",
        Sizing.EQUITY: f"Size: {number} percent of equity a trade.",
        Sizing.VOLATILITY: f"Size: a usual day's move costs {number} percent of equity.",
        Sizing.KELLY: f"Size: half Kelly from the trades so far, at most {number} percent of equity.",
        Sizing.RISK: f"Size: {number} percent of equity is lost at the stop.",
    }[sizing.method]
