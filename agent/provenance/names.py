"""Numbers that are no figures: dates, times, years, durations, ordinals, and numbers inside names."""

import re
from collections.abc import Collection

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|" + (
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_SPAN = (
    r"(?:trading\s|calendar\s)?(?:days?|weeks?|months?|years?|quarters?|hours?|minutes?|seconds?|sessions?|bars?|"
    r"periods?|min|ms|s)"
)
_COUNTED = r"(?:shares?|stocks?|symbols?|trades?|orders?|USD|dollars?|points?|%|percent)"
_NAMES = re.compile(
    "|".join(
        (
            r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s\d{{4}})?\b",
            rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}}\b)?",
            rf"\b{_MONTH}\s\d{{4}}\b",
            r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
            r"\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?",
            r"\b\d{1,2}\s?[ap]\.?m\b\.?",
            r"\b(?:FY|CY|Q|H)\s?\d{1,4}\b",
            rf"(?<![$\d.,])\b(?:19|20)\d\d\b(?![.,]?\d|\s?{_COUNTED}|s?\s[a-z]+\sshares)",
            rf"(?<![$\d.,])\b\d+(?:\.\d+)?[ -]?{_SPAN}\b",
            rf"\b\d+(?:\s?(?:to|or|and|–|-)\s?|/)\d+(?:\s|-){_SPAN}\b",
            r"\bS&P\s?500\b|\bDow\s30\b|\bNasdaq[\s-]?100\b|\bRussell\s[123]000\b",
            r"\b(?:10-?[KQ]|8-?K|13[FDG]|20-?F|6-?K|401\(?k\)?|24/7|5G)\b",
            r"\b[A-Za-z]+-\d+\b",
            r"\bv?\d+\.\d+\.\d+(?:\.\d+)*\b",
            r"^[^\S\n]*\(?\d{1,3}[.)](?=\s)",
            r"(?:#|\b(?:No\.|no\.|[Ss]tep|[Pp]oint|[Oo]ption|[Rr]ule|[Pp]age))\s?\d+\b",
            r"\b\d+(?:st|nd|rd|th)\b",
        )
    ),
    re.MULTILINE,
)
_INDICATOR = r"(?:RSI|MACD|SMA|EMA|WMA|MA|ATR|ADX|CCI|ROC|MFI|BB|bands?|averages?|range|index|stochastics?|crossover)"
_PARAMETERS = re.compile(
    rf"\b{_INDICATOR}\s?\(\s*(\d{{1,3}}(?:\.\d)?(?:\s*[,/]\s*\d{{1,3}}(?:\.\d)?)*)\s*\)|"
    rf"\b{_INDICATOR}[\s-]?(\d{{1,3}}(?:[/,-]\d{{1,3}})*)\b(?![.,]?\d|\s?%)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def names_in(text: str, parameters: Collection[str]) -> list[tuple[int, int]]:
    """Return the spans of a text whose numbers are part of a date, a time, a duration, an ordinal or a name.

    `parameters` are the numbers in the names of what the run looked up (14 of rsi_14): behind the name of an indicator
    they belong to it, and so does a list of whole numbers in brackets; any other number there is a figure.
    """
    found = [match.span() for match in _NAMES.finditer(text)]
    for match in _PARAMETERS.finditer(text):
        listed, bare = match.group(1), match.group(2)
        if listed is not None or all(number in parameters for number in _DIGITS.findall(bare)):
            found.append(match.span())
    return found
