"""The dividends that the recorded companies have published, USD a share, by the ex-date from which each was paid.

Sources: IBM's list of cash dividends (ibm.com/investor/governance/ibm-cash-dividends), the dividend notes of
Microsoft's annual reports (fiscal 2003 to 2013; 3.08 is the special dividend of 3.00 and the quarter's 0.08), Apple's
announcements of 2012 (2.65 a quarter). The ex-dates are those of the recorded prices.
"""

from datetime import date
from decimal import Decimal

PUBLISHED_UNTIL = date(2013, 3, 1)
"""The last day that the lists cover: the end of the recording with full history."""

_SINCE = {
    "AAPL": ((date(2012, 8, 9), "2.65"),),
    "IBM": (
        (date(2000, 5, 8), "0.13"),
        (date(2001, 5, 8), "0.14"),
        (date(2002, 5, 8), "0.15"),
        (date(2003, 5, 7), "0.16"),
        (date(2004, 5, 6), "0.18"),
        (date(2005, 5, 6), "0.20"),
        (date(2006, 5, 8), "0.30"),
        (date(2007, 5, 8), "0.40"),
        (date(2008, 5, 7), "0.50"),
        (date(2009, 5, 6), "0.55"),
        (date(2010, 5, 6), "0.65"),
        (date(2011, 5, 6), "0.75"),
        (date(2012, 5, 8), "0.85"),
    ),
    "MSFT": (
        (date(2003, 2, 19), "0.08"),
        (date(2003, 10, 15), "0.16"),
        (date(2004, 8, 23), "0.08"),
        (date(2004, 11, 15), "3.08"),
        (date(2005, 2, 15), "0.08"),
        (date(2006, 2, 15), "0.09"),
        (date(2006, 11, 14), "0.10"),
        (date(2007, 11, 13), "0.11"),
        (date(2008, 11, 18), "0.13"),
        (date(2010, 11, 16), "0.16"),
        (date(2011, 11, 15), "0.20"),
        (date(2012, 11, 13), "0.23"),
    ),
}


def published_dividend(symbol: str, ex_date: date) -> Decimal | None:
    """Return the dividend that the company paid for that ex-date, None where no list covers it."""
    if ex_date > PUBLISHED_UNTIL:
        return None
    amounts = [amount for since, amount in _SINCE.get(symbol, ()) if since <= ex_date]
    return Decimal(amounts[-1]) if amounts else None
