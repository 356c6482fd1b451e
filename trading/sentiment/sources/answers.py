"""The JSON that a public address answers with, over the fetcher that reaches public addresses alone."""

import json
import re
from collections.abc import Sequence
from typing import Any, Protocol

from trading.errors import FixInput, Unavailable

JSON = ("application/json", "text/json")
MOST_BYTES = 2_000_000
AGAIN_S = 60
_QUOTED = re.compile(r"(['\"])(.*)\1", re.DOTALL)
_MEDIA_TYPE = re.compile(r"[\w.+-]+(?:/[\w.+-]+| named)")


class Page(Protocol):
    """What the fetcher brought; only its bytes are read here."""

    @property
    def body(self) -> bytes:
        """Return the bytes."""
        ...


class Fetches(Protocol):
    """The fetcher of `trading.web`, as far as a source needs it."""

    def get(self, url: str, *, accept: Sequence[str], max_bytes: int) -> Page:
        """Return what stands at a public address. Raises FixInput, Unavailable."""
        ...


def json_of(fetcher: Fetches, url: str, *, who: str) -> dict[str, Any]:
    """Return the JSON object of an address. Raises Unavailable, whatever keeps it from being read."""
    body = fetched(fetcher, url, accept=JSON, max_bytes=MOST_BYTES, who=who)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise unreadable(who) from fault
    if not isinstance(found, dict):
        raise unreadable(who)
    return found


def fetched(fetcher: Fetches, url: str, *, accept: tuple[str, ...], max_bytes: int, who: str) -> bytes:
    """Return the bytes of an address. Raises Unavailable, also for an address that is none or is no public one.

    No sentence quotes the address or where it leads: the user's own feed may carry a key.
    """
    try:
        return fetcher.get(url, accept=accept, max_bytes=max_bytes).body
    except FixInput as fault:
        raise Unavailable(f"{who} cannot be read: {_QUOTED.sub(_kept_back, str(fault))}") from None


def _kept_back(quoted: re.Match[str]) -> str:
    return quoted[0] if _MEDIA_TYPE.fullmatch(quoted[2]) else "(not shown)"


def unreadable(who: str) -> Unavailable:
    """Return the error for an answer of another shape than the source has told of."""
    return Unavailable(f"{who}'s answer cannot be read; try again in {AGAIN_S} s", retry_in_s=AGAIN_S)
