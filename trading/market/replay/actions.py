"""Dividends and splits of the recording: where the adjusted closes show one, with the known amount if there is one.

On an ex-date the ratio of adjusted to raw close steps up. A step is a split where SPLITS names it, and a dividend of
`previous close x (1 - 1 / step)` otherwise. That amount is off by a few percent, because the source scaled by a close
of another day, so the amount that the company has published takes its place where there is one.
"""

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from trading.errors import Unavailable
from trading.market.replay.dividends import published_dividend
from trading.market.replay.history import History, price
from trading.types import CashActionKind, CorporateAction

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_STEP = 1e-5
"""The adjusted closes repeat their ratio to 1e-13 between ex-dates; the smallest dividend moves it by 1e-3."""
LARGEST_DIVIDEND_STEP = Decimal("1.2")
"""More than the largest dividend of the recording, MSFT's 3.08 USD on 2004-11-15 (1.1125), less than any split."""
DERIVED = "derived from adjusted closes, a few percent off"
PUBLISHED = "published by the company"
CENT_PART = Decimal("0.0001")

SPLITS = {
    ("AAPL", date(2000, 6, 21)): Decimal(2),
    ("AAPL", date(2005, 2, 28)): Decimal(2),
    ("MSFT", date(2003, 2, 18)): Decimal(2),
}
"""New shares for one old, on the first session at the new price; each is the whole step of that day."""


def recorded_actions(history: History) -> dict[date, tuple[CorporateAction, ...]]:
    """Return the actions of one symbol by ex-date, ascending; none for closes only, which include them already."""
    return {day: tuple(found) for day, found in groupby(_steps(history), key=lambda action: action.ex_date)}


def _steps(history: History) -> "Iterator[CorporateAction]":
    if history.closes_only:
        return
    ratio = history.adjusted / history.close
    step = ratio[1:] / ratio[:-1]
    for row in (abs(step - 1) > LEAST_STEP).nonzero()[0]:
        day = date.fromordinal(history.days[row + 1])
        yield _action(history.symbol, day, price(history.close[row]), Decimal(repr(float(step[row]))))


def _action(symbol: str, day: date, close_before: Decimal, step: Decimal) -> CorporateAction:
    split = SPLITS.get((symbol, day))
    if split is not None:
        return CorporateAction(symbol=symbol, kind=CashActionKind.SPLIT, ex_date=day, ratio=split, source=PUBLISHED)
    if not 1 < step < LARGEST_DIVIDEND_STEP:
        raise Unavailable(
            f"the adjusted closes of {symbol} step by {step:.4f} on {day}, which is no dividend below "
            f"{LARGEST_DIVIDEND_STEP}; add the split of that day to SPLITS"
        )
    published = published_dividend(symbol, day)
    return CorporateAction(
        symbol=symbol,
        kind=CashActionKind.DIVIDEND,
        ex_date=day,
        amount=published or (close_before * (1 - 1 / step)).quantize(CENT_PART),
        derived=published is None,
        source=DERIVED if published is None else PUBLISHED,
    )
