"""Requests that order nothing get the intent, symbols and indicators that they name."""

import pytest

from tests.agent.words import read
from trading.types import Intent, Side

I = Intent  # noqa: E741  short rows below
ROWS: list[tuple[str, Intent, tuple[str, ...]]] = [
    ("price of apple", I.QUOTE, ("AAPL",)),
    ("AAPL", I.QUOTE, ("AAPL",)),
    ("apple and microsoft", I.QUOTE, ("AAPL", "MSFT")),
    ("what is IBM trading at?", I.QUOTE, ("IBM",)),
    ("quote AAPL", I.QUOTE, ("AAPL",)),
    ("How much is Google now?", I.QUOTE, ("GOOG",)),
    ("what's AAPL at", I.QUOTE, ("AAPL",)),
    ("what is the price of Apple and Microsoft", I.QUOTE, ("AAPL", "MSFT")),
    ("s&p 500 price", I.QUOTE, ("SPX",)),
    ("rsi of aapl", I.INDICATOR, ("AAPL",)),
    ("MACD AAPL", I.INDICATOR, ("AAPL",)),
    ("bollinger bands for IBM", I.INDICATOR, ("IBM",)),
    ("is AAPL overbought?", I.INDICATOR, ("AAPL",)),
    ("compare AAPL and MSFT", I.COMPARE, ("AAPL", "MSFT")),
    ("AAPL vs IBM", I.COMPARE, ("AAPL", "IBM")),
    ("which did better, apple or google?", I.COMPARE, ("AAPL", "GOOG")),
    ("analyze apple", I.ANALYSIS, ("AAPL",)),
    ("how is IBM doing?", I.ANALYSIS, ("IBM",)),
    ("tell me about MSFT", I.ANALYSIS, ("MSFT",)),
    ("should I buy 10 AAPL?", I.ANALYSIS, ("AAPL",)),
    ("what if I sell 5 IBM", I.ANALYSIS, ("IBM",)),
    ("show my portfolio", I.PORTFOLIO, ()),
    ("what do I own?", I.PORTFOLIO, ()),
    ("how much cash do I have?", I.PORTFOLIO, ()),
    ("what's my P&L", I.PORTFOLIO, ()),
    ("buying power", I.PORTFOLIO, ()),
    ("show my history", I.HISTORY, ()),
    ("did I buy 3 AAPL?", I.HISTORY, ("AAPL",)),
    ("purchase history", I.HISTORY, ()),
    ("order history", I.HISTORY, ()),
    ("close price of AAPL", I.QUOTE, ("AAPL",)),
    ("what did I sell?", I.HISTORY, ()),
    ("my open orders", I.HISTORY, ()),
    ("what is the P/E of AAPL", I.FUNDAMENTALS, ("AAPL",)),
    ("dividend yield of IBM?", I.FUNDAMENTALS, ("IBM",)),
    ("news on AAPL", I.SENTIMENT, ("AAPL",)),
    ("what is the sentiment for google", I.SENTIMENT, ("GOOG",)),
    ("alert me when AAPL drops below 500", I.ALERT, ("AAPL",)),
    ("notify me if IBM hits 200", I.ALERT, ("IBM",)),
    ("remind me to buy 10 AAPL", I.ALERT, ("AAPL",)),
    ("backtest a strategy on AAPL", I.BACKTEST, ("AAPL",)),
    ("help", I.HELP, ()),
    ("hello", I.HELP, ()),
    ("what can you do?", I.HELP, ()),
    ("thanks", I.HELP, ()),
    ("asdf", I.UNCLEAR, ()),
    ("?", I.UNCLEAR, ()),
    ("👍", I.UNCLEAR, ()),
    ("kaufe 10 Aktien von AAPL", I.UNCLEAR, ("AAPL",)),
    ("Wie viel kostet das?", I.UNCLEAR, ()),
    ("achète 10 AAPL", I.UNCLEAR, ("AAPL",)),
    ("price of XYZQ", I.UNCLEAR, ()),
    ("what's the rsi?", I.UNCLEAR, ()),
    ("compare AAPL", I.UNCLEAR, ("AAPL",)),
]


@pytest.mark.parametrize(("words", "intent", "symbols"), ROWS, ids=[row[0] for row in ROWS])
def test_a_request_has_its_intent_and_symbols(words: str, intent: Intent, symbols: tuple[str, ...]) -> None:
    reading = read(words)
    assert (reading.intent, reading.symbols) == (intent, symbols)
    assert not reading.asks_for_order


INDICATORS = {
    "rsi of AAPL": ("rsi_14",),
    "14 day rsi of AAPL": ("rsi_14",),
    "rsi(7) of AAPL": ("rsi_7",),
    "rsi_21 of AAPL": ("rsi_21",),
    "rsi 9 AAPL": ("rsi_9",),
    "macd of AAPL": ("macd_12_26_9",),
    "macd(5,35,5) of AAPL": ("macd_5_35_5",),
    "bollinger bands of AAPL": ("bbands_20_2",),
    "what's the 50-day moving average of AAPL": ("sma_50",),
    "200 day exponential moving average AAPL": ("ema_200",),
    "sma50 AAPL": ("sma_50",),
    "average true range of AAPL": ("atr_14",),
    "rsi and macd of AAPL": ("rsi_14", "macd_12_26_9"),
    "What is the ADX of AAPL?": ("adx_14",),
    "obv for AAPL": ("obv",),
    "ichimoku and supertrend_10_2.5 of AAPL": ("supertrend_10_2.5",),
    "supertrend of AAPL": ("supertrend_10_3",),
    "willr_21 of AAPL": ("willr_21",),
}


@pytest.mark.parametrize(("words", "names"), INDICATORS.items(), ids=list(INDICATORS))
def test_indicators_get_the_names_of_the_catalogue(words: str, names: tuple[str, ...]) -> None:
    assert (read(words).intent, read(words).indicators) == (Intent.INDICATOR, names)


@pytest.mark.parametrize(
    ("turns", "intent", "symbols"),
    [
        (("what's the rsi?", "AAPL"), Intent.INDICATOR, ("AAPL",)),
        (("compare AAPL", "MSFT"), Intent.COMPARE, ("AAPL", "MSFT")),
        (("compare", "AAPL and MSFT"), Intent.COMPARE, ("AAPL", "MSFT")),
        (("price please", "of apple"), Intent.QUOTE, ("AAPL",)),
        (("analyze", "IBM"), Intent.ANALYSIS, ("IBM",)),
        (("what is the EPS?", "IBM"), Intent.FUNDAMENTALS, ("IBM",)),
    ],
)
def test_the_answer_to_which_symbol_completes_the_request(
    turns: tuple[str, ...], intent: Intent, symbols: tuple[str, ...]
) -> None:
    assert read(turns[0]).intent is Intent.UNCLEAR
    assert (read(*turns).intent, read(*turns).symbols) == (intent, symbols)


@pytest.mark.parametrize("words", ["alert me when AAPL is at 500", "forecast AAPL"])
def test_what_is_not_in_this_release_says_so_and_what_can_be_done(words: str) -> None:
    reading = read(words)
    assert reading.settled and "not in this release" in reading.reply and "can" in reading.reply


CANCELS = [
    ("cancel my AAPL order", "AAPL", None, False),
    ("please cancel the open limit order for IBM", "IBM", None, False),
    ("could you cancel my apple order please?", "AAPL", None, False),
    ("cancel all my orders", None, None, True),
    ("cancel it", None, None, False),
    ("cancel my buy order for AAPL", "AAPL", Side.BUY, False),
]


@pytest.mark.parametrize(("words", "symbol", "side", "every"), CANCELS, ids=[row[0] for row in CANCELS])
def test_words_that_take_an_order_back_are_a_cancel(
    words: str, symbol: str | None, side: Side | None, every: bool
) -> None:
    reading = read(words)
    assert reading.intent is Intent.CANCEL and reading.cancel is not None
    assert (reading.cancel.symbol, reading.cancel.side, reading.cancel.every) == (symbol, side, every)


@pytest.mark.parametrize(
    "words", ["should I cancel my AAPL order?", "don't cancel my AAPL order", 'he said "cancel it"']
)
def test_a_question_about_cancelling_cancels_nothing(words: str) -> None:
    assert read(words).cancel is None


@pytest.mark.parametrize("words", ["$500 of Microsoft", "10 AAPL", "5 shares of IBM", "1,000 dollars worth of Apple"])
def test_a_size_without_buy_or_sell_is_asked_back(words: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.orders) == (Intent.UNCLEAR, ())
    assert reading.reply.endswith(f"Buy {words}.")
