"""Words, numbers and marks of a request, each with its place in the text; what is quoted or pasted is foreign."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

_FOLD = str.maketrans({"’": "'", "‘": "'", "−": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "\t": " "})
_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`]*`|\"[^\"]*(?:\"|\Z)|“[^”]*(?:”|\Z)|„[^“”]*(?:[“”]|\Z)|«[^»]*(?:»|\Z)"
    r"|(?<![A-Za-z0-9])'(?=\S)(?:[^']|(?<=[A-Za-z])'(?=[A-Za-z]))*(?:'(?![A-Za-z])|\Z)"
    r"|^[ ]*>.*$|<[^<>\n]{1,400}>",
    re.DOTALL | re.MULTILINE,
)
_REPORTED = re.compile(
    r"\b(?:says?|said|wrote|writes|states?|stated|reads?|reports?|reported|claims?|claimed|recommends?|recommended|"
    r"suggests?|suggested|tells?|told|advises?|advised|posted|tweeted|tweets?|article|headline|news|e-?mail|message|"
    r"post|text|note|quote|pasted?|following|summari[sz]e(?: this)?|translate(?: this)?|explain this|read this|this)"
    r"\b[^.:;!?\n]{0,40}:(?=\s|\S)(?P<foreign>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    r"^[ ]*(?:(?:to|cc|bcc|sent|date|reply-to|re|fwd?)[ ]*:|-{2,}[ ]*(?:original|forwarded) message"
    r"|begin forwarded message)|\b(?:from|subject)[ ]*:",
    re.IGNORECASE | re.MULTILINE,
)
_TOKEN = re.compile(
    r"(?P<number>(?:(?<![A-Za-z0-9_.,%])[-+])?(?:(?P<currency>(?<![A-Za-z])(?:us|au?|ca?|nz|hk|sg?|mx|nt|r)\$|[$€£¥]"
    r"|(?:usd|eur|gbp|chf|cad|aud|jpy)(?=\s?[0-9]))\s?)?"
    r"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)*|\.[0-9]+)(?P<exponent>[eE][-+]?[0-9]+)?"
    r"(?:(?P<scale>[kK]|mm|mn|m|bn)(?![A-Za-z0-9]))?(?P<percent>\s?%|\s?per\s?cent\b|\s?pct\b)?"
    r"(?P<behind>[ ]?[$€£¥](?![A-Za-z0-9.])|\$(?=[A-Za-z]))?)"
    r"|(?P<cashtag>\$[A-Za-z]{1,6}(?:\.[A-Za-z])?(?![A-Za-z0-9]))"
    r"|(?P<word>[A-Za-z](?:[A-Za-z0-9_]|['&.](?=[A-Za-z0-9]))*)"
    r"|(?P<line>\n+)"
    r"|(?P<mark>\S)",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
FOREIGN = "\ue000"
MOST_DIGITS = 15
"""Powers of ten, up or down, within which a number of a person is taken."""
_MOST_SIGNIFICANT = 24


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    LINE = "line"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its lower-case form, its own text, where it stands, and the value of a number.

    `unit` is "$" or "%" or another currency sign; a number that can be read two ways has no value and says so in
    `doubt`.
    """

    kind: Kind
    low: str
    text: str
    start: int
    end: int
    value: Decimal | None = None
    unit: str = ""
    doubt: str = ""


def fold(text: str) -> str:
    """Return the text with typographic quotes, dashes and spaces as plain ones, of the same length."""
    return text.translate(_FOLD)


def split_foreign(text: str) -> tuple[str, bool]:
    """Return the text with what is quoted or pasted blanked out, same length, and whether there was any.

    Foreign is what stands in quotation marks, code marks, angle brackets or a quoted line, everything after a colon
    that follows a word of reporting ("the article says: ..."), and everything from the head of a mail on.
    """
    folded = fold(text)
    blanked = _QUOTED.sub(lambda match: FOREIGN + " " * (len(match.group()) - 1), folded)
    mail = _MAIL.search(blanked)
    if mail is not None:
        blanked = blanked[: mail.start()] + FOREIGN + " " * (len(blanked) - mail.start() - 1)
    reported = _REPORTED.search(blanked)
    if reported is not None and reported.group("foreign").strip():
        start = reported.start("foreign")
        blanked = blanked[:start] + FOREIGN + " " * (len(blanked) - start - 1)
    return blanked, FOREIGN in blanked


def tokenize(blanked: str, original: str) -> list[Token]:
    """Return the tokens of a text whose foreign parts are blanked; their `text` is the original's."""
    tokens = []
    for match in _TOKEN.finditer(blanked):
        start, end = match.span()
        text = original[start:end]
        if match.group() == FOREIGN:
            tokens.append(Token(Kind.FOREIGN, FOREIGN, "the quoted text", start, end))
        elif match.lastgroup is not None and match.group("number"):
            tokens.append(_number(match, text))
        elif match.group("line"):
            tokens.append(Token(Kind.LINE, "\n", text, start, end))
        elif match.group("mark"):
            tokens.append(Token(Kind.MARK, match.group(), text, start, end))
        else:
            tokens.append(Token(Kind.WORD, match.group().lower(), text, start, end))
    return tokens


def _number(match: re.Match[str], text: str) -> Token:
    start, end = match.span()
    digits = match.group("digits")
    sign = "-" if match.group().startswith("-") else ""
    currency = (match.group("currency") or "").lower()
    behind = (match.group("behind") or "").strip()
    unit = {"us$": "$", "usd": "$"}.get(currency or behind, currency.upper() or behind)
    if match.group("percent"):
        unit = "%"
    trailing = digits.rstrip(",")
    end -= len(digits) - len(trailing) if match.end("digits") == match.end() else 0
    doubt = _doubt(trailing, unit)
    if behind and match.string[end : end + 1].isalpha():
        doubt = f"{text} before a letter is dollars or shares; say ${trailing} or {trailing} shares"
    value = None
    if not doubt:
        value = _value(sign + trailing.replace(",", ""), match)
        if value is None:
            doubt = f"{text[:40]} is not a number that I can read; write it in digits, for example 1,000"
        elif doubt := size_doubt(value, text):
            value = None
    return Token(Kind.NUMBER, match.group().lower(), text[: end - start], start, end, value, unit, doubt)


def _value(digits: str, match: re.Match[str]) -> Decimal | None:
    """Return the number, None where its power of ten is longer than two digits: written out it could fill a disk."""
    exponent = match.group("exponent") or ""
    if len(exponent.lstrip("eE+-").lstrip("0")) > 2:
        return None
    scale = (match.group("scale") or "").lower()
    try:
        value = Decimal(digits + exponent)
        return value * _SCALES[scale] if scale else value
    except (InvalidOperation, ArithmeticError):
        return None


def size_doubt(value: Decimal, text: str) -> str:
    """Return why a number is too large, small or long to be meant, empty where it may be.

    >>> size_doubt(Decimal("1e16"), "1e16")
    '1e16 is beyond what I read; give a number from 0.000000000000001 to 1,000,000,000,000,000'
    """
    if value and (abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > _MOST_SIGNIFICANT):
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        return f"{shown} is beyond what I read; give a number from {10**-MOST_DIGITS:.15f} to {10**MOST_DIGITS:,}"
    return ""


def _doubt(digits: str, unit: str) -> str:
    if unit not in ("", "$", "%"):
        return f"amounts in {unit} are not known here, the account is in USD; give the size in shares or in $"
    if digits.count(".") > 1 or ("," in digits and not _GROUPED.match(digits)):
        return f"{digits} can be read in two ways; write thousands as 1,000 and decimals as 1.5"
    if unit != "%" and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        return f"{digits} can be read as {digits.replace('.', ',')} or as {Decimal(digits).normalize():f}; say which"
    return ""


def sentences(tokens: Sequence[Token]) -> list[tuple[list[Token], bool]]:
    """Return the sentences with their tokens, marks of the end left out, and whether each ends as a question."""
    found: list[tuple[list[Token], bool]] = []
    current: list[Token] = []
    for token in tokens:
        if token.kind is Kind.LINE or token.low in (".", "!", ";", "?", "…"):
            if current:
                found.append((current, token.low == "?"))
            elif token.low == "?" and found:
                found[-1] = (found[-1][0], True)
            current = []
        else:
            current.append(token)
    if current:
        found.append((current, False))
    return found


def text_of(tokens: Sequence[Token], original: str) -> str:
    """Return the stretch of the original text that the tokens cover."""
    return " ".join(original[tokens[0].start : tokens[-1].end].split()) if tokens else ""
