"""Words that ask what a strategy would have done: which one, on what, since when; nothing here ever orders."""

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from agent import intent_replies as replies
from agent.intent_types import AskedBacktest, Reading
from trading.types import Intent
from trading.words.cursor import Cursor
from trading.words.names import Lexicon
from trading.words.tokens import fold, tokenize

if TYPE_CHECKING:
    from trading.strategies.words.kinds import AskedKind
    from trading.strategies.words.reading import Period
    from trading.strategies.words.reading import Reading as RuleReading

_I = re.IGNORECASE
_STRICT = re.compile(
    r"\b(?:back-?test\w*|walk-?forward|monte ?carlo|simulat(?:e|ed|ion))\b|\bhow (?:would|did|has|have|"
    r"could)\b.{0,200}\b(?:have "
    r"(?:done|performed|worked|fared|turned out|gone)|done since|performed since)\b|\bwhat would\b.{0,200}\bhave "
    r"(?:made|earned|returned|brought|done|happened)\b|\bwould\b.{0,200}\bhave (?:worked|beaten|made money|paid|been "
    r"profitable)\b|\btest (?:the|this|my|a|an)?\s*(?:\w+ ){0,4}?(?:strateg\w+|rules?|crossover|cross)\b|"
    r"\b(?:what|which|list|show)(?: me)?(?: all)?(?: the| your| my)? strategies\b|\bstrategies (?:do|can|"
    r"are) (?:you|i|there)\b",
    _I | re.DOTALL,
)
_LOOSE = re.compile(r"\b(?:strateg(?:y|ies)|optimi[sz]e\w*|crossover|forecast\w*|predict\w*)\b", _I)
_FORECAST = re.compile(r"\b(?:forecast\w*|predict\w*)\b", _I)
_MANY = re.compile(
    r"\b(?:optimi[sz]\w*|walk-?forward|monte ?carlo|best (?:parameters|numbers|settings)|grid search)\b", _I
)
_LIST = re.compile(
    r"\b(?:what|which|list|show|name|tell me)(?: me)?(?: all)?(?: (?:the|your|my|of the|"
    r"of your))?(?: \w+)? strategies\b|"
    r"\bstrategies (?:do|can|are|have) (?:you|i|there|we)\b|^\W*(?:my |your |the )?strategies\W*$",
    _I,
)
_LUCK = re.compile(
    r"\b(?:is|was|could|might|were)\s+(?:that|this|it|those|the (?:result|backtest|last one))(?:\s+\w+){0,4}\s+"
    r"(?:luck|lucky|chance|over-?fit\w*|a fluke|curve[- ]fit\w*|significant|random)\b|\b(?:luck or skill|skill or luck|"
    r"just luck|pure luck|how likely is (?:it )?luck|trust (?:that|this) (?:result|backtest))\b",
    _I,
)
_LIVE = re.compile(
    r"\b(?:run|start|trade|use|deploy|activate|automate|turn on|switch on|launch|put|let|follow|execute|go|apply)\b"
    r".{0,80}\b(?:strateg\w+|rule|rules|backtest|it|that|this)\b.{0,40}\b(?:live|automatic\w*|for me|by itself|real"
    r"|with (?:my|real) (?:money|account|cash)|every day|from now|autopilot|on paper|in my account)\b|"
    r"\btrade (?:by|with|on|according to|using) (?:it|that|this|the \w+(?: \w+)? strategy|that strategy|"
    r"this strategy|my strategy)\b|"
    r"\b(?:go|going|take (?:it|that|this)) live\b|\b(?:automate|activate|deploy) (?:the|this|that|my|it)\b|"
    r"\b(?:start|run|activate) (?:the|this|that|my) (?:\w+ ){0,3}strategy\W*$",
    _I | re.DOTALL,
)
_BY_ITSELF = re.compile(r"\b(?:automatic(?:ally)?|by itself|autopilot|auto-?trad\w+|without me)\b", _I)
_ABOUT_STRATEGY = re.compile(r"\b(?:strateg\w+|back-?test\w*|crossover|autopilot)\b", _I)
_SAVE = re.compile(r"\b(?:save|keep|store)\b.{0,40}\b(?:strategy|backtest)\b", _I)
_EARLIER = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could) you\s+)?(?:back-?test|test|simulate)\s+(?:that|this|it|the rule|"
    r"that rule|this rule)"
    r"(?:\s+(?:please|then|rule|first))*\W*(?P<more>(?:since|from|over|in|on|between|for)\b.*)?$",
    _I | re.DOTALL,
)
_COMPARES = re.compile(r"\b(?:below|under|above|falls?|rises?|drops?|when|if|rsi (?:is )?over)\b|[<>]", _I)
_NO_SYMBOLS = frozenset({
    "SMA", "EMA", "RSI", "MACD", "DCA", "ATR", "ADX", "MA", "CCI", "USD", "AND", "ON", "WITH", "THE", "BUY", "SELL",
    "TEST", "OF",
})  # fmt: skip
_ACTS = re.compile(r"\b(?:buy|buying|sell|selling|short|shorting|hold|cover|enter|exit|go(?:ing)? long)\b", _I)


def asks_backtest(text: str) -> bool:
    """Say whether words can mean nothing but a look at a strategy's past, whatever verbs of trading they hold."""
    return bool(_STRICT.search(text) or _EARLIER.match(text) or _LUCK.search(text) or _asks_live(text))


def _asks_live(text: str) -> bool:
    return bool((_LIVE.search(text) or _BY_ITSELF.search(text)) and _ABOUT_STRATEGY.search(text))


def speaks_of_strategies(own: str) -> bool:
    """Say whether words speak of strategies, optimising or forecasts in any way."""
    return bool(_LOOSE.search(own) or asks_backtest(own))


def read_backtest(text: str, lexicon: Lexicon, found: Reading) -> Reading:
    """Return the reading of words that speak of strategies: a test, a list, the verdict on luck, or an answer."""
    found = replace(found, intent=Intent.BACKTEST, symbols=_symbols(text, lexicon), note="")
    if _EARLIER.match(text):
        return replace(found, topic="earlier")
    if _asks_live(text):
        return replace(found, reply=replies.NOT_LIVE, settled=True)
    if _LUCK.search(text):
        return replace(found, topic="luck")
    if _LIST.search(text):
        return replace(found, topic="list")
    if _FORECAST.search(text):
        return replace(found, reply=replies.FORECAST, settled=True)
    if _MANY.search(text):
        return replace(found, reply=replies.MANY_BACKTESTS, settled=True)
    if _SAVE.search(text):
        return replace(found, reply=replies.SAVED_BY_HAND, settled=True)
    return _asked(text, lexicon, found)


def _asked(text: str, lexicon: Lexicon, found: Reading) -> Reading:
    from trading.strategies.words.kinds import read_kind
    from trading.strategies.words.reader import read_rules, take_cash
    from trading.strategies.words.stretch import take_period, take_timeframe

    timeframe, rest = take_timeframe(fold(text))
    period, rest = take_period(rest)
    cash, rest = take_cash(rest)
    kind = read_kind(rest)
    rules = read_rules(text, lexicon)
    begins, last = _edges(period)
    compares = _COMPARES.search(rest) is not None
    if kind is not None and (kind.key == "buy_and_hold" or not (compares or _ACTS.search(rest))):
        problem = _kind_problem(kind)
        if problem:
            return replace(found, intent=Intent.UNCLEAR, reply=problem, settled=True)
        asked = AskedBacktest(strategy=kind.key, params=dict(kind.params), said="", symbols=found.symbols)
    elif rules.is_whole and rules.rules is not None:
        asked = AskedBacktest(
            strategy="rules", rules=rules.rules.text(), said=text, symbols=rules.rules.symbols or found.symbols
        )
    else:
        return _not_read(text, rules, found)
    asked = replace(asked, timeframe=timeframe, start=begins, end=last, cash=cash)
    asked = replace(asked, last_months=None if period is None else period.last_months)
    asked_on = with_symbols(replace(found, backtest=asked), asked.symbols)
    unknown = _unknown(text, lexicon)
    if unknown and not asked.symbols:
        return replace(asked_on, reply=f"{lexicon.unknown(unknown)} Which one shall I test it on?")
    return asked_on


def with_symbols(found: Reading, symbols: tuple[str, ...]) -> Reading:
    """Return a test on these symbols; a question where there are too few of them."""
    from trading.strategies.catalogue import STRATEGIES

    asked = found.backtest
    assert asked is not None
    kind = STRATEGIES.get(asked.strategy)
    least = kind.least_symbols if kind is not None else 1
    found = replace(found, backtest=replace(asked, symbols=symbols), symbols=symbols)
    if len(symbols) >= least:
        return replace(found, intent=Intent.BACKTEST, reply="", topic="")
    title = kind.title if kind is not None else "That"
    ask = "On which symbol shall I test it?" if least == 1 else f"{title} needs {least} symbols or more; name them."
    return replace(found, intent=Intent.UNCLEAR, topic=Intent.BACKTEST.value, reply=f"{ask} For example: on AAPL.")


def with_days(found: Reading, now: datetime) -> Reading:
    """Return the reading with the months that it counts back as a first day, seen from now."""
    from trading.strategies.words.reading import Period

    asked = found.backtest
    if asked is None or asked.last_months is None:
        return found
    begins = Period(last_months=asked.last_months).begins(now.date())
    start = None if begins is None else begins.isoformat()
    return replace(found, backtest=replace(asked, start=start, last_months=None))


def earlier_as_test(said: str, words: str, lexicon: Lexicon, found: Reading) -> Reading | None:
    """Return the test of words that were said before, with the stretch of time of the new ones; None for no test."""
    more = _EARLIER.match(words)
    read = _asked(f"{said} {more['more'] or ''}" if more else said, lexicon, replace(found, topic=""))
    return replace(read, words=words) if read.backtest is not None else None


def _edges(period: "Period | None") -> tuple[str | None, str | None]:
    if period is None:
        return None, None
    return (
        None if period.start is None else period.start.isoformat(),
        None if period.end is None else period.end.isoformat(),
    )


def _kind_problem(kind: "AskedKind") -> str:
    if kind.fault:
        return f"{_title(kind.key)} cannot be tested so: {kind.fault}. Nothing was tested."
    if kind.unread:
        left = ", ".join(f"“{each}”" for each in kind.unread)
        return f"I read {_title(kind.key)} but not {left}, so nothing was tested. Say it without, or name it."
    return ""


@cache
def _title(key: str) -> str:
    from trading.strategies.catalogue import kind_of

    return kind_of(key).title


def _not_read(text: str, rules: "RuleReading", found: Reading) -> Reading:
    if not _ACTS.search(text) or not (rules.unread or rules.missing):
        return replace(found, reply=replies.WHICH_STRATEGY, settled=True)
    read = "" if rules.rules is None else f"I read: {' '.join(rules.rules.says())} But: "
    said = " ".join((*rules.unread, *rules.missing))
    return replace(found, reply=f"{read}{said} {replies.NOTHING_TESTED}", settled=True)


def offer_of_test(text: str, lexicon: Lexicon) -> str:
    """Return the sentences that offer to test an order's condition as a strategy; empty where no exit is said."""
    from trading.strategies.words.reader import read_rules

    read = read_rules(text, lexicon)
    if read.rules is None or read.rules.exit is None or read.unread:
        return ""
    return f" {replies.TEST_OFFER} {' '.join(read.rules.says())}"


def _unknown(text: str, lexicon: Lexicon) -> str:
    """Return a word in capitals that looks like a symbol and is none that is known here."""
    words = re.findall(r"(?<![A-Za-z0-9])[A-Z]{2,5}(?![A-Za-z0-9])", text)
    return next((word for word in words if word not in _NO_SYMBOLS and lexicon.by_symbol(word) is None), "")


def _symbols(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    cursor = Cursor(tokenize(fold(text), text), text, lexicon)
    named: list[str] = []
    while cursor.more:
        symbol = cursor.symbol()
        if symbol is None:
            cursor.skip()
        else:
            named.append(symbol[0])
    return tuple(dict.fromkeys(named))
