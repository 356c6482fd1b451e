"""Carry out a screen: which symbols meet every rule, which do not, and which could not be judged and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trading.analysis.market_scan import MarketScan, Scan, Value
from trading.analysis.scanned import Scanned
from trading.analysis.screen_rules import Rule
from trading.errors import FixInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A symbol that meets every rule, with the figures that the rules looked at."""

    row: Scanned
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What a screen found among the symbols of one look; a symbol is in exactly one of the three parts."""

    matches: Sequence[Match]
    out: Sequence[str]
    unjudged: Mapping[str, str]
    scan: Scan


def screen(market: MarketScan, symbols: Sequence[str], rules: Sequence[Rule]) -> Screened:
    """Return which of these symbols meet every rule, in the order asked for. Raises FixInput without a rule."""
    if not rules:
        raise FixInput("a screen without a rule finds everything; add one such as rsi_14<30")
    found = market.scan(symbols)
    fields = list({each.key: each for rule in rules for each in rule.fields}.values())
    values = market.values(found.rows, fields)
    matches: list[Match] = []
    out: list[str] = []
    unjudged = dict(found.unread)
    for row in found.rows:
        told = values[row.symbol]
        verdict = judge(rules, told)
        if verdict is None:
            unjudged[row.symbol] = "; ".join(dict.fromkeys(why for why in told.values() if isinstance(why, str)))
        elif verdict:
            matches.append(Match(row=row, values={k: v for k, v in told.items() if not isinstance(v, str)}))
        else:
            out.append(row.symbol)
    return Screened(matches=matches, out=out, unjudged=unjudged, scan=found)


def judge(rules: Sequence[Rule], told: Mapping[str, Value]) -> bool | None:
    """Say whether every rule holds; one that fails decides, else an unknown figure leaves it open (None)."""
    known = {key: None if isinstance(value, str) else value for key, value in told.items()}
    verdicts = [rule.judge(known) for rule in rules]
    if False in verdicts:
        return False
    return None if None in verdicts else True
