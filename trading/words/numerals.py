"""Numbers in words: one number by the rules of English, or a doubt where two may stand side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LARGE = {"thousand": 1_000, "grand": 1_000, "million": 1_000_000}
_SMALL = {"dozen": 12, "hundred": 100}
SCALES = {**_SMALL, **_LARGE}
_COUNTS = frozenset({*UNITS, *_TENS})
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words: its value, how many tokens it takes, and whether it may be two numbers (then no value)."""

    value: Decimal
    length: int
    is_doubtful: bool = False


def read_numeral(lows: Sequence[str], first: Decimal | None = None) -> Numeral | None:
    """Return the number that begins these lower-case tokens, None when none does.

    `first` is a number in digits that stands before them ("2" of "2 dozen"). A unit follows a ten or a scale, a ten
    follows a scale, a scale follows one that is larger; whatever else follows makes it doubtful: "one fifty" is 150
    to one and 1.50 to another.

    >>> read_numeral(["one", "thousand", "two", "hundred", "and", "five"]).value
    Decimal('1205')
    >>> read_numeral(["ten", "-", "fifteen"]).is_doubtful
    True
    """
    reader = _Reader(lows)
    value = reader.whole(first)
    if value is None:
        return None
    is_doubtful = reader.takes_what_clings()
    return Numeral(Decimal(int(value)) if value == int(value) else value, reader.i, is_doubtful)


class _Reader:
    def __init__(self, lows: Sequence[str]) -> None:
        self.lows = lows
        self.i = 0

    def at(self, ahead: int = 0) -> str:
        n = self.i + ahead
        return self.lows[n] if n < len(self.lows) else ""

    def whole(self, first: Decimal | None) -> Decimal | None:
        """Take groups with their thousands, the largest scale first."""
        total, limit = Decimal(0), 10**9
        group = self._group(self._opening() if first is None else first)
        if group is None:
            return None
        while _LARGE.get(self.at(), limit) < limit:
            limit = _LARGE[self.at()]
            self.i += 1
            total += group * limit
            joined = 1 if self.at() == "and" else 0
            if self.at(joined) not in _COUNTS:
                return total
            self.i += joined
            group = self._group(self._below_hundred()) or Decimal(0)
        return total + group

    def _opening(self) -> Decimal | None:
        """Take what a number may begin with: "a" and "half a" only before a scale, and a scale alone is one of it."""
        words = self.lows[:3]
        for opening, value in ((("half", "a"), _HALF), (("a", "half"), _HALF), (("half",), _HALF), (("a",), 1),
                               (("an",), 1)):  # fmt: skip
            if tuple(words[: len(opening)]) == opening and self.at(len(opening)) in SCALES:
                self.i += len(opening)
                return Decimal(value)
        if self.at() in SCALES and self.at() != "grand":
            return Decimal(1)
        return self._below_hundred()

    def _below_hundred(self) -> Decimal | None:
        word = self.at()
        if word in UNITS:
            self.i += 1
            return Decimal(UNITS[word])
        if word not in _TENS:
            return None
        self.i += 1
        hyphen = 1 if self.at() == "-" else 0
        unit = UNITS.get(self.at(hyphen), 0)
        if not 1 <= unit <= 9:
            return Decimal(_TENS[word])
        self.i += 1 + hyphen
        return Decimal(_TENS[word] + unit)

    def _group(self, start: Decimal | None) -> Decimal | None:
        """Take "and a half", a hundred with what follows it, or dozens."""
        if start is None:
            return None
        if [self.at(n) for n in range(3)] == ["and", "a", "half"]:
            self.i += 3
            start += _HALF
        if self.at() not in _SMALL:
            return start
        scale = _SMALL[self.at()]
        self.i += 1
        value = start * scale
        joined = 1 if self.at() == "and" else 0
        if scale == 100 and self.at(joined) in _COUNTS:
            self.i += joined
            value += self._below_hundred() or Decimal(0)
        return value

    def takes_what_clings(self) -> bool:
        """Take the words of number that cling to a whole one, so that none is left to be read as another number."""
        end = self.i
        while True:
            joined = 1 if self.at() == "-" else 0
            if self.at(joined) in _COUNTS or self.at(joined) in SCALES:
                self.i += joined + 1
            elif [self.at(n) for n in range(3)] == ["and", "a", "half"]:
                self.i += 3
            else:
                return self.i > end
