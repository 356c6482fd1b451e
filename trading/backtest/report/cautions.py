"""What to bear in mind of a run: sentences from the past, the terms and what was played."""

from typing import TYPE_CHECKING

from trading.backtest.report.tested import Tested
from trading.compiled import kernel, way
from trading.types import Prices, Sizing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW_TRADES = 30
SHORT_DAYS = 730
"""Two years: less has seen one kind of market at most."""
LEAST_JUMP = 1.4
"""A price that changes over night by more than a third is a split more often than news."""
RATIOS = (1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 8.0, 10.0, 15.0, 20.0)
NEAR = 0.05
MAINTENANCE = 0.25
"""The least equity beside long positions: FINRA rule 4210 (c); more is asked for beside shorts, and by most brokers."""
_DAY_S = 86_400
_MOST_LARGE = 1_000
STRETCH = 1_024
"""So many bars are looked at together: where none is large, as nearly always, that is all."""
_MOST_NAMED = 5


def cautions(tested: Tested) -> tuple[str, ...]:
    """Return every caution that applies, those of the past first."""
    rules = (_ruined, _survivors, _adjusted, _split, _closes_only, _few_trades, _short, _borrowed, _called, _free)
    return (*tested.past.warnings, *(said for rule in rules if (said := rule(tested))))


def _ruined(tested: Tested) -> str | None:
    equity = tested.played.equity
    if float(equity.min()) > 0:
        return None
    day = _day(int(tested.past.traded.time[int((equity <= 0).argmax())]))
    return f"The account lost everything by {day}: what comes after means nothing. Lower the size or the leverage."


def _survivors(tested: Tested) -> str:
    since = _day(int(tested.past.traded.time[0]))
    if len(tested.symbols) == 1:
        return (
            f"{tested.symbols[0]} was chosen today, knowing what became of it since {since}: "
            "another, bought then, might have failed."
        )
    return (
        f"The {len(tested.symbols)} symbols were chosen today: companies that failed or were bought since {since} "
        "are not among them, which flatters every strategy that picks from them."
    )


def _adjusted(tested: Tested) -> str | None:
    if tested.terms.prices is not Prices.ADJUSTED:
        return None
    whole = tested.terms.whole_shares or tested.terms.sizing is Sizing.ALL_IN_WHOLE_SHARES
    sizes = "Whole-share sizes and rules" if whole or tested.terms.costs.commission_per_share else "Rules"
    return (
        "Prices are adjusted for later splits and dividends, so nobody saw them then. "
        f"{sizes} that name a price in USD mean something else here; test those with prices as traded."
    )


def _split(tested: Tested) -> str | None:
    if tested.terms.prices is not Prices.RAW:
        return None
    panel = tested.past.traded
    found = []
    for place, symbol in enumerate(panel.symbols):
        for bar in _jumps(panel.open[:, place], panel.close[:, place]):
            day = _day(int(panel.time[bar]))
            found.append(f"{symbol} on {day}")
    if not found:
        return None
    named = ", ".join(found[:_MOST_NAMED]) + (
        f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    )
    return (
        f"Raw prices jump like a split: {named}. A split is taken as a gain or loss here; "
        "test with prices as traded or adjusted."
    )


def _closes_only(tested: Tested) -> str | None:
    named = sorted(tested.past.traded.closes_only)
    if not named:
        return None
    return (
        f"Of {', '.join(named[:_MOST_NAMED])}{' and others' if len(named) > _MOST_NAMED else ''} only closes are "
        "known: orders fill at the close instead of the open, and stops and limits see no high or low of the day."
    )


def _few_trades(tested: Tested) -> str | None:
    count = len(tested.played.trades.pnl)
    if count >= FEW_TRADES:
        return None
    return f"{count} trades are fewer than {FEW_TRADES}: win rate, profit factor and the like rest on little."


def _short(tested: Tested) -> str | None:
    time = tested.past.traded.time
    days = int(time[-1] - time[0]) // _DAY_S
    if days >= SHORT_DAYS:
        return None
    return f"{days} days are fewer than {SHORT_DAYS}: the test has seen hardly more than one kind of market."


def _borrowed(tested: Tested) -> str | None:
    if tested.terms.leverage <= 1 or tested.terms.costs.margin_pct:
        return None
    return "Borrowed cash was free here: margin costs 0 % a year in this test. A broker charges it for every night."


def _called(tested: Tested) -> str | None:
    if tested.terms.leverage <= 1 and not tested.terms.shorts:
        return None
    equity, gross = tested.played.equity, tested.played.gross
    called = (equity > 0) & (equity < MAINTENANCE * gross)
    if not called.any():
        return None
    day, count = _day(int(tested.past.traded.time[int(called.argmax())])), int(called.sum())
    bars = "1 bar" if count == 1 else f"{count:,} bars"
    return (
        f"On {bars}, first on {day}, equity was under {100 * MAINTENANCE:g} % of the "
        "positions: a broker would have asked for cash or sold some, and this test makes no margin calls. "
        "Lower the size or the leverage."
    )


def _free(tested: Tested) -> str | None:
    costs = tested.terms.costs
    if any(
        (costs.commission_bps, costs.commission_per_share, costs.commission_least, costs.spread_bps, costs.slippage_bps)
    ):
        return None
    return "Trading was free here: no commission, spread or slippage. A broker and a market take some of each trade."


def _jumps(opens: "NDArray[np.float64]", closes: "NDArray[np.float64]") -> list[int]:
    """Return the bars that open at about a split's ratio from the close before."""
    import numpy as np

    found = np.empty(_MOST_LARGE, np.int64)
    fast = way(_find_large, len(closes))
    if fast is _find_large:  # as Python the loop takes longer than numpy's passes
        large = np.flatnonzero((closes[:-1] > LEAST_JUMP * opens[1:]) | (closes[:-1] * LEAST_JUMP < opens[1:])) + 1
    else:
        count = fast(opens, closes, LEAST_JUMP, found)
        if count > len(found):
            found = np.empty(count, np.int64)
            fast(opens, closes, LEAST_JUMP, found)
        large = found[:count]
    ratios = [(int(bar), float(max(closes[bar - 1] / opens[bar], opens[bar] / closes[bar - 1]))) for bar in large]
    sizes = np.array(RATIOS)
    return [bar for bar, ratio in ratios if float(np.abs(ratio / sizes - 1).min()) <= NEAR]


@kernel
def _find_large(
    opens: "NDArray[np.float64]", closes: "NDArray[np.float64]", least: float, found: "NDArray[np.int64]"
) -> int:
    """Put the bars that open far from the close before into `found` as far as there is room; return their count."""
    count = 0
    for begin in range(1, len(closes), STRETCH):
        before, after = closes[begin - 1 : begin + STRETCH - 1], opens[begin : begin + STRETCH]
        if not _any_large(before, after, least):
            continue
        for place in range(len(after)):
            if before[place] > least * after[place] or before[place] * least < after[place]:
                if count < len(found):
                    found[count] = begin + place
                count += 1
    return count


@kernel
def _any_large(before: "NDArray[np.float64]", after: "NDArray[np.float64]", least: float) -> bool:
    """Say whether any open of a stretch is far from the close before it: counted without a branch, many at once."""
    count = 0
    for place in range(len(after)):
        count += int((before[place] > least * after[place]) | (before[place] * least < after[place]))
    return count > 0


def _day(seconds: int) -> str:
    import numpy as np

    return str(np.datetime64(seconds, "s").astype("datetime64[D]"))
