"""Screens: what the text of a rule means, what meets it, and what stays open."""

import pytest

from tests.analysis.hand_market import TODAY, HandMarket, Line, close_of
from tests.orders.market import SetClock
from trading.analysis.market_scan import MarketScan
from trading.analysis.screen_rules import rules_from_text, rules_text
from trading.analysis.screener import screen
from trading.errors import FixInput


@pytest.fixture
def market() -> MarketScan:
    """Rising to 30, falling to 5, flat at 10, and one of three sessions."""
    lines = {
        "UP": Line([float(n) for n in range(1, 30)], 30.0, volume=100.0),
        "DOWN": Line([float(n) for n in range(34, 5, -1)], 5.0, volume=50.0),
        "FLAT": Line([10.0] * 29, 10.0, closes_only=True),
        "NEW": Line([9.0, 9.5], 12.0, volume=10.0),
        "GONE": Line([9.0], None),
    }
    return MarketScan(HandMarket(lines), SetClock(close_of(TODAY)))


ALL = ("UP", "DOWN", "FLAT", "NEW", "GONE")


@pytest.mark.parametrize(
    ("text", "meets", "out", "open_ones"),
    [
        ("price>10", {"UP", "NEW"}, {"DOWN", "FLAT"}, {"GONE"}),
        ("price>=10", {"UP", "FLAT", "NEW"}, {"DOWN"}, {"GONE"}),
        ("price<10", {"DOWN"}, {"UP", "FLAT", "NEW"}, {"GONE"}),
        ("price<=10", {"DOWN", "FLAT"}, {"UP", "NEW"}, {"GONE"}),
        # the average of 20 sessions: 19.5 of 10..29 for UP, 15.5 of 6..25 for DOWN, 10 for FLAT
        ("price>sma_20", {"UP"}, {"DOWN", "FLAT"}, {"NEW", "GONE"}),
        ("sma_20>price", {"DOWN"}, {"UP", "FLAT"}, {"NEW", "GONE"}),
        ("sma_20>15;sma_20<16", {"DOWN"}, {"UP", "FLAT"}, {"NEW", "GONE"}),
        # an open figure does not save what another rule puts out
        ("price>20;volume>10", {"UP"}, {"DOWN", "FLAT", "NEW"}, {"GONE"}),
        ("price<20;volume>10", {"DOWN"}, {"UP", "NEW"}, {"FLAT", "GONE"}),
    ],
)
def test_each_symbol_meets_every_rule_or_is_out_or_stays_open(
    market: MarketScan, text: str, meets: set[str], out: set[str], open_ones: set[str]
) -> None:
    found = screen(market, ALL, rules_from_text(text))
    assert {match.row.symbol for match in found.matches} == meets
    assert set(found.out) == out
    assert set(found.unjudged) == open_ones


def test_a_symbol_that_stays_open_says_why(market: MarketScan) -> None:
    found = screen(market, ALL, rules_from_text("volume>9;sma_20>1"))
    assert found.unjudged["FLAT"] == "the volume of FLAT is not recorded, it has closes only"
    assert "needs 20 bars and there are 2" in found.unjudged["NEW"]
    assert "no price" in found.unjudged["GONE"]


def test_a_match_carries_the_figures_that_were_judged(market: MarketScan) -> None:
    (match,) = screen(market, ALL, rules_from_text("price>sma_20")).matches
    assert match.values == {"price": 30.0, "sma_20": pytest.approx(19.5)}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" RSI_14 < 30 ", "rsi_14<30"),
        ("rsi<30", "rsi_14<30"),
        ("macd>0", "macd_12_26_9.macd>0"),
        ("macd_5_35_5.signal>=-1.5", "macd_5_35_5.signal>=-1.5"),
        ("price>sma_200;price>sma_200", "price>sma_200"),
        ("price>bbands_20_2.5.upper", "price>bbands_20_2.5.upper"),
        ("change<=-3;;volume>1000000", "change<=-3;volume>1000000"),
        ("volume>1e6", "volume>1000000"),
        ("", ""),
    ],
)
def test_a_screen_is_written_in_one_way(typed: str, kept: str) -> None:
    rules = rules_from_text(typed)
    assert rules_text(rules) == kept
    assert rules_from_text(kept) == rules


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rsi_14", "is no rule; write it like rsi_14<30"),
        ("rsi_14=30", "is no rule"),
        ("beta>1", "'beta' cannot be screened for; use price, change"),
        ("rsi_9999<30", "period 9999 is not a whole number from 2 to 400"),
        ("bbands_20_2>1", "write bbands_20_2.lower or bbands_20_2.middle or bbands_20_2.upper"),
        ("rsi_14.signal>1", "names none of the indicator's outputs; write rsi_14"),
        ("price>1.2.3", "is no number"),
        ("price>1e999", "is no level"),
        (";".join(f"price>{n}" for n in range(13)), "13 rules are more than the 12"),
        ("price>1; DROP TABLE screen", "is no rule"),
    ],
)
def test_a_rule_that_cannot_be_read_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FixInput, match=sentence.replace(".", r"\.")):
        rules_from_text(text)


def test_a_screen_without_rules_is_refused(market: MarketScan) -> None:
    with pytest.raises(FixInput, match="without a rule finds everything"):
        screen(market, ALL, ())


def test_a_rule_reads_as_a_sentence() -> None:
    words = [rule.words for rule in rules_from_text("rsi_14<30;price>=sma_200;volume>1000000")]
    assert words == ["RSI (14) below 30", "Price at least Simple moving average (200)", "Volume above 1,000,000"]
