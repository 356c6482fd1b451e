"""The reader of the user's words: plain code, the one authority on what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agent import intent_replies as replies
from agent.intent_backtest import asks_backtest, offer_of_test, read_backtest, with_symbols
from agent.intent_cancel import read_cancel_sentence
from agent.intent_condition import condition_at, read_condition
from agent.intent_draft import Draft
from agent.intent_exits import without_declines
from agent.intent_guards import asks_or_not, is_later, is_maybe, is_negated, refusal, speaks_of_trading
from agent.intent_order import OrderSentence, read_fragment, read_order_sentence
from agent.intent_topics import named_in, read_topic
from agent.intent_types import AskedOrder, Reading, Size, SizeKind
from agent.intent_verbs import PLEASE
from agent.intent_web import read_web
from trading.types import Intent, OrderType
from trading.words.cursor import Cursor
from trading.words.names import Lexicon
from trading.words.tokens import FOREIGN, Kind, Token, sentences, split_foreign, text_of, tokenize

MAX_ORDERS = 10
_LONGEST_CONDITION = 60
"""Tokens between "if" and the order that hangs on it; looking for one at every word of a long text takes its square."""
_THANKS = frozenset({
    "please", "thanks", "thank", "you", "thx", "cheers", "hi", "hello", "hey", "there", "good", "morning", "now",
    "ok", "okay", "regards", "kindly", "so", "much", "very", "many"
})  # fmt: skip

_ANSWERS = (
    "symbol",
    "size",
    "sizing",
    "limit",
    "stop",
    "take_profit",
    "stop_loss",
    "trail_price",
    "trail_percent",
    "type",
    "no_exits",
    "names_held",
)


@dataclass(slots=True)
class _Outcome:
    """A reading, and the drafts or the topic that wait for the answer to its question back."""

    reading: Reading
    waiting: list[Draft] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asks:
    """A sentence, and whether it ends as a question."""

    sentence: Sequence[Token]
    as_question: bool


def read_words(query: str, words: str, lexicon: Lexicon) -> Reading:
    """Return what a request asks for.

    `words` is the query with, before it, the lines of the question back that it may answer (as a Run holds them).
    Nothing outside these words is looked at, and what a size, symbol or side is not said to be stays open.
    """
    earlier = words[: len(words) - len(query)] if words.endswith(query) else ""
    outcome: _Outcome | None = None
    so_far = ""
    for line in earlier.splitlines():
        so_far = f"{so_far}\n{line}" if so_far else line
        outcome = _follow(outcome, line, so_far, lexicon)
    return _follow(outcome, query, words, lexicon).reading


def _follow(before: _Outcome | None, text: str, words: str, lexicon: Lexicon) -> _Outcome:
    own = _read_alone(text, lexicon)
    if before is None or own.reading.intent in (Intent.REFUSE, Intent.CONDITIONAL, Intent.CANCEL, Intent.HELP):
        return own
    if own.reading.orders or own.waiting:
        return own
    if before.waiting:
        merged = _fill(before.waiting, text, words, lexicon, slips=own.reading.intent is Intent.UNCLEAR)
        return merged or own
    topic = before.reading.topic
    if before.reading.intent is Intent.UNCLEAR and topic and own.reading.symbols and own.reading.intent is Intent.QUOTE:
        return _Outcome(_with_symbols(before.reading, own.reading, words))
    return own


def _with_symbols(asked: Reading, answer: Reading, words: str) -> Reading:
    symbols = tuple(dict.fromkeys((*asked.symbols, *answer.symbols)))
    if asked.backtest is not None:
        return replace(with_symbols(asked, symbols), words=words)
    intent = Intent.QUOTE if asked.topic == "symbol" else Intent(asked.topic)
    if intent is Intent.COMPARE and len(symbols) < 2:
        return replace(asked, symbols=symbols, words=words)
    return replace(asked, intent=intent, symbols=symbols, words=words, reply="", topic="")


def _read_alone(text: str, lexicon: Lexicon) -> _Outcome:
    blanked, has_foreign = split_foreign(text)
    tokens = tokenize(blanked, text)
    own = blanked.replace(FOREIGN, " ").strip()
    if not any(token.kind is Kind.WORD or token.kind is Kind.NUMBER for token in tokens):
        reply = replies.QUOTED if has_foreign else replies.NOT_UNDERSTOOD
        return _Outcome(Reading(intent=Intent.UNCLEAR, words=text, reply=reply, settled=has_foreign))
    no = refusal(own)
    web = read_web(text) if no is None else None
    if web is not None:
        return _Outcome(web)
    backtest = asks_backtest(own)
    if no is not None and not (backtest and no == replies.SHORT):
        return _Outcome(Reading(intent=Intent.REFUSE, words=text, reply=no, settled=True))
    if backtest:
        found = Reading(intent=Intent.BACKTEST, words=text)
        return _Outcome(replace(read_backtest(text, lexicon, found), words=text))
    for reader in (_conditional, _cancel, _orders):
        outcome = reader(text, own, tokens, lexicon)
        if outcome is not None:
            return outcome
    if has_foreign and speaks_of_trading(text):
        return _Outcome(_settled(text, replies.QUOTED))
    return _Outcome(replace(read_topic(own, [t for t in tokens if t.kind is not Kind.FOREIGN], lexicon), words=text))


def _settled(words: str, reply: str, intent: Intent = Intent.UNCLEAR) -> Reading:
    return Reading(intent=intent, words=words, reply=reply, settled=True)


def _orders(text: str, own: str, tokens: Sequence[Token], lexicon: Lexicon) -> _Outcome | None:
    drafts: list[Draft] = []
    others = 0
    question = False
    for sentence, asks in sentences(tokens):
        read = read_order_sentence(Cursor(sentence, text, lexicon))
        if read.begins:
            drafts += read.drafts
            question |= (asks or read.wonders) and not _is_polite(read, sentence)
            continue
        question |= asks
        if not {token.low for token in sentence if token.kind is not Kind.MARK} <= _THANKS:
            others += 1
    if not drafts:
        return None
    if is_negated(without_declines(own)):
        asked = f"{replies.HYPOTHETICAL} {replies.SAY_IT}"
        return _Outcome(_settled(text, asked if asks_or_not(own) else replies.NEGATED))
    if others or any(token.kind is Kind.FOREIGN for token in tokens):
        return _Outcome(_settled(text, replies.MIXED if others else replies.QUOTED))
    if question or is_maybe(own):
        return _Outcome(_settled(text, f"{replies.HYPOTHETICAL} {replies.SAY_IT}"))
    if is_later(own):
        return _Outcome(_settled(text, replies.SCHEDULED, Intent.CONDITIONAL))
    if any(draft.leftover and draft.size is None for draft in drafts):
        topic = read_topic(own, list(tokens), lexicon)
        if topic.intent is not Intent.UNCLEAR:
            return _Outcome(replace(topic, words=text))
    return _from_drafts(drafts, text, lexicon)


def _is_polite(read: OrderSentence, sentence: Sequence[Token]) -> bool:
    """An order in the form of a question counts as one only with a word of asking: please, or could you ... me."""
    lows = {token.low for token in sentence}
    return bool(PLEASE & lows) or (read.asks_politely and "me" in lows)


def _from_drafts(drafts: list[Draft], words: str, lexicon: Lexicon) -> _Outcome:
    if len(drafts) > MAX_ORDERS:
        said = f"I read {len(drafts)} orders, the limit for one message is {MAX_ORDERS}; send fewer at a time."
        return _Outcome(_settled(words, said))
    for draft in drafts:
        question = replies.question_back(draft, lexicon)
        if question is not None:
            waits = drafts if _can_be_filled(draft) else []
            return _Outcome(_settled(words, question), waits)
    asked = tuple(_asked(draft) for draft in drafts)
    intent = Intent.CLOSE if all(order.closes for order in asked) else Intent.ORDER
    symbols = tuple(dict.fromkeys(order.symbol for order in asked if order.symbol))
    return _Outcome(Reading(intent=intent, words=words, orders=asked, symbols=symbols))


def _can_be_filled(draft: Draft) -> bool:
    if draft.side is None and not draft.closes:
        return False
    if draft.faults:
        return draft.size is None and len(draft.faults) == 1 and not draft.leftover
    return not draft.leftover or replies.is_symbol_slip(draft)


def _fill(waiting: list[Draft], text: str, words: str, lexicon: Lexicon, *, slips: bool) -> _Outcome | None:
    blanked, has_foreign = split_foreign(text)
    if has_foreign or is_negated(without_declines(text)) or is_maybe(text) or "?" in text:
        return None
    lacking = [n for n, draft in enumerate(waiting) if replies.question_back(draft, lexicon) is not None]
    if len(lacking) != 1:
        return None
    old = waiting[lacking[0]]
    draft = old.copy()
    tokens = [token for sentence, _ in sentences(tokenize(blanked, text)) for token in sentence]
    read_fragment(Cursor(tokens, text, lexicon), draft)
    changed = any(getattr(draft, name) != getattr(old, name) for name in _ANSWERS)
    slip = slips and replies.is_symbol_slip(draft)
    if not slip and (draft.leftover or not changed):
        return None
    return _from_drafts([*waiting[: lacking[0]], draft, *waiting[lacking[0] + 1 :]], words, lexicon)


def _asked(draft: Draft) -> AskedOrder:
    size = draft.size
    if draft.closes and size is None:
        size = Size(kind=SizeKind.FRACTION, value=Decimal(1))
        draft.said["size"] = draft.said["side"]
    sells_all = size is not None and size.is_all
    return AskedOrder(
        side=draft.side,
        symbol=draft.symbol,
        size=size,
        type=draft.type,
        limit=draft.limit if draft.type in (OrderType.LIMIT, OrderType.STOP_LIMIT) else None,
        stop=draft.stop,
        trail_price=draft.trail_price,
        trail_percent=draft.trail_percent,
        time_in_force=draft.time_in_force,
        extended_hours=draft.extended_hours,
        take_profit=draft.take_profit,
        stop_loss=draft.stop_loss,
        no_exits=draft.no_exits,
        closes=(draft.closes or sells_all) and not draft.protects,
        sizing=draft.sizing,
        said=draft.said,
    )


def _cancel(text: str, own: str, tokens: Sequence[Token], lexicon: Lexicon) -> _Outcome | None:
    parts = sentences(tokens)
    if len(parts) != 1 or is_negated(own) or any(token.kind is Kind.FOREIGN for token in tokens):
        return None
    sentence, asks = parts[0]
    asked = read_cancel_sentence(Cursor(sentence, text, lexicon), polite_only=asks)
    if asked is None:
        return None
    symbols = (asked.symbol,) if asked.symbol else ()
    return _Outcome(Reading(intent=Intent.CANCEL, words=text, cancel=asked, symbols=symbols))


def _conditional(text: str, own: str, tokens: Sequence[Token], lexicon: Lexicon) -> _Outcome | None:
    for sentence, asks in sentences(tokens):
        found = condition_at(sentence)
        if found is None:
            continue
        at, length = found
        before = read_order_sentence(Cursor(sentence[:at], text, lexicon))
        if before.begins:
            stated = (sentence[at:], sentence[at + length :])
            return _conditional_order(text, stated, before, lexicon, _Asks(sentence, asks))
        for start in range(at + length, min(len(sentence), at + length + _LONGEST_CONDITION)):
            after = read_order_sentence(Cursor(sentence[start:], text, lexicon))
            if after.begins and sentence[start].kind is Kind.WORD and at == 0:
                stated = (sentence[at:start], sentence[at + length : start])
                return _conditional_order(text, stated, after, lexicon, _Asks(sentence, asks))
    return None


def _conditional_order(
    text: str,
    stated: tuple[list[Token], list[Token]],
    read: OrderSentence,
    lexicon: Lexicon,
    asked: _Asks,
) -> _Outcome | None:
    whole, condition_tokens = stated
    own = split_foreign(text)[0]
    if asked.as_question and not read.asks_politely and not PLEASE & {token.low for token in asked.sentence}:
        return None
    question = (asked.as_question or read.wonders) and not _is_polite(read, asked.sentence)
    if is_negated(without_declines(own)):
        return _Outcome(_settled(text, replies.NEGATED))
    first = read.drafts[0]
    orders: tuple[AskedOrder, ...] = ()
    subject = _subject_of(first, condition_tokens, text, lexicon)
    marker = whole[0].low
    testable = marker in ("if", "when", "once", "provided", "as", "only", "whenever") and FOREIGN not in own
    condition = read_condition(condition_tokens, text, lexicon, subject) if testable else None
    offer = replies.waiting_order(first, condition) if len(read.drafts) == 1 else ""
    complete = len(read.drafts) == 1 and replies.question_back(first, lexicon) is None
    is_alone = len(sentences(tokenize(own, text))) == 1
    if complete and is_alone and condition is not None and not (question or is_maybe(own)):
        orders = (_asked(first),)
    shown = text_of(whole, text).strip(" ,")
    return _Outcome(
        Reading(
            intent=Intent.CONDITIONAL,
            words=text,
            orders=orders,
            symbols=(subject,) if subject else (),
            condition=condition if orders else None,
            condition_text=shown,
            topic=replies.order_text(first),
            reply=f"{replies.RULE}{offer}{offer_of_test(text, lexicon)}",
            settled=not orders,
        )
    )


def _subject_of(draft: Draft, tokens: Sequence[Token], text: str, lexicon: Lexicon) -> str | None:
    """Return the symbol of an order; one that names none is about the only one that its condition names."""
    named = named_in(tokens, text, lexicon)[0]
    if draft.symbol is None and len(named) == 1:
        draft.put("symbol", named[0], _words_for(named[0], tokens, text, lexicon))
    return draft.symbol


def _words_for(symbol: str, tokens: Sequence[Token], text: str, lexicon: Lexicon) -> str:
    cursor = Cursor(tokens, text, lexicon)
    while cursor.more:
        found = cursor.symbol()
        if found is not None and found[0] == symbol:
            return found[1]
        if found is None:
            cursor.skip()
    return symbol
