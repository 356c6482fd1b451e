"""How old a price is by the exchange's hours: nobody can have a newer one than that of the last close."""

from datetime import datetime

from trading.errors import NoData
from trading.market.calendar import NEW_YORK
from trading.ports import Calendar
from trading.types import Session


def counted_until(now: datetime, session: Session | None, before: Session | None) -> datetime:
    """Return the time up to which a price's age is counted: now while the exchange is open, else its last close.

    `session` is that of today, None on a closed day, `before` the one before it, None when it is not known.
    """
    if session is not None and session.opens <= now <= session.closes:
        return now
    if session is not None and now > session.closes:
        return session.closes
    return now if before is None else min(before.closes, now)


def price_age_s(at: datetime, now: datetime, calendar: Calendar) -> int:
    """Return the age of a price in whole seconds of open exchange or, over nights and weekends, up to the last close.

    Never below 0; a price of an earlier session is as old as the clock says.
    """
    try:
        before = calendar.previous_session(now.astimezone(NEW_YORK).date())
    except NoData:
        before = None
    return max(0, int((counted_until(now, calendar.session_at(now), before) - at).total_seconds()))
