"""Text of others without what no reader can see: what turns its direction, joins, fills or hides inside it is gone."""

import re
import unicodedata

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u2065\U0001d159\U0001d173\u180f")
"""Letters and marks that Unicode counts as such and that every font draws as nothing."""
_IGNORED = ((0x180B, 0x180F), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF))
"""Variation selectors, the tags block, what is reserved beside them, and what is never a character (Unicode 15.1:
Default_Ignorable_Code_Point and Noncharacter_Code_Point)."""
_GONE = frozenset({"Cf", "Cc", "Cs", "Co"})
_LINES = frozenset({"Zl", "Zp"})
_ACCENT = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACK = re.compile(rf"({_ACCENT}{{3}}){_ACCENT}+")


def visible(text: str) -> str:
    r"""Return a text as a reader sees it: composed, in plain spaces and lines, with nothing invisible in it.

    Of accents on one letter three stay. Every letter that can be seen stays as it is written: look-alikes are not
    changed into one another.

    >>> visible("bu\u200by\u202e 10\u00a0AAPL\U000e0041")
    'buy 10 AAPL'
    """
    if text.isascii() and text.isprintable():
        return text
    seen = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_TABLE))
    return unicodedata.normalize("NFC", _STACK.sub(r"\1", seen))


class _Table(dict[int, str | None]):
    """What stands in the place of each character, found out when it is first met: Unicode is large."""

    def __missing__(self, code: int) -> str | None:
        self[code] = _shown(chr(code))
        return self[code]


_TABLE = _Table()


def _shown(letter: str) -> str | None:
    code, kind = ord(letter), unicodedata.category(letter)
    if letter in "\n\t":
        return letter
    if letter in _FILLERS or code & 0xFFFE == 0xFFFE or any(first <= code <= last for first, last in _IGNORED):
        return None
    if kind in _LINES or code in (0x0B, 0x0C, 0x0D, 0x85):
        return "\n"
    if kind == "Zs":
        return " "
    return None if kind in _GONE else letter
