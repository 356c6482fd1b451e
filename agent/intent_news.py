"""Questions about what is said of a company or of the market: headlines, or the mood that they come to."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.intent_types import Reading
from trading.types import Intent
from trading.words.names import Lexicon

_I = re.IGNORECASE
NEWS, MOOD = "news", "mood"
_NEWS = re.compile(r"\b(?:news|headlines?|tweets?|posts|press (?:coverage|releases?)|articles?|stories)\b", _I)
_MOOD = re.compile(
    r"\b(?:sentiment|mood|buzz|chatter|twitter|reddit|stocktwits|social media|bullish|bearish|"
    r"what (?:do|are) (?:people|investors|traders|they|others) (?:say|think|writ|feel)\w*|"
    r"what (?:is|'s) (?:being )?(?:said|written|told) (?:about|of|on))\b",
    _I,
)
_WHY_MOVED = re.compile(
    r"\bwhy (?:did|does|do|is|are|has|have|was|were) [\w&.' ]{1,40}\b(?:mov\w*|fall\w*|fell|drop\w*|ris\w*|rose|"
    r"jump\w*|up|down|plung\w*|soar\w*|sink\w*|sank|climb\w*|crash\w*|rall\w+)\b",
    _I,
)
_SPANS = (
    (r"\btoday'?s?\b", 1),
    (r"\byesterday'?s?\b|\bsince yesterday\b", 2),
    (r"\b(?:this|last|past) week'?s?\b|\bof the week\b", 7),
    (r"\b(?:this|last|past) month'?s?\b|\bof the month\b", 31),
    (r"\b(?:this|last|past) quarter'?s?\b", 92),
    (r"\b(?:this|last|past) year'?s?\b", 366),
)
_COUNTED = re.compile(r"\b(?:last|past|previous) (\d{1,3}) (day|week|month)s?\b", _I)
_UNITS = {"day": 1, "week": 7, "month": 31}
LONGEST_DAYS = 366
_WORDS_IN_CAPITALS = frozenset({"RSS", "CEO", "AI", "US", "UK", "EU", "IPO"})


def asks_news(own: str, symbols: Sequence[str]) -> bool:
    """Say whether words speak of what is said of a company, or ask why the price of one moved."""
    return bool(_NEWS.search(own) or _MOOD.search(own) or (symbols and _WHY_MOVED.search(own)))


def news_topic(found: Reading, own: str, unknown: list[str], lexicon: Lexicon) -> Reading:
    """Return the reading of such a question: to be looked up, or with the question of which company.

    News of nobody in particular are those of the whole market; a mood is always one company's.
    """
    topic = NEWS if _NEWS.search(own) else MOOD
    asked = replace(found, intent=Intent.SENTIMENT, topic=topic, days=days_in(own))
    strange = [word for word in unknown if word not in _WORDS_IN_CAPITALS]
    if found.symbols or (topic == NEWS and not strange):
        return asked
    slip = f"{lexicon.unknown(strange[0])} " if strange else ""
    what = "headlines" if topic == NEWS else "sentiment"
    ask = f"Of which symbol or company do you want the {what}? For example: Sentiment of AAPL."
    return replace(found, reply=f"{slip}{ask}", topic=Intent.SENTIMENT.value)


def days_in(own: str) -> int | None:
    """Return how many days back words ask for, None where they do not say.

    >>> days_in("any headlines about IBM this month?"), days_in("news of the last 2 weeks"), days_in("news")
    (31, 14, None)
    """
    counted = _COUNTED.search(own)
    if counted is not None:
        return max(1, min(int(counted[1]) * _UNITS[counted[2].lower()], LONGEST_DAYS))
    return next((days for pattern, days in _SPANS if re.search(pattern, own, _I)), None)
