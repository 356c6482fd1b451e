"""The wrapping of text that is not the user's own: a model may read it as data, never as an instruction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from agent.false_marks import broken_marks
from agent.links import without_targets
from trading.web.visible import visible

MOST_WRAPPED = 20_000
"""How many characters of a text from outside a model is given at once; four of them are about a token."""
_OPEN = re.compile(r'<untrusted source="[^"<>]*" mark="([0-9a-f]{16})">\n')


def as_untrusted(text: str, *, source: str) -> str:
    """Return what can be seen of a text between marks that name its source, cut where it is very long.

    Marks inside it are broken, in whatever letters they come. The number in both marks is made of the text itself, so
    that no text can hold its own, and the same text is always wrapped in the same way.
    """
    inner = broken_marks(visible(text))
    if len(inner) > MOST_WRAPPED:
        inner = f"{inner[:MOST_WRAPPED]}\n(cut here: {len(inner) - MOST_WRAPPED} more characters stood in the text)"
    mark = sha256(inner.encode("utf-8", "replace")).hexdigest()[:16]
    name = re.sub(r"[^A-Za-z0-9_. -]", "", source)[:60]
    return f'<untrusted source="{name}" mark="{mark}">\n{inner}\n(end of {mark})</untrusted>'


def untrusted_content(text: str) -> str | None:
    """Return what stands between the first marks of a text, None when there are none."""
    found = _first(text, 0)
    return None if found is None else text[found.inner[0] : found.inner[1]]


def untrusted_parts(text: str) -> list[str]:
    """Return each wrapped text by itself with its marks, or the whole text where none is."""
    parts: list[str] = []
    found = _first(text, 0)
    while found is not None:
        parts.append(text[found.whole[0] : found.whole[1]])
        found = _first(text, found.whole[1])
    return parts or [text]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrapped:
    whole: tuple[int, int]
    inner: tuple[int, int]


def _first(text: str, start: int) -> _Wrapped | None:
    opened = _OPEN.search(text, start)
    if opened is None:
        return None
    closed = f"\n(end of {opened[1]})</untrusted>"
    end = text.find(closed, opened.end())
    if end < 0:
        return None
    return _Wrapped(whole=(opened.start(), end + len(closed)), inner=(opened.end(), end))


def visible_in(value: Any) -> Any:
    """Return a value of JSON with each text in it as a reader sees it, the names of its fields too."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(name)): visible_in(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [visible_in(each) for each in value]
    return value


def without_links(text: str) -> str:
    """Return a text as plain words: links, images and mark-up keep what is read of them and lose where they lead."""
    return without_targets(visible(text))
