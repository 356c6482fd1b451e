"""The steps of a run in words, and the call with what came back as plain text."""

from datetime import timedelta
from typing import Any

from components.chat.steps import MAX_SHOWN, call_text, step_words
from tests.components.proposals import NOW
from trading.types import RunStep


def _step(tool: str = "get_quote", observation: Any = None, error: str | None = None, **arguments: Any) -> RunStep:
    at = NOW + timedelta(seconds=1)
    return RunStep(n=1, agent="analyst", tool=tool, arguments=arguments, observation=observation, at=at, error=error)


def test_a_step_names_the_agent_what_it_did_and_for_what() -> None:
    assert step_words(_step(symbol="AAPL")) == "Analyst · price of AAPL"


def test_a_tool_without_a_sentence_is_called_by_its_name() -> None:
    assert step_words(_step("look_around")) == "Analyst · look around"


def test_a_failed_step_says_so() -> None:
    assert step_words(_step(symbol="XX", error="XX is not known")).endswith("did not work]")
    assert call_text(_step(symbol="XX", error="XX is not known")) == 'get_quote(symbol="XX")\n→ XX is not known'


def test_words_of_a_model_cannot_carry_markup_into_a_label() -> None:
    assert "](" not in step_words(_step("analyst", task="[x](https://evil.example)")).replace("\\]\\(", "")


def test_a_long_result_is_cut_and_says_how_long_it_was() -> None:
    text = call_text(_step(observation="x" * 10_000))
    assert len(text) < MAX_SHOWN + 100
    assert "characters in all" in text


def test_an_indicator_is_called_as_people_write_it() -> None:
    assert step_words(_step("get_indicator", symbol="AAPL", indicator="rsi_14")) == (
        "Analyst · looks up RSI \\(14\\) AAPL"
    )
