"""Words about many symbols: who moves, how the market stands, screens; answered by the functions of the page."""

import pytest

from tests.agent.rig import TeamRig, steps
from tests.agent.words import read
from trading.analysis.screen_rules import rules_from_text
from trading.analysis.screener import screen
from trading.types import Intent, RunStatus

MOVERS = {
    "top gainers": "gainers",
    "What are the biggest winners today?": "gainers",
    "biggest losers today": "losers",
    "which stocks fell the most?": "losers",
    "worst performing stocks": "losers",
    "most active stocks": "active",
    "how is the market doing?": "all",
    "market overview": "all",
    "gainers and losers": "all",
}


@pytest.mark.parametrize(("words", "which"), MOVERS.items(), ids=list(MOVERS))
def test_words_that_ask_who_moves_name_the_list(words: str, which: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.movers, reading.orders) == (Intent.ANALYSIS, which, ())


SCREENS = {
    "which stocks have RSI below 30": "rsi_14<30",
    "which stocks are oversold?": "rsi_14<30",
    "list stocks that are overbought": "rsi_14>70",
    "stocks with RSI(7) >= 70": "rsi_7>=70",
    "find stocks above their 200 day moving average": "price>sma_200",
    "stocks under $20": "price<20",
    "which stocks have a price between $10 and $20?": "price>=10; price<=20",
    "show me stocks up more than 5% this month": "return_1m>5",
    "stocks down at least 3%": "change<=-3",
    "stocks near their 52-week high with volume over 10m": "range_52w>=90; volume>10000000",
    "screen for P/E under 15": "pe<15",
    "companies with a dividend yield above 3%": "dividend_yield>3",
    "which stocks have MACD above 0 and RSI at most 60": "macd_12_26_9>0; rsi_14<=60",
}


@pytest.mark.parametrize(("words", "rules"), SCREENS.items(), ids=list(SCREENS))
def test_words_that_screen_become_rules(words: str, rules: str) -> None:
    reading = read(words)
    assert (reading.intent, reading.screen, reading.orders) == (Intent.ANALYSIS, rules, ())


def test_a_screen_that_is_not_understood_whole_looks_nothing_up() -> None:
    reading = read("which stocks have RSI below 30 and beta under 1")
    assert (reading.intent, reading.screen, reading.settled) == (Intent.UNCLEAR, "", True)
    assert "nothing was looked up. I read: rsi_14<30." in reading.reply


def test_a_screen_without_a_rule_asks_for_one() -> None:
    assert read("screen").reply.startswith("What shall I screen for?")


@pytest.mark.parametrize(
    "words",
    ["buy the top gainers", "buy stocks with RSI below 30", "sell the biggest losers", "alert me when RSI is below 30"],
)
def test_words_of_trading_or_waiting_are_no_look_at_the_market(words: str) -> None:
    reading = read(words)
    assert (reading.movers, reading.screen, reading.orders) == ("", "", ())


@pytest.mark.parametrize("words", ["my gains", "what stocks do I own?", "rsi of AAPL", "is AAPL overbought?", "AAPL"])
def test_words_about_one_symbol_or_the_account_keep_their_meaning(words: str) -> None:
    assert (read(words).movers, read(words).screen) == ("", "")


def test_the_chat_says_who_fell_with_the_figures_of_the_page(rig: TeamRig) -> None:
    run = rig.ask("biggest losers")
    assert (run.status, run.intent, run.proposals) == (RunStatus.DONE, Intent.ANALYSIS, ())
    assert steps(run) == ["manager.analyst", "analyst.market_movers"]
    # closes of 31 May and 1 June 2012: FB 29.60 and 27.72, 27.72 / 29.60 - 1 = -6.35 %
    assert run.result is not None and run.result.startswith("Losers: FB −6.35% at $27.72, AMD −5.76% at $5.73")
    assert "0 rose and 23 fell" in run.result and "as of" in run.result.lower() and "Looked at all 24" in run.result
    body = run.steps[-1].observation
    assert [row["symbol"] for row in body["losers"]] == ["FB", "AMD", "RRC", "BAC", "JPM"]


def test_the_chat_screens_as_the_page_does_and_names_what_stays_open(rig: TeamRig) -> None:
    run = rig.ask("which stocks have RSI below 30 and volume above 1 million?")
    symbols = [asset.symbol for asset in rig.services.market.assets()]
    found = screen(rig.services.scan, symbols, rules_from_text("rsi_14<30;volume>1000000"))
    assert [row["symbol"] for row in run.steps[-1].observation["screened"]] == ["IBM"]
    assert [match.row.symbol for match in found.matches] == ["IBM"]
    assert run.result is not None and "IBM (RSI (14) 27.38, Volume 5,206,400)" in run.result
    assert run.steps[-1].observation["unjudged"] == dict(found.unjudged)
    assert "Could not be judged: " in run.result and "FB" in run.result


def test_figures_that_the_desk_does_not_have_are_a_sentence_and_no_guess(rig: TeamRig) -> None:
    run = rig.ask("screen for a beta under 2")
    assert (
        run.result is not None and "I could not read every part of that screen, so nothing was looked up" in run.result
    )


def test_what_companies_report_can_be_screened_for(rig: TeamRig) -> None:
    """By hand on 2012-06-01: AAPL 560.99 / 41.02 = 13.68, IBM 189.08 / 13.36 = 14.15, MSFT 28.45 / 2.75 = 10.35."""
    run = rig.ask("screen for P/E under 15")
    assert run.result is not None
    assert "AAPL (P/E 13.68); IBM (P/E 14.15); MSFT (P/E 10.35). Could not be judged: AMD" in run.result
