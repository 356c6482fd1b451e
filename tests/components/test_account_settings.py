"""The account's settings in plain words."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from components.account_settings import NOT_TOLD, settings_words
from trading.types import AccountSettings

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def test_what_is_not_told_is_said_to_be_not_told() -> None:
    assert set(settings_words(AccountSettings(read_at=AT)).values()) == {NOT_TOLD}


@pytest.mark.parametrize(
    ("field", "value", "name", "words"),
    [
        ("suspended", True, "New orders", "suspended by the account's owner"),
        ("suspended", False, "New orders", "taken"),
        ("fractional", False, "Fractional shares", "not allowed: whole shares only, no amounts of money"),
        ("no_shorting", True, "Short selling", "not allowed: long only"),
        ("no_shorting", False, "Short selling", "allowed"),
        ("margin_multiplier", Decimal(1), "Margin", "none: cash only"),
        ("margin_multiplier", Decimal(4), "Margin", "buying power up to 4 times the equity"),
        ("no_overnight", True, "Overnight trading", "off"),
        ("options_level", 2, "Options", "level 2: long calls and puts"),
        ("options_level", 9, "Options", "level 9"),
        ("emails", False, "E-mails about fills", "not sent"),
    ],
)
def test_a_setting_says_what_it_does(field: str, value: object, name: str, words: str) -> None:
    told = settings_words(AccountSettings(read_at=AT, **{field: value}))  # type: ignore[arg-type]
    assert told[name].replace("\\", "") == words
    assert sum(shown != NOT_TOLD for shown in told.values()) == 1
