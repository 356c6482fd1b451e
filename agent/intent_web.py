"""Requests for the web: a page to read, words to search for, what a company has filed."""

import re
from dataclasses import replace

from agent.intent_guards import speaks_of_trading
from agent.intent_types import AskedWeb, Reading, WebKind
from trading.types import Intent
from trading.words.tokens import fold

_I = re.IGNORECASE
_PLEASE = r"^\W*(?:please\s+)?(?:(?:can|could|would) you\s+)?(?:please\s+)?"
ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s\"'<>`“”„«»]+", _I)
_PAGE = re.compile(
    _PLEASE + r"(?:read|open|fetch|load|show me|summari[sz]e|look at|go to|visit|check|"
    r"what (?:does|do|is|are)(?: it| there)?(?: say)?(?: on| at| in)?)\s+"
    r"(?:me\s+|what (?:it|is) says? (?:on|at)\s+|the |this |that )*(?:page|site|website|article|link|address|url)?:?\s*"
    r"(?:at |on |of )?(?P<url>(?:https?://|www\.)[^\s\"'<>`“”„«»]+)",
    _I,
)
_SEARCH = re.compile(
    _PLEASE + r"(?:(?:search|google|look up|research|browse)\s+(?:on\s+|in\s+|through\s+)?(?:the\s+)?"
    r"(?:web|internet|online|net)(?:\s+(?:for|about|on|to find))?\s+(?P<after>[^\n]+)"
    r"|(?:search|look|google|find|find out|research)(?:\s+up)?(?:\s+for|\s+about)?\s++(?P<before>[^\n]+?)(?<=\S)\s++"
    r"(?:on|in)\s+the\s+(?:web|internet|net)\W*$)",
    _I,
)
_FILINGS = re.compile(
    r"\b(?:sec|edgar|regulatory)\s+(?:filings?|documents?|reports?|forms?)\b|\bfilings?\b|\bedgar\b|"
    r"\b(?:10-?[KQ]|8-?K|20-?F|6-?K|DEF ?14A|S-1|13F)\b",
    _I,
)
_FORM = re.compile(r"\b(10|8|20|6)-?([KQF])\b|\b(DEF ?14A|S-1|13F)\b", _I)
_READS = re.compile(
    r"\b(?:say|says|said|saying|mention\w*|tell|tells|told|state[sd]?|disclose\w*|read|summari[sz]e|summary|warns?|"
    r"warned|write|writes|wrote)\b",
    _I,
)
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|on its|on their|on the)\s+(?P<about>[^?.!]{2,120})", _I)
_USUAL_FORM = "10-K"
_FORM_LETTERS = frozenset({"K", "Q", "F", "S", "SEC"})
ASK_FILINGS = "The filings of which company? For example: Filings of AAPL, or the latest 10-K of MSFT."
BESIDE = "No order is read from words that ask for a page, so none was proposed; ask for it by itself."


def read_web(text: str) -> Reading | None:
    """Return the reading of words that begin by asking for a page or for a search, None for other words.

    Nothing else is read from such words: no order and no condition can stand beside an address.
    """
    folded = fold(text)
    page = _PAGE.match(folded)
    if page is not None:
        url = address_in(page["url"])
        asked = AskedWeb(kind=WebKind.PAGE, text=url)
        note = BESIDE if speaks_of_trading(f"{folded[: page.start('url')]} {folded[page.end() :]}") else ""
        return Reading(intent=Intent.SENTIMENT, words=text, web=asked, note=note)
    search = _SEARCH.match(folded)
    if search is None:
        return None
    query = " ".join((search["after"] or search["before"]).strip(" .?!\"'").split())
    if not query:
        return None
    return Reading(intent=Intent.SENTIMENT, words=text, web=AskedWeb(kind=WebKind.SEARCH, text=query[:200]))


def asks_filings(own: str) -> bool:
    """Say whether the words ask for what a company has filed."""
    return _FILINGS.search(own) is not None


def filings_topic(own: str, found: Reading) -> Reading:
    """Return the reading of words about filings; `found` has the symbols that they name."""
    form = _FORM.search(own)
    named = "" if form is None else (form[3] or f"{form[1]}-{form[2]}").upper()
    symbols = tuple(symbol for symbol in found.symbols if not (named and symbol in _FORM_LETTERS))
    if not symbols:
        return replace(found, intent=Intent.UNCLEAR, symbols=(), reply=ASK_FILINGS, note="", settled=True)
    about = _about(own) if named or _READS.search(own) else None
    asked = AskedWeb(kind=WebKind.FILINGS, text=named or (_USUAL_FORM if about is not None else ""), about=about)
    return replace(found, intent=Intent.FUNDAMENTALS, symbols=symbols, web=asked)


def _about(own: str) -> str | None:
    """Return what a filing is to be read for, empty for its beginning, None where it is not to be read."""
    if _READS.search(own) is None:
        return None
    found = _ABOUT.search(own)
    words = "" if found is None or _FORM.search(found["about"]) else found["about"]
    return " ".join(words.split())[:120]


def address_in(written: str) -> str:
    """Return an address as it was written, without the marks that end a sentence, and with https where none is said.

    >>> address_in("www.example.com/a).")
    'https://www.example.com/a'
    """
    url = written.rstrip(".,;:!?)]}…")
    return url if "://" in url else f"https://{url}"
