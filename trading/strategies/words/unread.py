"""Why a part of the words is not in the rules, as a sentence."""

import re

_REASONS = {
    "unless|except|not|never|don'?t|without|excluding|avoid|no|nor|isn't|doesn't|skip": (
        "a rule has no “not”; say what must hold instead, for example and RSI is below 70"
    ),
    "fed|fomc|earnings|dividends?|news|ceo|tweets?|announce[a-z]*|inflation|cpi|rates?|election|sentiment|p/?e|eps|"
    "revenue|analysts?|upgrades?|fundamentals?|insiders?|reports?|moon|weather": (
        "rules read prices, volume and indicators; news, reports and events are not among them"
    ),
    "limit|bid|ask|at the close|on the close|moc|pre-?market|after hours|o'?clock|noon|am|pm|(?:market|stop) orders?": (
        "rules decide on the close of a bar and trade at the next open"
    ),
    "add|adding|double|doubling|pyramid[a-z]*|scale|averaging|more|twice|half|third|quarter|part|partly|some of": (
        "a rule goes in once and out at once; there is no second entry and no part of an exit"
    ),
    "monday|tuesday|wednesday|thursday|friday|january|february|march|april|may|june|july|august|september|october|"
    "november|december|monthly|quarterly|yearly|annually|(?:every|each|first|last) (?:day|week|month|quarter|year)|"
    "weekend|christmas|seasons?": (
        "rules know no calendar; dollar-cost averaging and momentum rotation of the catalogue trade by the month"
    ),
    "options?|calls?|puts?|futures|crypto|bitcoin|leverage[d]?|margin": (
        "rules trade the shares that are named; borrowing is a term of the test, not of the rules"
    ),
    "vix|spy|nasdaq|dow|sector|index|other stocks?|yields?|bonds?|oil|gold": (
        "a rule reads the symbol that it trades and no other"
    ),
    "ignore|system|prompt|instructions?|import|exec|print|rm|sudo|drop|select|delete|script|approve|send|place|"
    "execute|live|real money|orders?|password|keys?": (
        "words here only become rules; nothing is run, sent or approved by them"
    ),
}
_PATTERNS = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), said) for words, said in _REASONS.items()]
_OTHERWISE = "a rule compares prices, volume and indicators of the symbol that it trades"
MOST_SHOWN = 120


def why_unread(text: str) -> str:
    """Return the sentence for words that no rule holds.

    >>> why_unread("when the Fed meets")[:41]
    '“when the Fed meets” cannot be expressed;'
    """
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()}…"
    reason = next((said for pattern, said in _PATTERNS if pattern.search(text)), _OTHERWISE)
    return f"“{shown}” cannot be expressed; {reason}."
