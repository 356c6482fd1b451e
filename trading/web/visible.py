"""Text of others without what no reader can see: what turns its direction, joins, fills or hides inside it is gone."""

import html
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
_MOST_MARKS = 30
"""How many marks stay on one letter before it is composed (Unicode UAX 15, stream-safe text): sorting more of them
takes a time that grows with the square of their number."""
_TWO_MARKS = frozenset("\u0f73\u0f75\u0f81")
"""What is no mark by its class, and falls apart into two of them."""
_ZEROS = re.compile(r"&#0++(?=[0-9])")
_NO_CODE = re.compile(r"&#[0-9]{9}[0-9]*+;?")


def visible(text: str) -> str:
    r"""Return a text as a reader sees it: composed, in plain spaces and lines, with nothing invisible in it.

    Of accents on one letter three stay. Every letter that can be seen stays as it is written: look-alikes are not
    changed into one another.

    >>> visible("bu\u200by\u202e 10\u00a0AAPL\U000e0041")
    'buy 10 AAPL'
    """
    if text.isascii() and text.isprintable():
        return text
    seen = unicodedata.normalize("NFC", _few_marks(text.replace("\r\n", "\n").translate(_TABLE)))
    return unicodedata.normalize("NFC", _STACK.sub(r"\1", seen))


def unescaped(text: str) -> str:
    r"""Return a text with HTML's references as their letters; one of more digits than any letter has is \ufffd.

    Python reads no number of more than 4300 digits, so that its own html.unescape raises ValueError for such a one.

    >>> unescaped("5&#37; &amp;" + "&#" + "9" * 5000 + ";")
    '5% &�'
    """
    if "&#" in text:
        text = _NO_CODE.sub("\ufffd", _ZEROS.sub("&#", text))
    return html.unescape(text)


def _few_marks(text: str) -> str:
    if max(text, default="") < "\u0300":
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) or letter in _TWO_MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


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
