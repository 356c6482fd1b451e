"""What every page says of the watchdog's stop, which leaves exits, and how a person makes it reach them."""

import bootstrap
from tests.pages.conftest import Open, send, texts
from trading.jobs.watchdog import WATCHDOG_ACTOR
from trading.types import Status


def test_the_exits_that_a_stop_leaves_are_named_as_left_and_stop_cancels_them_too(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    desk = wired.services.desk
    held = send(
        wired,
        symbol="IBM",
        side="buy",
        qty=5,
        time_in_force="gtc",
        order_class="bracket",
        take_profit={"limit_price": "300"},
        stop_loss={"stop_price": "100"},
    )
    assert held.status is Status.FILLED, held.reason
    desk.stop_trading(actor=WATCHDOG_ACTOR, keeps_exits=True)
    at = visit("activity")
    assert "by the watchdog" in texts(at)
    assert "only exits that protect a position (IBM); Stop cancels them too" in texts(at)
    at.button(key="kill").click().run()
    assert not at.exception
    assert "none is left, checked with the broker" in texts(at)
    assert "Without a stop now: IBM" in texts(at).replace("\\", "")
    assert not any(button.key == "kill" for button in at.button), "there is nothing further to stop"


def test_settings_say_whether_a_watchdog_runs(visit: Open) -> None:
    at = visit("settings")
    told = "\n".join(table.value.to_string(max_colwidth=None) for table in at.table)
    assert "Watchdog" in told and "not running here so far" in told
