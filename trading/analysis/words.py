"""Plain sentences about figures: what is, never what to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from trading.analysis.reports import Analysis, Compared
from trading.indicators import Reading, named

OVERBOUGHT, OVERSOLD = 70, 30
"""Wilder's levels for the RSI (New Concepts in Technical Trading Systems, 1978, section 6)."""
OLD = timedelta(days=7)
"""Longer than the longest closure since 1990 (2001-09-10 to 2001-09-17): an older price is the end of a history."""


def indicator_sentence(name: str, value: Reading, *, price: float, where: str = "") -> str:
    """Return one sentence with the value and what it means; `where` may add the symbol and the date."""
    wanted = named(name)
    subject = f"{wanted.label}{where}"
    if isinstance(value, float):
        return f"{subject} is {_figure(value)}{_single_meaning(wanted.indicator.key, value, price)}."
    figures = ", ".join(f"{part} {_figure(figure)}" for part, figure in value.items())
    return f"{subject}: {figures}{_several_meaning(wanted.indicator.key, value, price)}."


def _figure(value: float) -> str:
    """Two decimals as prices have them, five where those would hide a return or a slope."""
    return f"{value:,.2f}" if value == 0 or abs(value) >= 0.1 else f"{value:.5f}"


def _single_meaning(key: str, value: float, price: float) -> str:
    if key == "rsi":
        if value >= OVERBOUGHT:
            return f", at or above {OVERBOUGHT}: usually read as overbought"
        return f", at or below {OVERSOLD}: usually read as oversold" if value <= OVERSOLD else ", in the middle range"
    if key in ("sma", "ema"):
        return f"; the price {price:,.2f} is {_side(price, value)} it"
    if key == "atr":
        return f" USD, {value / price:.1%} of the price {price:,.2f}"
    return "%" if key == "roc" else ""


def _several_meaning(key: str, value: Mapping[str, float], price: float) -> str:
    if key == "macd":
        return f"; macd is {_side(value['macd'], value['signal'])} its signal"
    if key == "bbands":
        if price > value["upper"]:
            return f"; the price {price:,.2f} is above the upper band"
        if price < value["lower"]:
            return f"; the price {price:,.2f} is below the lower band"
        return f"; the price {price:,.2f} is inside the bands"
    return ""


def analysis_summary(found: Analysis, *, now: datetime) -> str:
    """Return the price line, a warning when it is old against the market's now, and each indicator's sentence."""
    change = "" if found.change_pct is None else f", {found.change_pct:+.2f}% against the bar before"
    parts = [f"{found.symbol} ({found.name}) closed at {found.price:,.2f} on {found.as_of:%Y-%m-%d}{change}."]
    if now - found.as_of > OLD:
        parts.append(f"That is its newest price, and the market stands at {now:%Y-%m-%d}.")
    parts += [indicator_sentence(name, value, price=found.price) for name, value in found.indicators.items()]
    if found.missing:
        parts.append(f"No value for {', '.join(found.missing)}.")
    return " ".join(parts)


def comparison_summary(rows: Sequence[Compared], *, start: datetime, as_of: datetime, sessions: int) -> str:
    """Return who led, who swung most, and over which sessions."""
    window = f"From {start:%Y-%m-%d} to {as_of:%Y-%m-%d} ({sessions} sessions)"
    ranked = sorted(rows, key=lambda row: -row.return_pct)
    returns = ", ".join(f"{row.symbol} {row.return_pct:+.2f}%" for row in ranked)
    deepest = max(rows, key=lambda row: row.max_drawdown_pct)
    parts = [f"{window} the returns were {returns}."]
    swings = [(row.volatility_pct, row.symbol) for row in rows if row.volatility_pct is not None]
    if swings:
        most, symbol = max(swings)
        parts.append(f"{symbol} swung the most, {most:.1f}% a year.")
    parts.append(f"The deepest fall from a peak was {deepest.symbol}'s, {deepest.max_drawdown_pct:.1f}%.")
    if mixed := [row.symbol for row in rows if row.closes_only]:
        parts.append(f"With closes only: {', '.join(mixed)}.")
    return " ".join(parts)


def _side(value: float, of: float) -> str:
    if value == of:
        return "at"
    return "above" if value > of else "below"
