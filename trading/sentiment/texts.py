"""Texts from outside as one clean line, and what makes two of them the same."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from trading.web.visible import unescaped

LONGEST_TITLE = 300
LONGEST_SUMMARY = 1_000
LONGEST_ADDRESS = 500
LONGEST_NAME = 60
NEW_YORK = ZoneInfo("America/New_York")
YEARS = range(1900, 2201)
"""When a headline can be from; a date near either end of the calendar has no New York time at all."""
_SILENT = re.compile(r"<(script|style)\b|</(script|style)\s*+>", re.IGNORECASE)
_TAG = re.compile(r"<(?:/?[a-zA-Z!?])[^>]{0,2000}>")
_WORD = re.compile(r"[^\W_]+")
_KEPT_CONTROLS = frozenset("\n\t\r")


def plain_line(text: object, longest: int) -> str:
    """Return a text without markup, line breaks, control characters and invisible ones, at most so many characters.

    >>> plain_line("<p>Profit&nbsp;up\\u202e 5&#37;</p>", 40)
    'Profit up 5%'
    """
    if not isinstance(text, str):
        return ""
    cut = text[: longest * 20]  # markup may be long, a line never is
    without = _TAG.sub(" ", unescaped(_TAG.sub(" ", _without_silent(cut))))
    visible = "".join(
        mark for mark in without if mark in _KEPT_CONTROLS or unicodedata.category(mark) not in ("Cc", "Cf", "Co", "Cs")
    )
    line = " ".join(visible.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _without_silent(text: str) -> str:
    """Return a text without its scripts and style sheets; one that is never closed stays, as words."""
    marks = list(_SILENT.finditer(text))
    last = {mark[2].lower(): mark.start() for mark in marks if mark[2]}
    kept, at, inside = [], 0, ""
    for mark in marks:
        opened, closed = (mark[1] or "").lower(), (mark[2] or "").lower()
        if not inside and opened and mark.start() < last.get(opened, -1):
            kept.append(text[at : mark.start()])
            inside = opened
        elif inside and closed == inside:
            at, inside = mark.end(), ""
    return " ".join([*kept, text[at:]])


def address_of(text: object) -> str | None:
    """Return a web address that can be shown as text, None for anything else.

    >>> address_of("https://example.com/a"), address_of("javascript:alert(1)")
    ('https://example.com/a', None)
    """
    if not isinstance(text, str):
        return None
    line = plain_line(text, LONGEST_ADDRESS)
    return line if line.startswith(("https://", "http://")) and " " not in line and len(line) == len(text) else None


def folded(title: str) -> str:
    """Return the words of a title alone, so that spelling, marks and capitals make no difference.

    >>> folded("Apple’s profit — up 94%!") == folded("APPLE'S PROFIT: UP 94 %")
    True
    """
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return " ".join(_WORD.findall("".join(mark for mark in decomposed if not unicodedata.combining(mark))))


def headline_id(title: str, published_at: datetime) -> str:
    """Return the id of a text: the same words on the same New York day are one text, whoever tells it."""
    day = new_york_day(published_at)
    return sha256(f"{folded(title)}\n{day.isoformat()}".encode()).hexdigest()[:24]


def new_york_day(at: datetime) -> date:
    """Return the New York date of a time."""
    return at.astimezone(NEW_YORK).date()


def time_of(text: object) -> datetime | None:
    """Return an aware UTC time from RFC 3339, RFC 2822 or epoch seconds, None for what is none of them.

    A text without a zone is None too: a headline whose time is guessed could be seen too early. So is a time outside
    the years 1900 to 2200.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    try:
        if not isinstance(text, str):
            found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text))
        else:
            found = datetime.fromisoformat(text.strip()) if text.strip()[:4].isdigit() else parsedate_to_datetime(text)
        at = None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at is not None and at.year in YEARS else None
