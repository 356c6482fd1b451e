"""The words of a fetched page as plain text: nothing that a reader cannot see, no mark-up, no target of a link."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from trading.errors import FixInput
from trading.web.fetcher import Fetched
from trading.web.hidden import Hidden, hidden_by

HTML = ("text/html", "application/xhtml+xml")
XML = ("text/xml", "application/xml", "application/rss+xml", "application/atom+xml")
PLAIN = ("text/plain", "text/markdown", "text/csv", "application/json")
READABLE = (*HTML, *XML, *PLAIN)
"""The media types that `plain_text` reads."""
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|cp125\d|utf-?16(?:le|be)?|shift_jis|euc-jp|"
    r"iso-2022-jp|euc-kr|gb2312|gbk|gb18030|big5|koi8-[ru]"
)
"""Those of text alone: Python knows codecs such as utf-7 and unicode_escape that make letters out of other letters."""
_TOLD = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
        *("legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr"),
        *("title", "ul"),
    )
)
_CELLS = frozenset({"td", "th"})
_LEAST_MAIN = 400
_DEEPEST = 256
_MOST_READ = 400_000
"""How many characters of a page's words are gathered; more than any reader of it is shown."""
MOST_ELEMENTS = 40_000
"""How many elements of a page are looked at, once for its main parts and once for the words of each: a body within the
limit of its bytes can hold a million of them, and each costs microseconds in which nothing else runs."""
CUT = "(cut here: the page is larger than what is read of one)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page as text; `is_cut` says that more stood there."""

    title: str
    text: str
    is_cut: bool


@dataclass(slots=True)
class _Looked:
    """How much more of a page may be looked at, and whether that was too little."""

    elements: int = MOST_ELEMENTS
    is_cut: bool = False

    def is_over(self) -> bool:
        self.elements -= 1
        self.is_cut |= self.elements < 0
        return self.elements < 0

    def inside(self, element: Any) -> list[Any]:
        """Return the children of an element, as far as they can still be looked at."""
        return list(islice(element, max(self.elements, 0) + 1))

    def few(self, pieces: Iterable[str]) -> str:
        """Return pieces as one text, as far as they are read."""
        found: list[str] = []
        left = _MOST_READ
        for piece in pieces:
            if len(piece) > left:
                found.append(piece[:left])
                self.is_cut = True
                break
            left -= len(piece)
            found.append(piece)
        return "".join(found)


def plain_text(fetched: Fetched, *, most: int) -> PageText:
    """Return at most `most` characters of a page's words. Raises FixInput for a body that holds no text.

    What a page hides by attributes, inline styles and its own plain style rules is left out; style sheets elsewhere
    and scripts are never fetched or run, so what these would hide can be among the words.
    """
    text, title, looked = decoded(fetched), "", _Looked()
    if fetched.content_type in HTML:
        title, words = _of_html(text, looked)
    elif fetched.content_type in XML:
        words = _lines(looked.few(_strings(xml_root(text.encode()))))
    else:
        words = _lines(looked.few([text.replace("\x00", "")]))
    if looked.is_cut and len(words) < most - len(CUT):
        words = f"{words}\n{CUT}".strip()
    return PageText(title=title[:200], text=words[:most], is_cut=looked.is_cut or len(words) > most)


def decoded(fetched: Fetched) -> str:
    """Return a body as text by its byte-order mark, the charset that was told, or UTF-8; unreadable bytes become �."""
    body = fetched.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    told = fetched.charset
    if told is None and fetched.content_type in HTML and (meta := _TOLD.search(body[:2_048])):
        told = meta[1].decode("ascii").lower()
    name = told if told is not None and _CHARSETS.fullmatch(told) else "utf-8"
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def xml_root(body: bytes) -> Any:
    """Return the root of an XML document, read without the network, DTDs and entities. Raises FixInput."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise FixInput("the page is no XML that can be read; name another one")
    return root


def _strings(root: Any) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.text:
            yield f"{element.text}\n"
        if element.tail:
            yield f"{element.tail}\n"


def _of_html(text: str, looked: _Looked) -> tuple[str, str]:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    if root is None:
        return "", ""
    hidden = hidden_by("".join(style.itertext()) for style in root.iter("style"))
    title = next((_lines(_Looked().few(each.itertext())) for each in root.iter("title")), "")
    of_mains = _Looked()
    mains = [_lines(of_mains.few(_seen(each, hidden, of_mains))) for each in _mains(root, hidden, _Looked())]
    words = max(mains, key=len, default="")
    if len(words) >= _LEAST_MAIN:
        looked.is_cut = of_mains.is_cut
    else:
        words = _lines(looked.few(_seen(root, hidden, looked)))
    return title.replace("\n", " "), words


def _mains(root: Any, hidden: Hidden, looked: _Looked) -> Iterator[Any]:
    """Yield the outermost main parts that can be seen: those within them say nothing more."""
    waiting = [root]
    while waiting and not looked.is_over():
        element = waiting.pop()
        if not isinstance(element.tag, str) or hidden.hides(element):
            continue
        if element.tag in ("main", "article"):
            yield element
        else:
            waiting.extend(reversed(looked.inside(element)))


def _seen(top: Any, hidden: Hidden, looked: _Looked) -> Iterator[str]:
    """Yield the words that can be seen, with a new line around each block and a bar after each cell of a table."""
    waiting: list[str | tuple[Any, int]] = [(top, 0)]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            yield piece
            continue
        if looked.is_over():
            return
        element, depth = piece
        if not isinstance(element.tag, str) or depth > _DEEPEST or hidden.hides(element):
            continue
        breaks = "\n" if element.tag in _BLOCKS else ""
        inside: list[str | tuple[Any, int]] = [breaks, element.text or ""]
        for child in looked.inside(element):
            inside += [(child, depth + 1), child.tail or ""]
        waiting += reversed([*inside, " | " if element.tag in _CELLS else breaks])


def _lines(text: str) -> str:
    lines = (re.sub(r"[^\S\n]+", " ", line).strip(" |") for line in re.split(r"\n+", text))
    return "\n".join(line for line in lines if line)
