"""Questions about risk: limits and their use, exposure, the most that can be lost, what an order would change."""

import re
from dataclasses import replace

from agent.intent_order import read_order_sentence
from agent.intent_types import AskedOrder, Reading, Size, SizeKind
from trading.types import Intent, Side
from trading.words.cursor import Cursor
from trading.words.names import Lexicon
from trading.words.tokens import tokenize

_I = re.IGNORECASE
LIMITS, WORST_CASE, EXPOSURE, IMPACT = "limits", "worst_case", "exposure", "impact"
_LIMITS = re.compile(
    r"\b(?:(?:what|which|show|list|tell me|how)\b.{0,30}\blimits?\b(?! (?:order|price|buy|sell))|my (?:risk )?limits|"
    r"how (?:much|many) .{0,30}\b(?:limit|allowed|left)\b|what am i allowed|how large (?:may|can) an order)",
    _I,
)
_WORST = re.compile(
    r"\b(?:worst[ -]?case|(?:most|maximum|max|how much) (?:that )?(?:i|we|you|it)? ?(?:can|could|may|might) "
    r"(?:i |we |be )?"
    r"(?:still )?(?:lose|lost)|can i lose|could i lose|biggest loss|maximum loss|max loss|risk of ruin)\b",
    _I,
)
_EXPOSURE = re.compile(
    r"\b(?:my |the |our )?(?:exposure|concentration|concentrated|diversified|diversification|value at risk|var)\b", _I
)
_IMPACT = re.compile(
    r"\b(?:what|how)\b.{0,20}\b(?:would|will|does|do|if)\b.{0,60}\b(?:risk|impact|exposure|change|account|portfolio|"
    r"worst[ -]?case|limits?)\b|\b(?:impact|effect) of (?:buying|selling|an order)\b|\bpreview\b",
    _I,
)
_VERBS = {"buying": "buy", "selling": "sell", "buy": "buy", "sell": "sell"}
_ORDER = re.compile(
    r"\b(?P<verb>buying|selling|buy|sell)\s+(?P<rest>.+?)(?=\s+(?:do|does|change|affect|mean|have|cost|to my|to the|"
    r"for my|on my)\b|[?.!]|$)",
    _I,
)


def read_risk(own: str, lexicon: Lexicon, found: Reading) -> Reading | None:
    """Return the reading of a question about risk, None for any other. It orders nothing, whatever it names."""
    if (asked := _impact(own, lexicon)) is not None:
        symbols = (asked.symbol,) if asked.symbol else ()
        return replace(found, intent=Intent.PORTFOLIO, topic=IMPACT, asks_about=asked, symbols=symbols, note="")
    topic = next((name for name, words in _TOPICS.items() if words.search(own)), "")
    if not topic or (topic == EXPOSURE and found.indicators):
        return None
    return replace(found, intent=Intent.PORTFOLIO, topic=topic, note="")


_TOPICS = {WORST_CASE: _WORST, LIMITS: _LIMITS, EXPOSURE: _EXPOSURE}


def _impact(own: str, lexicon: Lexicon) -> AskedOrder | None:
    """Return the whole order that a question about its effect names; it is only reckoned with, never proposed."""
    if _IMPACT.search(own) is None or (said := _ORDER.search(own)) is None:
        return None
    words = f"{_VERBS[said['verb'].lower()]} {said['rest'].strip()}"
    drafts = read_order_sentence(Cursor(tokenize(words, words), words, lexicon)).drafts
    if len(drafts) != 1:
        return None
    draft = drafts[0]
    if draft.leftover or draft.faults or draft.symbol is None or draft.side is None or draft.size is None:
        return None
    if draft.size.kind is SizeKind.FRACTION and draft.side is Side.BUY:
        return None
    return AskedOrder(
        side=draft.side,
        symbol=draft.symbol,
        size=Size(kind=draft.size.kind, value=draft.size.value),
        type=draft.type,
        limit=draft.limit,
        stop=draft.stop,
        take_profit=draft.take_profit,
        stop_loss=draft.stop_loss,
        said=draft.said,
    )
