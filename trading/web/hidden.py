"""What of a page a reader cannot see: words meant for machines alone are no part of its text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

NEVER_SHOWN = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "iframe", "object", "embed", "canvas", "svg", "math"),
        *("audio", "video", "map", "select", "datalist", "input", "textarea", "button", "nav", "footer", "applet"),
        *("meta", "link", "param", "source", "track", "frame", "frameset", "noframes"),
    )
)
"""Elements whose words are no text of the page: machines' own, other documents, controls, and the site's menus."""
_ZERO = r"[-+]?0*(?:\.0*)?(?:px|em|rem|pt|%|vw|vh|ex|ch)?(?:!important)?(?=$|;)"
_FAR = r"-(?:[5-9]\d\d|\d{4,}|\d{3,}(?=%|em|rem|vw|vh))"
_HIDES = re.compile(
    r"(?:^|;)(?:"
    r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|"
    rf"opacity:(?:{_ZERO}|0?\.0\d*)|font-size:(?:{_ZERO}|0?\.\d+(?:px|pt)|1px)|font:[^;]*?(?<![\d.])0(?:px|pt|em)?/|"
    rf"(?:max-)?(?:width|height):{_ZERO}|line-height:{_ZERO}|text-indent:{_FAR}|(?:left|top|right|bottom):{_FAR}|"
    rf"margin(?:-left|-top)?:{_FAR}|transform:(?:scale[xy]?\(0|translate[xy]?\({_FAR})|"
    r"clip:rect\(0|clip:rect\(1px|clip-path:(?:inset\((?:50|100)%|circle\(0|polygon\(0)|"
    r"(?:-webkit-text-fill-)?color:(?:transparent|#0000(?:0000)?(?=$|;)|rgba\([^)]*,0(?:\.0+)?\)|hsla\([^)]*,0(?:\.0+)?\))"
    r")"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;]+)")
_SIMPLE = re.compile(r"[a-z0-9]*([.#][\w-]+)")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?")
MOST_STYLE = 100_000
"""How many characters of a page's own style sheets are read; a page is anybody's, and can be made to cost much."""
_LONGEST = 300
"""How much of one declaration is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The classes and ids that a page's own style sheets hide, as `.class` and `#id`."""

    selectors: frozenset[str]

    def hides(self, element: Any) -> bool:
        """Say whether an element and all in it cannot be seen, as far as the page itself tells."""
        if element.tag in NEVER_SHOWN or element.get("hidden") is not None:
            return True
        if (element.get("aria-hidden") or "").strip().lower() == "true":
            return True
        if element.tag == "dialog" and element.get("open") is None:
            return True
        if element.tag == "font" and (element.get("size") or "").strip() == "0":
            return True
        named = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        return bool(named & self.selectors) or _hides_at_once(element.get("style") or "")


def hidden_by(styles: Iterable[str]) -> Hidden:
    """Return what the page's style sheets hide by a plain class or id; sheets elsewhere are not read."""
    found: set[str] = set()
    left = MOST_STYLE
    for style in styles:
        for rule in _without_notes(style[:left]).split("}"):
            before, brace, declarations = rule.rpartition("{")
            if brace and hides(declarations):
                simple = (_SIMPLE.fullmatch(each.strip()) for each in before.rpartition("{")[2].split(","))
                found |= {match[1] for match in simple if match}
        left -= len(style)
        if left <= 0:
            break
    return Hidden(selectors=frozenset(found))


def _hides_at_once(style: str) -> bool:
    """Say whether an element's own style hides it; one that is too long to be read tells nothing good."""
    return len(style) > MOST_STYLE or hides(style)


def hides(style: str) -> bool:
    """Say whether declarations such as `display: none` keep text from being seen.

    >>> hides("color: red; DISPLAY : none !important"), hides("display: block"), hides("font-size: 0")
    (True, False, True)
    """
    plain = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), _without_notes(style).lower())
    plain = re.sub(r"\s+", "", plain)
    if any(_HIDES.match(each[:_LONGEST]) for each in plain.split(";")):
        return True
    colour, ground = _COLOUR.search(plain), _GROUND.search(plain)
    return colour is not None and ground is not None and _same(colour[1], ground[1])


def _without_notes(style: str) -> str:
    """Return style text without its comments; one that is never closed reaches to the end, as in a browser."""
    kept, at = [], 0
    while (start := style.find("/*", at)) >= 0:
        kept.append(style[at:start])
        end = style.find("*/", start + 2)
        at = len(style) if end < 0 else end + 2
    return "".join([*kept, style[at:]])


def _same(one: str, other: str) -> bool:
    return _hex(one) == _hex(other)


def _hex(colour: str) -> str:
    colour = {"white": "#fff", "black": "#000"}.get(colour.removesuffix("!important"), colour)
    short = re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", colour)
    return f"#{short[1] * 2}{short[2] * 2}{short[3] * 2}" if short else colour
