"""What makes words no order: refusals, approvals in the chat, negation, conditions, reports and maybes."""

import re

from agent.intent_replies import APPROVAL, LIMITS, MONEY, SECRETS, SHORT, STOPPING

_I = re.IGNORECASE
_YES = re.compile(
    r"^\W*(?:please\s+)?(?:yes|yep|yeah|yup|sure|affirmative|confirm(?:ed)?|approved?|agreed|do it|go ahead|proceed|"
    r"send it|execute it|submit it|place it|buy it|sell it|make it so|sounds good|looks good|lgtm|ok(?:ay)?|y|"
    r"go for it|"
    r"i (?:approve|confirm|agree|accept)|accept(?:ed)?)\b(?P<rest>.*)$",
    _I | re.DOTALL,
)
_STRONG_YES = re.compile(
    r"^\W*(?:yes|yep|yeah|yup|sure|affirmative|confirm(?:ed)?|approved?|i (?:approve|confirm|accept)|accept(?:ed)?)\b",
    _I,
)
_YES_REST = re.compile(
    r"^(?:[\s,.!]|please|thanks|thank you|then|now|and|it|that|them|this|the|my|all|both|everything|buy|sell|do|send|"
    r"go|ahead|approve|confirm|execute|place|submit|proceed|order|orders|proposal|proposals|trade|trades|with|"
    r"for me|ok|"
    r"yes|just)*$",
    _I,
)
_REFUSALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:approve|confirm|accept|authori[sz]e|execute|send)\s+(?:it|this|that|them|all|everything|the|my|your|"
            r"any|every|open|pending|these|those)\b(?!.{0,30}\bmoney\b)",
            _I,
        ),
        APPROVAL,
    ),
    (re.compile(r"\bwithout\s+(?:\w+\s+){0,3}(?:asking|approval|confirm\w*|review\w*|permission|checking|checks?)\b",
    _I),
     APPROVAL),
    (re.compile(r"\b(?:skip|bypass|no need (?:for|to)|don'?t ask|no)\s+(?:\w+\s+){0,3}(?:review|approval|confirm\w*)\b",
                _I), APPROVAL),
    (
        re.compile(
            r"\b(?:raise|increase|change|set|lower|lift|remove|disable|bypass|override|edit|turn off|turn on|"
            r"skip|double|"
            r"relax|reset|modify|update|decrease|ignore|delete|switch off|switch on|deactivate)\b.{0,40}"
            r"\b(?:limits|caps?|kill ?-?switch|risk (?:checks?|rules?|gate|limits?)|the gate|safety|safeguards?|"
            r"(?:my|the|order|risk|daily|loss|size|your|position|trading) limit|max_\w+|allow-?list)\b",
            _I | re.DOTALL,
        ),
        LIMITS,
    ),
    (re.compile(r"\b(?:stop|resume|halt|pause|suspend|restart)\b\s+(?:all\s+|the\s+|my\s+)?trading\b", _I), STOPPING),
    (re.compile(r"\bkill ?-?switch\b", _I), STOPPING),
    (
        re.compile(
            r"\b(?:transfer|wire|withdraw|deposit|send|move|pay|payout|cash out)\b.{0,40}"
            r"\b(?:money|cash|funds?|dollars?|bank|usd|bitcoin|crypto|paypal|iban|\w+ account)\b",
            _I,
        ),
        MONEY,
    ),
    (re.compile(r"\b(?:transfer|wire|withdraw|deposit|pay|send)\b\s+(?:me\s+|out\s+)?\$?\s?[0-9]", _I), MONEY),
    (
        re.compile(
            r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines?|above|"
            r"previous|prior|safety|everything)\b",
            _I | re.DOTALL,
        ),
        SECRETS,
    ),
    (
        re.compile(
            r"\b(?:system prompt|your (?:hidden )?(?:instructions|prompt)|api[ -]?keys?|passwords?|credentials?|"
            r"secret keys?|developer mode|jailbreak|dan mode|you are now|act as (?:an? )?\w+|new instructions|"
            r"run (?:this )?(?:code|command|script)|rm -rf|os\.system|import os)\b",
            _I,
        ),
        SECRETS,
    ),
    (re.compile(r"^\W*(?:please\s+)?(?:(?:can|could) you\s+)?(?:short\b(?! (?:answer|question|version|summary|term|"
                r"list|overview|story))|go short\b|sell short\b|short[- ]sell)",
    _I), SHORT),
    (re.compile(r"\b(?:sell(?:\s{3,}+|\s++[\w.,$][\w.,$ ]{0,29}\s++)short|open a short)\b", _I), SHORT),
)  # fmt: skip
_SPAN = r"(?:minute|hour|day|week|month|quarter|year|session)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LATER = re.compile(
    rf"\b(?:(?:a|per) (?:day|week|month|year)\b(?! order)|per quarter|"
    rf"(?:every|each) (?:{_SPAN}|morning|\w+day)|daily|weekly|monthly|quarterly|yearly|tomorrow|tonight|later|"
    rf"eventually|some ?day|(?<!for )one day|one of these days|next (?:{_SPAN}|{_WEEKDAY})|on {_WEEKDAY}|"
    rf"in (?:an?|one|two|three|four|five|six|ten|[0-9]+|half an?|a couple of|a few|some|several) {_SPAN}s?|"
    r"in (?:19|20)[0-9]{2}\b(?!\s*(?:shares?|stocks?|units?|pieces|dollars?|usd|bucks|of\b|[.,][0-9]|%))|"
    rf"(?:at|by|before) the end of (?:the|this|next) {_SPAN})\b",
    _I,
)
_NEGATION = re.compile(
    r"\b(?:don'?t|do not|dont|never|not|no longer|won'?t|wouldn'?t|shouldn'?t|can'?t|cannot|didn'?t|isn'?t|nor|neither|"
    r"avoid|refrain|refuse|hold off|nothing|stop buying|stop selling|nobody|never mind|nevermind|forget it|"
    r"scratch that|"
    r"instead of|rather than|except|without|no)\b",
    _I,
)
_DROPPED = re.compile(
    r"^\W*(?:no|nope|nah|never ?mind|forget (?:it|that)|scratch that|no thanks?(?: you)?|nothing)\W*$", _I
)
_MAYBE = re.compile(
    r"\b(?:what if|suppose|supposing|assume|assuming|imagine|pretend|hypothetical(?:ly)?|maybe|perhaps|might|"
    r"thinking (?:of|about)|consider(?:ing)?|i wonder|wondering|if i (?:had|were|was|bought|buy|sold|sell)|would it|"
    r"should i|shall i|for example|e\.g|example|theoretically|simulate|demo|test whether|would i|could i|"
    r"can i|may i)\b",
    _I,
)
_TRADE = re.compile(
    r"\b(?:buy|buys|bought|buying|purchased?|sell|sells|sold|selling|acquire|close|closed|exit|liquidate|order|short|"
    r"invest|long|trade)\b",
    _I,
)


def refusal(own: str) -> str | None:
    """Return the refusal that the user's own words call for, None when there is none."""
    said_yes = _YES.match(own)
    if said_yes and (_STRONG_YES.match(own) or _YES_REST.match(said_yes.group("rest"))):
        return APPROVAL
    for pattern, reply in _REFUSALS:
        if pattern.search(own):
            return reply
    return None


def is_later(own: str) -> bool:
    """Say whether the words put the order off to another time or let it repeat."""
    return _LATER.search(own) is not None


def is_negated(own: str) -> bool:
    """Say whether the words hold a negation; such words are never an order."""
    return _NEGATION.search(own) is not None


def asks_or_not(own: str) -> bool:
    """Say whether the words leave it open ("buy or not?"): a question, not a negation."""
    return re.search(r"\bor not\W*\?\W*$", own, _I) is not None


def drops_it(own: str) -> bool:
    """Say whether the words only call something off ("no", "never mind")."""
    return _DROPPED.match(own) is not None


def is_maybe(own: str) -> bool:
    """Say whether the words think aloud instead of asking for something."""
    return _MAYBE.search(own) is not None


def speaks_of_trading(own: str) -> bool:
    """Say whether a word of buying or selling occurs."""
    return _TRADE.search(own) is not None
