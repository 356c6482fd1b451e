"""A cursor over the tokens of one sentence: phrases, names and numbers in words, each with the text that said it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.words.names import Lexicon
from trading.words.numerals import SCALES, UNITS, read_numeral
from trading.words.tokens import Kind, Token, size_doubt, text_of

_FRACTIONS = {
    "half": Decimal("0.5"),
    "third": Decimal(1) / 3,
    "quarter": Decimal("0.25"),
    "fourth": Decimal("0.25"),
    "fifth": Decimal("0.2"),
    "tenth": Decimal("0.1"),
}
_DOLLARS = frozenset({"dollar", "dollars", "usd", "bucks", "buck"})
_PART = re.compile(r"[1-9][0-9]{0,2}")
_THOUSANDS = re.compile(r"[0-9]{3}")
_HALVES_OF_A_DAY = frozenset({"am", "pm", "a.m", "p.m", "o'clock", "oclock"})
_BEFORE_A_TIME = frozenset({"at", "@", "by", "before", "after", "until", "till", "around", "from"})
_MOST_WORDS = 40
_Found = tuple[Decimal | None, str, str]
"""Value, unit and doubt of a number."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in the words, with its unit ("" plain, "$", "%") and the reason if it can't be used."""

    value: Decimal | None
    unit: str
    text: str
    doubt: str = ""


class Cursor:
    """Reads one sentence from left to right; `take` moves on only when it finds something."""

    def __init__(self, tokens: Sequence[Token], original: str, lexicon: Lexicon) -> None:
        self.tokens = list(tokens)
        self.original = original
        self.lexicon = lexicon
        self.i = 0

    @property
    def more(self) -> bool:
        """Say whether tokens are left."""
        return self.i < len(self.tokens)

    def low(self, ahead: int = 0) -> str:
        """Return the lower-case form of a token ahead, empty past the end."""
        return self.tokens[self.i + ahead].low if self.i + ahead < len(self.tokens) else ""

    def said(self, since: int) -> str:
        """Return the original text from that token to here."""
        return text_of(self.tokens[since : self.i], self.original)

    def skip(self) -> Token:
        """Return the token here and move past it."""
        token = self.tokens[self.i]
        self.i += 1
        return token

    def phrase(self, *phrases: str) -> str | None:
        """Take the longest of these phrases that stands here, hyphens between its words or not; its text or None."""
        for words in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
            end = self._match(words)
            if end is not None:
                since, self.i = self.i, end
                return self.said(since)
        return None

    def _match(self, words: tuple[str, ...]) -> int | None:
        i = self.i
        for n, word in enumerate(words):
            if n and i < len(self.tokens) and self.tokens[i].low == "-":
                i += 1
            if i >= len(self.tokens) or self.tokens[i].low != word:
                return None
            i += 1
        return i

    def symbol(self) -> tuple[str, str] | None:
        """Take a company's name or a symbol; returns the symbol and the words that named it."""
        if not self.more:
            return None
        token, since = self.tokens[self.i], self.i
        if (token.kind is Kind.MARK and token.low == "$") or token.text.startswith("$"):
            tagged = self.lexicon.by_symbol(token.text[1:].upper())
            return self._taken(tagged, 1, since) if tagged else None
        if token.kind is not Kind.WORD:
            return None
        for length in range(self.lexicon.longest, 0, -1):
            known = self._name_at(length)
            if known is not None:
                return self._taken(known[0], known[1], since)
        word = token.text[:-2] if token.low.endswith("'s") else token.text
        known_symbol = self.lexicon.by_symbol(word)
        return self._taken(known_symbol, 1, since) if known_symbol else None

    def _name_at(self, length: int) -> tuple[str, int] | None:
        words: list[str] = []
        i = self.i
        while len(words) < length and i < len(self.tokens):
            token = self.tokens[i]
            if token.low == "-" and words:
                i += 1
                continue
            if token.kind is not Kind.WORD and token.low != "&" and not (words and token.low.isdecimal()):
                return None
            words.append(token.low.removesuffix("'s").removesuffix("."))
            i += 1
        symbol = self.lexicon.names.get(tuple(words)) if len(words) == length else None
        return None if symbol is None else (symbol, i - self.i)

    def _taken(self, symbol: str, count: int, since: int) -> tuple[str, str]:
        self.i += count
        if self.low() == "'" or self.low() == "'s":
            self.i += 1
        text = text_of(self.tokens[since : since + count], self.original)
        return symbol, text[:-2] if text.lower().endswith("'s") else text

    def number(self) -> Number | None:
        """Take a number in digits or in words, with its scales ("2 dozen", "1.5 million") and a unit after it.

        One that may be two numbers, a time or a rough size has no value and says so in `doubt`.
        """
        since = self.i
        sign = -1 if self.low() == "minus" and (self.low(1) in UNITS or self.number_ahead(1)) else 1
        self.i += 1 if sign < 0 else 0
        found = self._digits() or self._words()
        if found is None:
            self.i = since
            return None
        value, unit, doubt = found
        if "grand" in [token.low for token in self.tokens[since : self.i]]:
            unit = unit or "$"
        value = None if doubt or value is None else value * sign
        if not unit and self.low() in _DOLLARS:
            self.i += 1
            unit = "$"
        elif not unit and (self.phrase("percent", "per cent", "pct") or (self.low() == "%" and self.skip())):
            unit = "%"
        return Number(value, unit, self.said(since), doubt)

    def _digits(self) -> _Found | None:
        if not self.more or self.tokens[self.i].kind is not Kind.NUMBER:
            if self.low() in ("nan", "inf", "infinity", "infinite"):
                text = self.skip().text
                return None, "", f"{text} is not a number; give a positive number"
            return None
        since = self.i
        token = self.skip()
        doubt = token.doubt or self._clinging(since)
        if self.low() not in SCALES or token.value is None or doubt:
            return (None if doubt else token.value), token.unit, doubt
        scaled = self._numeral(since, token.value)
        return None if scaled is None else (scaled[0], token.unit, scaled[2])

    def _words(self) -> _Found | None:
        return self._numeral(self.i, None)

    def _numeral(self, since: int, first: Decimal | None) -> _Found | None:
        """Take a number in words, or the scales after one in digits."""
        ahead = self.tokens[self.i : self.i + _MOST_WORDS]
        numeral = read_numeral([token.low for token in ahead], first)
        if numeral is None:
            return None
        self.i += numeral.length
        is_doubtful = numeral.is_doubtful
        while self.number_ahead(0) and not self.tokens[self.i].unit:
            self.i += 1
            is_doubtful = True
        text = self.said(since)
        if is_doubtful:
            return None, "", f"{text} can be one number or several; write it in digits"
        doubt = size_doubt(numeral.value, text)
        return (None if doubt else numeral.value), "", doubt

    def _clinging(self, since: int) -> str:
        """Take what clings to a number in digits and makes it a time, a rough size or two numbers; the doubt."""
        token = self.tokens[since]
        glued = self.more and self.tokens[self.i].start == token.end
        if self.low() == ":" and self.number_ahead(1):
            self.i += 2
            return f"{self.said(since)} is read as a time, and orders here have none; say a price or a size without it"
        if self.low() in _HALVES_OF_A_DAY and since > 0 and self.tokens[since - 1].low in _BEFORE_A_TIME:
            self.i += 1
            return f"{self.said(since)} is read as a time, and orders here have none; say a price or a size without it"
        if glued and self.low() == "+":
            self.i += 2 if self.number_ahead(1) else 1
            return f"{self.said(since)} is no exact number; say one number"
        if _PART.fullmatch(token.low) and self.number_ahead(0) and _THOUSANDS.fullmatch(self.low()):
            while self.number_ahead(0) and _THOUSANDS.fullmatch(self.low()):
                self.i += 1
            text = self.said(since)
            return f"{text} can be one number or several; write thousands as {text.replace(' ', ',')}"
        return ""

    def number_ahead(self, ahead: int) -> bool:
        """Say whether a number in digits stands that many tokens ahead."""
        return self.i + ahead < len(self.tokens) and self.tokens[self.i + ahead].kind is Kind.NUMBER

    def fraction(self) -> tuple[Decimal, str] | None:
        """Take a fraction in words or as "1/2": half, a third of, three quarters; its value and its text."""
        since = self.i
        if self.low() in ("half", "a") and (self.low(1) in SCALES or self.low(2) in SCALES):
            return None
        if self.number_ahead(0) and self.low(1) == "/" and self.number_ahead(2):
            top, bottom = self.tokens[self.i].value, self.tokens[self.i + 2].value
            if top and bottom and 0 < top < bottom:
                self.i += 3
                return top / bottom, self.said(since)
            return None
        count = Decimal(1)
        if self.low() in ("a", "one"):
            self.i += 1
        elif self.low() in UNITS and self.low(1).removesuffix("s") in _FRACTIONS:
            count = Decimal(UNITS[self.skip().low])
        part = _FRACTIONS.get(self.low()) or _FRACTIONS.get(self.low().removesuffix("s"))
        if part is None or count * part >= 1 or count == 0:
            self.i = since
            return None
        self.i += 1
        return count * part, self.said(since)
