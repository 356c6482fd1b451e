"""What the account's settings at the venue refuse is refused before it is asked; what they do not tell is not."""

from decimal import Decimal
from typing import Any

import pytest

from tests.orders.market import WALL
from tests.orders.rig import Rig, form
from tests.risk.test_gate_rules import asset, failing, ticket
from trading.errors import Refused
from trading.orders.asking import KEPT
from trading.types import AccountSettings, Proposal, Side

SELL = {"side": Side.SELL}
PART: dict[str, Any] = {"qty": Decimal("1.5")}
MONEY: dict[str, Any] = {"qty": None, "notional": Decimal(150)}


def propose(rig: Rig, **fields: Any) -> Proposal:
    return rig.desk.propose(ticket(**fields), form())


def settings(rig: Rig, **fields: Any) -> None:
    rig.venue.settings = AccountSettings(read_at=WALL, **fields)


@pytest.mark.parametrize(("fields", "asked"), [(PART, "for 1.5 shares"), (MONEY, "for an amount of money")])
def test_where_fractional_trading_is_off_a_part_of_a_share_is_refused(
    venue_rig: Rig, fields: dict[str, Any], asked: str
) -> None:
    assert failing(propose(venue_rig, **fields)) == []
    settings(venue_rig, fractional=False)
    refused = propose(venue_rig, **fields)
    assert failing(refused) == ["fractions"]
    assert asked in refused.reason and "fractional trading is off" in refused.reason
    assert "use whole shares or turn it on there" in refused.reason
    assert failing(propose(venue_rig, qty=Decimal(2))) == []


@pytest.mark.parametrize("told", [True, None])
def test_fractional_trading_that_is_on_or_not_told_refuses_nothing(venue_rig: Rig, told: bool | None) -> None:
    settings(venue_rig, fractional=told)
    assert failing(propose(venue_rig, **PART)) == failing(propose(venue_rig, **MONEY)) == []


def test_an_order_that_was_open_when_the_setting_changed_is_refused_at_its_approval(venue_rig: Rig) -> None:
    proposal = propose(venue_rig, **PART)
    settings(venue_rig, fractional=False)
    for clock in (venue_rig.wall, venue_rig.market_clock):
        clock.go(seconds=KEPT.total_seconds())
    with pytest.raises(Refused, match="fractional trading is off"):
        venue_rig.approve(proposal)
    assert venue_rig.venue.posts == []


def test_where_shorting_is_off_a_short_is_refused_and_a_sale_of_what_is_held_is_not(venue_rig: Rig) -> None:
    asset(shortable=True)(venue_rig)
    assert failing(propose(venue_rig, **SELL)) == []
    settings(venue_rig, no_shorting=True)
    refused = propose(venue_rig, **SELL)
    assert failing(refused) == ["position"] and "short selling is off in the account's settings" in refused.reason
    venue_rig.approve(propose(venue_rig, qty=Decimal(3)))
    assert failing(propose(venue_rig, qty=Decimal(3), **SELL)) == []


@pytest.mark.parametrize(("may_short", "names"), [(False, ["position"]), (True, []), (None, [])])
def test_an_account_that_may_not_short_now_opens_no_short(
    venue_rig: Rig, may_short: bool | None, names: list[str]
) -> None:
    asset(shortable=True)(venue_rig)
    venue_rig.venue.may_short = may_short
    settings(venue_rig)
    proposal = propose(venue_rig, **SELL)
    assert failing(proposal) == names
    assert ("does not allow this account now" in proposal.reason) is bool(names)
