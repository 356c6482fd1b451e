"""Write the amounts, percentages and dates inside a sentence of the desk in the formats of the pages."""

import re
from datetime import date
from decimal import Decimal

from components.formats import MINUS, day, dollars_a_share, money

_USD = re.compile(r"(?<![\w.,$])(-?\d+(?:\.\d+)?) USD\b")
_PERCENT = re.compile(r"(?<![\w.,])(-?)(\d+(?:\.\d+)?) percent\b")
_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")


def with_figures(text: str) -> str:
    """Return a sentence whose figures read as they do in the tables; its other words stay as they are.

    >>> with_figures("order worth 2854900.00 USD exceeds the limit of 25000 USD")
    'order worth $2,854,900.00 exceeds the limit of $25,000.00'
    >>> with_figures("2863.46 percent on 2012-06-04")
    '2,863.46% on 4 Jun 2012'
    """
    shown = _USD.sub(lambda found: _dollars(Decimal(found[1])), text)
    shown = _PERCENT.sub(lambda found: f"{MINUS if found[1] else ''}{Decimal(found[2]):,}%", shown)
    return _DAY.sub(_date, shown)


def _dollars(amount: Decimal) -> str:
    return dollars_a_share(amount) if 0 < amount < 1 else money(amount)


def _date(found: re.Match[str]) -> str:
    try:
        return day(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return found[0]
