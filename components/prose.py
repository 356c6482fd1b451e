"""Show text of others as text: no link, image, HTML, formula, colour or icon of theirs becomes active on a page."""

import re

from trading.web.visible import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&=^@])")
_JOINER = "\u2060"
"""Invisible and of no width: it parts what Markdown would turn into a link after the escapes are gone."""
_WEB = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data|xmpp)(:)")
_WWW = re.compile(r"(?i)\bwww(?=\.)")
_AT = re.compile(r"(?<=\S)@(?=\S)")
_CODE = re.compile(r":(?=(?:material/)?[\w+-]+:)")
"""The first colon of an icon, a logo or an emoji: they are looked for after Markdown has taken the escapes away."""
_BOLD = re.compile(r"\\\*\\\*(?=\S)(.{1,200}?\S|\S)\\\*\\\*")
_BULLET = re.compile(r"^(\s{0,6})(?:\\-|\\\*|\\\+|•)\s+")
_NUMBERED = re.compile(r"^(\s{0,6})(\d{1,3})\\\.\s+")
_HEADING = re.compile(r"^(?:\\#){1,6}\s+(.*)$")
_MONEY = re.compile(r"(?<![\w*])((?:\\\+|\\-|−)?(?:\\\$\d[\d,]*(?:\\\.\d+)?|\d[\d,]*(?:\\\.\d+)?%))(?![\w*])")
MAX_SHOWN = 20_000


def plain(text: str) -> str:
    r"""Return text that Markdown shows as it is, on one line for labels or as it stands for paragraphs.

    >>> plain("[gain](https://x.y) $5 *now*")
    '\\[gain\\]\\(https\u2060\\://x\\.y\\) \\$5 \\*now\\*'
    """
    shown = visible(text)[:MAX_SHOWN]
    shown = _WEB.sub(rf"\1{_JOINER}\2", shown)
    shown = _WWW.sub(f"www{_JOINER}", shown)
    shown = _AT.sub(f"{_JOINER}@", shown)
    shown = _CODE.sub(f":{_JOINER}", shown)
    return _SPECIAL.sub(r"\\\1", shown)


def one_line(text: str, most: int = 120) -> str:
    """Return text for a label: escaped, folded to one line, cut with an ellipsis.

    >>> one_line("a\\n b", 10), one_line("x" * 12, 4)
    ('a b', 'xxx…')
    """
    folded = " ".join(text.split())
    return plain(folded if len(folded) <= most else folded[: most - 1].rstrip() + "…")


def paragraphs(text: str, *, figures: bool = True) -> str:
    r"""Return an answer as safe Markdown: lines stay lines; bold, lists and headings are kept, nothing else acts.

    With `figures`, amounts and percentages are set bold, because they are what the reader looks for.

    >>> paragraphs("AAPL is **up** 2.5%")
    'AAPL is **up** **2\\.5%**'
    """
    lines = [_line(line, figures=figures) for line in plain(text).split("\n")]
    out: list[str] = []
    for line in lines:
        is_item = line.lstrip().startswith(("- ", "1. ")) or re.match(r"\s*\d+\. ", line)
        if out and line.strip() and out[-1].strip() and not is_item and not out[-1].endswith("  "):
            out[-1] += "  "
        out.append(line)
    return "\n".join(out)


def _line(line: str, *, figures: bool) -> str:
    if heading := _HEADING.match(line):
        return f"**{heading.group(1)}**"
    line = _BULLET.sub(r"\1- ", line)
    line = _NUMBERED.sub(r"\1\2. ", line)
    return _emphasised(_BOLD.sub(r"**\1**", line), figures=figures)


def _emphasised(line: str, *, figures: bool) -> str:
    if not figures:
        return line
    parts = line.split("**")
    return "**".join(part if i % 2 else _MONEY.sub(r"**\1**", part) for i, part in enumerate(parts))
