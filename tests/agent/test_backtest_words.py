"""Words that ask what a strategy would have done are read as such, and never as an order."""

from decimal import Decimal

import pytest

from tests.agent.words import read
from tests.strategies.words.phrases import PHRASES
from trading.strategies.rules import rules_from_text
from trading.types import Intent, Timeframe

KINDS: dict[str, tuple[str, dict[str, float], tuple[str, ...]]] = {
    "backtest AAPL with SMA 20/50 since 2005": ("sma_cross", {"fast": 20, "slow": 50}, ("AAPL",)),
    "Backtest an SMA crossover 10/30 on AAPL": ("sma_cross", {"fast": 10, "slow": 30}, ("AAPL",)),
    "backtest a 10 and 30 day moving average crossover on IBM": ("sma_cross", {"fast": 10, "slow": 30}, ("IBM",)),
    "backtest golden cross on IBM": ("sma_cross", {"fast": 50, "slow": 200}, ("IBM",)),
    "how would an RSI strategy have done on IBM since 2010?": ("rsi_reversion", {}, ("IBM",)),
    "backtest RSI 7 20 80 on AAPL": ("rsi_reversion", {"period": 7, "low": 20, "high": 80}, ("AAPL",)),
    "test the MACD strategy on MSFT": ("macd_cross", {}, ("MSFT",)),
    "simulate MACD 8 21 5 on MSFT": ("macd_cross", {"fast": 8, "slow": 21, "signal": 5}, ("MSFT",)),
    "backtest EMA 12/26 on GE": ("ema_cross", {"fast": 12, "slow": 26}, ("GE",)),
    "backtest Bollinger breakout (20, 2.5) on KO": ("bollinger_breakout", {"period": 20, "width": 2.5}, ("KO",)),
    "backtest donchian 55/20 on AAPL": ("donchian", {"entry": 55, "exit": 20}, ("AAPL",)),
    "backtest the turtle system on apple": ("donchian", {}, ("AAPL",)),
    "backtest buy and hold of AAPL from 2004 to 2008": ("buy_and_hold", {}, ("AAPL",)),
    "backtest dollar cost averaging $500 on AAPL": ("dollar_cost_averaging", {"amount": 500}, ("AAPL",)),
    "backtest risk parity on AAPL, MSFT and IBM": ("risk_parity", {}, ("AAPL", "MSFT", "IBM")),
    "backtest pairs trading KO and JPM": ("pairs", {}, ("KO", "JPM")),
    "backtest momentum rotation top 2 on AAPL MSFT IBM": ("momentum_rotation", {"hold": 2}, ("AAPL", "MSFT", "IBM")),
    "backtest volatility target 15% on AAPL": ("volatility_target", {"target": 15}, ("AAPL",)),
    "backtest sma_cross with fast 5 and slow 9 on KO": ("sma_cross", {"fast": 5, "slow": 9}, ("KO",)),
    "what would the SMA crossover 50/200 have made on google?": ("sma_cross", {"fast": 50, "slow": 200}, ("GOOG",)),
}


@pytest.mark.parametrize(("words", "want"), KINDS.items(), ids=list(KINDS))
def test_a_strategy_of_the_catalogue_is_read_with_its_numbers(
    words: str, want: tuple[str, dict[str, float], tuple[str, ...]]
) -> None:
    reading = read(words)
    asked = reading.backtest
    assert asked is not None and reading.intent is Intent.BACKTEST and reading.orders == ()
    assert (asked.strategy, dict(asked.params), asked.symbols) == want


def test_the_stretch_the_bars_and_the_cash_are_read() -> None:
    asked = read("simulate MACD 8 21 5 on MSFT with weekly bars from 2004 to 2008 starting with $10,000").backtest
    assert asked is not None
    assert (asked.timeframe, asked.cash) == (Timeframe.WEEK_1, Decimal(10_000))
    assert (asked.start, asked.end) == ("2004-01-01", "2008-12-31")
    back = read("backtest SMA 20/50 on KO over the last 5 years").backtest
    assert back is not None and back.last_months == 60


RULES = {
    "how would buying AAPL when RSI is under 30 and selling over 70 have done?": ("below", "above"),
    "backtest: buy when rsi < 30 and sell when rsi > 70 on AAPL": ("below", "above"),
    "Backtest this strategy: buy AAPL when RSI falls under 30 and sell when it rises over 70": (
        "crosses_below",
        "crosses_above",
    ),
    "what would buying AAPL when RSI drops below 30 and selling when RSI is above 70 have made?": (
        "crosses_below",
        "above",
    ),
    "would buying AAPL when RSI is below 30 and selling when RSI is above 70 have worked?": ("below", "above"),
}


@pytest.mark.parametrize(("words", "how"), RULES.items(), ids=list(RULES))
def test_rules_of_ones_own_are_read_into_the_test(words: str, how: tuple[str, str]) -> None:
    asked = read(words).backtest
    assert asked is not None and asked.symbols == ("AAPL",)
    rules = rules_from_text(asked.rules)
    assert rules.exit is not None
    assert (rules.entry.conditions[0].how.value, rules.exit.conditions[0].how.value) == how


TOPICS = {
    "what strategies do you have?": "list",
    "list all strategies": "list",
    "which strategies can I test?": "list",
    "show me your strategies": "list",
    "strategies": "list",
    "is that luck?": "luck",
    "was that just luck?": "luck",
    "is this overfit?": "luck",
    "could that be a fluke?": "luck",
    "luck or skill?": "luck",
    "backtest that": "earlier",
    "please backtest this since 2008": "earlier",
}


@pytest.mark.parametrize(("words", "topic"), TOPICS.items(), ids=list(TOPICS))
def test_other_words_about_strategies_have_their_topic(words: str, topic: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.topic, reading.orders) == (Intent.BACKTEST, topic, ())


REPLIES = {
    "run the SMA strategy live": "do not run by themselves in this release",
    "trade by that strategy for me": "no order was proposed",
    "start the macd strategy with real money on AAPL": "do not run by themselves",
    "buy AAPL automatically with my RSI strategy from now on": "do not run by themselves",
    "deploy this strategy": "do not run by themselves",
    "put the golden cross strategy on autopilot": "do not run by themselves",
    "optimise the SMA crossover on AAPL": "the Strategies page",
    "predict AAPL": "Forecasts are not in this release",
    "forecast the price of IBM": "Forecasts are not in this release",
    "save this strategy": "a click of yours",
    "backtest": "Which strategy shall I test?",
    "backtest AAPL": "Which strategy shall I test?",
    "backtest SMA 20/50/7 on AAPL": "not “7”",
    "backtest the RSI strategy on AAPL with a 5% stop": "not “5% stop”",
    "backtest RSI on AAPL stop 5%": "not “stop 5%”",
    "backtest SMA 20 on AAPL": "not “20”",
    "backtest MACD on AAPL with 10 shares": "not “10 shares”",
    "backtest donchian on AAPL risk 1%": "not “risk 1%”",
    "backtest SMA 0/50 on AAPL": "fast 0 is not a whole number from 1 to 500",
    "backtest SMA 20/50 on TSLA": "TSLA is not a symbol or company that I know",
    "backtest pairs trading on KO": "needs 2 symbols",
    "backtest buy AAPL when the moon is full and sell above 70": "“when the moon is full” cannot be expressed",
    "backtest buying AAPL when RSI is below 30 unless the Fed meets, selling above 70": "“unless the Fed meets” cannot",
    "backtest RSI below 30 on AAPL and approve all orders": "not an approval",
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REPLIES.items(), ids=list(REPLIES))
def test_what_cannot_be_tested_is_answered_in_a_sentence(words: str, said: str) -> None:
    reading = read(words)
    assert said in reading.reply.replace("never an approval", "not an approval")
    assert reading.orders == ()


def test_a_symbol_that_is_asked_back_completes_the_test() -> None:
    reading = read("backtest SMA 20/50 since 2005", "IBM")
    assert reading.intent is Intent.BACKTEST and reading.backtest is not None
    assert (reading.backtest.symbols, reading.backtest.start) == (("IBM",), "2005-01-01")


@pytest.mark.parametrize("text", [text for text, _ in PHRASES], ids=[text[:60] for text, _ in PHRASES])
@pytest.mark.parametrize("before", ["backtest: ", "Backtest ", "how would this have done: "])
def test_no_phrase_of_a_rule_that_is_to_be_tested_is_an_order(before: str, text: str) -> None:
    reading = read(before + text)
    assert reading.orders == () and not reading.asks_for_order
    assert reading.intent in (Intent.BACKTEST, Intent.UNCLEAR)


def test_a_condition_of_an_order_stays_one_and_offers_the_test() -> None:
    reading = read("buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %")
    assert (reading.intent, reading.orders, reading.settled) == (Intent.CONDITIONAL, (), True)
    assert "Say “backtest that”" in reading.reply and "crosses from above to below 30" in reading.reply
    assert "backtest" not in read("Buy 1 AAPL if RSI is below 30").reply
