"""Turn numbers, times and states into the words that people read: one format for each kind, everywhere."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
MISSING = "–"
MINUS = "\u2212"
Number = Decimal | float | int
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def money(amount: Number | None) -> str:
    """Return USD with two decimals and the minus before the sign; a dash when it is not known.

    >>> money(Decimal("1234.5")), money(Decimal("-1234.5")), money(None)
    ('$1,234.50', '−$1,234.50', '–')
    """
    return _signed(amount, "$", 2, plus=False)


def money_change(amount: Number | None) -> str:
    """Return a change in USD with its sign always shown.

    >>> money_change(Decimal("12")), money_change(Decimal("-12")), money_change(0)
    ('+$12.00', '−$12.00', '$0.00')
    """
    return _signed(amount, "$", 2, plus=True)


def price(amount: Number | None) -> str:
    """Return a price in USD a share without the sign: two decimals, four below one dollar.

    >>> price(Decimal("430.4")), price(Decimal("0.1234")), price(None)
    ('430.40', '0.1234', '–')
    """
    value = _known(amount)
    small = value is not None and 0 < abs(value) < 1
    return _signed(value, "", 4 if small else 2, plus=False)


def dollars_a_share(amount: Number | None) -> str:
    """Return a price with the dollar sign, as it stands in a sentence.

    >>> dollars_a_share(Decimal("432"))
    '$432.00'
    """
    return MISSING if _known(amount) is None else f"${price(amount)}"


def percent(points: Number | None, decimals: int = 2) -> str:
    """Return a percentage that is already in percent.

    >>> percent(-2.484), percent(None)
    ('−2.48%', '–')
    """
    return _percent(points, decimals, plus=False)


def percent_change(points: Number | None, decimals: int = 2) -> str:
    """Return a change in percent with its sign always shown.

    >>> percent_change(0.32), percent_change(-0.32), percent_change(0)
    ('+0.32%', '−0.32%', '0.00%')
    """
    return _percent(points, decimals, plus=True)


def share_of(fraction: Number | None, decimals: int = 2) -> str:
    """Return a fraction of one as a percentage.

    >>> share_of(0.2229)
    '22.29%'
    """
    value = _known(fraction)
    return MISSING if value is None else percent(value * 100, decimals)


def shares(qty: Number | None) -> str:
    """Return a number of shares: thousands separated, up to six decimals, none when whole.

    >>> shares(Decimal("1200")), shares(Decimal("10.500000")), shares(Decimal("-3"))
    ('1,200', '10.5', '−3')
    """
    value = _known(qty)
    if value is None:
        return MISSING
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def volume(count: Number | None) -> str:
    """Return a traded volume in short form.

    >>> volume(19_700_000), volume(12_340), volume(900), volume(2_500_000_000)
    ('19.7M', '12.3K', '900', '2.5B')
    """
    value = _known(count)
    if value is None:
        return MISSING
    number = float(value)
    for unit, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(number) >= unit:
            return f"{number / unit:.1f}{letter}"
    return f"{number:.0f}"


def clock(at: datetime | None) -> str:
    """Return the New York time of day.

    >>> clock(datetime.fromisoformat("2013-03-01T19:31:07+00:00"))
    '14:31:07 ET'
    """
    return MISSING if at is None else f"{_new_york(at):%H:%M:%S} ET"


def day(on: date | datetime | None) -> str:
    """Return a date; a time is read as its New York date.

    >>> day(date(2013, 3, 1))
    '1 Mar 2013'
    """
    if on is None:
        return MISSING
    local = _new_york(on).date() if isinstance(on, datetime) else on
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def day_and_time(at: datetime | None) -> str:
    """Return date and New York time to the minute.

    >>> day_and_time(datetime.fromisoformat("2013-03-01T21:00:00+00:00"))
    '1 Mar 2013, 16:00 ET'
    """
    return MISSING if at is None else f"{day(at)}, {_new_york(at):%H:%M} ET"


def weekday_and_time(at: datetime | None) -> str:
    """Return weekday, date and New York time to the minute.

    >>> weekday_and_time(datetime.fromisoformat("2013-03-01T21:00:00+00:00"))
    'Fri 1 Mar 2013, 16:00 ET'
    """
    return MISSING if at is None else f"{_DAYS[_new_york(at).weekday()]} {day_and_time(at)}"


def stamp(at: datetime | None) -> str:
    """Return the time of a log line: date and New York time to the second.

    >>> stamp(datetime.fromisoformat("2013-03-01T19:31:07+00:00"))
    '1 Mar 2013, 14:31:07 ET'
    """
    return MISSING if at is None else f"{day(at)}, {clock(at)}"


def as_of(at: datetime | None) -> str:
    """Return the time of daily data as a phrase.

    >>> as_of(datetime.fromisoformat("2013-03-01T21:00:00+00:00"))
    'as of Fri 1 Mar 2013, 16:00 ET'
    """
    return "age not known" if at is None else f"as of {weekday_and_time(at)}"


def age(at: datetime | None, now: datetime) -> str:
    """Return how old something is in one unit; nothing is ever from the future.

    >>> now = datetime.fromisoformat("2013-03-01T21:00:00+00:00")
    >>> age(now - timedelta(seconds=2), now), age(now - timedelta(minutes=4), now), age(now - timedelta(days=3), now)
    ('2 s ago', '4 min old', '3 days old')
    """
    if at is None:
        return "age not known"
    passed = max(0, int((now - at).total_seconds()))
    if passed < 60:
        return f"{passed} s ago"
    if passed < 3600:
        return f"{passed // 60} min old"
    if passed < 172_800:
        return f"{passed // 3600} h old"
    return f"{passed // 86_400} days old"


def moment(at: datetime | None, now: datetime) -> str:
    """Return when a price was made, in words that stay true while they stand on the page.

    >>> now = datetime.fromisoformat("2013-03-01T21:00:00+00:00")
    >>> moment(now - timedelta(seconds=2), now), moment(now - timedelta(days=1), now)
    ('at 15:59:58 ET', 'as of Thu 28 Feb 2013, 16:00 ET')
    """
    if at is None:
        return "age not known"
    return f"at {clock(at)}" if _new_york(at).date() == _new_york(now).date() else as_of(at)


def countdown(left: timedelta) -> str:
    """Return the time that is left as minutes and seconds; zero when it is over.

    >>> countdown(timedelta(seconds=41)), countdown(timedelta(seconds=-3))
    ('0:41', '0:00')
    """
    seconds = max(0, int(left.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


def delta(change: Number | None, unit: str = "") -> str | None:
    """Return the delta of an `st.metric`, where only an ASCII minus turns the arrow down; None when not known.

    >>> delta(Decimal("-324.5"), "$"), delta(0.32, "%")
    ('-$324.50', '+0.32%')
    """
    if change is None:
        return None
    return (percent_change(change) if unit == "%" else _signed(change, unit, 2, plus=True)).replace(MINUS, "-")


def escaped(text: str) -> str:
    r"""Return text of ours for Markdown, where two dollar signs would start a formula.

    >>> escaped("$1.00 of $2.00")
    '\\$1.00 of \\$2.00'
    """
    return text.replace("$", "\\$")


def _known(value: Number | None) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _signed(amount: Number | None, unit: str, decimals: int, *, plus: bool) -> str:
    value = _known(amount)
    if value is None:
        return MISSING
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    sign = MINUS if rounded < 0 else "+" if plus and rounded > 0 else ""
    return f"{sign}{unit}{abs(rounded):,}"


def _percent(points: Number | None, decimals: int, *, plus: bool) -> str:
    text = _signed(points, "", decimals, plus=plus)
    return text if text == MISSING else f"{text}%"


def _new_york(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"time {at} has no zone; pass an aware time")
    return at.astimezone(NEW_YORK)
