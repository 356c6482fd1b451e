"""A ratio's history: each session's price over the earnings that were public on that day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import prod
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trading.fundamentals.trailing import standing, trailing
from trading.types import Bars, CompanyFacts, CorporateAction, Line, PeriodKind, RatioHistory, RatioPoint, Report

if TYPE_CHECKING:
    import pandas as pd

NEW_YORK = ZoneInfo("America/New_York")
FILING_DAY_ENDS = time(17, 30, tzinfo=NEW_YORK)
ALLOWED = {PeriodKind.YEAR: timedelta(days=60), PeriodKind.QUARTER: timedelta(days=40)}
"""How long after its period a large company may file (Forms 10-K and 10-Q, general instruction A)."""
ASSUMED = "The source tells no filing days: a year is taken as known 60 days after it ended, a quarter after 40."


def public_from(report: Report) -> datetime:
    """Return when a report was public: the end of its filing day, or of the last day that the SEC allows."""
    filed = report.filed or report.ends + ALLOWED[report.kind]
    return datetime.combine(filed, FILING_DAY_ENDS)


def ratio_history(facts: CompanyFacts, bars: Bars, actions: Sequence[CorporateAction] = ()) -> RatioHistory:
    """Return price and P/E a session, from the first report on; `bars` are the raw daily ones, with their `actions`.

    Where the source restates its figures for splits, so is the price: both sides of the ratio count the same shares.
    """
    splits = actions if facts.restated else ()
    whole = [*facts.reports, *facts.superseded]
    moments = sorted({public_from(one) for one in whole})
    earnings = [_eps_at(whole, moment) for moment in moments]
    comparable = facts.currency == facts.price_currency
    points = []
    for at, close in _closes(bars.frame):
        step = bisect_right(moments, at) - 1
        if step >= 0:
            eps, day = earnings[step], at.astimezone(NEW_YORK).date()
            price = close / splits_after(day, splits)
            pe = price / eps if comparable and eps is not None and eps > 0 else None
            points.append(RatioPoint(day=day, price=price, pe=pe, eps=eps))
    notes = ["price adjusted for splits" if facts.restated else "price as traded"]
    if any(one.filed is None for one in whole):
        notes.append(ASSUMED)
    return RatioHistory(symbol=facts.symbol, source=facts.source, points=points, notes=notes)


def splits_after(day: date, actions: Sequence[CorporateAction]) -> float:
    """Return how many of today's shares one share of that day has become."""
    return prod(float(one.ratio) for one in actions if one.ratio is not None and one.ex_date > day)


def first_day(facts: CompanyFacts) -> date | None:
    """Return the day on which the first report was public, None without reports."""
    whole = [*facts.reports, *facts.superseded]
    return min((public_from(one).date() for one in whole), default=None)


def _eps_at(whole: Sequence[Report], moment: datetime) -> float | None:
    found = trailing(standing([one for one in whole if public_from(one) <= moment]), Line.EPS_DILUTED)
    return None if found is None else found.value


def _closes(frame: "pd.DataFrame") -> list[tuple[datetime, float]]:
    return list(zip(frame.index.to_list(), frame["close"].tolist(), strict=True))
