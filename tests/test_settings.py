"""Who may reach the pages: beyond this machine with venue keys, and live at all, only behind a password."""

from typing import Any

import pytest
from pydantic import SecretStr

from trading.errors import BadSettings
from trading.settings import Settings

KEYS = {"apca_api_key_id": SecretStr("PKTEST"), "apca_api_secret_key": SecretStr("hush")}
PASSWORD = {"desk_password": SecretStr("open sesame")}
EVERYWHERE = {"host": "0.0.0.0"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (EVERYWHERE | KEYS, "set DESK_PASSWORD, or HOST=127.0.0.1, or MARKET_DATA=replay"),
        ({"alpaca_live": True} | KEYS, "ALPACA_LIVE=true needs DESK_PASSWORD"),
        ({"alpaca_live": True, "market_data": "replay"}, "ALPACA_LIVE=true needs DESK_PASSWORD"),
    ],
)
def test_what_needs_a_password_does_not_start_without_one(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings, match=said) as fault:
        Settings.load(**given)
    assert "hush" not in str(fault.value)


@pytest.mark.parametrize("given", [EVERYWHERE, EVERYWHERE | KEYS | {"market_data": "replay"}, {"host": "::1"}])
def test_replay_and_paper_start_on_any_address(given: dict[str, Any]) -> None:
    assert Settings.load(**given).data_source == "replay"


@pytest.mark.parametrize("given", [KEYS, EVERYWHERE | KEYS | PASSWORD, KEYS | {"market_data": "alpaca"}])
def test_keys_choose_alpaca_on_this_machine_or_behind_a_password(given: dict[str, Any]) -> None:
    assert Settings.load(**given).data_source == "alpaca"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"market_data": "alpaca"}, "Alpaca needs APCA_API_KEY_ID and APCA_API_SECRET_KEY"),
        (KEYS | {"market_data": "files"}, "MARKET_DATA=files needs BARS_FOLDER"),
        ({"strategies_folder": "/nowhere/mine"}, "STRATEGIES_FOLDER /nowhere/mine is no folder; make it, or unset it"),
        (
            KEYS | PASSWORD | {"market_data": "yahoo", "alpaca_live": True},
            "ALPACA_LIVE=true needs prices with a time of their own for bid and ask, and Yahoo tells none",
        ),
    ],
)
def test_a_market_that_cannot_be_had_ends_the_start_with_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        Settings.load(**given)
