"""The wrapping of text that is not the user's own: a model may read it as data, never as an instruction."""

import re

_OPEN, _CLOSE = "<untrusted", "</untrusted>"
_SPOOFED = re.compile(r"([<＜﹤‹〈])(?=[\s/／]*untrusted)", re.IGNORECASE)
"""What could be read as a mark: any case, spaces, and the signs that look like one."""
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^)]*)\)")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_BARE = re.compile(r"\b(?:https?|ftp|data|javascript|file):\S+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,400}>")


def as_untrusted(text: str, *, source: str) -> str:
    """Return the text between marks that name its source; marks inside it are broken, so it cannot end them."""
    inner = _SPOOFED.sub("\\1\u200b", text)
    name = re.sub(r"[^A-Za-z0-9_. -]", "", source)[:60]
    return f'{_OPEN} source="{name}">\n{inner}\n{_CLOSE}'


def untrusted_content(text: str) -> str | None:
    """Return what stands between the first marks of a text, None when there are none."""
    start = text.find(_OPEN)
    begin = text.find(">\n", start) if start >= 0 else -1
    end = text.rfind(_CLOSE)
    return text[begin + 2 : end].rstrip("\n") if start >= 0 and begin >= 0 and end > begin else None


def untrusted_parts(text: str) -> list[str]:
    """Return each wrapped text by itself, or the whole text where none is; marks inside one are broken ones."""
    parts = text.split(f"\n{_CLOSE}")
    return [text] if len(parts) == 1 else [f"{part.lstrip()}\n{_CLOSE}" for part in parts[:-1]]


def without_links(text: str) -> str:
    """Return a model's text as plain words: images, links and tags lose their target and their markup."""
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _REFERENCE.sub("", text)
    text = _BARE.sub("(address removed)", text)
    return _TAG.sub("", text).strip()
