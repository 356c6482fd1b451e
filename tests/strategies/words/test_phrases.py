"""Words of people become the rule sets that they mean, with everything else said back."""

import pytest

from tests.agent.words import LEXICON
from tests.strategies.words.phrases import PHRASES, Want
from trading.strategies.rules import rules_from_text
from trading.strategies.words.reader import read_rules
from trading.types import Timeframe


def test_there_are_at_least_120_phrases() -> None:
    assert len({text for text, _ in PHRASES}) >= 120


@pytest.mark.parametrize(("text", "want"), PHRASES, ids=[text[:60] for text, _ in PHRASES])
def test_words_become_the_rules_that_they_mean(text: str, want: Want) -> None:
    reading = read_rules(text, LEXICON)
    assert (reading.missing, reading.unread) == ((), ())
    assert reading.rules == want.rules()
    assert reading.is_whole
    assert rules_from_text(want.rules().text()) == reading.rules


ASSUMED = {
    "buy when RSI is below 30, sell above 70": (
        "“RSI” is taken as rsi_14, for no number is said.",
        "What is compared with 70 is RSI (14), which was spoken of last.",
    ),
    "buy on a golden cross, sell after two weeks": (
        "“golden cross” is the 50-bar simple average crossing the 200-bar one.",
        "“two weeks” is taken as 10 bars of 1Day.",
    ),
    "buy when rsi_14 is below 30": ("No exit was read, so a position is held to the end.",),
    "buy when rsi_14 is at most 30, stop 5": (
        "“is at most” is read without the level itself.",
        "“stop 5” is taken as 5 percent.",
    ),
    "buy when rsi_14 is below 30, sell when it is up 10%": (
        "“is up 10%” is counted from the close of the bar that decided the entry.",
    ),
    "buy when rsi_14 flals under 30, stop 5%": ("“flals” is read as “falls”.",),
    "sell IBM when rsi_14 is over 75 and buy it back when rsi_14 is under 50": (
        "What is sold here is sold short, for it is bought back later and nothing is bought before.",
    ),
    "hold AAPL while it is above sma_200": ("“Hold while” is read as: out when that has turned to the other side.",),
    "buy when the price is above the lower band, stop 5%": (
        "“lower band” is taken as that of the Bollinger Bands (20, 2).",
    ),
    "buy when volume is above its average, stop 5%": (
        "The average volume is that of 20 bars, for no number is said.",
        "The average volume is that of the 20 bars before the one that decides.",
    ),
    "buy when it drops 3%, stop 5%": ("“drops 3%” is read as a change from one bar to the next.",),
    "buy when RSI(14) is below 30, sell when it rises to 70": ("“rises to” is read as crossing that level.",),
}


@pytest.mark.parametrize(("text", "said"), ASSUMED.items(), ids=list(ASSUMED))
def test_what_is_taken_without_being_said_is_told(text: str, said: tuple[str, ...]) -> None:
    assumed = read_rules(text, LEXICON).assumed
    assert [one for one in said if one not in assumed] == []


def test_nothing_is_assumed_of_words_that_say_everything() -> None:
    reading = read_rules("buy AAPL when rsi_14 falls under 30 and sell when rsi_14 rises over 70, stop 5 %", LEXICON)
    assert reading.is_whole and reading.assumed == ()


BARS = {
    "buy when RSI is below 30 on weekly bars": Timeframe.WEEK_1,
    "on the daily chart buy when RSI is below 30": Timeframe.DAY_1,
    "buy when RSI is below 30 on 15-minute candles": Timeframe.MIN_15,
    "using hourly bars, buy when RSI is below 30": Timeframe.HOUR_1,
    "buy when RSI is below 30": None,
}


@pytest.mark.parametrize(("text", "timeframe"), BARS.items(), ids=list(BARS))
def test_the_length_of_the_bars_is_read_beside_the_rules(text: str, timeframe: Timeframe | None) -> None:
    reading = read_rules(text, LEXICON)
    assert reading.timeframe is timeframe
    assert reading.is_whole


def test_spans_are_counted_in_the_bars_that_are_named() -> None:
    # 390 minutes a session are 6.5 hours, so two sessions are 13 hourly bars; eight weeks are 8 weekly bars
    hourly = read_rules("buy on hourly bars when RSI is below 30, sell after 2 days", LEXICON)
    weekly = read_rules("buy on weekly bars when RSI is below 30, sell after 8 weeks", LEXICON)
    daily = read_rules("buy when the price is above its 40-week average, sell after 3 months", LEXICON)
    assert hourly.rules is not None and hourly.rules.most_bars == 13
    assert weekly.rules is not None and weekly.rules.most_bars == 8
    assert daily.rules is not None and daily.rules.most_bars == 63
    assert daily.rules.entry.conditions[0].right is not None
    assert daily.rules.entry.conditions[0].right.of == "sma_200"
