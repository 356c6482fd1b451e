"""A cursor over the tokens of one sentence: phrases, names and numbers in words, each with the text that said it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.words.names import Lexicon
from trading.words.tokens import Kind, Token, text_of

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_MULTIPLES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "grand": 1_000, "million": 1_000_000}
_FRACTIONS = {
    "half": Decimal("0.5"),
    "third": Decimal(1) / 3,
    "quarter": Decimal("0.25"),
    "fourth": Decimal("0.25"),
    "fifth": Decimal("0.2"),
    "tenth": Decimal("0.1"),
}
_DOLLARS = frozenset({"dollar", "dollars", "usd", "bucks", "buck"})


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
            if token.kind is not Kind.WORD and token.low != "&":
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
        """Take a number in digits or in words, with a multiple ("2 dozen", "1.5 million") and a unit after it."""
        since = self.i
        found = self._digits() or self._words()
        if found is None:
            self.i = since
            return None
        value, unit, doubt = found
        while value is not None and self.low() in _MULTIPLES:
            value *= _MULTIPLES[self.skip().low]
            self.phrase("of")
        if not unit and self.low() in _DOLLARS:
            self.i += 1
            unit = "$"
        elif not unit and (self.phrase("percent", "per cent", "pct") or (self.low() == "%" and self.skip())):
            unit = "%"
        return Number(value, unit, self.said(since), doubt)

    def _digits(self) -> tuple[Decimal | None, str, str] | None:
        if not self.more or self.tokens[self.i].kind is not Kind.NUMBER:
            if self.low() in ("nan", "inf", "infinity", "infinite"):
                text = self.skip().text
                return None, "", f"{text} is not a number; give a positive number"
            return None
        token = self.skip()
        return token.value, token.unit, token.doubt

    def _words(self) -> tuple[Decimal | None, str, str] | None:
        total, found = Decimal(0), False
        if self.low() == "minus" and (self.low(1) in _UNITS or self.number_ahead(1)):
            self.i += 1
            inner = self._digits() or self._words()
            return None if inner is None else (None if inner[0] is None else -inner[0], inner[1], inner[2])
        if self.low() in ("a", "an") and self.low(1) in _MULTIPLES:
            self.i += 1
            return Decimal(1), "", ""
        if self.low() in ("dozen", "hundred", "thousand", "million"):
            return Decimal(1), "", ""
        while self.more:
            word = self.low()
            if word in _UNITS:
                total += _UNITS[word]
            elif word in _TENS:
                total += _TENS[word]
            elif word == "hundred" and found:
                total *= 100
            elif word in ("and", "-") and found and self.low(1) in (*_UNITS, *_TENS):
                self.i += 1
                continue
            else:
                break
            found = True
            self.i += 1
        if found and self.phrase("and a half"):
            total += Decimal("0.5")
        return (total, "", "") if found else None

    def number_ahead(self, ahead: int) -> bool:
        """Say whether a number in digits stands that many tokens ahead."""
        return self.i + ahead < len(self.tokens) and self.tokens[self.i + ahead].kind is Kind.NUMBER

    def fraction(self) -> tuple[Decimal, str] | None:
        """Take a fraction in words or as "1/2": half, a third of, three quarters; its value and its text."""
        since = self.i
        if self.number_ahead(0) and self.low(1) == "/" and self.number_ahead(2):
            top, bottom = self.tokens[self.i].value, self.tokens[self.i + 2].value
            if top and bottom and 0 < top < bottom:
                self.i += 3
                return top / bottom, self.said(since)
            return None
        count = Decimal(1)
        if self.low() in ("a", "one"):
            self.i += 1
        elif self.low() in _UNITS and self.low(1).removesuffix("s") in _FRACTIONS:
            count = Decimal(_UNITS[self.skip().low])
        part = _FRACTIONS.get(self.low()) or _FRACTIONS.get(self.low().removesuffix("s"))
        if part is None or count * part >= 1 or count == 0:
            self.i = since
            return None
        self.i += 1
        return count * part, self.said(since)
