"""A page's token ends by itself, and what this process did not sign is none."""

from datetime import UTC, datetime, timedelta

import pytest

from trading.store.page_tokens import STEP_S, PageTokens


class _Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 12, 0, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def test_a_token_is_good_for_one_to_two_steps() -> None:
    clock = _Clock()
    tokens = PageTokens(clock)
    token = tokens.mint()
    clock.at += timedelta(seconds=STEP_S)
    assert tokens.is_good(token)
    clock.at += timedelta(seconds=STEP_S)
    assert not tokens.is_good(token)


def test_pages_of_the_same_minutes_carry_the_same_token() -> None:
    clock = _Clock()
    tokens = PageTokens(clock)
    first = tokens.mint()
    clock.at += timedelta(seconds=60)
    assert tokens.mint() == first


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "page",
        lambda token: "page..",
        lambda token: token.replace("page", "key", 1),
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace(token.split(".")[1], "99999999999"),
        lambda token: token + ".more",
        lambda token: "page.é.é",
    ],
)
def test_a_forged_token_is_refused(forge) -> None:
    tokens = PageTokens(_Clock())
    assert not tokens.is_good(forge(tokens.mint()))


def test_the_token_of_another_process_is_refused() -> None:
    clock = _Clock()
    assert not PageTokens(clock).is_good(PageTokens(clock).mint())
