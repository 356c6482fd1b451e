"""Links of Markdown, of HTML and in plain words, in the spellings by which they hide: only their words stay."""

import re

from trading.web.visible import unescaped

GONE = "(address removed)"
MOST_READ = 40_000
"""How much of a text is cleaned; the rest is cut off. Every pattern here costs a time that grows with the length."""
_INSIDE = r"(?:[^\[\]]|\[[^\[\]]*\])*"
_TARGET = r"(?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*"
_LINK = re.compile(rf"!?\[({_INSIDE})\]\({_TARGET}\)")
_REFERENCE = re.compile(
    r"^(?:[^\S\n]|[>*+-])*+\[[^\]\n]+\]:[^\S\n]*+(?:\n[^\S\n]*+)?\S++(?:\s++[\"'(].*)?$", re.MULTILINE
)
_ELEMENTS = (
    "a|abbr|area|audio|b|base|blockquote|body|br|button|center|code|div|em|embed|font|form|frame|h[1-6]|head|hr|html|i|"
    "iframe|image|img|input|ins|li|link|main|map|math|meta|object|ol|p|picture|pre|s|script|section|select|small|source|"
    "span|strong|style|sub|sup|svg|table|tbody|td|template|textarea|th|title|tr|track|u|ul|use|video"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})\b[^<>]{{0,2000}}>|<[!?/][^<>]{{0,2000}}>|<[a-z][^<>=:@/]*+[=:@/][^<>]*+>", re.I)
_OPEN_TAG = re.compile(r"<(?:a|img|iframe|script|link|form|svg|video|audio|object|embed|base|meta)\b[^<>\n]*", re.I)
_COLON = r"\s?[\[({]?\s?(?::|%3a|&colon;)\s?[\])}]?"
_WEB = re.compile(
    rf"\b(?:h\s?[tx*+]{{2}}\s?ps?|s?ftps?|wss?|gopher|file){_COLON}\s?[/\\]{{1,3}}\s?\S*"
    rf"|\b(?:javascript|vbscript|livescript|data|file|blob|about|mailto|tel|sms|https?|ftp){_COLON}(?<=\S)\S+"
    r"|\b(?:j\s?a\s?v\s?a|v\s?b)\s?s\s?c\s?r\s?i\s?p\s?t\s?:\s?\S*"
    r"|\b[a-z][a-z0-9+.-]{1,20}://\S*"
    r"|(?<![:\w/])[/\\]{2}[\w-]+(?:\.[\w-]+)+\S*"
    r"|\bwww\s?\.\s?\S+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOT = r"\s?(?:[\[({]\s?(?:\.|dot)\s?[\])}]|。|．)\s?"
_DOTTED = re.compile(rf"(?<![\w-])[\w-]+(?:{_DOT}[\w-]+)+(?:[/?:]\S*)?", re.IGNORECASE)
_HOST = re.compile(r"(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d{1,5})?(?:/\S*|\?\S+|#\S+)", re.IGNORECASE)
_MOST_ROUNDS = 20
_CUT = "\n(cut here: the text was longer than can be cleaned of its addresses)"


def without_targets(text: str) -> str:
    """Return the words alone, with a note where an address stood in them; doing it again changes nothing.

    >>> without_targets("see [the report](https://a.b/?q=1) or hxxps://c[.]d/e")
    'see the report or (address removed)'
    """
    if len(text) > MOST_READ:
        text = text[: MOST_READ - len(_CUT)] + _CUT
    for _ in range(_MOST_ROUNDS):  # a link within a link, or one that appears where another is taken out
        found = _once(text)
        if found == text:
            break
        text = found
    return text


def _once(text: str) -> str:
    if "&" in text:
        text = unescaped(text)
    text = _REFERENCE.sub("", _without_links(text))
    text = _OPEN_TAG.sub("", _TAG.sub("", text))
    for address in (_WEB, _MAIL, _DOTTED, _HOST):
        text = address.sub(GONE, text)
    return text.strip()


def _without_links(text: str) -> str:
    """Return the words of links; where they nest deeper than anybody writes, the target is parted from its words."""
    for _ in range(_MOST_ROUNDS):
        inner = _LINK.sub(r"\1", text)
        if inner == text:
            return text
        text = inner
    return text.replace("](", "] (")
