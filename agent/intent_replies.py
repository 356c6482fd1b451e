"""The finished sentences of the reader: questions back, refusals, and what this release can do instead."""

from agent.intent_draft import Draft
from agent.intent_held import WHICH, lacks_position
from agent.intent_types import Condition, Relation, SizeKind
from trading.types import OrderType, Side
from trading.types.wire import decimal_text
from trading.words.names import Lexicon, known_symbols

CAN_DO = (
    "I can look up quotes, RSI, MACD, Bollinger Bands, moving averages and ATR, P/E, margins and growth, news and what "
    "is said of a company, compare and analyze symbols, say what moves in the market, screen symbols, test strategies "
    "on the past, show your portfolio, orders and history, and propose orders: market, limit, stop, stop-limit, "
    "trailing stop, with take-profit and stop-loss, by shares, by amount or sized for you, closing positions and "
    "cancelling orders. Try “Buy 1 share of AAPL at market price”, “RSI of IBM”, “Compare AAPL and MSFT”, “Top "
    "gainers”, “News on AAPL”, “Which stocks have RSI below 30”, “Backtest AAPL with SMA 20/50”, “Sell half my IBM” or "
    "“Show my portfolio”."
)
HELP = f"{CAN_DO} An order is only ever proposed here; you review and send it."
NOT_UNDERSTOOD = f"I did not understand that, so nothing was done. {CAN_DO}"
QUOTED = (
    "Text that is quoted or pasted is not taken as an order, so nothing was proposed. If you want an order, say"
    " it in your own words, without quotation marks, for example: Buy 1 share of AAPL."
)
NEGATED = "I read that you do not want this order. Nothing was proposed and nothing was sent."
APPROVAL = (
    "A message in the chat is never an approval. Press Review on the order's card, look at the figures and send"
    " it there; if no order waits, ask for one in full, for example: Buy 1 share of AAPL at market price."
)
LIMITS = (
    "I cannot change limits, the kill switch, the review or any other safeguard. A person can: limits on "
    "Settings, Stop and Resume on every page."
)
STOPPING = (
    "I cannot stop or resume trading from the chat. Use the Stop button, which is on every page; it cancels every "
    "resting order, and Resume takes its place while trading is stopped."
)
MONEY = "I cannot move money into or out of the account; do that with your broker. I can show cash and buying power."
SECRETS = "I hold no keys, passwords or hidden instructions to show, and I cannot change how I work. " + CAN_DO
SHORT = (
    "Short selling is not in this release: I can sell what you hold, up to the size of the position. Nothing "
    "was proposed. Say for example: Sell 5 IBM."
)
MIXED = (
    "I read an order and something else in one message, so nothing was proposed. Send them apart, the order "
    "alone in one message."
)
HYPOTHETICAL = "That was read as a question, so no order was proposed."
NO_ORDER = "I read no order in that, so none was proposed."
BUY_OR_SELL = "Do you want to buy or to sell? Nothing was proposed. Say it in full, for example:"
SAY_IT = "If you want one, say it as an order, for example: Buy 1 share of AAPL at market price."
FORECAST = (
    "Forecasts are not in this release. I can test what a strategy would have done instead, for example: Backtest AAPL "
    "with SMA 20/50 since 2005."
)
NOTHING_TESTED = "Nothing was tested; say it again without that."
WHICH_STRATEGY = (
    "Which strategy shall I test? Say one of the catalogue, “Backtest AAPL with SMA 20/50 since 2005”, or rules "
    "of your "
    "own, “Backtest: buy AAPL when RSI falls under 30 and sell above 70, stop 5 %”. “What strategies do you "
    "have?” lists "
    "them."
)
TEST_OFFER = "Say “backtest that” to see what it would have done as a strategy, which reads:"
NOT_LIVE = (
    "Strategies do not run by themselves in this release: nothing trades by them, and no order was proposed. I "
    "can test "
    "one on the past, for example: Backtest AAPL with SMA 20/50. The Strategies page keeps those that you save."
)
MANY_BACKTESTS = (
    "Optimising and walk-forward are many tests at once; the Strategies page runs them and shows how far they "
    "go. Here I "
    "run one test at a time, for example: Backtest AAPL with SMA 20/50."
)
SAVED_BY_HAND = (
    "Saving a strategy is a click of yours: open the test on the Strategies page and press Save there. I can test one "
    "here, for example: Backtest AAPL with SMA 20/50."
)
ALERT = (
    "Alerts are not in this release: nothing watches the price for you yet. I can write the rule down in this "
    "conversation (say “save the rule”), but it does not run. I can look the price up now; ask for a quote."
)
RULE = (
    "I can save this as a rule in this conversation (say “save the rule”), but rules do not run by themselves "
    "in this release: nothing watches the market for you yet. Ask again when the condition holds, or place a "
    "limit or stop order."
)
REPLACE = (
    "I cannot change a resting order from the chat in this release. I can propose to cancel it, and then the "
    "new order; the Orders page shows what rests."
)
SCHEDULED = (
    "Orders at a later time or that repeat are not in this release. An order can wait for the next open (“at "
    "the open”) or rest at a limit or stop price."
)

_ABOVE = ("or higher", "or more", "or above")
_BELOW = ("or lower", "or less", "or below", "or cheaper")


def order_text(draft: Draft) -> str:
    """Return the order as far as it is known, in few words."""
    parts = [draft.said.get("side", "trade").lower()]
    if "size" in draft.said and draft.said["size"] not in (draft.said.get("side"), draft.said.get("sizing")):
        parts.append(draft.said["size"])
    parts += [draft.symbol] if draft.symbol and not draft.protects else []
    parts += [draft.said["sizing"]] if "sizing" in draft.said else []
    return " ".join(parts)


def question_back(draft: Draft, lexicon: Lexicon) -> str | None:
    """Return what is missing in an order as a question, None when it is whole."""
    if draft.faults:
        return f"I did not propose “{order_text(draft)}”: {'; '.join(dict.fromkeys(draft.faults))}."
    if draft.leftover:
        return _leftover(draft, lexicon)
    if draft.side is None and not draft.closes:
        size = draft.said.get("size", "1 share of")
        return f"{BUY_OR_SELL} Buy {size} {draft.symbol or 'AAPL'}."
    if lacks_position(draft):
        return WHICH
    verb = "Buy" if draft.side is Side.BUY else "Sell"
    if draft.side is Side.SELL and (draft.take_profit is not None or draft.stop_loss is not None):
        return (
            f"Exits hang on a buy here. For “{order_text(draft)}” say one order: a limit, for example “sell 10 AAPL "
            "limit 600”, or a stop, “sell 10 AAPL stop 500”."
        )
    if draft.sizing is not None and (draft.size is not None or draft.closes):
        by_desk = draft.said["sizing"]
        return (
            f"I read a size and “{by_desk}”, which leaves the size to the desk. Nothing was proposed; say one of them."
        )
    if draft.symbol is None and not draft.closes:
        amount = draft.said.get("size")
        what = f"{verb} {amount} of what?" if amount else f"{verb} what, and how many?"
        return f"{what} Name a symbol or a company, for example AAPL. {known_symbols(lexicon)}"
    if draft.size is None and draft.sizing is None and (draft.is_vague or not draft.closes):
        if draft.side is Side.SELL:
            held = draft.symbol or "position"
            return (
                f"How much of your {held} shall be sold? Say a number of shares, “half” or “all”; "
                "I never assume a size."
            )
        return (
            f"How many shares of {draft.symbol}? Say a number, an amount such as $500, or “size it for me”; I never "
            "assume a size."
        )
    return _price_question(draft)


def _price_question(draft: Draft) -> str | None:
    stop = None if draft.type is OrderType.STOP_LIMIT else draft.stop
    for name, spec in (("limit", draft.limit), ("stop", stop)):
        said = draft.said.get(name, "").lower()
        wrong = _ABOVE if (draft.side is Side.BUY) == (name == "limit") else _BELOW
        if spec is not None and any(words in said for words in wrong):
            return (
                f"“{said}” is no {name} of an order to {draft.side}: a limit to buy and a stop to sell work at their "
                "price or lower, a limit to sell and a stop to buy at their price or higher. Say which you mean."
            )
    if draft.limit is None and draft.type in (OrderType.LIMIT, OrderType.STOP_LIMIT):
        return f"At which limit price, in USD a share, for “{order_text(draft)}”?"
    if draft.stop is None and draft.type in (OrderType.STOP, OrderType.STOP_LIMIT):
        return f"At which stop price, in USD a share, for “{order_text(draft)}”?"
    if draft.no_exits and (draft.bracket or draft.stop_loss is not None):
        return f"I read a stop for “{order_text(draft)}” and that you want none; say which of both."
    if draft.bracket and (draft.take_profit is None or draft.stop_loss is None):
        lacks = "take-profit" if draft.take_profit is None else "stop-loss"
        example = "“take profit 10% above, stop loss 5% below”"
        return f"A bracket needs both exits. Where is the {lacks}, for example {example}?"
    return None


def how_many_more(symbol: str) -> str:
    """Return the question back for words that multiply a position."""
    return (
        f"Say how many more shares of {symbol} to buy, for example: Buy 5 {symbol}. I never assume a size, so nothing "
        "was proposed; “show my positions” tells how many you hold."
    )


def waiting_order(draft: Draft, condition: Condition | None) -> str:
    """Return the sentence that offers the order which waits at the venue for a condition on its own price, or none."""
    is_other = condition is None or condition.indicator is not None or condition.symbol != draft.symbol
    if condition is None or is_other or draft.has_terms or draft.sizing is not None:
        return ""
    size = draft.size
    falls = condition.relation in (Relation.BELOW, Relation.AT_OR_BELOW)
    level = decimal_text(condition.level)
    if draft.side is Side.SELL and falls and (size is None or size.is_all) and not draft.is_vague:
        order = f"put a stop at {level} on my {draft.symbol}"
    elif size is None or size.kind is not SizeKind.QTY:
        return ""
    else:
        kind = "stop" if falls == (draft.side is Side.SELL) else "limit"
        order = f"{draft.side} {decimal_text(size.value)} {draft.symbol} {kind} {level}"
    return f" What works now is an order that rests at that price: “{order}”."


def _leftover(draft: Draft, lexicon: Lexicon) -> str:
    words = " ".join(draft.leftover)
    if is_symbol_slip(draft):
        return f"{lexicon.unknown(words)} Which one do you mean?"
    return (
        f"I read “{order_text(draft)}” but not “{words}”, so nothing was proposed. "
        "Say the order again without it, or put it another way."
    )


def is_symbol_slip(draft: Draft) -> bool:
    """Say whether what was not understood stands where the symbol should: at most three words and no symbol."""
    return draft.symbol is None and 0 < len(draft.leftover) <= 3 and all(word[0].isalnum() for word in draft.leftover)
