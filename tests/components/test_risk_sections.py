"""The sections of the Risk page, drawn from values: when all is well, when not, and when something is not known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from components.risk_posture import headline, ordered
from components.risk_protections import TITLES, rule_words
from components.risk_use import bar, words
from components.risk_worst_case import assumption, by_loss, stop_words
from trading.risk.limit_use import LimitUse
from trading.risk.limits import Limits
from trading.types import Side, Ticket
from trading.types.risk import Cause, Finding, LossLine, Mend, Posture, PostureState, WorstCase

NOW = datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
STREAK = Cause(
    name="stop_streak",
    title="Stopped losses",
    state=PostureState.REDUCING,
    reason="4 trades were stopped at a loss, the limit is 4; wait for the session",
    since=NOW,
    until=NOW + timedelta(days=3),
)
RESTING = replace(STREAK, name="symbol_cooldown", title="Rest of a symbol", symbol="AAPL", reason="AAPL was closed")
KILLED = Cause(
    name="kill_switch", title="Stopped", state=PostureState.HALTED, reason="stopped by you; resume trading first"
)
WORST = WorstCase(
    at_most=Decimal("412.50"),
    ceiling=Decimal(25_000),
    until_halt=Decimal(5_000),
    by_holdings=Decimal("412.50"),
    gap_pct=Decimal(10),
    lines=(
        LossLine(
            symbol="AAPL",
            qty=Decimal(10),
            price=Decimal(100),
            protected=Decimal(10),
            stop_price=Decimal(95),
            loss=Decimal("145.00"),
            reason="the stop at 95 fills up to 10 percent lower",
        ),
        LossLine(
            symbol="IBM",
            qty=Decimal(2),
            price=Decimal("133.75"),
            protected=Decimal(0),
            stop_price=None,
            loss=Decimal("267.50"),
            reason="no live stop",
        ),
    ),
    as_of=NOW,
)
NAKED = Finding(
    kind=Mend.NAKED,
    symbol="AAPL",
    said="10 AAPL are held and no live stop protects them; propose one",
    key="k1",
    ticket=Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(10)),
)
FOREIGN = replace(NAKED, kind=Mend.ORPHANED, key="k2", said="only the venue can take order 7 back", ticket=None)


def test_an_active_desk_says_so_and_names_the_symbols_that_rest() -> None:
    active = Posture(state=PostureState.ACTIVE, causes=(), as_of=NOW)
    assert headline(active) == (":green-badge[:material/check_circle: ACTIVE] Orders go through within the limits.")
    assert headline(replace(active, causes=(RESTING,))).endswith("within the limits. New risk in AAPL waits.")


@pytest.mark.parametrize(
    ("state", "said"),
    [(PostureState.REDUCING, "ONLY EXITS"), (PostureState.HALTED, "HALTED")],
)
def test_a_desk_that_holds_back_says_what_still_goes(state: PostureState, said: str) -> None:
    found = headline(Posture(state=state, causes=(STREAK,), as_of=NOW))
    assert said in found


def test_the_causes_of_everything_come_first_and_the_strictest_of_all() -> None:
    assert ordered([RESTING, STREAK, KILLED]) == [KILLED, STREAK, RESTING]


def test_the_largest_loss_comes_first_and_the_gap_is_said() -> None:
    assert [line.symbol for line in by_loss(WORST.lines)] == ["IBM", "AAPL"]
    assert assumption(WORST) == (
        "Assumes that a price jumps by at most 10.00% past a stop or between two looks of the desk "
        "(as of Fri 1 Jun 2012, 16:00 ET). A larger jump can lose more; change the gap in Settings, Limits."
    )


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (
            LimitUse(name="max_orders_per_day", used=Decimal(3), limit=Decimal(500)),
            "Orders today **3** of 500",
        ),
        (
            LimitUse(name="max_symbol_notional", used=Decimal(40_000), limit=Decimal(50_000), said="AAPL"),
            "Largest symbol :orange[**\\$40,000\\.00** of \\$50,000\\.00 (AAPL)]",
        ),
        (
            LimitUse(name="max_daily_loss_pct", used=Decimal(5), limit=Decimal(5)),
            "Loss today :red[**5\\.00%** of 5\\.00%]",
        ),
        (
            LimitUse(name="max_gross_notional", used=Decimal(0), limit=Decimal(0)),
            "Everything together :red[**\\$0\\.00** of \\$0\\.00]",
        ),
        (
            LimitUse(name="max_drawdown_pct", used=None, limit=Decimal(25), said="the venue is silent; wait"),
            "Below the peak :orange[not known\\: the venue is silent; wait]".replace("\\:", ":"),
        ),
    ],
    ids=["plain", "near", "reached", "nothing allowed", "not known"],
)
def test_a_limit_shows_figure_and_limit_and_its_colour_as_it_comes_near(use: LimitUse, said: str) -> None:
    assert words(use) == said


def test_a_stop_for_a_part_of_the_shares_says_for_how_many() -> None:
    assert stop_words(replace(WORST.lines[0], protected=Decimal(4))) == "95\\.00 :orange[for 4]"


def test_a_bar_is_full_at_the_limit_and_beyond_it_and_where_nothing_is_allowed() -> None:
    use = LimitUse(name="max_orders_per_day", used=Decimal(3), limit=Decimal(4))
    assert [bar(use), bar(replace(use, used=Decimal(9))), bar(replace(use, limit=Decimal(0)))] == [0.75, 1.0, 1.0]


def test_each_protection_says_what_it_does_by_its_limits_or_that_it_is_off() -> None:
    # the defaults: 4 stopped losses within 10 sessions leave only exits for 2; the rest of a symbol is off
    assert rule_words("stop_streak", Limits()) == (
        "4 trades stopped at a loss within 10 sessions leave only exits for 2 sessions"
    )
    assert rule_words("symbol_cooldown", Limits()) == ""
    assert rule_words("symbol_cooldown", replace(Limits(), symbol_cooldown_sessions=1)).endswith("for 1 session")
    off = replace(Limits(), stop_streak=0, recent_drawdown_pct=Decimal(0), low_profit_trades=0)
    assert [name for name in TITLES if rule_words(name, off)] == ["rejections"]


def _page() -> None:
    import streamlit as st

    from components.risk_posture import posture_section
    from components.risk_protections import protections_section
    from components.risk_stops import stops_section
    from components.risk_use import use_section
    from components.risk_worst_case import worst_case_section
    from tests.components.test_risk_sections import FOREIGN, NAKED, NOW, RESTING, STREAK, WORST
    from trading.risk.limit_use import LimitUse
    from trading.risk.limits import Limits
    from trading.types.risk import Posture, PostureState

    posture_section(Posture(state=PostureState.REDUCING, causes=(RESTING, STREAK), as_of=NOW))
    worst_case_section(WORST)
    stops_section((NAKED, FOREIGN), mend=lambda one: st.session_state.__setitem__("mended", one.key), stopped=False)
    use_section([LimitUse(name="max_orders_per_day", used=WORST.at_most, limit=WORST.ceiling)])
    protections_section(Limits(), (RESTING, STREAK))


def _nothing() -> None:
    from dataclasses import replace
    from decimal import Decimal

    from components.risk_posture import posture_section
    from components.risk_protections import protections_section
    from components.risk_stops import stops_section
    from components.risk_worst_case import worst_case_section
    from tests.components.test_risk_sections import NOW, WORST
    from trading.risk.limits import Limits
    from trading.types.risk import Posture, PostureState

    posture_section(Posture(state=PostureState.ACTIVE, causes=(), as_of=NOW))
    zero = Decimal(0)
    worst_case_section(replace(WORST, at_most=zero, by_holdings=zero, lines=()))
    protections_section(Limits(), None)
    stops_section((), mend=lambda one: None, stopped=False)


def _stopped() -> None:
    from components.risk_stops import stops_section
    from tests.components.test_risk_sections import NAKED

    stops_section((NAKED,), mend=lambda one: None, stopped=True)


def test_every_section_draws_its_values() -> None:
    at = AppTest.from_function(_page, default_timeout=30).run()
    assert not at.exception
    causes, lines, protections = (table.value for table in at.table)
    assert list(causes["Held back"]) == ["**everything new**", "**AAPL**"]
    assert causes["Until"][0] == "4 Jun 2012, 16\\:00 ET"
    assert [metric.value for metric in at.metric] == ["\\$412.50", "\\$5,000.00", "\\$412.50", "\\$25,000.00"]
    assert list(lines["Symbol"]) == ["**IBM** 2", "**AAPL** 10"]
    assert list(lines["Stop"]) == [":orange[none]", "95\\.00"]
    assert [protections["Now"][n][:8] for n in (0, 1)] == [":orange[", ":orange["]
    assert protections["Now"][2] == "holds nothing"


def test_mend_hands_its_finding_on_and_what_nobody_can_mend_here_has_no_button() -> None:
    at = AppTest.from_function(_page, default_timeout=30).run()
    assert [button.label for button in at.button] == ["Mend…"]
    at.button[0].click().run()
    assert at.session_state["mended"] == "k1"


def test_while_trading_is_stopped_nothing_can_be_mended_and_the_button_says_why() -> None:
    (button,) = AppTest.from_function(_stopped, default_timeout=30).run().button
    assert (button.disabled, button.help) == (True, "Trading is stopped")


def test_a_desk_without_trouble_says_so_in_each_section() -> None:
    at = AppTest.from_function(_nothing, default_timeout=30).run()
    assert not at.exception
    said = [one.value for one in (*at.markdown, *at.caption)]
    assert ":green[:material/check_circle:] Every position has its stop, and no stop is left over." in said
    assert "Nothing holds new risk back." in said
    assert any(text.startswith("Nothing is held and nothing rests") for text in said)
    (protections,) = at.table  # whose causes could not be read
    assert set(protections.value["Now"]) == {":orange[not known]"}


def _not_played() -> None:
    from components.venue_notes import not_played

    not_played([])
    not_played(["BOLT", "ACME"])


def test_a_symbol_that_the_paper_book_went_on_without_is_said_to_have_no_stop_now() -> None:
    at = AppTest.from_function(_not_played).run()
    [warning] = at.warning
    assert warning.value.startswith("**ACME, BOLT: ") and "no stop of it is hit" in warning.value
