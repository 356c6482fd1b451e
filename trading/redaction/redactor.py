"""Take the values of secrets out of text, in every spelling in which a library or a protocol writes them."""

import base64
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from trading.redaction.shapes import without_keys

LEAST = 6
"""A shorter secret could not be told from ordinary text."""
LEAST_OF_LETTERS = 16
"""Letters alone, or small letters and underscores, are a word of the desk's own unless they are this many."""
LEAST_CODED = 8
PART = 10
"""So many first or last characters of a secret are taken out too: messages are cut off, answers come in pieces."""


class Redactor:
    """Replaces each secret, in all its spellings, by its name in brackets, and what has the shape of a key."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._forms: list[tuple[str, str]] = []
        self._values: list[tuple[str, str]] = []
        self._take(secrets.items())

    @classmethod
    def of(cls, named: Iterable[tuple[str, str]]) -> "Redactor":
        """Return a redactor of names and values, where one name may have had several values."""
        made = cls({})
        made._take(named)
        return made

    def _take(self, named: Iterable[tuple[str, str]]) -> None:
        forms: dict[str, str] = {}
        for name, value in named:
            if is_telling(value):
                if len(value) > PART and "=" not in value:
                    self._values.append((value, f"[{name}]"))
                for form in _quoted_again(spellings(value)):
                    forms.setdefault(form, f"[{name}]")
        self._forms = sorted(forms.items(), key=lambda pair: -len(pair[0]))

    def clean(self, value: Any) -> Any:
        """Return plain JSON without any secret, in keys too."""
        if isinstance(value, str):
            if len(value) < LEAST:
                return value
            return without_keys(self._without_parts(self._without_secrets(value)))
        if isinstance(value, Mapping):
            return {self.clean(key): self.clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.clean(item) for item in value]
        return value

    def _without_secrets(self, text: str) -> str:
        for form, name in self._forms:
            if form in text:
                text = text.replace(form, name)
        return text

    def _without_parts(self, text: str) -> str:
        """Take out what is left of a secret that was cut: its beginning, or, in a shortened frame, its end."""
        for value, name in self._values:
            at = text.find(value[:PART])
            while at >= 0:
                text = f"{text[:at]}{name}{text[at + _alike(text[at:], value) :]}"
                at = text.find(value[:PART], at + len(name))
            at = text.find(value[-PART:])
            while at >= 0:
                end = at + PART
                begin = end - _alike(text[max(0, end - len(value)) : end][::-1], value[::-1])
                text = f"{text[:begin]}{name}{text[end:]}"
                at = text.find(value[-PART:], begin + len(name))
        return text


def is_telling(value: str) -> bool:
    """Say whether a secret can be told from ordinary text.

    A word, a number or a date is none: a desk whose password is `open` would lose every order that is open.
    """
    if len(value) < LEAST or not any(sign.isalpha() for sign in value):
        return False
    is_word = value.isalpha() or (value.islower() and value.replace("_", "").isalpha())
    return not is_word or ("_" not in value and len(value) >= LEAST_OF_LETTERS)


def spellings(value: str) -> Iterator[str]:
    """Yield how a value is written: plainly, in addresses, in JSON, in HTML, in Python, and inside of base64."""
    yield value
    for quoted in (quote(value, safe=""), quote(value), quote_plus(value)):
        yield quoted
        yield _small_codes(quoted)
        yield quote(quoted)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield html.escape(value)
    yield html.escape(value, quote=False)
    yield repr(value)[1:-1]
    yield repr(value.encode())[2:-1]
    for code in _inside_base64(value.encode()):
        yield code
        yield code.translate(str.maketrans("+/", "-_"))


def _quoted_again(found: Iterable[str]) -> set[str]:
    """Return spellings, and each inside of JSON that is quoted once or twice more, as arguments of tools are."""
    forms = set(found)
    for _ in range(2):
        forms |= {json.dumps(form, ensure_ascii=False)[1:-1] for form in forms} | {
            json.dumps(form)[1:-1] for form in forms
        }
    return forms


def _alike(one: str, other: str) -> int:
    """Return how many first characters two texts have in common."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _small_codes(quoted: str) -> str:
    """Return percent codes in small letters, as some clients write them."""
    head, *rest = quoted.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])


def _inside_base64(data: bytes) -> Iterator[str]:
    """Yield what the bytes become in base64, alone and behind any others, as `user:` in a Basic header."""
    if len(data) < LEAST_CODED:
        return
    yield base64.b64encode(data).decode().rstrip("=")
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        coded = base64.b64encode(bytes(before) + data).decode()
        yield coded[skipped : (before + len(data)) * 8 // 6]
