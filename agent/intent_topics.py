"""Requests that order nothing: prices, indicators, comparison, companies, portfolio, history, what is not here yet."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent import intent_replies as replies
from agent.intent_backtest import read_backtest, speaks_of_strategies
from agent.intent_chart import read_chart
from agent.intent_fundamentals import asks_fundamentals, fundamentals_topic
from agent.intent_guards import asks_or_not, drops_it, is_maybe, is_negated, speaks_of_trading
from agent.intent_market import read_market
from agent.intent_news import asks_news, news_topic
from agent.intent_risk import read_risk
from agent.intent_types import Reading
from agent.intent_web import asks_filings, filings_topic
from trading.types import Intent
from trading.words.cursor import Cursor
from trading.words.indicators import take_catalogue_name, take_indicator
from trading.words.names import Lexicon
from trading.words.tokens import Kind, Token

_I = re.IGNORECASE
_HELP = re.compile(
    r"\b(?:help|what can you (?:do|help)|how does this work|what do you do|how do i use|who are you|commands|examples?|"
    r"what can i (?:ask|say|do)|get started|tutorial)\b|^\W*(?:hi|hello|hey|good (?:morning|evening|day)|"
    r"thanks|thank you|"
    r"thx|cheers)(?: there)?\W*$",
    _I,
)
_ALERT = re.compile(
    r"\b(?:alert|alarm|notify|notification|remind|ping|text me|e-?mail me|warn me|tell me (?:when|if|once|as soon)|"
    r"let me know (?:when|if|once)|watch (?:for|out|\w+ (?:and|for|until))|keep an eye)\b",
    _I,
)
_COMPARE = re.compile(
    r"\b(?:compare\w*|comparison|versus|vs|better|worse|outperform\w*|difference between|against|correlat\w+|"
    r"side by side|which (?:one|of))\b",
    _I,
)
_HISTORY = re.compile(
    r"\b(?:history|histories|fills?|my (?:last |recent |past |open |pending |old |previous )?(?:orders?|"
    r"trades?|proposals?|runs?)|"
    r"(?:open|pending|resting|recent|last|latest|past) (?:orders?|trades?|proposals?|fills?)|what (?:did|have) i "
    r"(?:\w+ )?(?:buy|bought|sell|sold|trade|traded|order|ordered|do|done)|(?:did|have|had) i (?:\w+ )?(?:buy|"
    r"bought|sell|sold|"
    r"trade|traded|order|ordered|own|close|closed)|when did i|order status|status of (?:my|the) orders?|activity|"
    r"what (?:is|'s) waiting|(?:should|shall|may|can|could|must) i (?:cancel|withdraw)|"
    r"waiting orders?|was (?:my|the) order|has (?:my|the) order|is my order|my rules|"
    r"saved rules)\b",
    _I,
)
_OPEN_ONLY = re.compile(r"\b(?:cancel|withdraw|open|pending|resting|waiting|proposals?|status)\b", _I)
_PORTFOLIO = re.compile(
    r"\b(?:portfolio|positions?|holdings?|what do i (?:own|hold|have)|do i (?:own|hold|have)|cash|"
    r"buying power|equity|balance|"
    r"my account|account value|net worth|exposure|p&l|p/l|pnl|profit and loss|profits?|gains?|losses|"
    r"how am i doing|my risk|"
    r"value at risk|drawdown|how much (?:money|cash|\w+) do i (?:have|own|hold)|"
    r"how many \w+(?: \w+)? do i (?:have|own|hold)|"
    r"my (?:shares|stocks?|performance|return|returns|money|worth))\b",
    _I,
)
_ANALYSIS = re.compile(
    r"\b(?:analy[sz]\w*|analysis|outlook|trend\w*|technicals?|how(?:'?s| is| are| has| did| does) [\w&.' ]{1,30} "
    r"(?:doing|going|performing|performed|look\w*|do|been)|"
    r"what do you think|opinion|overview|summary|summari[sz]e|chart|tell me about|review|performance|"
    r"performing|volatil\w+|"
    r"good (?:buy|time|investment|stock)|momentum|support|resistance|info(?:rmation)? (?:on|about)|how risky|"
    r"buy or sell|"
    r"look at|report on|recommend\w*|advice|advise|worth buying)\b",
    _I,
)
_QUOTE = re.compile(
    r"\b(?:price|prices|priced|quote\w*|trading at|how much|cost|costs|worth|last trade|bid|ask|spread|"
    r"trade at|what(?: is|'s|s| are) "
    r"[\w&.$']+(?: [\w&.$']+)? (?:at|now|today|trading|going for)|value of|closing|close of|current)\b",
    _I,
)
_ASKS = re.compile(
    r"^\W*(?:what|why|how|when|where|who|which|is|are|was|were|do|does|did|has|have|will|would|should)\b", _I
)
_BESIDE_NAMES = frozenset({
    "and", "the", "please", "stock", "stocks", "share", "shares", "inc", "what", "about", "s", "is", "of", "for", "on",
    "show", "me", "how", "now", "today", "whats",
})  # fmt: skip
_SIZE = re.compile(
    r"^\W*(?:\$ ?\d[\d,.]*k?|\d[\d,.]*)(?: (?:usd|dollars?|bucks|shares?|stocks?|pieces?))?(?: worth)?(?: (?:of|in))?"
    r"(?= )",
    _I,
)
_MULTIPLY = re.compile(r"^\W*(?:please\s+)?(?:double|triple|quadruple)\b", _I)
_RULE = re.compile(
    r"^\W*(?:please\s+)?(?:yes,?\s+)?(?:save|keep|store|write down|remember)\s+(?:the|this|that|my|"
    r"it as a)?\s*rule\W*$",
    _I,
)
_REPLACE = re.compile(
    r"\b(?:replace|modify|change|amend|edit|move|adjust|update)\b.{0,40}\b(?:order|stop|limit|take profit)\b", _I
)


def saves_rule(own: str) -> bool:
    """Say whether the words ask to keep the rule that was offered before."""
    return _RULE.match(own) is not None


def named_in(tokens: Sequence[Token], own: str, lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """Return the symbols and indicators that a text names, and words in capitals that could be unknown symbols."""
    cursor = Cursor(tokens, own, lexicon)
    symbols: list[str] = []
    indicators: list[str] = []
    unknown: list[str] = []
    while cursor.more:
        indicator = take_indicator(cursor)
        if indicator is not None:
            indicators.append(indicator)
            continue
        found = cursor.symbol()
        if found is not None:
            symbols.append(found[0])
            continue
        other = take_catalogue_name(cursor)  # after the symbols: some keys are tickers elsewhere
        if other is not None:
            indicators.append(other)
            continue
        token = cursor.skip()
        if token.kind is Kind.WORD and token.text.isupper() and 2 <= len(token.text) <= 5 and not token.low.isdigit():
            unknown.append(token.text)
    return tuple(dict.fromkeys(symbols)), tuple(dict.fromkeys(indicators)), unknown


def read_topic(own: str, tokens: Sequence[Token], lexicon: Lexicon) -> Reading:
    """Return what words that order nothing ask for; unclear with a helpful sentence when nothing fits."""
    symbols, indicators, unknown = named_in(tokens, own, lexicon)
    found = Reading(intent=Intent.UNCLEAR, words=own, symbols=symbols, indicators=indicators)
    trading = speaks_of_trading(own)
    asks = "?" in own or is_maybe(own) or _ASKS.match(own) is not None
    note = (replies.HYPOTHETICAL if asks else replies.NO_ORDER) if trading else ""
    early = _before_the_market(own, found, lexicon, trading=trading, asks=asks)
    if early is not None:
        return early
    risk = read_risk(own, lexicon, found)
    if risk is not None:
        return risk
    if trading and symbols and (is_maybe(own) or _ANALYSIS.search(own) or "?" in own) and not _QUOTE.search(own):
        return replace(found, intent=Intent.INDICATOR if indicators else Intent.ANALYSIS, note=note)
    many = None if trading else read_market(own, tokens, lexicon, found)
    if many is not None:
        return many
    if asks_filings(own) and not trading:
        return filings_topic(own, found)
    if asks_news(own, symbols):
        return news_topic(replace(found, note=note), own, unknown, lexicon)
    if asks_fundamentals(own):
        return fundamentals_topic(replace(found, note=note), unknown, lexicon)
    chart = None if trading else read_chart(own, tokens, lexicon, found)
    if chart is not None:
        return chart
    return _market_topic(own, replace(found, note=note), unknown, lexicon)


def _before_the_market(own: str, found: Reading, lexicon: Lexicon, *, trading: bool, asks: bool) -> Reading | None:
    if drops_it(own):
        return replace(found, reply=f"Nothing was ordered. {replies.CAN_DO}", settled=True)
    if saves_rule(own):
        return replace(found, intent=Intent.CONDITIONAL, topic="save_rule", settled=True)
    if _ALERT.search(own):
        return replace(found, intent=Intent.ALERT, reply=replies.ALERT, settled=True)
    if speaks_of_strategies(own):
        return read_backtest(own, lexicon, found)
    if _HISTORY.search(own):
        topic = "rules" if "rule" in own.lower() else "open" if _OPEN_ONLY.search(own) else "all"
        return replace(found, intent=Intent.HISTORY, topic=topic)
    if trading and is_negated(own) and not asks_or_not(own):
        return replace(found, reply=replies.NEGATED, settled=True)
    if _MULTIPLY.match(own) and len(found.symbols) == 1 and not asks:
        return replace(found, reply=replies.how_many_more(found.symbols[0]), settled=True)
    if _REPLACE.search(own) and len(found.symbols) <= 1:
        return replace(found, reply=replies.REPLACE, settled=True)
    return None


def _market_topic(own: str, found: Reading, unknown: list[str], lexicon: Lexicon) -> Reading:
    intent, why = _intent_of(own, found.symbols, found.indicators, lexicon)
    slip = f"{lexicon.unknown(unknown[0])} " if unknown else ""
    size = _SIZE.match(own)
    if size is not None and len(found.symbols) == 1 and _is_only_names(own[size.end() :], found.symbols, lexicon):
        said = own.strip(" .,!?")
        return replace(found, intent=Intent.UNCLEAR, reply=f"{replies.BUY_OR_SELL} Buy {said}.", settled=True)
    if intent is Intent.HELP:
        return replace(found, intent=intent, reply=replies.HELP, note="")
    if intent is Intent.UNCLEAR:
        if found.note:
            return replace(found, reply=f"{found.note} {replies.SAY_IT}", note="", settled=True)
        if slip and not found.symbols:
            return replace(found, reply=f"{slip}Which one do you mean?", topic="symbol")
        return replace(found, reply=replies.NOT_UNDERSTOOD)
    least = {Intent.COMPARE: 2, Intent.PORTFOLIO: 0}.get(intent, 1)
    if len(found.symbols) < least:
        ask = "Which symbols shall I compare? Name two or more." if least == 2 else f"Of which symbol or company {why}?"
        return replace(found, reply=f"{slip}{ask} For example: {_example(intent)}.", topic=intent.value)
    return replace(found, intent=intent)


def _intent_of(own: str, symbols: tuple[str, ...], indicators: tuple[str, ...], lexicon: Lexicon) -> tuple[Intent, str]:
    if _COMPARE.search(own) and (len(symbols) >= 2 or re.search(r"\b(?:compare|comparison|versus|vs)\b", own, _I)):
        return Intent.COMPARE, ""
    if indicators:
        return Intent.INDICATOR, "do you want the indicator"
    if _PORTFOLIO.search(own) and not (symbols and _ANALYSIS.search(own)):
        return Intent.PORTFOLIO, ""
    if _ANALYSIS.search(own):
        return Intent.ANALYSIS, "do you want an analysis"
    if re.search(r"\bindicators?\b", own, _I):
        return Intent.ANALYSIS, "do you want the indicators"
    if _QUOTE.search(own):
        return Intent.QUOTE, "do you want the price"
    if _HELP.search(own):
        return Intent.HELP, ""
    if symbols and _is_only_names(own, symbols, lexicon):
        return Intent.QUOTE, ""
    return Intent.UNCLEAR, ""


def _is_only_names(own: str, symbols: tuple[str, ...], lexicon: Lexicon) -> bool:
    words = set(re.findall(r"[a-z&]+", own.lower()))
    names = {symbol.lower() for symbol in symbols}
    names |= {word for name, symbol in lexicon.names.items() if symbol in symbols for word in name}
    return words <= names | _BESIDE_NAMES


def _example(intent: Intent) -> str:
    return {
        Intent.COMPARE: "Compare AAPL and MSFT",
        Intent.INDICATOR: "RSI of AAPL",
        Intent.ANALYSIS: "Analyze AAPL",
    }.get(intent, "Price of AAPL")
