"""Cursors of lists ordered by a time and an id, newest first."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from trading.errors import FixInput
from trading.types.wire import rfc3339

MAX_PAGE = 500


def page_size(limit: int) -> int:
    """Return the number of rows of a page, 1 to 500."""
    return max(1, min(limit, MAX_PAGE))


def cursor_of(at: datetime, ident: str) -> str:
    """Return the opaque text that names one row."""
    return base64.urlsafe_b64encode(f"{rfc3339(at)}~{ident}".encode()).decode()


def after_cursor(cursor: str, at: Any, ident: Any) -> ColumnElement[bool]:
    """Return the condition for rows older than the cursor's. Raises FixInput for a text that is no cursor."""
    try:
        stamp, _, name = base64.urlsafe_b64decode(cursor.encode()).decode().partition("~")
        when = datetime.fromisoformat(stamp)
        if when.tzinfo is None:
            raise ValueError(stamp)
        when = when.astimezone(UTC)
    except (ValueError, OverflowError, binascii.Error, UnicodeError):
        raise FixInput(f"cursor {cursor!r:.40} is not one that a list gave; start without a cursor") from None
    return or_(at < when, and_(at == when, ident < name))
